"""What is kept on a file of the demo, day by day: plain data for the actions."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from referrals import actions
from referrals.files.scanning import DevelopmentScanner
from referrals.models import Flag, Involvement, Need, StrategyDiscussion, Task
from referrals.said import PersonSaid
from stories.demo import papers
from stories.demo.diary import Diary
from stories.demo.keeping import Keeping
from stories.demo.living import Case
from timers.calendar import LONDON

SEEN = (
    "Seen alone in {} for half an hour. The flat was warm and there was food. Would not speak of the weekend while the "
    "door was open; drew instead, and told me about the drawing."
)
OWN_WORDS = "I don’t like it when it’s loud. I go in the bathroom and put the tap on."


def first_day(file: Keeping) -> None:
    """The first working day after: how to reach whom, what to beware of, what is asked of whom."""
    file.on(
        1,
        "9:40",
        actions.say_safe_contact,
        person=file.mother,
        words="Ring the mobile between 9am and 3pm, from a withheld number. Leave no message: it is listened to.",
    )
    file.on(
        1,
        "9:50",
        actions.relate,
        person=file.mother,
        to=file.child,
        kind="mother",
        parental_responsibility=True,
        lives_with=True,
    )
    file.on(
        1,
        "10:05",
        actions.add_alias,
        person=file.mother,
        name="Mrs Marie Dunstable",
        kind="earlier",
    )
    file.on(
        1,
        "10:15",
        actions.warn,
        kind="visit_in_pairs",
        words="Two people at every visit: the door was held shut on the health visitor in the summer.",
        source="Health visitor, by telephone",
        review_on=file.day(1) + timedelta(days=28),
    )
    file.on(1, "10:20", actions.raise_flag, person=file.child, kind="domestic_abuse", words="Police, two callouts")
    file.on(1, "10:25", actions.raise_flag, person=file.mother, kind="interpreter", words="At meetings, not by phone")
    file.on(
        1,
        "11:00",
        actions.write_note,
        kind="call",
        words="Rang the school. Attendance has fallen since half-term. The class teacher has seen no injury. They "
        "send the register and will ring at once if anything is said.",
        about=lambda: [file.child()],
        shared=True,
    )
    file.on(
        1,
        "11:10",
        file.remember,
        ago=timedelta(days=390),
        significance="context",
        words="Health visitor worried about the home; the family took up support.",
        why="The same worry as now, a year earlier.",
    )
    for clock, what, days in (
        ("11:30", "Ask the GP for what they know since the move", 3),
        ("11:35", "Ask the school for the attendance since September", 2),
        ("11:40", "Look at the warning with the family, and take it off if it no longer holds", 9),
    ):
        file.on(1, clock, actions.set_task, what=what, due_on=file.day(1 + days), owner=file.worker)
    file.on(1, "14:50", actions.set_own_number, number=f"{file.case.home.place.gss[-4:]}-0417")
    file.on(1, "14:55", actions.set_own_number, by=file.there, number=f"{file.case.other.place.gss[-4:]}-2208")
    document(
        file, 1, "15:00", "School register since September.pdf", "School register", lambda: register(file), shared=True
    )
    document(file, 1, "15:10", "Register, and a worry.eml", "E-mail of the school", lambda: school(file), shared=False)
    document(file, 1, "15:20", "Note of another family.txt", "", lambda: b"Put here by mistake.\n", shared=False)
    file.act(
        1,
        "15:40",
        actions.withdraw_document,
        at_hand=False,
        document=lambda: file.row.documents.get(name="Note of another family.txt"),
        because="About another family",
    )


def document(
    file: Keeping, days: int, clock: str, name: str, title: str, data: Callable[[], bytes], *, shared: bool
) -> None:
    # The demo's own files, on a machine where no scanner may be named.
    scan = DevelopmentScanner()
    file.on(days, clock, actions.attach, name=name, title=title, data=data, shared=shared, scan=lambda: scan)


def register(file: Keeping) -> bytes:
    child = file.child()
    return papers.pdf(
        [
            f"Register of {child.name}, this term",
            "",
            "September: present on 19 of 20 days",
            "October: present on 14 of 18 days",
            "November: present on 7 of 15 days; four times fetched early",
            "",
            "Nobody here is real: a page made for the demonstration.",
        ]
    )


def school(file: Keeping) -> bytes:
    return papers.email(
        at=datetime.combine(file.day(1), time(14, 30), LONDON),
        to=f"duty@{file.case.home.place.domain}",
        subject="Register, and a worry",
        words="Please find the register attached.\n\n"
        "The class teacher says that the mornings after a weekend away are the worst ones.\n\nSchool office\n",
        attached=("Register.pdf", register(file)),
    )


def visit(file: Keeping) -> None:
    """The second day: the child is seen, what was said is written down, and corrected."""
    file.on(
        2,
        "11:00",
        actions.write_note,
        kind="visit",
        purpose="To see the child alone, and the home",
        words=SEEN.format("the bedroom"),
        child_words=OWN_WORDS,
        about=lambda: [file.child()],
    )
    file.act(
        2,
        "11:50",
        actions.correct_note,
        at_hand=False,
        note=lambda: file.row.notes.filter(kind="visit", council_id=file.worker.council_id).get(corrects=None),
        words=SEEN.format("the front room"),
        child_words=OWN_WORDS,
        because="The wrong room",
    )
    file.on(
        2,
        "12:00",
        actions.add_to_chronology,
        significance="turning_point",
        words="Seen alone for the first time, and says what the evenings are like.",
        why="What is feared at home has the child’s own words now.",
        note=lambda: file.row.notes.filter(kind="visit", council_id=file.worker.council_id).get(corrects=None),
    )
    file.act(
        2,
        "14:00",
        actions.finish_task,
        task=lambda: Task.objects.get(referral=file.row, what__startswith="Ask the school"),
        words="The register came by e-mail and is among the documents.",
    )
    for clock, given, family in (("14:20", "Jean", "Dunstable"), ("14:25", "Jeannie", "Dunstable")):
        file.on(
            2,
            clock,
            actions.add_person,
            said=PersonSaid(role=Involvement.As.OTHER, given_name=given, family_name=family, words="Mother’s side"),
        )
    file.on(
        2,
        "14:40",
        actions.merge_people,
        by=file.manager,
        at_hand=False,
        kept=file.grandmother,
        gone=lambda: file.named("Jeannie"),
        because="One telephone number, one address: the grandmother, keyed twice",
    )
    file.on(
        2,
        "14:50",
        actions.relate,
        person=file.grandmother,
        to=file.child,
        kind="grandparent",
        lives_with=False,
    )


def support(file: Keeping) -> None:
    """The second and third day: what is asked for, needed and offered; consent; supervision."""
    file.on(
        2,
        "15:00",
        actions.ask_need,
        whose="parent",
        asked="Somewhere to go at the weekend when it gets loud.",
        asked_by="The mother, by telephone",
    )
    file.on(2, "15:10", actions.ask_need, whose="child", asked="To sleep at nan’s on Fridays.", asked_by="The child")
    file.on(2, "15:20", actions.record_consent, state="given", words="Agrees that we speak with the school and the GP.")
    file.on(
        2,
        "15:30",
        actions.request_assessment,
        asker="GP, Dr S. Whitcombe",
        words="Asks for an assessment of the whole family: third visit about sleep.",
    )
    file.act(
        3,
        "9:30",
        actions.assess_need,
        need=lambda: need(file, "parent"),
        assessed="A safe place for mother and child at weekends, and somebody to talk with about leaving.",
    )
    file.act(
        3,
        "9:45",
        actions.offer_support,
        need=lambda: need(file, "parent"),
        offered="The refuge’s outreach worker calls on Tuesdays from next week; the Friday group holds a place.",
        matches=True,
        family_view="agrees",
        family_words="She will try the group once.",
        review_on=file.day(3) + timedelta(days=21),
    )
    file.act(
        3,
        "10:00",
        actions.answer_request,
        request=lambda: file.row.parts.get(council_id=file.worker.council_id).assessment_requests.get(),
        agreed=True,
        answer="An assessment has begun; the GP is asked for what they know.",
    )
    file.on(
        3,
        "16:00",
        actions.supervise,
        by=file.manager,
        reflection="Do we see the calm of the visit or the loudness of the weekend? What would change our mind?",
        actions="See the child again on a Monday, at school; speak with the other council before Friday.",
    )
    file.act(
        4,
        "9:30",
        actions.end_flag,
        flag=lambda: Flag.objects.get(referral=file.row, kind="interpreter", ended_at=None),
        because="Speaks English well and wants no interpreter",
    )


def need(file: Keeping, whose: str) -> Need:
    return Need.objects.get(part__referral=file.row, part__council_id=file.worker.council_id, whose=whose)


def together(file: Keeping) -> None:
    """The third day: both councils, the police and health sit together; who does what is on the shared record."""
    others = ["police", "health", "education", "other_council"]
    held = datetime.combine(file.day(3), time(13), LONDON)
    file.on(2, "16:30", actions.convene_strategy_discussion, by=file.manager, invited=lambda: others, planned_for=held)
    file.act(
        3,
        "9:05",
        actions.answer_invitation,
        by=file.there,
        discussion=lambda: discussion(file),
        accept=True,
    )
    file.act(
        3,
        "13:00",
        actions.hold_strategy_discussion,
        by=file.manager,
        discussion=lambda: discussion(file),
        attended=lambda: ["childrens_social_care", *others],
        section_47=False,
        other_children_considered=True,
        risk_apart_from_police_considered=True,
        rationale="What is known of the evenings is enough to assess, not to begin enquiries: no injury, the "
        "mother acts, the grandmother is near. Both councils meet again if the child is hurt or she is not heard "
        "of.",
    )
    file.act(3, "15:30", actions.circulate_record, by=file.manager, discussion=lambda: discussion(file))
    file.on(
        3,
        "15:45",
        actions.consider_other_children,
        found="no",
        task="",
    )
    file.on(
        3,
        "16:20",
        actions.state_intention,
        action="We assess, see the child on Mondays at school and hold the plan with the mother.",
    )
    file.on(
        3,
        "16:40",
        actions.state_intention,
        by=file.there,
        action="We visit where it happened and tell you the same day what we find.",
    )


def discussion(file: Keeping) -> StrategyDiscussion:
    return StrategyDiscussion.objects.filter(referral=file.row).latest("id")


def from_there(file: Keeping) -> None:
    """What the other council writes on the same file, and keeps for itfile."""
    file.on(
        2,
        "10:00",
        actions.write_note,
        by=file.there,
        kind="call",
        words="Rang the neighbour. Loud evenings on two Fridays; she has seen the child on the stairs.",
        about=lambda: [file.child()],
        shared=True,
    )
    file.on(
        2,
        "10:10",
        file.remember,
        by=file.there,
        ago=timedelta(days=16),
        significance="risk",
        words="A neighbour has seen the child alone on the stairs at night, twice.",
        why="Nobody was looking after the child then.",
    )
    file.on(
        2,
        "10:30",
        actions.set_task,
        by=file.there,
        what="Visit the address where it happened, with the police if they agree",
        due_on=file.day(4),
    )
    file.on(
        3,
        "9:15",
        actions.write_message,
        by=file.there,
        to=file.worker.council,
        words="The neighbour can be rung until 6pm. We visit on the day after the discussion.",
    )


def plan(diary: Diary, cases: Iterable[Case]) -> None:
    """The whole file of each of these referrals, as far as it lies behind us by now."""
    for case in cases:
        file = Keeping(diary, case)
        for day in (first_day, visit, support, together, from_there):
            day(file)
