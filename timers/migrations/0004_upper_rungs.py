"""The index by which alerts of the upper rungs are found among all that a council has ever had."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("timers", "0003_longest_unanswered")]

    operations = [
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=Q(level__in=["service_manager", "head_of_service"]),
                fields=["council_id", "level", "id"],
                name="timers_alert_upper",
            ),
        ),
    ]
