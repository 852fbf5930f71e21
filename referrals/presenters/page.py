"""The page of a referral in words: the strip, who has it, whom to ring, the clocks of both sides, the questions."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from councils.desks import desk_for
from councils.models import Council
from referrals.models import Involvement, Part, Place, Referral
from referrals.models.people import Confidence
from referrals.models.referral import Harm
from referrals.presenters import clocks, on_file
from referrals.presenters.journal import Context
from referrals.presenters.people import age, described
from referrals.reading import Case
from timers import words
from timers.calendar import local
from timers.models import Timer

BAND = {
    words.MISSED: "missed",
    words.DUE_TODAY: "today",
    words.DUE_SOON: "soon",
    words.LATER: "later",
    words.NO_DATE: "waiting",
    words.MET: "done",
    words.MET_LATE: "done",
}
SURE = {"confirmed": "confirmed", "stated": "stated, not checked", "unknown": ""}
YES_NO = {True: "Yes", False: "No", None: "Not known"}
ROLES = dict(Involvement.As.choices)


def today(case: Case) -> date:
    return local(case.now).date()


def journal_context(case: Case) -> Context:
    people = {one.person_id: one.person for one in case.involvements}
    people |= {one["gone_id"]: people[one["kept_id"]] for one in case.on_file.merges if one["kept_id"] in people}
    return Context(case.councils, people, case.timeline)


def strip(case: Case) -> dict[str, Any]:
    """First on every page of the child: what to know before anything else, then who and where."""
    children = [one.person for one in case.children]
    child = children[0] if children else case.referral.first_child
    warnings = [
        {"kind": "staff", "title": "Staff safety", "text": text}
        for text in dict.fromkeys(one.staff_warning for one in children)
        if text
    ]
    warnings += on_file.warnings(case)
    if any(one.address_protected for one in children):
        warnings.append(
            {
                "kind": "address",
                "title": "Address not to be disclosed",
                "text": "Do not say it, write it or leave it open on a screen.",
            }
        )
    badges = ["Contact, information only"] if case.referral.kind == Referral.Kind.CONTACT else []
    if len(children) > 1:
        badges.append(f"{len(children)} children")
    badges += on_file.badges(case)
    return {
        "warnings": warnings,
        "name": " and ".join(f"{one.name}" for one in children[:3]) + (" and others" if len(children) > 3 else "")
        if children
        else "No name given",
        "age": age(child, today(case)) if child and len(children) == 1 else "",
        "reference": case.referral.reference,
        "href": reverse("referrals:referral", args=[case.referral.reference]),
        "badges": badges,
        "facts": [
            *_places_of(case, child.pk if child else None),
            {"label": "Safe now", "text": YES_NO[case.referral.safe_now], "sure": ""},
        ],
    }


def _places_of(case: Case, child_id: int | None) -> list[dict[str, str]]:
    facts = []
    for label, what, person in (
        ("Lives in", Place.What.LIVES_IN, child_id),
        ("Is now in", Place.What.IS_IN, child_id),
        ("Harm happened or may happen in", Place.What.HAPPENED_IN, None),
    ):
        facts.append({"label": label, **place_words(case.place(what, person))})
    return facts


def place_words(place: Place | None) -> dict[str, str]:
    """A place with how sure: {"text": "Havering", "sure": "confirmed"}."""
    if place is None or place.council is None:
        return {"text": "Not known", "sure": ""}
    return {"text": place.council.short_name, "sure": SURE.get(place.confidence, "")}


def desk_words(council: Council, now: datetime) -> dict[str, Any]:
    """Whom to ring at this council now: {name, phone, tel, checked}; empty phone where none is held."""
    desk = desk_for(council, now)
    if desk is None or not desk.phone:
        return {"name": "No number held", "phone": "", "tel": "", "checked": "Add one on the page of the council."}
    if desk.verified_on is None:
        checked = "Nobody has checked this number yet."
    elif desk.is_stale(local(now).date()):
        checked = f"Last checked {words.day(desk.verified_on)}, more than 90 days ago."
    else:
        checked = f"Checked {words.day(desk.verified_on)}."
    tel = "".join(char for char in desk.phone if char in "+0123456789")
    return {"name": desk.name, "phone": desk.phone, "tel": tel, "checked": checked}


def desk_of(case: Case, council: Council) -> dict[str, Any]:
    """Whom to ring at a council of the case; asked once a page."""
    if council.pk not in case.desks:
        case.desks[council.pk] = desk_words(council, case.now)
    return case.desks[council.pk]


def who_has_it(case: Case) -> list[dict[str, Any]]:
    """Each council: its team and worker, since when, what it decided, whether it answered, and whom to ring now."""
    rows = []
    parts = {part.council_id: part for part in case.parts}
    ours = case.ours.council_id if case.ours else None
    for key in ([ours] if ours else []) + case.others:
        council, part = case.councils[key], parts.get(key)
        sent = [one for one in case.sendings if one.to_id == key]
        rows.append(
            {
                "name": council.name,
                "short": council.short_name,
                "ours": key == ours,
                "has_part": part is not None,
                "lines": _part_lines(part) if part else ["Named here, but has not been sent this referral."],
                "answered": _answer(sent, case.now) if key != ours else "",
                "desk": desk_of(case, council) if key != ours else None,
                "gss": council.gss_code or "",
            }
        )
    return rows


def _part_lines(part: Part) -> list[str]:
    came = "Logged here" if part.came == Part.Came.LOGGED else "Received"
    lines = [f"{came} {words.moment(part.received_at)}"]
    worker = part.worker.name if part.worker else "No worker yet"
    lines.append(f"{worker}, {part.team.name}" if part.team else f"{worker}, in no team yet")
    if part.own_number:
        lines.append(f"Own case number {part.own_number}")
    lines.append(f"Decided: {outcome_words(part)}" if part.outcome else "No decision yet")
    if part.closed_at:
        lines.append(f"Closed {words.moment(part.closed_at)}")
    if part.returned_at:
        lines.append(f"Gave it back {words.moment(part.returned_at)}: it is no place of this referral")
    return lines


def outcome_words(part: Part) -> str:
    from referrals.models import Decision

    return str(dict(Decision.Outcome.choices).get(part.outcome, ""))


def numbers(case: Case) -> list[dict[str, str]]:
    """By which number each council finds its own file."""
    rows = [{"key": "Holdfast", "text": case.referral.reference}]
    for part in case.parts:
        rows.append(
            {"key": case.councils[part.council_id].short_name, "text": part.own_number, "empty": "Not recorded"}
        )
    return rows


def _answer(sendings: list[Any], now: datetime) -> str:
    if not sendings:
        return ""
    last = sendings[-1]
    if last.acknowledged_at:
        return f"Acknowledged by {last.acknowledged_by}, {words.moment(last.acknowledged_at)}"
    return f"Sent {words.moment(last.at)} and not acknowledged after {words.span(now - last.at)}"


def clock_cell(timer: Timer, now: datetime, *, holder: str = "") -> dict[str, str]:
    """One clock in words, for a column of the table."""
    band = timer.band(now)
    if timer.stopped_at is not None:
        when = f"{timer.because.capitalize()}, {words.moment(timer.stopped_at)}"
        return {"band": "done", "headline": band, "when": when, "holder": ""}
    if timer.due_at is None:
        return {"band": "waiting", "headline": "No date yet", "when": timer.error, "holder": holder}
    if band == words.MISSED:
        headline, when = words.late(timer.due_at, now), f"was due {words.weekday_moment(timer.due_at, now)}"
    else:
        headline = f"{band}: {words.left(timer.due_at, now)}" if band == words.DUE_TODAY else band
        when = words.by(timer.due_at, now)
    return {"band": BAND[band], "headline": headline, "when": when, "holder": holder}


def _latest(case: Case) -> dict[tuple[int, str, int], Timer]:
    """By council, kind and the other council it is about (0: none): the clock that runs, or the last that is over."""
    found: dict[tuple[int, str, int], Timer] = {}
    for timer in case.clocks:
        if timer.kind == "record_written":
            continue  # it measures an entry, and the entry says so
        key = (timer.council_id, timer.kind, timer.towards_id or 0)
        kept = found.get(key)
        if kept is None or kept.stopped_at is not None:
            found[key] = timer
    return found


PAIRED = {
    "council_contact": "Direct contact with each other",
    "outbound_acknowledgement": "Acknowledgement of what was sent",
}


def clock_tables(case: Case) -> list[dict[str, Any]]:
    """For each other council a table of both sides' clocks in one order; alone, one table of ours."""
    if case.ours is None:
        return []
    ours, found = case.ours.council_id, _latest(case)
    kinds = list(dict.fromkeys([*clocks.KINDS, *(kind for _, kind, _ in found)]))
    with_part = {part.council_id for part in case.parts}
    tables = []
    for other in case.others or [0]:
        rows = []
        for kind in kinds:
            mine = found.get((ours, kind, other)) or found.get((ours, kind, 0))
            yours = found.get((other, kind, ours)) or found.get((other, kind, 0))
            if mine is None and yours is None:
                continue
            rows.append(
                {
                    "name": PAIRED.get(kind) or clocks.title(kind),
                    "ours": clock_cell(mine, case.now) if mine else None,
                    "theirs": clock_cell(yours, case.now) if yours else None,
                }
            )
        name = case.councils[other].short_name if other else "Other council"
        tables.append(
            {
                "ours": case.councils[ours].short_name,
                "theirs": name,
                "caption": f"Deadlines: {case.councils[ours].short_name} and {name}" if other else "Deadlines",
                "rows": rows,
                "none_theirs": "Has not been sent this" if other and other not in with_part else "No deadline here",
            }
        )
    return [table for table in tables if table["rows"]]


