from django.urls import path

from work.views import (
    answers,
    clocks,
    faults,
    handover,
    home,
    inbox,
    notices,
    own_figure,
    patterns,
    reads,
    rules,
    service,
    successors,
    team,
)
from work.views.help import help_page

app_name = "work"

urlpatterns = [
    path("", home.home, name="home"),
    path("my-work/", home.my, name="my"),
    path("team/", team.team, name="team"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/acknowledge/", inbox.acknowledge, name="acknowledge"),
    path("handover/", handover.handover, name="handover"),
    path("handover/accept/", handover.accept, name="accept-handover"),
    path("service/", service.service, name="service"),
    path("service/patterns/", patterns.patterns, name="patterns"),
    path("service/successors/", successors.successors, name="successors"),
    path("service/answers/", answers.councils, name="answers"),
    path("service/answers/<str:code>/", answers.of_council, name="answers-of"),
    path("notifications/", notices.listing, name="notices"),
    path("notifications/seen/", notices.acknowledge, name="acknowledge-alert"),
    path("notifications/put-off/", notices.put_off, name="put-off-alert"),
    path("reads/", reads.listing, name="reads"),
    path("rules/", rules.rules, name="rules"),
    path("faults/", faults.faults, name="faults"),
    path("rules/<int:pk>/own/", own_figure.own_figure, name="own-figure"),
    path("clocks/", clocks.clocks, name="clocks"),
    path("help/", help_page, name="help"),
    path("health/live", clocks.live, name="live"),
    path("health/clocks", clocks.clocks_health, name="clocks-health"),
]
