"""Addresses of a referral, its acts, and the log of a new one."""

from django.urls import path

from referrals.views import acts, between, documents, drafts, exporting, file, handing, listing, logging, page, rung
from referrals.views.act_table import TABLE

app_name = "referrals"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("list.csv", exporting.export, name="export"),
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
    path("rung/", rung.rung, name="rung"),
    path("hand-over/", handing.workers, name="hand-over-whose"),
    path("hand-over/<str:worker>/", handing.cases, name="hand-over"),
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
    path("<str:reference>/notes/", file.notes, name="notes"),
    path("<str:reference>/notes/<str:note>/text/", file.note_text, name="note-text"),
    path("<str:reference>/chronology/", file.chronology, name="chronology"),
    path("<str:reference>/chronology/choose/", file.choose, name="choose"),
    path("<str:reference>/people/", file.people, name="people"),
    path("<str:reference>/people/find/", file.find_person, name="find-person"),
    path("<str:reference>/warnings/", file.warnings, name="warnings"),
    path("<str:reference>/documents/", documents.documents, name="documents"),
    path("<str:reference>/documents/add/", documents.attach, name="attach"),
    path("<str:reference>/documents/<str:document>/", documents.download, name="document"),
    path("<str:reference>/needs/", file.needs_and_support, name="needs"),
    path("<str:reference>/tasks/", file.tasks, name="tasks"),
    path("<str:reference>/prompts/<str:prompt>/", page.settle, name="settle"),
    *(path(f"<str:reference>/{act.slug}/", acts.view_of(act), name=act.slug) for act in TABLE),
]
