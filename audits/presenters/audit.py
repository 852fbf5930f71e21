"""An audit in words: its head, its figures, who reads what, what comes next."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from audits.auditing.figures import Figures, cost_of, load_of
from audits.auditing.rule import SOURCE, Rule
from audits.auditing.similar import STRATA, Similar
from audits.auditing.telling import told
from audits.models import Audit, AuditEntry, SampleCase
from audits.presenters.audit_bar import bar
from audits.presenters.letters import became
from councils.models import Council
from timers import words

LEFT = dict(SampleCase.Left.choices)


def href(audit: Audit, name: str, *more: Any) -> str:
    return reverse(f"audits:{name}", args=[audit.reference, *more])


def number(count: int) -> str:
    return f"{count:,}"


def several(count: int, one: str, many: str = "") -> str:
    """
    >>> several(1, "case"), several(1200, "case")
    ('1 case', '1,200 cases')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def filter_words(audit: Audit) -> str:
    similar = Similar.of(audit.similar)
    council = Council.objects.filter(pk=similar.with_council_id).first() if similar.with_council_id else None
    return similar.words(council.short_name if council else "")


def stage_of(audit: Audit, rule: Rule) -> tuple[str, str]:
    """(what the audit is at, colour of its tag)."""
    if audit.concluded_at:
        return "Concluded", "green"
    if audit.ended_at:
        return "Ended", "grey"
    if audit.drawn_at:
        return (f"Reading: {rule.read:,} of {rule.size:,}", "blue") if not rule.is_read else ("All read", "turquoise")
    return ("List frozen", "yellow") if audit.frozen_at else ("Being defined", "grey")


def rows_of(audits: list[tuple[Audit, Rule]]) -> list[dict[str, Any]]:
    found = []
    for audit, rule in audits:
        status, colour = stage_of(audit, rule)
        hint = f"Closed {words.day(audit.since)} to {words.day(audit.until)}. {audit.get_origin_display()}."
        if audit.ended_at:
            hint += f" Ended without a finding: {audit.ended_words}"
        elif audit.drawn_at:
            hint += f" {sentence(audit, rule)}"
        found.append(
            {"text": audit.title, "href": href(audit, "audit"), "hint": hint, "status": status, "colour": colour}
        )
    return found


def facts(audit: Audit) -> list[dict[str, Any]]:
    """What it is of, and how its cases were chosen."""
    rows: list[dict[str, Any]] = [
        *([{"key": "Ended", "lines": [_ended(audit), audit.ended_words]}] if audit.ended_at else []),
        {"key": "What started it", "lines": [one for one in (audit.get_origin_display(), audit.origin_words) if one]},
        {"key": "Cases closed", "text": f"{words.day(audit.since)} to {words.day(audit.until)}"},
        {"key": "Similar circumstances", "text": audit.definition, "empty": "Not defined yet"},
    ]
    if audit.definition and (as_filter := filter_words(audit)) != audit.definition:
        rows.append({"key": "As a filter", "text": as_filter})
    if audit.frozen_at and audit.frozen_by:
        rows.append(
            {
                "key": "The list",
                "lines": [
                    several(audit.population or 0, "case"),
                    f"Frozen {words.moment(audit.frozen_at)} by {audit.frozen_by.name}",
                    STRATA[audit.strata],
                ],
            }
        )
    if audit.drawn_at and audit.drawn_by and not audit.is_full:
        rows.append({"key": "Drawn", "text": f"{words.moment(audit.drawn_at)} by {audit.drawn_by.name}"})
    return rows


def told_rows(audit: Audit, *, says_why: bool) -> list[list[dict[str, Any]]]:
    """Who of the leaders was told that it is concluded, for components/table.html (TOLD_COLUMNS)."""
    return [
        [
            {"text": one.message.person.name if one.message.person else ""},
            became(one.message, written_at=one.message.written_at, says_why=says_why),
            {"text": f"Opened {words.moment(one.opened_at)}" if one.opened_at else "Not opened"},
        ]
        for one in told(audit)
    ]


