"""Two councils with their people, systems and own figures, so that deadlines fall due to the second on any day.

The national clocks count working days: on a Sunday none of them ends. Where no source sets a number a council may set
its own, so both set two hours, as a council might; a referral received two hours before an instant is then due at it.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.sessions import SessionStore, begin
from accounts.signing import BACKEND
from accounts.tokens import make_token
from tests.referrals.desks import mailbox
from tests.world import GSS, World
from timers.calendar import Calendar, CalendarEnds, add_working_days
from timers.models import Rule

COUNCILS = ("kent", "havering")
#: The kinds both councils time in hours here, all without a national figure.
OWN = ("council_contact", "parent_told", "family_contact", "outbound_acknowledgement")
OWN_LENGTH = timedelta(hours=2)
MANAGERS = {
    "due_soon": "team_manager",
    "missed": "team_manager",
    "service_manager": "service_manager",
    "head_of_service": "head_of_service",
}


@dataclass
class System:
    """A system of a council, with its token, or a person with a session."""

    alias: str
    user: User
    token: str = ""
    cookie: str = ""


@dataclass
class Town:
    """Who is there. Made once in the database from which each run's is cloned."""

    world: World = field(default_factory=World)
    systems: list[System] = field(default_factory=list)
    readers: list[System] = field(default_factory=list)

    def told(self, council_id: int, level: str) -> int:
        """Whom an alert of that level is for: one manager a council and rank, and nothing is allocated."""
        alias = next(alias for alias in COUNCILS if self.world.council(alias).pk == council_id)
        return self.world.person(alias, MANAGERS[level]).pk


def settle(now: datetime) -> Town:
    """Make it all; `now` is aware."""
    town = Town()
    for alias in COUNCILS:
        council = town.world.council(alias)
        for role in dict.fromkeys(MANAGERS.values()):
            town.world.person(alias, role)
        for name in ("Case system", "Front door system"):
            user = town.world.person(alias, "system", f"{name} of {council.short_name}")
            town.systems.append(System(alias, user, token=make_token(user, name, by=user, now=now)[1]))
        for hours in ("office", "out_of_hours"):
            mailbox(town.world, alias, hours)  # what is sent to a council reaches its desk
        manager = town.world.person(alias, "team_manager")
        town.readers.append(System(alias, manager, cookie=_session(manager)))
        for kind in OWN:
            _own_figure(kind, council.pk, now)
    return town


def _session(user: User) -> str:
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = BACKEND
    store["_auth_user_hash"] = user.get_session_auth_hash()
    begin(store, device="fault run")
    store.save()
    return f"holdfast={store.session_key}"


def _own_figure(kind: str, council_id: int, now: datetime) -> None:
    rule = Rule.objects.get(kind=kind, variant="", council_id=None, current=True)
    rule.pk, rule.council_id, rule.confidence = None, council_id, "D"
    rule.amount, rule.unit = OWN_LENGTH.seconds // 3600, "hours"
    rule.due_soon_amount, rule.due_soon_unit = 1, "hours"
    rule.source, rule.added_at = "Set by the council's own procedures, for the fault run", now
    rule.save(force_insert=True)


def surname(chance: random.Random) -> str:
    """A word that no page holds but for one child: what makes a leak or an unlogged reading visible."""
    return "Zq" + "".join(chance.choices("bcdfghjklmnpqrstvwxyz", k=11))


def received(target: datetime, chance: random.Random, calendar: Calendar) -> tuple[str, datetime]:
    """When a referral must have reached the council for a rung of its clocks to fall at `target`, and of which sort.

    "hours": its own figures fall due then; "days" (only on working days): a rung of the national decision clock does;
    "long ago": every rung of everything has passed, so that the next look raises all four levels at once.
    """
    draw = chance.random()
    if draw < 0.12:
        return "long ago", add_working_days(target, -8, calendar, to_the_minute=True)
    if draw < 0.35:
        try:
            if calendar.is_working_day(target.date()):
                return "days", add_working_days(target, -chance.choice([1, 3, 5]), calendar, to_the_minute=True)
        except CalendarEnds:
            pass
    return "hours", target - OWN_LENGTH


def referral(canary: str, words: str, received_at: datetime) -> dict[str, Any]:
    """What a system of either council sends: a child of Havering, harm in Kent, a family that was promised a call."""
    return {
        "received_at": received_at.isoformat(),
        "people": [
            {
                "role": "child",
                "given_name": "Ana",
                "family_name": canary,
                "born_on": "2014-02-03",
                "lives_in": {"council": GSS["havering"], "confidence": "stated"},
            },
            {"role": "parent", "given_name": "Sade", "family_name": canary, "lives_with_child": True},
            {"role": "alleged_harmer", "given_name": "Zed", "other_children": "unknown"},
        ],
        "referrer": {"kind": "school", "agency": "Elm Park School"},
        "harm": ["physical"],
        "significant_harm": True,
        "happened_in": {"council": GSS["kent"], "confidence": "confirmed"},
        "parent_knows": False,
        "told_to_expect_contact": True,
        "said": words,
    }
