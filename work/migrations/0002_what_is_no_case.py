"""What runs about complaints, reports, warnings and gaps is found without looking through a council's referrals.

Every page of a complaints officer or a head of service counts their notifications (work/notices_count.py). Beside a
million clocks of referrals these are few, and they have an index of their own, which costs a referral's clock nothing.
It stands here, since the clocks' room knows nothing of referrals.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial"), ("timers", "0003_longest_unanswered")]

    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX work_no_case_due ON timers_timer (council_id, about_label, due_at, id)
             WHERE stopped_at IS NULL AND about_label <> 'referrals.referral';
            CREATE INDEX work_no_case_owner ON timers_timer (owner_id, due_at, id)
             WHERE stopped_at IS NULL AND about_label <> 'referrals.referral';
            """,
            "DROP INDEX work_no_case_due; DROP INDEX work_no_case_owner;",
        )
    ]
