"""Every fault that the sources name, its control in Holdfast, and the tests that prove it.

`faults.toml` holds the rows; here they are read, their names resolved, and put into words: docs/faults.md and the page
"Faults and controls" show the same. A name that does not resolve is a fault of ours: tests/work/test_faults.py.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist

from audits.oversight.table import BY_CODE

FILE = Path(__file__).with_name("faults.toml")
DOCUMENT = Path(settings.BASE_DIR) / "docs" / "faults.md"
#: The rooms that may hold grounds, questions and clocks; one that is not there yet holds none.
ROOMS = ("referrals", "complaints", "audits")
IN_FULL, IN_PART, NOT_YET, OUTSIDE = "Built", "Built in part", "Not built yet", "Outside this product"


@dataclass(frozen=True)
class Source:
    """Where a fault is named: a published document, and its address where it has one."""

    title: str
    part: str  # what its numbers count: "paragraph", "line", or "" where the place says it
    url: str

    def place(self, numbers: str) -> str:
        """
        >>> Source("A report", "paragraph", "").place("37"), Source("A report", "line", "").place("35 and 36")
        ('paragraph 37', 'lines 35 and 36')
        """
        several = not numbers.isdecimal()
        return f"{self.part}{'s' if several else ''} {numbers}" if self.part else numbers


@dataclass(frozen=True)
class Control:
    """One thing that does it: `kind` is refusal, prompt, clock, figure, act, field, page or rule; `name` its code or
    its dotted name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Fault:
    """One row of the table."""

    number: int
    sources: tuple[tuple[Source, str], ...]  # and where in it
    what: str
    control: str
    by: tuple[Control, ...]
    proved: tuple[str, ...]
    lacks: str
    outside: str  # why it is not this product's to answer
    room: str

    @property
    def state(self) -> str:
        if self.outside:
            return OUTSIDE
        if not self.by:
            return NOT_YET
        return IN_PART if self.lacks else IN_FULL

    @property
    def named_in(self) -> list[str]:
        """In Markdown: "[Ombudsman decision …](https://…), injustice 1 and 2"."""
        return [
            f"{f'[{source.title}]({source.url})' if source.url else source.title}, {source.place(at)}"
            for source, at in self.sources
        ]


