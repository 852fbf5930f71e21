"""Some sixty referrals of the past three weeks, made through the same actions as everything else.

Most are finished or under way, as in a council at work; some are late today, some due soon, some wait for a worker.
What is special about some (unborn, protected, repeated, siblings, information only …) is scripted; the rest is drawn.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from councils.models import Council, Team
from referrals import actions
from referrals.models import Involvement, Part, Referral
from referrals.said import PersonSaid, PlaceSaid, ReferralSaid, ReferrerSaid
from stories.demo.diary import Diary
from stories.demo.families import ACCOUNTS, HARMERS, MOTHERS, RATIONALES, REFERRERS, Child, Families
from stories.demo.staff import Staffed
from timers.calendar import local

#: Working days before today on which referrals were logged: most of them lately, none today but a few.
AGES = [0] * 5 + [1] * 13 + [2] * 7 + [3] * 6 + [4] * 4 + [5] * 4 + [6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14]
MINUTES, HOURS, DAYS = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))


@dataclass
class Case:
    """One referral of the demo: where it was logged, which other council it concerns, the row once it is there."""

    home: Staffed
    other: Staffed
    at: datetime
    children: list[Child]
    lives_with_other: bool
    worker: User | None = None
    referral: Referral | None = None
    extra: dict[str, Any] = field(default_factory=dict)  # more of what was said

    @property
    def row(self) -> Referral:
        if self.referral is None:
            raise RuntimeError("The referral of this case was not logged yet")
        return self.referral


class Living:
    """Plans the referrals into a diary."""

    def __init__(self, diary: Diary, staffed: dict[str, Staffed]) -> None:
        self.diary = diary
        self.random: Random = diary.random
        self.staffed = staffed
        self.families = Families(diary.random, local(diary.now).date())
        self.number = 0
        self.files: list[Case] = []  # one of each council, whose file is kept whole (stories/demo/kept_days.py)
        self.left_waiting: list[Case] = []  # nobody takes them out of the tray

    def plan(self) -> None:
        """Everything."""
        aliases = ["kent", "havering", "kent", "croydon", "kent", "havering", "croydon"]
        for number, days_ago in enumerate(AGES):
            home = aliases[number % len(aliases)]
            others = [alias for alias in self.staffed if alias != home]
            self.ordinary(home, others[number % 2], self.diary.working_moment(days_ago), days_ago)
        self.special()

    # Drawn

    def ordinary(self, home: str, other: str, at: datetime, days_ago: int) -> None:
        family = self.families.surname()
        children = [self.families.child(family) for _ in range(1 + (self.random.random() < 0.2))]
        case = self.case(home, other, at, children, lives_with_other=self.random.random() < 0.6)
        self.log(case)
        self.allocate(case, chance=0.6 if days_ago <= 1 else 0.95)
        self.across(case)
        self.family(case)
        if self.random.random() < min(0.95, 0.6 + 0.15 * days_ago):
            self.decide(case)

    def case(self, home: str, other: str, at: datetime, children: list[Child], *, lives_with_other: bool) -> Case:
        self.number += 1
        here, there = self.staffed[home], self.staffed[other]
        return Case(here, there, at, children, lives_with_other)

    def log(self, case: Case, *, by: User | None = None, keyed_after: timedelta | None = None) -> None:
        in_hours = self.diary.is_office(case.at)
        by = by or case.home.one("screener" if in_hours else "emergency_duty", self.number)
        said = self.said(case)

        def do(*, by: User, at: datetime, now: datetime) -> None:
            case.referral = actions.log_referral(by=by, said=said, at=at, now=now)
            self.diary.abouts.append(("referrals.referral", case.referral.pk))

        self.diary.plan(by, case.at, do, keyed_after=keyed_after)

    def said(self, case: Case) -> ReferralSaid:
        harm, words, where = ACCOUNTS[self.number % len(ACCOUNTS)]
        kind, name, agency = REFERRERS[self.number % len(REFERRERS)]
        lives = case.other if case.lives_with_other else case.home
        harmed = case.home if case.lives_with_other else case.other
        extra = dict(case.extra)
        protected = bool(extra.pop("protected", False))
        lives_in = extra.pop("lives_in", None) or self.place(lives.council, lives, "confirmed", name or "a neighbour")
        people = [
            PersonSaid(
                role="child",
                given_name=child.given,
                family_name=child.family,
                born_on=child.born_on,
                expected_on=child.expected_on,
                age_said=child.age_said,
                sex=child.sex,
                nhs_number=child.nhs_number,
                address_protected=protected,
                lives_in=lives_in,
                is_in=PlaceSaid(lives.council, "stated") if self.random.random() < 0.6 else None,
            )
            for child in case.children
        ]
        mother = PersonSaid(
            role="parent",
            given_name=self.random.choice(MOTHERS),
            family_name=case.children[0].family,
            phone=self.families.phone(),
            lives_with_child=True,
            parental_responsibility=True,
        )
        people.append(mother)
        if self.random.random() < 0.6 or "next_contact_on" in extra:
            harmer = PersonSaid(
                role="alleged_harmer",
                given_name=self.random.choice(HARMERS),
                family_name=self.families.surname(),
                lives_in=self.place(harmed.council, harmed, "stated", ""),
                other_children=self.random.choice(["unknown", "unknown", "yes", "no"]),
            )
            people.append(harmer)
        told = {
            "referrer": ReferrerSaid(
                kind=kind, name=name, agency=agency, reach=self.families.phone() if name else "", anonymous=not name
            ),
            "harm": harm,
            "significant_harm": harm[0] in {"physical", "sexual", "exploitation"},
            "safe_now": self.random.choice([True, True, None]),
            "said": words,
            "happened_in": PlaceSaid(harmed.council, "stated"),
            "happened_words": where,
            "disclosed_by_child": self.random.choice([True, False, None]),
            "police_involved": kind == "police" or self.random.random() < 0.2,
            "parent_knows": self.random.choice([True, True, False, None]),
            "consent": self.random.choice(["given", "not_sought", ""]),
            "told_to_expect_contact": self.random.random() < 0.4,
        }
        return ReferralSaid(people=people, **{**told, **extra})

    def place(self, council: Council, staffed: Staffed, confidence: str, source: str) -> PlaceSaid:
        town = self.random.choice(staffed.place.towns)
        return PlaceSaid(council, confidence, source, self.families.address(town))

    def allocate(self, case: Case, *, chance: float = 1.0) -> None:
        if self.random.random() < chance:
            case.worker = self.give(case, case.home, case.at + 2 * HOURS)

    def give(self, case: Case, staffed: Staffed, at: datetime) -> User | None:
        """The manager there gives it to a worker some time after `at`; None when that would be later than now."""
        worker = staffed.one("social_worker", self.number)
        team = team_of(worker, staffed)
        at = self.diary.office(at + self.random.randint(5, 150) * MINUTES)

        def do(*, by: User, at: datetime, now: datetime) -> None:
            if Part.objects.filter(referral=case.row, council_id=by.council_id, worker=None).exists():
                actions.allocate(by=by, referral=case.row, worker=worker, team=team, at=at, now=now)

        return worker if self.diary.plan(staffed.one("team_manager"), at, do) else None

    def over_there(self, case: Case, answered: datetime) -> None:
        """What the council that was sent it does: mostly the same as everywhere."""
        there = case.other
        worker = self.give(case, there, answered) if self.random.random() < 0.85 else None
        by = worker or there.one("screener", self.number)
        self.family(case, by=by, start=answered)
        if self.random.random() < 0.8:
            self.decide(case, there, start=answered)

    def across(self, case: Case) -> None:
        """Sent to the other council, confirmed there, and the two speak: mostly, and mostly in time."""
        sent = self.diary.office(case.at + self.random.randint(15, 100) * MINUTES)
        there, here = case.other, case.home
        source = "" if self.random.random() < 0.12 else "the referrer, checked against our own records"

        def send(*, by: User, at: datetime, now: datetime) -> None:
            actions.send_referral(by=by, referral=case.row, to=there.council, address_source=source, at=at, now=now)

        is_sent = (case.lives_with_other or self.random.random() < 0.55) and self.diary.plan(
            here.one("screener", self.number), sent, send
        )
        if is_sent and self.random.random() < 0.84:
            answered = self.diary.office(sent + self.random.randint(40, 400) * MINUTES)

            def acknowledge(*, by: User, at: datetime, now: datetime) -> None:
                actions.acknowledge(by=by, referral=case.row, worker=there.one("social_worker").name, at=at, now=now)

            self.diary.plan(there.one("screener", self.number), answered, acknowledge)
            self.over_there(case, answered)
        if self.random.random() < 0.86:
            spoke = self.diary.office(sent + self.random.randint(30, 600) * MINUTES)
            name = there.one("team_manager").name

            def speak(*, by: User, at: datetime, now: datetime) -> None:
                actions.contact_council(
                    by=by,
                    referral=case.row,
                    to=there.council,
                    worker_there=name,
                    two_way=True,
                    channel="call",
                    words="Spoke about what each of us knows. They check their records and ring back tomorrow.",
                    at=at,
                    now=now,
                )

            self.diary.plan(case.worker or here.one("screener", self.number), spoke, speak)

    def family(self, case: Case, *, by: User | None = None, start: datetime | None = None) -> None:
        """A voicemail first, often; then a conversation in which the mother is told."""
        by = by or case.worker or case.home.one("screener", self.number)
        tried = self.diary.office((start or case.at) + self.random.randint(60, 420) * MINUTES)

        def reach(*, by: User, at: datetime, now: datetime, live: bool) -> None:
            mother = Involvement.objects.filter(referral=case.row, role="parent").select_related("person").first()
            actions.contact_family(
                by=by,
                referral=case.row,
                person=mother.person if mother else None,
                channel="call" if live else "voicemail",
                live=live,
                number_verified=live,
                told_of_risk=True if live else None,
                words="Told what was said and what happens next." if live else "Left a message to ring back.",
                at=at,
                now=now,
            )

        if self.random.random() < 0.45:
            self.diary.plan(by, tried, lambda **when: reach(**when, live=False))
            tried = self.diary.office(tried + self.random.randint(60, 900) * MINUTES)
        if self.random.random() < 0.88:
            self.diary.plan(by, tried, lambda **when: reach(**when, live=True))

    def decide(self, case: Case, staffed: Staffed | None = None, *, start: datetime | None = None) -> None:
        staffed = staffed or case.home
        outcome = self.random.choice(
            ["child_in_need_assessment", "child_in_need_assessment", "section_47", "strategy_discussion", "early_help"]
        )
        at = self.diary.office((start or case.at) + self.random.randint(100, 1150) * MINUTES)

        def do(*, by: User, at: datetime, now: datetime) -> None:
            actions.decide(
                by=by,
                referral=case.row,
                outcome=outcome,
                reason="significant_harm" if outcome in {"section_47", "strategy_discussion"} else "needs",
                rationale=RATIONALES[outcome],
                strategy_discussion_considered=True,
                next_action="Visit and see the child alone",
                next_action_on=local(at).date() + 3 * DAYS,
                at=at,
                now=now,
            )

        def feedback(*, by: User, at: datetime, now: datetime) -> None:
            actions.give_feedback(
                by=by, referral=case.row, words="Rang and said what was decided and why.", at=at, now=now
            )

        if not self.diary.plan(staffed.one("team_manager"), at, do):
            return
        if self.random.random() < 0.88:
            told = self.diary.office(at + self.random.randint(20, 150) * MINUTES)
            self.diary.plan(staffed.one("business_support"), told, feedback)
        if outcome in {"child_in_need_assessment", "section_47"} and staffed is case.home and case.worker is not None:
            self.assess(case, at)

    def assess(self, case: Case, decided: datetime) -> None:
        worker = case.worker
        if worker is None:
            return

        def begin(*, by: User, at: datetime, now: datetime) -> None:
            actions.start_assessment(by=by, referral=case.row, at=at, now=now)

        def see(*, by: User, at: datetime, now: datetime) -> None:
            words = "I like it at my nan’s. I don’t want to go back there on my own."
            actions.see_child(by=by, referral=case.row, alone=True, words=words, at=at, now=now)

        self.diary.plan(worker, self.diary.office(decided + 20 * HOURS), begin)
        self.diary.plan(worker, self.diary.office(decided + 44 * HOURS), see)

    # Scripted

    def special(self) -> None:
        """What a visitor of the demo should be able to find."""
        now, diary, families = self.diary.now, self.diary, self.families
        today = local(now).date()

        unborn = self.case(
            "kent", "havering", diary.working_moment(2), [families.unborn("Hartley")], lives_with_other=True
        )
        self.whole(unborn)

        protected = self.case(
            "kent", "croydon", diary.working_moment(3), [families.child("O’Brien")], lives_with_other=False
        )
        protected.extra = {"protected": True, "police_involved": True}
        self.whole(protected)

        siblings = [families.child("García-López", oldest=12) for _ in range(3)]
        brothers = self.case("havering", "kent", diary.working_moment(4), siblings, lives_with_other=True)
        self.whole(brothers)

        # Nobody knows where, when or what the family is called: none of it stops anybody.
        unknown = self.case(
            "croydon",
            "kent",
            diary.working_moment(1),
            [Child("Jay", "", None, "", age_said="about 12")],
            lives_with_other=False,
        )
        unknown.extra = {"lives_in": PlaceSaid()}
        self.log(unknown)

        # The same child again, by name and NHS number, within twelve months.
        again = families.child("Nguyễn")
        first = self.case("kent", "havering", diary.working_moment(13), [again], lives_with_other=True)
        self.whole(first)
        self.log(self.case("kent", "havering", diary.working_moment(1), [again], lives_with_other=True))

        # Two councils with a referral each about one child: neither knew.
        both = families.child("Kowalczyk")
        known = self.case("croydon", "kent", diary.working_moment(6), [both], lives_with_other=True)
        self.whole(known)
        self.files = [first, brothers, known]
        self.log(self.case("kent", "croydon", diary.working_moment(2), [both], lives_with_other=False))

        # Adult social care logs; children's services have not looked into their own records yet.
        adults = self.case(
            "kent", "havering", diary.working_moment(2), [families.child("Saggers")], lives_with_other=True
        )
        self.log(adults, by=adults.home.one("adult_social_care"))
        self.across(adults)

        # For information only.
        contact = self.case(
            "havering", "croydon", diary.working_moment(1), [families.child("Bennett")], lives_with_other=False
        )
        contact.extra = {"kind": "contact", "harm": [], "significant_harm": False}
        self.log(contact)

        # Keyed two days after it came.
        late = self.case(
            "croydon", "havering", diary.working_moment(5), [families.child("Akhtar")], lives_with_other=True
        )
        self.log(late, keyed_after=50 * HOURS)

        # Waiting in the tray for days, and one whose worker has changed with things unanswered.
        waits = self.case(
            "kent", "croydon", diary.working_moment(4), [families.child("Penfold")], lives_with_other=True
        )
        self.log(waits)
        self.left_waiting = [waits, adults]
        handed = self.case(
            "kent", "havering", diary.working_moment(8), [families.child("Thackeray")], lives_with_other=True
        )
        self.log(handed)
        self.allocate(handed)
        self.hand_over(handed)

        # Whatever the day or the hour: late today, because the next contact is tomorrow and nobody has made a plan.
        soon = self.case("kent", "havering", now - 35 * MINUTES, [families.child("D’Souza")], lives_with_other=True)
        soon.extra = {"next_contact_on": today + DAYS, "significant_harm": True}
        self.log(soon, keyed_after=9 * MINUTES)
        planned = self.case(
            "havering", "kent", diary.working_moment(3), [families.child("Yıldız")], lives_with_other=False
        )
        planned.extra = {"next_contact_on": today + 3 * DAYS, "significant_harm": True}
        self.whole(planned)

    def whole(self, case: Case) -> None:
        self.log(case)
        self.allocate(case)
        self.across(case)
        self.family(case)
        self.decide(case)

    def hand_over(self, case: Case) -> None:
        worker = case.home.one("social_worker", self.number + 1)

        def do(*, by: User, at: datetime, now: datetime) -> None:
            actions.allocate(
                by=by,
                referral=case.row,
                worker=worker,
                team=team_of(worker, case.home),
                reason="Leaves the council at the end of the week",
                at=at,
                now=now,
            )

        self.diary.plan(case.home.one("team_manager"), self.diary.office(case.at + 6 * DAYS), do)


def team_of(worker: User, staffed: Staffed) -> Team:
    """The team that somebody of the demo works in; the front door for those who work in all."""
    wanted = next((held.team_id for held in worker.held() if held.team_id is not None), None)
    return next((team for team in staffed.teams if team.pk == wanted), staffed.teams[0])
