"""The one thing this room keeps: how many deadlines each team missed in each week, for charts that cost nothing."""

from django.db import models


class MissedWeek(models.Model):
    """Deadlines of a team that passed unmet in one week, counted as their alerts are told: each alert exactly once.

    Counting a council's alerts anew for every view of a chart would cost more than the rest of the page. The ids are
    values, as on the alerts they come from; `week` is the Monday of the local week in which the deadline fell.
    """

    council_id = models.BigIntegerField()
    team_id = models.BigIntegerField(null=True)
    week = models.DateField()
    missed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council_id", "team_id", "week"], nulls_distinct=False, name="work_missed_once_a_week"
            )
        ]

    def __str__(self) -> str:
        return f"{self.missed} in the week of {self.week}"
