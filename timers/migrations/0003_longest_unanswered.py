"""The index by which the councils that have not answered for longest are found, however many clocks run."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("timers", "0002_guards")]

    operations = [
        migrations.AddIndex(
            model_name="timer",
            index=models.Index(
                condition=Q(stopped_at__isnull=True, towards_id__isnull=False),
                fields=["council_id", "due_at", "id"],
                name="timers_towards_due",
            ),
        ),
    ]
