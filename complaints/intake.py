"""What a complaint brings with it: the account of the public form, and a referral where a child is at risk now.

The complaint and the referral are written in one transaction: either both stand or neither.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from accounts.models import Membership, User
from accounts.roles import Role
from councils.models import Council
from referrals import actions as referrals
from referrals.models import Referral
from referrals.said import PersonSaid, PlaceSaid, ReferralSaid, ReferrerSaid
from timers.calendar import local
from trail.history import save_as

if TYPE_CHECKING:
    from complaints.said import ChildSaid, ComplaintSaid

FAMILY = {"parent": "parent", "parental_responsibility": "family", "child": "child", "professional": "other"}


def form_account(council: Council, *, now: datetime) -> User:
    """The account that stands for the council's public complaint form: nobody signs in with it.

    Made when the first complaint comes by the form. It may log what reaches the front door, and read nothing.
    """
    email = f"complaint-form-{council.pk}@holdfast.invalid"
    accounts = User.objects.filter(email=email).select_related("council")
    found = accounts.first()
    if found is not None:
        return found
    account = User(name="Public complaint form", email=email, council=council)
    account.set_unusable_password()
    membership = Membership(user=account, council=council, role=Role.SYSTEM, since=local(now).date())
    try:
        with transaction.atomic():
            save_as(account, now=now, because="the first complaint by the public form")
            save_as(membership, now=now, because="the first complaint by the public form")
    except IntegrityError:  # two first complaints at once: the other one's account stands
        return accounts.get()
    return account


def open_referral(
    *, by: User, council: Council, said: "ComplaintSaid", words: list[str], at: datetime, now: datetime
) -> Referral:
    """Log what says that a child is at risk now, as a referral at the council's front door (STATUTE 4a, row 0).

    `words` are the points that say so, in the complainant's words. Whoever is named as a child is on it; nobody named,
    a child without a name is: a referral waits for nothing.
    """
    people = [_child(one) for one in said.children] or [PersonSaid(role="child", words="As the complaint says")]
    teller = ReferrerSaid(
        kind=FAMILY.get(said.relationship, "public"),
        name=said.complainant_name[:120],
        reach=said.complainant_reach,
        anonymous=not said.complainant_name,
    )
    told = ReferralSaid(
        people=people,
        referrer=teller,
        safe_now=False,
        safe_now_words="Somebody who complains to the council says that the child is at risk now.",
        said="\n\n".join(word for word in words if word),
    )
    return referrals.log_referral(by=by, said=told, at=at, now=now)


def _child(said: "ChildSaid") -> PersonSaid:
    return PersonSaid(
        role="child",
        person=said.person,
        given_name=said.given_name,
        family_name=said.family_name,
        born_on=said.born_on,
        age_said=said.age_said,
        lives_in=PlaceSaid(),
    )
