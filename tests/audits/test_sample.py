"""The draw: every case as likely as any other, the same from the same seed anywhere, and groups in proportion."""

import hashlib
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from audits import actions as audits
from audits import sample
from audits.auditing import population
from audits.models import SampleCase
from referrals.refusals import NotPossible
from tests.audits.house import csv_of, drawn, of_imported, opened
from tests.world import MONDAY, make_world

DRAWS = 10_000


def chi_square(counts: dict[int, int], size: int, expected: float) -> float:
    return sum((counts.get(place, 0) - expected) ** 2 / expected for place in range(1, size + 1))


def limit(freedom: int) -> float:
    """The value that chi-square passes once in a thousand runs (Wilson and Hilferty's approximation)."""
    spread = 2 / (9 * freedom)
    return freedom * (1 - spread + 3.09 * spread**0.5) ** 3


@pytest.mark.slow
@pytest.mark.parametrize(("size", "wanted"), [(200, 50), (51, 50), (60, 10)])
def test_ten_thousand_draws_are_uniform(size: int, wanted: int) -> None:
    """A fixed family of seeds. How often each case is drawn, and how often each is drawn first and last."""
    drawn_at_all: Counter[int] = Counter()
    first: Counter[int] = Counter()
    last: Counter[int] = Counter()
    for number in range(DRAWS):
        seed = hashlib.md5(f"family {number}".encode(), usedforsecurity=False).hexdigest()
        places = [place for _, place in islice(sample.order(seed, "all", size), wanted)]
        drawn_at_all.update(places)
        first[places[0]] += 1
        last[places[-1]] += 1
    expected = DRAWS * wanted / size
    # Drawn without putting back, the counts vary less than independent ones: by (size - wanted) / (size - 1).
    statistic = chi_square(drawn_at_all, size, expected) / ((size - wanted) / (size - 1))
    assert statistic < limit(size - 1), statistic
    assert chi_square(first, size, DRAWS / size) < limit(size - 1)
    assert chi_square(last, size, DRAWS / size) < limit(size - 1)


def test_the_check_would_notice_a_draw_that_is_not_uniform() -> None:
    """Low numbers favoured by one part in ten, even with no chance in it: the mistake of `distinct … limit`."""
    skewed = Counter({place: 275 if place <= 100 else 225 for place in range(1, 201)})
    assert chi_square(skewed, 200, 250) / (150 / 199) > limit(199)


def test_a_seed_draws_what_it_drew_when_this_was_written() -> None:
    """Written down: another machine, another Python, another year gives the same."""
    assert [place for _, place in islice(sample.order("2018", "all", 1_000_000), 5)] == [
        391961,
        294344,
        102633,
        13210,
        970282,
    ]


def test_every_case_comes_once_and_the_order_ends() -> None:
    assert sorted(place for _, place in sample.order("x", "all", 40)) == list(range(1, 41))
    assert list(sample.order("x", "all", 0)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("strata", ["", "source"])
def test_anybody_repeats_the_draw_from_the_list_and_the_seed(tmp_path: Path, strata: str) -> None:
    """The program that the page prints, run by a Python that knows nothing of us, beside the downloaded list."""
    world = make_world()
    auditor = world.person("kent", "auditor")
    rows = csv_of(300).decode().splitlines()
    rows = [
        row.replace("Police", ["Police", "School", "A, b"][number % 3]) if number else row
        for number, row in enumerate(rows)
    ]
    rows = [row.replace("A, b", '"A, b"') for row in rows]
    audit = drawn(world, opened(world), by=auditor, content="\n".join(rows).encode(), strata=strata, seed="")
    downloaded = b"".join(population.lines(audit))
    assert hashlib.sha256(downloaded).hexdigest() == audit.digest
    (tmp_path / "list.csv").write_bytes(downloaded)
    done = subprocess.run(
        [sys.executable, "-I", "-c", sample.program(audit.seed, audit.wanted)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    ours = SampleCase.objects.filter(audit=audit).order_by("position").values_list("case__label", flat=True)
    assert done.stdout.split() == list(ours) and len(ours) == 50
    assert len(audit.seed) == 32


@pytest.mark.django_db
def test_the_seed_decides_and_a_second_draw_is_refused() -> None:
    world = make_world()
    one, other = of_imported(world, 200, seed="one"), of_imported(world, 200, seed="one")
    third = of_imported(world, 200, seed="another")

    def cases(audit: object) -> list[str]:
        return list(SampleCase.objects.filter(audit=audit).order_by("position").values_list("case__label", flat=True))

    assert cases(one) == cases(other) != cases(third)
    with pytest.raises(NotPossible, match="drawn already"):
        audits.draw(by=world.person("kent", "auditor"), audit=one, at=MONDAY, now=MONDAY)


@pytest.mark.django_db
def test_a_replacement_is_the_next_that_the_seed_draws() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 200)
    following = [place for _, place in islice(sample.order(audit.seed, "all", 200), 53)][50:]
    got = []
    for position in (7, 51, 9):  # the replacement is itself replaced
        one = SampleCase.objects.get(audit=audit, position=position)
        new = audits.replace(
            by=auditor, sample_case=one, because="unreadable", words="The scan is blank.", at=MONDAY, now=MONDAY
        )
        assert new is not None and new.replaces == one
        got.append(new.case.place)
    assert got == following
    assert SampleCase.objects.filter(audit=audit, left_at=None).count() == 50


@pytest.mark.django_db
def test_groups_are_drawn_in_proportion_and_a_small_one_lends_from_the_next() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    rows = csv_of(100).decode().splitlines()
    rows = [row.replace("2021", "2019") if number > 90 else row for number, row in enumerate(rows)]
    audit = drawn(world, opened(world), by=auditor, content="\n".join(rows).encode(), strata="year")
    assert population.groups(audit) == {"2019": 10, "2021": 90}
    of_2019 = SampleCase.objects.filter(audit=audit, case__group="2019")
    assert of_2019.count() == 5 and SampleCase.objects.filter(audit=audit).count() == 50
    for _ in range(6):
        one = of_2019.filter(left_at=None).first()
        if one is None:
            break
        audits.replace(
            by=auditor, sample_case=one, because="missing", words="Not in the archive.", at=MONDAY, now=MONDAY
        )
    assert SampleCase.objects.filter(audit=audit, left_at=None).count() == 50
