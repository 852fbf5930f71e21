"""Reports and decisions of the Ombudsman: received, accepted or not, considered by members, done, told, published.

Each raises NotPossible when the record is not in a state for it or Refused with every ground that applies, and writes
nothing when it raises.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from audits import deadlines, journal
from audits.grounds import GROUNDS
from audits.models import Binding, OmbudsmanReport, Recommendation, ReportCouncil
from councils.models import Council
from referrals import references
from referrals.refusals import NotPossible, Refused
from timers.calendar import local, start_of
from timers.words import day as in_words

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Recommended:
    """One recommendation as the Ombudsman put it. `after` is the number of the one that it waits for; 0: none.

    `limit` is one of Recommendation.Limit with `amount`, or "date" with `on`, where the council had to set the day.
    """

    kind: str
    words: str
    councils: Sequence[Council]
    limit: str
    amount: int = 0
    on: date | None = None
    after: int = 0
    paragraph: str = ""
    payee: str = ""
    pounds: int | None = None


def record_report(
    *,
    by: "User",
    kind: str,
    councils: Sequence[Council],
    received_on: date,
    at: datetime,
    now: datetime,
    number: str = "",
    title: str = "",
    decided_on: date | None = None,
    about: tuple[str, int] | None = None,
) -> OmbudsmanReport:
    """Record that a report or a decision was received by each of these councils, and start what each now owes.

    `about` is the complaint it came from, as ("complaints.complaint", id). Raises NotPossible for a day to come, for
    none of one's own council among those it binds, and when the council has the same report on record already.
    """
    if received_on > local(now).date():
        raise NotPossible("It cannot have been received on a day that is still to come.", "received_on")
    decided_on = decided_on or received_on
    if decided_on > received_on:
        raise NotPossible("It cannot have been received before it was decided.", "decided_on")
    bound = list({one.pk: one for one in councils}.values())
    if by.council_id not in {one.pk for one in bound}:
        raise NotPossible(
            "Your own council records what it received: name it among those the report binds.", "councils"
        )
    number = number.strip()
    if number and _held(number, bound):
        raise NotPossible(f"The report {number} is on record already.", "number")
    report = OmbudsmanReport.objects.create(
        reference=references.new(),
        kind=kind,
        number=number,
        title=title,
        decided_on=decided_on,
        recorded_by=by,
        recorded_at=now,
        about_label=about[0] if about else "",
        about_id=about[1] if about else None,
    )
    answers = ReportCouncil.objects.bulk_create(
        ReportCouncil(report=report, council=one, received_on=received_on, answer_by=deadlines.answer_by(received_on))
        for one in bound
    )
    for answer in answers:
        deadlines.start_report(answer, report, now=now)
    facts = {"kind": kind, "number": number, "received_on": str(received_on), "councils": [one.pk for one in bound]}
    _note("record_ombudsman_report", report, by=by, at=at, now=now, facts=facts)
    return report


def _held(number: str, councils: Sequence[Council]) -> bool:
    return ReportCouncil.objects.filter(report__number=number, council__in=councils).exists()


def recommend(
    *, by: "User", report: OmbudsmanReport, recommended: Recommended, at: datetime, now: datetime
) -> Recommendation:
    """Add a recommendation and bind each council it names; the limit counts from the day of the report or decision.

    Raises NotPossible for words that are missing, no limit (the report's own lists give none for some: then the council
    sets a day, STATUTE T74), a council that the report does not bind, or one to wait for that is not there.
    """
    # Locked in the order of their keys, so that two councils adding at once wait for each other.
    bound = {one.council_id for one in report.councils.select_for_update().order_by("pk")}
    if by.council_id not in bound:
        raise NotPossible("This report does not bind your council.")
    if not recommended.words.strip():
        raise NotPossible("Say what is recommended.", "words")
    if not recommended.councils or any(one.pk not in bound for one in recommended.councils):
        raise NotPossible("Name the councils that it binds, of those that received the report.", "councils")
    is_date = recommended.limit == Recommendation.Limit.DATE
    if is_date and recommended.on is None:
        raise NotPossible("The Ombudsman gave no day for this: set one, so that it does not lie.", "on")
    if not is_date and recommended.amount < 1:
        raise NotPossible("Say within how many weeks or months.", "amount")
    due_on = deadlines.due_on(recommended.limit, recommended.amount, since=report.decided_on, on=recommended.on)
    if due_on < report.decided_on:
        raise NotPossible("It cannot be due before the report was made.", "on")
    there = {one.number: one for one in report.recommendations.all()}
    if recommended.after and recommended.after not in there:
        raise NotPossible("There is no recommendation of that number to wait for.", "after")
    made = Recommendation.objects.create(
        report=report,
        number=max(there, default=0) + 1,
        kind=recommended.kind,
        words=recommended.words,
        paragraph=recommended.paragraph,
        limit=recommended.limit,
        limit_amount=0 if is_date else recommended.amount,
        due_on=due_on,
        after=there.get(recommended.after),
        payee=recommended.payee,
        pounds=recommended.pounds,
        recorded_by=by,
        recorded_at=now,
    )
    bindings = Binding.objects.bulk_create(Binding(recommendation=made, council=one) for one in recommended.councils)
    deadlines.start_bindings(bindings, made, at=start_of(report.decided_on), now=now)
    facts = {"recommendation": made.number, "kind": made.kind, "due_on": str(due_on)}
    _note("recommend", report, by=by, at=at, now=now, facts=facts, subject=("audits.recommendation", made.pk))
    return made


def accept_recommendation(
    *,
    by: "User",
    binding: Binding,
    accepted: bool,
    on: date,
    at: datetime,
    now: datetime,
    reason: str = "",
    owner: "User | None" = None,
) -> Binding:
    """Say for one's council whether it accepts a recommendation, and who sees to it (STATUTE 3, fault 52).

    Declined, the clock runs on: the Ombudsman may make a further report. Raises NotPossible without a reason then, for
    a day to come, and for another council's.
    """
    binding, report = _own(by, binding)
    _past(on, now)
    if not accepted and not reason.strip():
        raise NotPossible("Say why the council does not accept it: the Ombudsman and members will ask.", "reason")
    if accepted and owner is None:
        raise NotPossible("Name who sees to it: a promise without an owner is nobody's.", "owner")
    binding.accepted, binding.accepted_on, binding.reason, binding.owner = accepted, on, reason, owner
    binding.save(update_fields=["accepted", "accepted_on", "reason", "owner"])
    facts = {
        "recommendation": binding.recommendation.number,
        "on": str(on),
        "reason": reason,
        "owner": owner.pk if owner else None,
    }
    verb = "accept_recommendation" if accepted else "decline_recommendation"
    _note(verb, report, by=by, at=at, now=now, facts=facts, subject=binding.pair)
    return binding


def complete_recommendation(
    *, by: "User", binding: Binding, on: date, evidence: str, at: datetime, now: datetime
) -> Binding:
    """Record for one's council that a recommendation was carried out, and what shows it; stops T73.

    Raises Refused without evidence, before it was accepted, and before what it follows on was agreed by every council
    that bound by it (STATUTE T73: training only after the approach is agreed); NotPossible for another council's, one
    that is done already, or a day to come.
    """
    binding, report = _own(by, binding)
    if binding.done_on is not None:
        raise NotPossible(f"It was recorded as done on {in_words(binding.done_on)} already.")
    _past(on, now)
    codes = []
    if not evidence.strip():
        codes.append("recommendation.evidence_missing")
    if not binding.accepted:
        codes.append("recommendation.not_accepted")
    if not approach_agreed(binding.recommendation, on):
        codes.append("recommendation.approach_not_agreed")
    if codes:
        raise Refused([GROUNDS[code] for code in codes])
    binding.done_on, binding.evidence = on, evidence
    binding.save(update_fields=["done_on", "evidence"])
    done_at = min(now, start_of(on) if on != local(at).date() else at)
    deadlines.stop(
        binding, ["ombudsman_recommendation"], by_id=by.pk, at=done_at, now=now, because="done, with evidence"
    )
    facts = {"recommendation": binding.recommendation.number, "on": str(on), "evidence": evidence}
    _note("complete_recommendation", report, by=by, at=at, now=now, facts=facts, subject=binding.pair)
    return binding


def approach_agreed(recommendation: Recommendation, on: date) -> bool:
    """Whether what this one follows on was done by that day, by every council it binds; True when it follows on
    none."""
    if recommendation.after_id is None:
        return True
    agreed = list(Binding.objects.filter(recommendation_id=recommendation.after_id).values_list("done_on", flat=True))
    return all(day is not None and day <= on for day in agreed)


def members_considered(
    *,
    by: "User",
    report: OmbudsmanReport,
    body: str,
    on: date | None,
    minute: str,
    at: datetime,
    now: datetime,
) -> ReportCouncil:
    """Record that elected members of one's council considered the report: body, date and minute; stops T70's first
    half.

    Raises Refused with every one of the three that is missing; NotPossible for a day to come or before the receipt.
    """
    answer = _answer_of(report, by.council_id)
    given = {"members.body_missing": body.strip(), "members.date_missing": on, "members.minute_missing": minute.strip()}
    missing = [GROUNDS[code] for code, value in given.items() if not value]
    if missing or on is None:
        raise Refused(missing)
    _past(on, now)
    if on < answer.received_on:
        raise NotPossible(f"The report was received on {in_words(answer.received_on)}: members met after that.", "on")
    answer.members_body, answer.members_on, answer.members_minute = body.strip(), on, minute.strip()
    answer.save(update_fields=["members_body", "members_on", "members_minute"])
    met_at = at if on == local(at).date() else start_of(on)
    deadlines.stop(
        answer, ["ombudsman_report"], by_id=by.pk, at=met_at, now=now, because=f"considered by {body.strip()}"[:200]
    )
    facts = {"body": body.strip(), "on": str(on), "minute": minute.strip()}
    _note("members_considered", report, by=by, at=at, now=now, facts=facts, subject=answer.pair)
    return answer


#: What is told or shown once: verb to (column, the clock that it stops, what stopped it).
STEPS: dict[str, tuple[str, str, str]] = {
    "answer_ombudsman": ("answered_on", "ombudsman_answer", "the Ombudsman was told"),
    "confirm_to_ombudsman": ("confirmed_on", "ombudsman_confirmation", "confirmed to the Ombudsman"),
    "publish_report": ("published_on", "ombudsman_publication", "published"),
    "share_with_ofsted": ("ofsted_on", "", ""),
    "monitoring_report": ("monitoring_on", "", ""),
}


def take_step(
    *, by: "User", report: OmbudsmanReport, step: str, on: date, at: datetime, now: datetime, words: str = ""
) -> ReportCouncil:
    """Record one of STEPS for one's council: the Ombudsman was answered (T70) or told that all is done (T71), the
    report published (T72), shared with Ofsted, or the monitoring officer's report put to members (T75).

    An answer sent before members met is recorded as it was: their own clock runs on. Raises NotPossible for a day to
    come or before the receipt, for publication without saying where, and for a confirmation that all is done while the
    record says that something of one's own is not.
    """
    answer = _answer_of(report, by.council_id)
    column, kind, because = STEPS[step]
    _past(on, now)
    if on < answer.received_on:
        raise NotPossible(f"The report was received on {in_words(answer.received_on)}: this came after that.", "on")
    if step == "publish_report" and not words.strip():
        raise NotPossible("Say where the public can read it.", "words")
    if step == "confirm_to_ombudsman" and (left := _left(report, by.council_id)):
        raise NotPossible(
            f"Not done yet: recommendation {', '.join(map(str, left))}. Record what was done first.", "on"
        )
    setattr(answer, column, on)
    fields = [column]
    if step == "publish_report":
        answer.published_where = words.strip()
        fields.append("published_where")
    answer.save(update_fields=fields)
    if kind:
        when = at if on == local(at).date() else start_of(on)
        deadlines.stop(answer, [kind], by_id=by.pk, at=when, now=now, because=because)
    facts = {"on": str(on), "words": words.strip()}
    _note(step, report, by=by, at=at, now=now, facts=facts, subject=answer.pair)
    return answer


def agree_longer(
    *, by: "User", report: OmbudsmanReport, until: date, evidence: str, at: datetime, now: datetime
) -> ReportCouncil:
    """The Ombudsman agreed in writing to a later day for T70; what still runs is dated anew.

    Raises NotPossible without the writing, for a decision (which has no such limit), and for a day that is not later.
    """
    answer = _answer_of(report, by.council_id)
    if report.kind != OmbudsmanReport.Kind.REPORT:
        raise NotPossible("A decision has no limit for members; its agreed actions have days of their own.")
    if not evidence.strip():
        raise NotPossible("Say which letter or message of the Ombudsman agrees to it.", "evidence")
    if until <= answer.answer_by:
        raise NotPossible(f"Give a day after {in_words(answer.answer_by)}, the present one.", "until")
    before, answer.answer_by = answer.answer_by, until
    answer.save(update_fields=["answer_by"])
    deadlines.longer(answer, report, until=until, by_id=by.pk, at=at, now=now)
    facts = {"until": str(until), "before": str(before), "evidence": evidence.strip()}
    _note("agree_longer", report, by=by, at=at, now=now, facts=facts, subject=answer.pair)
    return answer


def _left(report: OmbudsmanReport, council_id: int | None) -> list[int]:
    """Numbers of what this council has not done yet."""
    open_ = Binding.objects.filter(recommendation__report=report, council_id=council_id, done_on=None)
    return list(open_.order_by("recommendation__number").values_list("recommendation__number", flat=True))


def _answer_of(report: OmbudsmanReport, council_id: int | None) -> ReportCouncil:
    """The council's row, locked. Raises NotPossible when the report does not bind it."""
    found = ReportCouncil.objects.select_related("council").select_for_update(of=("self",))
    answer = found.filter(report=report, council_id=council_id).first()
    if answer is None:
        raise NotPossible("This report does not bind your council.")
    return answer


def _own(by: "User", binding: Binding) -> tuple[Binding, OmbudsmanReport]:
    """The binding, locked, with its recommendation, and the report. Raises NotPossible for another council's."""
    found = Binding.objects.select_for_update(of=("self",)).select_related("recommendation__report", "council")
    locked = found.get(pk=binding.pk)
    if locked.council_id != by.council_id:
        raise NotPossible("Each council answers for itself.")
    return locked, locked.recommendation.report


def _past(on: date, now: datetime) -> None:
    if on > local(now).date():
        raise NotPossible("Record it when it has happened: that day is still to come.", "on")


def _note(
    verb: str,
    report: OmbudsmanReport,
    *,
    by: "User",
    at: datetime,
    now: datetime,
    facts: dict[str, Any],
    subject: tuple[str, int] | None = None,
) -> None:
    council_id = by.council_id
    if council_id is None:
        raise NotPossible("Only somebody of a council can record this.")
    journal.write(verb, about=report.pair, council_id=council_id, by=by, at=at, now=now, subject=subject, facts=facts)
