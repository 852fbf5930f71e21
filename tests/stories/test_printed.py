"""The printed timelines in docs/stories are what the stories say today."""

from pathlib import Path

import pytest

from stories import telling
from stories.casefile import load
from stories.running import run_and_forget
from stories.vocabulary import VERBS
from tests.stories.test_replay import OURS, PUBLISHED

PRINTED = sorted((Path(__file__).parents[2] / "docs" / "stories").glob("*.txt"))
FILES = {path.stem: path for path in [*PUBLISHED, *OURS]}


def test_the_two_published_stories_and_two_of_ours_are_printed() -> None:
    assert {path.stem for path in PUBLISHED} <= {path.stem for path in PRINTED}
    assert len(PRINTED) >= 4


@pytest.mark.django_db
@pytest.mark.parametrize("printed", PRINTED, ids=[path.stem for path in PRINTED])
def test_a_printed_timeline_is_fresh_and_fits_the_page(printed: Path) -> None:
    replay, checked = run_and_forget(load(FILES[printed.stem]))
    text = printed.read_text(encoding="utf-8")
    assert text == telling.on_paper(replay, checked), "run the command in docs/replaying-stories.md"
    assert max(map(len, text.splitlines())) <= telling.WIDTH


def test_a_live_call_is_no_attempt() -> None:
    verb = VERBS["contact_family"]
    assert verb.told({"channel": "voicemail", "live": False}) == "tries to reach the family"
    assert verb.told({"channel": "call", "live": True}) == "speaks with the family"
