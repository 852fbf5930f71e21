"""Who somebody is and what they may do: the one permission backend, over the one access table (access.csv)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.people import person


class AccessBackend:
    """Signs people in by e-mail address and password, and answers `has_perm` from the access table."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """The person, or None: unknown, wrong password, suspended, gone, asleep for 60 days, or a council's system.

        One password is hashed whatever the answer, so that the time taken does not tell who has an account.
        """
        if username is None or password is None:
            return None
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            User().set_password(password)
            return None
        if not user.has_usable_password():
            User().set_password(password)
            return None
        today = timezone.localdate()
        right = user.check_password(password)
        return user if right and user.may_act(today) and not user.is_dormant(today) else None

    def get_user(self, user_id: int) -> User | None:
        """The person with council and roles in one query; None for somebody suspended or gone since."""
        return person(user_id, day=timezone.localdate())

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """The same answer as `user.has_perm`; False for somebody who is not signed in."""
        return isinstance(user_obj, User) and user_obj.has_perm(perm, obj)
