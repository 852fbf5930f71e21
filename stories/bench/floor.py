"""The floor: the least a signed-in Django page of the same kind can cost, in one file, over one table.

Served like the product itself: `gunicorn stories.bench.floor:application`; BENCH_FLOOR names its database as
user:password:socket folder:port:name. `/list`, `/dashboard`, `/search` and `/create` do one statement of work each,
behind session, person and form token, with a plain template.
"""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

ROWS = (
    "<!doctype html><title>Referrals</title><h1>Referrals</h1><p>{{ who }} {{ count }}</p><table>{% for r in rows %}"
    "<tr><td>{{ r.reference }}</td><td>{{ r.child }}</td><td>{{ r.council }}</td><td>{{ r.state }}</td>"
    "<td>{{ r.received_at|date:'j M Y' }}</td><td>{{ r.due_at|date:'j M Y' }}</td><td>{{ r.worker }}</td></tr>"
    "{% endfor %}</table>"
)

if not settings.configured:
    user, password, host, port, name = os.environ["BENCH_FLOOR"].split(":")
    settings.configure(
        SECRET_KEY=os.environ["SECRET_KEY"],
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "USER": user,
                "PASSWORD": password,
                "HOST": host,
                "PORT": port,
                "NAME": name,
                "CONN_MAX_AGE": 300,
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [("django.template.loaders.locmem.Loader", {"rows.html": ROWS})],
                        )
                    ]
                },
            }
        ],
    )
    django.setup()

from django.contrib.auth.decorators import login_required  # noqa: E402 - after the settings, which it reads
from django.db import models  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from django.views.decorators.csrf import ensure_csrf_cookie  # noqa: E402


class Row(models.Model):
    """One line of the floor's table."""

    reference = models.TextField()
    child = models.TextField()
    folded = models.TextField()
    council = models.SmallIntegerField()
    state = models.TextField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    worker = models.TextField()
    objects: models.Manager["Row"] = models.Manager()

    class Meta:
        app_label, db_table, managed = "floor", "floor_referral", False

    def __str__(self) -> str:
        return self.reference


def _answer(request: HttpRequest, rows: models.QuerySet[Row], count: int | str = "") -> HttpResponse:
    return render(request, "rows.html", {"rows": rows[:25], "who": request.user.get_username(), "count": count})


@login_required
def newest(request: HttpRequest) -> HttpResponse:
    return _answer(request, Row.objects.filter(council=1).order_by("-received_at", "-id"))


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    late = Row.objects.filter(council=1, due_at__lt=now())
    return _answer(request, late.order_by("due_at"), late[:1001].count())


@login_required
def search(request: HttpRequest) -> HttpResponse:
    found = Row.objects.filter(council=1, folded__startswith=request.GET["q"].lower())
    return _answer(request, found.order_by("folded"))


@ensure_csrf_cookie
@login_required
def create(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        child = request.POST["child"]
        made = Row.objects.create(
            reference="new",
            child=child,
            folded=child.lower(),
            council=1,
            state="open",
            received_at=now(),
            due_at=now(),
            worker="w",
        )
        return HttpResponse(status=302, headers={"Location": f"/{made.pk}"})
    return HttpResponse("<form method=post></form>")


urlpatterns = [
    path("list", newest),
    path("dashboard", dashboard),
    path("search", search),
    path("create", create),
]
application = get_wsgi_application()
