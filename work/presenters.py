"""Children, bands and last events in words, for every list of this room. Nothing here reads the database."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from referrals.handles import handle
from referrals.models import Person
from referrals.presenters import people
from timers import words
from timers.calendar import local

#: timers.words says which band; this is what the components call it (govuk.bands).
BANDS = {words.MISSED: "missed", words.DUE_TODAY: "today", words.DUE_SOON: "soon", words.LATER: "later"}

TASK_LETTERS = 160  # of a task's own words in a list: the rest stands on its page

#: The last thing that happened, after the council's name: "Kent logged the referral".
LAST = {
    "accept_as_referral": "took it on as a referral",
    "accept_duty": "accepted a responsibility",
    "accept_transfer": "accepted the transfer",
    "acknowledge": "acknowledged it",
    "acknowledge_handover": "took the case over",
    "add_alias": "recorded another name",
    "add_person": "added somebody",
    "add_to_chronology": "added to the chronology",
    "allocate": "allocated it",
    "answer_challenge": "answered the challenge",
    "answer_invitation": "answered the invitation",
    "answer_message": "answered the other council",
    "answer_request": "answered a request for an assessment",
    "ask_need": "wrote down what was asked for",
    "assess_need": "said what is needed",
    "attach": "added a document",
    "cancel_task": "gave up a task",
    "challenge": "recorded a challenge by another professional",
    "check_own_records": "checked its own records",
    "circulate_record": "sent the record of the strategy discussion",
    "close": "asked to close its part",
    "complete_assessment": "completed the assessment",
    "complete_strategy_record": "completed the record of the strategy discussion",
    "consider_lado": "considered the LADO harm criteria",
    "consider_other_children": "considered who else may be at risk",
    "contact_council": "was in touch with the other council",
    "contact_family": "tried to reach the family",
    "convene_strategy_discussion": "called a strategy discussion",
    "correct_note": "corrected a note",
    "correct_referral": "corrected the record",
    "decide": "decided what to do next",
    "decide_not_to_tell": "decided to wait with telling",
    "decline_duty": "declined a responsibility",
    "end_flag": "ended a flag",
    "end_section_47": "ended section 47 enquiries",
    "finish_task": "did a task",
    "give_feedback": "told the referrer",
    "hand_to_successor": "handed it to the council that follows",
    "hear_family": "asked the family again",
    "hold_conference": "held the child protection conference",
    "hold_strategy_discussion": "held the strategy discussion",
    "keep_returned": "kept what was given back",
    "log_referral": "logged it",
    "mention_lado": "recorded what the person was told of the LADO",
    "merge_people": "brought two records together",
    "move_child": "recorded that the child moves",
    "offer_support": "offered support",
    "propose_lead": "proposed who holds a responsibility",
    "raise_disagreement": "disagreed",
    "raise_flag": "raised a flag",
    "record_concern": "recorded a new concern",
    "record_consent": "recorded consent",
    "record_place": "recorded where the child is",
    "record_safety_plan": "wrote a safety plan",
    "refuse_strategy_discussion": "decided against a strategy discussion",
    "relate": "said who belongs to whom",
    "reopen": "opened its part again",
    "request_assessment": "was asked for an assessment",
    "resolve_disagreement": "settled a disagreement",
    "return_interview": "recorded the interview after coming back",
    "return_referral": "gave it back",
    "see_child": "saw the child",
    "send_back": "sent it back to the worker",
    "send_referral": "sent it to the other council",
    "share_information": "recorded what was shared",
    "review_warning": "looked at a warning again",
    "say_safe_contact": "said how to reach somebody safely",
    "set_own_number": "gave its own case number",
    "set_task": "set a task",
    "sign_assessment": "signed the assessment",
    "sign_closing": "closed its part",
    "start_assessment": "began the assessment",
    "start_section_47": "began section 47 enquiries",
    "state_intention": "said what it will do",
    "supervise": "held supervision",
    "countersign_message": "countersigned a request",
    "write_message": "wrote to the other council",
    "take_out_of_chronology": "changed the chronology",
    "unmerge_people": "parted two records",
    "warn": "gave a warning",
    "withdraw_document": "withdrew a document",
    "write_note": "wrote a note",
}


#: An attempt to reach the family that was answered, as the lists' statement calls it (work/rows.py).
SPOKEN = {"spoke_with_family": "spoke with the family"}


def child(row: Mapping[str, Any], today: date) -> str:
    """ "Y Fletcher, 12", said as on the child's own page, and how many more children the referral is about.

    `row` holds given_name, family_name, born_on, age_said, expected_on and children_count, any of them left out.

    >>> child({"given_name": "Ana", "born_on": date(2014, 5, 1), "children_count": 2}, date(2026, 4, 30))
    'Ana, 11, and 1 more child'
    """
    known = {name: row.get(name) or "" for name in ("given_name", "family_name", "age_said")}
    person = Person(**known, born_on=row.get("born_on"), expected_on=row.get("expected_on"))
    said = people.name_and_age(person, today)
    more = int(row.get("children_count") or 1) - 1
    return f"{said}, and {more} more {'child' if more == 1 else 'children'}" if more > 0 else said


def first_name(row: Mapping[str, Any]) -> str:
    """What the child is called in a sentence."""
    return row.get("known_as") or row.get("given_name") or row.get("family_name") or "the child"


def task(row: Mapping[str, Any]) -> str:
    """A task in its own words, on one line and not too long to be a heading; "" where the row is no task.

    >>> task({"task": "Ring the school nurse.\\nAsk about her sleep."}), task({})
    ('Ring the school nurse. Ask about her sleep.', '')
    """
    return Truncator(" ".join((row.get("task") or "").split())).chars(TASK_LETTERS)


def task_short(row: Mapping[str, Any]) -> str:
    """The same within a row of several: "task “Ring the school nurse”"."""
    return f"task “{task(row).rstrip('.')}”" if row.get("task") else ""


def task_href(row: Mapping[str, Any]) -> str:
    """Where somebody says that this very task is done; "" where the row is no task."""
    if not row.get("task"):
        return ""
    of = handle("task", row["task_id"])
    return f"{reverse('referrals:finish-task', args=[row['reference']])}?of={of}"


def band(due: datetime | None, now: datetime) -> str:
    """The component's name of a running clock's band; undated ones stand with what is later."""
    return BANDS.get(words.band(due, now), "later")


def headline(due: datetime | None, now: datetime) -> str:
    """How late, or how long there is: "Missed by 2 days", "4 hours left"."""
    if due is None:
        return words.NO_DATE
    return words.late(due, now) if due < now else words.left(due, now)


def when(due: datetime | None, now: datetime) -> str:
    """The date beside it: "was due Thursday 18 April, 11:00am", "by Monday 4:45pm"."""
    if due is None:
        return "the bank holidays held do not reach that far"
    return f"was due {words.weekday_moment(due, now)}" if due < now else words.by(due, now)


def last(verb: str | None, at: datetime | None, council: str | None, now: datetime) -> str:
    """The last thing that happened: "Kent logged it, 2 days ago"."""
    if not verb or at is None:
        return ""
    return f"{council} {LAST.get(verb) or SPOKEN[verb]}, {ago(at, now)}"


def ago(at: datetime, now: datetime) -> str:
    """ "today at 9:05am", else how long ago.

    >>> now = datetime(2026, 11, 20, 16, 45, tzinfo=words.LONDON)
    >>> ago(now.replace(hour=9), now), ago(now.replace(day=17), now)
    ('today at 9:45am', '3 days ago')
    """
    if local(at).date() == local(now).date():
        return f"today at {words.clock_time(local(at).time())}"
    return f"{words.span(now - at)} ago"


def answered(one: Mapping[str, Any]) -> str:
    """Whether another council on the referral has answered: `name`, `spoken`, `sent`, `acknowledged`."""
    name = one["name"]
    if one["spoken"]:
        return f"{name}: spoken to"
    if one["acknowledged"]:
        return f"{name}: acknowledged, not spoken to yet"
    return f"{name}: no answer" if one["sent"] else f"{name}: not spoken to yet"


def number(count: int, ceiling: int) -> str:
    """A bounded count: "1,000+" above the ceiling.

    >>> number(12, 1000), number(1001, 1000)
    ('12', '1,000+')
    """
    return f"{ceiling:,}+" if count > ceiling else f"{count:,}"


def tile(count: int, ceiling: int) -> str | int:
    """A bounded count on a tile, which shows a plain 0 quietly."""
    return number(count, ceiling) if count else 0
