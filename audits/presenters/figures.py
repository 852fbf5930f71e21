"""Figures with their definition and trend, in words and drawn; for members without what could tell a child."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from audits.oversight.snapshots import Trend
from audits.oversight.suppressing import UNDER, Shown, shown
from govuk import charts
from referrals.suppression import SMALLEST_SHOWN
from timers import words

#: The spans that a trend may be read over (STATUTE 3, fault 106).
SPANS = (12, 36)


def span_of(asked: str) -> int:
    """Twelve months unless thirty-six were asked for."""
    return SPANS[1] if asked == str(SPANS[1]) else SPANS[0]


def spans(current: int) -> list[dict[str, Any]]:
    return [{"href": f"?months={one}", "text": f"{one} months", "current": one == current} for one in SPANS]


def figure(trend: Trend, *, suppress: bool, rows: bool = False) -> dict[str, Any]:
    """One figure for templates/audits/_figure.html. `rows`: with the way to the cases behind it."""
    one = trend.figure
    now = shown(trend.today, suppress=suppress, share=one.share)
    drawn = [shown(point, suppress=suppress, share=one.share) for point in trend.months]
    better = "More is better." if one.better == "more" else "Fewer is better."
    unit = "Per cent" if one.share else "Number"
    chart = _lines(one.name, unit, trend.ends, drawn) if any(point.drawn is not None for point in drawn) else None
    return {
        "code": one.code,
        "name": one.name,
        "number": now.text if trend.today else "Not counted yet",
        "of": f"of {now.of} {one.of}" if now.of else one.of if trend.today else "",
        "definition": one.definition,
        "better": better,
        "source": one.source,
        "version": one.version,
        "counted": f"Counted {words.moment(trend.counted_at)}" if trend.counted_at else "",
        **_change(trend, suppress=suppress),
        "chart": chart,
        "href": reverse("audits:figure-rows", args=[one.family, one.code]) if rows and one.opens else "",
    }


def _lines(name: str, unit: str, ends: tuple[date, ...], drawn: list[Any]) -> charts.Chart:
    """The line, with a gap where a number is too small to be told; its table says which it is."""
    labels = [f"{words.MONTHS[end.month - 1][:3]} {end.year % 100:02}" for end in ends]
    series = charts.Series(unit, [one.drawn for one in drawn])
    chart = charts.lines(f"{name}, month by month", "Month", labels, [series])
    for row, one in zip(chart.rows, drawn, strict=True):
        row[1]["text"] = one.text
    return chart


def _change(trend: Trend, *, suppress: bool) -> dict[str, str]:
    """What became of it in the months shown: {verdict ("Better", "Worse", "The same" or ""), change (the sentence),
    colour (of the verdict's tag)}. Red is for missed only."""
    said = {"verdict": "", "change": "", "colour": "grey"}
    known = [point for point in (*trend.months, trend.today) if point is not None]
    if len(known) < 2:
        return said
    first, last = (shown(point, suppress=suppress, share=trend.figure.share) for point in (known[0], known[-1]))
    before, after = _height(first), _height(last)
    if before is None or after is None:
        return said
    since = month(known[0].on)
    is_now = known[-1] is trend.today and known[-1].on not in trend.ends
    now = "now" if is_now else f"at the end of {month(known[-1].on)}"
    if first.text == last.text:
        return {**said, "verdict": "The same", "change": f"{first.text} at the end of {since} and {now}"}
    up = after > before
    way, good = "Up" if up else "Down", up is (trend.figure.better == "more")
    return {
        "verdict": "Better" if good else "Worse",
        "change": f"{way} from {_within(first)} at the end of {since} to {_within(last)} {now}",
        "colour": "green" if good else "orange",
    }


def _height(one: Shown) -> float | None:
    """What may be compared of a figure: a number that is not told is known to be under five."""
    return SMALLEST_SHOWN / 2 if one.text == UNDER else one.drawn


def _within(one: Shown) -> str:
    return one.text.lower() if one.text == UNDER else one.text


def note() -> str:
    """What stands under figures for members."""
    return (
        f"Numbers from 1 to {SMALLEST_SHOWN - 1} are not told, nor a share that rests on so few, so that no child can "
        "be recognised. A gap in a line is such a month, or one that was not counted."
    )


def month(on: date) -> str:
    return f"{words.MONTHS[on.month - 1]} {on.year}"


def case_columns(said: str) -> list[dict[str, Any]]:
    """How long comes first after the child: on a telephone the others are a swipe away."""
    return [{"text": text} for text in ("Child", "Since", said, "Team", "Worker") if text]


def case_row(row: dict[str, Any], said: str, child: str, now: datetime) -> list[dict[str, Any]]:
    """A case behind a figure as cells of components/table.html, under `case_columns`."""
    told = [{"text": (row["said"] or "").replace("_", " ")}] if said else []
    return [
        {"text": child, "href": reverse("referrals:referral", args=[row["reference"]]), "note": row["reference"]},
        {"text": f"{words.span(now - row['since'])}", "note": words.moment(row["since"])},
        *told,
        {"text": row["team"] or "No team yet"},
        {"text": row["worker"] or "Nobody yet"},
    ]
