from django.urls import path

from accounts import people_views, views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("password/forgotten/", views.forgotten, name="forgotten"),
    path("password/new/<str:token>/", views.reset, name="reset"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/recovery-codes/", views.recovery_codes, name="recovery-codes"),
    path("account/sessions/end/", views.end_sessions, name="end-sessions"),
    path("people/", people_views.people, name="people"),
    path("people/add/", people_views.add, name="add"),
    path("people/tokens/", people_views.system_tokens, name="tokens"),
    path("people/tokens/end/", people_views.end_token, name="end-token"),
    path("people/<str:reference>/", people_views.person, name="person"),
    path("people/<str:reference>/act/", people_views.act, name="act"),
    path("people/<str:reference>/roles/", people_views.give_role, name="give-role"),
    path("people/<str:reference>/roles/end/", people_views.end_role, name="end-role"),
    path("people/<str:reference>/deputies/", people_views.name_deputy, name="name-deputy"),
    path("people/<str:reference>/deputies/end/", people_views.end_deputy, name="end-deputy"),
]