def people(case: Case, *, sees_protected: bool) -> list[dict[str, Any]]:
    """Everybody on the referral, each as a card of rows. A protected address is never here, it has its own page."""
    cards = []
    for place, one in enumerate(case.involvements, start=1):
        person = one.person
        rows = [{"key": "Who", "text": described(person, today(case))}]
        if one.words:
            rows.append({"key": "To the child", "text": one.words})
        rows += [{"key": "Address", **_address(case, one, place, sees_protected)}]
        if person.phone:
            checked = f"checked {words.day(person.phone_verified_on)}" if person.phone_verified_on else "not checked"
            rows.append({"key": "Telephone", "text": f"{person.phone} ({checked})"})
        if one.role in {Involvement.As.PARENT, Involvement.As.CARER}:
            rows.append({"key": "Child lives with them", "text": YES_NO[one.lives_with_child]})
            rows.append({"key": "Parental responsibility", "text": YES_NO[one.parental_responsibility]})
        if one.role == Involvement.As.ALLEGED_HARMER:
            rows.append({"key": "Under 18 at the time", "text": YES_NO[one.was_child_when_alleged]})
            rows.append({"key": "Other children in contact", "text": one.get_other_children_display()})
            for label, council in (("children", one.works_with_children_in), ("adults", one.works_with_adults_in)):
                if council:
                    rows.append({"key": f"Works with {label} in", "text": council.short_name})
        rows += on_file.relations_of(case, person.pk)
        if person.staff_warning:
            rows.append({"key": "Staff safety", "text": person.staff_warning})
        cards.append(
            {"title": f"{person.name}, {age(person, today(case))}", "role": ROLES.get(one.role, ""), "rows": rows}
        )
    return cards


