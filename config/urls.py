"""Every address, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("councils/", include("councils.urls")),
    path("referrals/", include("referrals.urls")),
    path("complaints/", include("complaints.urls")),
    path("complain/", include("complaints.public_urls")),
    path("api/", include("referrals.api.urls")),
    path("", include("work.urls")),
    path("", include("config.site")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
