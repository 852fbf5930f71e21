"""Every address, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("councils/", include("councils.urls")),
    path("api/", include("referrals.api.urls")),
    path("", include("config.site")),
]
