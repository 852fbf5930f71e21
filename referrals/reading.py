"""Everything the page of a referral shows, in as few statements as there are kinds of thing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import prefetch_related_objects

from councils.models import Council
from referrals import handles
from referrals.models import Address, Involvement, JournalEntry, NamedCouncil, Part, Place, Prompt, Referral, Sending
from referrals.reading_practice import OnFile, read_on_file
from referrals.reading_shared import Shared, read_shared
from timers.calendar import local
from timers.models import Timer

if TYPE_CHECKING:
    from accounts.models import User

ENTRIES = 15
ENTRIES_ON_PAPER = 500

# The words of what a journal's line tells of stand in a table of their own; the line holds the key under this name.
WORDED = {
    "sending": "referrals_sending",
    "contact": "",  # of a council or of the family, by the verb
    "wait": "referrals_waittotell",
    "decision": "referrals_decision",
    "feedback": "referrals_feedback",
    "plan": "referrals_safetyplan",
    "seen": "referrals_childseen",
    "assessment": "referrals_assessment",
    "concern": "referrals_concern",
    "closing": "referrals_closing",
    "supervision": "referrals_supervision",
    "consideration": "referrals_ladoconsideration",
    "discussion": "referrals_strategydiscussion",
    "note": "referrals_casenote",
    "kept": "referrals_chronologyentry",
    "warning": "referrals_warningnote",
    "task": "referrals_task",
    "document": "referrals_document",
    "need": "referrals_need",
    "message": "referrals_councilmessage",
    "sharing": "referrals_sharing",
    "returned": "referrals_givenback",
}
CONTACT_TABLE = {"contact_council": "referrals_councilcontact", "contact_family": "referrals_familycontact"}


@dataclass
class Timeline:
    """A page of the journal, newest first, with the words of each act."""

    entries: list[JournalEntry]
    acts: dict[tuple[str, int], dict[str, Any]]
    names: dict[int, str]  # people named by id in the facts
    after: str = ""  # where the next page begins

    def act_of(self, entry: JournalEntry) -> dict[str, Any]:
        """The row of the act that the line tells of; empty where the line is all there is."""
        key = next((name for name in WORDED if name in entry.facts), None)
        table = (CONTACT_TABLE.get(entry.verb, "") if key == "contact" else WORDED.get(key or "", "")) if key else ""
        return self.acts.get((table, entry.facts[key]), {}) if key and table else {}


@dataclass
class Case:
    """A referral as it stands now."""

    referral: Referral
    parts: list[Part]
    ours: Part | None
    involvements: list[Involvement]
    places: list[Place]
    addresses: dict[int, Address]
    clocks: list[Timer]
    prompts: list[Prompt]
    sendings: list[Sending]
    councils: dict[int, Council]
    earlier: list[Part]
    timeline: Timeline
    now: datetime
    councils_named: list[int] = field(default_factory=list)
    elsewhere: dict[int, Council] = field(default_factory=dict)  # of the prompts `live_elsewhere`: no part in this one
    shared: Shared = field(default_factory=Shared)
    on_file: OnFile = field(default_factory=OnFile)
    acting: Any = None  # the person who reads
    desks: dict[int, dict[str, Any]] = field(default_factory=dict)  # whom to ring, once asked: it reads the calendar

    def with_role(self, *roles: str) -> list[Involvement]:
        return [one for one in self.involvements if one.role in roles]

    @property
    def children(self) -> list[Involvement]:
        return self.with_role(Involvement.As.CHILD)

    @property
    def brothers_and_sisters(self) -> list[int]:
        """Ids of everybody said to be a brother or sister of somebody here."""
        kinds = {"sibling", "half_sibling"}
        return [
            key
            for one in self.on_file.relationships
            if one["kind"] in kinds
            for key in (one["person_id"], one["to_id"])
        ]

    def place(self, what: str, person_id: int | None) -> Place | None:
        return next((one for one in self.places if one.what == what and one.person_id == person_id), None)

    @property
    def others(self) -> list[int]:
        """Ids of the other councils that have a part or are named, those with a part first."""
        ours = self.ours.council_id if self.ours else None
        ids = [part.council_id for part in self.parts] + self.councils_named
        return [one for one in dict.fromkeys(ids) if one != ours]


def read_case(
    referral: Referral, *, user: "User", now: datetime, kind: str = "", after: str = "", most: int = ENTRIES
) -> Case:
    """Read it, given the referral with its parts (views/doors.find); eleven statements whatever it holds."""
    parts = sorted(referral.parts.all(), key=lambda part: (part.received_at, part.pk))
    involvements = list(
        referral.involvements.select_related("person", "works_with_children_in", "works_with_adults_in").order_by("id")
    )
    places = list(referral.places.filter(superseded_at=None).select_related("council").order_by("id"))
    sendings = list(referral.sendings.select_related("to", "sender").order_by("at", "id"))
    named = list(NamedCouncil.objects.filter(referral=referral).select_related("council").order_by("id"))
    councils: dict[int, Council] = {part.council_id: part.council for part in parts}
    councils |= {one.council_id: one.council for one in named if one.council_id not in councils}
    prefetch_related_objects(list(councils.values()), "desks")
    shared = read_shared(
        referral,
        reader_id=user.council_id,
        rule_set_codes=sorted({one.rule_set_code for one in councils.values()}),
        day=local(now).date(),
    )
    on_file = read_on_file(referral, reader_id=user.council_id)
    return Case(
        referral=referral,
        parts=parts,
        ours=next((part for part in parts if part.council_id == user.council_id), None),
        involvements=involvements,
        places=places,
        addresses=on_file.latest_addresses,
        clocks=list(
            Timer.objects.about(("referrals.referral", referral.pk)).select_related("rule").order_by("started_at", "id")
        ),
        prompts=shared.prompts,
        sendings=sendings,
        councils=councils,
        earlier=_earlier(referral, involvements, user),
        timeline=read_timeline(referral, kind=kind, after=after, most=most),
        now=now,
        councils_named=[one.council_id for one in named],
        elsewhere=_elsewhere(shared.prompts),
        shared=shared,
        on_file=on_file,
        acting=user,
    )


def _elsewhere(prompts: list[Prompt]) -> dict[int, Council]:
    """The councils that hold a referral about the same child; asked only when a prompt says so."""
    ids = {one.facts["council"] for one in prompts if one.code == "live_elsewhere" and "council" in one.facts}
    return {one.pk: one for one in Council.objects.filter(pk__in=ids).prefetch_related("desks")} if ids else {}


def _earlier(referral: Referral, involvements: Iterable[Involvement], user: "User") -> list[Part]:
    """Our council's other referrals about the same people, latest first."""
    people = [one.person_id for one in involvements if one.role == Involvement.As.CHILD]
    ids = Involvement.objects.filter(person_id__in=people).exclude(referral=referral).values("referral_id")
    parts = Part.objects.filter(council_id=user.council_id, referral_id__in=ids)
    return list(parts.select_related("referral", "worker", "team").order_by("-received_at", "-id")[:10])


