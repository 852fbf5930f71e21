"""People in words: what a page may say of a name, an age, a number. Takes models, reads nothing."""

from datetime import date
from typing import Protocol

from referrals.models import Person
from referrals.models.people import years_on
from timers import words


class Aged(Protocol):
    """What is known of somebody's age: a person on record, or a row that shows one."""

    @property
    def born_on(self) -> date | None: ...
    @property
    def expected_on(self) -> date | None: ...
    @property
    def age_said(self) -> str: ...


def age(person: Aged, on: date | None) -> str:
    """The age as one says it: "14", "8 months", "about 12", "not born yet, expected 3 March 2027", "age not known"."""
    if on is None:
        return ""
    if person.born_on is not None:
        years = years_on(person.born_on, on)
        if years is None:
            return f"due to be born {words.day(person.born_on)}"
        if years >= 2:
            return str(years)
        months = (on.year - person.born_on.year) * 12 + on.month - person.born_on.month - (on.day < person.born_on.day)
        if months < 1:
            days = (on - person.born_on).days
            return f"{days} day{'' if days == 1 else 's'} old"
        return f"{months} month{'' if months == 1 else 's'}"
    if person.expected_on is not None:
        return f"not born yet, expected {words.day(person.expected_on)}"
    if person.age_said:
        said = person.age_said
        return said if said.lower().startswith(("about", "around")) else f"about {said}"
    return "age not known"


def name_and_age(person: Person, on: date) -> str:
    return f"{person.name}, {age(person, on)}"


def nhs_number(number: str) -> str:
    """
    >>> nhs_number("9990123456")
    '999 012 3456'
    """
    return f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 10 else number


def described(person: Person, on: date | None) -> str:
    """One line that tells this person from another: birth date or age, NHS number, own number."""
    facts = []
    if person.born_on is not None:
        facts.append(f"born {words.day(person.born_on)}")
    elif person.age_said or person.expected_on:
        facts.append(age(person, on))
    else:
        facts.append("date of birth not known")
    if person.known_as:
        facts.append(f"known as {person.known_as}")
    if person.nhs_number:
        facts.append(f"NHS number {nhs_number(person.nhs_number)}")
    if person.own_number:
        facts.append(f"our number {person.own_number}")
    return ", ".join(facts)
