"""Letters to the complainant: written from the record, changed, looked at, sent or printed; each text is kept."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints import actions
from complaints.forms.letters import SendForm, WriteForm
from complaints.letters import drafts as texts
from complaints.letters import sending
from complaints.models import Letter, LetterVersion, Stage
from complaints.presenters import letters as presenter
from complaints.presenters import page as case_page
from complaints.presenters import strip
from complaints.reading import Case
from complaints.views import doors
from complaints.views.acts import WAYS, token_of
from complaints.views.drafts import form_name
from referrals import drafts, handles
from referrals.presenters.act_page import refusals, saved
from referrals.refusals import NotPossible, Refused
from trail.doors import needs

NEED = "complaints.letters"


def _case(request: Any, reference: str) -> Case:
    case = doors.open_case(request, reference)
    if not case.may(NEED):
        raise PermissionDenied(NEED)
    doors.write_reading(request, case.complaint)
    return case


def _letter(case: Case, handle: str) -> Letter:
    key = handles.key_of("letter", handle)
    found = next((one for one in case.letters if one.pk == key), None)
    if found is None:
        raise Http404("There is no such letter.")
    return found


def _base(case: Case, title: str, back: str = "letters", *args: str) -> dict[str, Any]:
    reference = case.complaint.reference
    return {
        "title": title,
        "strip": strip.strip(case),
        "reference": reference,
        "back_href": reverse(f"complaints:{back}", args=[reference, *args]),
    }


def href(case: Case, letter: Letter, page: str = "letter") -> str:
    return reverse(f"complaints:{page}", args=[case.complaint.reference, handles.handle("letter", letter.pk)])


@needs(NEED)
@require_safe
def listing(request: Any, reference: str) -> HttpResponse:
    """The letters written so far, and which can be written now."""
    case = _case(request, reference)
    context = _base(case, "Letters", "complaint") | {
        "letters": case_page.letters(case),
        "kinds": presenter.to_write(case),
    }
    return render(request, "complaints/letters.html", context)


@needs("complaints.route")
@require_safe
def tell(request: Any, reference: str) -> HttpResponseBase:
    """To the letter that tells which procedure each point goes by: the draft that waits, or a new one."""
    case = doors.open_case(request, reference)
    if not case.may(NEED):
        raise PermissionDenied(NEED)
    waiting = next((one for one in case.letters if one.kind == Letter.Kind.ROUTE and one.sent_at is None), None)
    if waiting is not None:
        return redirect(href(case, waiting))
    return redirect(f"{reverse('complaints:letter-new', args=[reference])}?kind={Letter.Kind.ROUTE}")


@needs(NEED)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any, reference: str) -> HttpResponseBase:
    """A letter of one kind, its text drafted from the record."""
    case = _case(request, reference)
    kind = request.GET.get("kind", "")
    if kind not in Letter.Kind.values:
        raise Http404("There is no such kind of letter.")
    return _write(request, case, kind=kind, letter=None)


@needs(NEED)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, reference: str, letter: str) -> HttpResponseBase:
    """The next text of a letter that was not sent yet."""
    case = _case(request, reference)
    found = _letter(case, letter)
    if found.sent_at is not None:
        messages.info(request, "This letter was sent. The text that was sent stands; write a new one.")
        return redirect(href(case, found))
    return _write(request, case, kind=found.kind, letter=found)


def _write(request: Any, case: Case, *, kind: str, letter: Letter | None) -> HttpResponseBase:
    slug = form_name(f"letter-{kind}")
    title = f"Write: {Letter.Kind(kind).label}"
    base = _base(case, title) | {"kind_note": presenter.note(kind, case), "from_record": letter is None}
    if request.method != "POST":
        last = letter.versions.order_by("-number").first() if letter else None
        subject, body = (last.subject, last.body) if last else texts.draft(kind, case)
        kept = drafts.of_act(request.user, slug, case.complaint.pk) if letter is None else None
        if kept is not None and kept.data:
            data = drafts.as_post(kept.data)
            form = WriteForm(case=case, initial={"subject": data.get("subject", ""), "body": data.get("body", "")})
            return _written(request, base, form, token=kept.token, slug=f"letter-{kind}", draft=kept)
        return _written(
            request,
            base,
            WriteForm(case=case, initial={"subject": subject, "body": body}),
            token=uuid.uuid4(),
            slug=f"letter-{kind}",
        )
    data, taken_out = drafts.clean(request.POST)
    draft = drafts.claim(user=request.user, token=token_of(data), form=slug, about_id=case.complaint.pk, now=case.now)
    if draft is None:
        messages.info(request, "This text was saved already. Nothing was saved twice.")
        return redirect("complaints:letters", reference=case.complaint.reference)
    form = WriteForm(data, case=case)
    drafts.keep(draft, drafts.as_lists(data), now=case.now)
    errors = [{"href": "", "text": drafts.TAKEN_OUT}] if taken_out else []
    if errors or not form.is_valid():
        return _written(
            request, base, form, token=draft.token, slug=f"letter-{kind}", draft=draft, status=422, errors=errors
        )
    try:
        with transaction.atomic():
            made = actions.draft_letter(
                by=request.user,
                complaint=case.complaint,
                at=case.now,
                now=case.now,
                kind=kind,
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                stage=letter.stage if letter else _stage(case, kind),
                letter=letter,
                names_ombudsman=texts.names_ombudsman(form.cleaned_data["body"]),
            )
    except NotPossible as refusal:
        form.add_error(None, refusal.sentence)
        return _written(request, base, form, token=draft.token, slug=f"letter-{kind}", draft=draft, status=422)
    drafts.mark_sent(draft, now=case.now)
    messages.success(request, "Saved. It has not been sent.")
    return redirect(href(case, made))


def _stage(case: Case, kind: str) -> Stage | None:
    """The stage a letter belongs to: the one that runs, where it answers, extends or acknowledges one."""
    if kind in (*texts.ANSWERS, Letter.Kind.EXTENSION, Letter.Kind.ACKNOWLEDGEMENT):
        running = case.stages_running or case.stages
        return running[-1] if running else None
    return None


def _written(
    request: Any,
    base: dict[str, Any],
    form: Any,
    *,
    token: Any,
    slug: str,
    draft: Any = None,
    status: int = 200,
    errors: Any = (),
) -> HttpResponse:
    context = base | {
        "form": form,
        "token": token,
        "slug": slug,
        "saved": saved(draft),
        "errors": errors,
        "draft_url": reverse("complaints:letter-draft", args=[token]),
    }
    return render(request, "complaints/letter_write.html", context, status=status)


@needs(NEED)
@require_safe
def one(request: Any, reference: str, letter: str) -> HttpResponse:
    """A letter as it will be read, its earlier texts, and what became of it; prints as a letter."""
    case = _case(request, reference)
    found = _letter(case, letter)
    context = _base(case, str(found.get_kind_display())) | presenter.one(case, found)
    return render(request, "complaints/letter.html", context)


@needs(NEED)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Any, reference: str, letter: str) -> HttpResponseBase:
    """Send the latest text: by post, by hand, or by a link in an e-mail."""
    case = _case(request, reference)
    found = _letter(case, letter)
    last = found.versions.order_by("-number").first()
    if last is None:
        raise Http404("There is no such letter.")
    if found.sent_at is not None:
        messages.info(request, "This letter was sent already. Nothing was sent twice.")
        return redirect(href(case, found))
    if request.method != "POST":
        return _sending(request, case, found, last, SendForm(case=case), token=uuid.uuid4())
    data, _ = drafts.clean(request.POST)
    draft = drafts.claim(
        user=request.user,
        token=token_of(data),
        form=form_name("letter-send"),
        about_id=case.complaint.pk,
        now=case.now,
    )
    if draft is None:
        messages.info(request, "This letter was sent already. Nothing was sent twice.")
        return redirect(href(case, found))
    form = SendForm(data, case=case)
    drafts.keep(draft, drafts.as_lists(data), now=case.now)
    if not form.is_valid():
        return _sending(request, case, found, last, form, token=draft.token, status=422)
    try:
        with transaction.atomic():
            sending.send(
                by=request.user,
                letter=found,
                how=form.cleaned_data["how"],
                to=form.where,
                at=form.happened_at(case.now),
                now=case.now,
                proof=form.cleaned_data["proof"],
            )
    except Refused as refused:
        for ground in refused.grounds:
            form.add_error(None, ground.sentence)
        panels = refusals(refused.grounds, form, can_override=False)
        for panel, ground in zip(panels, refused.grounds, strict=True):
            if ground.code in WAYS and not panel["href"]:
                slug, words = WAYS[ground.code]
                panel |= {"href": reverse(f"complaints:{slug}", args=[case.complaint.reference]), "action": words}
        return _sending(request, case, found, last, form, token=draft.token, status=422, refusals=panels)
    except NotPossible as refusal:
        form.add_error(None, refusal.sentence)
        return _sending(request, case, found, last, form, token=draft.token, status=422)
    drafts.mark_sent(draft, now=case.now)
    messages.success(request, presenter.sent_words(form.cleaned_data["how"], found.kind))
    return redirect(href(case, found))


def _sending(
    request: Any,
    case: Case,
    letter: Letter,
    last: LetterVersion,
    form: Any,
    *,
    token: Any,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    handle = handles.handle("letter", letter.pk)
    context = _base(case, f"Send: {letter.get_kind_display()}", "letter", handle) | {
        "form": form,
        "token": token,
        "records": sending.RECORDS.get(Letter.Kind(letter.kind), ""),
        "subject": last.subject,
        "body": last.body,
        "council": case.complaint.council.name,
        **more,
    }
    return render(request, "complaints/letter_send.html", context, status=status)
