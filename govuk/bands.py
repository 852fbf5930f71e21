"""How late something is, as it is shown: a word, a shape and a colour, always together (UI.md, WCAG 1.4.1)."""

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString


class Band(NamedTuple):
    word: str
    sign: str  # a character every Arial has, so that it prints and needs no picture


# In the order in which they are listed: worst first. Red belongs to the first alone (static/holdfast.css).
BANDS: dict[str, Band] = {
    "missed": Band("Missed", "■"),
    "today": Band("Due today", "▲"),
    "soon": Band("Due soon", "●"),
    "later": Band("Later", "○"),
    "unallocated": Band("Unallocated", "◊"),
    "waiting": Band("Waiting", "–"),
    "done": Band("Done", "✓"),
}
SHAPES: dict[str, SafeString] = {
    name: format_html('<span class="hf-shape hf-shape--{}" aria-hidden="true">{}</span>', name, band.sign)
    for name, band in BANDS.items()
}
