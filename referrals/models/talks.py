"""What councils say to each other about a referral, what they share on what basis, and what one gives back.

The words are never changed afterwards; migration 0011 says so in the database. What may still be filled in on a message
is when it was countersigned and when it was answered.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from councils.models import Council, Desk
from referrals.models.acts import Act, CouncilContact, Sending
from referrals.models.parts import Part
from referrals.models.referral import Referral


class Basis(models.TextChoices):
    """Why the law allows it (fault 38). Consent is the last of them: a child at risk does not wait for it."""

    SAFEGUARDING = (
        "safeguarding",
        "To protect a child at risk (UK GDPR article 6(1)(e); Data Protection Act 2018, Schedule 1, paragraph 18)",
    )
    DUTY = (
        "duty",
        "A duty to work together (Children Act 1989 sections 27 and 47; Children Act 2004 sections 10 and 11)",
    )
    LIFE = "life", "To save a life (UK GDPR article 6(1)(d))"
    COURT = "court", "A court has ordered it"
    CONSENT = "consent", "The person concerned agreed"


class CouncilMessage(Act):
    """One message between two councils about a referral, addressed to a desk and answered by a named worker.

    `by` may be a duty desk's own account (a council that takes part by link); `named` then says which worker spoke. A
    request of somebody with a personal link to the family is held until a manager has countersigned it.
    """

    class Kind(models.TextChoices):
        TELL = "tell", "To tell them something"
        REQUEST = "request", "To ask for information"
        CALL = "call", "To ask them to ring us"
        ANSWER = "answer", "An answer"

    ASKS = (Kind.REQUEST, Kind.CALL)

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="council_messages")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=10, choices=CouncilContact.Service)
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField()
    why = models.TextField(blank=True)
    line = models.CharField(max_length=60, blank=True)  # the telephone on which the worker is reached directly
    named = models.CharField(max_length=120, blank=True)
    personal_link = models.BooleanField(null=True)
    personal_link_words = models.TextField(blank=True)
    answers = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="answer")
    held = models.BooleanField(default=False)  # not shown to the other council before a manager has countersigned
    countersigned_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(council=F("to")), name="a_message_leaves_its_council"),
            models.CheckConstraint(condition=~Q(words=""), name="a_message_says_something"),
            models.CheckConstraint(
                condition=Q(kind="answer", answers__isnull=False) | (~Q(kind="answer") & Q(answers=None)),
                name="an_answer_answers_something",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at=None, countersigned_by=None)
                | (Q(countersigned_at__isnull=False, countersigned_by__isnull=False) & ~Q(countersigned_by=F("by"))),
                name="a_second_person_countersigns",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to", "at"],
                condition=Q(kind__in=["request", "call"], answered_at=None),
                name="message_asked_of",
            ),
            models.Index(
                fields=["council", "at"],
                condition=Q(kind__in=["request", "call"], answered_at=None),
                name="message_waited_for",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def asks(self) -> bool:
        """True for one that waits for an answer."""
        return self.kind in self.ASKS

    @property
    def is_held(self) -> bool:
        """True while the other council must not see it yet."""
        return self.held and self.countersigned_at is None


class MessageOpening(models.Model):
    """A worker of the council it was sent to had the message in front of them: the first time each did."""

    message = models.ForeignKey(CouncilMessage, on_delete=models.CASCADE, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "by", "named"], name="opened_first_once")]

    def __str__(self) -> str:
        return f"opening of message {self.message_id}"


class Sharing(Act):
    """What a council shared with whom, and on what lawful basis. A sending and a message leave one by themselves."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="sharings")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+")
    to_agency = models.CharField(max_length=120, blank=True)
    what = models.TextField()
    basis = models.CharField(max_length=20, choices=Basis)
    basis_words = models.TextField(blank=True)
    sending = models.ForeignKey(Sending, null=True, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(CouncilMessage, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to__isnull=False) ^ ~Q(to_agency=""), name="shared_with_a_council_or_an_agency"
            ),
            models.CheckConstraint(condition=~Q(what=""), name="it_says_what_was_shared"),
        ]

    def __str__(self) -> str:
        return f"sharing {self.pk}"


class GivenBack(Act):
    """A council that is no place of the referral gave it back. Whoever sent it holds again what it had passed on."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="given_back")
    to = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    checked = models.TextField()  # what was looked at to be sure that the child neither lives nor is there
    named = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"given back {self.pk}"
