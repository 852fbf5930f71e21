"""Letters in words: which can be written now and why, one with its texts, what became of it."""

from typing import Any

from django.urls import reverse

from complaints.letters.sending import RECORDS
from complaints.models import Letter, LetterLink
from complaints.presenters.page import HOW
from complaints.reading import Case
from referrals import handles
from timers import words

Kind = Letter.Kind

#: In the order in which they come in the life of a complaint, with when each is written.
WHEN = {
    Kind.ACKNOWLEDGEMENT: "We have it, this is what we understood, and this is what happens next.",
    Kind.ROUTE: "For each point: which procedure, why, and the next steps. The answer cannot go before it.",
    Kind.ELIGIBILITY: "The decision on who may complain, with its reasons.",
    Kind.EXTENSION: "Reasons and the new date, before the limit passes.",
    Kind.PAUSE: "Why it waits, and from when they can send it again.",
    Kind.RESPONSE: "The answer at stage 1, or at corporate stage 2, point by point.",
    Kind.ADJUDICATION: "The answer to both reports of stage 2, point by point.",
    Kind.PANEL_RESPONSE: "The answer to the review panel, with the Ombudsman’s details.",
    Kind.REFUSAL: "A stage refused, with reasons and the way to the Ombudsman.",
    Kind.FINAL: "The last letter, with the Ombudsman’s details.",
    Kind.OTHER: "Anything else.",
}


def to_write(case: Case) -> list[dict[str, str]]:
    """Every kind with when it is written and the way there."""
    address = reverse("complaints:letter-new", args=[case.complaint.reference])
    return [
        {"text": str(kind.label), "hint": when, "href": f"{address}?kind={kind.value}"} for kind, when in WHEN.items()
    ]


def note(kind: str, case: Case) -> str:
    """What to know while writing a letter of this kind."""
    if kind == Kind.ROUTE:
        undecided = [one.number for one in case.heads if not one.route]
        if undecided:
            return "The route of a point is not decided yet. Sending the letter adopts what is proposed."
    if kind == Kind.FINAL:
        return "It must say how to go to the Ombudsman, and within which time."
    return ""


def one(case: Case, letter: Letter) -> dict[str, Any]:
    """The context of one letter's page."""
    versions = list(letter.versions.select_related("by").order_by("-number"))
    shown = next((v for v in versions if v.number == letter.sent_version), versions[0] if versions else None)
    handle = handles.handle("letter", letter.pk)
    reference = case.complaint.reference
    rows = []
    if letter.sent_at:
        rows = [
            {"key": "Sent", "text": f"{words.moment(letter.sent_at)}, {HOW.get(letter.sent_how, letter.sent_how)}"},
            {"key": "By", "text": letter.sent_by.name if letter.sent_by else ""},
            {"key": "To", "text": letter.sent_to, "empty": "Not said"},
            {"key": "Proof", "text": letter.proof, "empty": "None kept"},
        ]
        for link in LetterLink.objects.filter(letter=letter).order_by("pk"):
            said = f"Opened {words.moment(link.opened_at)}" if link.opened_at else "Not opened yet"
            rows.append({"key": "Link", "text": f"{said}. Until {words.day(link.ends_at)}"})
    return {
        "subject": shown.subject if shown else "",
        "body": shown.body if shown else "",
        "council": case.complaint.council.name,
        "to": case.complaint.complainant_name,
        "sent": bool(letter.sent_at),
        "rows": rows,
        "records": "" if letter.sent_at else RECORDS.get(Kind(letter.kind), ""),
        "send_href": reverse("complaints:letter-send", args=[reference, handle]),
        "change_href": reverse("complaints:letter-change", args=[reference, handle]),
        "follow": follow(case, letter),
        "versions": [
            {"number": v.number, "when": words.moment(v.at), "by": v.by.name, "subject": v.subject, "body": v.body}
            for v in versions
            if shown is None or v.pk != shown.pk
        ],
    }


#: What is recorded by a page of its own after such a letter went.
FOLLOWS = {
    Kind.RESPONSE: ("respond", "Record the answer, with what was found on each point"),
    Kind.ADJUDICATION: ("adjudicate", "Record the adjudication"),
    Kind.PANEL_RESPONSE: ("respond", "Record the answer to the panel"),
    Kind.EXTENSION: ("extend", "Record the extension"),
    Kind.REFUSAL: ("refuse-stage", "Record that the stage is refused"),
    Kind.FINAL: ("close", "Close the complaint"),
}


def follow(case: Case, letter: Letter) -> dict[str, str]:
    """The act that belongs to a letter, where sending it does not record it by itself."""
    found = FOLLOWS.get(Kind(letter.kind))
    if found is None or not letter.sent_at:
        return {}
    return {"href": reverse(f"complaints:{found[0]}", args=[case.complaint.reference]), "text": found[1]}


def sent_words(how: str, kind: str) -> str:
    """What is said after sending."""
    way = {
        "post": "Recorded as posted. Print it if you have not yet.",
        "email": "An e-mail with the link is on its way.",
        "by_hand": "Recorded as handed over.",
        "collected": "Recorded as collected.",
    }[how]
    return f"{way} {RECORDS.get(Kind(kind), '').replace('Sending it records', 'It is recorded')}".strip()
