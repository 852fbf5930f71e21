"""Addresses of a desk's link. No token ever stands in their path."""

from django.urls import path

from referrals.views import desk

app_name = "desk"

urlpatterns = [
    path("", desk.arrive, name="arrive"),
    path("<slug:handle>/", desk.page, name="link"),
    path("<slug:handle>/read/", desk.read, name="read"),
    path("<slug:handle>/code/", desk.code, name="code"),
    path("<slug:handle>/<slug:slug>/", desk.act, name="act"),
]
