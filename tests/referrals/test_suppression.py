"""No number from 1 to 4 is told, nor can one be worked out: tried by going through everything that would fit."""

from itertools import product

import pytest

from referrals.suppression import SMALLEST_SHOWN, hide, hide_rows, is_small


def could_be(shown: list[int | None], total: int) -> list[tuple[int, ...]]:
    """Every table that fits what is shown."""
    hidden = [place for place, count in enumerate(shown) if count is None]
    rest = total - sum(count for count in shown if count is not None)
    return [fill for fill in product(range(rest + 1), repeat=len(hidden)) if sum(fill) == rest]


@pytest.mark.parametrize("total", range(23))
def test_every_table_of_three_counts(total: int) -> None:
    for first in range(total + 1):
        for second in range(total - first + 1):
            counts = [first, second, total - first - second]
            shown = hide(counts)
            for count, said in zip(counts, shown, strict=True):
                assert said is None or (said == count and not is_small(said))
            if None not in shown:
                continue
            fits = could_be(shown, total)
            for place in range(shown.count(None)):
                possible = {fill[place] for fill in fits}
                if total >= SMALLEST_SHOWN:
                    assert {0, 1, 2, 3, 4} <= possible, (counts, shown)
                else:
                    assert len(possible) > 1 or total == 0 or shown.count(None) == 1, (counts, shown)


def test_nothing_is_hidden_that_need_not_be() -> None:
    assert hide([30, 20, 0]) == [30, 20, 0]
    assert hide([30, 17, 3]) == [30, None, None]


def test_rows_go_together_until_their_sums_tell_nothing() -> None:
    for rows in product(product(range(8), repeat=2), repeat=3):
        hidden = hide_rows(rows)
        gone = [row for row, is_hidden in zip(rows, hidden, strict=True) if is_hidden]
        assert all(
            not is_small(count) for row, is_hidden in zip(rows, hidden, strict=True) if not is_hidden for count in row
        )
        if gone and not all(hidden):
            assert len(gone) >= 2
            for column in zip(*gone, strict=True):
                assert sum(column) == 0 or sum(column) >= SMALLEST_SHOWN
