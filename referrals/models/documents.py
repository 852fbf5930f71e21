"""Documents on a referral, and their bytes in a table of their own, in pieces: none is read whole to be sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from councils.models import Council
from referrals.models.acts import Act
from referrals.models.referral import Referral


class Document(Act):
    """A file that a council put on a referral. It is never changed; a wrong one is withdrawn, with a reason."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="documents")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=120, help_text="Of the file, cleaned")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    shared = models.BooleanField(default=False)
    scanned_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "council", "sha256"],
                condition=Q(withdrawn_at=None),
                name="a_file_once_on_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | (Q(withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="withdrawn_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["referral", "-id"], name="document_newest")]

    def __str__(self) -> str:
        return f"document {self.pk}"


class DocumentPiece(models.Model):
    """A piece of a document's bytes, at most 256 KiB, in their order."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_piece_of_a_number")]

    def __str__(self) -> str:
        return f"piece {self.number} of document {self.document_id}"
