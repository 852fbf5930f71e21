"""What happened is never changed: these tables only grow. A correction is a later row."""

from django.db import migrations

from trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]

    operations = [
        append_only(
            "referrals_address",
            "referrals_childseen",
            "referrals_councilcontact",
            "referrals_decision",
            "referrals_familycontact",
            "referrals_feedback",
            "referrals_historicalperson",
            "referrals_historicalreferral",
            "referrals_journalentry",
            "referrals_safetyplan",
            "referrals_waittotell",
        )
    ]
