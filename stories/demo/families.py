"""Invented people and words for the demo's referrals: plain data, drawn from in a fixed order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from stories.cast import nhs_number

GIRLS = (
    *("Amelia", "Zoë", "Siobhán", "Chloé", "Aaliyah", "Ngozi", "Wiktoria", "Mei", "Ruby", "Fatima", "Noëlle"),
    *("Daisy", "Seren", "Inés", "Yasmin", "Tilly"),
)
BOYS = (
    *("Oliver", "José", "Łukasz", "Kofi", "Harvey", "Muhammad", "Caleb", "Tomáš", "Ethan", "Rhys", "Émile"),
    *("Jayden", "Connor", "Idris", "Kacper", "Finn"),
)
FAMILIES = (
    *("O’Brien", "D’Souza", "Nguyễn", "Hartley", "Okoro", "Kowalczyk", "García-López", "Bennett", "McAllister"),
    *("Ahmed", "van der Berg", "Tailor", "Pettit", "Mbeki", "Larsson", "Chowdhury", "Fielding", "Prentice", "Sánchez"),
    *("Underdown", "Bright-Coles", "Osborne", "Yıldız", "Thackeray", "Winfield", "Akhtar", "Penfold", "Marchetti"),
    *("Rowntree", "Saggers"),
)
MOTHERS = ("Kelly", "Samina", "Agnieszka", "Joy", "Lorraine", "Beatriz", "Hannah", "Thuy", "Michelle", "Adaeze")
HARMERS = ("Dean", "Wayne", "Carl", "Piotr", "Gavin", "Leroy", "Stuart", "Craig", "Anton", "Neil")
STREETS = ("Orchard Road", "Mill Lane", "Station Approach", "Chapel Close", "Linden Avenue", "Quarry Rise")

# who tells us: code, name, agency
REFERRERS = (
    ("school", "Mrs J. Abbott", "a primary school"),
    ("police", "PC 4471 Larkin", "Public protection unit"),
    ("health", "Sister M. Oyelaran", "Emergency department"),
    ("health", "K. Dunmore", "Health visiting"),
    ("housing", "T. Sharrock", "Housing options"),
    ("charity", "R. Villiers", "A refuge"),
    ("public", "", ""),
    ("school", "Mr D. Pell", "a secondary school"),
)

# harm, what was said, where it is said to have happened
ACCOUNTS = (
    (
        ["physical"],
        "Came to school with a bruise on the upper arm and said that it happened at the weekend.",
        "At a relative’s",
    ),
    (
        ["neglect"],
        "Arrives hungry most days, often collected late, and the home has had no heating for two weeks.",
        "At home",
    ),
    (
        ["sexual"],
        "Told a teacher about something that a family friend did during a visit in the holidays.",
        "At a family friend’s",
    ),
    (
        ["emotional"],
        "Is shouted at and locked out; a neighbour has heard it several evenings this month.",
        "At home",
    ),
    (
        ["exploitation"],
        "Found by police in a flat with older people, with two telephones and money that was not explained.",
        "A flat",
    ),
    (
        ["domestic_abuse"],
        "Was in the room when the mother was hit; police attended and removed the partner.",
        "At the partner’s",
    ),
    (
        ["physical", "domestic_abuse"],
        "Says that the mother’s partner pushed them down the steps when they tried to help her.",
        "At home",
    ),
    (["other"], "Has stopped coming to school; nobody has answered the door on three visits.", ""),
)

RATIONALES = {
    "section_47": "Reasonable cause to suspect significant harm: a clear account, an injury, contact not ruled out.",
    "strategy_discussion": "The account and the other council’s information need one plan; police and health invited.",
    "child_in_need_assessment": "Needs are evident and the family agrees to an assessment; no immediate risk found.",
    "early_help": "School and family have agreed support; the risk described was checked with both councils.",
}


@dataclass(frozen=True)
class Child:
    """A child of the demo."""

    given: str
    family: str
    born_on: date | None
    sex: str
    nhs_number: str = ""
    expected_on: date | None = None
    age_said: str = ""


class Families:
    """Draws people one after the other; the same seed gives the same people."""

    def __init__(self, random: Random, today: date) -> None:
        self.random = random
        self.today = today
        self._numbers = self._nhs()
        self._turn = count()
        self._last = ""

    def _nhs(self) -> Iterator[str]:
        return (number for serial in count(100_101, 137) if (number := nhs_number(serial)))

    def surname(self) -> str:
        return FAMILIES[next(self._turn) % len(FAMILIES)]

    def child(self, family: str, *, oldest: int = 16) -> Child:
        girl = self.random.random() < 0.5
        # Never twice in a row: siblings are drawn one after the other.
        given = self._last = self.random.choice([one for one in (GIRLS if girl else BOYS) if one != self._last])
        born = self.today - timedelta(days=self.random.randint(200, 365 * oldest))
        return Child(given, family, born, "female" if girl else "male", next(self._numbers))

    def unborn(self, family: str) -> Child:
        return Child("", family, None, "", expected_on=self.today + timedelta(days=68))

    def phone(self) -> str:
        return f"07700 900{self.random.randint(0, 999):03}"

    def address(self, town: str) -> str:
        return f"{self.random.randint(2, 96)} {self.random.choice(STREETS)}, {town}"
