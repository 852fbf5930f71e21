# ruff: noqa: S608 - constants of this room put together; every value is a parameter
"""The figures: whether somebody looks at every case and decides."""

from audits.oversight.figure import TOUCHED, WORKER_THEN, Figure, of_open

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="no_decision",
        family="oversight",
        name="Cases without a management decision",
        definition="Open cases whose deadline for the decision on next steps has passed while nobody has made one.",
        of="open cases",
        source="Working Together, as applied in Ombudsman 19 011 816: one working day; faults 60 and 82",
        leaders=True,
        sql=of_open(
            """exists (select from timers_timer t where t.about_label = 'referrals.referral'
           and t.about_id = p.referral_id and t.council_id = p.council_id and t.kind = 'decision'
           and t.due_at < %(until)s and (t.stopped_at is null or t.stopped_at > %(until)s))""",
            since="""coalesce((select min(t.due_at) from timers_timer t where t.about_label = 'referrals.referral'
           and t.about_id = p.referral_id and t.council_id = p.council_id and t.kind = 'decision'
           and t.due_at < %(until)s and (t.stopped_at is null or t.stopped_at > %(until)s)), p.received_at)""",
        ),
    ),
    Figure(
        code="supervision_gap",
        family="oversight",
        name="Gaps in supervision",
        definition=(
            "Open cases that a worker has held for six weeks without a supervision session in that time that has both "
            "reflection and dated actions."
        ),
        of="open cases with a worker",
        source="Croydon, 2017: long gaps, no reflection, unclear actions; fault 83",
        leaders=True,
        sql=of_open(
            """p.received_at < %(supervised_since)s
       and (select min(a.since) from referrals_allocation a
             where a.part_id = p.id and a.worker_id is not null) < %(supervised_since)s
       and not exists (select from referrals_supervision s where s.part_id = p.id and s.reflection <> ''
             and s.actions <> '' and s.at > %(supervised_since)s and s.at <= %(until)s)""",
            also=f"and {WORKER_THEN} is not null",
            since="""coalesce((select max(s.at) from referrals_supervision s where s.part_id = p.id
           and s.reflection <> '' and s.actions <> '' and s.at <= %(until)s), p.received_at)""",
        ),
    ),
    Figure(
        code="drift",
        family="oversight",
        name="Drift",
        definition="Open cases on which nobody of this council has done or written anything for ten working days.",
        of="open cases",
        source="Croydon, 2017: drift and delay; fault 81",
        leaders=True,
        sql=of_open(
            f"p.received_at <= %(ten_days_before)s and not {TOUCHED.format(since='%(ten_days_before)s')}",
            since="""coalesce((select max(j.at) from referrals_journalentry j where j.referral_id = p.referral_id
           and j.council_id = p.council_id and j.recorded_at <= %(until)s), p.received_at)""",
        ),
    ),
    Figure(
        code="untouched_risk",
        family="oversight",
        name="Highest risk, untouched",
        definition=(
            "Open cases in which significant harm is suspected, or sexual or physical abuse is alleged, and on which "
            "nobody of this council has done anything for two working days. Looked at every day."
        ),
        of="open cases of the highest risk",
        source="Croydon, 2017: inspectors found cases that needed action at once; fault 87",
        sql=of_open(
            f"p.received_at <= %(two_days_before)s and not {TOUCHED.format(since='%(two_days_before)s')}",
            also="and (r.significant_harm or r.harm && array['sexual', 'physical']::varchar[])",
            since="""coalesce((select max(j.at) from referrals_journalentry j where j.referral_id = p.referral_id
           and j.council_id = p.council_id and j.recorded_at <= %(until)s), p.received_at)""",
        ),
    ),
    Figure(
        code="no_worker",
        family="oversight",
        name="Cases without a worker",
        definition="Open cases received more than one working day ago that are allocated to nobody.",
        of="open cases",
        source="Croydon, 2017: workers unclear what to do; fault 84",
        sql=of_open(f"p.received_at <= %(day_before)s and {WORKER_THEN} is null"),
    ),
)
