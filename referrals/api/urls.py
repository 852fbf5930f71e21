"""The API's addresses."""

from django.urls import path

from referrals.api import file, file_people, schema, talks, views  # schema: registers itself

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
    path("referrals/<str:reference>/notes/", file.Notes.as_view(), name="notes"),
    path("referrals/<str:reference>/notes/<str:note>/correct/", file.Correct.as_view(), name="correct-note"),
    path("referrals/<str:reference>/tasks/", file.Tasks.as_view(), name="tasks"),
    path("referrals/<str:reference>/tasks/<str:task>/finish/", file.FinishTask.as_view(), name="finish-task"),
    path("referrals/<str:reference>/tasks/<str:task>/cancel/", file.CancelTask.as_view(), name="cancel-task"),
    path("referrals/<str:reference>/chronology/", file.Chronology.as_view(), name="chronology"),
    path("referrals/<str:reference>/chronology/<str:event>/take-out/", file.TakeOut.as_view(), name="take-out"),
    path("referrals/<str:reference>/people/", file_people.People.as_view(), name="people"),
    path("referrals/<str:reference>/warnings/", file_people.Warnings.as_view(), name="warnings"),
    path("referrals/<str:reference>/warnings/<str:warning>/review/", file_people.Review.as_view(), name="review"),
    path("referrals/<str:reference>/flags/", file_people.Flags.as_view(), name="flags"),
    path("referrals/<str:reference>/flags/<str:flag>/end/", file_people.EndFlag.as_view(), name="end-flag"),
    path("referrals/<str:reference>/documents/", file_people.Documents.as_view(), name="documents"),
    path("referrals/<str:reference>/send/", views.Send.as_view(), name="send"),
    path("referrals/<str:reference>/acknowledge/", views.Acknowledge.as_view(), name="acknowledge"),
    path("schema/", views.Schema.as_view(), name="schema"),
]
