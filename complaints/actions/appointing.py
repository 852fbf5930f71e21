"""People appointed to one complaint for a time."""

from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import User
from complaints import independence, journal
from complaints.grounds import ground
from complaints.models import Appointment, Complaint
from complaints.parties import locked, require_words
from complaints.said import AppointmentSaid
from referrals.refusals import NotPossible, Refused
from timers.calendar import local

if TYPE_CHECKING:
    from datetime import date


def appoint(*, by: User, complaint: Complaint, at: datetime, now: datetime, said: AppointmentSaid) -> Appointment:
    """Appoint somebody: their account, where they have one, opens this complaint and nothing else, until it ends.

    Raises Refused: complaint.not_independent (an independent person or panel member who is a member or officer of the
    council, or the partner of one, or has not declared), complaint.panel_had_stage_2 (somebody of stage 2 on the
    panel), complaint.complained_of, complaint.two_parts (two of the three parts at stage 2). NotPossible for an
    account of another council, a day past, or without a name.
    """
    complaint = locked(by, complaint, at=at, now=now)
    require_words(said.name, "Say who it is.", "name")
    if said.role not in Appointment.As.values:
        raise NotPossible("Say as what.", "role")
    since = said.since or local(at).date()
    _check(complaint, said, since)
    if codes := independence.against(complaint, said, since):
        raise Refused([ground(code) for code in codes])
    made = Appointment.objects.create(
        complaint=complaint,
        role=said.role,
        stage_number=said.stage_number,
        user_id=said.user_id,
        name=said.name.strip()[:120],
        organisation=said.organisation[:200],
        is_member=said.is_member,
        is_officer=said.is_officer,
        is_partner_of_one=said.is_partner_of_one,
        since=since,
        until=said.until,
        made_by=by,
        made_at=at,
        recorded_at=now,
    )
    facts = {"appointment": made.pk, "role": made.role, "user": said.user_id}
    journal.write("appoint", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return made


def _check(complaint: Complaint, said: AppointmentSaid, since: "date") -> None:
    if said.until is not None and said.until < since:
        raise NotPossible("It ends before it begins.", "until")
    if said.user_id is not None and not User.objects.filter(pk=said.user_id, council_id=complaint.council_id).exists():
        raise NotPossible("That account is not of this council. An administrator can make one for them.", "user")


def end_appointment(*, by: User, appointment: Appointment, because: str, at: datetime, now: datetime) -> Appointment:
    """End it now: their access ends with it. Raises NotPossible when it has ended or `because` is empty."""
    require_words(because, "Say why it ends.", "because")
    complaint = locked(by, appointment.complaint, at=at, now=now, open_=False)
    found = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if found.ended_at is not None:
        raise NotPossible("This appointment has ended already.")
    found.ended_at, found.ended_by, found.ended_because = at, by, because
    found.save(update_fields=["ended_at", "ended_by", "ended_because"])
    facts = {"appointment": found.pk, "role": found.role}
    journal.write("end_appointment", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return found
