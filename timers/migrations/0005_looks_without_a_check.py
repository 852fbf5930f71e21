"""Where the sweep looks next is written by the clock's own trigger, of the clock's own row, which is never deleted: the
check that there is such a clock could not fail."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timers", "0004_upper_rungs")]

    operations = [
        migrations.AlterField(
            "look",
            "timer",
            models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="look",
                serialize=False,
                to="timers.timer",
            ),
        )
    ]
