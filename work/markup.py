"""The rows of the manager's list, written in Python as govuk.rows writes its own: as template text they cost too much.

Everything a row holds is escaped here.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString

from govuk.bands import SHAPES


def _tick(case: Mapping[str, Any], ident: str, ticked: bool) -> str:
    return (
        '<div class="hf-case__tick govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
        f'<input class="govuk-checkboxes__input" type="checkbox" id="{ident}" name="referral"'
        f' value="{esc(case["reference"])}"{" checked" if ticked else ""}>'
        f'<label class="govuk-label govuk-checkboxes__label" for="{ident}"><span class="govuk-visually-hidden">'
        f"Choose {esc(case['child'])}, {esc(case['reference'])}</span></label></div></div>"
    )


def case_row(case: Mapping[str, Any], *, number: int = 1, choose: bool = False, ticked: bool = False) -> str:
    """One child: who, what is late, how late, who has it, whether the other council answered, what happened last."""
    parts = [f'<li class="hf-case hf-row--{case["band"]}">']
    if choose:
        parts.append(_tick(case, f"case-{number}", ticked))
    parts.append(
        '<div class="hf-case__who"><h3 class="hf-case__child"><a class="govuk-link govuk-link--no-visited-state"'
        f' href="{esc(case["href"])}">{esc(case["child"])}</a>'
        f' <span class="hf-ref">{esc(case["reference"])}</span></h3>'
    )
    if case["what"]:
        parts.append(f'<p class="hf-case__what">{esc(case["what"])}</p>')
    if case.get("waiting"):
        parts.append(f'<p class="hf-case__what">{esc(case["waiting"])}</p>')
    parts.append(
        '</div><div class="hf-case__late"><p class="hf-clock"><strong class="hf-clock__headline">'
        f"{SHAPES.get(case['band'], '')} {esc(case['headline'])}</strong>"
        f' <span class="hf-clock__when">{esc(case["when"])}</span></p></div><div class="hf-case__facts">'
    )
    parts.append(f"<p>{esc(case['worker'])}</p>" if case["worker"] else "<p><strong>Nobody has it</strong></p>")
    parts += [f"<p>{esc(other)}</p>" for other in case["others"]]
    if case["last"]:
        parts.append(f'<p class="hf-quiet">{esc(case["last"])}</p>')
    parts.append("</div></li>")
    return "".join(parts)


def case_rows(
    cases: Iterable[Mapping[str, Any]], *, first: int = 1, choose: bool = False, ticked: Collection[str] = ()
) -> SafeString:
    """The list of one band; `first` numbers its tick boxes on from the band before."""
    items = (
        case_row(case, number=number, choose=choose, ticked=case["reference"] in ticked)
        for number, case in enumerate(cases, first)
    )
    return SafeString(f'<ul class="hf-cases">{"".join(items)}</ul>')


def worker_options(workers: Iterable[Mapping[str, Any]], chosen: str = "") -> SafeString:
    """Workers to drop down, each with the number of their cases."""
    return SafeString(
        "".join(
            f'<option value="{esc(one["reference"])}"{" selected" if one["reference"] == chosen else ""}>'
            f"{esc(one['name'])} ({one['cases']})</option>"
            for one in workers
        )
    )


_CURRENT = ' class="hf-small__current"'


def caseload_rows(caseload: Iterable[Mapping[str, Any]]) -> SafeString:
    """The rows of the table of workers: name, cases, late; the one whose list is shown is marked."""
    return SafeString(
        "".join(
            f'<tr{_CURRENT if one["current"] else ""}><th scope="row">'
            f'<a class="govuk-link govuk-link--no-visited-state" href="{esc(one["href"])}">{esc(one["name"])}</a></th>'
            f'<td class="hf-small__number">{one["cases"]}</td>'
            f'<td class="hf-small__number{" hf-small__late" if one["missed"] else ""}">{one["missed"] or 0}</td></tr>'
            for one in caseload
        )
    )
