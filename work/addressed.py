"""The alerts about no case that are for somebody: SQL that says of `work/subjects.py` what messages do in Python.

Used by the page (work/notices.py) and by the count on every page (work/notices_count.py), so that both agree. The
clocks are found by two small indexes that hold nothing of referrals (migration 0002).
"""

from audits.models.warnings import TIERS
from work.subjects import COMPLAINT, SUBJECTS, is_of_a_report_sql, quoted

#: The columns both statements take of an alert and its clock.
COLUMNS = "a.id, a.timer_id, a.about_label, a.about_id, a.timer_due_at, a.level, a.kind"
_ON = "(%(now)s at time zone 'Europe/London')::date"
_NO_CASE = "t.stopped_at is null and t.about_label <> 'referrals.referral'"


def _array(values: tuple[str, ...]) -> str:
    return f"array[{quoted(values)}]::text[]"


def _row(label: str, of_report: bool, by_tier: bool, levels: list[str], roles: tuple[str, ...]) -> str:
    return f"('{label}', {of_report}, {by_tier}, {_array(tuple(levels))}, {_array(roles)})"


def _rows() -> list[str]:
    """One row for each kind of subject and the levels at which the same people are told.

    What the Ombudsman wants about a complaint is a report's business although its clock is about the complaint.
    """
    found = []
    for subject in SUBJECTS.values():
        reports = subject.label == "audits.ombudsmanreport"
        for label in [subject.label, COMPLAINT] if reports else [subject.label]:
            together: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
            for level, roles in subject.roles.items():
                by_tier = subject.label == "audits.raisedwarning" and level in ("due_soon", "missed")
                together.setdefault((by_tier, roles), []).append(level)
            found += [_row(label, reports, by_tier, levels, roles) for (by_tier, roles), levels in together.items()]
    return found


#: Whoever may be addressed at all, for a quick look at somebody's memberships.
ROLES = tuple(
    sorted({role for one in SUBJECTS.values() for roles in one.roles.values() for role in roles} | set(TIERS))
)


def _first(roles: str, barred: str) -> str:
    """The first of these roles that somebody of the council has today who is not complained of."""
    return f"""(select r.role from unnest({roles}) with ordinality r(role, place)
                 where exists (select from accounts_membership e join accounts_user u on u.id = e.user_id
                                where e.council_id = m.council_id and e.role = r.role
                                  and e.since <= {_ON} and (e.until is null or e.until >= {_ON})
                                  and u.is_active and (u.left_on is null or u.left_on >= {_ON})
                                  and not u.id = any({barred}))
                 order by r.place limit 1)"""  # noqa: S608 - this module's own words


#: What is somebody's: they are told first, and at some levels alone.
_SOMEBODYS = quoted(one.label for one in SUBJECTS.values() if one.owned)
_ALONE = ", ".join(
    f"('{one.label}', '{level}')" for one in SUBJECTS.values() if one.owned for level in sorted(one.alone)
)
_NOBODY = "array[]::bigint[]"
# A warning is for the tier to which it is addressed now.
_TIER = "(select x.tier::text from audits_warningstanding x where x.warning_id = t.about_id)"
_OWNED = f"""exists (select from accounts_user u where u.id = t.owner_id and u.is_active
                        and (u.left_on is null or u.left_on >= {_ON}) and not u.id = any(barred.ids))"""  # noqa: S608


def of_practice(*, roles: str, own: str, person: str, limit: int) -> str:
    """Of each clock about no case the latest alert that is for somebody: a select of COLUMNS.

    `roles`   a table expression of (council_id, role): what the person is
    `own`     a condition on `t`: whose clocks are the person's own
    `person`  the person's id; whoever is complained of hears nothing
    """
    rows = ", ".join(_rows())
    return f"""select distinct on (c.timer_id) c.* from (
        (select {COLUMNS} from timers_timer t join timers_alert a on a.timer_id = t.id
          where {own} and {_NO_CASE} and a.level in ('due_soon', 'missed') and t.about_label in ({_SOMEBODYS})
          order by t.due_at, t.id limit {limit})
         union all
        (select c.* from {roles} m cross join lateral (
            select {COLUMNS}
              from (values {rows}) w(label, of_report, by_tier, levels, roles)
              cross join lateral (select {_first("w.roles", _NOBODY)} as role offset 0) f
              join timers_timer t on t.council_id = m.council_id and t.about_label = w.label and {_NO_CASE}
              join timers_alert a on a.timer_id = t.id and a.level = any(w.levels)
              cross join lateral (
                  select coalesce((select s.complained_of_ids from complaints_complaint s
                                    where w.label = '{COMPLAINT}' and s.id = t.about_id), {_NOBODY}) as ids) barred
             where (w.by_tier or m.role = any(w.roles)) and {is_of_a_report_sql("t.kind")} = w.of_report
               and case when w.by_tier then {_first(f"array_prepend({_TIER}, w.roles)", "barred.ids")}
                        when barred.ids = {_NOBODY} then f.role
                        else {_first("w.roles", "barred.ids")} end = m.role
               and not ((w.label, a.level) in ({_ALONE}) and {_OWNED})
             order by t.due_at, t.id limit {limit}) c)
        ) c
        where not (c.about_label = '{COMPLAINT}' and exists (
                  select from complaints_complaint s
                   where s.id = c.about_id and s.complained_of_ids @> array[{person}::bigint]))
        order by c.timer_id, c.id desc"""  # noqa: S608 - this module's own words
