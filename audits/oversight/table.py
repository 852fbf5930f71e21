# ruff: noqa: S608 - constants of this module put together; every value is a parameter
"""The one table of figures: name, definition, source and the rows that each counts.

A figure's `sql` gives its whole: rows of (council_id, hit, part_id, team_id, worker_id, said, since). `hit` marks the
rows it counts, so that a number and the rows behind it are one statement and cannot differ. Every row is told as of an
instant, `%(until)s`, from facts that carry their own times: a past month counts today as it did then.

Whoever changes what a figure counts raises its `version`; snapshots of another version are never drawn into its trend
(tests/audits/figures.csv holds the digest of every version).

Parameters: until; council (null: every one); since_90, since_365 (days before until); supervised_since (six weeks
before, T83); day_before, two_days_before, ten_days_before (so many working days before until, to the minute).
"""

from dataclasses import dataclass
from typing import Literal

#: Above so many open cases a worker is counted. No source sets a number; a council's own belongs here when it has one.
CASELOAD = 20
WORKERS_BEFORE_IT_COUNTS = 3

_OPEN = """p.received_at <= %(until)s and (p.closed_at is null or p.closed_at > %(until)s)
       and (p.returned_at is null or p.returned_at > %(until)s)"""
_OURS = "(%(council)s::bigint is null or p.council_id = %(council)s)"
_SELECT = "select p.council_id, {hit} as hit, p.id as part_id, p.team_id, p.worker_id, {said} as said, {since} as since"
_PARTS = "from referrals_part p join referrals_referral r on r.id = p.referral_id and r.kind = 'referral'"
_WORKER_THEN = """(select a.worker_id from referrals_allocation a
           where a.part_id = p.id and a.worker_id is not null and a.since <= %(until)s
             and (a.until is null or a.until > %(until)s) limit 1)"""
_TOUCHED = """exists (select from referrals_journalentry j where j.referral_id = p.referral_id
           and j.council_id = p.council_id and j.at > {since} and j.recorded_at <= %(until)s)"""


def _of_open(hit: str, *, also: str = "", since: str = "p.received_at", said: str = "''") -> str:
    """Open cases, of which `hit` marks some."""
    head = _SELECT.format(hit=hit, said=said, since=since)
    return f"{head} {_PARTS} where {_OPEN} and {_OURS} {also}"


@dataclass(frozen=True)
class Figure:
    """One figure. `better`: whether more or fewer is better; `of`: what the whole is, in words, for "12 of 240 …"."""

    code: str
    family: str
    name: str
    definition: str
    of: str
    source: str
    sql: str
    version: int = 1
    better: Literal["fewer", "more"] = "fewer"
    said: str = ""  # heads the column of `said`, where it tells something
    by_worker: bool = False
    leaders: bool = False
    share: bool = False  # read as per cent of the whole
    opens: bool = True  # into its rows; not where a row would tell those who hold the case that somebody complained


@dataclass(frozen=True)
class Family:
    code: str
    title: str
    asks: str  # what the page answers


