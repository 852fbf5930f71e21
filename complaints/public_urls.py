"""Addresses for everybody: the complaint form, and a letter opened by link."""

from django.urls import path

from complaints.views import public

app_name = "complain"

urlpatterns = [
    path("", public.begin, name="begin"),
    path("child-at-risk/", public.risk, name="risk"),
    path("letter/<uuid:token>/", public.letter, name="letter"),
    path("<uuid:token>/check/", public.check, name="check"),
    path("<uuid:token>/sent/", public.sent, name="sent"),
    path("<uuid:token>/save/", public.save, name="save"),
    path("<uuid:token>/<slug:slug>/", public.step, name="step"),
]
