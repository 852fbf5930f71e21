from django.db import migrations

from trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_desks_and_messages")]

    operations = [
        append_only(
            "councils_historicalcouncil",
            "councils_historicaldesk",
            "councils_historicalruleset",
            "councils_historicalteam",
        )
    ]
