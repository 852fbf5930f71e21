"""The world of a test: real councils with teams and people, made by name, and what they say when they refer.

Everybody is invented. Times are passed in: MONDAY is a plain working Monday at 10:00 in London.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

import councils.reference
from accounts.models import Membership, User
from councils.models import Council, Team
from referrals import actions
from referrals.models import Referral
from referrals.said import PersonSaid, PlaceSaid, ReferralSaid, ReferrerSaid

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=LONDON)
GSS = {"kent": "E10000016", "havering": "E09000016", "croydon": "E09000008", "medway": "E06000035"}


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant in November 2026; the 16th is MONDAY."""
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


@dataclass
class World:
    """Councils by alias, and people of any role in them, made when first asked for."""

    _people: dict[tuple[str, str, str], User] = field(default_factory=dict)
    _councils: dict[str, Council] = field(default_factory=dict)

    def council(self, alias: str) -> Council:
        """One of the real councils, with a front-door team."""
        if alias not in self._councils:
            council = Council.objects.get(gss_code=GSS[alias])
            Team.objects.get_or_create(council=council, name="Front Door East", defaults={"is_front_door": True})
            self._councils[alias] = council
        return self._councils[alias]

    def team(self, alias: str, name: str = "Front Door East") -> Team:
        """A team of the council."""
        return Team.objects.get_or_create(council=self.council(alias), name=name)[0]

    def person(self, alias: str, role: str = "social_worker", name: str = "", team: Team | None = None) -> User:
        """Somebody of that role in the council; the same one each time unless named."""
        key = (alias, role, name)
        if key not in self._people:
            council = self.council(alias)
            called = name or f"{role.replace('_', ' ').title()} of {council.short_name}"
            address = f"{called.lower().replace(' ', '.').replace(chr(39), '')}@{alias}.example"
            user = User.objects.create_user(email=address, name=called, council=council)
            Membership.objects.create(
                user=user, council=council, team=team, role=role, since=date(2010, 1, 1), until=None
            )
            user.forget()
            self._people[key] = user
        return self._people[key]

    def place(self, alias: str | None, confidence: str = "confirmed", **more: Any) -> PlaceSaid:
        """A place in the council's area, or an unknown one."""
        return PlaceSaid(
            council=self.council(alias) if alias else None, confidence=confidence if alias else "unknown", **more
        )

    def child(self, lives_in: str | None = "havering", **more: Any) -> PersonSaid:
        """A child of fourteen."""
        base = PersonSaid(
            role="child",
            given_name="Yusuf",
            family_name="Adeyemi",
            born_on=date(2012, 6, 1),
            lives_in=self.place(lives_in),
        )
        return replace(base, **more)

    def mother(self, **more: Any) -> PersonSaid:
        """The child's mother, with whom the child lives."""
        return replace(
            PersonSaid(role="parent", given_name="Sade", family_name="Adeyemi", lives_with_child=True), **more
        )

    def harmer(self, lives_in: str | None = "kent", **more: Any) -> PersonSaid:
        """An adult alleged to have caused harm; no other children around."""
        base = PersonSaid(
            role="alleged_harmer",
            given_name="Zed",
            family_name="Brook",
            born_on=date(1985, 1, 1),
            other_children="no",
            lives_in=self.place(lives_in) if lives_in else None,
        )
        return replace(base, **more)

    def said(self, *people: PersonSaid, **more: Any) -> ReferralSaid:
        """A referral as told by a school: a child who lives in Havering, at risk in Kent."""
        base = ReferralSaid(
            people=list(people) or [self.child(), self.mother(), self.harmer()],
            referrer=ReferrerSaid(kind="school", name="Ms Field", agency="Elm Park School"),
            harm=["sexual"],
            significant_harm=True,
            happened_in=self.place("kent"),
            parent_knows=False,
        )
        return replace(base, **more)

    def logged(self, by: str = "kent", when: datetime = MONDAY, said: ReferralSaid | None = None) -> Referral:
        """A referral that a social worker of the council logged at `when`."""
        with transaction.atomic():  # as every door does: a responsibility and its holder are one commit
            return actions.log_referral(by=self.person(by), said=said or self.said(), at=when, now=when)

    def sent(self, referral: Referral, by: str, to: str, when: datetime) -> None:
        """Send it on, with a source for the address."""
        with transaction.atomic():
            actions.send_referral(
                by=self.person(by),
                referral=referral,
                to=self.council(to),
                at=when,
                now=when,
                address_source="the school's register",
            )


def make_world(now: datetime = MONDAY - timedelta(days=7)) -> World:
    """The reference data and an empty world of people in it."""
    councils.reference.load(now)
    return World()
