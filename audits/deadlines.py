"""When the clocks of this room start and stop, how the Ombudsman's limits are counted, and what follows a missed
warning.

Lengths, ladders and sources are data (`clocks.toml`).
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

import timers.actions as clocks
from audits.auditing.standing import standing
from audits.models import (
    Audit,
    Binding,
    LearningItem,
    OmbudsmanReport,
    PlanAction,
    Recommendation,
    ReportCouncil,
    RuleGap,
    SampleCase,
    WarningStanding,
)
from timers.actions import Start, Stop
from timers.calendar import add_months, add_months_beginning_with, end_of, local, start_of
from timers.models import Timer
from timers.registry import after_sweep, register

#: What a council owes about a report as a whole. A decision with agreed actions is no report under section 31.
OF_A_REPORT = ("ombudsman_report", "ombudsman_answer", "ombudsman_confirmation", "ombudsman_publication")
#: Of a warning: five days in which a tier opens it, twenty in which the first answers, ten for each that follows.
WARNED = ("warning_read", "warning_answer", "warning_answer_again")
#: Why a clock stopped that was a tier's own: nothing was done, so nobody is told that it was (work/telling.py).
PASSED_ON = "passed on to the next tier"
MONTHS_TO_ANSWER = 3  # Local Government Act 1974, section 31(2)


def answer_by(received_on: date) -> date:
    """The last day for members to consider a report: three months beginning with the day it was received.

    >>> answer_by(date(2020, 11, 26)), answer_by(date(2026, 11, 30))
    (datetime.date(2021, 2, 25), datetime.date(2027, 2, 28))
    """
    return local(add_months_beginning_with(start_of(received_on), MONTHS_TO_ANSWER)).date()


def due_on(limit: str, amount: int, *, since: date, on: date | None = None) -> date:
    """The last day of a limit as the Ombudsman put it, counted from the day of the report or decision.

    "Within six weeks of my decision": the day six weeks on. "Within three months of": the corresponding day, or that
    month's last. "Beginning with the date" counts that date. Raises ValueError for a date that is not given.

    >>> due_on("weeks", 6, since=date(2021, 3, 5)), due_on("months", 3, since=date(2021, 3, 5))
    (datetime.date(2021, 4, 16), datetime.date(2021, 6, 5))
    >>> due_on("months_beginning_with", 3, since=date(2021, 3, 5))
    datetime.date(2021, 6, 4)
    """
    match limit:
        case "weeks":
            return since + timedelta(weeks=amount)
        case "months":
            return local(add_months(start_of(since), amount)).date()
        case "months_beginning_with":
            return local(add_months_beginning_with(start_of(since), amount)).date()
    if on is None:
        raise ValueError("a limit that is a date needs the date")
    return on


def start_report(answer: ReportCouncil, report: OmbudsmanReport, *, now: datetime) -> None:
    """T70, T71 and T72 of one council, from the day it received the report; one statement."""
    if report.kind == OmbudsmanReport.Kind.REPORT:
        clocks.start_many(_owed(answer, report, OF_A_REPORT), now=now)


def redate(answer: ReportCouncil, report: OmbudsmanReport, *, by_id: int, at: datetime, now: datetime) -> None:
    """The council says that it came on another day: what still runs of T70 to T72 is dated anew from that day."""
    because = "our own day of receipt was recorded"
    _again(answer, report, OF_A_REPORT, because=because, by_id=by_id, at=at, now=now)


def longer(answer: ReportCouncil, report: OmbudsmanReport, *, by_id: int, at: datetime, now: datetime) -> None:
    """The Ombudsman agreed to a later day, `answer_by`: what still runs of T70 and T71 is dated anew."""
    kinds = [kind for kind in OF_A_REPORT if kind != "ombudsman_publication"]
    because = "a later day was agreed in writing"
    _again(answer, report, kinds, because=because, by_id=by_id, at=at, now=now)


#: What of a report stops each clock, by its column.
_STOPPED_BY = {
    "ombudsman_report": "members_on",
    "ombudsman_answer": "answered_on",
    "ombudsman_confirmation": "confirmed_on",
    "ombudsman_publication": "published_on",
}


def _again(
    answer: ReportCouncil,
    report: OmbudsmanReport,
    kinds: Collection[str],
    *,
    because: str,
    by_id: int,
    at: datetime,
    now: datetime,
) -> None:
    if report.kind != OmbudsmanReport.Kind.REPORT:
        return
    moved = [kind for kind in kinds if getattr(answer, _STOPPED_BY[kind]) is None]
    stop(answer, moved, by_id=by_id, at=at, now=now, because=because)
    clocks.start_many(_owed(answer, report, moved), now=now)


def _owed(answer: ReportCouncil, report: OmbudsmanReport, kinds: Collection[str]) -> list[Start]:
    """These clocks of one council as its own days say.

    T71 begins where T70 ends, so it stands in the list from the first day with the date it has. T70 is of the variant
    "longer" where the Ombudsman agreed to a later day than the law's.
    """
    received, nation = start_of(answer.received_on), answer.council.nation
    agreed = answer.answer_by != answer_by(answer.received_on)
    found = []
    for kind in kinds:
        if kind == "ombudsman_confirmation":
            after = end_of(answer.answer_by) + timedelta(microseconds=1)
            found.append(_of(answer, report, kind, at=after, nation=nation))
        elif agreed and kind in ("ombudsman_report", "ombudsman_answer"):
            due_at = end_of(answer.answer_by)
            found.append(_of(answer, report, kind, at=received, variant="longer", due_at=due_at, nation=nation))
        else:
            found.append(_of(answer, report, kind, at=received, nation=nation))
    return found


def start_bindings(
    bindings: Collection[Binding], recommendation: Recommendation, *, at: datetime, now: datetime
) -> None:
    """T73, T74: one clock for each council that a recommendation binds; one statement."""
    clocks.start_many(
        [
            Start(
                "ombudsman_recommendation",
                one.council_id,
                one.pair,
                recommendation.report.clocks_about,
                at,
                due_at=end_of(recommendation.due_on),
                nation=one.council.nation,
            )
            for one in bindings
        ],
        now=now,
    )


def start_warning(standing: WarningStanding, *, at: datetime, now: datetime, kinds: Collection[str]) -> None:
    """Those of WARNED that run for the tier to which it is addressed now; one statement."""
    about = ("audits.raisedwarning", standing.warning_id)
    clocks.start_many(
        [Start(kind, standing.council_id, standing.pair, about, at, nation=standing.council.nation) for kind in kinds],
        now=now,
    )


def start_gap(gap: RuleGap, *, at: datetime, now: datetime) -> None:
    clocks.start(
        "gap_settled",
        council_id=gap.council_id,
        subject=gap.pair,
        about=gap.pair,
        at=at,
        now=now,
        due_at=end_of(gap.due_on),
        nation=gap.council.nation,
    )


def start_learning(item: LearningItem, *, at: datetime, now: datetime) -> None:
    """The day by which everybody in the teams has read it; it is the sender's."""
    clocks.start(
        "learning_read",
        council_id=item.council_id,
        subject=item.pair,
        about=item.pair,
        at=at,
        now=now,
        owner_id=item.sent_by_id,
        due_at=end_of(item.read_by),
        nation=item.council.nation,
    )


