from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from councils.models import Council

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    """An instant on the clocks of Europe/London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def council(short_name: str) -> Council:
    return Council.objects.real().get(short_name=short_name)


def new_person(name: str = "Jo Marsh", of: str = "Kent") -> Any:
    """An invented person of a council, with no role yet."""
    email = name.lower().replace(" ", ".") + "@council.example"
    return get_user_model().objects.create_user(email=email, name=name, council=council(of))
