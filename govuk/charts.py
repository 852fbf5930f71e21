"""Line and bar charts drawn on the server as SVG, each with the figures it is drawn from.

No style attribute is used, since the page's security policy refuses them; colours are classes of static/holdfast.css.
Series differ in lightness, dash and order as well as in colour.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 480, 270
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 20, 56
# One picture's title must not borrow another's id on the same page.
_numbers = count(1)


@dataclass(frozen=True)
class Series:
    """One line or set of bars. `values` are as many as the chart's labels; None where there is no figure."""

    name: str
    values: Sequence[float | None]
    css: str = ""


@dataclass(frozen=True)
class Chart:
    """What components/chart.html draws: `svg`, and its table as `columns` and `rows` for components/table.html."""

    caption: str
    svg: SafeString
    columns: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]] = field(default_factory=list)

    @cached_property
    def figure(self) -> SafeString:
        """Picture and figures as markup, laid out once for a chart that is drawn once and shown often."""
        return render_to_string("components/chart.html", {"chart": self})


def _top(values: list[float]) -> float:
    """A round number at or above every value that four lines across divide into whole numbers.

    >>> [_top([value]) for value in (0, 3, 7, 12, 41, 130, 900)]
    [4, 4, 8, 12, 48, 160, 1000]
    """
    highest = max([*values, 1])
    size = max(1, 10 ** (math.floor(math.log10(highest)) - 1))
    return next(top for step in (4, 8, 12, 16, 20, 24, 32, 40, 48, 60, 80, 100) if (top := step * size) >= highest)


def _text(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _figures(first: str, labels: Sequence[str], series: Sequence[Series]) -> tuple[list[dict[str, Any]], list[Any]]:
    columns: list[dict[str, Any]] = [{"text": first}, *({"text": one.name, "numeric": True} for one in series)]
    rows: list[list[dict[str, Any]]] = [
        [{"text": label}, *({"text": _text(one.values[place]), "numeric": True} for one in series)]
        for place, label in enumerate(labels)
    ]
    return columns, rows


def _frame(caption: str, said: str, labels: Sequence[str], top: float, inside: SafeString, band: float) -> SafeString:
    """The picture round the marks: title, description, lines across, labels of both axes."""
    ident = f"chart-{next(_numbers)}"
    deep = HEIGHT - TOP - BOTTOM
    across = format_html_join(
        "",
        '<line class="hf-chart__grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="hf-chart__label" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, WIDTH - RIGHT, y, y, LEFT - 8, y + 5, _text(top * part / 4))
            for part in range(5)
            for y in [round(TOP + deep * (4 - part) / 4, 1)]
        ),
    )
    # With many labels only some are written, or they would run into each other.
    every = max(1, math.ceil(len(labels) / 7))
    under = format_html_join(
        "",
        '<text class="hf-chart__label{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            # Every second one gives way on a telephone, where letters are larger beside the picture.
            (
                " hf-chart__label--second" if place // every % 2 else "",
                round(LEFT + band * (place + 0.5), 1),
                HEIGHT - BOTTOM + 22,
                label,
            )
            for place, label in enumerate(labels)
            if place % every == 0
        ),
    )
    return format_html(
        '<svg class="hf-chart__svg" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-said"'
        ' focusable="false">'
        '<title id="{}-title">{}</title><desc id="{}-said">{}</desc>{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        ident,
        ident,
        ident,
        caption,
        ident,
        said,
        across,
        under,
        inside,
    )


def _said(labels: Sequence[str], series: Sequence[Series]) -> str:
    """The picture in a sentence for each series."""
    lines = []
    for one in series:
        known = [(value, label) for value, label in zip(one.values, labels, strict=True) if value is not None]
        if known:
            high = max(known, key=lambda pair: pair[0])
            lines.append(
                f"{one.name}: from {_text(known[0][0])} ({known[0][1]}) to {_text(known[-1][0])} ({known[-1][1]}), "
                f"highest {_text(high[0])} ({high[1]})."
            )
    return " ".join(lines) or "No figures."


def bars(caption: str, first: str, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Bars beside each other for each label. `first` heads the labels' column in the table ("Week of")."""
    columns, rows = _figures(first, labels, series)
    top = _top([value for one in series for value in one.values if value is not None])
    band = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    wide = band * 0.7 / max(1, len(series))
    deep = HEIGHT - TOP - BOTTOM
    marks = format_html_join(
        "",
        '<rect class="hf-chart__bar hf-chart__bar--{}" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="hf-chart__figure" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (
                one.css or number + 1,
                x,
                round(HEIGHT - BOTTOM - high, 1),
                round(wide - 2, 1),
                round(high, 1),
                round(x + wide / 2 - 1, 1),
                round(HEIGHT - BOTTOM - high - 5, 1),
                _text(value) if len(labels) * len(series) <= 26 else "",
            )
            for number, one in enumerate(series)
            for place, value in enumerate(one.values)
            if value is not None
            for x in [round(LEFT + band * place + band * 0.15 + wide * number, 1)]
            for high in [deep * value / top]
        ),
    )
    mark = '<rect class="hf-chart__bar hf-chart__bar--{}" x="{}" y="{}" width="22" height="10"/>'
    key = _key(series, mark) if len(series) > 1 else SafeString("")
    return Chart(caption, _frame(caption, _said(labels, series), labels, top, marks + key, band), columns, rows)


def lines(caption: str, first: str, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """A line for each series; a gap where there is no figure. `first` heads the labels' column in the table."""
    columns, rows = _figures(first, labels, series)
    top = _top([value for one in series for value in one.values if value is not None])
    band = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    deep = HEIGHT - TOP - BOTTOM
    marks = SafeString("")
    for number, one in enumerate(series):
        css = one.css or str(number + 1)
        path, pen = "", "M"
        for place, value in enumerate(one.values):
            if value is None:
                pen = "M"
                continue
            x, y = round(LEFT + band * (place + 0.5), 1), round(HEIGHT - BOTTOM - deep * value / top, 1)
            path += f"{pen}{x} {y}"
            pen = "L"
            marks += format_html('<circle class="hf-chart__dot hf-chart__dot--{}" cx="{}" cy="{}" r="4"/>', css, x, y)
        marks += format_html('<path class="hf-chart__line hf-chart__line--{}" d="{}"/>', css, path)
    mark = '<path class="hf-chart__line hf-chart__line--{}" d="M{} {}m0 5h22"/>'
    key = _key(series, mark) if len(series) > 1 else SafeString("")
    return Chart(caption, _frame(caption, _said(labels, series), labels, top, marks + key, band), columns, rows)


def _key(series: Sequence[Series], mark: str) -> SafeString:
    """Names of the series in a row under the picture, each with its mark (`mark`: SVG at class, x and y)."""
    step = (WIDTH - LEFT - RIGHT) / len(series)
    return format_html_join(
        "",
        mark + '<text class="hf-chart__label" x="{}" y="{}">{}</text>',
        (
            (one.css or number + 1, LEFT + step * number, HEIGHT - 15, LEFT + step * number + 30, HEIGHT - 5, one.name)
            for number, one in enumerate(series)
        ),
    )
