"""Reading one value of a case file by what kind of value it must be (stories/vocabulary.py)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from stories import choices
from stories.vocabulary import Field

LONDON = ZoneInfo("Europe/London")


@dataclass
class Names:
    """What the file has declared so far: aliases, and the things that earlier steps named with their kinds."""

    councils: Sequence[str] = ()
    people: Sequence[str] = ()
    things: dict[str, str] = field(default_factory=dict)


class Wrong(Exception):
    """A value that is not what it must be; `path` leads from the field to the element that is wrong."""

    def __init__(self, sentence: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.path = path


def shown(value: Any) -> str:
    """A value as the file writes it, shortened.

    >>> shown(True), shown("nfa"), shown(date(2019, 4, 17)), shown([1])
    ('true', '"nfa"', '2019-04-17', 'a list')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) < 60 else f'"{value[:57]}…"'
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def typed(wanted: Field, names: Names) -> str:
    """What a field takes, in words."""
    match wanted.kind:
        case "council":
            return f"a council's alias: {_listed(names.councils)}"
        case "place":
            return f'a council\'s alias or "unknown": {_listed(names.councils)}'
        case "person":
            return f"a person's alias: {_listed(names.people)}"
        case "party":
            return f"a person's or a council's alias: {_listed([*names.people, *names.councils])}"
        case "thing":
            kind = " or ".join(f"a {one}" for one in wanted.of) or "what a step names"
            known = [name for name, made in names.things.items() if not wanted.of or made in wanted.of]
            return f"the name of {kind} from an earlier step: {_listed(known)}"
        case "choice" | "verdict":
            either = "true, false or " if wanted.kind == "verdict" else ""
            return f"{either}one of {_listed(wanted.of)}"
        case "choices":
            return f"a list of {_listed(wanted.of)}"
        case "takers":
            return f"a list of agencies or aliases: {_listed([*choices.AGENCIES, *names.councils, *names.people])}"
        case "councils":
            return f"a list of councils' aliases: {_listed(names.councils)}"
        case "holder":
            return f'"shared" or a council\'s alias: {_listed(names.councils)}'
    return _PLAIN[wanted.kind]


_PLAIN = {
    "date": "a date such as 2019-04-17, without quotation marks",
    "moment": "a local date and time such as 2019-04-17T11:00:00, without quotation marks",
    "day": "a date, or a date and time, without quotation marks",
    "flag": "true or false",
    "text": "a text in quotation marks",
    "name": "a name in quotation marks, at most 100 characters",
    "texts": "a text, or a list of texts",
    "whole": "a whole number, 0 or more",
    "level": "a number or a word",
    "limbs": "a list of numbers from 1 to 4",
    "heads": "a list of points, each { about = …, facts = … }",
    "between": "two dates: [first, last]",
    "stopped": "false, or the local date and time when it stopped",
}


def read(wanted: Field, value: Any, names: Names) -> Any:
    """The value as the runner takes it: instants aware, the rest as in the file. Raises Wrong."""
    return _READERS[wanted.kind](wanted, value, names)


def _refuse(wanted: Field, value: Any, names: Names, path: tuple[str | int, ...] = ()) -> Wrong:
    near = ""
    if isinstance(value, str):
        close = get_close_matches(value, _known(wanted, names), n=1)
        near = f" (`{close[0]}` perhaps)" if close else ""
    return Wrong(f"is {shown(value)}; expected {typed(wanted, names)}{near}", path)


def _known(wanted: Field, names: Names) -> list[str]:
    return [*wanted.of, *names.councils, *names.people, *names.things]


def _word(allowed: Callable[[Field, Names], Sequence[str]]) -> Callable[[Field, Any, Names], Any]:
    def reader(wanted: Field, value: Any, names: Names) -> Any:
        if not isinstance(value, str) or value not in allowed(wanted, names):
            raise _refuse(wanted, value, names)
        return value

    return reader


def _words(allowed: Callable[[Field, Names], Sequence[str]]) -> Callable[[Field, Any, Names], Any]:
    def reader(wanted: Field, value: Any, names: Names) -> Any:
        if not isinstance(value, list):
            raise _refuse(wanted, value, names)
        for number, one in enumerate(value):
            if not isinstance(one, str) or one not in allowed(wanted, names):
                raise Wrong(f"holds {shown(one)}; expected {typed(wanted, names)}", (number,))
        return value

    return reader


def _plain(*types: type) -> Callable[[Field, Any, Names], Any]:
    def reader(wanted: Field, value: Any, names: Names) -> Any:
        # A bool is an int to Python, and a date and time a date; to the writer of the file they are not.
        if type(value) not in types:
            raise _refuse(wanted, value, names)
        return value

    return reader


