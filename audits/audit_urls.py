"""Addresses of the audits of closed cases."""

from django.urls import path

from audits.views import audit_list, audit_plan, audit_reading, audit_report, audits

_ONE = "closed-cases/<str:reference>/"

urlpatterns = [
    path("", audits.listing, name="audits"),
    path("open/", audits.open_one, name="open"),
    path(_ONE, audits.audit, name="audit"),
    path(f"{_ONE}definition/", audit_list.define, name="define"),
    path(f"{_ONE}list/", audit_list.the_list, name="list"),
    path(f"{_ONE}list/import/", audit_list.import_cases, name="import"),
    path(f"{_ONE}list/list.csv", audit_list.download, name="download"),
    path(f"{_ONE}draw/", audit_list.draw, name="draw"),
    path(f"{_ONE}cases/", audit_reading.cases, name="cases"),
    path(f"{_ONE}cases/<int:position>/", audit_reading.read, name="read"),
    path(f"{_ONE}cases/<int:position>/keep/", audit_reading.keep, name="keep"),
    path(f"{_ONE}cases/<int:position>/reader/", audit_reading.reader, name="reader"),
    path(f"{_ONE}cases/<int:position>/replace/", audit_reading.replace, name="replace"),
    path(f"{_ONE}cases/<int:position>/at-risk/", audit_reading.at_risk, name="at-risk"),
    path(f"{_ONE}end/", audits.end, name="end"),
    path(f"{_ONE}plan/", audits.plan, name="plan"),
    path(f"{_ONE}report/", audit_report.report, name="report"),
    path(f"{_ONE}report/keep/", audit_report.keep_report, name="keep-report"),
    path(f"{_ONE}actions/", audit_plan.plan_actions, name="actions"),
    path(f"{_ONE}actions/<int:number>/", audit_plan.one_action, name="action"),
    path(f"{_ONE}actions/<int:number>/change/", audit_plan.change, name="change-action"),
    path(f"{_ONE}faults/<int:point>/", audit_plan.no_action, name="no-action"),
    path(f"{_ONE}committee-pack/", audit_report.committee_pack, name="committee-pack"),
    path(f"{_ONE}evidence-pack/", audit_report.evidence_pack, name="evidence-pack"),
    path(f"{_ONE}findings/", audit_report.findings, name="findings"),
]
