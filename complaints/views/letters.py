"""Letters to the complainant: written from the record, changed, looked at, sent or printed; each text is kept."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
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
from complaints.views.acts import ComplaintPage
from complaints.views.drafts import CHANGE, NEW, SEND
from referrals import handles
from referrals.models import Draft
from referrals.views.acting import is_keeping
from trail.doors import needs

NEED = "complaints.letters"


def _case(request: Any, reference: str) -> Case:
    case = doors.open_case(request, reference)
    if not case.may(NEED):
        raise PermissionDenied(NEED)
    if not is_keeping(request):
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
    return Writing(request, case, kind=kind, letter=None).answer()


@needs(NEED)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, reference: str, letter: str) -> HttpResponseBase:
    """The next text of a letter that was not sent yet."""
    case = _case(request, reference)
    found = _letter(case, letter)
    if found.sent_at is not None:
        messages.info(request, "This letter was sent. The text that was sent stands; write a new one.")
        return redirect(href(case, found))
    return Writing(request, case, kind=found.kind, letter=found).answer()


def _begun(request: Any, case: Case) -> int:
    """How many stages had begun when the letter was: as a draft's own address says, else now."""
    asked, now = request.GET.get("stage", ""), len(case.stages)
    return min(int(asked), now) if asked.isascii() and asked.isdigit() and len(asked) < 3 else now


class Writing(ComplaintPage):
    """A letter's text: drafted from the record, or the latest, until somebody changes it."""

    done = "Saved. It has not been sent."
    again = "This text was saved already. Nothing was saved twice."

    def __init__(self, request: Any, case: Case, *, kind: str, letter: Letter | None) -> None:
        # What was typed over one text does not come up over a colleague's newer one, nor the answer of one stage at
        # the next.
        slug = f"{CHANGE}{letter.pk}-{letter.versions.count()}" if letter else f"{NEW}{kind}-{_begun(request, case)}"
        super().__init__(request, case, slug)
        self.kind, self.letter = kind, letter

    def home(self) -> str:
        return self.page_of("letters")

    def form(self, data: QueryDict | None) -> Any:
        if data is not None:
            return WriteForm(data, case=self.case)
        last = self.letter.versions.order_by("-number").first() if self.letter else None
        subject, body = (last.subject, last.body) if last else texts.draft(self.kind, self.case)
        return WriteForm(case=self.case, initial={"subject": subject, "body": body})

    def run(self, form: Any) -> str:
        made = actions.draft_letter(
            by=self.request.user,
            complaint=self.case.complaint,
            at=self.now,
            now=self.now,
            kind=self.kind,
            subject=form.cleaned_data["subject"],
            body=form.cleaned_data["body"],
            stage=self.letter.stage if self.letter else _stage(self.case, self.kind),
            letter=self.letter,
            names_ombudsman=texts.names_ombudsman(form.cleaned_data["body"]),
        )
        return href(self.case, made)

    def show(self, form: Any, *, token: UUID, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        context = _base(self.case, f"Write: {Letter.Kind(self.kind).label}") | {
            "kind_note": presenter.note(self.kind, self.case),
            "from_record": self.letter is None,
            "form": form,
            "token": token,
            **self.typed(draft),
            **more,
        }
        return render(self.request, "complaints/letter_write.html", context, status=status)


def _stage(case: Case, kind: str) -> Stage | None:
    """The stage a letter belongs to: the one that runs, where it answers, extends or acknowledges one."""
    if kind in (*texts.ANSWERS, Letter.Kind.EXTENSION, Letter.Kind.ACKNOWLEDGEMENT):
        running = case.stages_running or case.stages
        return running[-1] if running else None
    return None


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
        messages.info(request, Sending.again)
        return redirect(href(case, found))
    return Sending(request, case, found, last).answer()


class Sending(ComplaintPage):
    """A letter's latest text goes out."""

    again = "This letter was sent already. Nothing was sent twice."

    def __init__(self, request: Any, case: Case, letter: Letter, last: LetterVersion) -> None:
        super().__init__(request, case, f"{SEND}{letter.pk}")
        self.letter, self.last = letter, last

    def home(self) -> str:
        return href(self.case, self.letter)

    def form(self, data: QueryDict | None) -> Any:
        return SendForm(data, case=self.case)

    def run(self, form: Any) -> str:
        sending.send(
            by=self.request.user,
            letter=self.letter,
            how=form.cleaned_data["how"],
            to=form.where,
            at=form.happened_at(self.now),
            now=self.now,
            proof=form.cleaned_data["proof"],
        )
        self.done = presenter.sent_words(form.cleaned_data["how"], self.letter.kind)
        return self.home()

    def show(self, form: Any, *, token: UUID, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        handle = handles.handle("letter", self.letter.pk)
        context = _base(self.case, f"Send: {self.letter.get_kind_display()}", "letter", handle) | {
            "form": form,
            "token": token,
            **self.typed(draft),
            "records": sending.RECORDS.get(Letter.Kind(self.letter.kind), ""),
            "subject": self.last.subject,
            "body": self.last.body,
            "council": self.case.complaint.council.name,
            **more,
        }
        return render(self.request, "complaints/letter_send.html", context, status=status)
