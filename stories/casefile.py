"""A case file as values: read, checked whole, and every mistake told with its line and what was expected there."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from stories import choices
from stories.positions import Path as Place
from stories.positions import line_of, positions
from stories.reading import Names, Wrong, read, shown, typed
from stories.story import CouncilTold, Expectation, OverrideTold, PersonTold, Step, Story
from stories.vocabulary import VERBS, Field

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Problem:
    """One mistake: the line it stands on and a sentence that says what was expected."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


class CannotRead(Exception):
    """The file is no case file; `problems` are all its mistakes, in the order of their lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("; ".join(map(str, self.problems)))


_MOMENT, _DATE, _TEXT, _FLAG = Field("moment"), Field("date"), Field("text"), Field("flag")
_TOP = {"title": _TEXT, "source": _TEXT, "closing": _MOMENT}
_TABLES = ("councils", "people", "steps", "expect")
_COUNCIL = {
    "gss": _TEXT,
    "name": Field("name"),
    "rule_set": _TEXT,
    "nation": Field("choice", choices.NATIONS),
}
_PERSON = {
    "kind": Field("choice", choices.KINDS_OF_PERSON, needed=True),
    "born": _DATE,
    "expected": _DATE,
    "lives_in": Field("place"),
    "address_confidence": Field("choice", choices.CONFIDENCES),
    "protected_address": _FLAG,
    "child_when_alleged": _FLAG,
    "works_with_children_in": Field("council"),
    "works_with_adults_in": Field("council"),
    "other_children": Field("choice", choices.YES_NO_UNKNOWN),
}
_STEP = {
    "at": Field("moment", needed=True),
    "by": Field("text", needed=True),
    "role": Field("choice", choices.ROLES),
    "who": Field("name"),
    "do": Field("choice", tuple(VERBS), needed=True),
    "name": _TEXT,
    "refused": Field("choice", choices.REFUSALS),
    "written_at": _MOMENT,
}
_OVERRIDE = {"reason": Field("text", needed=True), "by_role": Field("choice", choices.ROLES, needed=True)}
_ANY_THING = Field("thing")
_EXPECT: dict[str, dict[str, Field]] = {
    "alert": {
        "alert": Field("choice", tuple(choices.CLOCKS)),
        "level": Field("choice", choices.LEVELS),
        "council": Field("council"),
        "towards": Field("council"),
        "on": _ANY_THING,
        "due": _MOMENT,
        "raised_between": Field("between"),
        "stopped": Field("stopped"),
    },
    "no_alert": {
        "no_alert": Field("choice", tuple(choices.CLOCKS)),
        "council": Field("council"),
        "towards": Field("council"),
        "on": _ANY_THING,
    },
    "lead": {
        "lead": Field("choice", choices.DUTIES),
        "on": Field("thing", needed=True),
        "at": Field("moment", needed=True),
        "is": Field("holder", needed=True),
        "among": Field("councils"),
    },
    "prompt": {
        "prompt": Field("choice", choices.PROMPTS),
        "on": Field("thing", needed=True),
        "council": Field("council"),
    },
    "complaint": {
        "on": Field("thing", ("complaint",), needed=True),
        "head": Field("whole"),
        "route": Field("choice", choices.ROUTES),
        "not_route": Field("choice", choices.ROUTES),
        "check": _FLAG,
        "eligible": Field("choice", choices.ELIGIBILITIES),
        "paused": _FLAG,
        "next_stage": Field("whole"),
        "opens_referral": _FLAG,
    },
}
_OF_COMPLAINT = ("route", "not_route", "check", "eligible", "paused", "next_stage", "opens_referral")
_SYNTAX = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)


def load(path: Path) -> Story:
    """The story in the file. Raises CannotRead."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CannotRead([Problem(1, f"the file could not be opened: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CannotRead([Problem(line, "this is not UTF-8; expected a text file in UTF-8")]) from error
    return parse(text)


