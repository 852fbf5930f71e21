"""What follows from an audit: the full audit, the conclusion, and actions that are measured again."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection

from accounts.people import people_with
from audits.auditing import journal
from audits.auditing.figures import cost_of, rule_of
from audits.auditing.grounds import NO_EVIDENCE, no_reasons
from audits.auditing.rule import SOURCE
from audits.models import Audit, PlanAction, Remeasure, SampleCase
from referrals import references
from referrals.drafts import legible
from referrals.parties import require_past
from referrals.refusals import NotPossible, Refused
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User

# All of the list but what the sample drew, in the order of the list: one statement, however long it is.
_REST = """
    INSERT INTO audits_samplecase (audit_id, position, case_id, turn, drawn_at, left_because, left_words)
    SELECT %(full)s, row_number() OVER (ORDER BY p.number), p.id, 0, %(now)s, '', ''
      FROM audits_populationcase p
     WHERE p.audit_id = %(audit)s
       AND NOT EXISTS (SELECT FROM audits_samplecase s WHERE s.audit_id = %(audit)s AND s.case_id = p.id)
"""


def open_full_audit(*, by: "User", audit: Audit, at: datetime, now: datetime) -> Audit:
    """Open the audit of all cases on the frozen list, of the same period and definition (paragraph 74), with its plan.

    Called as the rule trips. Raises NotPossible when the rule has not tripped or it is open already.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    rule = rule_of(audit)
    if audit.is_full or not rule.trips:
        raise NotPossible("The full audit is opened when more than a quarter of the sample shows similar faults.")
    if audit.full_audits.exists():
        raise NotPossible("The full audit is open already.")
    full = Audit.objects.create(
        reference=references.new(),
        council_id=audit.council_id,
        title=f"{audit.title[:100]}: all cases",
        origin=Audit.Origin.FULL,
        origin_words=f"{rule.yes} of the {rule.size} cases drawn show similar faults: 4 × {rule.yes} = {4 * rule.yes} "
        f"is more than {rule.size} ({SOURCE}).",
        since=audit.since,
        until=audit.until,
        opened_by=by,
        opened_at=at,
        definition=audit.definition,
        similar=audit.similar,
        strata=audit.strata,
        wanted=audit.population,
        population=audit.population,
        digest=audit.digest,
        frozen_at=audit.frozen_at,
        frozen_by=audit.frozen_by,
        drawn_at=at,
        drawn_by=by,
        full_of=audit,
    )
    with connection.cursor() as cursor:
        cursor.execute(_REST, {"full": full.pk, "audit": audit.pk, "now": now})
        files = cursor.rowcount
    cost = cost_of(full)
    facts = {"full": full.reference, "yes": rule.yes, "size": rule.size, "files": files, "days": cost.days}
    journal.write("open_full_audit", audit=audit, by=by, at=at, now=now, facts=facts)
    journal.write("open_audit", audit=full, by=by, at=at, now=now, facts={"origin": full.origin, "of": audit.reference})
    return full


def plan_full_audit(*, by: "User", audit: Audit, cases_a_day: int, plan: str, at: datetime, now: datetime) -> Audit:
    """Say how many files a reader reads in a day and how the reading is to be resourced: paragraph 74 asks the council
    to make resources available. Raises NotPossible."""
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_concluded(audit)
    if not 1 <= cases_a_day <= 20:
        raise NotPossible("A reader reads between 1 and 20 files in a day.", "cases_a_day")
    audit.cases_a_day, audit.plan = cases_a_day, plan.strip()
    audit.save(update_fields=["cases_a_day", "plan"])
    facts = {"cases_a_day": cases_a_day, "days": cost_of(audit).days}
    journal.write("plan_full_audit", audit=audit, by=by, at=at, now=now, facts=facts)
    return audit


def keep_report(*, by: "User", audit: Audit, words: dict[str, str], now: datetime) -> Audit:
    """Save what has been typed of the report so far. Raises NotPossible once it is concluded."""
    audit = journal.locked(audit, by)
    journal.not_concluded(audit)
    audit.kept = {name: legible(words.get(name, ""))[:50_000] for name in ("themes", "method", "conclusion")}
    audit.kept["saved_at"] = now.isoformat()
    audit.save(update_fields=["kept"])
    return audit