# The timeline's filters: what a person would call it, and the verbs it holds.
KINDS: dict[str, tuple[str, list[str]]] = {
    "contact": (
        "Contact",
        ["contact_council", "contact_family", "give_feedback", "send_referral", "acknowledge", "decide_not_to_tell"],
    ),
    "councils": (
        "Between councils",
        [
            "propose_lead",
            "accept_duty",
            "decline_duty",
            "state_intention",
            "raise_disagreement",
            "resolve_disagreement",
            "move_child",
            "accept_transfer",
            "send_referral",
            "contact_council",
            "write_message",
            "countersign_message",
            "answer_message",
            "share_information",
            "return_referral",
            "keep_returned",
            "hand_to_successor",
        ],
    ),
    "discussion": (
        "Strategy discussion and enquiries",
        [
            "convene_strategy_discussion",
            "answer_invitation",
            "refuse_strategy_discussion",
            "hold_strategy_discussion",
            "complete_strategy_record",
            "circulate_record",
            "start_section_47",
            "end_section_47",
            "hold_conference",
        ],
    ),
    "decisions": (
        "Decisions",
        ["decide", "accept_as_referral", "decide_not_to_tell", "send_back", "close", "sign_closing", "reopen"]
        + ["challenge", "answer_challenge", "refuse_strategy_discussion", "supervise"],
    ),
    "child": (
        "The child",
        ["see_child", "start_assessment", "complete_assessment", "record_safety_plan", "record_concern"]
        + ["ask_need", "assess_need", "offer_support", "hear_family", "record_consent", "sign_assessment"]
        + ["request_assessment", "answer_request"]
        + ["return_interview", "consider_other_children", "consider_lado", "mention_lado"],
    ),
    "facts": ("Facts and places", ["log_referral", "record_place", "check_own_records", "correct_referral"]),
    "notes": ("Notes and documents", ["write_note", "correct_note", "attach", "withdraw_document"]),
    "watch": (
        "Warnings, flags and tasks",
        ["warn", "review_warning", "raise_flag", "end_flag", "set_task", "finish_task", "cancel_task"],
    ),
    "people": ("Who has it", ["allocate", "send_back", "acknowledge_handover"]),
}


