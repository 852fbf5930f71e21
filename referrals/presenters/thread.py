"""The thread between the councils in words: what waits first, then everything that passed, newest first."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from referrals import handles
from referrals.choices import CHANNELS
from referrals.models import Basis, CouncilContact, CouncilMessage, DeskLinkEvent, GivenBack, Sending, Sharing
from referrals.presenters import desk as desk_words
from referrals.presenters.page import clock_cell
from referrals.reading import Case
from referrals.reading_talks import Delivery, Talks
from timers import words

CHANNEL = dict(CHANNELS)
BASES = dict(Basis.choices)
KINDS = {
    CouncilMessage.Kind.TELL: "wrote to",
    CouncilMessage.Kind.REQUEST: "asked",
    CouncilMessage.Kind.CALL: "asked to be rung by",
    CouncilMessage.Kind.ANSWER: "answered",
}
What = DeskLinkEvent.What


def context(case: Case, talks: Talks, user: Any) -> dict[str, Any]:
    """What templates/referrals/between.html shows, besides the strip."""
    referral = case.referral
    ours = case.ours.council_id if case.ours else None
    write = user.has_perm("referrals.write", referral)
    return {
        "waiting": waiting(case, user),
        "held": held(case, talks.messages, user),
        "entries": entries(talks, ours),
        "links": links(talks, case, user),
        "new_links": _without_a_link(case, talks, user),
        "shared_nothing": not talks.sharings and not any(one.two_way for one in talks.contacts),
        "ways": [
            {"text": text, "href": reverse(f"referrals:{slug}", args=[referral.reference])}
            for slug, text, permission in (
                ("message", "Write to another council", "referrals.write"),
                ("contact-council", "Record a call or a meeting", "referrals.contact"),
                ("share", "Record what was shared another way", "referrals.share"),
            )
            if user.has_perm(permission, referral)
        ],
        "may_write": write,
    }


def waiting(case: Case, user: Any) -> list[dict[str, Any]]:
    """What waits for an answer, ours to give first, each with its clock. Everything is in the case: nothing is read."""
    ours = case.ours.council_id if case.ours else None
    reference = case.referral.reference
    may = user.has_perm("referrals.write", case.referral)
    shown = []
    for one in case.shared.messages:
        for_us = one["to_id"] == ours
        if not for_us and one["council_id"] != ours:
            continue
        asker, asked = (case.councils[one[key]] for key in ("council_id", "to_id"))
        kind = "message_answer" if for_us else "message_chased"
        timer = next((t for t in case.clocks if (t.kind, t.subject_id) == (kind, one["id"]) and not t.stopped_at), None)
        cell = clock_cell(timer, case.now) if timer else {"band": "waiting", "headline": "No deadline", "when": ""}
        answer = reverse("referrals:answer-message", args=[reference])
        answer += f"?m={handles.handle('message', one['id'])}"
        call = reverse("referrals:contact-council", args=[reference]) + f"?to={asked.gss_code or ''}"
        shown.append(
            {
                "for_us": for_us,
                "title": f"{asker.short_name} waits for our answer"
                if for_us
                else f"{asked.short_name} has not answered",
                "who": f"{one['named'] or one['by_name']}, {words.moment(one['at'])}",
                "words": one["words"],
                "line": one["line"],
                **cell,
                "href": answer if for_us and may else call if not for_us else "",
                "action": "Answer" if for_us else "Ring them and record the call",
            }
        )
    return sorted(shown, key=lambda row: not row["for_us"])


def held(case: Case, messages: list[CouncilMessage], user: Any) -> list[dict[str, str]]:
    """Requests of ours that wait for a manager."""
    may = user.has_perm("referrals.countersign", case.referral)
    href = reverse("referrals:countersign", args=[case.referral.reference])
    return [
        {
            "text": f"{_writer(one)} knows somebody in this family and asks {one.to.short_name} for information. "
            "It goes out once a manager who did not write it has countersigned it.",
            "href": f"{href}?m={handle_of(one)}" if may and one.by_id != user.pk else "",
        }
        for one in messages
        if one.is_held
    ]


def handle_of(message: CouncilMessage) -> str:
    return handles.handle("message", message.pk)


def entries(talks: Talks, ours: int | None) -> list[dict[str, Any]]:
    """Everything that passed, newest first, as components/timeline.html takes it."""
    rows: list[tuple[datetime, int, dict[str, Any]]] = []
    for one in talks.messages:
        rows.append((one.at, 1, _message(one, talks)))
    for contact in talks.contacts:
        rows.append((contact.at, 2, _contact(contact)))
    for sending in talks.sendings:
        rows.append((sending.at, 0, _sending(sending, talks)))
    for sharing in talks.sharings:
        if sharing.sending_id is None and sharing.message_id is None:
            rows.append((sharing.at, 3, _sharing(sharing)))
    for given in talks.given_back:
        rows.append((given.at, 4, _given_back(given)))
    rows.sort(key=lambda row: (row[0], row[1]), reverse=True)
    return [{**row, "side": "ours" if row["council_id"] == ours else "theirs"} for _, _, row in rows]


def _row(council: Any, *, by: str, at: datetime, title: str, lines: list[str]) -> dict[str, Any]:
    return {
        "title": title,
        "council": council.short_name,
        "council_id": council.pk,
        "by": by,
        "iso": at.isoformat(),
        "when": words.moment(at),
        "text": "\n".join(line for line in lines if line),
    }


def _writer(one: CouncilMessage) -> str:
    return one.named or one.by.name


def _message(one: CouncilMessage, talks: Talks) -> dict[str, Any]:
    desk = f" ({one.desk.name})" if one.desk is not None else ""
    basis = next((BASES[row.basis] for row in talks.sharings if row.message_id == one.pk), "")
    lines = [
        one.words,
        f"Why it is asked: {one.why}" if one.why else "",
        desk_words.personal_link_words(one),
        f"Direct line: {one.line}" if one.line else "",
        f"Countersigned by {one.countersigned_by.name}, {words.moment(one.countersigned_at)}."
        if one.countersigned_by and one.countersigned_at
        else "",
        "Not sent yet: a manager has to countersign it." if one.is_held else _delivered(talks.letter_of(one)),
        *[f"Opened by {row.named or row.by.name}, {words.moment(row.at)}." for row in one.openings.all()],
        "" if not one.asks else _answered(one, talks),
        f"Shared on the basis: {basis}." if basis else "",
    ]
    title = f"{one.council.short_name} {KINDS[CouncilMessage.Kind(one.kind)]} {one.to.short_name}{desk}"
    return _row(one.council, by=_writer(one), at=one.at, title=title, lines=lines)


def _answered(one: CouncilMessage, talks: Talks) -> str:
    answer = next((other for other in talks.messages if other.answers_id == one.pk), None)
    if answer is None:
        return "" if one.is_held else "Not answered yet."
    return f"Answered by {_writer(answer)}, {answer.council.short_name}, {words.moment(answer.at)}."


def _delivered(letter: Delivery | None) -> str:
    if letter is None:
        return ""
    if letter.state == "sent" and letter.sent_at is not None:
        return f"The desk was told by e-mail, {words.moment(letter.sent_at)}."
    if letter.state == "failed":
        return f"The desk could not be told by e-mail: ring them. {letter.error}"
    return "The e-mail to the desk has not left yet."


def _contact(one: CouncilContact) -> dict[str, Any]:
    spoke = "had contact with" if one.two_way is None else "spoke with" if one.two_way else "tried to reach"
    adults = " adult social care" if one.their_service == "adults" else ""
    return _row(
        one.council,
        by=one.by.name,
        at=one.at,
        title=f"{one.council.short_name} {spoke} {one.to.short_name}{adults}",
        lines=[
            one.words,
            f"Spoke to: {one.worker_there}." if one.worker_there else "",
            f"{CHANNEL[one.channel]}." if one.channel in CHANNEL else "",
            "" if one.stops_the_clock else "Not two-way contact between the two children’s services: it is still due.",
        ],
    )


def _sending(one: Sending, talks: Talks) -> dict[str, Any]:
    basis = next((BASES[row.basis] for row in talks.sharings if row.sending_id == one.pk), "")
    return _row(
        one.sender,
        by=one.by.name,
        at=one.at,
        title=f"{one.sender.short_name} sent the referral to {one.to.short_name}",
        lines=[
            one.words,
            _delivered(talks.letter_of(one)),
            f"Acknowledged by {one.acknowledged_by}, {words.moment(one.acknowledged_at)}."
            if one.acknowledged_at
            else "Not acknowledged yet.",
            f"Shared on the basis: {basis}." if basis else "",
        ],
    )


def _sharing(one: Sharing) -> dict[str, Any]:
    to = one.to.short_name if one.to is not None else one.to_agency
    return _row(
        one.council,
        by=one.by.name,
        at=one.at,
        title=f"{one.council.short_name} shared with {to}",
        lines=[one.what, f"Basis: {BASES[one.basis]}.", one.basis_words],
    )


def _given_back(one: GivenBack) -> dict[str, Any]:
    council = one.part.council
    return _row(
        council,
        by=one.named or one.by.name,
        at=one.at,
        title=f"{council.short_name} gave the referral back to {one.to.short_name}",
        lines=[one.reason, f"Checked: {one.checked}"],
    )


def links(talks: Talks, case: Case, user: Any) -> list[dict[str, Any]]:
    """The links that our council sent to desks without accounts, the latest first, with what became of each."""
    ours = case.ours.council_id if case.ours else None
    may = user.has_perm("referrals.desk_link", case.referral)
    shown = []
    for link in reversed(talks.links):
        if link.council_id != ours:
            continue
        live = link.is_live(case.now)
        args = [case.referral.reference, desk_words.handle_of(link)]
        shown.append(
            {
                "title": f"{link.to.short_name}: {link.get_purpose_display().lower()}",
                "state": "Works until " + words.moment(link.expires_at)
                if live
                else "Taken back: " + link.revoked_because
                if link.revoked_at
                else "Ran out " + words.moment(link.expires_at),
                "sent": _delivered(talks.letter_of(link)),
                "desk": str(link.desk) if link.desk is not None else "No desk is held for them",
                "lines": [_event(one) for one in sorted(link.events.all(), key=lambda one: one.pk)],
                "again_href": reverse("referrals:link-again", args=args) if may and not link.revoked_at else "",
                "revoke_href": reverse("referrals:link-revoke", args=args) if may and live else "",
            }
        )
    return shown


def _event(one: DeskLinkEvent) -> str:
    when = words.moment(one.at)
    line = f", direct line {one.line}" if one.line else ""
    match one.what:
        case What.ACTED:
            return f"{one.named}{line}: {desk_words.VERBS.get(one.verb, one.verb).replace('your', 'their')}, {when}"
        case What.READ:
            return f"{one.named}{line} gave the code and read it, {when}"
        case What.OPENED:
            return f"Opened, {when} (by whom is not known before a code)"
        case What.SENT | What.REVOKED:
            return f"{one.get_what_display()} by {one.by.name}, {when}"
    return f"{one.get_what_display()}, {when}"


def _without_a_link(case: Case, talks: Talks, user: Any) -> list[dict[str, Any]]:
    """Councils without accounts that were sent this by us and have no link that works."""
    if not user.has_perm("referrals.desk_link", case.referral):
        return []
    ours = case.ours.council_id if case.ours else None
    live = {one.to_id for one in talks.links if one.council_id == ours and one.is_live(case.now)}
    sent = {one.to_id for one in talks.sendings if one.sender_id == ours}
    return [
        {"name": part.council.short_name, "key": part.council.address}
        for part in case.parts
        if part.council_id in sent - live and part.returned_at is None and not part.council.takes_part
    ]


def summary(case: Case, user: Any) -> dict[str, Any]:
    """For the referral's own page: what waits between the councils, and the way to the whole thread."""
    return {
        "waiting": waiting(case, user),
        "href": reverse("referrals:between", args=[case.referral.reference]),
        "write_href": reverse("referrals:message", args=[case.referral.reference])
        if user.has_perm("referrals.write", case.referral)
        else "",
    }
