"""Agreement between two readers, against figures worked out by hand and published."""

import pytest

from audits.auditing.agreement import agreement


@pytest.mark.parametrize(
    ("both", "only_first", "only_second", "neither", "kappa"),
    [(20, 5, 10, 15, 0.4), (45, 15, 25, 15, 0.1304), (25, 35, 5, 35, 0.2593), (10, 0, 0, 40, 1.0)],
)
def test_kappa(both: int, only_first: int, only_second: int, neither: int, kappa: float) -> None:
    pairs = [("y", "y")] * both + [("y", "n")] * only_first + [("n", "y")] * only_second + [("n", "n")] * neither
    found = agreement(pairs)
    assert found.kappa is not None and abs(float(found.kappa) - kappa) < 0.0001
    assert found.same == both + neither and found.pairs == len(pairs)


def test_it_is_not_made_up_where_there_is_nothing_to_reckon_with() -> None:
    assert agreement([]).kappa is None
    assert agreement([("no", "no")] * 9).kappa is None
    assert "cannot be worked out" in agreement([("no", "no")] * 9).working
