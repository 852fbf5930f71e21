"""Indexes for lists: a team's and a worker's in order when closed referrals are among them; and contacts."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("referrals", "0015_sent_drafts")]

    operations = [
        migrations.AddIndex(
            model_name="part",
            index=models.Index(fields=["council", "team", "-received_at", "-id"], name="part_by_team"),
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(fields=["worker", "-received_at", "-id"], name="part_by_worker"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(condition=Q(kind="contact"), fields=["id"], name="referral_contacts"),
        ),
    ]
