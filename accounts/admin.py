"""The administration pages: councils, teams, desks, rules, holidays, people. No case is reachable there.

They are Django's own, behind our sign-in with its second factor; what each may do comes from the access table, where
Django's "councils.change_desk" counts as accounts.admin (accounts/models.py, has_perm). Nothing is deleted there.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Membership, User


class ReadOnly(admin.ModelAdmin):
    """To look at: changing people has rules, and those live in accounts/actions.py behind the people pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ["name", "email", "council", "is_active", "left_on", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "phone", "council", "is_active", "left_on", "awake_since", "last_login"]
    list_select_related = ["council"]


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ["user", "role", "team", "council", "since", "until"]
    list_filter = ["role"]
    list_select_related = ["user", "team", "council"]
