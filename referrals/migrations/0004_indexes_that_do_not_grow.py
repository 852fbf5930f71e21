"""Two indexes: open parts are counted without their rows, and a child is found in any council by name and birth date."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_room_for_words")]

    operations = [
        migrations.RemoveIndex(model_name="part", name="part_open"),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(
                fields=["council", "-received_at", "-id"],
                condition=Q(closed_at=None, returned_at=None),
                name="part_open",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["born_on", "folded"], condition=Q(born_on__isnull=False), name="person_born_and_name"
            ),
        ),
    ]
