"""The words for the last thing that happened."""

import ast
from pathlib import Path

from referrals.presenters.journal import TELLERS
from work.presenters import LAST

ROOMS = Path(__file__).parents[2] / "referrals"


def written_verbs() -> set[str]:
    """Every verb that an action of `referrals` puts in the journal, read from the code."""
    return {
        call.args[0].value
        for file in ROOMS.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "journal.write"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def test_whatever_is_written_in_the_journal_has_words_on_the_timeline_and_in_every_list() -> None:
    assert len(written_verbs()) > 30
    assert written_verbs() <= set(TELLERS)
    assert set(LAST) == set(TELLERS)
