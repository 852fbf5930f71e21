"""Who may take which part (STATUTE 4d): regulation 2's independence, three on a panel, nobody in two parts."""

from collections.abc import Iterable
from datetime import date

from accounts.models import Membership
from complaints.models import Appointment, Complaint
from complaints.said import AppointmentSaid

As = Appointment.As
INDEPENDENT = {As.INDEPENDENT_PERSON, As.PANEL_CHAIR, As.PANEL_MEMBER}
PANEL = {As.PANEL_CHAIR, As.PANEL_MEMBER}
STAGE_2 = {As.INVESTIGATING_OFFICER, As.INDEPENDENT_PERSON, As.ADJUDICATOR}
#: Parts in which nobody who is complained of may be.
HANDLES = {As.RESPONDER, As.SECOND_PERSON, *STAGE_2, *PANEL}
#: Roles that come by appointment alone: whoever has any other works for the council.
BY_APPOINTMENT = {"investigator", "advocate"}
PANEL_SIZE = 3


def against(complaint: Complaint, said: AppointmentSaid, on: date) -> list[str]:
    """Every code that stands against this appointment."""
    codes = []
    if said.user_id is not None and said.user_id in complaint.complained_of_ids and said.role in HANDLES:
        codes.append("complaint.complained_of")
    if said.role in INDEPENDENT and not _is_independent(said, on):
        codes.append("complaint.not_independent")
    others = [one for one in complaint.appointments.all() if is_same(one, said)]
    if said.role in PANEL and any(one.role in STAGE_2 for one in others):
        codes.append("complaint.panel_had_stage_2")
    if said.role in STAGE_2 and any(one.role in STAGE_2 - {As(said.role)} for one in others):
        codes.append("complaint.two_parts")
    if said.role in INDEPENDENT and any(one.role == As.RESPONDER for one in others):
        codes.append("complaint.not_independent")
    return list(dict.fromkeys(codes))


def _is_independent(said: AppointmentSaid, on: date) -> bool:
    """Declared to be none of the three, and, where there is an account, not holding a post in the council."""
    if (said.is_member, said.is_officer, said.is_partner_of_one) != (False, False, False):
        return False
    if said.user_id is None:
        return True
    posts = Membership.objects.on(on).filter(user_id=said.user_id).exclude(role__in=BY_APPOINTMENT)
    return not posts.exists()


def is_same(one: Appointment, said: AppointmentSaid) -> bool:
    """True for the same person: by account, or by name where one of them has none."""
    if one.user_id is not None and said.user_id is not None:
        return one.user_id == said.user_id
    return one.name.strip().casefold() == said.name.strip().casefold()


def panel_of(appointments: Iterable[Appointment], on: date) -> list[Appointment]:
    """The people appointed to the panel on a day."""
    return [
        one
        for one in appointments
        if one.role in PANEL and one.ended_at is None and one.since <= on and (one.until is None or on <= one.until)
    ]


def panel_codes(complaint: Complaint, on: date) -> list[str]:
    """What stands against this panel: three people, one of whom chairs, each independent and none from stage 2."""
    appointments = list(complaint.appointments.all())
    sitting = panel_of(appointments, on)
    codes = []
    if len(sitting) != PANEL_SIZE or sum(one.role == As.PANEL_CHAIR for one in sitting) != 1:
        codes.append("complaint.panel_not_three")
    if any((one.is_member, one.is_officer, one.is_partner_of_one) != (False, False, False) for one in sitting):
        codes.append("complaint.not_independent")
    stage_2 = [one for one in appointments if one.role in STAGE_2]
    if any(_same(one, other) for one in sitting for other in stage_2):
        codes.append("complaint.panel_had_stage_2")
    return codes


def _same(one: Appointment, other: Appointment) -> bool:
    if one.user_id is not None and other.user_id is not None:
        return one.user_id == other.user_id
    return one.name.strip().casefold() == other.name.strip().casefold()
