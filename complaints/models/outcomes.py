"""What comes of a complaint: remedies, learning that reaches teams, and the Ombudsman's enquiries and decisions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.standing import Standing
from complaints.models.complaint import Complaint
from complaints.models.heads import Head
from councils.models import Team
from referrals.models.acts import Act


class Remedy(Act):
    """An apology, a payment, an act or a change of service that was promised: by whom, by when, done, with proof."""

    class Kind(models.TextChoices):
        APOLOGY = "apology", "Apology"
        ACTION = "action", "Action that puts it right"
        PAYMENT = "payment", "Payment"
        SERVICE_CHANGE = "service_change", "Change to a service"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="remedies")
    head = models.ForeignKey(Head, null=True, on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=16, choices=Kind)
    words = models.TextField()
    for_whom = models.CharField(max_length=120, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    pounds = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "remedies"
        constraints = [
            models.CheckConstraint(condition=~Q(kind="payment") | Q(pounds__gt=0), name="a_payment_has_a_sum"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_remedy_done_says_who_says_so",
            ),
        ]

    def __str__(self) -> str:
        return f"remedy {self.pk}"


class LearningItem(Act):
    """What was learnt from a complaint, for teams to take in. Holds no name: it is read beyond the complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="learning")
    head = models.ForeignKey(Head, null=True, on_delete=models.PROTECT, related_name="+")
    theme = models.CharField(max_length=40, blank=True)  # a word of Head.about
    words = models.TextField()

    def __str__(self) -> str:
        return f"learning item {self.pk}"


class LearningReceipt(models.Model):
    """A learning item went to a team; somebody there says what they did with it."""

    item = models.ForeignKey(LearningItem, on_delete=models.CASCADE, related_name="receipts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "team"], name="a_team_gets_a_learning_item_once")]

    def __str__(self) -> str:
        return f"receipt {self.pk}"

    def access(self) -> Standing:
        """For `has_perm("complaints.learn", receipt)`: the team it went to, and those above every team."""
        return Standing(council_ids=frozenset({self.team.council_id}), team_ids=frozenset({self.team_id}))


class OmbudsmanEnquiry(models.Model):
    """The Ombudsman asks about a complaint, and decides. Reports under section 30 belong to `audits`."""

    class Decision(models.TextChoices):
        NOT_INVESTIGATED = "not_investigated", "Not investigated"
        PREMATURE = "premature", "Sent back: our own procedure is not finished"
        NO_FAULT = "no_fault", "No fault"
        FAULT_NO_INJUSTICE = "fault_no_injustice", "Fault, no injustice"
        FAULT_INJUSTICE = "fault_injustice", "Fault causing injustice"
        REMEDIED = "remedied", "Put right before the decision"

    #: The decisions that found fault.
    FAULT = (Decision.FAULT_NO_INJUSTICE, Decision.FAULT_INJUSTICE, Decision.REMEDIED)

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="ombudsman_enquiries")
    their_reference = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    decision_words = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "Ombudsman enquiries"

    def __str__(self) -> str:
        return f"Ombudsman enquiry {self.pk}"
