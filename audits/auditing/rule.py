"""The rule: more than a quarter of the cases read show similar faults, and all cases must be read.

Ombudsman 19 010 981, paragraph 74: "If more than 25% of those cases identify similar issues the Council should make
resources available to conduct a full case audit." Whole numbers, never a rounded percentage: 13 of 52 is not more.
"""

from dataclasses import dataclass

SOURCE = "Ombudsman 19 010 981, paragraph 74"


def more_than_a_quarter(yes: int, read: int) -> bool:
    """
    >>> [more_than_a_quarter(yes, read) for yes, read in ((12, 50), (13, 50), (12, 48), (13, 52), (0, 0), (1, 3))]
    [False, True, False, False, False, True]
    """
    return 4 * yes > read


@dataclass(frozen=True)
class Rule:
    """The rule as it stands: `size` cases to be read, `read` of them read and locked, `yes` of those with a fault.

    `size` counts the cases in the sample now: one that was replaced has left it, one that could not be replaced makes
    it smaller. The rule is applied to all of them; it has begun to be certain as soon as nothing still unread could
    change it.
    """

    size: int
    read: int
    yes: int

    @property
    def most(self) -> int:
        """The most cases with a fault that do not start the full audit: 12 of 50."""
        return self.size // 4

    @property
    def starts_at(self) -> int:
        """How many start it: 13 of 50."""
        return self.most + 1

    @property
    def is_read(self) -> bool:
        return self.size > 0 and self.read >= self.size

    @property
    def trips(self) -> bool:
        """Certain already, whatever the cases not yet read show."""
        return self.size > 0 and more_than_a_quarter(self.yes, self.size)

    @property
    def cannot_trip(self) -> bool:
        """Certain already: not even if every case not yet read showed a fault."""
        return self.size > 0 and not more_than_a_quarter(self.yes + self.size - self.read, self.size)

    @property
    def is_settled(self) -> bool:
        return self.trips or self.cannot_trip

    @property
    def working(self) -> str:
        """
        >>> Rule(50, 50, 13).working
        '13 of 50 is 26%: 4 × 13 = 52 is more than 50.'
        >>> Rule(52, 52, 13).working
        '13 of 52 is 25%: 4 × 13 = 52 is not more than 52.'
        """
        than = "is more than" if more_than_a_quarter(self.yes, self.read) else "is not more than"
        return (
            f"{self.yes} of {self.read} is {percent(self.yes, self.read)}: "
            f"4 × {self.yes} = {4 * self.yes} {than} {self.read}."
        )

    @property
    def sentence(self) -> str:
        """What it means, for the head of the page."""
        if not self.size:
            return "Nothing has been drawn yet."
        if self.trips:
            return f"More than a quarter of the {self.size} cases show similar faults. All cases must be read."
        if self.is_read:
            return f"Not more than a quarter of the {self.size} cases show similar faults."
        if self.cannot_trip:
            return f"Whatever the rest shows, it will not be more than a quarter of {self.size}."
        return f"{self.starts_at - self.yes} more with a fault would start the full audit."


def percent(part: int, whole: int) -> str:
    """Whole or with one decimal; never rounded onto the quarter from beside it.

    >>> percent(13, 50), percent(12, 48), percent(13, 51), percent(2501, 10001), percent(1, 0)
    ('26%', '25%', '25.5%', 'just over 25%', '–')
    """
    if not whole:
        return "–"
    tenths = round(1000 * part / whole)
    if tenths == 250 and 4 * part != whole:
        return "just over 25%" if 4 * part > whole else "just under 25%"
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"
