"""What of audits, reports and learning needs somebody: what their teams are to read, what is theirs, files to read."""

from datetime import datetime
from typing import Any

from audits.auditing.learners import to_read
from audits.auditing.waiting import actions_for, files_for, recommendations_for
from audits.presenters import ombudsman, practice
from audits.presenters.audit_plan import waiting_rows


def waiting(person: Any, now: datetime) -> list[dict[str, Any]]:
    """Rows of {text, href, hint, status, colour}; nothing is asked for those who neither read nor act."""
    files = files_for(person) if person.has_perm("audits.read_case") else []
    actions = actions_for(person) if person.has_perm("audits.act") else []
    promised = recommendations_for(person) if person.has_perm("audits.see_to") else []
    unread = to_read(person) if person.has_perm("audits.learning") else []
    return [
        *practice.learning_waits(unread, now),
        *ombudsman.waiting_rows(promised, now),
        *waiting_rows(files, actions, now),
    ]