FAMILIES = (
    Family("oversight", "Management oversight", "Is somebody looking at every case, and deciding?"),
    Family("border", "Across the border", "Do the councils speak to each other, and does anybody answer?"),
    Family("decisions", "Decisions and closings", "Are cases closed, sent on or opened again too soon?"),
    Family(
        "recording",
        "Recording and return interviews",
        "Is what happens written down, and are children heard on return?",
    ),
    Family("workers", "Caseload and changes of worker", "Can those who carry the cases carry them?"),
)

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="no_decision",
        family="oversight",
        name="Cases without a management decision",
        definition="Open cases whose deadline for the decision on next steps has passed while nobody has made one.",
        of="open cases",
        source="STATUTE T01; faults 60 and 82",
        leaders=True,
        sql=_of_open(
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
        source="STATUTE T83; fault 83 (Croydon, 2017: long gaps, no reflection, unclear actions)",
        leaders=True,
        sql=_of_open(
            """p.received_at < %(supervised_since)s
       and (select min(a.since) from referrals_allocation a
             where a.part_id = p.id and a.worker_id is not null) < %(supervised_since)s
       and not exists (select from referrals_supervision s where s.part_id = p.id and s.reflection <> ''
             and s.actions <> '' and s.at > %(supervised_since)s and s.at <= %(until)s)""",
            also=f"and {_WORKER_THEN} is not null",
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
        source="STATUTE, fault 81 (Croydon, 2017: drift and delay)",
        leaders=True,
        sql=_of_open(
            f"p.received_at <= %(ten_days_before)s and not {_TOUCHED.format(since='%(ten_days_before)s')}",
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
        source="STATUTE, fault 87 (inspectors found cases that needed action at once)",
        sql=_of_open(
            f"p.received_at <= %(two_days_before)s and not {_TOUCHED.format(since='%(two_days_before)s')}",
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
        source="STATUTE, fault 84",
        sql=_of_open(f"p.received_at <= %(day_before)s and {_WORKER_THEN} is null"),
    ),
    Figure(
        code="no_council_contact",
        family="border",
        name="No contact with the other council",
        definition=(
            "For each open case and each other council that it names: pairs in which more than a working day has "
            "passed "
            "and the two children's services have not spoken."
        ),
        of="pairs of an open case and another council",
        source="STATUTE T30; fault 6 (Ombudsman 19 010 981, paragraph 34: no direct contact for almost two years)",
        leaders=True,
        said="Other council",
        sql=f"""{
            _SELECT.format(
                hit='''greatest(n.named_at, p.received_at) <= %(day_before)s and not exists (
           select from referrals_councilcontact c where c.referral_id = p.referral_id and c.two_way
              and c.our_service = 'childrens' and c.their_service = 'childrens' and c.at <= %(until)s
              and ((c.council_id = p.council_id and c.to_id = n.council_id)
                   or (c.council_id = n.council_id and c.to_id = p.council_id)))''',
                said="o.short_name",
                since="greatest(n.named_at, p.received_at)",
            )
        } {_PARTS} join referrals_namedcouncil n on n.referral_id = p.referral_id and n.council_id <> p.council_id
               and n.named_at <= %(until)s
          join councils_council o on o.id = n.council_id
         where {_OPEN} and {_OURS}""",
    ),
    Figure(
        code="silent_councils",
        family="border",
        name="Councils that do not answer",
        definition=(
            "Of the referrals this council sent to others in the past 90 days: those that nobody there has "
            "acknowledged, "
            "sent more than a working day ago."
        ),
        of="referrals sent in 90 days",
        source="STATUTE T31; faults 56 and 57 (Ombudsman 19 011 816: two months without an answer or a reminder)",
        said="Sent to",
        sql=f"""{
            _SELECT.format(
                hit="s.at <= %(day_before)s and (s.acknowledged_at is null or s.acknowledged_at > %(until)s)",
                said="o.short_name",
                since="s.at",
            )
        } {_PARTS} join referrals_sending s on s.referral_id = p.referral_id and s.sender_id = p.council_id
               and s.at > %(since_90)s and s.at <= %(until)s
          join councils_council o on o.id = s.to_id
         where {_OURS}""",
    ),
    Figure(
        code="bounced",
        family="border",
        name="Cases bounced",
        definition="Of the referrals received in the past 90 days: those on which a council declined a responsibility.",
        of="referrals received in 90 days",
        source="STATUTE, fault 4 (Ombudsman 19 010 981, paragraph 34: each said the other was responsible)",
        sql=f"""{
            _SELECT.format(
                hit='''exists (select from referrals_dutyanswer d where d.referral_id = p.referral_id
           and not d.accepted and d.at <= %(until)s)''',
                said="''",
                since="p.received_at",
            )
        } {_PARTS} where p.received_at > %(since_90)s and p.received_at <= %(until)s and {_OURS}""",
    ),
    Figure(
        code="rules_conflict",
        family="border",
        name="Procedures that conflict or are silent",
        definition=(
            "Of the referrals received in the past 90 days: those for which the councils' procedures name different "
            "councils, or none. What is to change is kept in the register of gaps."
        ),
        of="referrals received in 90 days",
        source="STATUTE, faults 78 and 110 (Ombudsman 19 011 816, finding on Kent 4)",
        sql=f"""{
            _SELECT.format(
                hit='''exists (select from referrals_prompt q where q.referral_id = p.referral_id
           and q.council_id = p.council_id and q.code = 'rule_sets_conflict' and q.at <= %(until)s)''',
                said="''",
                since="p.received_at",
            )
        } {_PARTS} where p.received_at > %(since_90)s and p.received_at <= %(until)s and {_OURS}""",
    ),
    Figure(
        code="re_referral",
        family="decisions",
        name="Re-referrals",
        definition=(
            "Of the referrals received in the past 12 months: those about a child about whom this council had received "
            "another within the 12 months before."
        ),
        of="referrals received in 12 months",
        source="STATUTE T84 (the Department's definition; England 22.6% in the year to March 2025)",
        leaders=True,
        share=True,
        sql=f"""{
            _SELECT.format(
                hit='''(exists (select from referrals_involvement i
             join referrals_involvement e on e.person_id = i.person_id and e.role = 'child'
                  and e.referral_id <> i.referral_id
             join referrals_part b on b.referral_id = e.referral_id and b.council_id = p.council_id
             join referrals_referral br on br.id = b.referral_id and br.kind = 'referral'
            where i.referral_id = p.referral_id and i.role = 'child' and b.received_at < p.received_at
              and b.received_at >= p.received_at - interval '12 months')
        or exists (select from referrals_part b where b.referral_id = r.repeats_id and b.council_id = p.council_id
              and b.received_at < p.received_at and b.received_at >= p.received_at - interval '12 months'))''',
                said="''",
                since="p.received_at",
            )
        } {_PARTS} where p.received_at > %(since_365)s and p.received_at <= %(until)s and {_OURS}""",
    ),
    Figure(
        code="closed_early",
        family="decisions",
        name="Closed early",
        definition=(
            "Of the cases closed in the past 90 days: those closed without an assessment or section 47 enquiry by this "
            "council and without a strategy discussion by anybody."
        ),
        of="cases closed in 90 days",
        source="STATUTE, fault 5 (Ombudsman 19 010 981, paragraph 34: both closed at the first referral)",
        share=True,
        sql=f"""{
            _SELECT.format(
                hit='''not exists (select from referrals_assessment a where a.part_id = p.id and a.at <= p.closed_at)
       and not exists (select from referrals_section47 q where q.part_id = p.id and q.at <= p.closed_at)
       and not exists (select from referrals_strategydiscussion d where d.referral_id = p.referral_id
                          and d.held_at <= p.closed_at)''',
                said="''",
                since="p.closed_at",
            )
        } {_PARTS} where p.closed_at > %(since_90)s and p.closed_at <= %(until)s and {_OURS}""",
    ),
    Figure(
        code="no_further_action",
        family="decisions",
        name="No further action",
        definition="Of the decisions of the past 90 days: those to do nothing further, with the reason that was given.",
        of="decisions in 90 days",
        source="STATUTE, fault 39 (Ombudsman 19 010 981, paragraphs 62 and 70: looked for reasons not to act)",
        said="Reason",
        share=True,
        sql=f"""{
            _SELECT.format(
                hit="d.outcome = 'no_further_action'",
                said="coalesce(nullif(d.reason, ''), 'none given')",
                since="d.at",
            )
        } {_PARTS} join referrals_decision d on d.part_id = p.id and d.at > %(since_90)s and d.at <= %(until)s
         where {_OURS}""",
    ),
    Figure(
        code="consent_withdrawn",
        family="decisions",
        name="Consent withdrawn",
        definition="Of the assessments begun in the past 90 days: those in which the family withdrew its consent.",
        of="assessments begun in 90 days",
        source="STATUTE, fault 26 (Ombudsman 19 010 981, paragraph 45: the handling destroyed the relationship)",
        share=True,
        sql=f"""{_SELECT.format(hit="coalesce(a.consent_withdrawn, false)", said="''", since="a.at")} {
            _PARTS
        } join referrals_assessment a on a.part_id = p.id and a.at > %(since_90)s and a.at <= %(until)s
         where {_OURS}""",
    ),
    Figure(
        code="assessed_after_complaint",
        family="decisions",
        name="Assessed only after a complaint",
        definition=(
            "Of the cases first assessed in the past 12 months: those whose first assessment by this council began "
            "only after somebody had complained about the case, on a referral received before the complaint. Small "
            "numbers are not told, and the cases are not listed: who complained is kept from those who hold the case."
        ),
        of="cases first assessed in 12 months",
        source="STATUTE, fault 77 (Ombudsman 19 011 816, what happened 15: assessed only after the complaint)",
        opens=False,
        sql=f"""{
            _SELECT.format(
                hit='''exists (select from complaints_complaint c where c.referral_id = p.referral_id
           and c.council_id = p.council_id and c.received_at > p.received_at and c.received_at < a.at
           and c.recorded_at <= %(until)s
           and (not exists (select from complaints_complaintentry e
                     where e.complaint_id = c.id and e.verb = 'link_referral')
                or exists (select from complaints_complaintentry e
                     where e.complaint_id = c.id and e.verb = 'link_referral' and e.recorded_at <= %(until)s
                       and e.facts ->> 'referral' = p.referral_id::text)))''',
                said="''",
                since="a.at",
            )
        } {_PARTS} join referrals_assessment a on a.part_id = p.id and a.at > %(since_365)s and a.at <= %(until)s
         where {_OURS} and not exists (select from referrals_assessment b where b.part_id = p.id
               and (b.at, b.id) < (a.at, a.id))""",
    ),
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
        source="STATUTE T17; fault 89 (Croydon, 2017: too few were spoken to on their return)",
        better="more",
        leaders=True,
        share=True,
        sql=f"""{
            _SELECT.format(
                hit='''exists (select from referrals_returninterview i where i.part_id = p.id and i.held
           and i.at >= c.at and i.at <= c.at + interval '72 hours')''',
                said="''",
                since="c.at",
            )
        } {_PARTS} join referrals_concern c on c.part_id = p.id and c.kind = 'returned' and c.at > %(since_90)s
               and c.at <= %(until)s - interval '72 hours'
         where {_OURS}""",
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
        source="STATUTE, fault 89 (Croydon, 2017: too few were spoken to on their return)",
        share=True,
        sql=f"""{_SELECT.format(hit="not i.held", said="''", since="i.at")} {
            _PARTS
        } join referrals_returninterview i on i.part_id = p.id and i.at > %(since_90)s and i.at <= %(until)s
         where {_OURS}""",
    ),
    Figure(
        code="late_entry",
        family="recording",
        name="Written up late",
        definition="Of what was recorded in the past 90 days: what was written down more than 24 hours after it "
        "happened.",
        of="entries in 90 days",
        source="STATUTE T20; fault 62 (Ombudsman 19 011 816: records entered several days later)",
        said="What",
        share=True,
        sql=f"""{
            _SELECT.format(
                hit="j.recorded_at - j.at > interval '24 hours'",
                said="replace(j.verb, '_', ' ')",
                since="j.at",
            )
        } {_PARTS} join referrals_journalentry j on j.referral_id = p.referral_id and j.council_id = p.council_id
               and j.recorded_at > %(since_90)s and j.recorded_at <= %(until)s
         where {_OURS}""",
    ),
    Figure(
        code="caseload",
        family="workers",
        name="Caseload",
        definition=f"Of the workers who hold open cases: those who hold more than {CASELOAD}.",
        of="workers with open cases",
        source=f"STATUTE, fault 85 (Croydon, 2017: high workloads). {CASELOAD} is our figure: no source sets one",
        by_worker=True,
        said="Open cases",
        sql=f"""select w.council_id, w.cases > {CASELOAD} as hit, null::bigint as part_id, w.team_id, w.worker_id,
            w.cases::text as said, w.since
          from (select p.council_id, a.worker_id, min(p.team_id) as team_id, count(distinct p.id) as cases,
                       min(p.received_at) as since
                  {_PARTS} join referrals_allocation a on a.part_id = p.id and a.worker_id is not null
                       and a.since <= %(until)s and (a.until is null or a.until > %(until)s)
                 where {_OPEN} and {_OURS} group by 1, 2) w""",
    ),
    Figure(
        code="worker_changes",
        family="workers",
        name="Changes of worker",
        definition=f"Open cases that {WORKERS_BEFORE_IT_COUNTS} workers or more have held so far.",
        of="open cases",
        source="STATUTE, fault 86 (Croydon, 2017: turnover, many points of transition)",
        said="Workers so far",
        sql=_of_open(
            f"""(select count(distinct a.worker_id) from referrals_allocation a where a.part_id = p.id
           and a.since <= %(until)s) >= {WORKERS_BEFORE_IT_COUNTS}""",
            said="""(select count(distinct a.worker_id)::text from referrals_allocation a where a.part_id = p.id
           and a.since <= %(until)s)""",
        ),
    ),
)

BY_CODE = {figure.code: figure for figure in FIGURES}
#: What members see first, in this order.
LEADERS = tuple(figure for figure in FIGURES if figure.leaders)


def of_family(code: str) -> list[Figure]:
    """The figures of one page, in the order of the table."""
    return [figure for figure in FIGURES if figure.family == code]
