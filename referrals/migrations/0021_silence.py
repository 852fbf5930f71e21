"""A disagreement says whose silence opened it: one open at a time for each council that is silent on a referral."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_private_messages"),
        ("referrals", "0020_indexes_nobody_reads"),
    ]

    operations = [
        migrations.AddField(
            model_name="disagreement",
            name="silent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.council",
            ),
        ),
        migrations.AddConstraint(
            model_name="disagreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(resolved_at=None, silent__isnull=False),
                fields=("referral", "silent"),
                name="one_open_silence",
            ),
        ),
    ]
