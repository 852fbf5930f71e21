"""The site behind /admin/: Django's own pages, marked with what they need and entered by our sign-in only."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import ImproperlyConfigured
from django.db.models.base import ModelBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.http import urlencode

from trail.doors import needs

ROOMS = {"accounts", "councils", "timers"}
LEFT_OUT = {"auth", "axes"}


def _marked(view: Callable[..., Any]) -> Callable[..., Any]:
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    # Not functools.wraps: bound methods of the site take no attributes, and the copy must carry our mark.
    door.__name__ = getattr(view, "__name__", "door")
    for name in ("admin_site", "model_admin", "csrf_exempt"):
        if hasattr(view, name):
            setattr(door, name, getattr(view, name))
    return needs("accounts.admin")(door)


class ReferenceSite(admin.AdminSite):
    """Django's administration pages, each marked with what it needs and entered by our own sign-in only."""

    site_header = site_title = "Holdfast administration"
    index_title = "Councils, rules and people"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Only what is there to refer to: what third parties register is left out, a case of ours is an error."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        for model in models:
            label = model._meta.app_label
            if label in ROOMS:
                super().register(model, *args, **options)
            elif label not in LEFT_OUT:
                raise ImproperlyConfigured(f"{model._meta.label} has no place in the administration pages.")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        patterns = super().get_urls()
        _mark(patterns)
        return patterns

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_staff", False))

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("/sign-in/?" + urlencode({"next": request.get_full_path()}))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        from accounts.views import sign_out

        return sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("accounts:password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("accounts:account")


def _mark(patterns: list[Any]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _mark(pattern.url_patterns)
        else:
            pattern.callback = _marked(pattern.callback)


class ReferenceAdminConfig(AdminConfig):
    """In INSTALLED_APPS instead of django.contrib.admin, so that every room's admin.py registers with our site."""

    default_site = "accounts.administration.ReferenceSite"
