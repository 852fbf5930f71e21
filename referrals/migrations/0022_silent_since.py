"""A silence knows since when: what is older than the question does not answer it.

Of one that is open already, that is when what it had been sent, or asked, last waits for it; where nothing waits any
more, any answer ends it.
"""

from django.db import migrations, models

FILL = """
UPDATE referrals_disagreement d
   SET silent_since = waiting.since
  FROM (SELECT referral_id, to_id, max(at) AS since
          FROM (SELECT referral_id, to_id, at FROM referrals_sending WHERE acknowledged_at IS NULL
                 UNION ALL
                SELECT referral_id, to_id, coalesce(countersigned_at, at) FROM referrals_councilmessage
                 WHERE kind IN ('request', 'call') AND answered_at IS NULL
                   AND (NOT held OR countersigned_at IS NOT NULL)) asked
         GROUP BY referral_id, to_id) waiting
 WHERE d.silent_id = waiting.to_id AND d.referral_id = waiting.referral_id
   AND d.resolved_at IS NULL AND waiting.since <= d.opened_at
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0021_silence")]

    operations = [
        migrations.AddField(
            model_name="disagreement",
            name="silent_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
