"""A pack keeps the definitions it was sent with; those made before were sent with the first version of each."""

from typing import Any

from django.db import migrations, models

import audits.oversight.table

#: The leaders' figures as they were defined until now.
FIRST: list[dict[str, Any]] = [
    {
        "code": "no_decision",
        "family": "oversight",
        "name": "Cases without a management decision",
        "definition": "Open cases whose deadline for the decision on next steps has passed while nobody has made one.",
        "of": "open cases",
        "source": "Working Together, as applied in Ombudsman 19 011 816: one working day; faults 60 and 82",
        "version": 1,
        "better": "fewer",
        "share": False,
    },
    {
        "code": "supervision_gap",
        "family": "oversight",
        "name": "Gaps in supervision",
        "definition": "Open cases that a worker has held for six weeks without a supervision session in that time that has both reflection and dated actions.",
        "of": "open cases with a worker",
        "source": "Croydon, 2017: long gaps, no reflection, unclear actions; fault 83",
        "version": 1,
        "better": "fewer",
        "share": False,
    },
    {
        "code": "drift",
        "family": "oversight",
        "name": "Drift",
        "definition": "Open cases on which nobody of this council has done or written anything for ten working days.",
        "of": "open cases",
        "source": "Croydon, 2017: drift and delay; fault 81",
        "version": 1,
        "better": "fewer",
        "share": False,
    },
    {
        "code": "no_council_contact",
        "family": "border",
        "name": "No contact with the other council",
        "definition": "For each open case and each other council that it names: pairs in which more than a working day has passed and the two children's services have not spoken.",
        "of": "pairs of an open case and another council",
        "source": "Ombudsman 19 010 981, paragraph 34: no direct contact for almost two years; fault 6",
        "version": 1,
        "better": "fewer",
        "share": False,
    },
    {
        "code": "re_referral",
        "family": "decisions",
        "name": "Re-referrals",
        "definition": "Of the referrals received in the past 12 months: those about a child about whom this council had received another within the 12 months before.",
        "of": "referrals received in 12 months",
        "source": "The Department for Education’s definition; England 22.6% in the year to March 2025",
        "version": 1,
        "better": "fewer",
        "share": True,
    },
    {
        "code": "return_interview",
        "family": "recording",
        "name": "Return interviews in time",
        "definition": "Of the children who came back from being missing in the past 90 days, 72 hours ago or more: those with whom an interview was held within 72 hours.",
        "of": "returns in 90 days",
        "source": "Croydon, 2017: too few were spoken to on their return; fault 89",
        "version": 1,
        "better": "more",
        "share": True,
    },
]


def first() -> list[dict[str, Any]]:
    return FIRST


class Migration(migrations.Migration):
    dependencies = [("audits", "0008_whole_readings")]

    operations = [
        # Packs are append-only: those that are there get theirs with the column.
        migrations.AddField(
            model_name="pack",
            name="figures",
            field=models.JSONField(default=first, help_text="audits.oversight.figure.Figure.kept of each"),
        ),
        migrations.AlterField(
            model_name="pack",
            name="figures",
            field=models.JSONField(
                default=audits.oversight.table.as_defined, help_text="audits.oversight.figure.Figure.kept of each"
            ),
        ),
    ]
