"""What follows from an audit: the full audit, and the conclusion; or its end, where it came to nothing."""

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from audits import deadlines, messages
from audits.actions.planning import left_open
from audits.auditing import journal
from audits.auditing.figures import cost_of, readings_awaited, rule_of, seen_and_not_found
from audits.auditing.grounds import NO_ACTION, NO_EVIDENCE, no_reasons
from audits.auditing.points import POINT
from audits.auditing.rule import SOURCE
from audits.models import Audit, Reading, SampleCase
from referrals import references
from referrals.drafts import legible
from referrals.parties import require_past
from referrals.refusals import NotPossible, Refused

if TYPE_CHECKING:
    from accounts.models import User

#: What the report is written of.
REPORT = ("themes", "method", "conclusion", "for_members")

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


def open_full_audit_if_due(*, by: "User", audit: Audit, at: datetime, now: datetime) -> None:
    """Open the full audit once the rule has tripped: after a finding was locked, or a case left and the sample is
    smaller for it."""
    if not audit.is_full and rule_of(audit).trips and not audit.full_audits.exists():
        open_full_audit(by=by, audit=audit, at=at, now=now)


def plan_full_audit(*, by: "User", audit: Audit, cases_a_day: int, plan: str, at: datetime, now: datetime) -> Audit:
    """Say how many files a reader reads in a day and how the reading is to be resourced: paragraph 74 asks the council
    to make resources available. Raises NotPossible."""
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    if not 1 <= cases_a_day <= 20:
        raise NotPossible("A reader reads between 1 and 20 files in a day.", "cases_a_day")
    audit.cases_a_day, audit.plan = cases_a_day, plan.strip()
    audit.save(update_fields=["cases_a_day", "plan"])
    facts = {"cases_a_day": cases_a_day, "days": cost_of(audit).days}
    journal.write("plan_full_audit", audit=audit, by=by, at=at, now=now, facts=facts)
    return audit


def keep_report(*, by: "User", audit: Audit, words: dict[str, str], now: datetime) -> Audit:
    """Save what has been typed of the report so far. Raises NotPossible once it is over."""
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    audit.kept = {name: legible(words.get(name, ""))[:50_000] for name in REPORT}
    audit.kept["saved_at"] = now.isoformat()
    audit.save(update_fields=["kept"])
    return audit


def conclude(
    *,
    by: "User",
    audit: Audit,
    themes: str,
    method: str,
    conclusion: str,
    for_members: str,
    at: datetime,
    now: datetime,
) -> Audit:
    """Conclude the audit with what was found; n and k are kept as they are now.

    Every case is read first, and by everybody who was given it: a second reader's yes is a yes. The conclusion cites
    file evidence, by the numbers of cases, and no inspection grade or good outcome (19 010 981, paragraphs 68 and 69);
    `themes` and `for_members`, which members read, tell of no single case (STATUTE 5, Privacy). Every fault that was
    found has an action, or a decision that none is needed (STATUTE 3, fault 99). Leaders are sent the way to their
    pack. Raises NotPossible and Refused.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    rule = rule_of(audit)
    if not rule.is_read:
        raise NotPossible(f"{rule.size - rule.read} of {rule.size} files are not read and locked yet.")
    if unread := readings_awaited(audit):
        raise NotPossible(
            f"Not everybody who was given a file has locked what they found: {', '.join(unread)}. A yes of either "
            "reader is a yes. Wait for them, or give those files to somebody else."
        )
    if doubted := seen_and_not_found(audit):
        raise NotPossible(
            f"Somebody who began it had answered yes, and one other found no fault: {', '.join(doubted)}. Give it to a "
            "second reader."
        )
    for field, words, lacking in (
        ("themes", themes, "Name the themes."),
        ("conclusion", conclusion, "Say what the files show."),
        ("for_members", for_members, "Say what the files show in general, for members."),
    ):
        if not words.strip():
            raise NotPossible(lacking, field)
    for field, words in (("themes", themes), ("for_members", for_members)):
        if _named(words):
            raise NotPossible("Members read this: tell of no single case here. The conclusion names them.", field)
    grounds = no_reasons(f"{themes}\n{conclusion}\n{for_members}")
    if not _cites(audit, conclusion):
        grounds.append(NO_EVIDENCE)
    if without_action := left_open(audit):
        named = "; ".join(f"{number}. {POINT[number].name}" for number in without_action)
        sentence = f"Not yet: nothing follows from what was found at {named}."
        grounds.append(replace(NO_ACTION, sentence=sentence))
    if grounds:
        raise Refused(grounds)
    said = dict(zip(REPORT, (themes.strip(), method.strip(), conclusion.strip(), for_members.strip()), strict=True))
    facts = {"read": rule.read, "yes": rule.yes, "concluded_at": at, "concluded_by": by, "kept": {}}
    for name, value in (said | facts).items():
        setattr(audit, name, value)
    audit.save(update_fields=[*said, *facts])
    journal.write("conclude", audit=audit, by=by, at=at, now=now, facts={"read": rule.read, "yes": rule.yes})
    messages.concluded(audit, now=now)
    return audit


def end_audit(*, by: "User", audit: Audit, words: str, at: datetime, now: datetime) -> Audit:
    """End an audit that came to nothing, with the reason: no closed case met the definition, no file of it could be
    read, or it was opened by mistake. It stays on the list, and its clock stops.

    Raises NotPossible without the reason, for a full audit, which the rule asks for, and once a file has been read or a
    fault has been seen on one: then it is finished.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    if audit.is_full:
        raise NotPossible("The rule asks for the full audit: it is finished, not ended.")
    # Locked, so that no yes is kept meanwhile.
    readings = Reading.objects.select_for_update(of=("self",), no_key=True).filter(sample_case__audit=audit)
    if any(one.locked_at or one.yes_seen_at for one in readings):
        raise NotPossible("Files of this audit have been read. It is finished: what they show counts.")
    if audit.actions.filter(completed_at=None).exists():
        raise NotPossible("It has actions that are not complete. Complete them first: their deadlines run on.")
    if not words.strip():
        raise NotPossible("Say why it is ended. It stays on the list with this reason.", "words")
    if grounds := no_reasons(words):
        raise Refused(grounds)
    audit.ended_at, audit.ended_by, audit.ended_words = at, by, words.strip()
    audit.save(update_fields=["ended_at", "ended_by", "ended_words"])
    deadlines.stop_readers(audit, by_id=by.pk, at=at, now=now, because="the audit was ended")
    journal.write("end_audit", audit=audit, by=by, at=at, now=now, facts={"words": audit.ended_words})
    return audit


def _named(words: str) -> set[int]:
    """The numbers of single cases that words tell of: "case 7", "cases 3, 9 and 12"."""
    return {
        int(number)
        for run in re.findall(r"\bcases?\s+((?:\d+(?:\s*(?:,|and|to|–|-)\s*)?)+)", words, re.IGNORECASE)
        for number in re.findall(r"\d{1,6}", run)
    }


def _cites(audit: Audit, words: str) -> bool:
    """Whether the words name a case of the audit that has been read, by its number."""
    named = _named(words)
    audits = [audit.pk, audit.full_of_id] if audit.full_of_id else [audit.pk]
    read = SampleCase.objects.filter(audit__in=audits, position__in=named, readings__locked_at__isnull=False)
    return bool(named) and read.exists()
