"""Files handled roughly: whatever is wrong with one is told with its line, and whatever is left out is only unknown.

Few in every run of the tests; ROUGH=500 for more.
"""

import os
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories import replay as running
from stories import telling
from stories.casefile import CannotRead, parse
from stories.running import run_and_forget
from stories.vocabulary import VERBS
from tests.stories.test_replay import OURS, PUBLISHED

ROUGH = int(os.environ.get("ROUGH", "25"))
FILES = [*OURS, *PUBLISHED]
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]
rough = settings(
    max_examples=ROUGH,
    deadline=None,
    derandomize="ROUGH" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A case file after some accidents: lines lost, doubled, swapped; a word, a number or a sign changed."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "double", "swap", "cut", "word", "value", "insert"])):
            case "lose":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case "word":
                lines[at] = lines[at].replace("_", draw(st.sampled_from(["-", "", " ", "__"])), 1)
            case "value":
                key = lines[at].partition("=")[0]
                new = [
                    '""',
                    "true",
                    "-1",
                    "9999999999999999999",
                    "[]",
                    "{}",
                    "0001-01-01",
                    "9999-12-31T23:59:59",
                    "[[1]]",
                ]
                new += ["2026-03-29T01:30:00", "2026-10-25T01:30:00Z", "nan", "1e400", '"\\u0000"', "07:30:00"]
                lines[at] = f"{key}= {draw(st.sampled_from(new))}"
            case "insert":
                lines.insert(
                    at, draw(st.sampled_from(["[[steps]]", "[people.x]", "x", "[expect]", "a.b.c = 1", "\x00"]))
                )
        if not lines:
            lines = [""]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.django_db
@rough
@given(text=damaged())
def test_a_damaged_file_is_read_or_told_with_its_lines(text: str) -> None:
    try:
        replay, _ = run_and_forget(parse(text))
    except CannotRead as error:
        assert error.problems
        last = text.count("\n") + 1
        for problem in error.problems:
            assert 1 <= problem.line <= last
            assert len(problem.sentence) > 15
    else:
        failed = [one for one in telling._steps(replay) if one.outcome == running.FAILED]
        assert not failed, f"{failed[0].step.do}: {failed[0].why}\n{text}"


@st.composite
def left_out(draw: st.DrawFn) -> str:
    """The text of a case file in which some fields that a verb can do without are left out, and some steps."""
    text = draw(st.sampled_from(TEXTS))
    told = tomllib.loads(text)
    for step in told["steps"]:
        needed = {key for key, field in VERBS[step["do"]].fields.items() if field.needed}
        optional = sorted(set(step.get("with", {})) - needed - set(VERBS[step["do"]].one_of))
        for key in draw(st.lists(st.sampled_from(optional), max_size=3)) if optional else []:
            step["with"].pop(key, None)
    gone = draw(st.lists(st.integers(0, len(told["steps"]) - 1), max_size=2))
    told["steps"] = [step for place, step in enumerate(told["steps"]) if place not in gone or "name" in step]
    return written(told)


def written(told: dict) -> str:
    """The values as TOML again; enough of it for case files."""
    lines = [f"{key} = {_value(value)}" for key, value in told.items() if not isinstance(value, dict | list)]
    for group in ("councils", "people"):
        for alias, table in told.get(group, {}).items():
            lines += [f"[{group}.{alias}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    for group in ("steps", "expect"):
        for row in told.get(group, []):
            lines += [f"[[{group}]]", *(f"{key} = {_value(value)}" for key, value in row.items())]
    return "\n".join(lines)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@pytest.mark.slow
@pytest.mark.django_db
@rough
@given(text=left_out())
def test_a_field_that_is_left_out_breaks_nothing(text: str) -> None:
    replay, checked = run_and_forget(parse(text))
    for step in telling._steps(replay):
        assert step.outcome != running.FAILED, f"{step.step.do}: {step.why}\n{text}"
    assert telling.in_words(replay, checked)
    assert telling.as_json(replay, checked)


def test_the_writer_of_this_test_writes_what_it_read() -> None:
    for text in TEXTS:
        assert tomllib.loads(written(tomllib.loads(text))) == tomllib.loads(text)


HEAD = 'title = "t"\nclosing = 2020-01-01T10:00:00\n'
STEP = """[people.y]
kind = "child"
[[steps]]
at = 2019-01-01T10:00:00
by = "a"
do = "log_referral"
with = { child = "y" }
"""


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('title = "t"\nclosing = 2020-01-01\n', 2, "expected"),
        (HEAD + '[councils.a]\ngss = "E1"\n' + STEP, 3, "which no council has; expected a code such as"),
        (HEAD + '[councils.a]\n\nname = "A"\nrule_set = "moon"\n' + STEP, 3, "moon"),
        (HEAD + '[councils.a]\nname = "A"\n' + STEP.replace("at =", "att ="), 7, "`at`"),
        (HEAD + '[councils.a]\nname = "A"\n' + STEP.replace("2019", "2021"), 2, "the last step"),
        ('title = "t\n', 1, "not TOML"),
        ("", 1, "missing"),
    ],
)
@pytest.mark.django_db
def test_the_command_ends_with_two_and_says_where(tmp_path: Path, text: str, line: int, words: str) -> None:
    file = tmp_path / "story.toml"
    file.write_text(text)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("replay", str(file), stdout=out, stderr=err)
    assert ended.value.code == 2
    assert f"line {line}: " in err.getvalue(), err.getvalue()
    assert words in err.getvalue()
    assert out.getvalue() == ""