def _address(case: Case, one: Involvement, number: int, sees_protected: bool) -> dict[str, Any]:
    address = case.addresses.get(one.person_id)
    if address is None:
        return {"text": "", "empty": "Not known"}
    if one.person.address_protected:
        if not sees_protected:
            return {"text": "Not to be disclosed. The allocated worker and their manager can see it."}
        href = reverse("referrals:address", args=[case.referral.reference, number])
        return {"text": "Not to be disclosed", "href": href, "action": "Show it"}
    text = ", ".join(filter(None, (address.words, _spaced(address.postcode))))
    source = f" (source: {address.source})" if address.source else ""
    sure = dict(Confidence.choices).get(address.confidence, "")
    return {"text": f"{text}{source}", "note": f"{sure}, as at {words.day(address.at)}", "empty": "Not known"}


def _spaced(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3:]}" if len(postcode) > 4 and " " not in postcode else postcode


def what_was_said(referral: Referral) -> list[dict[str, Any]]:
    """What was logged, as a summary list."""
    harm = ", ".join(str(dict(Harm.choices).get(one, one)) for one in referral.harm)
    police = YES_NO[referral.police_involved] + (f", {referral.police_reference}" if referral.police_reference else "")
    safe = YES_NO[referral.safe_now] + (f". {referral.safe_now_words}" if referral.safe_now_words else "")
    happened = ", ".join(
        filter(
            None, (words.day(referral.last_happened_on) if referral.last_happened_on else "", referral.happened_words)
        )
    )
    meets = ", ".join(
        filter(
            None, (words.day(referral.next_contact_on) if referral.next_contact_on else "", referral.next_contact_words)
        )
    )
    told = YES_NO[referral.told_to_expect_contact] + (f". {referral.told_to_expect}" if referral.told_to_expect else "")
    return [
        {"key": "Who told us", "lines": referrer_lines(referral)},
        {"key": "Reached us", "text": words.moment(referral.received_at)},
        {"key": "Safe now?", "text": safe},
        {"key": "What was said, and by whom", "text": referral.said, "empty": "Not recorded"},
        {"key": "Harm", "text": harm, "empty": "None named"},
        {"key": "Significant harm suspected", "text": YES_NO[referral.significant_harm]},
        {"key": "Last happened", "text": happened, "empty": "Not known"},
        {"key": "Child has said something", "text": YES_NO[referral.disclosed_by_child]},
        {"key": "Police", "text": police},
        {"key": "Next contact with the person", "text": meets, "empty": "Not known"},
        {"key": "Who else may be at risk", "text": referral.other_children_words, "empty": "Not recorded"},
        {"key": "Parent knows", "text": YES_NO[referral.parent_knows]},
        {
            "key": "Consent",
            "text": ". ".join(filter(None, (referral.get_consent_display(), referral.consent_words))),
            "empty": "Not recorded",
        },
        {"key": "Interpreter", "text": referral.interpreter, "empty": "None recorded"},
        {"key": "Told to expect contact", "text": told},
    ]


def referrer_lines(referral: Referral) -> list[str]:
    from referrals.choices import REFERRER_KINDS

    kind = dict(REFERRER_KINDS).get(referral.referrer_kind, "")
    council = referral.referrer_council.short_name if referral.referrer_council else ""
    lines = [
        ", ".join(filter(None, (referral.referrer_name, referral.referrer_agency or council or kind))) or "Not known"
    ]
    if referral.referrer_anonymous:
        lines.append("Wants to stay anonymous: do not say who it was")
    if referral.referrer_reach:
        lines.append(f"Reach them: {referral.referrer_reach}")
    return lines


def earlier(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Our other referrals about the same child, as a summary list."""
    return [
        {
            "key": words.day(part.received_at),
            "text": f"{'Contact' if part.referral.kind == Referral.Kind.CONTACT else 'Referral'}: "
            f"{outcome_words(part) or ('closed' if part.closed_at else 'no decision yet')}",
            "href": reverse("referrals:referral", args=[part.referral.reference]),
            "action": "Open",
        }
        for part in parts
    ]
