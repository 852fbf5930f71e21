"""Opening an audit: what started it, what it is of, cases of another system, and the list that it draws from."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from audits import deadlines
from audits.auditing import imports, journal, population
from audits.auditing.similar import STRATA, Similar
from audits.models import Audit, ImportedCase
from referrals import references
from referrals.parties import council_of, require_past
from referrals.refusals import NotPossible
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User

NOT_DEFINED = "Say first, in words, what counts as similar circumstances."
FROZEN = "The list is frozen: cases are drawn from it as it stood. Open another audit to use another definition."


def open_audit(
    *,
    by: "User",
    title: str,
    origin: str,
    since: date,
    until: date,
    at: datetime,
    now: datetime,
    origin_words: str = "",
) -> Audit:
    """Open an audit of the council's closed cases; its definition starts from the defaults.

    Raises NotPossible for a period that ends before it begins or lies ahead, or with no title.
    """
    require_past(at, now)
    if not title.strip():
        raise NotPossible("Give the audit a name, for example what started it.", "title")
    if origin not in set(Audit.Origin.values) - {Audit.Origin.FULL}:
        raise NotPossible("Say what started it.", "origin")
    if until < since:
        raise NotPossible("The last day is before the first.", "until")
    if until > local(now).date():
        raise NotPossible("The last day lies ahead. An audit is of cases that have been closed already.", "until")
    audit = Audit.objects.create(
        reference=references.new(),
        council=council_of(by),
        title=title.strip(),
        origin=origin,
        origin_words=origin_words.strip(),
        since=since,
        until=until,
        similar=Similar().kept(),
        opened_by=by,
        opened_at=at,
    )
    journal.write("open_audit", audit=audit, by=by, at=at, now=now, facts={"origin": origin})
    deadlines.start_readers(audit, at=at, now=now)
    return audit


def define(
    *, by: "User", audit: Audit, words: str, similar: Similar, strata: str, wanted: int, at: datetime, now: datetime
) -> Audit:
    """Say what counts as similar circumstances: the words used, and the filter that finds such cases.

    Both are kept, and neither changes once the list is frozen. Raises NotPossible.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    if audit.frozen_at is not None:
        raise NotPossible(FROZEN)
    if not words.strip():
        raise NotPossible(NOT_DEFINED, "words")
    if not similar.links:
        raise NotPossible("Choose at least one way in which another council is concerned.", "links")
    if strata not in STRATA:
        raise NotPossible("Say how the list is divided before cases are drawn, or that it is not.", "strata")
    if not 1 <= wanted <= 1000:
        raise NotPossible("Draw between 1 and 1,000 cases. The Ombudsman asked for 50.", "wanted")
    audit.definition, audit.similar = words.strip(), similar.kept()
    audit.strata, audit.wanted = strata, wanted
    audit.save(update_fields=["definition", "similar", "strata", "wanted"])
    journal.write(
        "define",
        audit=audit,
        by=by,
        at=at,
        now=now,
        facts={"words": audit.definition, "similar": audit.similar, "strata": strata, "wanted": wanted},
    )
    return audit


def import_cases(*, by: "User", audit: Audit, content: bytes, at: datetime, now: datetime) -> imports.Read:
    """Add cases of another case system from a CSV file: all of its cases, or none where anything is wrong with it.

    A case that was imported before is not imported twice. Returns what was read. Raises NotPossible once the list is
    frozen.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    if audit.frozen_at is not None:
        raise NotPossible(FROZEN)
    read = imports.read(content)
    if read.problems:
        return read
    before = ImportedCase.objects.filter(audit=audit).count()
    ImportedCase.objects.bulk_create(
        [
            ImportedCase(
                audit=audit,
                number=case.number,
                closed_on=case.closed_on,
                source=case.source,
                team=case.team,
                other_council=case.other_council,
                people=list(case.people),
                imported_by=by,
                imported_at=now,
            )
            for case in read.cases
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
    added = ImportedCase.objects.filter(audit=audit).count() - before
    read.repeated += len(read.cases) - added
    facts = {"added": added, "repeated": read.repeated, "left_out": read.left_out}
    journal.write("import_cases", audit=audit, by=by, at=at, now=now, facts=facts)
    return read


def drop_imported(*, by: "User", audit: Audit, at: datetime, now: datetime) -> int:
    """Take every imported case out again, to import a better list; how many there were. Not once the list is frozen."""
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    if audit.frozen_at is not None:
        raise NotPossible(FROZEN)
    dropped, _ = ImportedCase.objects.filter(audit=audit).delete()
    journal.write("drop_imported", audit=audit, by=by, at=at, now=now, facts={"dropped": dropped})
    return dropped


def freeze(*, by: "User", audit: Audit, at: datetime, now: datetime) -> Audit:
    """Count the cases that meet the definition and freeze the list, each with its number, group and place.

    Raises NotPossible without a definition, a second time, or when no case meets it.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    if audit.frozen_at is not None:
        raise NotPossible("The list is frozen already.")
    if not audit.definition:
        raise NotPossible(NOT_DEFINED, "words")
    count, digest = population.freeze(audit)
    if not count:
        raise NotPossible(
            "No closed case meets this definition in this period. Widen the definition, import the cases of your other "
            "case system, or end the audit and say so."
        )
    audit.population, audit.digest, audit.frozen_at, audit.frozen_by = count, digest, at, by
    audit.save(update_fields=["population", "digest", "frozen_at", "frozen_by"])
    journal.write("freeze", audit=audit, by=by, at=at, now=now, facts={"population": count, "digest": digest})
    return audit
