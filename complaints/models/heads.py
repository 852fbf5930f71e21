"""Points of complaint ("heads" in the field's papers): what is said, which route the law points to, what was found."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from complaints.models.complaint import Complaint
from referrals.models.acts import Act
from trail.history import TrackedQuerySet


class About(models.TextChoices):
    """What a point is about; 4a is read by these words."""

    NEEDS_ASSESSMENT = "needs_assessment", "Assessing what the child needs"
    ELIGIBILITY = "eligibility", "Who qualifies for help, and by which criteria"
    DISPUTED_DECISION = "disputed_decision", "A decision that is disputed"
    SUPPORT = "support", "Support for the child: given, refused or late"
    PARENT_SUPPORT = "parent_support", "Support for the parent, so that they can help the child"
    QUALITY = "quality", "How good or fitting a service was"
    QUANTITY_OR_COST = "quantity_or_cost", "How much of a service, how often, at what cost"
    DELAY = "delay", "Delay in deciding or in giving a service"
    STAFF_ATTITUDE = "staff_attitude", "How staff behaved"
    REVIEW = "review", "How the case was reviewed or managed"
    POLICY_IMPACT = "policy_impact", "What a policy did to the child"
    COMPLAINT_HANDLING = "complaint_handling", "How a complaint was handled"
    LOOKED_AFTER = "looked_after", "A looked-after child"
    LEAVING_CARE = "leaving_care", "Leaving care"
    SHORT_BREAKS = "short_breaks", "Short breaks"
    SECTION_20 = "section_20", "Accommodation under section 20"
    COURT_ORDER_FUNCTION = "court_order_function", "What the council does under a care, contact or protection order"
    ADOPTION_SUPPORT = "adoption_support", "Adoption support or placement"
    SPECIAL_GUARDIANSHIP_SUPPORT = "special_guardianship_support", "Special guardianship support"
    EARLY_HELP = "early_help", "Early help or family help"
    CHILD_PROTECTION_ENQUIRY = "child_protection_enquiry", "A section 47 enquiry: whether or how it was made"
    STRATEGY_DISCUSSION = "strategy_discussion", "A strategy discussion: whether or how it was held"
    INFORMATION_SHARING = "information_sharing", "Information that was not shared"
    NOT_TOLD_OF_RISK = "not_told_of_risk", "Not being told of a risk"
    CONFERENCE = "conference", "A child protection conference"
    COURT_REPORT = "court_report", "Evidence, a report or a decision in court"
    COURT_CONDUCT = "court_conduct", "Delay or conduct around a court case"
    EHC_DECISION = "ehc_decision", "A decision about an education, health and care plan"
    EHC_DELAY = "ehc_delay", "Delay or failure to deliver an education, health and care plan"
    RECORDS_ACCURACY = "records_accuracy", "Whether records are right"
    SUBJECT_ACCESS = "subject_access", "A request for one’s own records"
    DATA_BREACH = "data_breach", "A breach of personal data"
    NEGLIGENCE = "negligence", "A claim for money for injury or negligence"
    STAFF_EMPLOYMENT = "staff_employment", "A member of staff’s own employment"
    SCHOOL = "school", "A school’s own affairs"
    CARER_APPROVAL = "carer_approval", "Assessing or approving foster carers or adopters"
    LADO_DECISION = "lado_decision", "What the LADO decided"
    LADO_HANDLING = "lado_handling", "How a possible referral to the LADO was handled"
    WORKER_ALLEGATION = "worker_allegation", "An allegation against somebody who works with children"
    OTHER_AGENCY_DECISION = "other_agency_decision", "A decision that another agency disputes"
    OTHER_BODY = "other_body", "What another body did: police, health, CAFCASS"
    ADULT_SOCIAL_CARE = "adult_social_care", "What adult social care did"
    ADULT_TREATMENT = "adult_treatment", "How an adult was treated as an adult"
    CHILD_AT_RISK_NOW = "child_at_risk_now", "A child is at risk now"


class Route(models.TextChoices):
    """Where a point goes. Three are procedures of the council; the others say where to go, and keep what was said."""

    STATUTORY = "statutory", "Children Act statutory procedure"
    CORPORATE = "corporate", "Corporate complaints procedure"
    ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care’s statutory procedure"
    LADO = "lado", "LADO and human resources"
    COURT = "court", "The court, through a lawyer"
    TRIBUNAL = "tribunal", "The SEND Tribunal"
    DATA_PROTECTION = "data_protection", "Data protection officer"
    CONFERENCE = "conference", "Conference complaint to the chair or partnership"
    DISAGREEMENT = "disagreement", "Professional disagreement (escalation)"
    ANOTHER_BODY = "another_body", "The other body’s own complaints procedure"
    INSURANCE = "insurance", "Insurance or legal claim"
    HUMAN_RESOURCES = "human_resources", "Human resources"
    REVIEW_OF_APPROVAL = "review_of_approval", "Review of approval"
    SCHOOL = "school", "The school’s own procedure"
    NOT_ELIGIBLE = "not_eligible", "Not open to this person"


#: The council's own procedures, the most independent first: where points mix, the answer is the first one's.
PROCEDURES = (Route.STATUTORY, Route.ADULT_SOCIAL_CARE, Route.CORPORATE)


class FindingIs(models.TextChoices):
    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Partly upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"
    NO_FINDING = "no_finding", "No finding possible"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Head(models.Model):
    """One point of complaint: the complainant's words, the route proposed, the route chosen, the finding.

    Facts are as told or established; null is unknown. The proposal is kept as it was made, under the rules of its day.
    """

    class Confidence(models.TextChoices):
        STATED = "S", "Stated in an Ombudsman’s decision"
        READ = "V", "Read in the named source"
        LOCAL = "L", "One area’s local rule"
        RECALLED = "R", "Recalled: confirm before relying on it"
        DEFAULT = "D", "Our own default: no source settles it"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="heads")
    number = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True, help_text="In the complainant's own words")
    summary = models.TextField(blank=True, help_text="As agreed with the complainant for the investigation")
    about = models.CharField(max_length=40, choices=About, blank=True)

    assessment_requested = models.BooleanField(
        null=True, help_text="A needs assessment was requested, refused or made (conflict c)"
    )
    part_3_function = models.BooleanField(null=True, help_text="It concerns a function under Part 3 of the 1989 Act")
    appeal_right = models.BooleanField(null=True, help_text="A right of appeal to a tribunal goes with the decision")
    adult_service = models.BooleanField(null=True, help_text="It is about what adult social care did")
    harm_criteria_met = models.BooleanField(null=True, help_text="The conduct meets one of the LADO harm criteria")
    agency_words = models.CharField(max_length=200, blank=True, help_text="Which other body, court or school")
    joins = models.ForeignKey(
        Complaint, null=True, on_delete=models.PROTECT, related_name="+", help_text="The complaint whose handling it is"
    )

    proposed_route = models.CharField(max_length=30, choices=Route)
    proposed_row = models.CharField(max_length=30)  # the row of complaints/data/routes.toml
    proposed_reason = models.TextField()
    proposed_source = models.TextField()
    proposed_confidence = models.CharField(max_length=1, choices=Confidence)
    check_needed = models.BooleanField(default=False, help_text="The sources conflict: a person decides with reasons")
    other_view = models.TextField(blank=True)
    ombudsman_view = models.TextField(blank=True)
    proposed_at = models.DateTimeField()

    route = models.CharField(max_length=30, choices=Route, blank=True)
    route_reason = models.CharField(max_length=40, blank=True)
    route_rationale = models.TextField(blank=True)
    route_chosen_at = models.DateTimeField(null=True)
    route_chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_needed = models.BooleanField(default=False)
    second_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_words = models.TextField(blank=True)

    finding = models.CharField(max_length=12, choices=FindingIs, blank=True)
    finding_at = models.DateTimeField(null=True)

    objects = TrackedQuerySet.as_manager()
    history = HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))

    class Meta:
        ordering = ["complaint_id", "number"]
        indexes = [
            models.Index(
                fields=["about", "complaint"], condition=Q(finding__in=["upheld", "partly"]), name="head_theme"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="heads_are_numbered_once"),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("route_chosen_by")), name="nobody_signs_their_own_route"
            ),
            models.CheckConstraint(
                condition=Q(route="", route_chosen_at=None, route_chosen_by=None)
                | (~Q(route="") & Q(route_chosen_at__isnull=False, route_chosen_by__isnull=False)),
                name="a_chosen_route_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"point {self.number} of complaint {self.complaint_id}"

    @property
    def waits_for_second(self) -> bool:
        """True while a choice against the proposal has not been signed by a second person: the proposal stands."""
        return self.second_needed and self.second_at is None

    @property
    def route_in_force(self) -> str:
        """The route chosen, once nobody else need sign it; otherwise the one proposed."""
        return self.route if self.route and not self.waits_for_second else self.proposed_route

    @property
    def against_proposal(self) -> bool:
        return bool(self.route) and self.route != self.proposed_route


class Finding(Act):
    """What was found on a point at a stage. A later one supersedes; none is changed."""

    class From(models.TextChoices):
        RESPONSE = "response", "The council’s response"
        INVESTIGATOR = "investigator", "The investigating officer"
        INDEPENDENT = "independent", "The independent person"
        ADJUDICATION = "adjudication", "Adjudication"
        PANEL = "panel", "The review panel"
        FINAL = "final", "The council’s response to the panel"

    head = models.ForeignKey(Head, on_delete=models.CASCADE, related_name="findings")
    stage_number = models.PositiveSmallIntegerField(null=True)
    given_by = models.CharField(max_length=12, choices=From)
    finding = models.CharField(max_length=12, choices=FindingIs)
    reasons = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"finding {self.pk}"
