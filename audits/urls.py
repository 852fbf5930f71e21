from django.urls import include, path

from audits.audit_urls import urlpatterns as audit_patterns
from audits.views import gaps, leaders, learning, ombudsman, oversight, receipts, warnings

app_name = "audits"

urlpatterns = [
    path("audits/", include(audit_patterns)),
    path("ombudsman/", ombudsman.reports, name="reports"),
    path("ombudsman/record/", receipts.record_report, name="record-report"),
    path("ombudsman/<str:reference>/", ombudsman.report, name="report"),
    path("ombudsman/<str:reference>/receipt/", receipts.receipt, name="report-receipt"),
    path("ombudsman/<str:reference>/councils/", receipts.bind, name="bind-council"),
    path("ombudsman/<str:reference>/recommend/", ombudsman.recommend, name="recommend"),
    path("ombudsman/<str:reference>/longer/", ombudsman.longer, name="report-longer"),
    path("ombudsman/<str:reference>/<int:number>/accept/", ombudsman.accept, name="accept"),
    path("ombudsman/<str:reference>/<int:number>/done/", ombudsman.complete, name="complete"),
    path("ombudsman/<str:reference>/<slug:slug>/", ombudsman.act, name="report-act"),
    path("warnings/", warnings.register, name="warnings"),
    path("warnings/raise/", warnings.raise_, name="raise-warning"),
    path("warnings/<str:reference>/", warnings.warning, name="warning"),
    path("warnings/<str:reference>/answer/", warnings.answer_warning, name="answer-warning"),
    path("attendance/", warnings.attendance, name="attendance"),
    path("attendance/record/", warnings.record_attendance, name="record-attendance"),
    path("oversight/", oversight.family, name="oversight"),
    path("oversight/gaps/", gaps.register, name="gaps"),
    path("oversight/gaps/report/", gaps.report, name="report-gap"),
    path("oversight/gaps/<str:reference>/", gaps.gap, name="gap"),
    path("oversight/gaps/<str:reference>/settle/", gaps.settle, name="settle-gap"),
    path("oversight/<slug:code>/", oversight.family, name="figures"),
    path("oversight/<slug:code>/<slug:figure>/", oversight.rows, name="figure-rows"),
    path("leaders/", leaders.leaders, name="leaders"),
    path("leaders/send/", leaders.make_pack, name="make-pack"),
    path("leaders/packs/<str:reference>/", leaders.pack, name="pack"),
    path("learning/", learning.listing, name="learning"),
    path("learning/send/", learning.send, name="send-learning"),
    path("learning/<str:reference>/", learning.item, name="learning-item"),
    path("learning/<str:reference>/remind/", learning.remind, name="remind"),
    path("learning/<str:reference>/training/", learning.training, name="training"),
]
