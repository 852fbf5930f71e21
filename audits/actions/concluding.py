"""What follows from an audit: the full audit, and the conclusion."""

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from audits import deadlines, messages
from audits.actions.planning import left_open
from audits.auditing import journal
from audits.auditing.figures import cost_of, rule_of
from audits.auditing.grounds import NO_ACTION, NO_EVIDENCE, no_reasons
from audits.auditing.points import POINT
from audits.auditing.rule import SOURCE
from audits.models import Audit, SampleCase
from referrals import references
from referrals.drafts import legible
from referrals.parties import require_past
from referrals.refusals import NotPossible, Refused

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
    if files:  # none: the sample was the whole list, and there is nothing more to read
        deadlines.start_readers(full, at=at, now=now)
        messages.full_audit_opened(full, files=files, now=now)
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
    good outcome (19 010 981, paragraphs 68 and 69). Every fault that was found has an action, or a decision that none
    is needed (STATUTE 3, fault 99). Raises NotPossible and Refused.
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
    if lacking := left_open(audit):
        named = "; ".join(f"{number}. {POINT[number].name}" for number in lacking)
        sentence = f"Not yet: nothing follows from what was found at {named}."
        grounds.append(replace(NO_ACTION, sentence=sentence))
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