def parse(text: str) -> Story:
    """The story in the text. Raises CannotRead with every mistake in it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX.match(str(error))
        what = found["what"] if found else str(error)
        line = int(found["line"]) if found and found["line"] else text.rstrip("\n").count("\n") + 1
        raise CannotRead([Problem(line, f"this is not TOML: {what[:1].lower()}{what[1:]}")]) from error
    except RecursionError as error:
        raise CannotRead([Problem(1, "this is nested too deeply; expected the tables of a case file")]) from error
    return _Reader(told, positions(text)).story()


class _Reader:
    def __init__(self, told: dict[str, Any], lines: Mapping[Place, int]) -> None:
        self.told = told
        self.lines = lines
        self.problems: list[Problem] = []
        self.names = Names()

    def wrong(self, path: Place, sentence: str) -> None:
        self.problems.append(Problem(line_of(self.lines, path), sentence))

    def story(self) -> Story:
        told = self.told
        for key in told:
            if key not in _TOP and key not in _TABLES:
                self.wrong((key,), f"`{key}` is not known; expected {_one_of([*_TOP, *_TABLES], key)}")
        top = self.fields({key: told[key] for key in _TOP if key in told}, _TOP, (), "")
        for key in ("title", "closing"):
            if key not in told:
                self.wrong((), f"`{key}` is missing; expected {typed(_TOP[key], self.names)} at the top of the file")
        councils, people = self.tables("councils"), self.tables("people")
        self.names = Names(councils=tuple(councils), people=tuple(people))
        for alias in set(councils) & set(people):
            self.wrong(("people", alias), f"`{alias}` is a council and a person; expected an alias of its own")
        councils_told = {alias: self.council(alias, one) for alias, one in councils.items()}
        people_told = {alias: self.person(alias, one) for alias, one in people.items()}
        if not councils and "councils" not in self.told:
            self.wrong((), "there is no council; expected at least one table such as [councils.kent]")
        steps = [self.step(number, one) for number, one in enumerate(self.rows("steps"), 1)]
        if not steps and "steps" not in self.told:
            self.wrong((), "there is no step; expected at least one [[steps]]")
        expectations = [self.expectation(number, one) for number, one in enumerate(self.rows("expect"), 1)]
        self.in_order([step for step in steps if step is not None], top.get("closing"))
        if self.problems:
            raise CannotRead(self.problems)
        return Story(
            title=top["title"],
            source=top.get("source", ""),
            closing=top["closing"],
            councils=councils_told,
            people=people_told,
            steps=[step for step in steps if step is not None],
            expectations=[one for one in expectations if one is not None],
        )

    def tables(self, key: str) -> dict[str, dict[str, Any]]:
        found = self.told.get(key, {})
        if not isinstance(found, dict):
            self.wrong((key,), f"`{key}` is {shown(found)}; expected tables such as [{key}.alias]")
            return {}
        for alias, one in found.items():
            if not isinstance(one, dict):
                self.wrong((key, alias), f"`{alias}` is {shown(one)}; expected a table [{key}.{alias}]")
        return {alias: one for alias, one in found.items() if isinstance(one, dict)}

    def rows(self, key: str) -> list[dict[str, Any]]:
        found = self.told.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.wrong((key,), f"`{key}` is {shown(found)}; expected tables that begin with [[{key}]]")
            return []
        return found

    def fields(self, told: Mapping[str, Any], known: Mapping[str, Field], path: Place, where: str) -> dict[str, Any]:
        """The values that are right; the others, and what is missing, are told as problems."""
        values = {}
        for key, value in told.items():
            if key not in known:
                self.wrong((*path, key), f"{where}`{key}` is not known; expected {_one_of(known, key)}")
                continue
            try:
                values[key] = read(known[key], value, self.names)
            except Wrong as wrong:
                self.wrong((*path, key, *wrong.path), f"{where}`{key}` {wrong.sentence}")
        for key, one in known.items():
            if one.needed and key not in told:
                self.wrong(path, f"{where}`{key}` is missing; expected {typed(one, self.names)}")
        return values

    def council(self, alias: str, told: dict[str, Any]) -> CouncilTold:
        path = ("councils", alias)
        values = self.fields(told, _COUNCIL, path, f"council {alias}: ")
        if ("gss" in told) == ("name" in told):
            self.wrong(path, f"council {alias}: expected either `gss`, a real council's code, or `name` and `rule_set`")
        return CouncilTold(alias, line_of(self.lines, path), **values)

    def person(self, alias: str, told: dict[str, Any]) -> PersonTold:
        path = ("people", alias)
        values = self.fields(told, _PERSON, path, f"person {alias}: ")
        if "born" in told and "expected" in told:
            both = f"person {alias}: `born` and `expected` are both there; expected one of them"
            self.wrong((*path, "expected"), both)
        return PersonTold(alias, line_of(self.lines, path), **{"kind": "other", **values})

    def step(self, number: int, told: dict[str, Any]) -> Step | None:
        path, where = ("steps", number - 1), f"step {number}: "
        before = len(self.problems)
        plain = {key: value for key, value in told.items() if key not in ("with", "override")}
        known = _STEP | {"with": _TEXT, "override": _TEXT}  # both are read below; named where a key is not known
        values = self.fields(plain, known, path, where)
        verb = VERBS.get(values.get("do", ""))
        if "by" in values:
            actors = self.names.people if values.get("do") == "complain" else self.names.councils
            what = "person" if values.get("do") == "complain" else "council"
            if values["by"] not in actors:
                expected = f"the alias of a {what}: {_list(actors)}"
                self.wrong((*path, "by"), f"{where}`by` is {shown(values['by'])}; expected {expected}")
        override = None
        if "override" in told:
            own = self.table(told["override"], (*path, "override"), where, "override")
            read_ = self.fields(own, _OVERRIDE, (*path, "override"), f"{where}override: ")
            override = OverrideTold(read_.get("reason", ""), read_.get("by_role", ""))
        fields: dict[str, Any] = {}
        if verb is not None:
            own = self.table(told.get("with", {}), (*path, "with"), where, "with")
            fields = self.fields(own, verb.fields, (*path, "with"), f"{where}{values['do']}: ")
            if verb.one_of and not any(key in own for key in verb.one_of):
                self.wrong((*path, "with"), f"{where}{values['do']}: expected {_list(verb.one_of, 'or')}")
            self.name(values.get("name", ""), verb.makes, path, where)
        if len(self.problems) > before:
            # The order is still worth checking where the times could be read.
            return self._bare(number, path, values) if "at" in values and "do" in values else None
        at = values.pop("at")
        now = values.pop("written_at", at)
        return Step(number, line_of(self.lines, path), at, now, fields=fields, override=override, **values)

    def _bare(self, number: int, path: Place, values: dict[str, Any]) -> Step:
        at = values["at"]
        return Step(number, line_of(self.lines, path), at, values.get("written_at", at), by="", do=values["do"])

    def table(self, told: Any, path: Place, where: str, key: str) -> dict[str, Any]:
        if isinstance(told, dict):
            return told
        self.wrong(path, f"{where}`{key}` is {shown(told)}; expected a table")
        return {}

    def name(self, name: str, makes: str, path: Place, where: str) -> None:
        if not name:
            return
        if name in self.names.things:
            taken = f"{where}`name` is {shown(name)}, which an earlier step has; expected a new one"
            self.wrong((*path, "name"), taken)
        self.names.things[name] = makes

    def expectation(self, number: int, told: dict[str, Any]) -> Expectation | None:
        path, where = ("expect", number - 1), f"expectation {number}: "
        kinds: list[str] = [kind for kind in ("alert", "no_alert", "lead", "prompt") if kind in told]
        if any(key in told for key in _OF_COMPLAINT):
            kinds.append("complaint")
        if len(kinds) != 1:
            wanted = _list(["alert", "no_alert", "lead", "prompt", *_OF_COMPLAINT], "or")
            found = "none of them" if not kinds else " and ".join(f"`{kind}`" for kind in kinds)
            self.wrong(path, f"{where}it says {found}; expected one of {wanted}")
            return None
        before = len(self.problems)
        keys = self.fields(told, _EXPECT[kinds[0]], path, where)
        if kinds[0] == "complaint" and {"route", "not_route"} & set(told) and "head" not in told:
            self.wrong(path, f"{where}`head` is missing; expected the number of a point of complaint, from 1")
        if len(self.problems) > before:
            return None
        return Expectation(number, line_of(self.lines, path), kinds[0], keys)

    def in_order(self, steps: Sequence[Step], closing: datetime | None) -> None:
        for step in steps:
            if step.now < step.at:
                path = ("steps", step.number - 1, "written_at")
                self.wrong(
                    path,
                    f"step {step.number}: `written_at` is {_clock(step.now)}, before `at`; expected {_clock(step.at)} "
                    "or later",
                )
        for earlier, later in zip(steps, steps[1:], strict=False):
            if later.now < earlier.now:
                self.wrong(
                    ("steps", later.number - 1, "at"),
                    f"step {later.number}: it comes at {_clock(later.now)}, after step {earlier.number} at "
                    f"{_clock(earlier.now)}; expected steps in the order of `written_at` (or `at`)",
                )
        if steps and closing is not None and closing < steps[-1].now:
            last = _clock(steps[-1].now)
            self.wrong(("closing",), f"`closing` is {_clock(closing)}; expected {last}, the last step, or later")


def _clock(at: datetime) -> str:
    return at.astimezone(LONDON).replace(tzinfo=None).isoformat()


def _list(words: Sequence[str] | Mapping[str, Any], last: str = "") -> str:
    quoted = [f"`{word}`" for word in words]
    if last and len(quoted) > 1:
        return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
    return ", ".join(quoted) or "there is none in this file"


def _one_of(known: Sequence[str] | Mapping[str, Any], found: str) -> str:
    near = get_close_matches(found, list(known), n=1)
    return (f"`{near[0]}` perhaps; " if near else "") + f"one of {_list(known)}"
