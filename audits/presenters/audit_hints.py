"""What the record of a case of this system says about a point, beside the question. It answers nothing by itself: a
record can be wrong, and what was done may not have been recorded."""

from django.db import connection

from audits.models import SampleCase

_COUNTS = """
    SELECT (SELECT count(*) FROM referrals_councilcontact c WHERE c.referral_id = p.referral_id AND c.two_way
               AND c.our_service = 'childrens' AND c.their_service = 'childrens' AND c.at <= %(until)s),
           (SELECT count(*) FROM referrals_strategydiscussion s
             WHERE s.referral_id = p.referral_id AND s.held_at IS NOT NULL),
           (SELECT count(*) FROM referrals_nostrategydiscussion s WHERE s.part_id = p.id),
           (SELECT count(*) FROM referrals_childseen s JOIN referrals_part q ON q.id = s.part_id
             WHERE q.referral_id = p.referral_id AND s.at <= %(until)s),
           (SELECT count(*) FROM referrals_assessment s WHERE s.part_id = p.id),
           (SELECT count(*) FROM referrals_otherchildren s JOIN referrals_part q ON q.id = s.part_id
             WHERE q.referral_id = p.referral_id AND s.at <= %(until)s),
           (SELECT count(*) FROM referrals_ladoconsideration s WHERE s.part_id = p.id),
           (SELECT count(*) FROM referrals_ladomention s WHERE s.part_id = p.id)
      FROM referrals_part p WHERE p.id = %(part)s
"""


def hints(one: SampleCase) -> dict[int, str]:
    """{point: what the record has}, in one statement; empty for a case of another system."""
    if one.case.part_id is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"part": one.case.part_id, "until": one.audit.frozen_at})
        contacts, held, against, seen, assessed, others, weighed, raised = cursor.fetchone()
    return {
        2: _says(assessed, "an assessment was begun", "no assessment was begun"),
        3: _says(contacts, "direct contact between the children’s services", "no direct contact with another council"),
        4: _says(
            held + against,
            "a strategy discussion, or the decision against one",
            "no strategy discussion and no decision against one",
        ),
        5: _says(seen, "the child was seen", "nobody saw the child"),
        9: _says(
            raised and not weighed, "the LADO was mentioned and the criteria not weighed", "no such mention of the LADO"
        ),
        10: _says(others, "other children were considered", "nobody considered other children"),
    }


def _says(count: int, some: str, none: str) -> str:
    return f"The record says: {some if count else none}."
