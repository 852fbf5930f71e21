"""The words of rules and ladders: levels, units of counting, and how sure we are of a source."""

from __future__ import annotations

LEVELS = ("due_soon", "missed", "service_manager", "head_of_service")
LEVEL_WORDS = {
    "due_soon": "Due soon",
    "missed": "Missed",
    "service_manager": "Raised to the service manager",
    "head_of_service": "Raised to the head of service",
}
UNITS = {
    "working_days_to_the_minute": "working days, to the minute",
    "working_days": "working days",
    "calendar_days": "days",
    "hours": "hours",
    "months": "months",
    "months_beginning_with": "months beginning with the date",
    "before_date": "before the date",
    "set_date": "by the date set",
}
SOON_UNITS = {
    "": "no warning",
    "working_hours": "working hours before",
    "working_days": "working days before",
    "hours": "hours before",
    "hours_after_start": "hours after the start",
}
CONFIDENCE = {
    "S": "stated in an Ombudsman decision",
    "V": "read in the named source",
    "L": "one area's local rule",
    "R": "recalled, to be confirmed",
    "D": "product default: no source sets a number",
}
#: A council may set its own figure only where no national source sets one.
LOCAL_CONFIDENCE = ("L", "D")
