from django.urls import path

from councils import views

app_name = "councils"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("messages/", views.undelivered, name="undelivered"),
    path("<slug:address>/", views.council, name="council"),
    path("<slug:address>/desks/<slug:service>/<slug:hours>/", views.desk, name="desk"),
    path("<slug:address>/desks/<slug:service>/<slug:hours>/verify/", views.verify_desk, name="verify-desk"),
]
