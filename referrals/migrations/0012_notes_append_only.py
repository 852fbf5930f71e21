"""What was written stays as it was written: a correction is a later row."""

from django.db import migrations

from trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_the_file")]

    operations = [
        append_only(
            "referrals_casenote",
            "referrals_noteabout",
            "referrals_noteon",
            "referrals_safecontact",
            "referrals_warningreview",
        )
    ]
