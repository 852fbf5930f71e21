/* What script adds to pages that work without it: drafts that save themselves, regions that refresh, one-press copying,
   a guard against sending twice. Nothing is kept in the browser's storage. */
(function () {
  "use strict";

  if (window.GOVUKFrontend) window.GOVUKFrontend.initAll();

  function token(form) {
    var field = (form || document).querySelector("input[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }

  // htmx writes the page's address into the session's storage as it loads; an address may be a desk's secret link.
  document.addEventListener("DOMContentLoaded", function () {
    if (window.htmx) window.sessionStorage.removeItem("htmx-current-path-for-history");
  });

  // What is wrong comes before what went well: a banner of success must not keep the focus.
  var summary = document.querySelector(".govuk-error-summary");
  if (summary) summary.focus();

  // A refusal is read out and reached first, as the error summary is.
  var refusal = document.querySelector("[data-focus]");
  if (refusal && !summary) refusal.focus();

  // Sending twice: the second press does nothing until the page is shown again. The button is not disabled, or its own
  // name and value would not be sent.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "yes";
    form.setAttribute("aria-busy", "true");
    window.setTimeout(function () { delete form.dataset.sending; form.removeAttribute("aria-busy"); }, 15000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sending]").forEach(function (form) {
      delete form.dataset.sending;
      form.removeAttribute("aria-busy");
    });
  });

  // Drafts: saved 2 seconds after the last key and at most 7 seconds after the first unsaved one.
  document.querySelectorAll("form[data-draft-url]").forEach(function (form) {
    var said = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
    var first = 0, timer = 0, waiting = false, failed = 0;

    function say(words, bad) {
      if (!said || said.textContent === words) return;
      said.textContent = words;
      said.classList.toggle("hf-saved--bad", Boolean(bad));
    }

    function fields() {
      var data = new FormData(form);
      form.querySelectorAll("input[type=password], input[type=file]").forEach(function (secret) { data.delete(secret.name); });
      return data;
    }

    // A refusal that trying again by itself will not change; the next key tries again.
    function final(words) {
      var problem = new Error(words);
      problem.final = true;
      return problem;
    }

    function save(leaving) {
      window.clearTimeout(timer);
      timer = 0;
      if (form.dataset.sending || (waiting && !leaving)) { if (waiting) later(2000); return; }
      first = 0;
      waiting = true;
      fetch(form.dataset.draftUrl, {
        method: "POST",
        body: fields(),
        credentials: "same-origin",
        redirect: "manual",
        keepalive: Boolean(leaving),
        headers: { "X-CSRFToken": token(form), "X-Requested-With": "fetch", "Accept": "application/json" }
      }).then(function (answer) {
        if (answer.ok) return answer.json();
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
          throw final("you have been signed out. Your words are still on this page: sign in again in another tab, then go on here.");
        }
        return answer.json().catch(function () { return {}; }).then(function (told) {
          if (answer.status < 500) throw final(told.problem || "the server refused it.");
          throw new Error(told.problem || "something went wrong. It will be tried again.");
        });
      }).then(function (told) {
        failed = 0;
        say("Saved " + told.saved);
      }).catch(function (problem) {
        failed += 1;
        say("Not saved: " + (problem instanceof TypeError ? "no connection. It will be tried again." : problem.message), true);
        if (!timer && !problem.final) later(Math.min(60000, 5000 * failed));
      }).then(function () { waiting = false; });
    }

    function later(pause) { timer = window.setTimeout(save, pause); }

    function typed() {
      var now = Date.now();
      if (!first) first = now;
      window.clearTimeout(timer);
      later(Math.max(0, Math.min(2000, first + 7000 - now)));
    }

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && timer) save(true);
    });
  });

  // Regions that refresh themselves: <div id="rows" data-refresh-url="…" data-refresh-seconds="60">. The element of the
  // same id in the answer takes its place, unless someone is at work in it.
  document.querySelectorAll("[data-refresh-url]").forEach(function (region) {
    var seconds = Math.max(15, Number(region.dataset.refreshSeconds) || 60);

    function busy() {
      var chosen = window.getSelection && String(window.getSelection()) &&
        region.contains(window.getSelection().anchorNode);
      return chosen || region.contains(document.activeElement) ||
        region.querySelector("input:checked, details[open]");
    }

    function note(words) {
      var line = region.querySelector("[data-refreshed]");
      if (line) line.textContent = words;
    }

    window.setInterval(function () {
      if (document.hidden || busy()) return;
      fetch(region.dataset.refreshUrl, {
        credentials: "same-origin",
        redirect: "manual",
        // The server does not count this as somebody at work: an unattended screen still times out.
        headers: { "X-Refresh": "1", "X-Requested-With": "fetch" }
      }).then(function (answer) {
        if (!answer.ok) throw new Error(answer.type === "opaqueredirect" ? "you have been signed out" : "the page did not answer");
        return answer.text();
      }).then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById(region.id);
        if (!fresh || busy()) return;
        region.replaceChildren.apply(region, Array.from(fresh.childNodes).map(function (node) { return document.importNode(node, true); }));
        copying(region);
      }).catch(function (problem) {
        note("Not refreshed: " + (problem instanceof TypeError ? "no connection" : problem.message) + ". What you see may be old.");
      });
    }, seconds * 1000);
  });

  // Copying an entry as a case note.
  function copying(within) {
    within.querySelectorAll("[data-copy]").forEach(function (box) {
      var button = box.querySelector("button"), text = box.querySelector("textarea"), said = box.querySelector("[role=status]");
      if (!navigator.clipboard || !button.hidden) return;
      button.hidden = false;
      button.addEventListener("click", function () {
        navigator.clipboard.writeText(text.value).then(function () {
          said.textContent = "Copied";
        }, function () {
          box.querySelector("details").open = true;
          text.focus();
          text.select();
          said.textContent = "Select all and copy: the browser did not allow it";
        });
      });
    });
  }
  copying(document);

  // Rows chosen in a list: one box chooses all, and the number chosen is said.
  document.querySelectorAll("[data-choose-all]").forEach(function (all) {
    var form = all.form;
    all.addEventListener("change", function () {
      form.querySelectorAll("input[type=checkbox][name='" + all.dataset.chooseAll + "']").forEach(function (box) {
        box.checked = all.checked;
      });
    });
  });
})();
