"""The page of a referral put together, for the screen, for paper, and for an address that is not to be disclosed."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from referrals.models import Address, Involvement, Prompt, Referral
from referrals.presenters import (
    clocks,
    closing_gate,
    file_story,
    holding,
    journal,
    next_acts,
    on_file,
    other_acts,
    page,
    questions,
    thread,
)
from referrals.presenters.people import age
from referrals.reading import KINDS, Case
from timers import words


def context(case: Case, user: Any, *, kind: str, paged: bool) -> dict[str, Any]:
    """Everything templates/referrals/referral.html shows."""
    referral = case.referral
    reference = referral.reference
    ours = case.ours.council_id if case.ours else None
    can_print = user.has_perm("referrals.print", referral)
    entries = journal.timeline(page.journal_context(case), reference=reference, our_council_id=ours, notes=can_print)
    return {
        "strip": {**page.strip(case), "href": ""},
        "title": _title(case),
        "reference": reference,
        "is_contact": referral.kind == Referral.Kind.CONTACT,
        "councils": page.who_has_it(case),
        "tables": page.clock_tables(case),
        "acts": next_acts.next_acts(case, user),
        "other_acts": other_acts.others(case, user),
        "may_acknowledge": next_acts.may_acknowledge(case, user),
        "senders": ", ".join(
            dict.fromkeys(
                one.sender.short_name for one in case.sendings if one.to_id == ours and not one.acknowledged_at
            )
        ),
        **holding.section(case, user),
        "closing": closing_gate.before_closing(case, user) if not paged else {},
        "between": thread.summary(case, user) if case.others else None,
        "prompts": questions.prompts(case, can_settle=user.has_perm("referrals.contact", referral)),
        "entries": entries,
        "paged": paged,
        "kinds": _kinds(reference, kind),
        "kind": KINDS[kind][0] if kind else "",
        "older": _older(reference, kind, case.timeline.after),
        "known": page.what_was_said(referral),
        "people": page.people(case, sees_protected=user.has_perm("referrals.protected_address", referral)),
        "earlier": page.earlier(case.earlier),
        "repeats": referral.repeats_id is not None,
        "file": on_file.links(case),
        "documents": on_file.documents(case),
        "print_href": reverse("referrals:print", args=[reference]) if can_print else "",
        "history_href": _if(user, "referrals.history", "history", referral),
        "looked_href": _if(user, "trail.read", "looked", referral),
        "read_at": words.clock_time(words.local(case.now).time()),
    }


def _if(user: Any, permission: str, name: str, referral: Referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.reference]) if user.has_perm(permission, referral) else ""


def _title(case: Case) -> str:
    child = case.referral.first_child
    kind = "Contact" if case.referral.kind == Referral.Kind.CONTACT else "Referral"
    return f"{kind}: {child.name if child else 'no name given'}"


def _kinds(reference: str, chosen: str) -> list[dict[str, Any]]:
    href = clocks.referral_href(reference)
    items = [{"text": "Everything", "href": f"{href}#timeline", "current": not chosen}]
    for code, (label, _) in KINDS.items():
        items.append({"text": label, "href": f"{href}?{urlencode({'kind': code})}#timeline", "current": code == chosen})
    return items


def _older(reference: str, kind: str, after: str) -> str:
    if not after:
        return ""
    asked = {"kind": kind, "after": after} if kind else {"after": after}
    return f"{clocks.referral_href(reference)}?{urlencode(asked)}#timeline"


def paper(case: Case, user: Any) -> dict[str, Any]:
    """The whole referral as a case note. A protected address is never on paper."""
    ours = case.ours.council_id if case.ours else None
    return {
        "strip": {**page.strip(case), "href": ""},
        "title": _title(case),
        "reference": case.referral.reference,
        "councils": page.who_has_it(case),
        "tables": page.clock_tables(case),
        "prompts": questions.prompts(case, can_settle=False),
        "known": page.what_was_said(case.referral),
        "people": page.people(case, sees_protected=False),
        "entries": journal.timeline(
            page.journal_context(case), reference=case.referral.reference, our_council_id=ours, notes=False
        ),
        "more": bool(case.timeline.after),
        "numbers": page.numbers(case),
        "holding": holding.who_holds_what(case),
        "discussions": holding.discussions(case),
        "intentions": holding.section(case, user)["intentions"],
        "tasks": on_file.tasks(case, user),
        "documents": on_file.documents(case),
        "paper": file_story.on_paper(case, user),
        "printed": words.moment(case.now),
        "back_href": reverse("referrals:referral", args=[case.referral.reference]),
    }


def address(case: Case, one: Involvement, latest: Address | None) -> dict[str, Any]:
    """One protected address."""
    return {
        "strip": page.strip(case),
        "name": f"{one.person.name}, {age(one.person, page.today(case))}",
        "address": ", ".join(filter(None, (latest.words, latest.postcode))) if latest else "",
        "source": latest.source if latest else "",
        "as_at": words.day(latest.at) if latest else "",
        "back_href": reverse("referrals:referral", args=[case.referral.reference]),
    }


def one_prompt(case: Case, prompt: Prompt) -> dict[str, Any]:
    """A question with its why, for the page that settles it."""
    case.prompts = [prompt]
    return questions.prompts(case, can_settle=False)[0]
