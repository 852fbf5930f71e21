"""The demo's complaints: one at each interesting state, made through the same actions as everything else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from complaints import actions, intake
from complaints.letters import drafts as letters
from complaints.models import Appointment, Complaint, ComplaintLink
from complaints.reading import Case
from complaints.said import AppointmentSaid, ChildSaid, ComplaintSaid, FindingSaid, HeadSaid
from stories.demo.diary import Diary
from stories.demo.staff import Staffed
from timers.calendar import local, start_of

As = Appointment.As


class Told:
    """One complaint of the demo, planned act by act; each is given the complaint once it is there."""

    def __init__(self, complaining: "Complaining", home: str) -> None:
        self.diary = complaining.diary
        self.staffed = complaining.staffed[home]
        self.officer = self.staffed.one("complaints_officer")
        self.complaint: Complaint | None = None

    @property
    def row(self) -> Complaint:
        if self.complaint is None:
            raise RuntimeError("This complaint was not received yet")
        return self.complaint

    def received(self, at: datetime, said: ComplaintSaid, *, by_form: bool = False) -> None:
        """It reaches the council at `at`."""

        def do(*, by: User, at: datetime, now: datetime) -> None:
            account = intake.form_account(self.staffed.council, now=now) if by_form else by
            self.complaint = actions.complain(by=account, council=self.staffed.council, said=said, at=at, now=now)
            self.diary.abouts.append(("complaints.complaint", self.complaint.pk))

        self.diary.plan(self.officer, at, do, keyed_after=timedelta(minutes=9))

    def then(self, at: datetime, verb: str, *, by: User | None = None, **more: Any) -> None:
        """An act on it; values that are functions are asked for once the complaint is there."""

        def do(*, by: User, at: datetime, now: datetime) -> None:
            given = {key: value() if callable(value) else value for key, value in more.items()}
            getattr(actions, verb)(by=by, complaint=self.row, at=at, now=now, **given)

        self.diary.plan(by or self.officer, at, do, keyed_after=timedelta(minutes=6))

    def do(self, at: datetime, act: Callable[..., Any], *, by: User | None = None) -> None:
        """Anything else, given `by`, `at` and `now`."""
        self.diary.plan(by or self.officer, at, act, keyed_after=timedelta(minutes=6))


def family(name: str, *words: str, abouts: tuple[str, ...], **more: Any) -> ComplaintSaid:
    """What somebody says: each point in their own words, with what it is about."""
    heads = [HeadSaid(words=said, about=about) for said, about in zip(words, abouts, strict=True)]
    given: dict[str, Any] = {
        "complainant_name": name,
        "relationship": "parent",
        "came": "email",
        "desired_outcome": "To be told what went wrong, and an apology.",
    }
    return ComplaintSaid(heads=heads, **{**given, **more})


class Complaining:
    """Plans the complaints into a diary."""

    def __init__(self, diary: Diary, staffed: dict[str, Staffed]) -> None:
        self.diary = diary
        self.staffed = staffed

    def plan(self) -> None:
        self.conflict()
        self.investigated_late()
        self.corporate()
        self.paused()
        self.two_councils()
        self.panel_ahead()
        self.to_be_signed()
        self.young_person()
        self.grandparent()
        self.closed()

    def ago(self, days: int, hour: int = 10) -> datetime:
        """That hour of the working day so many working days before today."""
        return start_of(self.diary.calendar.working_day(local(self.diary.now).date(), -days)) + timedelta(hours=hour)

    def ahead(self, days: int) -> Any:
        return self.diary.calendar.working_day(local(self.diary.now).date(), days)

    def conflict(self) -> None:
        """The sources conflict about one of its points, and nobody has decided."""
        told = Told(self, "kent")
        said = family(
            "Louise Penfold",
            "You never held a meeting with the police when I told you what he did to Ellie.",
            "I asked twice for somebody to look at what Ellie needs and nobody came.",
            "The worker rolled her eyes at me and said I was wasting her time.",
            abouts=("strategy_discussion", "needs_assessment", "staff_attitude"),
            complainant_reach="07700 900161. Safe: not after 5pm, he comes to the house.",
            adjustments="She is deaf in one ear: write, or speak slowly. Sign language at meetings.",
            children=[ChildSaid("Ellie", "Penfold", None, "13")],
        )
        told.received(self.ago(2), said)
        told.then(self.ago(2, 12), "take_on", officer=told.officer)

    def investigated_late(self) -> None:
        """Statutory stage 2, asked for more than 25 working days ago: one report is in, one is not."""
        told = Told(self, "kent")
        said = family(
            "Gemma Thorne",
            "My son was left without any support for five months after the referral.",
            "Nobody told me that the case had been closed.",
            abouts=("support", "quality"),
            complainant_reach="gemma.thorne@example.org",
            children=[ChildSaid("Kai", "Thorne", None, "9")],
        )
        told.received(self.ago(62), said)
        told.then(self.ago(62, 12), "take_on", officer=told.officer)
        for number in (1, 2):
            told.then(self.ago(61), "choose_route", head=number, route="statutory", reason="as_proposed")
        told.then(self.ago(60), "tell_route")
        told.then(
            self.ago(54),
            "respond_stage",
            stage=1,
            findings=[
                FindingSaid(1, "not_upheld", "Early help was offered in March."),
                FindingSaid(2, "upheld", "The letter that says so was never sent."),
            ],
            responder="Helen Marlowe",
        )
        told.then(
            self.ago(34),
            "request_stage",
            stage=2,
            procedure="statutory",
            words="That is not an answer. I want somebody else to look at it.",
        )
        investigator, independent = (
            self.staffed["kent"].one("investigator"),
            self.staffed["kent"].one("investigator", 1),
        )
        told.then(self.ago(32), "appoint", said=self._appointed(As.INVESTIGATING_OFFICER, investigator, 2))
        told.then(self.ago(32, 11), "appoint", said=self._appointed(As.INDEPENDENT_PERSON, independent, 2))
        told.then(self.ago(29), "agree_statement", on=lambda: local(self.ago(29)).date())
        told.then(
            self.ago(6),
            "receive_report",
            by=investigator,
            whose="investigator",
            findings=[
                FindingSaid(1, "upheld", "No service was in place from April to August."),
                FindingSaid(2, "upheld", "The closing letter was never sent."),
            ],
        )

    def _appointed(self, role: str, user: User | None, stage: int | None, name: str = "") -> AppointmentSaid:
        independent = role in (As.INDEPENDENT_PERSON, As.PANEL_CHAIR, As.PANEL_MEMBER)
        return AppointmentSaid(
            role=role,
            name=user.name if user else name,
            user_id=user.pk if user else None,
            stage_number=stage,
            is_member=False if independent else None,
            is_officer=False if independent else None,
            is_partner_of_one=False if independent else None,
            since=local(self.ago(60)).date(),
        )

    def corporate(self) -> None:
        """Chosen with reasons where sources conflict, told, acknowledged: its answer is due."""
        told = Told(self, "kent")
        said = family(
            "Peter Adjei",
            "The school knew and you knew, and nobody told me that he had moved in next door.",
            abouts=("not_told_of_risk",),
            complainant_reach="14 Mill Lane, Ashford",
            came="letter",
            children=[ChildSaid("Abena", "Adjei", None, "11")],
        )
        told.received(self.ago(5), said)
        told.then(self.ago(5, 12), "take_on", officer=told.officer)
        told.then(
            self.ago(4),
            "choose_route",
            head=1,
            route="corporate",
            reason="as_proposed",
            rationale="It is about a risk that was not passed on. No assessment was asked for, refused or made.",
        )
        told.then(self.ago(4, 12), "tell_route")
        told.then(self.ago(4, 13), "acknowledge_complaint")

    def paused(self) -> None:
        """A criminal trial is running: part of it waits."""
        told = Told(self, "kent")
        said = family(
            "Siobhán O’Dowd",
            "You took the side of my ex-husband without speaking to me.",
            "My daughter has waited since June for a place in the therapy group.",
            abouts=("quality", "delay"),
            complainant_reach="07700 900175",
            proceedings_live=True,
            proceedings_words="The trial of her former husband at Maidstone Crown Court",
            children=[ChildSaid("Niamh", "O’Dowd", None, "15")],
        )
        told.received(self.ago(9), said)
        told.then(self.ago(9, 12), "take_on", officer=told.officer)
        told.then(
            self.ago(8),
            "pause",
            because="The trial of her former husband at Maidstone Crown Court",
            prejudice="The prosecution says that interviews before she gives evidence could harm the trial.",
            heads=[1],
            proceedings_end_on=self.ahead(20),
            look_again_on=self.ahead(6),
        )
        for number in (1, 2):
            told.then(self.ago(7), "choose_route", head=number, route="statutory", reason="as_proposed")
        told.then(self.ago(7, 12), "tell_route")
        told.then(self.ago(7, 13), "tell_pause")
        advocate = self.staffed["kent"].one("advocate")
        told.then(self.ago(6), "appoint", said=self._appointed(As.ADVOCATE, advocate, None))

    def two_councils(self) -> None:
        """Kent and Croydon answer together; Kent leads."""
        ours, theirs = Told(self, "kent"), Told(self, "croydon")
        point = "Kent said it was Croydon's and Croydon said it was Kent's. Nobody helped Tyrese for seven months."
        for told, at in ((ours, self.ago(7)), (theirs, self.ago(6, 9))):
            said = family(
                "Marcia Dunkley",
                point,
                abouts=("needs_assessment",),
                complainant_reach="marcia.dunkley@example.org",
                children=[ChildSaid("Tyrese", "Dunkley", None, "14")],
            )
            told.received(at, said)
            told.then(at + timedelta(hours=2), "take_on", officer=told.officer)
        ours.then(
            self.ago(6, 12),
            "propose_link",
            council=theirs.staffed.council,
            lead=ours.staffed.council,
            complainant_agrees=True,
            words="One answer to both of our complaints. We write it; you add your part.",
        )

        def accept(*, by: User, at: datetime, now: datetime) -> None:
            link = ComplaintLink.objects.get(complaint=ours.row, council=theirs.staffed.council)
            actions.accept_link(by=by, link=link, complaint=theirs.row, at=at, now=now)

        theirs.do(self.ago(5), accept)
        for told in (ours, theirs):
            told.then(self.ago(5, 11), "choose_route", head=1, route="statutory", reason="as_proposed")
            told.then(self.ago(5, 12), "tell_route")

    def panel_ahead(self) -> None:
        """Statutory stage 3: the panel is appointed and its day is set."""
        told = Told(self, "kent")
        said = family(
            "Denise Farrant",
            "The short breaks we were promised stopped without a word.",
            abouts=("short_breaks",),
            complainant_reach="01632 960177",
            children=[ChildSaid("Oliver", "Farrant", None, "10")],
        )
        told.received(self.ago(80), said)
        told.then(self.ago(80, 12), "take_on", officer=told.officer)
        told.then(self.ago(79), "choose_route", head=1, route="statutory", reason="as_proposed")
        told.then(self.ago(79, 12), "tell_route")
        told.then(self.ago(72), "respond_stage", stage=1, findings=[FindingSaid(1, "not_upheld", "Needs had changed.")])
        told.then(self.ago(62), "request_stage", stage=2, procedure="statutory", words="Nobody asked us.")
        investigator = self.staffed["kent"].one("investigator", 2)
        told.then(self.ago(60), "appoint", said=self._appointed(As.INVESTIGATING_OFFICER, investigator, 2))
        told.then(self.ago(60, 11), "appoint", said=self._appointed(As.INDEPENDENT_PERSON, None, 2, "Joan Aldous"))
        told.then(self.ago(45), "receive_report", whose="investigator", findings=[FindingSaid(1, "partly", "In part.")])
        told.then(self.ago(44), "receive_report", whose="independent", findings=[FindingSaid(1, "upheld", "In whole.")])
        told.then(
            self.ago(40),
            "adjudicate",
            findings=[FindingSaid(1, "partly", "We should have written first.")],
            adjudicator="David Okonkwo",
        )
        told.then(self.ago(22), "request_stage", stage=3, procedure="statutory", words="I want the panel.")
        member = self.staffed["kent"].one("investigator", 1)
        told.then(self.ago(18), "appoint", said=self._appointed(As.PANEL_CHAIR, None, 3, "Professor Ann Tebbit"))
        told.then(self.ago(18, 11), "appoint", said=self._appointed(As.PANEL_MEMBER, member, 3))
        told.then(self.ago(18, 12), "appoint", said=self._appointed(As.PANEL_MEMBER, None, 3, "Rashid Karim"))
        told.then(self.ago(15), "plan_panel", on=self.ahead(5))

    def to_be_signed(self) -> None:
        """The corporate procedure was chosen over a Part 3 point: a second person has not signed."""
        told = Told(self, "kent")
        said = family(
            "Craig Molloy",
            "You refused us a social worker because we live on the wrong side of the road.",
            abouts=("eligibility",),
            complainant_reach="07700 900188",
            children=[ChildSaid("Jayden", "Molloy", None, "6")],
        )
        told.received(self.ago(3), said)
        told.then(self.ago(3, 12), "take_on", officer=told.officer)
        told.then(
            self.ago(2),
            "choose_route",
            head=1,
            route="corporate",
            reason="other",
            rationale="He mainly complains of how long the switchboard took to answer.",
        )

    def young_person(self) -> None:
        """By the public form, from a young person; nobody has it yet."""
        told = Told(self, "kent")
        said = ComplaintSaid(
            heads=[HeadSaid(words="nobody asks me anything. they moved me 3 times and i found out in the car")],
            complainant_name="Jas",
            complainant_reach="Safe ways: text only, 07700 900190",
            relationship="child",
            came="form",
            desired_outcome="to know whats happening before it happens",
            children=[ChildSaid("Jas", "", None, "15")],
        )
        told.received(self.ago(0, 0) - timedelta(hours=6), said, by_form=True)

    def grandparent(self) -> None:
        """Somebody without a right of their own: their interest is to be weighed."""
        told = Told(self, "croydon")
        said = family(
            "Eileen Prowse",
            "I have had Mia every weekend of her life and nobody rang me when she was moved.",
            abouts=("looked_after",),
            relationship="grandparent",
            complainant_reach="020 7946 0155",
            came="call",
            children=[ChildSaid("Mia", "Prowse", None, "4")],
        )
        told.received(self.ago(2), said)
        told.then(self.ago(2, 12), "take_on", officer=told.officer)

    def closed(self) -> None:
        """Answered and settled at stage 1, with a remedy done and learning sent to a team."""
        told = Told(self, "kent")
        said = family(
            "Anna Kowalczyk",
            "The review was cancelled three times on the morning itself.",
            abouts=("review",),
            complainant_reach="anna.k@example.org",
            children=[ChildSaid("Zofia", "Kowalczyk", None, "8")],
        )
        told.received(self.ago(30), said)
        told.then(self.ago(30, 12), "take_on", officer=told.officer)
        told.then(self.ago(29), "choose_route", head=1, route="statutory", reason="as_proposed")
        told.then(self.ago(29, 12), "tell_route")
        told.then(
            self.ago(22),
            "respond_stage",
            stage=1,
            findings=[FindingSaid(1, "upheld", "Three cancellations without a reason.")],
            resolved=True,
            terms="A date within ten days, kept, and a letter of apology.",
        )
        told.then(
            self.ago(22, 12), "record_remedy", kind="apology", words="A letter of apology from the service", head=1
        )

        def apologised(*, by: User, at: datetime, now: datetime) -> None:
            remedy = told.row.remedies.get()
            actions.complete_remedy(by=by, remedy=remedy, proof="Sent by recorded delivery", at=at, now=now)

        told.do(self.ago(20), apologised)
        told.then(
            self.ago(20, 12),
            "record_learning",
            words="Tell families of a cancelled review the day before, with the new date.",
            theme="review",
            head=1,
            teams=[self.staffed["kent"].teams[1]],
        )

        def last_letter(*, by: User, at: datetime, now: datetime) -> None:
            subject, body = letters.draft("final", Case(told.row, user=by, now=now))
            letter = actions.draft_letter(
                by=by,
                complaint=told.row,
                at=at,
                now=now,
                kind="final",
                subject=subject,
                body=body,
                names_ombudsman=True,
            )
            actions.send_letter(
                by=by, letter=letter, how="post", to="12 Castle Road, Dover", at=at, now=now, proof="RM 7"
            )

        told.do(self.ago(19), last_letter)
        told.then(self.ago(18), "close_complaint", summary="Settled at stage 1. The review was held on the new date.")