def read_timeline(
    referral: Referral, *, kind: str = "", after: str = "", most: int = ENTRIES, only: int | None = None
) -> Timeline:
    """A page of the journal, or one entry (`only`), in two statements."""
    entries = JournalEntry.objects.filter(referral=referral).select_related("by", "council")
    if only is not None:
        entries = entries.filter(pk=only)
    if kind in KINDS:
        entries = entries.filter(verb__in=KINDS[kind][1])
    place = handles.read_place("entry", after)
    if place is not None:
        at, key = place
        entries = entries.filter(at__lte=at).exclude(at=at, id__gte=key)
    found = list(entries.order_by("-at", "-id")[: most + 1])
    shown = found[:most]
    last = shown[-1] if len(found) > most else None
    acts, names = _acts(shown)
    return Timeline(
        entries=shown,
        acts=acts,
        names=names,
        after=handles.place_in_list("entry", last.at, last.pk) if last else "",
    )


PEOPLE = "accounts_user"


def _acts(entries: list[JournalEntry]) -> tuple[dict[tuple[str, int], dict[str, Any]], dict[int, str]]:
    """The rows of the acts that the lines tell of, and the names of the people in them, in one statement."""
    wanted: dict[str, list[int]] = {}
    for entry in entries:
        for name, table in WORDED.items():
            if isinstance(key := entry.facts.get(name), int):
                wanted.setdefault(table or CONTACT_TABLE.get(entry.verb, ""), []).append(key)
        if entry.verb in {"allocate", "send_back"}:
            ids = [entry.facts.get(name) for name in ("worker", "before", "to")]
            wanted.setdefault(PEOPLE, []).extend(one for one in ids if isinstance(one, int))
    wanted = {table: ids for table, ids in wanted.items() if table and ids}
    if not wanted:
        return {}, {}
    # Table names are this module's own constants; the ids are parameters. Of people only the name is read.
    parts = [
        f"SELECT '{table}', t.id, {'to_jsonb(t.name)' if table == PEOPLE else 'to_jsonb(t)'}::text"  # noqa: S608
        f" FROM {table} t WHERE t.id = ANY(%s)"
        for table in wanted
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), list(wanted.values()))
        rows = {(table, key): json.loads(row) for table, key, row in cursor.fetchall()}
    names = {key: row for (table, key), row in rows.items() if table == PEOPLE}
    return {key: row for key, row in rows.items() if key[0] != PEOPLE}, names
