"""Who worked on a case or supervised it: none of them may read it (STATUTE 5, Independence)."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from accounts.models import User
from audits.auditing.named import names
from audits.models import SampleCase

# Everybody of whom the record of a part says that they did something in it, had it, decided, supervised, signed or
# went past a refusal; and whoever managed the team that held it while it did. What an audit itself led to (a child
# found at risk) does not make its reader somebody who worked on the case.
_WORKED = """
    WITH wanted AS (SELECT id, referral_id, council_id, team_id, worker_id, received_at, closed_at
                      FROM referrals_part WHERE id = ANY(%(parts)s)),
    teams AS (
        SELECT w.id, w.team_id, w.received_at AS since, w.closed_at AS until FROM wanted w
        UNION ALL
        SELECT w.id, a.team_id, a.since, a.until FROM wanted w JOIN referrals_allocation a ON a.part_id = w.id
    )
    SELECT w.id, w.worker_id FROM wanted w WHERE w.worker_id IS NOT NULL
    UNION SELECT w.id, a.worker_id FROM wanted w JOIN referrals_allocation a ON a.part_id = w.id
           WHERE a.worker_id IS NOT NULL
    UNION SELECT w.id, a.by_id FROM wanted w JOIN referrals_allocation a ON a.part_id = w.id
           WHERE NOT EXISTS (SELECT FROM audits_foundatrisk f WHERE f.referral_id = w.referral_id
                              AND f.by_id = a.by_id AND f.recorded_at = a.recorded_at)
    UNION SELECT w.id, r.logged_by_id FROM wanted w JOIN referrals_referral r ON r.id = w.referral_id
    UNION SELECT w.id, j.by_id FROM wanted w
            JOIN referrals_journalentry j ON j.referral_id = w.referral_id AND j.council_id = w.council_id
           WHERE NOT EXISTS (SELECT FROM audits_foundatrisk f
                              WHERE f.referral_id = j.referral_id
                                AND f.by_id = j.by_id AND f.recorded_at = j.recorded_at)
    UNION SELECT w.id, d.override_by_id FROM wanted w JOIN referrals_decision d ON d.part_id = w.id
           WHERE d.override_by_id IS NOT NULL
    UNION SELECT w.id, s.by_id FROM wanted w JOIN referrals_supervision s ON s.part_id = w.id
    UNION SELECT w.id, unnest(ARRAY[c.by_id, c.signed_by_id, c.override_by_id]) FROM wanted w
            JOIN referrals_closing c ON c.part_id = w.id
    UNION SELECT w.id, unnest(ARRAY[s.by_id, s.completed_by_id, s.override_by_id]) FROM wanted w
            JOIN referrals_assessment s ON s.part_id = w.id
    UNION SELECT t.id, m.user_id FROM teams t JOIN accounts_membership m ON m.team_id = t.team_id
           WHERE m.role = 'team_manager' AND m.since <= coalesce(t.until, now())::date
             AND (m.until IS NULL OR m.until >= t.since::date)
"""


def worked_on(part_ids: Iterable[int]) -> dict[int, set[int]]:
    """{part: ids of people who worked on or supervised it}; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKED, {"parts": list(part_ids)})
        found: dict[int, set[int]] = defaultdict(set)
        for part, person in cursor.fetchall():
            if person is not None:
                found[part].add(person)
    return found


def barred(cases: Iterable[SampleCase], people: Iterable[User]) -> dict[int, set[int]]:
    """{sample case: ids of those of `people` who may not read it}. Cases with `case` and `case.imported` at hand."""
    cases, people = list(cases), list(people)
    worked = worked_on(one.case.part_id for one in cases if one.case.part_id)
    found: dict[int, set[int]] = {}
    for one in cases:
        if one.case.part_id:
            found[one.pk] = worked.get(one.case.part_id, set()) & {person.pk for person in people}
        else:
            listed = one.case.imported.people if one.case.imported else []
            found[one.pk] = {
                person.pk
                for person in people
                if any(names(entry, name=person.name, email=person.email) for entry in listed)
            }
    return found
