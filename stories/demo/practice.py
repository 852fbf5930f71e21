"""The demo's reports of the Ombudsman, warnings, gaps, learning and figures, through the same actions as the pages.

The two published decisions' recommendations, with days moved to recent weeks: some done, some late, one that waits for
another. The demo's referrals are three weeks old, so the months of its trends are made up, and say so in the row.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from accounts.acting import acting_for
from accounts.models import User
from accounts.roles import Role
from audits import actions
from audits.models import Binding, FigureRun, FigureSnapshot, OmbudsmanReport
from audits.oversight import snapshots
from audits.oversight.counting import edition, month_ends
from audits.oversight.table import FIGURES
from stories.demo.staff import Staffed
from timers.calendar import LONDON, end_of, local
from timers.sweep import sweep

MADE_UP = "made up for the demonstration"
#: About how many a council of the demo has of each in a month: (the whole, the share counted, how it has moved since).
USUAL = {
    "no_decision": (210, 0.10, -0.4),
    "no_oversight": (210, 0.13, -0.3),
    "supervision_gap": (210, 0.24, -0.5),
    "drift": (210, 0.14, -0.2),
    "untouched_risk": (60, 0.10, -0.3),
    "no_worker": (210, 0.06, 0.1),
    "no_council_contact": (90, 0.30, -0.6),
    "silent_councils": (70, 0.20, -0.1),
    "bounced": (240, 0.08, -0.3),
    "rules_conflict": (240, 0.12, 0.0),
    "re_referral": (980, 0.23, 0.05),
    "closed_early": (150, 0.35, -0.2),
    "no_further_action": (230, 0.30, -0.1),
    "referred_on": (230, 0.07, -0.1),
    "consent_withdrawn": (90, 0.09, 0.0),
    "assessed_after_complaint": (160, 0.14, -0.3),
    "return_interview": (48, 0.55, 0.5),
    "interview_not_held": (44, 0.22, -0.3),
    "late_entry": (2400, 0.09, -0.3),
    "caseload": (52, 0.20, 0.2),
    "worker_changes": (210, 0.17, 0.1),
}


class Practice:
    """Makes all of it. Days are counted back from today."""

    def __init__(self, staffed: dict[str, Staffed], *, now: datetime, random: Random) -> None:
        self.staffed, self.now, self.random = staffed, now, random
        self.today = local(now).date()

    def make(self) -> None:
        self.report()
        self.decision()
        self.warnings()
        self.gaps_and_learning()
        self.figures()

    # Times and people

    def ago(self, days: int, hour: int = 10) -> datetime:
        return datetime.combine(self.today - timedelta(days=days), time(hour), LONDON)

    def day(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def officer(self, alias: str) -> User:
        """Who records for the council: its monitoring officer, else its head of service."""
        people = self.staffed[alias].people
        return (people.get(str(Role.MONITORING_OFFICER)) or people[str(Role.HEAD_OF_SERVICE)])[0]

    def act(self, alias: str, do: Callable[..., Any], days: int, *, by: User | None = None, **fields: Any) -> Any:
        """One action by somebody of the council, so many days ago."""
        who, at = by or self.officer(alias), self.ago(days)
        with acting_for(who, who.council):
            return do(by=who, at=at, now=at, **fields)

    def binding(self, report: OmbudsmanReport, number: int, alias: str) -> Binding:
        return Binding.objects.get(
            recommendation__report=report, recommendation__number=number, council=self.staffed[alias].council
        )

    def accept(self, report: OmbudsmanReport, number: int, alias: str, days: int, owner: str) -> None:
        self.act(
            alias,
            actions.accept_recommendation,
            days,
            binding=self.binding(report, number, alias),
            accepted=True,
            on=self.day(days),
            owner=self.staffed[alias].one(owner),
        )

    def done(self, report: OmbudsmanReport, number: int, alias: str, days: int, evidence: str) -> None:
        self.act(
            alias,
            actions.complete_recommendation,
            days,
            binding=self.binding(report, number, alias),
            on=self.day(days),
            evidence=evidence,
        )

    def recommend(self, report: OmbudsmanReport, days: int, councils: str, kind: str, words: str, **limit: Any) -> None:
        """`councils`: aliases, the first of which records it."""
        aliases = councils.split()
        self.act(
            aliases[0],
            actions.recommend,
            days,
            report=report,
            recommended=actions.Recommended(
                kind=kind, words=words, councils=[self.staffed[alias].council for alias in aliases], **limit
            ),
        )

    # Kent and Croydon: a report under section 31 (19 010 981 and 19 020 914)

    def report(self) -> None:
        councils = [self.staffed[alias].council for alias in ("kent", "croydon")]
        report = self.act(
            "kent",
            actions.record_report,
            52,
            kind="report",
            number="19 010 981",
            title="A girl who lived in one area and was harmed in another: neither council took it on for two years",
            councils=councils,
            decided_on=self.day(54),
            received_on=self.day(52),
        )
        set_by_us = {"limit": "date", "on": self.day(-20)}
        for words, pounds, payee in (
            ("Pay C £1,000.", 1000, "C"),
            ("Pay Mrs B £1,000 to acknowledge the distress and impact of the faults.", 1000, "Mrs B"),
            ("Pay Mrs B £150 for the time and trouble of pursuing her complaint.", 150, "Mrs B"),
        ):
            self.recommend(
                report,
                51,
                "kent",
                "payment",
                words,
                paragraph="paragraph 73",
                payee=payee,
                pounds=pounds,
                limit="date",
                on=self.day(10),
            )
        self.recommend(
            report,
            51,
            "kent",
            "reminder",
            "Remind all staff who deal with children’s services complaints when the statutory complaints process "
            "should "
            "be used, and ensure that they understand who can make a complaint in it.",
            paragraph="paragraph 73",
            **set_by_us,
        )
        for kind, words in (
            (
                "learning",
                "Share the learning points across the organisation, so that staff are aware of their "
                "responsibilities in "
                "respect of information sharing, professional curiosity and cross-border child protection referrals.",
            ),
            (
                "audit",
                "Audit 50 cases closed in similar circumstances between 2018 and now. If more than 25% identify "
                "similar "
                "issues, make resources available to review all of them.",
            ),
        ):
            self.recommend(report, 51, "kent croydon", kind, words, paragraph="paragraph 74", **set_by_us)
        for number in (1, 2, 3, 4, 5, 6):
            self.accept(report, number, "kent", 45, Role.COMPLAINTS_OFFICER if number < 5 else Role.HEAD_OF_SERVICE)
        self.accept(report, 5, "croydon", 30, Role.HEAD_OF_SERVICE)
        for number in (1, 2):
            self.done(report, number, "kent", 20, f"Payment run 44, item {number}; letter of the same day on file.")
        self.act(
            "kent",
            actions.take_step,
            41,
            report=report,
            step="publish_report",
            on=self.day(41),
            words="kent.example/ombudsman, and a notice in two newspapers",
        )
        self.act("kent", actions.take_step, 38, report=report, step="share_with_ofsted", on=self.day(38))
        self.act(
            "kent",
            actions.members_considered,
            12,
            report=report,
            body="Cabinet",
            on=self.day(12),
            minute="Minute 61, kent.example/minutes/cabinet",
        )

    # Kent and Havering: a decision with agreed actions (19 011 816)

    def decision(self) -> None:
        kent, havering = (self.staffed[alias].council for alias in ("kent", "havering"))
        report = self.act(
            "kent",
            actions.record_report,
            80,
            kind="decision",
            number="19 011 816",
            title="A boy at risk in another area: neither council held a strategy discussion or told his mother "
            "in time",
            councils=[kent, havering],
            decided_on=self.day(80),
            received_on=self.day(80),
        )
        six_weeks, three_months = {"limit": "weeks", "amount": 6}, {"limit": "months", "amount": 3}
        self.recommend(report, 79, "kent", "apology", "Write to Ms X and apologise.", paragraph="Kent 1", **six_weeks)
        self.recommend(
            report,
            79,
            "kent",
            "payment",
            "Pay Ms X £500 to recognise her distress.",
            paragraph="Kent 1",
            payee="Ms X",
            pounds=500,
            **six_weeks,
        )
        self.recommend(
            report,
            79,
            "kent",
            "training",
            "Refresher training for adult social care staff on how, and when, to make child safeguarding referrals.",
            paragraph="Kent 2",
            **three_months,
        )
        self.recommend(
            report,
            79,
            "kent",
            "procedure",
            "Decide whether the partnership’s procedures should be amended on cross-border child protection and, "
            "if so, "
            "make representations to its policy and procedures subgroup.",
            paragraph="Kent 2",
            **three_months,
        )
        self.recommend(
            report,
            79,
            "havering kent",
            "approach",
            "Agree an approach for cases in which a child lives in one area and may be at risk in another, for "
            "all such "
            "cases, including how the councils communicate, and share it with all staff who deal with referrals.",
            paragraph="Both 1",
            **three_months,
        )
        self.recommend(
            report,
            79,
            "havering",
            "payment",
            "Make the payment of £500 that it has agreed with Ms X.",
            paragraph="Havering 1",
            payee="Ms X",
            pounds=500,
            **six_weeks,
        )
        self.recommend(
            report,
            79,
            "kent havering",
            "training",
            "After the new approach is agreed, refresher training on cross-border child protection for staff who deal "
            "with children’s safeguarding referrals.",
            paragraph="Both 2",
            after=5,
            limit="months",
            amount=6,
        )
        for number in (1, 2, 3, 4, 5, 7):
            self.accept(report, number, "kent", 75, Role.HEAD_OF_SERVICE)
        for number in (5, 6, 7):
            self.accept(report, number, "havering", 72, Role.HEAD_OF_SERVICE)
        self.done(report, 1, "kent", 50, "Letter of the director, on the complaint’s file.")
        self.done(report, 2, "kent", 48, "Payment run 38, item 4.")
        self.done(report, 6, "havering", 60, "Bank transfer, receipt on the complaint’s file.")
        self.done(report, 4, "kent", 25, "Reported to the subgroup; see the register of gaps.")

    def warnings(self) -> None:
        kent = self.staffed["kent"]
        councillor, head = kent.one(Role.COUNCILLOR), kent.one(Role.HEAD_OF_SERVICE)
        first = self.act(
            "kent",
            actions.raise_warning,
            120,
            by=head,
            source="own_check",
            raised_by="Head of service, after our own practice week",
            about="Supervision records without actions",
            words="In a third of the cases looked at in our practice week the record of supervision says what "
            "was talked "
            "about and not what is to be done by when.",
            to="service_manager",
        )
        service = kent.one(Role.SERVICE_MANAGER)
        at = self.ago(118)
        with acting_for(service, service.council):
            actions.open_warning(by=service, warning=first, at=at, now=at)
        self.act(
            "kent",
            actions.answer_warning,
            104,
            by=service,
            warning=first,
            answer="We agree. The form now asks for an action, its owner and its day before it can be saved as whole.",
            what_changes="Gaps in supervision are counted every day and looked at each Monday; half as many by spring.",
        )
        unread = self.act(
            "kent",
            actions.raise_warning,
            33,
            by=kent.one(Role.MONITORING_OFFICER),
            source="chair",
            raised_by="Chair of the safeguarding partnership",
            about="No performance information on children across the border",
            words="I have asked twice for figures on children who live in one area and are at risk in another. I "
            "have had "
            "none, and cannot tell the partnership that they are safe.",
            to="head_of_service",
        )
        for days in (26, 18, 4):
            # As the engine looked then: nobody opened it, so it went on.
            sweep(now=self.ago(days, 8), about=[unread.pair])
        self.act(
            "kent",
            actions.raise_warning,
            4,
            by=councillor,
            source="councillor",
            raised_by="Member of the scrutiny committee",
            about="One duty desk’s number rings out at night",
            words="A school told me that nobody answered the emergency number on two nights last week.",
            to="service_manager",
        )
        for days, came in ((150, True), (95, False), (40, False)):
            self.act(
                "kent",
                actions.record_attendance,
                days,
                board="Safeguarding Children Partnership",
                held_on=self.day(days),
                came={
                    "Independent chair": True,
                    "Head of service": True,
                    "Cabinet member for children": came,
                    "Scrutiny chair": days != 95,
                },
                minute="On the partnership’s page",
            )

    def gaps_and_learning(self) -> None:
        kent = self.staffed["kent"]
        head = kent.one(Role.HEAD_OF_SERVICE)
        self.act(
            "kent",
            actions.report_gap,
            25,
            by=head,
            kind="silent",
            about="Who calls the strategy discussion when harm happened here and the child lives elsewhere",
            words="Our procedures say what to do for a child who lives here. They say nothing of a child who lives in "
            "another area and is at risk here; the other area’s say nothing either.",
            reported_to="Safeguarding Children Partnership, policy and procedures subgroup",
            reported_on=self.day(25),
            owner=kent.one(Role.SERVICE_MANAGER),
            due_on=self.day(-40),
        )
        item = self.act(
            "kent",
            actions.send_learning,
            18,
            by=head,
            kind="learning",
            title="A child is never the other council’s: ring, share, and write down who does what",
            words="From the Ombudsman’s report: neither council rang the other for two years. Ring the other council’s "
            "children’s services on the day you learn that it is concerned. Passing a referral on ends nothing.",
            teams=kent.teams,
            read_by=self.day(-3),
            source="Ombudsman 19 010 981 and 19 020 914",
        )
        for number, worker in enumerate(kent.people[str(Role.SOCIAL_WORKER)][:4]):
            at = self.ago(16 - number)
            with acting_for(worker, worker.council):
                actions.confirm_reading(
                    by=worker,
                    item=item,
                    words="I ring before I write from now on." if number == 0 else "",
                    at=at,
                    now=at,
                )

    def figures(self) -> None:
        ends = month_ends(self.now, snapshots.MONTHS)
        for end in ends:
            self._made_up(end, ends)
        snapshots.compute("day", self.today, until=self.now, now=self.now, by="the engine")
        sent_at = min(self.now, end_of(ends[-1]) + timedelta(hours=8))
        for place in self.staffed.values():
            pack = actions.make_pack(council=place.council, month=ends[-1], by=None, now=sent_at)
            councillors = place.people.get(str(Role.COUNCILLOR), [])
            if pack is not None and councillors and sent_at + timedelta(hours=5) < self.now:
                with acting_for(councillors[0], place.council):
                    actions.open_pack(by=councillors[0], pack=pack, now=sent_at + timedelta(hours=5))

    def _made_up(self, end: date, ends: list[date]) -> None:
        """A month that has ended: a number near the usual one, moved along the years."""
        run = FigureRun.objects.create(
            period="month", on=end, edition=edition(), computed_at=self.now, computed_by=MADE_UP
        )
        along = ends.index(end) / len(ends)
        made = []
        for place in self.staffed.values():
            for figure in FIGURES:
                whole, share, moved = USUAL[figure.code]
                of = max(1, round(whole / 2 * self.random.uniform(0.9, 1.1)))
                hits = round(of * share * (1 + moved * along) * self.random.uniform(0.85, 1.15))
                made.append(
                    FigureSnapshot(
                        run=run,
                        council=place.council,
                        code=figure.code,
                        version=figure.version,
                        period="month",
                        on=end,
                        hits=min(of, hits),
                        of=of,
                    )
                )
        FigureSnapshot.objects.bulk_create(made)
