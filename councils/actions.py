"""The verbs of councils and their desks.

Keyword-only; `by` is a person, `at` when it happened, `now` when it is written, both aware. Each is one transaction,
or joins the caller's, keeps the history and writes the trail.
"""

from datetime import datetime, time
from typing import Any

from django.db import transaction

from councils.models import Council, Desk, RuleSet
from timers.calendar import local
from trail.history import save_as
from trail.record import record


class ChangedMeanwhile(Exception):
    """Somebody else changed the desk after the page was opened; `desk` is how it stands now."""

    def __init__(self, desk: Desk | None):
        self.desk = desk
        super().__init__("Somebody else changed this desk while you were editing it.")


def version_of(desk: Desk | None) -> int:
    """A number that changes with every change of the desk, for a form to carry; 0 for one that is not there yet."""
    if desk is None or desk.pk is None:
        return 0
    latest = desk.history.values_list("history_id", flat=True).order_by("-history_id").first()
    return int(latest or 0)


def verify_desk(*, desk: Desk, by: Any, at: datetime, now: datetime) -> Desk:
    """Somebody checked that the numbers are right, on the local date of `at`. Returns the desk as saved."""
    with transaction.atomic():
        desk = Desk.objects.select_for_update(of=("self",)).select_related("council").get(pk=desk.pk)
        desk.verified_on, desk.verified_by = local(at).date(), by
        save_as(desk, by=by, now=now, because="Verified", fields=["verified_on", "verified_by"])
        _tell_trail("verify_desk", desk, by, now)
    return desk


def change_desk(
    *,
    council: Council,
    service: str,
    hours: str,
    by: Any,
    at: datetime,
    now: datetime,
    name: str,
    phone: str = "",
    email: str = "",
    opens_at: time | None = None,
    closes_at: time | None = None,
    checked: bool = True,
    version: int | None = None,
) -> Desk:
    """Write down how a desk is reached, making it if there was none. Returns the desk as saved.

    `checked`: the person has checked the numbers with the desk, so they count as verified on the local date of `at`;
    otherwise they are shown as not verified. `version` is version_of the desk when the form was opened: raises
    ChangedMeanwhile when it is another by now; None skips that.
    """
    with transaction.atomic():
        # The council first: it is there even when the desk is not, so two people cannot both make it.
        Council.objects.select_for_update().get(pk=council.pk)
        desk = Desk.objects.filter(council=council, service=service, hours=hours).first()
        if version is not None and version != version_of(desk):
            raise ChangedMeanwhile(desk)
        made = desk is None
        desk = desk or Desk(council=council, service=service, hours=hours)
        desk.name, desk.phone, desk.email = name, phone, email
        desk.opens_at, desk.closes_at = opens_at, closes_at
        desk.verified_on, desk.verified_by = (local(at).date(), by) if checked else (None, None)
        save_as(desk, by=by, now=now, because="Added" if made else "Changed")
        _tell_trail("add_desk" if made else "change_desk", desk, by, now)
    return desk


def choose_rule_set(*, council: Council, code: str, by: Any, at: datetime, now: datetime, because: str) -> Council:
    """Say which rule set a council follows, with where that was read; loading reference data leaves it alone after.

    Raises RuleSet.DoesNotExist when no rule set of that code is in force on the local date of `at`.
    """
    with transaction.atomic():
        RuleSet.objects.in_force(local(at).date()).get(code=code)
        council = Council.objects.select_for_update().get(pk=council.pk)
        council.rule_set_code = code
        save_as(council, by=by, now=now, because=because, fields=["rule_set_code"])
        record(
            by_id=by.pk,
            council_id=by.council_id,
            action="choose_rule_set",
            subject=("councils.council", council.pk),
            at=now,
            reason=because[:200],
            facts={"code": code, "at": at},
        )
    return council


def _tell_trail(action: str, desk: Desk, by: Any, now: datetime) -> None:
    record(
        by_id=by.pk,
        council_id=by.council_id,
        action=action,
        subject=("councils.desk", desk.pk),
        about=("councils.council", desk.council_id),
        at=now,
        facts={"phone": desk.phone, "email": desk.email, "verified_on": desk.verified_on},
    )
