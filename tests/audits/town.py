"""A year of referrals in two councils, drawn from a seed: enough of everything that the figures count."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from accounts.models import User
from complaints import actions as complaining
from complaints.said import ComplaintSaid, HeadSaid
from referrals import actions
from referrals.models import (
    Assessment,
    CaseNote,
    Closing,
    Concern,
    Decision,
    DutyAnswer,
    Involvement,
    JournalEntry,
    NoteOn,
    Part,
    Referral,
    ReturnInterview,
    Section47,
    StrategyDiscussion,
    Supervision,
)
from referrals.said import PersonSaid
from tests.world import MONDAY, World
from timers.actions import stop

BEGAN = MONDAY - timedelta(days=430)
HARMS = (["sexual"], ["physical"], ["neglect"], ["emotional"])
DAY = timedelta(days=1)


class Town:
    """Kent and Havering; `referrals` are all of them. What has no action that a test can take alone is a row."""

    def __init__(self, world: World, *, seed: int, size: int = 40) -> None:
        self.world, self.random = world, Random(seed)
        self.workers = [world.person("kent", name=f"Worker {n}", team=world.team("kent")) for n in range(6)]
        self.manager = world.person("kent", "team_manager")
        self.referrals: list[Referral] = []
        self.children: list[Involvement] = []
        for number in range(size):
            self.one(number)
        self.complaints(Random(seed))

    @transaction.atomic
    def complaints(self, random: Random) -> None:
        """Families complain to Kent about some of them: the referral is known at once, or found out in time."""
        kent = self.world.council("kent")
        officer, head = (self.world.person("kent", role) for role in ("complaints_officer", "head_of_service"))
        for part in Part.objects.filter(council=kent, referral__kind="referral").order_by("pk"):
            if random.random() < 0.5:
                continue
            at = part.received_at + timedelta(minutes=random.randint(1, 40 * 1440))
            late, found = random.random() < 0.3, random.random() < 0.6
            said = ComplaintSaid(
                heads=[HeadSaid(words="Nobody came", about="delay")],
                relationship="parent",
                referral=None if found else part.referral,
            )
            now = at + timedelta(days=9) if late else at
            complaint = complaining.complain(by=officer, council=kent, said=said, at=at, now=now)
            if found:
                linked = now + timedelta(minutes=random.randint(1, 20 * 1440))
                complaining.link_referral(by=head, complaint=complaint, referral=part.referral, at=linked, now=linked)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def later(self, at: datetime, most_days: float) -> datetime:
        return at + timedelta(minutes=self.random.randint(1, max(2, int(most_days * 1440))))

    @transaction.atomic
    def one(self, number: int) -> None:
        world, at = self.world, self.later(BEGAN, 425)
        child: PersonSaid = world.child(given_name=f"Child{number}", nhs_number="")
        if self.children and self.chance(0.3):
            child = PersonSaid(role="child", person=self.random.choice(self.children).person)
        said = world.said(
            child,
            world.mother(),
            world.harmer(lives_in=self.random.choice(["kent", "havering"])),
            harm=self.random.choice(HARMS),
            significant_harm=self.random.choice([True, None, False]),
            kind="contact" if self.chance(0.08) else "referral",
            repeats=self.random.choice(self.referrals).pk if self.referrals and self.chance(0.1) else None,
            happened_in=world.place(self.random.choice(["kent", "havering"])),
        )
        by = world.person(self.random.choice(["kent", "kent", "havering"]))
        referral = actions.log_referral(by=by, said=said, at=at, now=at)
        self.referrals.append(referral)
        self.children += list(referral.involvements.filter(role="child").order_by("pk"))
        if referral.kind == Referral.Kind.CONTACT:
            return
        alias = "kent" if by.council_id == world.council("kent").pk else "havering"
        other = "havering" if alias == "kent" else "kent"
        if self.chance(0.6):
            world.sent(referral, alias, other, self.later(at, 0.5))
            if self.chance(0.5):
                when = self.later(at, 4)
                actions.acknowledge(by=world.person(other), referral=referral, at=when, now=when)
        if self.chance(0.5):
            when = self.later(at, 6)
            service = self.random.choice(["childrens", "childrens", "adults"])
            actions.contact_council(
                by=by,
                referral=referral,
                to=world.council(other),
                at=when,
                now=when,
                their_service=service,
                two_way=self.chance(0.7),
                worker_there="Ola",
            )
        # In their order: what comes next is drawn for each in turn, and the same seed must draw the same town.
        for part in Part.objects.filter(referral=referral).order_by("pk"):
            self.life(part, at)

    def life(self, part: Part, at: datetime) -> None:
        """What one council did: mostly something, now and then late, sometimes nothing at all."""
        world = self.world
        mine = part.council_id == world.council("kent").pk
        by = world.person("kent" if mine else "havering")
        if mine and self.chance(0.8):
            when = self.later(at, 20)
            for worker in self.random.sample(self.workers, self.random.choice([1, 1, 2, 3])):
                actions.allocate(by=self.manager, referral=part.referral, worker=worker, reason="x", at=when, now=when)
                when = self.later(when, 60)
        if self.chance(0.6):
            self.decided(part, by, self.later(at, 5))
        for _ in range(self.random.choice([0, 0, 1, 2])):
            when = self.later(at, 200)
            whole = self.chance(0.7)
            self.row(Supervision, part, by, when, reflection="r", actions="a" if whole else "")
        if self.chance(0.3):
            when = self.later(at, 30)
            self.row(Assessment, part, by, when, consent_withdrawn=self.random.choice([True, None, False]))
        if self.chance(0.15):
            self.row(Section47, part, by, self.later(at, 10))
        if self.chance(0.1):
            when = self.later(at, 10)
            held = when if self.chance(0.7) else None
            StrategyDiscussion.objects.create(
                referral=part.referral,
                council=part.council,
                by=by,
                at=when,
                recorded_at=when,
                held_at=held,
                held_recorded_at=held,
            )
        if self.chance(0.3):
            back = self.later(at, 300)
            self.row(Concern, part, by, back, kind="returned")
            if self.chance(0.7):
                self.row(ReturnInterview, part, by, self.later(back, 5), held=self.chance(0.8), reason="x")
        if self.chance(0.15):
            when = self.later(at, 8)
            DutyAnswer.objects.create(
                referral=part.referral,
                council=part.council,
                duty="section_47",
                accepted=self.chance(0.4),
                reason="x",
                by=by,
                at=when,
                recorded_at=when,
            )
        for _ in range(self.random.choice([0, 1, 3])):
            when = self.later(at, 400)
            written = self.later(when, self.random.choice([0.2, 0.9, 4]))
            JournalEntry.objects.create(
                referral=part.referral, council=part.council, by=by, verb="contact_family", at=when, recorded_at=written
            )
        if self.chance(0.1):
            when = self.later(at, 300)
            JournalEntry.objects.create(
                referral=part.referral,
                council=part.council,
                by=None,
                verb="raise_disagreement",
                at=when,
                recorded_at=when,
            )
        if self.chance(0.4):
            self.note(part, by, self.later(at, 400))
        if self.chance(0.4):
            self.closed(part, self.later(at, 200))

    def note(self, part: Part, by: User, when: datetime) -> None:
        kind = self.random.choice(["visit", "management_oversight"])
        note = CaseNote.objects.create(
            referral=part.referral, council=part.council, by=by, kind=kind, words="x", at=when, recorded_at=when
        )
        NoteOn.objects.create(note=note, referral=part.referral, at=when)

    def closed(self, part: Part, when: datetime) -> None:
        """Signed by a second person; now and then opened again, and of these now and then closed again."""
        alias = "kent" if part.council_id == self.world.council("kent").pk else "havering"
        asks, signs = self.world.person(alias), self.world.person(alias, "team_manager")
        Closing.objects.create(part=part, by=asks, at=when, recorded_at=when, signed_at=when, signed_by=signs)
        Part.objects.filter(pk=part.pk).update(closed_at=when)
        if self.chance(0.4):
            again = self.later(when, 60)
            actions.reopen(by=signs, referral=part.referral, reason="It goes on", at=again, now=again)
            if self.chance(0.4):
                self.closed(part, self.later(again, 60))

    def decided(self, part: Part, by: User, when: datetime) -> None:
        self.row(
            Decision,
            part,
            by,
            when,
            outcome=self.random.choice(["no_further_action", "early_help", "section_47", "refer_on"]),
            reason=self.random.choice(["", "needs", "other"]),
        )
        stop(
            "decision",
            council_id=part.council_id,
            subject=("referrals.part", part.pk),
            at=when,
            now=when,
            by_id=by.pk,
            because="decided",
        )

    def row(self, model: Any, part: Part, by: User, when: datetime, **fields: Any) -> Any:
        return model.objects.create(part=part, by=by, at=when, recorded_at=when, **fields)
