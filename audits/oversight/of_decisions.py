# ruff: noqa: S608 - constants of this room put together; every value is a parameter
"""The figures: whether cases are closed, sent on or opened again too soon."""

from audits.oversight.figure import OURS, PARTS, SELECT, Figure


def _decided(outcome: str) -> str:
    """This council's decisions of 90 days, of which one outcome is counted, each with the reason that was given."""
    head = SELECT.format(
        hit=f"d.outcome = '{outcome}'",
        key="d.id",
        said="coalesce(nullif(d.reason, ''), 'none given')",
        since="d.at",
    )
    return f"""{head} {PARTS} join referrals_decision d on d.part_id = p.id
               and d.at > %(since_90)s and d.at <= %(until)s
         where {OURS}"""


FIGURES: tuple[Figure, ...] = (
    Figure(
        code="re_referral",
        family="decisions",
        name="Re-referrals",
        definition=(
            "Of the referrals received in the past 12 months: those about a child about whom this council had received "
            "another within the 12 months before."
        ),
        of="referrals received in 12 months",
        source="The Department for Education’s definition; England 22.6% in the year to March 2025",
        leaders=True,
        share=True,
        sql=f"""{
            SELECT.format(
                hit='''(exists (select from referrals_involvement i
             join referrals_involvement e on e.person_id = i.person_id and e.role = 'child'
                  and e.referral_id <> i.referral_id
             join referrals_part b on b.referral_id = e.referral_id and b.council_id = p.council_id
             join referrals_referral br on br.id = b.referral_id and br.kind = 'referral'
            where i.referral_id = p.referral_id and i.role = 'child' and b.received_at < p.received_at
              and b.received_at >= p.received_at - interval '12 months')
        or exists (select from referrals_part b where b.referral_id = r.repeats_id and b.council_id = p.council_id
              and b.received_at < p.received_at and b.received_at >= p.received_at - interval '12 months'))''',
                key="p.id",
                said="''",
                since="p.received_at",
            )
        } {PARTS} where p.received_at > %(since_365)s and p.received_at <= %(until)s and {OURS}""",
    ),
    Figure(
        code="closed_early",
        family="decisions",
        version=2,
        name="Closed early",
        definition=(
            "Of the closings signed in the past 90 days: those without an assessment or section 47 enquiry by this "
            "council and without a strategy discussion by anybody before. A case that was opened again afterwards "
            "counts: it was closed all the same."
        ),
        of="closings in 90 days",
        source="Ombudsman 19 010 981, paragraph 34: both closed at the first referral; fault 5",
        share=True,
        sql=f"""{
            SELECT.format(
                hit='''not exists (select from referrals_assessment a where a.part_id = p.id and a.at <= c.signed_at)
       and not exists (select from referrals_section47 q where q.part_id = p.id and q.at <= c.signed_at)
       and not exists (select from referrals_strategydiscussion d where d.referral_id = p.referral_id
                          and d.held_at <= c.signed_at)''',
                key="c.id",
                said="''",
                since="c.signed_at",
            )
        } {PARTS} join referrals_closing c on c.part_id = p.id and c.signed_at > %(since_90)s
               and c.signed_at <= %(until)s
         where {OURS}""",
    ),
    Figure(
        code="no_further_action",
        family="decisions",
        name="No further action",
        definition="Of the decisions of the past 90 days: those to do nothing further, with the reason that was given.",
        of="decisions in 90 days",
        source="Ombudsman 19 010 981, paragraphs 62 and 70: looked for reasons not to act; fault 39",
        said="Reason",
        split="hits",
        share=True,
        sql=_decided("no_further_action"),
    ),
    Figure(
        code="referred_on",
        family="decisions",
        name="Sent to another service",
        definition=(
            "Of the decisions of the past 90 days: those to send the case to another service, with the reason that "
            "was given. This council’s responsibilities stay with it until another has accepted them in writing."
        ),
        of="decisions in 90 days",
        source="Ombudsman 19 010 981, paragraphs 62 and 70: looked for reasons not to act; fault 39",
        said="Reason",
        split="hits",
        share=True,
        sql=_decided("refer_on"),
    ),
    Figure(
        code="consent_withdrawn",
        family="decisions",
        name="Consent withdrawn",
        definition="Of the assessments begun in the past 90 days: those in which the family withdrew its consent.",
        of="assessments begun in 90 days",
        source="Ombudsman 19 010 981, paragraph 45: the handling destroyed the relationship; fault 26",
        share=True,
        sql=f"""{SELECT.format(hit="coalesce(a.consent_withdrawn, false)", key="a.id", said="''", since="a.at")} {
            PARTS
        } join referrals_assessment a on a.part_id = p.id and a.at > %(since_90)s and a.at <= %(until)s
         where {OURS}""",
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
        source="Ombudsman 19 011 816, what happened 15: assessed only after the complaint; fault 77",
        opens=False,
        sql=f"""{
            SELECT.format(
                hit='''exists (select from complaints_complaint c where c.referral_id = p.referral_id
           and c.council_id = p.council_id and c.received_at > p.received_at and c.received_at < a.at
           and c.recorded_at <= %(until)s
           and (not exists (select from complaints_complaintentry e
                     where e.complaint_id = c.id and e.verb = 'link_referral')
                or exists (select from complaints_complaintentry e
                     where e.complaint_id = c.id and e.verb = 'link_referral' and e.recorded_at <= %(until)s
                       and e.facts ->> 'referral' = p.referral_id::text)))''',
                key="a.id",
                said="''",
                since="a.at",
            )
        } {PARTS} join referrals_assessment a on a.part_id = p.id and a.at > %(since_365)s and a.at <= %(until)s
         where {OURS} and not exists (select from referrals_assessment b where b.part_id = p.id
               and (b.at, b.id) < (a.at, a.id))""",
    ),
)
