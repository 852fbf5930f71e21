"""What happened is never changed: these tables only grow. A correction is a later row."""

from django.db import migrations

from trail.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [
        append_only(
            "complaints_complaintentry",
            "complaints_earlyreferral",
            "complaints_eligibilitydecision",
            "complaints_finding",
            "complaints_freezingconsidered",
            "complaints_historicalcomplaint",
            "complaints_historicalhead",
            "complaints_historicalstage",
            "complaints_latenessdecision",
            "complaints_letterversion",
            "complaints_routetold",
            "complaints_stagerefusal",
        )
    ]
