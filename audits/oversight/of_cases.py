# ruff: noqa: S608 - constants of this room put together; every value is a parameter
"""The figures: whether somebody looks at every case and decides."""

from audits.oversight.figure import (
    OPENED,
    OVERSEEN,
    OVERSEEN_LAST,
    TOUCHED,
    TOUCHED_LAST,
    WORKER_THEN,
    Figure,
    of_open,
)

#: A case that no manager has looked at for so many weeks is counted. No source sets a number: it is the pace at which
#: supervision is to come round (STATUTE T83, due soon at four weeks). A council's own belongs here when it has one.
OVERSIGHT_WEEKS = 4

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="no_decision",
        family="oversight",
        version=2,
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
        code="no_oversight",
        family="oversight",
        name="Cases that no manager looks at",
        definition=(
            f"Open cases on which for {OVERSIGHT_WEEKS} weeks no manager has decided, supervised, signed, sent work "
            "back or written a note of oversight. Allocating a case does not count."
        ),
        of="open cases",
        source=(
            "Croydon, 2017: weak management oversight; fault 82. "
            f"{OVERSIGHT_WEEKS} weeks is our figure: no source sets one"
        ),
        sql=of_open(
            f"""{OPENED} <= %(until)s - interval '{OVERSIGHT_WEEKS} weeks'
       and not {OVERSEEN.format(since=f"%(until)s - interval '{OVERSIGHT_WEEKS} weeks'")}""",
            since=OVERSEEN_LAST,
        ),
    ),
    Figure(
        code="supervision_gap",
        family="oversight",
        version=2,
        name="Gaps in supervision",
        definition=(
            "Open cases that for six weeks have had no supervision session with both reflection and dated actions, "
            "whoever held them: a case that nobody holds is not supervised either."
        ),
        of="open cases",
        source="Croydon, 2017: long gaps, no reflection, unclear actions; fault 83",
        leaders=True,
        sql=of_open(
            f"""{OPENED} < %(supervised_since)s
       and not exists (select from referrals_supervision s where s.part_id = p.id and s.reflection <> ''
             and s.actions <> '' and s.at > %(supervised_since)s and s.at <= %(until)s)""",
            since=f"""greatest({OPENED}, (select max(s.at) from referrals_supervision s where s.part_id = p.id
           and s.reflection <> '' and s.actions <> '' and s.at <= %(until)s))""",
        ),
    ),
    Figure(
        code="drift",
        family="oversight",
        version=2,
        name="Drift",
        definition=(
            "Open cases on which nobody of this council has done or written anything for ten working days. What the "
            "product does by itself when a deadline passes is nobody’s doing."
        ),
        of="open cases",
        source="Croydon, 2017: drift and delay; fault 81",
        leaders=True,
        sql=of_open(
            f"{OPENED} <= %(ten_days_before)s and not {TOUCHED.format(since='%(ten_days_before)s')}",
            since=TOUCHED_LAST,
        ),
    ),
    Figure(
        code="untouched_risk",
        family="oversight",
        version=2,
        name="Highest risk, untouched",
        definition=(
            "Open cases in which significant harm is suspected, or sexual or physical abuse is alleged, and on which "
            "nobody of this council has done or written anything for two working days. Looked at every day."
        ),
        of="open cases of the highest risk",
        source="Croydon, 2017: inspectors found cases that needed action at once; fault 87",
        sql=of_open(
            f"{OPENED} <= %(two_days_before)s and not {TOUCHED.format(since='%(two_days_before)s')}",
            also="and (r.significant_harm or r.harm && array['sexual', 'physical']::varchar[])",
            since=TOUCHED_LAST,
        ),
    ),
    Figure(
        code="no_worker",
        family="oversight",
        version=2,
        name="Cases without a worker",
        definition="Cases received or opened again more than one working day ago that are allocated to nobody.",
        of="open cases",
        source="Croydon, 2017: workers unclear what to do; fault 84",
        sql=of_open(f"{OPENED} <= %(day_before)s and {WORKER_THEN} is null", since=OPENED),
    ),
)
