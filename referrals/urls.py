"""Addresses of a referral, its acts, and the log of a new one."""

from django.urls import path

from referrals.views import acts, between, drafts, listing, logging, page
from referrals.views.act_table import TABLE

app_name = "referrals"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("search/", listing.search, name="search"),
    path("log/", logging.begin, name="log"),
    path("log/<uuid:token>/", logging.tasks, name="log-tasks"),
    path("log/<uuid:token>/paste/", logging.paste, name="log-paste"),
    path("log/<uuid:token>/check/", logging.check, name="log-check"),
    path("log/<uuid:token>/done/", logging.done, name="logged"),
    path("log/<uuid:token>/<slug:slug>/", logging.step, name="log-step"),
    path("drafts/", drafts.listing, name="drafts"),
    path("drafts/<uuid:token>/", drafts.save, name="draft"),
    path("drafts/<uuid:token>/discard/", drafts.discard, name="draft-discard"),
    path("<str:reference>/", page.referral, name="referral"),
    path("<str:reference>/print/", page.on_paper, name="print"),
    path("<str:reference>/why/", page.why, name="why"),
    path("<str:reference>/history/", page.history, name="history"),
    path("<str:reference>/looked/", page.looked, name="looked"),
    path("<str:reference>/between/", between.between, name="between"),
    path("<str:reference>/between/links/", between.link_new, name="link-new"),
    path("<str:reference>/between/links/<str:link>/again/", between.link_again, name="link-again"),
    path("<str:reference>/between/links/<str:link>/revoke/", between.link_revoke, name="link-revoke"),
    path("<str:reference>/correct/", page.correct, name="correct"),
    path("<str:reference>/people/<int:number>/address/", page.address, name="address"),
    path("<str:reference>/entries/<str:entry>/note/", page.note, name="note"),
    path("<str:reference>/prompts/<str:prompt>/", page.settle, name="settle"),
    *(path(f"<str:reference>/{act.slug}/", acts.view_of(act), name=act.slug) for act in TABLE),
]
