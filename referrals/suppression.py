"""Small numbers, which could point at a child, are not shown; nor what would let somebody work them out.

A count from 1 to 4 is hidden (STATUTE 5, Privacy: under 5). Where a total is known, one hidden count could be had by
subtraction, and several that add up to less than 5 are each as good as told: so the next smallest count is hidden too,
until at least two are hidden and together they come to 5 or more, leaving room for each. A reader is not told which was
small and which was hidden for its sake. Nought is a count like any other, and is shown.
"""

from collections.abc import Sequence

SMALLEST_SHOWN = 5
HIDDEN = "c"  # as in official statistics: suppressed to protect confidentiality
NOTE = (
    "“c” stands for a number that is not shown, so that no child can be recognised: every number from 1 to 4, and "
    "others from which one of these could be worked out."
)


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST_SHOWN


def hide(counts: Sequence[int]) -> list[int | None]:
    """Counts that add up to a known total, None where one is not shown.

    >>> hide([30, 15, 5]), hide([30, 17, 3]), hide([46, 4, 0]), hide([2, 1, 0])
    ([30, 15, 5], [30, None, None], [None, None, 0], [None, None, None])
    """
    hidden = {place for place, count in enumerate(counts) if is_small(count)}
    if hidden:
        rest = sorted((place for place in range(len(counts)) if place not in hidden), key=lambda at: _last(counts[at]))
        while rest and not _safe([counts[place] for place in hidden]):
            hidden.add(rest.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def hide_rows(rows: Sequence[Sequence[int]]) -> list[bool]:
    """For a table of groups (rows) whose column totals are known: which rows are not shown at all.

    A row goes when any of its counts is small, and the next smallest rows with it, until what all hidden rows have
    together in each column could not be one small number.

    >>> hide_rows([[20, 10], [3, 9], [12, 6]]), hide_rows([[20, 10], [8, 9]])
    ([False, True, True], [False, False])
    """
    hidden = [any(is_small(count) for count in row) for row in rows]
    rest = sorted((place for place, gone in enumerate(hidden) if not gone), key=lambda at: sum(rows[at]))
    while any(hidden) and rest and not _rows_safe([row for row, gone in zip(rows, hidden, strict=True) if gone]):
        hidden[rest.pop(0)] = True
    return hidden


def _last(count: int) -> tuple[bool, int]:
    """Nought hides nothing, so it is the last to be hidden."""
    return (count == 0, count)


def _safe(hidden: Sequence[int]) -> bool:
    """Each hidden count could still be anything from 1 to 4: there are two at least, and they come to 5 or more."""
    return len(hidden) >= 2 and sum(hidden) >= SMALLEST_SHOWN


def _rows_safe(rows: Sequence[Sequence[int]]) -> bool:
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return len(rows) >= 2 and all(total == 0 or total >= SMALLEST_SHOWN for total in sums)


def shown(count: int | None) -> str:
    """A count as printed.

    >>> shown(12), shown(None)
    ('12', 'c')
    """
    return HIDDEN if count is None else str(count)


def headline(count: int) -> str:
    """A count on its own beside a known total, in words where it is small.

    >>> headline(0), headline(3), headline(12)
    ('0', 'fewer than 5', '12')
    """
    return "fewer than 5" if is_small(count) else str(count)
