"""A council's latest sendings, for the report on councils that do not answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_words_between_councils_are_kept")]

    operations = [
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(fields=["sender", "-at"], name="sending_latest_of"),
        ),
    ]
