"""What goes on every answer, errors and refusals included."""

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# No page here needs a device, a place or a payment; a script that got in gets none either.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class PrivatePages:
    """Nothing is kept by a browser or a proxy but what lies under the static address, and nothing is shared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # One policy for every answer, so it is put into words once; the library's own middleware does so for each.
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        if not (
            settings.DEBUG and response.status_code in {404, 500}
        ):  # Django's own pages about an error have scripts
            response.setdefault("Content-Security-Policy", self.policy)
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Permitted-Cross-Domain-Policies"] = "none"
        # Set again below by Django's own middleware; these two must also be on an answer that never got so far.
        response.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        return response
