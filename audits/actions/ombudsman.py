"""Reports and decisions of the Ombudsman: what they recommend, accepted or not, considered by members, done, told,
published. That they were received stands in `receiving`.

Each raises NotPossible when the record is not in a state for it or Refused with every ground that applies, and writes
nothing when it raises.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import timers.actions as clocks
from audits import deadlines
from audits.actions.reports import answer_of, note, own_binding, past
from audits.auditing import answering
from audits.grounds import GROUNDS
from audits.models import Audit, Binding, OmbudsmanReport, Recommendation, ReportCouncil
from councils.models import Council
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
    note("recommend", report, by=by, at=at, now=now, facts=facts, subject=("audits.recommendation", made.pk))
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
    """Say for one's council whether it accepts a recommendation, and who sees to it (STATUTE 3, fault 52): its clock
    becomes theirs, and so their work and their alerts. Said again, it is given to somebody else.

    Declined, the clock runs on as nobody's: the Ombudsman may make a further report. Raises NotPossible without a
    reason then, for a day to come, for an owner who could not open it, for what is done, and for another council's.
    """
    binding, report = own_binding(by, binding)
    past(on, now)
    if not accepted and not reason.strip():
        raise NotPossible("Say why the council does not accept it: the Ombudsman and members will ask.", "reason")
    if accepted and owner is None:
        raise NotPossible("Name who sees to it: a promise without an owner is nobody's.", "owner")
    if not accepted:
        owner = None
    if binding.done_on is not None:
        raise NotPossible(f"It was recorded as done on {in_words(binding.done_on)} already.")
    binding.accepted, binding.accepted_on, binding.reason, binding.owner = accepted, on, reason, owner
    if owner is not None and not owner.has_perm("audits.see_to", binding):
        raise NotPossible(f"{owner.name} could not open it. Name somebody who can see to it here.", "owner")
    binding.save(update_fields=["accepted", "accepted_on", "reason", "owner"])
    clocks.hand_over(
        about=report.clocks_about,
        council_id=binding.council_id,
        team_id=None,
        owner_id=owner.pk if owner else None,
        subject=binding.pair,
    )
    facts = {
        "recommendation": binding.recommendation.number,
        "on": str(on),
        "reason": reason,
        "owner": owner.pk if owner else None,
    }
    verb = "accept_recommendation" if accepted else "decline_recommendation"
    note(verb, report, by=by, at=at, now=now, facts=facts, subject=binding.pair)
    return binding


def complete_recommendation(
    *,
    by: "User",
    binding: Binding,
    on: date,
    evidence: str,
    at: datetime,
    now: datetime,
    audit: Audit | None = None,
    other_means: str = "",
) -> Binding:
    """Record for one's council that a recommendation was carried out, and what shows it; stops T73.

    Raises Refused without evidence, before it was accepted, and before what it follows on was agreed by every council
    that bound by it (STATUTE T73: training only after the approach is agreed); for a recommended audit without the
    concluded `audit` that answers it or why it was done by `other_means`, or while the full audit that its rule asks
    for is open. NotPossible for another council's, one that is done already, or a day to come.
    """
    binding, report = own_binding(by, binding)
    if binding.done_on is not None:
        raise NotPossible(f"It was recorded as done on {in_words(binding.done_on)} already.")
    past(on, now)
    codes = []
    if not evidence.strip():
        codes.append("recommendation.evidence_missing")
    if not binding.accepted:
        codes.append("recommendation.not_accepted")
    if not approach_agreed(binding.recommendation, on):
        codes.append("recommendation.approach_not_agreed")
    if binding.recommendation.kind == Recommendation.Kind.AUDIT:
        codes += answering.missing(binding, audit, other_means, on=on)
    else:
        audit, other_means = None, ""
    if codes:
        raise Refused([GROUNDS[code] for code in codes])
    binding.done_on, binding.evidence = on, evidence
    binding.audit, binding.other_means = audit, other_means.strip() if audit is None else ""
    binding.save(update_fields=["done_on", "evidence", "audit", "other_means"])
    done_at = min(now, start_of(on) if on != local(at).date() else at)
    deadlines.stop(
        binding, ["ombudsman_recommendation"], by_id=by.pk, at=done_at, now=now, because="done, with evidence"
    )
    facts = {
        "recommendation": binding.recommendation.number,
        "on": str(on),
        "evidence": evidence,
        "audit": audit.reference if audit else "",
        "other_means": binding.other_means,
    }
    note("complete_recommendation", report, by=by, at=at, now=now, facts=facts, subject=binding.pair)
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
    answer = answer_of(report, by.council_id)
    given = {"members.body_missing": body.strip(), "members.date_missing": on, "members.minute_missing": minute.strip()}
    missing = [GROUNDS[code] for code, value in given.items() if not value]
    if missing or on is None:
        raise Refused(missing)
    past(on, now)
    if on < answer.received_on:
        raise NotPossible(f"The report was received on {in_words(answer.received_on)}: members met after that.", "on")
    answer.members_body, answer.members_on, answer.members_minute = body.strip(), on, minute.strip()
    answer.save(update_fields=["members_body", "members_on", "members_minute"])
    met_at = at if on == local(at).date() else start_of(on)
    deadlines.stop(
        answer, ["ombudsman_report"], by_id=by.pk, at=met_at, now=now, because=f"considered by {body.strip()}"[:200]
    )
    facts = {"body": body.strip(), "on": str(on), "minute": minute.strip()}
    note("members_considered", report, by=by, at=at, now=now, facts=facts, subject=answer.pair)
    return answer


#: What is told or shown once: verb to (column, the clock that it stops, what stopped it).
STEPS: dict[str, tuple[str, str, str]] = {
    "answer_ombudsman": ("answered_on", "ombudsman_answer", "the Ombudsman was told"),
    "confirm_to_ombudsman": ("confirmed_on", "ombudsman_confirmation", "confirmed to the Ombudsman"),
    "publish_report": ("published_on", "ombudsman_publication", "published"),
    "share_with_ofsted": ("ofsted_on", "", ""),
    "monitoring_report": ("monitoring_on", "", ""),
}


#: Copies are open to the public for three weeks, which begin within a week of the notice: Local Government Act 1974,
#: section 30(4) and (5); recalled, to be confirmed, as T72 is.
OPEN_FOR = timedelta(weeks=3)
BEGINS_WITHIN = timedelta(weeks=1)


def take_step(
    *,
    by: "User",
    report: OmbudsmanReport,
    step: str,
    on: date,
    at: datetime,
    now: datetime,
    words: str = "",
    copies_from: date | None = None,
) -> ReportCouncil:
    """Record one of STEPS for one's council: the Ombudsman was answered (T70) or told that all is done (T71), the
    report published (T72), shared with Ofsted, or the monitoring officer's report put to members (T75).

    An answer sent before members met is recorded as it was: their own clock runs on. With publication goes from when
    copies are open to the public (left out: the day of the notice), and until when they must be kept.

    Raises NotPossible for a day to come or before the receipt, for publication without saying where, and for a
    confirmation that all is done while the record says that something of one's own is not.
    """
    answer = answer_of(report, by.council_id)
    column, kind, because = STEPS[step]
    past(on, now)
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
        answer.copies_from = copies_from or on
        answer.copies_until = answer.copies_from + OPEN_FOR - timedelta(days=1)
        fields += ["published_where", "copies_from", "copies_until"]
    answer.save(update_fields=fields)
    if kind:
        when = at if on == local(at).date() else start_of(on)
        deadlines.stop(answer, [kind], by_id=by.pk, at=when, now=now, because=because)
    facts = {"on": str(on), "words": words.strip()}
    if answer.copies_until is not None and step == "publish_report":
        facts |= {"copies_from": str(answer.copies_from), "copies_until": str(answer.copies_until)}
    note(step, report, by=by, at=at, now=now, facts=facts, subject=answer.pair)
    return answer


def agree_longer(
    *, by: "User", report: OmbudsmanReport, until: date, evidence: str, at: datetime, now: datetime
) -> ReportCouncil:
    """The Ombudsman agreed in writing to a later day for T70; what still runs is dated anew.

    Raises NotPossible without the writing, for a decision (which has no such limit), and for a day that is not later.
    """
    answer = answer_of(report, by.council_id)
    if report.kind != OmbudsmanReport.Kind.REPORT:
        raise NotPossible("A decision has no limit for members; its agreed actions have days of their own.")
    if not evidence.strip():
        raise NotPossible("Say which letter or message of the Ombudsman agrees to it.", "evidence")
    if until <= answer.answer_by:
        raise NotPossible(f"Give a day after {in_words(answer.answer_by)}, the present one.", "until")
    before, answer.answer_by = answer.answer_by, until
    answer.save(update_fields=["answer_by"])
    deadlines.longer(answer, report, by_id=by.pk, at=at, now=now)
    facts = {"until": str(until), "before": str(before), "evidence": evidence.strip()}
    note("agree_longer", report, by=by, at=at, now=now, facts=facts, subject=answer.pair)
    return answer


def _left(report: OmbudsmanReport, council_id: int | None) -> list[int]:
    """Numbers of what this council has not done yet."""
    open_ = Binding.objects.filter(recommendation__report=report, council_id=council_id, done_on=None)
    return list(open_.order_by("recommendation__number").values_list("recommendation__number", flat=True))
