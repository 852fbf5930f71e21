"""A closing says what risk is left, and which service that is no council goes on with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0017_words_of_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="closing",
            name="rationale",
            field=models.TextField(blank=True, help_text="What risk is left, and who goes on with it"),
        ),
        migrations.AddField(
            model_name="closing",
            name="service",
            field=models.CharField(
                blank=True, default="", help_text="The service, no council, that goes on with it", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="closing",
            name="service_accepted",
            field=models.TextField(blank=True, default="", help_text="Who there accepted it in writing, and when"),
            preserve_default=False,
        ),
    ]
