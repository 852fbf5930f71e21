"""The indexes by which a team's and a worker's lists come in order when closed referrals are among them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_duties_are_held")]

    operations = [
        migrations.AddIndex(
            model_name="part",
            index=models.Index(fields=["council", "team", "-received_at", "-id"], name="part_by_team"),
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(fields=["worker", "-received_at", "-id"], name="part_by_worker"),
        ),
    ]