def learning_read(item: LearningItem, *, by_id: int | None, at: datetime, now: datetime) -> None:
    clocks.stop(
        "learning_read",
        council_id=item.council_id,
        subject=item.pair,
        at=at,
        now=now,
        by_id=by_id,
        because="everybody in the teams has read it",
    )


def start_readers(audit: Audit, *, at: datetime, now: datetime, variant: str = "") -> None:
    """The days in which an audit is drawn and every file of it has a reader."""
    kind, about = "audit_readers", audit.pair
    clocks.begin_many(
        [Start(kind, audit.council_id, about, about, at, variant=variant, nation=audit.council.nation)], now=now
    )


def follow_readers(audit: Audit, *, by_id: int, at: datetime, now: datetime) -> None:
    """After files were given, taken or replaced: the clock of readers stops when every file has one, and runs again
    when one has none."""
    lacking = SampleCase.objects.filter(audit=audit, left_at=None, reader=None).exists()
    if lacking:
        start_readers(audit, at=at, now=now, variant="again")
    else:
        stop_readers(audit, by_id=by_id, at=at, now=now, because="every file has a reader")


def stop_readers(audit: Audit, *, by_id: int, at: datetime, now: datetime, because: str) -> None:
    clocks.stop(
        "audit_readers", council_id=audit.council_id, subject=audit.pair, at=at, now=now, by_id=by_id, because=because
    )


