"""Who to ring now: the duty desk on working days in its hours, the emergency duty team at every other hour."""

from datetime import datetime, time

from councils.models import Council, Desk
from timers.calendar import Calendar, CalendarEnds, local
from timers.held import calendar_for

#: Where a desk states no hours.
OPENS, CLOSES = time(9), time(17)


def is_office_hours(
    council: Council, moment: datetime, desk: Desk | None = None, *, calendar: Calendar | None = None
) -> bool:
    """Whether the aware `moment` is within the office desk's hours, on a working day of the council's nation.

    `calendar` is that nation's; left out, the current one is asked for (one small query), so a list passes it. Beyond
    the bank holidays held, Monday to Friday count as working days: the page shows both numbers in any case.
    """
    here = local(moment)
    try:
        working = (calendar or calendar_for(council.nation)).is_working_day(here.date())
    except (CalendarEnds, KeyError):
        working = here.weekday() < 5
    opens = (desk and desk.opens_at) or OPENS
    closes = (desk and desk.closes_at) or CLOSES
    return working and opens <= here.time() < closes


def desk_for(
    council: Council, moment: datetime, *, service: str = "childrens", calendar: Calendar | None = None
) -> Desk | None:
    """The desk to ring at the aware `moment`; the other one where only that has a number; None where neither has.

    Nobody is left without a number because one is missing. `service` is "childrens" or "adults". Prefetched
    `council.desks` are used as they are.
    """
    desks = {one.hours: one for one in council.desks.all() if one.service == service and (one.phone or one.email)}
    office, out_of_hours = desks.get("office"), desks.get("out_of_hours")
    if is_office_hours(council, moment, office, calendar=calendar):
        return office or out_of_hours
    return out_of_hours or office
