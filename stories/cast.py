"""Who is in a story: its councils as rows, its people as characters, and an account for everybody who acts."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from accounts.models import Membership, User
from accounts.standing import Held
from councils.models import Council, RuleSet
from referrals.models import Person
from referrals.turns import Character
from stories.casefile import CannotRead, Problem
from stories.story import CouncilTold, PersonTold, Story
from trail.history import save_as

LONDON = ZoneInfo("Europe/London")


class Actors(Protocol):
    """Finds the account that takes a step for a council; `who` is "" for the one person of that role."""

    def __call__(self, council: Council, role: str, who: str) -> User: ...


def find_councils(story: Story, *, now: datetime) -> dict[str, Council]:
    """Alias to council; one that the file describes by its name is made, with the flag that it is not real.

    Raises CannotRead for a code no council has and for a rule set that does not exist.
    """
    problems: list[Problem] = []
    found = {alias: _council(told, now, problems) for alias, told in story.councils.items()}
    if problems:
        raise CannotRead(problems)
    return {alias: council for alias, council in found.items() if council is not None}


def _council(told: CouncilTold, now: datetime, problems: list[Problem]) -> Council | None:
    if told.gss:
        council = Council.objects.with_code(told.gss).first()
        if council is None:
            sentence = (
                f'council {told.alias}: `gss` is "{told.gss}", which no council has; '
                'expected a code such as "E10000016", or `name`, `rule_set` and `nation` for a council made up'
            )
            problems.append(Problem(told.line, sentence))
        return council
    if not RuleSet.objects.filter(code=told.rule_set).exists():
        known = ", ".join(f"`{code}`" for code in sorted(set(RuleSet.objects.values_list("code", flat=True))))
        problems.append(
            Problem(told.line, f'council {told.alias}: `rule_set` is "{told.rule_set}"; expected one of {known}')
        )
        return None
    council = Council(
        name=told.name,
        short_name=told.name[:60],
        nation=told.nation,
        rule_set_code=told.rule_set,
        is_invented=True,
    )
    save_as(council, now=now, because="made up for a case file")
    return council


def characters(story: Story, councils: Mapping[str, Council], *, salt: str) -> dict[str, Character]:
    """Alias to character. `salt` becomes part of every name, so that no story's people look like anybody on record."""
    return {alias: _character(told, story, councils, salt) for alias, told in story.people.items()}


def _character(told: PersonTold, story: Story, councils: Mapping[str, Council], salt: str) -> Character:
    children = [one for one in story.people.values() if one.kind == "child"]
    elsewhere = told.lives_in is not None and all(child.lives_in != told.lives_in for child in children)
    return Character(
        alias=told.alias,
        kind=told.kind,
        given_name=told.alias,
        family_name=salt,
        born_on=told.born,
        expected_on=told.expected,
        nhs_number=free_nhs_number() if told.kind == "child" and told.expected is None else "",
        lives_in=councils.get(told.lives_in or ""),
        lives_apart=told.kind in {"parent", "carer"} and elsewhere,
        address_confidence=told.address_confidence,
        address_protected=told.protected_address,
        child_when_alleged=told.child_when_alleged,
        works_with_children_in=councils.get(told.works_with_children_in or ""),
        works_with_adults_in=councils.get(told.works_with_adults_in or ""),
        other_children=told.other_children,
    )


def free_nhs_number() -> str:
    """An NHS number of the range that is never issued (999…), with its check digit, that nobody on record has."""
    while True:
        number = nhs_number(secrets.randbelow(1_000_000))
        if number and not Person.objects.filter(nhs_number=number).exists():
            return number


def nhs_number(serial: int) -> str:
    """The number 999 and six digits with its check digit; "" for the one in eleven that has none.

    >>> nhs_number(0), nhs_number(1)
    ('', '9990000018')
    """
    body = f"999{serial:06}"
    digit = 11 - sum(int(one) * (10 - place) for place, one in enumerate(body)) % 11
    return "" if digit == 10 else f"{body}{digit % 11}"


class MadeUp:
    """Actors made for one replay, one for each role of a council or for each name: they end with its transaction."""

    def __init__(self, *, salt: str, since: date, now: datetime) -> None:
        self.salt = salt
        self.since = since
        self.now = now
        self._made: dict[tuple[int, str], User] = {}

    def __call__(self, council: Council, role: str, who: str) -> User:
        key = (council.pk, who or f"role {role}")
        if key not in self._made:
            number = len(self._made) + 1
            words = who or f"{council.short_name} {role.replace('_', ' ')}"
            user = User(name=words, email=f"story-{self.salt}-{number}@replay.invalid".lower(), council=council)
            user.set_unusable_password()
            save_as(user, now=self.now, because="acts in a replay")
            membership = Membership(user=user, council=council, role=role, since=self.since)
            save_as(membership, now=self.now, because="acts in a replay")
            self._made[key] = user
        user = self._made[key]
        # Each step is taken in its own role, whatever else the same person may be.
        user.carry([Held(role, council.pk, None, user.pk, self.since, None)], self.since)
        return user