def conclude(
    *, by: "User", audit: Audit, themes: str, method: str, conclusion: str, at: datetime, now: datetime
) -> Audit:
    """Conclude the audit with what was found; n and k are kept as they are now.

    Every case is read first. The conclusion cites file evidence, by the numbers of cases, and no inspection grade or
    good outcome (19 010 981, paragraphs 68 and 69). Raises NotPossible and Refused.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_concluded(audit)
    rule = rule_of(audit)
    if not rule.is_read:
        raise NotPossible(f"{rule.size - rule.read} of {rule.size} files are not read and locked yet.")
    for field, words in (("themes", themes), ("conclusion", conclusion)):
        if not words.strip():
            raise NotPossible("Say what the files show." if field == "conclusion" else "Name the themes.", field)
    grounds = no_reasons(f"{themes}\n{conclusion}")
    if not _cites(audit, conclusion):
        grounds.append(NO_EVIDENCE)
    if grounds:
        raise Refused(grounds)
    audit.themes, audit.method, audit.conclusion = themes.strip(), method.strip(), conclusion.strip()
    audit.read, audit.yes = rule.read, rule.yes
    audit.concluded_at, audit.concluded_by, audit.kept = at, by, {}
    audit.save(update_fields=["themes", "method", "conclusion", "read", "yes", "concluded_at", "concluded_by", "kept"])
    journal.write("conclude", audit=audit, by=by, at=at, now=now, facts={"read": rule.read, "yes": rule.yes})
    return audit


def _cites(audit: Audit, words: str) -> bool:
    """Whether the words name a case of the audit that has been read, by its number: "case 7", "cases 3, 9 and 12"."""
    named = {
        int(number)
        for run in re.findall(r"\bcases?\s+((?:\d+(?:\s*(?:,|and|to|–|-)\s*)?)+)", words, re.IGNORECASE)
        for number in re.findall(r"\d{1,6}", run)
    }
    audits = [audit.pk, audit.full_of_id] if audit.full_of_id else [audit.pk]
    read = SampleCase.objects.filter(audit__in=audits, position__in=named, readings__locked_at__isnull=False)
    return bool(named) and read.exists()


def add_action(
    *,
    by: "User",
    audit: Audit,
    what: str,
    owner: "User",
    due_on: date,
    outcome: str,
    measure: str,
    baseline: Decimal,
    target: Decimal,
    remeasure_on: date,
    at: datetime,
    now: datetime,
) -> PlanAction:
    """Add an action: who does what by when, what changes for children, how that is measured, from what to what.

    An action about process alone has no outcome and is refused (STATUTE 3, faults 94 and 105). Raises NotPossible.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    for field, words, lacking in (
        ("what", what, "Say what is to be done."),
        ("outcome", outcome, "Say what will be different for children, not only for the council."),
        ("measure", measure, "Say what is measured, so that it can be seen whether it worked."),
    ):
        if not words.strip():
            raise NotPossible(lacking, field)
    if owner not in owners_of(audit.council_id, local(at).date()):
        raise NotPossible(f"{owner.name} cannot carry an action. Choose a manager of the council.", "owner")
    if baseline == target:
        raise NotPossible("The target is where it stands already. Say what it is to become.", "target")
    if remeasure_on < due_on:
        raise NotPossible("It is measured again after the action is done, not before.", "remeasure_on")
    last = audit.actions.order_by("-number").values_list("number", flat=True).first() or 0
    action = PlanAction.objects.create(
        audit=audit,
        number=last + 1,
        what=what.strip(),
        owner=owner,
        due_on=due_on,
        outcome=outcome.strip(),
        measure=measure.strip(),
        baseline=baseline,
        target=target,
        remeasure_on=remeasure_on,
        added_by=by,
        added_at=now,
    )
    journal.write("add_action", audit=audit, by=by, at=at, now=now, facts={"number": action.number, "owner": owner.pk})
    return action


def owners_of(council_id: int, on: date) -> list["User"]:
    """Who can carry an action of an audit."""
    return people_with("audits.act", council_id, day=on)


def remeasure(
    *, by: "User", action: PlanAction, value: Decimal, measured_on: date, words: str, at: datetime, now: datetime
) -> Remeasure:
    """Write down the measure as taken again; each stays, a poor one too. Raises NotPossible for a day ahead."""
    require_past(at, now)
    audit = journal.locked(action.audit, by)
    if measured_on > local(now).date():
        raise NotPossible("That day lies ahead.", "measured_on")
    if not words.strip():
        raise NotPossible("Say how it was measured, and over which cases.", "words")
    found = Remeasure.objects.create(
        action=action, value=value, measured_on=measured_on, words=words.strip(), by=by, recorded_at=now
    )
    facts = {"number": action.number, "value": str(value)}
    journal.write("remeasure", audit=audit, by=by, at=at, now=now, facts=facts)
    return found


def complete_action(*, by: "User", action: PlanAction, words: str, at: datetime, now: datetime) -> PlanAction:
    """Say that an action is complete: only once its measure was taken again, whatever it shows (STATUTE 3, fault 105).

    Raises NotPossible without a new measure or without words.
    """
    require_past(at, now)
    audit = journal.locked(action.audit, by)
    found = PlanAction.objects.select_for_update(no_key=True).get(pk=action.pk)
    if found.completed_at is not None:
        raise NotPossible("This action is complete already.")
    if not found.remeasures.exists():
        raise NotPossible(
            "Not yet: measure it again first. Work that was done is not yet work that had an effect.", "words"
        )
    if not words.strip():
        raise NotPossible("Say what was done and what the new measure shows.", "words")
    found.completed_at, found.completed_by, found.completed_words = at, by, words.strip()
    found.save(update_fields=["completed_at", "completed_by", "completed_words"])
    journal.write("complete_action", audit=audit, by=by, at=at, now=now, facts={"number": found.number})
    return found
