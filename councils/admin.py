"""The administration pages of councils, teams, desks and rule sets. Nothing is deleted: things end on a day."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from councils.models import Council, Desk, RuleSet, Team
from trail.history import save_as
from trail.record import record


class KeptAdmin(admin.ModelAdmin):
    """Saves with history and trail, as the rooms' actions do."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        now = timezone.now()
        save_as(obj, by=request.user, now=now, because="Administration")
        record(
            by_id=request.user.pk,
            council_id=request.user.council_id,
            action="administer",
            subject=(obj._meta.label_lower, obj.pk),
            at=now,
            facts={name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data},
        )


@admin.register(Council)
class CouncilAdmin(KeptAdmin):
    list_display = ["name", "gss_code", "nation", "rule_set_code", "takes_part", "valid_until"]
    list_filter = ["nation", "takes_part", "rule_set_code"]
    search_fields = ["name", "short_name", "gss_code", "dfe_code"]
    filter_horizontal = ["successors"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Council.objects.real()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # Reference data: the next load would put these back.
        return ["is_invented", "former_gss_codes", "dfe_code", "region", "type"] if obj else ["is_invented"]


@admin.register(Team)
class TeamAdmin(KeptAdmin):
    list_display = ["name", "council", "is_front_door", "ended_on"]
    list_filter = ["is_front_door"]
    search_fields = ["name", "council__name"]
    autocomplete_fields = ["council"]
    list_select_related = ["council"]


@admin.register(Desk)
class DeskAdmin(KeptAdmin):
    list_display = ["council", "service", "hours", "phone", "verified_on"]
    list_filter = ["service", "hours"]
    search_fields = ["council__name", "name", "phone"]
    autocomplete_fields = ["council"]
    # Who vouches for a number is said on the council's own page, by pressing the button there.
    readonly_fields = ["verified_on", "verified_by"]
    list_select_related = ["council"]


@admin.register(RuleSet)
class RuleSetAdmin(KeptAdmin):
    list_display = ["name", "code", "in_force_from", "in_force_until", "confidence"]
