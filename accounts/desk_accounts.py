"""The account in whose name the duty desk of a council without accounts acts: one a council, made when first needed.

Nobody signs in with it: it has no password, no token and no second factor. It may do what the access table gives the
role, about a link that its own desk was sent, and nothing else. Which worker spoke is kept in words with each act.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Role, User
from councils.models import Council
from trail.history import save_as


def desk_account(council: Council, *, by: User, now: datetime) -> User:
    """The council's, made by `by` (whoever needs it first) when there is none."""
    address = f"desk-{council.pk}@holdfast.invalid"
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found
    with transaction.atomic():
        # Two who send to the same council at once: the second waits here and finds what the first made.
        Council.objects.select_for_update(no_key=True).get(pk=council.pk)
        found = User.objects.filter(email=address).first()
        if found is not None:
            return found
        user = User(name=f"{council.short_name} duty desk, by link", email=address, council=council)
        user.set_unusable_password()
        save_as(user, by=by, now=now, because="a duty desk was sent a link")
        day = timezone.localdate(now)
        row = Membership(user=user, council=council, role=Role.DESK, since=day)
        save_as(row, by=by, now=now, because="a duty desk was sent a link")
    return user
