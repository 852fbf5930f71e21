"""Rows of what is due, written in Python: 25 of them are the page opened most, and a template took 60 µs for each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString

from govuk.bands import SHAPES


def _getter(row: Any) -> Callable[[str], Any]:
    """How to ask a row, a mapping or an object, for a part; "" where it has none."""
    if isinstance(row, Mapping):
        return lambda name: row.get(name) or ""
    return lambda name: getattr(row, name, None) or ""


def _box(name: str, value: Any, act: Any, who: Any) -> str:
    ident = f"{esc(name)}-{esc(value)}"
    return (
        '<div class="govuk-checkboxes govuk-checkboxes--small hf-row__choose"><div class="govuk-checkboxes__item">'
        f'<input class="govuk-checkboxes__input" type="checkbox" id="{ident}" name="{esc(name)}" value="{esc(value)}">'
        f'<label class="govuk-label govuk-checkboxes__label" for="{ident}"><span class="govuk-visually-hidden">'
        f"Choose {esc(act)}, {esc(who)}</span></label></div></div>"
    )


def clock_row(row: Any, choose_name: str = "") -> str:
    """One row of components/clock_rows.html, which says what a row may hold. Everything in it is escaped here."""
    get = _getter(row)
    act, who, when = esc(get("act")), get("who"), get("when")
    parts = [f'<li class="hf-row hf-row--{esc(get("band"))}">']
    if chosen := get("choose"):
        parts.append(_box(choose_name, chosen, act, who))
    href = get("href")
    link = f'<a class="govuk-link govuk-link--no-visited-state" href="{esc(href)}">{act}</a>' if href else act
    parts.append(f'<div class="hf-row__body"><p class="hf-row__act">{link}</p>')
    if who:
        parts.append(f'<p class="hf-row__who">{esc(who)} <span class="hf-ref">{esc(get("reference"))}</span></p>')
    parts.append(
        f'<p class="hf-clock"><strong class="hf-clock__headline">{SHAPES.get(get("band"), "")} {esc(get("headline"))}'
        "</strong>"
    )
    if when:
        parts.append(f' <span class="hf-clock__when"><span aria-hidden="true">·</span> {esc(when)}</span>')
    parts.append("</p>")
    if detail := get("detail"):
        parts.append(f'<p class="hf-row__detail">{esc(detail)}</p>')
    if facts := get("facts"):
        said = (f"<div><dt>{esc(fact['label'])}</dt> <dd>{esc(fact['text'])}</dd></div>" for fact in facts)
        parts.append(f'<dl class="hf-row__facts">{"".join(said)}</dl>')
    parts.append("</div>")
    if button := get("button"):
        parts.append(
            '<div class="hf-row__do"><a class="govuk-button govuk-button--secondary" role="button" draggable="false"'
            f' data-module="govuk-button" href="{esc(get("button_href"))}">{esc(button)}'
            f'<span class="govuk-visually-hidden">: {act}</span></a></div>'
        )
    parts.append("</li>")
    return "".join(parts)


def clock_rows(rows: Iterable[Any], choose_name: str = "") -> SafeString:
    """The list of rows. `choose_name` names the tick boxes of rows that have `choose`."""
    return SafeString(f'<ul class="hf-rows">{"".join(clock_row(row, choose_name) for row in rows)}</ul>')
