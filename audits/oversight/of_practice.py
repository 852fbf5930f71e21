# ruff: noqa: S608 - constants of this room put together; every value is a parameter
"""The figures: recording, return interviews, and the workers who carry the cases."""

from audits.oversight.figure import OPEN, OURS, PARTS, SELECT, Figure

#: Above so many open cases a worker is counted. No source sets a number; a council's own belongs here when it has one.
CASELOAD = 20
WORKERS_BEFORE_IT_COUNTS = 3

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="return_interview",
        family="recording",
        name="Return interviews in time",
        definition=(
            "Of the children who came back from being missing in the past 90 days, 72 hours ago or more: those "
            "with whom "
            "an interview was held within 72 hours."
        ),
        of="returns in 90 days",
        source="Croydon, 2017: too few were spoken to on their return; fault 89",
        better="more",
        leaders=True,
        share=True,
        sql=f"""{
            SELECT.format(
                hit='''exists (select from referrals_returninterview i where i.part_id = p.id and i.held
           and i.at >= c.at and i.at <= c.at + interval '72 hours')''',
                key="c.id",
                said="''",
                since="c.at",
            )
        } {PARTS} join referrals_concern c on c.part_id = p.id and c.kind = 'returned' and c.at > %(since_90)s
               and c.at <= %(until)s - interval '72 hours'
         where {OURS}""",
    ),
    Figure(
        code="interview_not_held",
        family="recording",
        name="Return interviews not held",
        definition=(
            "Of the return interviews recorded in the past 90 days: those that were declined or not held. Each says "
            "why on its case."
        ),
        of="interviews recorded in 90 days",
        source="Croydon, 2017: too few were spoken to on their return; fault 89",
        share=True,
        sql=f"""{SELECT.format(hit="not i.held", key="i.id", said="''", since="i.at")} {
            PARTS
        } join referrals_returninterview i on i.part_id = p.id and i.at > %(since_90)s and i.at <= %(until)s
         where {OURS}""",
    ),
    Figure(
        code="late_entry",
        family="recording",
        version=2,
        name="Written up late",
        definition=(
            "Of what people recorded in the past 90 days: what was written down more than 24 hours after it happened."
        ),
        of="entries in 90 days",
        source="Ombudsman 19 011 816: records entered several days later; fault 62",
        said="What",
        split="whole",
        share=True,
        sql=f"""{
            SELECT.format(
                hit="j.recorded_at - j.at > interval '24 hours'",
                key="j.id",
                said="replace(j.verb, '_', ' ')",
                since="j.at",
            )
        } {PARTS} join referrals_journalentry j on j.referral_id = p.referral_id and j.council_id = p.council_id
               and j.by_id is not null and j.recorded_at > %(since_90)s and j.recorded_at <= %(until)s
         where {OURS}""",
    ),
    Figure(
        code="caseload",
        family="workers",
        version=2,
        name="Caseload",
        definition=f"Of the workers who hold open cases: those who hold more than {CASELOAD}.",
        of="workers with open cases",
        source=f"Croydon, 2017: high workloads; fault 85. {CASELOAD} is our figure: no source sets one",
        by_worker=True,
        said="Open cases",
        sql=f"""select w.council_id, w.cases > {CASELOAD} as hit, w.worker_id as key,
            null::bigint as part_id, w.team_id, w.worker_id, w.cases::text as said, w.since
          from (select p.council_id, a.worker_id, min(p.team_id) as team_id, count(distinct p.id) as cases,
                       min(p.received_at) as since
                  {PARTS} join referrals_allocation a on a.part_id = p.id and a.worker_id is not null
                       and a.since <= %(until)s and (a.until is null or a.until > %(until)s)
                 where {OPEN} and {OURS} group by 1, 2) w""",
    ),
    Figure(
        code="worker_changes",
        family="workers",
        version=2,
        name="Changes of worker per child",
        definition=(
            f"Open cases about a child with whom {WORKERS_BEFORE_IT_COUNTS} workers of this council or more have been "
            "so far, on this referral and on every other about the same child."
        ),
        of="open cases",
        source="Croydon, 2017: turnover, many points of transition; fault 86",
        said="Workers so far",
        sql=f"""{
            SELECT.format(
                hit=f"w.workers >= {WORKERS_BEFORE_IT_COUNTS}",
                key="p.id",
                said="w.workers::text",
                since="p.received_at",
            )
        } {PARTS} cross join lateral (select greatest(
              (select count(distinct a.worker_id) from referrals_allocation a where a.part_id = p.id
                  and a.since <= %(until)s),
              (select max(x.workers) from (select count(distinct a.worker_id) as workers
                 from referrals_involvement i
                 join referrals_involvement e on e.person_id = i.person_id and e.role = 'child'
                 join referrals_part b on b.referral_id = e.referral_id and b.council_id = p.council_id
                 join referrals_allocation a on a.part_id = b.id and a.since <= %(until)s
                where i.referral_id = p.referral_id and i.role = 'child' group by i.person_id) x)) as workers) w
         where {OPEN} and {OURS}""",
    ),
)