@cache
def read() -> tuple[Fault, ...]:
    """All faults by number. Raises KeyError for a source that the file does not describe."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    sources = {
        key: Source(one["title"], one.get("part", ""), one.get("url", "")) for key, one in told["sources"].items()
    }
    return tuple(sorted((_fault(row, sources) for row in told["fault"]), key=lambda one: one.number))


def _fault(row: Mapping[str, Any], sources: Mapping[str, Source]) -> Fault:
    return Fault(
        number=row["number"],
        sources=tuple((sources[key], at) for key, at in row["at"].items()),
        what=row["what"],
        control=row["control"],
        by=tuple(Control(*one.split(" ", 1)) for one in row.get("by", [])),
        proved=tuple(row.get("proved", [])),
        lacks=row.get("lacks", ""),
        outside=row.get("outside", ""),
        room=row.get("room", "referrals"),
    )


def resolve(control: Control) -> Any:
    """What the name stands for. Raises LookupError when there is no such thing."""
    if control.kind == "clock":
        return _in_a_room(control.name, _clocks())
    if control.kind == "refusal":
        return _in_a_room(control.name, _registered("grounds", "GROUNDS"))
    if control.kind == "prompt":
        return _in_a_room(control.name, _registered("prompts", "QUESTIONS"))
    if control.kind == "figure":
        return _in_a_room(control.name, BY_CODE)
    if control.kind not in {"act", "field", "page", "rule"}:
        raise LookupError(f"{control.kind} is no kind of control")
    owner, _, last = control.name.rpartition(".")
    if control.kind == "field":
        try:
            return _dotted(owner)._meta.get_field(last)
        except (FieldDoesNotExist, AttributeError) as error:
            raise LookupError(f"there is no field {control.name}") from error
    return _dotted(control.name)


def _in_a_room(name: str, known: Mapping[str, Any]) -> Any:
    if name not in known:
        raise LookupError(f"no room has {name}")
    return known[name]


def _dotted(name: str) -> Any:
    """A name in a module of ours: the longest part that is a module, then its attributes."""
    steps = name.split(".")
    for cut in range(len(steps) - 1, 0, -1):
        try:
            found: Any = import_module(".".join(steps[:cut]))
        except ModuleNotFoundError:
            continue
        try:
            for step in steps[cut:]:
                found = getattr(found, step)
        except AttributeError as error:
            raise LookupError(f"there is no {name}") from error
        return found
    raise LookupError(f"there is no {name}")


def _registered(module: str, table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for room in ROOMS:
        if find_spec(f"{room}.{module}") is not None:
            found |= getattr(import_module(f"{room}.{module}"), table, {})
    return found


def _clocks() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for room in ROOMS:
        file = Path(settings.BASE_DIR) / room / "clocks.toml"
        if file.is_file():
            found |= {one["kind"]: one for one in tomllib.loads(file.read_text(encoding="utf-8"))["clock"]}
    return found


def in_words(control: Control) -> dict[str, str]:
    """For the page: what kind of thing, its words, and the rule's place on the page of rules ("" where it has none)."""
    found = resolve(control)
    if control.kind == "clock":
        return {"kind": "Deadline", "text": found["title"], "href": f"#{control.name.replace('_', '-')}"}
    if control.kind == "refusal":
        return {"kind": "Refused", "text": found.sentence.removeprefix("Not yet: ").capitalize(), "href": ""}
    if control.kind == "prompt":
        return {"kind": "Asked", "text": found.sentence, "href": ""}
    if control.kind == "figure":
        return {"kind": "Counted", "text": f"{found.name}. {found.definition}", "href": ""}
    doc = str(getattr(found, "help_text" if control.kind == "field" else "__doc__", "") or "").strip()
    said = doc.partition("\n\n")[0].replace("\n", " ") or control.name.rpartition(".")[2].replace("_", " ")
    kinds = {"act": "Act", "field": "Recorded", "page": "Page", "rule": "Rule"}
    return {"kind": kinds[control.kind], "text": " ".join(said.split()), "href": ""}


def document() -> str:
    """docs/faults.md."""
    faults = read()
    counted = {state: sum(one.state == state for one in faults) for state in (IN_FULL, IN_PART, NOT_YET, OUTSIDE)}
    lines = [
        "# Faults and controls",
        "",
        "<!-- Written by `python3 dev manage faults` from work/faults.toml: change that file. -->",
        "",
        "Every fault that the product's sources name, what in Holdfast prevents it or brings it to a person, by which",
        "names, and the tests that show it refuse or raise. The page “Faults and controls” shows the same.",
        "",
        f"{len(faults)} faults: "
        + ", ".join(f"{number} {state.lower()}" for state, number in counted.items() if number)
        + ".",
        "",
    ]
    for fault in faults:
        lines += [f"## {fault.number}. {fault.what}", "", f"{fault.control}", ""]
        lines += [
            f"- {fault.state}" + (f" ({fault.room})" if fault.state == NOT_YET else "") + ".",
        ]
        if fault.lacks:
            lines.append(f"- Still missing: {fault.lacks}")
        if fault.outside:
            lines.append(f"- Why it is outside: {fault.outside}")
        lines.append(f"- Named in: {'; '.join(fault.named_in)}.")
        if fault.by:
            lines.append("- By: " + ", ".join(f"{one.kind} `{one.name}`" for one in fault.by) + ".")
        if fault.proved:
            lines.append("- Proved by:")
            lines += [f"  - `{one}`" for one in fault.proved]
        lines.append("")
    return "\n".join(lines)
