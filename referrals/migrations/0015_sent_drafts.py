"""The index by which what is left of sent drafts is emptied."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0014_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(condition=models.Q(("form", "sent")), fields=["saved_at"], name="draft_sent"),
        ),
    ]
