"""What has passed between the councils about a referral, in as few statements as there are kinds of thing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from councils.models import Message
from referrals.models import CouncilContact, CouncilMessage, DeskLink, GivenBack, Referral, Sending, Sharing

MOST = 200


@dataclass(frozen=True)
class Delivery:
    """What became of a letter: waiting, sent or failed, when it left, and why it did not."""

    state: str
    sent_at: datetime | None
    error: str


@dataclass
class Talks:
    """Everything, oldest first, as the reading council may see it: another's held request is not among it."""

    messages: list[CouncilMessage] = field(default_factory=list)
    contacts: list[CouncilContact] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)
    sharings: list[Sharing] = field(default_factory=list)
    given_back: list[GivenBack] = field(default_factory=list)
    links: list[DeskLink] = field(default_factory=list)
    letters: dict[str, Delivery] = field(default_factory=dict)

    def letter_of(self, thing: CouncilMessage | Sending | DeskLink) -> Delivery | None:
        """The letter that told the other desk: that of a link, the latest, where it went by link."""
        if isinstance(thing, DeskLink):
            return self.letters.get(_link_key(thing))
        attribute = "message_id" if isinstance(thing, CouncilMessage) else "sending_id"
        links = [one for one in self.links if getattr(one, attribute) == thing.pk]
        if links:
            return self.letters.get(_link_key(links[-1]))
        return self.letters.get(_key(thing))


def _key(thing: CouncilMessage | Sending) -> str:
    return f"message-{thing.pk}" if isinstance(thing, CouncilMessage) else f"sending-{thing.pk}"


def _link_key(link: DeskLink) -> str:
    return f"desk-link-{link.pk}-{link.sent_times}"


def read_talks(referral: Referral, *, reader_id: int | None) -> Talks:
    """Read it for the council `reader_id`; ten statements, whatever has passed. The latest MOST of each kind."""
    mine = Q(council_id=reader_id) | Q(held=False) | Q(countersigned_at__isnull=False)
    messages = CouncilMessage.objects.filter(mine, referral=referral)
    people = ("by", "council", "to")
    talks = Talks(
        messages=_latest(
            messages.select_related(*people, "desk__council", "countersigned_by").prefetch_related("openings__by")
        ),
        contacts=_latest(CouncilContact.objects.filter(referral=referral).select_related(*people)),
        sendings=_latest(Sending.objects.filter(referral=referral).select_related("by", "sender", "to")),
        # What leaves one by itself is shown with the message or the sending.
        sharings=_latest(
            Sharing.objects.filter(referral=referral).select_related(*people, "sending__to", "message__to")
        ),
        given_back=_latest(
            GivenBack.objects.filter(part__referral=referral).select_related("by", "to", "part__council")
        ),
        links=_latest(
            DeskLink.objects.filter(referral=referral)
            .select_related("council", "to", "desk__council", "made_by")
            .prefetch_related("events__by"),
        ),
    )
    keys = [_key(one) for one in talks.messages] + [_key(one) for one in talks.sendings]
    keys += [_link_key(one) for one in talks.links]
    talks.letters = {
        key: Delivery(state, sent_at, error)
        for key, state, sent_at, error in Message.objects.filter(key__in=keys).values_list(
            "key", "state", "sent_at", "error"
        )
    }
    return talks


def _latest(rows: Any) -> list[Any]:
    return sorted(rows.order_by("-id")[:MOST], key=lambda one: one.pk)
