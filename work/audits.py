"""What of audits needs somebody: files they were given to read, and actions of a plan that are theirs."""

from datetime import datetime
from typing import Any

from audits.auditing.waiting import actions_for, files_for
from audits.presenters.audit_plan import waiting_rows


def waiting(person: Any, now: datetime) -> list[dict[str, Any]]:
    """Rows of {text, href, hint, status, colour}; nothing is asked for those who neither read nor act."""
    files = files_for(person) if person.has_perm("audits.read_case") else []
    actions = actions_for(person) if person.has_perm("audits.act") else []
    return waiting_rows(files, actions, now)
