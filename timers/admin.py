"""Calendars and rules for an administrator: read, and a proclaimed day added. Nothing is ever edited or deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone

from timers.models import EngineFault, Holiday, Rule
from timers.recompute import add_holiday


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Rule)
class RuleAdmin(ReadOnly):
    list_display = [
        "number",
        "kind",
        "variant",
        "length",
        "confidence",
        "in_force_from",
        "in_force_until",
        "version",
        "current",
    ]
    list_filter = ["current", "confidence", "kind"]


@admin.register(EngineFault)
class EngineFaultAdmin(ReadOnly):
    list_display = ["noticed_at", "what", "detail", "by_what"]


@admin.register(Holiday)
class HolidayAdmin(ReadOnly):
    list_display = ["on", "name", "nation", "source"]
    list_filter = ["nation"]
    fields = ["nation", "on", "name", "source"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("timers.add_holiday")

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        """Add the day through the action, so that the open clocks it concerns move with it."""
        now = timezone.now()
        moved = add_holiday(obj.nation, on=obj.on, name=obj.name, source=obj.source, now=now)
        obj.pk = Holiday.objects.get(nation=obj.nation, on=obj.on).pk
        messages.info(request, f"{moved} running clocks were dated again.")
