"""Two councils answer one matter: linked complaints, one lead, each council's own clocks and findings."""

from datetime import datetime
from typing import TYPE_CHECKING

from complaints import journal
from complaints.grounds import ground
from complaints.models import Complaint, ComplaintLink
from complaints.parties import locked, require_words
from councils.models import Council
from referrals import references
from referrals.refusals import NotPossible, Refused

if TYPE_CHECKING:
    from accounts.models import User


def propose_link(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    council: Council,
    lead: Council,
    complainant_agrees: bool,
    reference: str = "",
    words: str = "",
) -> ComplaintLink:
    """Propose to answer together with another council; one of the two leads. With the complainant's agreement to share.

    `reference`: the other complaint here, or in their own system; nothing tells whether there is one. Raises Refused
    (complaint.link_needs_agreement), NotPossible for one's own council, a lead that is neither, or a second link.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if not complainant_agrees:
        raise Refused([ground("complaint.link_needs_agreement")])
    if council.pk == complaint.council_id or lead.pk not in (council.pk, complaint.council_id):
        raise NotPossible("Choose the other council, and which of the two leads the answer.", "council")
    if complaint.links.filter(council=council, ended_at=None).exists():
        raise NotPossible("This complaint is linked with that council already.", "council")
    link = ComplaintLink.objects.create(
        complaint=complaint,
        council=council,
        lead=lead,
        complainant_agrees=True,
        other_reference=(references.tidy(reference) or reference.strip())[:60],
        words=words,
        proposed_by=by,
        proposed_at=at,
    )
    facts = {"link": link.pk, "council": council.pk, "lead": lead.pk}
    journal.write("propose_link", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return link


def accept_link(*, by: "User", link: ComplaintLink, complaint: Complaint, at: datetime, now: datetime) -> ComplaintLink:
    """The other council accepts with its own `complaint`: the link is in force.

    Raises NotPossible for anybody else, and when it was accepted or ended before.
    """
    complaint = locked(by, complaint, at=at, now=now)
    found = ComplaintLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if found.council_id != complaint.council_id:
        raise NotPossible("This link was proposed to another council.")
    if found.accepted_at is not None or found.ended_at is not None:
        raise NotPossible("This link has been answered already.")
    found.other, found.accepted_by, found.accepted_at = complaint, by, at
    found.save(update_fields=["other", "accepted_by", "accepted_at"])
    facts = {"link": found.pk, "council": found.complaint.council_id, "lead": found.lead_id}
    journal.write("accept_link", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return found


def end_link(*, by: "User", link: ComplaintLink, because: str, at: datetime, now: datetime) -> ComplaintLink:
    """Each council goes on by itself. Either may end it. Raises NotPossible when it has ended or without `because`."""
    require_words(because, "Say why it ends.", "because")
    mine = link.complaint if link.complaint.council_id == by.council_id else link.other
    if mine is None:
        raise NotPossible("Only the two councils can end this link.")
    complaint = locked(by, mine, at=at, now=now, open_=False)
    found = ComplaintLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if found.ended_at is not None:
        raise NotPossible("This link has ended already.")
    found.ended_at, found.ended_because = at, because
    found.save(update_fields=["ended_at", "ended_because"])
    journal.write("end_link", complaint=complaint, by=by, at=at, now=now, facts={"link": found.pk})
    return found
