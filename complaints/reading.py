"""Everything the pages of one complaint show: each kind of thing is read once, when a page first asks for it."""

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.models import User
from accounts.people import people_with
from complaints.models import (
    Appointment,
    Complaint,
    ComplaintChild,
    ComplaintEntry,
    ComplaintLink,
    ComplaintPrompt,
    EarlyReferral,
    EligibilityDecision,
    Finding,
    FreezingConsidered,
    Head,
    LatenessDecision,
    LearningItem,
    Letter,
    OmbudsmanEnquiry,
    Pause,
    Procedure,
    Remedy,
    RouteTold,
    Stage,
    StageRefusal,
)
from referrals import handles
from timers.calendar import local
from timers.models import Timer

if TYPE_CHECKING:
    from django.db.models import QuerySet

ABOUT = "complaints.complaint"
ENTRIES = 20
ENTRIES_ON_PAPER = 500


class Case:
    """One complaint for the length of one request. `now` is the instant of the request, aware."""

    def __init__(
        self, complaint: Complaint, *, user: User, now: datetime, after: str = "", most: int = ENTRIES
    ) -> None:
        self.complaint = complaint
        self.user = user
        self.now = now
        self.after = after
        self.most = most

    @property
    def today(self) -> date:
        return local(self.now).date()

    @cached_property
    def heads(self) -> list[Head]:
        return list(self.complaint.heads.select_related("route_chosen_by", "second_by", "joins").order_by("number"))

    @cached_property
    def children(self) -> list[ComplaintChild]:
        return list(self.complaint.children.order_by("pk"))

    @cached_property
    def stages(self) -> list[Stage]:
        return list(self.complaint.stages.order_by("pk"))

    @cached_property
    def clocks(self) -> list[Timer]:
        """All clocks of this complaint, running and over, in due order; those without a date last."""
        found = Timer.objects.filter(
            about_label=ABOUT, about_id=self.complaint.pk, council_id=self.complaint.council_id
        )
        return sorted(found.select_related("rule"), key=lambda one: (one.due_at is None, one.due_at or one.started_at))

    @cached_property
    def appointments(self) -> list[Appointment]:
        return list(self.complaint.appointments.select_related("user").order_by("pk"))

    @cached_property
    def letters(self) -> list[Letter]:
        return list(self.complaint.letters.select_related("made_by", "sent_by").order_by("-made_at", "-pk"))

    @cached_property
    def told(self) -> list[RouteTold]:
        """What the complainant was told of the routes, latest first."""
        return list(self.complaint.routes_told.order_by("-at", "-pk"))

    @cached_property
    def pauses(self) -> list[Pause]:
        return list(self.complaint.pauses.select_related("by").order_by("-since", "-pk"))

    @cached_property
    def freezings(self) -> list[FreezingConsidered]:
        return list(self.complaint.freezings.select_related("by").order_by("-at", "-pk"))

    @cached_property
    def eligibility(self) -> list[EligibilityDecision]:
        return list(self.complaint.eligibility_decisions.select_related("by").order_by("-at", "-pk"))

    @cached_property
    def lateness(self) -> list[LatenessDecision]:
        return list(self.complaint.lateness_decisions.select_related("by").order_by("-at", "-pk"))

    @cached_property
    def refusals(self) -> list[StageRefusal]:
        return list(self.complaint.refusals.select_related("by").order_by("-at", "-pk"))

    @cached_property
    def early(self) -> list[EarlyReferral]:
        return list(self.complaint.early_referrals.select_related("by").order_by("-at", "-pk"))

    @cached_property
    def findings(self) -> list[Finding]:
        return list(Finding.objects.filter(head__complaint=self.complaint).order_by("at", "pk"))

    @cached_property
    def remedies(self) -> list[Remedy]:
        return list(self.complaint.remedies.select_related("head").order_by("pk"))

    @cached_property
    def learning(self) -> list[LearningItem]:
        found: QuerySet[LearningItem] = self.complaint.learning.order_by("pk")
        return list(found.prefetch_related("receipts__team", "receipts__received_by"))

    @cached_property
    def enquiries(self) -> list[OmbudsmanEnquiry]:
        return list(self.complaint.ombudsman_enquiries.order_by("-received_at", "-pk"))

    @cached_property
    def links(self) -> list[ComplaintLink]:
        """Links that this council proposed and that another one proposed to this complaint, those in force first."""
        found = ComplaintLink.objects.filter(Q(complaint=self.complaint) | Q(other=self.complaint))
        return list(
            found.select_related("complaint__council", "council", "other__council", "lead").order_by("ended_at", "pk")
        )

    @cached_property
    def prompts(self) -> list[ComplaintPrompt]:
        return list(self.complaint.prompts.filter(settled_at=None).order_by("at", "pk"))

    @cached_property
    def officers_to_choose(self) -> list[User]:
        """The council's complaints officers whom it is not about."""
        found = people_with("complaints.route", self.complaint.council_id, day=self.today)
        return [one for one in found if one.pk not in self.complaint.complained_of_ids]

    @cached_property
    def _entries(self) -> list[ComplaintEntry]:
        found = self.complaint.journal.select_related("by", "council").order_by("-at", "-pk")
        if place := handles.read_place("complaint-entry", self.after):
            at, key = place
            found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=key))
        return list(found[: self.most + 1])

    @property
    def entries(self) -> list[ComplaintEntry]:
        return self._entries[: self.most]

    @property
    def older(self) -> str:
        """Where the next page of the timeline begins; "" when there is none."""
        if len(self._entries) <= self.most:
            return ""
        last = self._entries[self.most - 1]
        return handles.place_in_list("complaint-entry", last.at, last.pk)

    # What follows from it

    @property
    def running(self) -> list[Timer]:
        return [one for one in self.clocks if one.stopped_at is None]

    def clock(self, *kinds: str) -> Timer | None:
        """The running clock of one of these kinds that is due first."""
        return next((one for one in self.running if one.kind in kinds), None)

    @property
    def stages_running(self) -> list[Stage]:
        return [one for one in self.stages if one.is_running]

    def stage(self, procedure: str, number: int) -> Stage | None:
        """The latest stage of that procedure and number, running or over."""
        found = [one for one in self.stages if one.procedure == procedure and one.number == number]
        return found[-1] if found else None

    def running_stage(self, procedure: str, number: int) -> Stage | None:
        found = self.stage(procedure, number)
        return found if found is not None and found.is_running else None

    @property
    def pause(self) -> Pause | None:
        return next((one for one in self.pauses if one.ended_at is None), None)

    @property
    def appointed_now(self) -> list[Appointment]:
        day = self.today
        return [one for one in self.appointments if one.ended_at is None and (one.until is None or one.until >= day)]

    def appointed(self, *roles: str, stage: int | None = None) -> list[Appointment]:
        """Who is appointed now to one of these parts (at that stage, where it is said)."""
        return [
            one
            for one in self.appointed_now
            if one.role in roles and (stage is None or one.stage_number in (None, stage))
        ]

    @property
    def statutory_begun(self) -> bool:
        """True once any stage of the statutory procedure has been begun: it is then finished on request."""
        return bool(self.complaint.already_at_stage) or any(
            one.procedure == Procedure.STATUTORY and one.number > 1 for one in self.stages
        )

    def head(self, number: int) -> Head | None:
        return next((one for one in self.heads if one.number == number), None)

    def may(self, *permissions: str) -> bool:
        """Whether the person at the page has one of these permissions on this complaint."""
        return any(self._has(one) for one in permissions)

    def _has(self, permission: str) -> bool:
        if permission not in self._asked:
            self._asked[permission] = self._standing_allows(permission)
        return self._asked[permission]

    @cached_property
    def _asked(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _standing(self) -> Any:
        return self.complaint.access()

    def _standing_allows(self, permission: str) -> bool:
        # As the backend asks, with the standing read once a page instead of once a question.
        return self.user.has_perm(permission, _Stands(self._standing))


class _Stands:
    """An object that says how people stand to it, read already."""

    def __init__(self, standing: Any) -> None:
        self._standing = standing

    def access(self) -> Any:
        return self._standing
