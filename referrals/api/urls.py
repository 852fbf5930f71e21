"""The API's addresses."""

from django.urls import path

from referrals.api import schema, talks, views  # schema: registers itself

__all__ = ["app_name", "schema", "urlpatterns"]

app_name = "api"

urlpatterns = [
    path("referrals/", views.Referrals.as_view(), name="referrals"),
    path("referrals/<str:reference>/", views.OneReferral.as_view(), name="referral"),
    path("referrals/<str:reference>/clocks/", views.Clocks.as_view(), name="clocks"),
    path("referrals/<str:reference>/alerts/", views.Alerts.as_view(), name="alerts"),
    path("referrals/<str:reference>/contacts/", views.Contacts.as_view(), name="contacts"),
    path("referrals/<str:reference>/messages/", talks.Messages.as_view(), name="messages"),
    path("referrals/<str:reference>/messages/<str:message>/answer/", talks.Answer.as_view(), name="answer"),
    path("referrals/<str:reference>/send/", views.Send.as_view(), name="send"),
    path("referrals/<str:reference>/acknowledge/", views.Acknowledge.as_view(), name="acknowledge"),
    path("schema/", views.Schema.as_view(), name="schema"),
]
