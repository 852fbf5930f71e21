"""Instants and days in words, for templates that show a few; lists prepare their rows in Python."""

from datetime import date, datetime

from django import template

from timers import words

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """22 November 2026 at 4:15pm; nothing for nothing."""
    return words.moment(value) if value else ""


@register.filter
def day(value: date | None) -> str:
    """22 November 2026; nothing for nothing."""
    return words.day(value) if value else ""
