"""What of audits and reports needs somebody: files to read, actions of a plan and recommendations that are theirs."""

from datetime import datetime
from typing import Any

from audits.auditing.waiting import actions_for, files_for, recommendations_for
from audits.presenters import ombudsman
from audits.presenters.audit_plan import waiting_rows


def waiting(person: Any, now: datetime) -> list[dict[str, Any]]:
    """Rows of {text, href, hint, status, colour}; nothing is asked for those who neither read nor act."""
    files = files_for(person) if person.has_perm("audits.read_case") else []
    actions = actions_for(person) if person.has_perm("audits.act") else []
    promised = recommendations_for(person) if person.has_perm("audits.see_to") else []
    return [*ombudsman.waiting_rows(promised, now), *waiting_rows(files, actions, now)]
