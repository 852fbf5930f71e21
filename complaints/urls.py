"""Addresses of complaints for those who work on them. The public form has its own: complaints/public_urls.py."""

from django.urls import path

from complaints.views import acts, behind, between, figures, letters, listing, page, receiving, route
from complaints.views.act_table import TABLE

app_name = "complaints"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("search/", listing.search, name="search"),
    path("receive/", receiving.receive, name="receive"),
    path("received/", receiving.received, name="received"),
    path("reports/", figures.reports, name="figures"),
    path("learning/", between.learning, name="learning"),
    path("learning/<str:receipt>/", between.learnt, name="learnt"),
    path("links/<str:link>/", between.accept_link, name="accept-link"),
    path("<str:reference>/", page.complaint, name="complaint"),
    path("<str:reference>/print/", page.on_paper, name="print"),
    path("<str:reference>/history/", behind.history, name="history"),
    path("<str:reference>/looked/", behind.looked, name="looked"),
    path("<str:reference>/export/", behind.export, name="export"),
    path("<str:reference>/prompts/<str:prompt>/", page.settle, name="settle"),
    path("<str:reference>/route/", route.route, name="route"),
    path("<str:reference>/route-record/", route.record, name="route-record"),
    path("<str:reference>/tell/", letters.tell, name="tell"),
    path("<str:reference>/letters/", letters.listing, name="letters"),
    path("<str:reference>/letters/new/", letters.new, name="letter-new"),
    path("<str:reference>/letters/<str:letter>/", letters.one, name="letter"),
    path("<str:reference>/letters/<str:letter>/change/", letters.change, name="letter-change"),
    path("<str:reference>/letters/<str:letter>/send/", letters.send, name="letter-send"),
    *(path(f"<str:reference>/{act.slug}/", acts.view_of(act), name=act.slug) for act in TABLE),
]