def _moment(wanted: Field, value: Any, names: Names) -> datetime:
    if not isinstance(value, datetime):
        raise _refuse(wanted, value, names)
    _in_reach(value)
    return value.replace(tzinfo=LONDON) if value.tzinfo is None else value.astimezone(LONDON)


def _date(wanted: Field, value: Any, names: Names) -> date:
    found: date = _plain(date)(wanted, value, names)
    _in_reach(found)
    return found


def _day(wanted: Field, value: Any, names: Names) -> date | datetime:
    return _moment(wanted, value, names) if isinstance(value, datetime) else _date(wanted, value, names)


def _in_reach(value: date) -> None:
    """Dates outside any case, on which neither a calendar nor a time zone can count."""
    if not 1900 <= value.year <= 2200:
        raise Wrong(f"is {shown(value)}; expected a date from 1900 to 2200")


def _text(wanted: Field, value: Any, names: Names) -> str:
    found: str = _plain(str)(wanted, value, names)
    if "\0" in found:
        raise Wrong("holds the character NUL; expected text")
    return found


def _name(wanted: Field, value: Any, names: Names) -> str:
    found = _text(wanted, value, names)
    if len(found) > 100:
        raise Wrong(f"is {shown(found)}; expected a name of at most 100 characters")
    return found


def _whole(wanted: Field, value: Any, names: Names) -> int:
    if type(value) is not int or value < 0:
        raise _refuse(wanted, value, names)
    return value


def _verdict(wanted: Field, value: Any, names: Names) -> Any:
    if isinstance(value, bool) or value in wanted.of:
        return value
    raise _refuse(wanted, value, names)


def _texts(wanted: Field, value: Any, names: Names) -> list[str]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _refuse(wanted, value, names)
    return found


def _limbs(wanted: Field, value: Any, names: Names) -> list[int]:
    if not isinstance(value, list) or any(type(one) is not int or not 1 <= one <= 4 for one in value):
        raise _refuse(wanted, value, names)
    return value


_HEAD = {
    "about": Field("choice", choices.HEADS, needed=True),
    "facts": Field("text"),
    "assessment_requested": Field("flag"),
    "part_3_function": Field("flag"),
}


def _heads(wanted: Field, value: Any, names: Names) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not value:
        raise _refuse(wanted, value, names)
    for number, one in enumerate(value):
        if not isinstance(one, dict):
            raise Wrong(f"holds {shown(one)}; expected {_PLAIN['heads']}", (number,))
        for key, inner in one.items():
            if key not in _HEAD:
                raise Wrong(
                    f"{number + 1}: `{key}` is not known; expected one of {_listed(list(_HEAD))}", (number, key)
                )
            try:
                read(_HEAD[key], inner, names)
            except Wrong as wrong:
                raise Wrong(f"{number + 1}: `{key}` {wrong.sentence}", (number, key)) from wrong
        if "about" not in one:
            raise Wrong(f"{number + 1}: `about` is missing; expected {typed(_HEAD['about'], names)}", (number,))
    return value


def _between(wanted: Field, value: Any, names: Names) -> tuple[date, date]:
    if not isinstance(value, list) or len(value) != 2 or any(type(one) is not date for one in value):
        raise _refuse(wanted, value, names)
    if value[0] > value[1]:
        raise Wrong(f"goes from {shown(value[0])} to {shown(value[1])}; expected the earlier day first")
    return value[0], value[1]


def _stopped(wanted: Field, value: Any, names: Names) -> datetime | bool:
    return False if value is False else _moment(wanted, value, names)


def _things(wanted: Field, names: Names) -> list[str]:
    return [name for name, made in names.things.items() if not wanted.of or made in wanted.of]


_READERS: dict[str, Callable[[Field, Any, Names], Any]] = {
    "council": _word(lambda wanted, names: names.councils),
    "place": _word(lambda wanted, names: [*names.councils, "unknown"]),
    "person": _word(lambda wanted, names: names.people),
    "party": _word(lambda wanted, names: [*names.people, *names.councils]),
    "thing": _word(_things),
    "holder": _word(lambda wanted, names: ["shared", *names.councils]),
    "choice": _word(lambda wanted, names: wanted.of),
    "choices": _words(lambda wanted, names: wanted.of),
    "councils": _words(lambda wanted, names: names.councils),
    "takers": _words(lambda wanted, names: [*choices.AGENCIES, *names.councils, *names.people]),
    "date": _date,
    "moment": _moment,
    "day": _day,
    "flag": _plain(bool),
    "text": _text,
    "name": _name,
    "texts": _texts,
    "whole": _whole,
    "level": _plain(int, str),
    "verdict": _verdict,
    "limbs": _limbs,
    "heads": _heads,
    "between": _between,
    "stopped": _stopped,
}


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "there is none yet"
