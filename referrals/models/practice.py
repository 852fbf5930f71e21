"""What happens along the way: new concerns, challenges, other children, the LADO, supervision, moving, closing."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from councils.models import Council
from referrals.models.acts import Act
from referrals.models.parts import Part
from referrals.models.people import Person


class Concern(Act):
    """Something new about an open or closed case; each is looked at afresh, with clocks of its own."""

    class Kind(models.TextChoices):
        NEW_DISCLOSURE = "new_disclosure", "A new disclosure"
        SELF_HARM = "self_harm", "Self-harm"
        SUICIDE_ATTEMPT = "suicide_attempt", "Suicide attempt"
        WENT_MISSING = "went_missing", "Went missing"
        RETURNED = "returned", "Came back"
        OTHER = "other", "Something else"

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(max_length=20, choices=Kind)
    alleged_harmer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"concern {self.pk}"


class ReturnInterview(Act):
    """After a missing episode: held, or declined with a reason (T17)."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="return_interviews")
    held = models.BooleanField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"return interview {self.pk}"


class Challenge(Act):
    """Another professional says that the service is not enough; it must be answered."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="challenges")
    challenger = models.CharField(max_length=200, blank=True)
    about = models.TextField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    rationale = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"challenge {self.pk}"


class OtherChildren(Act):
    """Who else may be at risk was considered; serves every council on the referral."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="other_children")
    found = models.CharField(max_length=10)  # yes, no, unknown
    task = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"other children {self.pk}"


class LadoConsideration(Act):
    """The threshold decision about somebody who works with children: any one of four limbs (STATUTE 1f)."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="lado_considerations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    limbs = ArrayField(models.PositiveSmallIntegerField(), default=list)
    classified_as = models.CharField(max_length=20)  # allegation, practice_concern, complaint
    rationale = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"LADO consideration {self.pk}"


class LadoMention(Act):
    """The subject was told, or is to be: planning needs the threshold first, a fact is recorded as it was."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="lado_mentions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    happened = models.BooleanField()
    below_standard = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"LADO mention {self.pk}"


class Supervision(Act):
    """A supervision session: reflection and dated actions (T83)."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="supervisions")
    reflection = models.TextField()
    actions = models.TextField()

    def __str__(self) -> str:
        return f"supervision {self.pk}"


class Move(Act):
    """The child moves to another council's area."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="moves")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    permanent = models.BooleanField(null=True)
    on_plan = models.BooleanField(null=True)
    accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"move {self.pk}"


class Closing(Act):
    """A council asks to close its part (`at`); a second person signs it."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="closings")
    reason = models.CharField(max_length=60, blank=True)
    rationale = models.TextField(blank=True, help_text="What risk is left, and who goes on with it")
    service = models.CharField(max_length=200, blank=True, help_text="The service, no council, that goes on with it")
    service_accepted = models.TextField(blank=True, help_text="Who there accepted it in writing, and when")
    overrode = ArrayField(models.CharField(max_length=60), default=list)
    override_reason = models.TextField(blank=True)
    override_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)  # reopened, or taken back before it was signed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part"], condition=Q(signed_at=None, withdrawn_at=None), name="one_closing_waits"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=models.F("by")), name="nobody_signs_their_own_closing"
            ),
        ]

    def __str__(self) -> str:
        return f"closing {self.pk}"
