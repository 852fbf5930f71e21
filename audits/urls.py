"""Addresses of this room."""

from audits.audit_urls import urlpatterns as audit_patterns

app_name = "audits"

urlpatterns = [*audit_patterns]
