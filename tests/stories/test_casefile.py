"""The format of a case file: read whole, and every mistake told with its line and what was expected there."""

from pathlib import Path

import pytest

from stories.casefile import CannotRead, load, parse
from stories.choices import CLOCKS, DUTIES, PROMPTS, REFUSALS
from stories.positions import positions
from stories.vocabulary import VERBS

RIGHT = """title = "A story"
source = "made up"
closing = 2021-03-31T17:00:00

[councils.kent]
gss = "E10000016"
[councils.x]
name = "Council X"
rule_set = "other"

[people.y]
kind = "child"
born = 2010-05-01
lives_in = "kent"
[people.ms]
kind = "parent"

[[steps]]
at = 2021-03-09T10:00:00
by = "kent"
do = "log_referral"
name = "r1"
with = { child = "y", from = "ms", harm = ["neglect"] }

[[steps]]
at = 2021-03-09T11:00:00
written_at = 2021-03-10T11:00:00
by = "kent"
role = "team_manager"
who = "Jo"
do = "decide"
refused = "outcome.rationale_missing"
override = { reason = "because", by_role = "head_of_service" }
[steps.with]
referral = "r1"
outcome = "early_help"

[[steps]]
at = 2021-03-11T09:00:00
by = "ms"
do = "complain"
name = "c1"
with = { child = "y", council = "kent", heads = [
  { about = "delay", facts = "nobody rang" },
  { about = "support" },
] }

[[expect]]
alert = "decision"
council = "kent"
on = "r1"
due = 2021-03-10T10:00:00
raised_between = [2021-03-10, 2021-03-11]
stopped = false
[[expect]]
lead = "lado"
on = "r1"
at = 2021-03-11T09:00:00
is = "shared"
among = ["kent", "x"]
[[expect]]
on = "c1"
head = 2
not_route = "corporate"
check = true
"""

# what stands there, what a mistake makes of it, and what is said of it
MISTAKES = [
    ('title = "A story"', "", "line 1: `title` is missing; expected a text in quotation marks at the top of the file"),
    ('source = "made up"', "sauce = 1", "line 2: `sauce` is not known; expected `source` perhaps; one of `title`, "),
    (
        "closing = 2021-03-31T17:00:00",
        "closing = 2021-03-31",
        "line 3: `closing` is 2021-03-31; expected a local date and ",
    ),
    (
        "closing = 2021-03-31T17:00:00",
        "closing = 2021-03-01T17:00:00",
        "line 3: `closing` is 2021-03-01T17:00:00; expected ",
    ),
    ('gss = "E10000016"', "", "line 5: council kent: expected either `gss`, a real council's code, or `name` and "),
    ('rule_set = "other"', "rule_set = 3", "line 9: council x: `rule_set` is 3; expected a text in quotation marks"),
    ('kind = "child"', 'kind = "kid"', 'line 12: person y: `kind` is "kid"; expected one of `child`, `parent`'),
    ("born = 2010-05-01", 'born = "2010-05-01"', 'line 13: person y: `born` is "2010-05-01"; expected a date such as '),
    ('lives_in = "kent"', 'lives_in = "knet"', 'line 14: person y: `lives_in` is "knet"; expected a council\'s alias'),
    ('lives_in = "kent"', "expected = 2010-05-01", "line 14: person y: `born` and `expected` are both there"),
    ('kind = "parent"', "", "line 15: person ms: `kind` is missing; expected one of `child`"),
    ("at = 2021-03-09T10:00:00\n", "", "line 18: step 1: `at` is missing; expected a local date and time"),
    (
        'by = "kent"\ndo = "log',
        'by = "ms"\ndo = "log',
        'line 20: step 1: `by` is "ms"; expected the alias of a council',
    ),
    (
        'do = "log_referral"',
        'do = "log_referal"',
        'line 21: step 1: `do` is "log_referal"; expected one of `log_referral`',
    ),
    (
        'name = "r1"',
        'named = "r1"',
        "line 22: step 1: `named` is not known; expected `name` perhaps; one of `at`, `by`",
    ),
    (
        'child = "y", from',
        'children = "y", from',
        "line 23: step 1: log_referral: `children` is not known; expected `child`",
    ),
    (
        'child = "y", from',
        "from",
        "line 23: step 1: log_referral: `child` is missing; expected a person's alias: `y`, `ms`",
    ),
    (
        'harm = ["neglect"]',
        'harm = "neglect"',
        'line 23: step 1: log_referral: `harm` is "neglect"; expected a list of ',
    ),
    (
        'harm = ["neglect"]',
        'harm = ["neglekt"]',
        'line 23: step 1: log_referral: `harm` holds "neglekt"; expected a list',
    ),
    ("with = { child", "with = 1 # { child", "line 23: step 1: `with` is 1; expected a table"),
    (
        "written_at = 2021-03-10T11",
        "written_at = 2021-03-08T11",
        "line 27: step 2: `written_at` is 2021-03-08T11:00:00, before",
    ),
    ('role = "team_manager"', 'role = "boss"', 'line 29: step 2: `role` is "boss"; expected one of `social_worker`'),
    (
        'refused = "outcome.rationale_missing"',
        'refused = "nope"',
        'line 32: step 2: `refused` is "nope"; expected one of ',
    ),
    (
        ', by_role = "head_of_service"',
        "",
        "line 33: step 2: override: `by_role` is missing; expected one of `social_worker`",
    ),
    (
        'referral = "r1"',
        'referral = "r9"',
        'line 35: step 2: decide: `referral` is "r9"; expected the name of a referral from ',
    ),
    (
        'outcome = "early_help"',
        'outcome = "nfa"',
        'line 36: step 2: decide: `outcome` is "nfa"; expected one of `no_further',
    ),
    (
        'at = 2021-03-11T09:00:00\nby = "ms"',
        'at = 2021-03-10T09:00:00\nby = "ms"',
        "line 39: step 3: it comes at 2021-03-10T09:00:00",
    ),
    ('by = "ms"', 'by = "kent"', 'line 40: step 3: `by` is "kent"; expected the alias of a person: `y`, `ms`'),
    ('name = "c1"', 'name = "r1"', 'line 42: step 3: `name` is "r1", which an earlier step has; expected a new one'),
    (
        'about = "support"',
        'about = "suport"',
        'line 45: step 3: complain: `heads` 2: `about` is "suport"; expected one of ',
    ),
    (
        'alert = "decision"',
        'alert = "decisions"',
        'line 49: expectation 1: `alert` is "decisions"; expected one of `decision`',
    ),
    (
        'on = "r1"\ndue',
        'on = "c9"\ndue',
        'line 51: expectation 1: `on` is "c9"; expected the name of what a step names',
    ),
    (
        "raised_between = [2021-03-10, 2021-03-11]",
        "raised_between = [2021-03-12, 2021-03-11]",
        "line 53: expectation 1: `raised_between` goes from 2021-03-12 to 2021-03-11; expected the earlier day first",
    ),
    (
        "stopped = false",
        "stopped = true",
        "line 54: expectation 1: `stopped` is true; expected false, or the local date",
    ),
    ('is = "shared"', 'is = "both"', 'line 59: expectation 2: `is` is "both"; expected "shared" or a council\'s alias'),
    (
        'lead = "lado"\n',
        "",
        "line 55: expectation 2: it says none of them; expected one of `alert`, `no_alert`, `lead`",
    ),
    ("head = 2", "", "line 61: expectation 3: `head` is missing; expected the number of a point of complaint, from 1"),
    (
        "[[expect]]\nlead",
        "[[expect]\nlead",
        "line 55: this is not TOML: expected ']]' at the end of an array declaration",
    ),
]


