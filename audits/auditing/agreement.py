"""How far two readers of the same files agree: the percentage, and Cohen's kappa, which takes chance away.

kappa = (po - pe) / (1 - pe). po is the share of answers in which the two agree; pe the share to be expected if each had
given the same answers in the same proportions, but at random: for each possible answer the first reader's share of it
times the second's, added up (J. Cohen, Educational and Psychological Measurement 20, 1960).
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

FORMULA = (
    "Kappa takes chance away from the share in which two readers agree: 1 is full agreement, 0 no more than chance. "
    "kappa = (po − pe) ÷ (1 − pe), where po is the share in which they agree and pe the share to be expected by chance."
)


@dataclass(frozen=True)
class Agreement:
    """`pairs` answers were given twice, `same` of them alike; `expected` is pe."""

    pairs: int
    same: int
    expected: Fraction

    @property
    def observed(self) -> Fraction:
        return Fraction(self.same, self.pairs) if self.pairs else Fraction(0)

    @property
    def kappa(self) -> Fraction | None:
        """None without pairs, or where both readers gave one and the same answer throughout: 0 divided by 0."""
        if not self.pairs or self.expected == 1:
            return None
        return (self.observed - self.expected) / (1 - self.expected)

    @property
    def working(self) -> str:
        """
        >>> agreement([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15).working
        'They agree in 35 of 50 (70%). po = 35 ÷ 50 = 0.70; pe = 0.50; kappa = (0.70 − 0.50) ÷ (1 − 0.50) = 0.40'
        """
        if not self.pairs:
            return "No file has been read by two readers yet."
        po, pe = f"{float(self.observed):.2f}", f"{float(self.expected):.2f}"
        agree = f"They agree in {self.same:,} of {self.pairs:,} ({round(100 * self.observed)}%). "
        said = f"{agree}po = {self.same} ÷ {self.pairs} = {po}; pe = {pe}; "
        if self.kappa is None:
            return said + "kappa cannot be worked out: both readers gave the same answer every time."
        return said + f"kappa = ({po} − {pe}) ÷ (1 − {pe}) = {float(self.kappa):.2f}"


def agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """The agreement of (first reader's answer, second reader's answer)."""
    total = len(pairs)
    if not total:
        return Agreement(0, 0, Fraction(0))
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum((Fraction(first[answer] * second[answer], total * total) for answer in first), Fraction(0))
    return Agreement(total, sum(one == other for one, other in pairs), expected)
