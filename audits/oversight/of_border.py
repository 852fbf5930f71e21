# ruff: noqa: S608 - constants of this room put together; every value is a parameter
"""The figures: whether the councils speak to each other, and whether anybody answers."""

from audits.oversight.figure import OPEN, OURS, PARTS, SELECT, Figure

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="no_council_contact",
        family="border",
        version=2,
        name="No contact with the other council",
        definition=(
            "For each open case and each other council that it names: pairs in which more than a working day has "
            "passed and the two children’s services have not spoken."
        ),
        of="pairs of an open case and another council",
        source="Ombudsman 19 010 981, paragraph 34: no direct contact for almost two years; fault 6",
        leaders=True,
        said="Other council",
        split="whole",
        sql=f"""{
            SELECT.format(
                hit='''greatest(n.named_at, p.received_at) <= %(day_before)s and not exists (
           select from referrals_councilcontact c where c.referral_id = p.referral_id and c.two_way
              and c.our_service = 'childrens' and c.their_service = 'childrens' and c.at <= %(until)s
              and ((c.council_id = p.council_id and c.to_id = n.council_id)
                   or (c.council_id = n.council_id and c.to_id = p.council_id)))''',
                key="n.id",
                said="o.short_name",
                since="greatest(n.named_at, p.received_at)",
            )
        } {PARTS} join referrals_namedcouncil n on n.referral_id = p.referral_id and n.council_id <> p.council_id
               and n.named_at <= %(until)s
          join councils_council o on o.id = n.council_id
         where {OPEN} and {OURS}""",
    ),
    Figure(
        code="silent_councils",
        family="border",
        version=2,
        name="Councils that do not answer",
        definition=(
            "Referrals this council sent to others more than a working day ago that nobody there has acknowledged, "
            "however long ago: the wait has no end but an answer."
        ),
        of="referrals sent in 90 days, or before and not acknowledged",
        source="Ombudsman 19 011 816: two months without an answer or a reminder; faults 56 and 57",
        said="Sent to",
        split="whole",
        sql=f"""{
            SELECT.format(
                hit="s.at <= %(day_before)s and (s.acknowledged_at is null or s.acknowledged_at > %(until)s)",
                key="s.id",
                said="o.short_name",
                since="s.at",
            )
        } {PARTS} join referrals_sending s on s.referral_id = p.referral_id and s.sender_id = p.council_id
               and s.at <= %(until)s
               and (s.at > %(since_90)s or s.acknowledged_at is null or s.acknowledged_at > %(until)s)
          join councils_council o on o.id = s.to_id
         where {OURS}""",
    ),
    Figure(
        code="bounced",
        family="border",
        version=2,
        name="Cases bounced",
        definition=(
            "Of the cases that are open or were received in the past 90 days: those on which a council declined a "
            "responsibility in the past 90 days, or before that and no council has accepted it in writing since."
        ),
        of="cases open or received in 90 days",
        source="Ombudsman 19 010 981, paragraph 34: each said the other was responsible; fault 4",
        sql=f"""{
            SELECT.format(
                hit="b.since is not null",
                key="p.id",
                said="''",
                since="coalesce(b.since, p.received_at)",
            )
        } {PARTS} cross join lateral (select min(d.at) as since from referrals_dutyanswer d
             where d.referral_id = p.referral_id and not d.accepted and d.at <= %(until)s
               and (d.at > %(since_90)s or not exists (select from referrals_dutyanswer e
                     where e.referral_id = d.referral_id and e.duty = d.duty and e.accepted and e.at > d.at
                       and e.at <= %(until)s))) b
         where {OURS} and (({OPEN}) or (p.received_at > %(since_90)s and p.received_at <= %(until)s))""",
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
        source="Ombudsman 19 011 816, finding on Kent 4; faults 78 and 110",
        sql=f"""{
            SELECT.format(
                hit='''exists (select from referrals_prompt q where q.referral_id = p.referral_id
           and q.council_id = p.council_id and q.code = 'rule_sets_conflict' and q.at <= %(until)s)''',
                key="p.id",
                said="''",
                since="p.received_at",
            )
        } {PARTS} where p.received_at > %(since_90)s and p.received_at <= %(until)s and {OURS}""",
    ),
)