def test_the_right_one_is_read() -> None:
    story = parse(RIGHT)
    decide = story.steps[1]
    assert decide.now.isoformat() == "2021-03-10T11:00:00+00:00"
    assert (decide.role, decide.who, decide.override.by_role) == ("team_manager", "Jo", "head_of_service")
    assert decide.fields == {"referral": "r1", "outcome": "early_help"}
    assert [one.kind for one in story.expectations] == ["alert", "lead", "complaint"]


@pytest.mark.parametrize(("there", "mistake", "said"), MISTAKES, ids=[said.split(":", 1)[0] for *_, said in MISTAKES])
def test_a_mistake_is_told_with_its_line(there: str, mistake: str, said: str) -> None:
    assert there in RIGHT
    with pytest.raises(CannotRead) as found:
        parse(RIGHT.replace(there, mistake, 1))
    told = [str(problem) for problem in found.value.problems]
    assert any(one.startswith(said) for one in told), told


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    with pytest.raises(CannotRead) as found:
        parse(RIGHT.replace('"early_help"', '"nfa"').replace('"decision"', '"x"').replace('"child"', '"kid"'))
    assert [problem.line for problem in found.value.problems] == [12, 36, 49]


def test_an_empty_file_and_one_that_is_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="there is no step"):
        parse("")
    with pytest.raises(CannotRead, match="line 1: the file could not be opened"):
        load(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "x"\nsource = "\xe9"\n')
    with pytest.raises(CannotRead, match="line 2: this is not UTF-8"):
        load(tmp_path / "latin.toml")


def test_lines_are_found_through_comments_strings_and_nested_tables() -> None:
    text = (
        '# [not.a.table]\na = """x\n[no]\n"""\nb = \'#\' # c\n[t."q k"]\nd = [\n  { e = 1, f = [2,\n 3] }, # }\n]\n'
        "[[s]]\n[s.with]\ng = 1\n[[s]]\nh.i = 2\n"
    )
    lines = positions(text)
    assert lines[("b",)] == 5
    assert lines[("t", "q k", "d", 0, "f", 1)] == 9
    assert lines[("s", 0, "with", "g")] == 13
    assert lines[("s", 1, "h", "i")] == 15


def test_the_vocabulary_is_whole() -> None:
    assert len(VERBS) == 55
    assert (len(CLOCKS), len(DUTIES), len(PROMPTS), len(REFUSALS)) == (35, 7, 36, 54)
