"""Components that hold a body. All others are files in templates/components/, drawn with {% include %}.

Built into every template by settings (TEMPLATES, OPTIONS, builtins), so that no page loads it.
"""

from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_htmx.jinja import htmx_script

from govuk.bands import BANDS, SHAPES
from govuk.rows import clock_rows

register = template.Library()
NOTHING = SafeString("")


@register.simple_tag(name="shape")
@register.filter
def shape(band: str) -> SafeString:
    """{{ row.band|shape }} or {% shape row.band %}: a band's sign, for the eye; its word stands beside it."""
    return SHAPES.get(band, NOTHING)


@register.simple_tag(name="word")
@register.filter
def word(band: str) -> str:
    """{{ band|word }} or {% word band %}: "Missed"."""
    return BANDS[band].word if band in BANDS else ""


register.simple_tag(clock_rows)


@register.simple_tag
def assets() -> SafeString:
    """The stylesheets and scripts of every page. Worked out once a process: nine look-ups a page cost 0.3 ms."""
    return _assets()


@register.simple_tag
def htmx() -> SafeString:
    """htmx 2, for the head block of the pages that use it: it keeps the page's address in the browser's storage until
    static/holdfast.js takes it out, so pages that need no htmx do not load it."""
    return _htmx()


@cache
def _htmx() -> SafeString:
    return htmx_script(version=2)


@cache
def _assets() -> SafeString:
    sheets = (
        "vendor/govuk-frontend/govuk-frontend.min.css",
        "vendor/moj-frontend/moj-frontend.min.css",
        "holdfast.css",
    )
    lines = [format_html('<link rel="icon" href="{}" type="image/svg+xml">', static("favicon.svg"))]
    lines += [format_html('<link rel="stylesheet" href="{}">', static(sheet)) for sheet in sheets]
    lines.append(format_html('<script src="{}" defer></script>', static("vendor/govuk-frontend/all.bundle.js")))
    lines.append(format_html('<script src="{}" defer></script>', static("holdfast.js")))
    return mark_safe("\n".join(lines))  # noqa: S308 - built of escaped parts above


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """{% inset %}words{% endinset %}: set apart from the text around it."""
    return format_html('<div class="govuk-inset-text">{}</div>', mark_safe(content))  # noqa: S308 - rendered by the template


@register.simple_block_tag
def warning(content: str) -> SafeString:
    """{% warning %}words{% endwarning %}: an exclamation mark and bold words. Inline content only."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {}</strong></div>',
        mark_safe(content),  # noqa: S308
    )


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False, css: str = "") -> SafeString:  # noqa: A002 - the attribute's name
    """{% details "Why we ask" %}words{% enddetails %}: opens and closes without script."""
    return format_html(
        '<details class="govuk-details {}"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        css,
        mark_safe(" open") if open else "",
        summary,
        mark_safe(content),  # noqa: S308
    )


@register.simple_block_tag
def banner(
    content: str, title: str = "Important", success: bool = False, focus: bool = True, ident: str = "banner"
) -> SafeString:
    """{% banner "Success" success=True %}…{% endbanner %}: a notification banner. One of success takes the focus."""
    return format_html(
        '<div class="govuk-notification-banner{}" role="{}" aria-labelledby="{}-title"'
        ' data-module="govuk-notification-banner"{}><div class="govuk-notification-banner__header">'
        '<h2 class="govuk-notification-banner__title" id="{}-title">{}</h2></div>'
        '<div class="govuk-notification-banner__content">{}</div></div>',
        " govuk-notification-banner--success" if success else "",
        "alert" if success else "region",
        ident,
        SafeString("" if focus else ' data-disable-auto-focus="true"'),
        ident,
        title,
        mark_safe(content),  # noqa: S308
    )


@register.simple_block_tag
def card(content: str, title: str, actions: Any = (), level: int = 2, css: str = "") -> SafeString:
    """{% card "Household" actions=list %}…{% endcard %}: a summary card round a body. actions: {href, text, hidden}."""
    links = [
        format_html(
            '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>',
            action["href"],
            action["text"],
            action.get("hidden") or f"({title})",
        )
        for action in actions
    ]
    if len(links) > 1:
        items = "".join(f'<li class="govuk-summary-card__action">{link}</li>' for link in links)
        side = f'<ul class="govuk-summary-card__actions">{items}</ul>'
    else:
        side = f'<div class="govuk-summary-card__actions">{links[0]}</div>' if links else ""
    return format_html(
        '<div class="govuk-summary-card {}"><div class="govuk-summary-card__title-wrapper">'
        '<h{} class="govuk-summary-card__title">{}</h{}>{}</div>'
        '<div class="govuk-summary-card__content">{}</div></div>',
        css,
        level,
        title,
        level,
        mark_safe(side),  # noqa: S308 - built of escaped parts above
        mark_safe(content),  # noqa: S308
    )
