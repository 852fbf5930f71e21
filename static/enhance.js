// First thing in the body and alone, so that what needs script is styled for it before it is drawn, without inline script.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
