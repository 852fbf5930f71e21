"""People appointed to one complaint for a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from complaints.models import Appointment, Complaint
from complaints.said import AppointmentSaid

if TYPE_CHECKING:
    from accounts.models import User


def appoint(*, by: User, complaint: Complaint, at: datetime, now: datetime, said: AppointmentSaid) -> Appointment:
    """Appoint somebody: their account, where they have one, opens this complaint and nothing else, until the day it
    ends.

    Raises Refused: complaint.not_independent (an independent person or panel member who is a member or officer of the
    council, or the partner of one, or has not declared), complaint.panel_had_stage_2 (stage 2's independent person on
    the panel), complaint.complained_of, complaint.two_parts (the investigating officer as adjudicator or independent
    person).
    """
    raise NotImplementedError


def end_appointment(*, by: User, appointment: Appointment, because: str, at: datetime, now: datetime) -> Appointment:
    """End it now: their access ends with it. Raises NotPossible when it has ended or `because` is empty."""
    raise NotImplementedError
