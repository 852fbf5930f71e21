"""The append-only record of who did or saw what, when and why. It knows nothing of anyone: keys and hashes only."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

# What a person does to see a record, as against what they do to it.
READINGS = ("read", "list", "search", "print", "export", "download")


class EntryQuerySet(models.QuerySet["Entry"]):
    def looks_at(self, label: str, pk: int) -> "EntryQuerySet":
        """Who has looked at one record, newest first: on its own page, in a list, in a search, on paper, in an export.

        Through `about` too, so that everything of a referral counts as the referral: ("referrals.referral", 7).
        """
        return self.filter(
            Q(about_label=label, about_id=pk)
            | Q(subject_label=label, subject_id=pk)
            | Q(subject_label=label, ids__contains=[pk]),
            action__in=READINGS,
        ).order_by("-id")

    def about(self, label: str, pk: int) -> "EntryQuerySet":
        """Everything done to or seen of one referral or complaint, newest first."""
        return self.filter(about_label=label, about_id=pk).order_by("-id")

    def by_person(self, person_id: int) -> "EntryQuerySet":
        """What one person did and saw, newest first."""
        return self.filter(by_id=person_id).order_by("-id")


class Entry(models.Model):
    """One act or one reading, written in the same transaction as the act or the page it tells of.

    The database itself refuses to change or delete a row (migration 0002): an entry is corrected by a later one.
    """

    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)  # null: the engine itself
    council_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    ids = ArrayField(models.BigIntegerField(), null=True)  # a list page names every record it showed in one row
    about_label = models.CharField(max_length=60, default="")
    about_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, default="")
    request = models.CharField(max_length=32, default="")
    digest = models.CharField(max_length=64, default="")

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["about_label", "about_id", "-id"], name="trail_about"),
            models.Index(fields=["subject_label", "subject_id", "-id"], name="trail_subject"),
            models.Index(fields=["by_id", "-id"], name="trail_by"),
            # Without it "who has looked" would read every list page anybody ever opened.
            GinIndex(fields=["ids"], name="trail_ids"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label} {self.subject_id or self.ids}"


class Submission(models.Model):
    """One form or API call that was carried out, by its token: a second sending gets the first's answer."""

    token = models.UUIDField(primary_key=True)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    answer = models.JSONField(default=dict)  # keys and addresses only, never what was typed

    def __str__(self) -> str:
        return str(self.token)
