"""Postcode to council against a table that a person can read (postcodes.csv), border pairs above all."""

import csv
import tracemalloc
from datetime import date
from importlib import metadata
from pathlib import Path

import brotli
import msgpack
import pytest
from pytest_django import DjangoAssertNumQueries

from councils import postcodes
from councils.models import PostcodeArea

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
ROWS = list(csv.DictReader(Path(__file__).with_name("postcodes.csv").read_text().splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['typed']} {row['on']}: {row['why']}" for row in ROWS])
def test_a_postcode_finds_its_council(row: dict[str, str]) -> None:
    found = postcodes.find(row["typed"], on=date.fromisoformat(row["on"]))
    assert found.answer == row["answer"]
    assert (found.council.short_name if found.council else "") == row["council"]
    assert found.postcode == row["postcode"]
    assert found.says.endswith(".")


def test_a_corrected_postcode_says_how_it_was_read() -> None:
    found = postcodes.find("cro 4nx", on=ON)
    assert found.corrected
    assert "We read CRO 4NX as CR0 4NX." in found.says


def test_the_first_half_alone_is_told_why_it_is_not_enough() -> None:
    says = postcodes.find("rm1", on=ON).says
    assert says.startswith("RM1 is only the first half of a postcode.")


def test_no_fixed_address_points_nowhere() -> None:
    assert "no fixed address" in postcodes.find("ZZ993VZ", on=ON).says


def test_the_answer_says_how_old_the_directory_is() -> None:
    found = postcodes.find("RM1 3ZZ", on=ON)
    assert found.directory_on == date(2025, 11, 1)
    assert "not in the postcode directory of November 2025" in found.says


def test_the_directory_is_read_once_for_a_postcode(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    postcodes.find("RM1 3DT", on=ON)
    monkeypatch.setattr(postcodes, "read_directory", lambda postcode: pytest.fail("read again"))
    with django_assert_num_queries(3):
        assert postcodes.find("RM1 3DT", on=ON).council is not None


def test_a_postcode_that_is_not_held_is_remembered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    postcodes.find("RM1 3ZZ", on=ON)
    monkeypatch.setattr(postcodes, "read_directory", lambda postcode: pytest.fail("read again"))
    assert postcodes.find("RM1 3ZZ", on=ON).answer == "not_held"


def test_a_newer_directory_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    PostcodeArea.objects.create(postcode="RM13DT", area_code="E10000016", directory="an older release")
    found = postcodes.find("RM1 3DT", on=ON)
    assert found.council is not None
    assert found.council.short_name == "Havering"
    assert PostcodeArea.objects.get(postcode="RM13DT").directory != "an older release"


def test_nothing_of_the_directory_stays_in_memory() -> None:
    postcodes.read_directory("S362BJ")
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    postcodes.read_directory("S362BJ")
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 1_000_000


@pytest.mark.slow
def test_every_postcode_of_the_directory_has_a_form_that_is_accepted() -> None:
    strange: dict[str, str] = {}
    for file in metadata.files(postcodes.PACKAGE) or []:
        if file.name.endswith(".msgpack.br"):
            columns = msgpack.unpackb(brotli.decompress(file.read_binary()))["data"]
            for one in columns["pcd"]:
                plain = one.replace(" ", "")
                if postcodes._normal(plain) != plain:
                    strange[plain[:-3]] = one
    assert set(strange) <= {"GIR", "NPT"}  # both closed for decades