TOLD_COLUMNS = [{"text": "Who"}, {"text": "Message"}, {"text": "Committee’s pack"}]


def _ended(audit: Audit) -> str:
    by = f" by {audit.ended_by.name}" if audit.ended_by else ""
    return f"{words.moment(audit.ended_at)}{by}, without a finding"  # type: ignore[arg-type]


def progress(audit: Audit, rule: Rule) -> dict[str, Any]:
    """The bar with its words: where we are, how many show a fault, where the line is."""
    left = rule.size - rule.read
    return {
        "bar": bar(rule, line=not audit.is_full),
        "read": f"{rule.read:,} of {rule.size:,} read",
        "yes": f"{rule.yes:,} with a fault",
        "left": several(left, "case") + " to be read",
        "line": ""
        if audit.is_full
        else f"The line stands at {rule.most:,} of {rule.size:,}: {rule.starts_at:,} starts the full audit",
        "sentence": sentence(audit, rule),
        "working": ("" if rule.is_read else "So far, ") + rule.working if rule.read else "",
        "trips": rule.trips,
        "source": SOURCE,
    }


def sentence(audit: Audit, rule: Rule) -> str:
    """What the figures mean. A full audit has been started: it starts nothing more."""
    if not audit.is_full:
        return rule.sentence
    return (
        "Every case is read." if rule.is_read else "Every case is being read, those of the sample with all the others."
    )


def loads(audit: Audit) -> list[dict[str, Any]]:
    """Who reads what, the fullest desk first."""
    rows = load_of(audit)
    names = dict(User.objects.filter(pk__in=[row["reader_id"] for row in rows]).values_list("pk", "name"))
    found = [{**row, "name": names[row["reader_id"]], "left": row["given"] - row["read"]} for row in rows]
    return sorted(found, key=lambda row: (-row["left"], row["name"]))


def plan(full: Audit) -> dict[str, Any]:
    """The full audit's size and cost."""
    cost = cost_of(full)
    return {
        "title": full.title,
        "href": href(full, "audit"),
        "files": several(cost.files, "file"),
        "days": several(cost.days, "reader-day"),
        "rate": full.cases_a_day,
        "weeks": [f"{several(many, 'reader')}: {several(cost.weeks(many), 'week')}" for many in (1, 2, 4)],
        "words": full.plan,
        "plan_href": href(full, "plan"),
    }


def next_step(audit: Audit, rule: Rule, mine: list[SampleCase], unassigned: int) -> dict[str, str]:
    """The one primary action of the page, for somebody who runs audits."""
    if audit.concluded_at:
        return {"text": "See the actions", "href": href(audit, "actions")}
    if audit.ended_at:
        return {}
    if not audit.definition:
        return {"text": "Say what counts as similar", "href": href(audit, "define")}
    if not audit.frozen_at:
        return {"text": "Count and freeze the list", "href": href(audit, "list")}
    if not audit.drawn_at:
        return {"text": "Draw the cases", "href": href(audit, "draw")}
    if unassigned:
        return {"text": "Share out the files", "href": href(audit, "cases")}
    if mine:
        return {"text": f"Read case {mine[0].position}", "href": href(audit, "read", mine[0].position)}
    if rule.is_read:
        return {"text": "Write the report", "href": href(audit, "report")}
    return {"text": "See who reads what", "href": href(audit, "cases")}


def case_name(one: SampleCase) -> str:
    return f"Case {one.position}"