def start_action(action: PlanAction, audit: Audit, *, at: datetime, now: datetime) -> None:
    """The clock of the day by which an action is done; it is its owner's."""
    clocks.begin_many([_of_action("audit_action", action, audit, on=action.due_on, at=at)], now=now)


def action_done(action: PlanAction, audit: Audit, *, by_id: int, at: datetime, now: datetime) -> None:
    """Done: the clock of measuring it again begins, unless it was measured since, before this was written down."""
    _stop_action("audit_action", action, audit, by_id=by_id, at=at, now=now, because="done")
    if standing(action, now).step == "measure":
        clocks.begin_many([_of_action("audit_measure", action, audit, on=action.remeasure_on, at=at)], now=now)


def action_measured(action: PlanAction, audit: Audit, *, by_id: int, at: datetime, now: datetime) -> None:
    _stop_action("audit_measure", action, audit, by_id=by_id, at=at, now=now, because="measured again")


def change_action(action: PlanAction, audit: Audit, *, by_id: int, at: datetime, now: datetime) -> None:
    """A day or the owner changed: whichever clock runs is stopped, and the one of what comes next runs with the new
    ones; what was raised meanwhile stands."""
    kinds = {"done": "audit_action", "measure": "audit_measure"}
    clocks.stop_many(
        [Stop(kind, audit.council_id, action.pair) for kind in kinds.values()],
        at=at,
        now=now,
        by_id=by_id,
        because="its day or its owner was changed",
    )
    stands = standing(action, now)
    if kind := kinds.get(stands.step):
        clocks.begin_many([_of_action(kind, action, audit, on=stands.next_on, at=at)], now=now)


def _of_action(kind: str, action: PlanAction, audit: Audit, *, on: date, at: datetime) -> Start:
    return Start(
        kind,
        audit.council_id,
        action.pair,
        audit.pair,
        at,
        owner_id=action.owner_id,
        due_at=end_of(on),
        nation=audit.council.nation,
    )


def _stop_action(
    kind: str, action: PlanAction, audit: Audit, *, by_id: int, at: datetime, now: datetime, because: str
) -> None:
    clocks.stop(kind, council_id=audit.council_id, subject=action.pair, at=at, now=now, by_id=by_id, because=because)


def stop(
    subject: ReportCouncil | Binding | WarningStanding | RuleGap,
    kinds: Collection[str],
    *,
    by_id: int | None,
    at: datetime,
    now: datetime,
    because: str,
) -> None:
    """Stop the open ones of these kinds about one row; one statement."""
    clocks.stop_many(
        [Stop(kind, subject.council_id, subject.pair) for kind in kinds], at=at, now=now, by_id=by_id, because=because
    )


def _of(
    answer: ReportCouncil,
    report: OmbudsmanReport,
    kind: str,
    *,
    at: datetime,
    nation: str,
    variant: str = "",
    due_at: datetime | None = None,
) -> Start:
    return Start(
        kind, answer.council_id, answer.pair, report.clocks_about, at, variant=variant, due_at=due_at, nation=nation
    )


def _lock(standing_id: int) -> WarningStanding:
    found = WarningStanding.objects.select_for_update(of=("self",)).select_related("warning", "council")
    return found.get(pk=standing_id)


def _pass_on(standing: WarningStanding, *, timer: Timer, level: str, now: datetime) -> None:
    """Nobody opened it, or nobody answered it, in time: it goes to the next tier as well (STATUTE 3, fault 95)."""
    from audits.actions import pass_warning_on

    unread = timer.kind == "warning_read"
    missed_at = timer.due_at or now
    pass_warning_on(standing=standing, because="unread" if unread else "unanswered", missed_at=missed_at, now=now)


for _kind in WARNED:
    register(_kind, lock=_lock, act=_pass_on)


def _remind(item: LearningItem, *, timer: Timer, level: str, now: datetime) -> None:
    """Its day has passed: those who have not read it are reminded (STATUTE 3, fault 46)."""
    from audits.actions import remind_of_learning

    if timer.stopped_at is None:
        remind_of_learning(by=None, item=item, at=now, now=now)


register("learning_read", lock=lambda key: LearningItem.objects.get(pk=key), act=_remind)


@after_sweep
def keep_figures(*, now: datetime) -> None:
    """Today's figures, the months' and the packs: at most one of them a look (audits/oversight/snapshots.py)."""
    from audits.oversight import snapshots

    snapshots.look(now=now)
