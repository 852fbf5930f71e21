from django.db import migrations

from trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [append_only("trail_entry")]
