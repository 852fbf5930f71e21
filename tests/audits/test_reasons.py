"""What is no reason: an inspection grade, that nothing came of it. Sound reasons are taken (reasons.csv)."""

import csv
from pathlib import Path

import pytest

from audits.auditing.grounds import NO_HARM, RATING, no_reasons

with Path(__file__).with_name("reasons.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = [(row["words"], row["ground"]) for row in csv.DictReader(_file)]
CODES = {"rating": [RATING.code], "no_harm": [NO_HARM.code], "": []}


@pytest.mark.parametrize(("words", "ground"), ROWS)
def test_a_reason_that_is_none_is_told_from_a_sound_one(words: str, ground: str) -> None:
    assert [one.code for one in no_reasons(words)] == CODES[ground]