def case_rows(audit: Audit, cases: list[SampleCase], user: Any) -> list[dict[str, Any]]:
    """The drawn cases, in order: what each is called, who reads it, how far it is."""
    rows = []
    for one in cases:
        readings = {reading.is_second: reading for reading in one.readings.all() if reading.handed_on_at is None}
        # A reader who has not locked their own findings is not told the other's.
        own = next((reading for reading in readings.values() if reading.reader_id == user.pk), None)
        blind = user.pk in {one.reader_id, one.second_reader_id} and (own is None or own.locked_at is None)
        states = []
        for is_second, reader in ((False, one.reader), (True, one.second_reader)):
            if reader is None:
                continue
            reading = readings.get(is_second)
            states.append({"name": reader.name, "state": _state(reading, blind=blind), "mine": reader.pk == user.pk})
        may_read = user.pk in {one.reader_id, one.second_reader_id} and one.left_at is None and not audit.is_over
        rows.append(
            {
                "position": one.position,
                "label": one.case.label,
                "closed": words.day(one.case.closed_on),
                "group": one.case.group if audit.strata else "",
                "elsewhere": one.case.part_id is None,
                "left": f"{LEFT[one.left_because]}. {one.left_words}" if one.left_at else "",
                "replaces": one.replaces.position if one.replaces else 0,
                "readers": states,
                "read_href": href(audit, "read", one.position) if may_read else "",
                "reader_href": href(audit, "reader", one.position),
                "may_change": not audit.is_over and not _whole(one, readings),
            }
        )
    return rows


def _whole(one: SampleCase, readings: dict[bool, Any]) -> bool:
    """Whether everybody who was given a case has locked what they found."""
    given = {is_second for is_second, reader in ((False, one.reader_id), (True, one.second_reader_id)) if reader}
    return bool(given) and all(is_second in readings and readings[is_second].locked_at for is_second in given)


def _state(reading: Any, *, blind: bool) -> str:
    if reading is None:
        return "not begun"
    if reading.locked_at and blind:
        return "locked"
    if reading.locked_at:
        return "locked, with a fault" if reading.has_fault else "locked, no fault"
    return f"{reading.answered} of 14 answered"


VERBS = {
    "open_audit": "Opened",
    "define": "Defined",
    "import_cases": "Cases of the other case system imported",
    "drop_imported": "Imported cases taken out again",
    "freeze": "List counted and frozen",
    "draw": "Cases drawn",
    "assign": "Files given to readers",
    "begin_reading": "A file opened, its reader declared independent",
    "lock_reading": "Findings locked",
    "hand_on_reading": "A file that was begun handed on",
    "replace": "A case left the sample",
    "report_child_at_risk": "A child found at risk, handed to the duty desk",
    "open_full_audit": "The rule tripped: full audit opened",
    "plan_full_audit": "Full audit planned",
    "conclude": "Concluded",
    "end_audit": "Ended without a finding",
    "add_action": "Action added",
    "change_action": "The days or the owner of an action changed",
    "carry_out_action": "Action done",
    "decide_no_action": "Decided that a fault needs no action",
    "remeasure": "Measured again",
    "complete_action": "Action completed",
}


OF_ONE_FILE = ("begin_reading", "lock_reading")


def log(audit: Audit, *, most: int | None = 12, with_files: bool = False) -> list[dict[str, str]]:
    """What was done, newest first, the last `most` or all; the opening and locking of single files only when asked."""
    found = AuditEntry.objects.filter(audit=audit).select_related("by").order_by("-id")
    entries = (found if with_files else found.exclude(verb__in=OF_ONE_FILE))[:most]
    return [
        {
            "what": VERBS.get(entry.verb, entry.verb) + _detail(entry),
            "who": entry.by.name,
            "when": words.moment(entry.at),
        }
        for entry in entries
    ]


def _detail(entry: AuditEntry) -> str:
    facts = entry.facts
    if "population" in facts:
        return f": {several(facts['population'], 'case')}"
    if "drawn" in facts:
        return f": {several(facts['drawn'], 'case')}"
    if "added" in facts:
        return f": {several(facts['added'], 'case')}"
    if entry.verb == "replace":
        by = (
            f", case {facts['by_position']} took its place"
            if facts.get("by_position")
            else ", none could take its place"
        )
        return f": case {facts['position']}{by}"
    if "position" in facts:
        return f": case {facts['position']}"
    if entry.verb == "open_full_audit":
        return f": {several(facts['files'], 'file')}, {several(facts['days'], 'reader-day')}"
    return ""


def agreement_rows(figures: Figures) -> list[dict[str, str]]:
    return [
        {"key": "Case by case (any fault, or none)", "text": figures.of_cases.working},
        {"key": "Point by point (yes, no, cannot tell)", "text": figures.of_points.working},
    ]
