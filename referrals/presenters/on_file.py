"""What is on file beside the parts, in words: warnings for the strip, tasks for Next, the way to each page."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from referrals import handles
from referrals.models import Flag, Relationship, WarningNote
from referrals.models.evidence import CHECKLIST
from referrals.presenters import clocks
from referrals.reading import Case
from referrals.reading_practice import of_person
from referrals.unanswered import KINDS as KINDS_UNANSWERED
from timers import words
from timers.calendar import local

FLAGS = dict(Flag.Kind.choices)
WARNINGS = dict(WarningNote.Kind.choices)
KINDS = dict(Relationship.Kind.choices)
CONTACT = dict(Relationship.Contact.choices)
YES_NO = {True: "yes", False: "no", None: "not known"}

#: The pages of the file, in the order of a reader's questions: address, words.
PAGES = [
    ("notes", "Notes"),
    ("chronology", "Chronology"),
    ("people", "People"),
    ("warnings", "Warnings and flags"),
    ("tasks", "Tasks"),
    ("needs", "Needs and support"),
    ("documents", "Documents"),
]


def warnings(case: Case) -> list[dict[str, str]]:
    """What stands first on every page of the child: {kind, title, text}."""
    found = []
    for one in case.on_file.warnings:
        title = "Staff safety" if one["kind"] == "staff_safety" else str(WARNINGS.get(one["kind"], "Warning"))
        over = f" Was to be looked at again by {words.day(one['review_on'])}." if _over(one, case) else ""
        about = _name(case, one["person_id"])
        found.append({"kind": "staff", "title": title, "text": f"{about}{one['words']}{over}"})
    return found


def badges(case: Case) -> list[str]:
    """The flags of the children: "At risk of exploitation since 3 March 2026"."""
    children = {one.person_id for one in case.children}
    several = len(children) > 1
    return [
        f"{FLAGS.get(one['kind'], '')} since {words.day(one['since'])}"
        + (f" ({_name(case, one['person_id']).removesuffix(': ')})" if several else "")
        for one in case.on_file.flags
        if one["person_id"] in children
    ]


def _over(warning: dict[str, Any], case: Case) -> bool:
    return bool(warning["review_on"] < local(case.now).date())


def _name(case: Case, person_id: int | None) -> str:
    children = {one.person_id for one in case.children}
    person = next((one.person for one in case.involvements if one.person_id == person_id), None)
    return f"{person.name}: " if person is not None and person.pk not in children else ""


def person_name(case: Case, person_id: int | None) -> str:
    """The name of somebody on the referral, under whichever record they were written about."""
    key = case.on_file.alias_of(person_id or 0)
    return next((one.person.name for one in case.involvements if one.person_id == key), "")


def links(case: Case, current: str = "") -> list[dict[str, Any]]:
    """The way to each page of the file."""
    reference = case.referral.reference
    counts = {"tasks": len(case.on_file.tasks), "warnings": len(case.on_file.warnings) + len(case.on_file.flags)}
    return [
        {
            "text": text,
            "href": reverse(f"referrals:{name}", args=[reference]),
            "current": name == current,
            "count": counts.get(name) or "",
        }
        for name, text in PAGES
    ]


def tasks(case: Case, user: Any) -> list[dict[str, Any]]:
    """Our open tasks, the next due first: {what, who, when, missed, done_href, cancel_href}."""
    may = user.has_perm("referrals.task", case.referral)
    today = local(case.now).date()
    rows = []
    for one in sorted(case.on_file.tasks, key=lambda row: (row["due_on"], row["id"])):
        of = f"?of={handles.handle('task', one['id'])}"
        reference = case.referral.reference
        rows.append(
            {
                "what": one["what"],
                "who": one["name_beside"] or "Nobody yet",
                "owner_id": one["owner_id"],
                "when": words.weekday_day(one["due_on"], case.now),
                "missed": one["due_on"] < today,
                "today": one["due_on"] == today,
                "due_on": one["due_on"],
                "done_href": reverse("referrals:finish-task", args=[reference]) + of if may else "",
                "cancel_href": reverse("referrals:cancel-task", args=[reference]) + of if may else "",
            }
        )
    return rows


def documents(case: Case) -> list[dict[str, str]]:
    """The latest documents that this council may open, newest first: {title, href, what}."""
    return [
        {
            "title": one["title"],
            "href": reverse(
                "referrals:document", args=[case.referral.reference, handles.handle("document", one["id"])]
            ),
            "what": f"{sized(one['size'])}, {words.day(one['at'])}, {one['name_beside']}",
        }
        for one in sorted(case.on_file.documents, key=lambda row: -row["id"])
    ]


def still_unanswered(case: Case) -> str:
    """What the next worker will have to acknowledge, before a case changes hands."""
    ours = case.ours.council_id if case.ours else 0
    waiting = [
        clocks.title(one.kind, _short(case, one.towards_id))
        for one in case.clocks
        if one.stopped_at is None and one.council_id == ours and one.kind in KINDS_UNANSWERED
    ]
    return f"Still unanswered, and to be acknowledged by whoever takes it: {'; '.join(waiting)}." if waiting else ""


def handed_over(case: Case, row: dict[str, Any]) -> list[str]:
    """A handover in words: from whom, why, and everything that is unanswered with since when."""
    lines = [f"{row['name_beside']} had this case until {words.moment(row['at'])}. {row['reason']}".strip()]
    for item in row["items"]:
        since = words.moment(datetime.fromisoformat(item["since"]))
        lines.append(f"{clocks.title(item['what'], _short(case, item.get('council')))}: open since {since}")
    return lines


def assessed(row: dict[str, Any]) -> list[str]:
    """A completed assessment in words, for whoever signs it."""
    covered = set(row["covered"])
    missing = [said for code, said in CHECKLIST if code not in covered]
    lines = [
        f"Completed by {row['name_beside']} on {words.moment(row['completed_at'])}.",
        f"The child was seen: {YES_NO[row['child_seen']]}; alone: {YES_NO[row['child_seen_alone']]}.",
        f"What the parent needs: {row['parent_needs_words'] or YES_NO[row['parent_needs_assessed']]}.",
        row["rationale"],
    ]
    if missing:
        lines.append(f"It does not say that it covers: {'; '.join(missing)}.")
    return [line for line in lines if line]


def _short(case: Case, council_id: int | None) -> str:
    council = case.councils.get(council_id or 0)
    return council.short_name if council else ""


def sized(size: int) -> str:
    """
    >>> sized(900), sized(34567), sized(5_300_000)
    ('1 KB', '34 KB', '5.1 MB')
    """
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"


def relations_of(case: Case, person_id: int) -> list[dict[str, Any]]:
    """Rows for somebody's card: what they are to whom, and how to reach them safely."""
    rows: list[dict[str, Any]] = []
    for one in (row for row in case.on_file.relationships if row["person_id"] == person_id):
        lines = [
            f"Parental responsibility: {YES_NO[one['parental_responsibility']]}",
            f"Lives with them: {YES_NO[one['lives_with']]}",
        ]
        if one["contact"] != "free":
            lines.append(f"Contact: {str(CONTACT[one['contact']]).lower()}. {one['contact_words']}")
        to = person_name(case, one["to_id"]) or "the child"
        rows.append({"key": f"{KINDS.get(one['kind'], '')} of {to}", "lines": lines})
    rows += [
        {"key": "Reach them safely", "text": one["words"]} for one in of_person(case.on_file.safe_contacts, person_id)
    ]
    return rows


def restrictions(case: Case) -> list[str]:
    """Restrictions of contact and safe contact, for whoever is about to ring or visit."""
    found = [
        f"{person_name(case, one['person_id'])}, with {person_name(case, one['to_id'])}: "
        f"{str(CONTACT[one['contact']]).lower()}. {one['contact_words']}"
        for one in case.on_file.relationships
        if one["contact"] != "free"
    ]
    found += [f"{person_name(case, one['person_id'])}: {one['words']}" for one in case.on_file.safe_contacts]
    return found
