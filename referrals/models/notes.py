"""Case notes: written once, corrected by adding, on one child's file or on several brothers' and sisters' at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from councils.models import Council
from referrals.models.acts import Act
from referrals.models.people import Person
from referrals.models.referral import Referral


class CaseNote(Act):
    """What a council wrote. A correction is a note of its own that points at the first; both stay.

    `shared` notes are read by every council on the referral; the others by the writer's own council alone.
    """

    class Kind(models.TextChoices):
        VISIT = "visit", "Visit"
        CALL = "call", "Telephone call"
        MEETING = "meeting", "Meeting"
        OBSERVATION = "observation", "Observation"
        DIRECT_WORK = "direct_work", "Direct work with the child"
        MESSAGE = "message", "Letter, e-mail or text"
        OVERSIGHT = "management_oversight", "Management oversight"
        OTHER = "other", "Something else"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="notes")  # where it was written
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind)
    purpose = models.TextField(blank=True, help_text="What a visit was for (STATUTE 3, fault 101)")
    words = models.TextField()
    child_words = models.TextField(blank=True, help_text="What the child said, apart from what we make of it")
    shared = models.BooleanField(default=False)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    because = models.TextField(blank=True, help_text="Why it is corrected")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words="") | ~Q(child_words=""), name="a_note_says_something"),
            models.CheckConstraint(
                condition=Q(corrects=None, because="") | (~Q(corrects=None) & ~Q(because="")),
                name="a_correction_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"


class NoteOn(models.Model):
    """A referral on whose file the note stands: the one where it was written, and those of brothers and sisters."""

    note = models.ForeignKey(CaseNote, on_delete=models.CASCADE, related_name="on")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()  # the first note's, also for a correction: they are read together

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "referral"], name="a_note_once_on_a_referral")]
        indexes = [models.Index(fields=["referral", "-at", "-note"], name="note_newest")]

    def __str__(self) -> str:
        return f"note {self.note_id} on {self.referral_id}"


class NoteAbout(models.Model):
    """A child or other person whom the note is about."""

    note = models.ForeignKey(CaseNote, on_delete=models.CASCADE, related_name="about")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="a_note_once_about_a_person")]

    def __str__(self) -> str:
        return f"note {self.note_id} about a person"


class ChronologyEntry(Act):
    """A significant event (`at`), chosen and put into words by a council; taken out again only with a reason."""

    class Significance(models.TextChoices):
        TURNING_POINT = "turning_point", "Turning point"
        RISK = "risk", "Raised the risk"
        PROTECTIVE = "protective", "Made the child safer"
        CONTEXT = "context", "Background"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="chronology")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("JournalEntry", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(CaseNote, null=True, on_delete=models.PROTECT, related_name="+")
    significance = models.CharField(max_length=20, choices=Significance)
    words = models.TextField()
    why = models.TextField(blank=True, help_text="Why it matters for the child")
    shared = models.BooleanField(default=True)
    day_only = models.BooleanField(default=False, help_text="Only the day is known")
    taken_out_at = models.DateTimeField(null=True)
    taken_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_out_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "entry"],
                condition=Q(taken_out_at=None, entry__isnull=False),
                name="an_event_once_in_a_chronology",
            ),
            models.UniqueConstraint(
                fields=["council", "referral", "note"],
                condition=Q(taken_out_at=None, note__isnull=False),
                name="a_note_once_in_a_chronology",
            ),
            models.CheckConstraint(
                condition=Q(taken_out_at=None, taken_out_by=None, taken_out_because="")
                | (Q(taken_out_at__isnull=False, taken_out_by__isnull=False) & ~Q(taken_out_because="")),
                name="taken_out_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["referral", "at", "id"], condition=Q(taken_out_at=None), name="chronology_oldest")
        ]

    def __str__(self) -> str:
        return f"chronology entry {self.pk}"
