"""Where an audit is, as a bar: cases with a fault, cases read, cases to be read, and the line of the rule across it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from audits.auditing.rule import Rule

WIDTH, TOP, DEEP = 600, 30, 34


def bar(rule: Rule, *, line: bool = True) -> SafeString:
    """The picture; its words stand beside it in the page. No style attribute: the security policy refuses them.

    A full audit has no `line`: it was started already.
    """
    size = max(rule.size, 1)

    def at(count: float) -> float:
        return round(WIDTH * min(count, size) / size, 1)

    return format_html(
        '<svg class="hf-audit-bar" viewBox="-1 0 {} {}" role="img" aria-label="{}" focusable="false">'
        '<rect class="hf-audit-bar__all" x="0" y="{}" width="{}" height="{}"/>'
        '<rect class="hf-audit-bar__read" x="0" y="{}" width="{}" height="{}"/>'
        '<rect class="hf-audit-bar__yes" x="0" y="{}" width="{}" height="{}"/>{}</svg>',
        WIDTH + 2,
        TOP + DEEP + 8,
        f"{rule.yes} with a fault, {rule.read} read, of {rule.size}."
        + (f" The line stands after {rule.most}." if line else ""),
        TOP, at(rule.size), DEEP,
        TOP, at(rule.read), DEEP,
        TOP, at(rule.yes), DEEP,
        _line(rule, at(rule.most + 0.5)) if line and rule.size else "",
    )  # fmt: skip


def _line(rule: Rule, x: float) -> SafeString:
    return format_html(
        '<line class="hf-audit-bar__line" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="hf-audit-bar__text" x="{}" y="22" text-anchor="{}">{} of {}</text>',
        x, x, TOP - 6, TOP + DEEP + 7,
        x, "start" if x < WIDTH / 2 else "end", rule.most, rule.size,
    )  # fmt: skip
