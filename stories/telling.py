"""A replayed story as somebody reads it: the days, who did what, what was raised or asked where it happened, then what
was expected. The same as one JSON object for machines."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from stories.expecting import Checked, describe
from stories.replay import DONE, NOT_BUILT, AlertTold, Looked, PromptTold, Replay, StepTold
from stories.story import Step
from stories.vocabulary import VERBS
from timers import words
from timers.calendar import local
from timers.models import LEVEL_WORDS

WIDTH = 110
_LEVEL = {**LEVEL_WORDS, "missed": "MISSED"}


def exit_code(replay: Replay, checked: Sequence[Checked]) -> int:
    """0 when every step went as told and every expectation is met, else 1."""
    return int(not all(one.met for one in _steps(replay)) or not all(one.met for one in checked))


def _steps(replay: Replay) -> list[StepTold]:
    return [one for one in replay.told if isinstance(one, StepTold)]


def in_words(replay: Replay, checked: Sequence[Checked]) -> str:
    """The whole story as text, its expectations and the sum."""
    lines = [replay.story.title]
    if replay.story.source:
        lines.append(replay.story.source)
    day: date | None = None
    for one in replay.told:
        at = one.step.now if isinstance(one, StepTold) else one.at
        if local(at).date() != day:
            day = local(at).date()
            lines += ["", f"{words.WEEKDAYS[day.weekday()]} {words.day(day)}"]
        lines += _step_lines(one) if isinstance(one, StepTold) else _look_lines(one)
    lines += ["", f"The story closes on {words.moment(replay.story.closing)}.", "", "Expected"]
    for result in checked:
        lines.append(f"  {'met    ' if result.met else 'NOT MET'}  line {result.expectation.line}: {result.words}")
        if not result.met:
            lines.append(f"           found: {result.found}")
    lines += ["", summary(replay, checked)]
    return "\n".join(lines)


def summary(replay: Replay, checked: Sequence[Checked]) -> str:
    """How much went as told, in one line."""
    steps = _steps(replay)
    wrong = [one for one in steps if not one.met]
    not_built = sum(one.outcome == NOT_BUILT for one in wrong)
    unmet = sum(not one.met for one in checked)
    text = f"{len(steps) - len(wrong)} of {len(steps)} steps went as told"
    text += f" ({not_built} not built yet)" if not_built else ""
    return f"{text}; {len(checked) - unmet} of {len(checked)} expectations met."


def _clock(at: datetime) -> str:
    return f"{words.clock_time(local(at).time()):>9}"


def _step_lines(told: StepTold) -> Iterator[str]:
    step = told.step
    role = step.role.replace("_", " ")
    who = f"{told.council}, {step.who}, {role}" if step.who else f"{told.council}, {role}"
    if told.council == step.by:
        who = step.by  # a complainant, who acts for no council
    name = f" ({step.name})" if step.name else ""
    yield f"  {_clock(step.now)}  {who}: {VERBS[step.do].told(step.fields)}{name}"
    if step.now != step.at:
        yield f"{_IN}it happened on {words.moment(step.at)}"
    if step.fields:
        yield f"{_IN}{'; '.join(f'{_words(key)} {_value(value)}' for key, value in step.fields.items())}"
    if step.override is not None:
        yield f"{_IN}override by the {step.override.by_role.replace('_', ' ')}: {step.override.reason}"
    for refusal in told.refusals:
        yield f"{_IN}REFUSED {refusal.code or '(no code)'}: {refusal.sentence}"
        if refusal.instead:
            yield f"{_IN}        {refusal.instead}"
    if told.why:
        yield f"{_IN}{told.why}"
    if not told.met:
        expected = f"expected the refusal {step.refused}" if step.refused else "expected to be accepted"
        yield f"{_IN}NOT AS TOLD: {expected}; it was {'accepted' if told.outcome == DONE else told.outcome}"
    yield from _raised(told.alerts, told.prompts)


_IN = " " * 13


def _look_lines(looked: Looked) -> Iterator[str]:
    lines = [*_raised(looked.alerts, looked.prompts)]
    lines += [f"* {one.council}, {one.on}: {one.sentence}" for one in looked.followed]
    for line in lines:
        yield f"  {_clock(looked.at)}  {line.strip()}"


def _raised(alerts: Sequence[AlertTold], prompts: Sequence[PromptTold]) -> Iterator[str]:
    """One line for all that one council's deadlines of one instant came to; one line for each question."""
    together: dict[tuple[str, str, str, datetime], list[str]] = {}
    for alert in alerts:
        towards = f" towards {alert.towards}" if alert.towards else ""
        key = (alert.level, alert.council, alert.on, alert.due)
        together.setdefault(key, []).append(f"{alert.title}{towards} ({alert.kind})")
    # The engine raises all that one look finds in one statement, in no order of its own.
    for (level, council, on, due), titles in sorted(together.items(), key=lambda one: (one[0][3], one[0])):
        yield f"{_IN}! {_LEVEL[level]}, {council}, {on}, due {words.moment(due)}: {'; '.join(sorted(titles))}"
    for prompt in prompts:
        yield f"{_IN}? {prompt.council} is asked ({prompt.code}): {prompt.sentence}"


def _words(key: str) -> str:
    return key.replace("_", " ")


def on_paper(replay: Replay, checked: Sequence[Checked]) -> str:
    """The story in words for a printed page: no line longer than WIDTH, what goes on stands under where it began."""
    lines = []
    for line in in_words(replay, checked).splitlines():
        indent = len(line) - len(line.lstrip())
        hang = " " * (indent if line.startswith(_IN) or indent == 0 else len(_IN))
        lines += textwrap.wrap(line, WIDTH, subsequent_indent=hang, break_on_hyphens=False) or [""]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(one["about"] if isinstance(one, dict) else str(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.day(value)
    return f'"{value}"' if isinstance(value, str) and " " in value else str(value)


def as_json(replay: Replay, checked: Sequence[Checked]) -> dict[str, Any]:
    """The same as plain values. Instants are local times with their offset."""
    return {
        "title": replay.story.title,
        "source": replay.story.source,
        "closing": _iso(replay.story.closing),
        "timeline": [_step_json(one) if isinstance(one, StepTold) else _look_json(one) for one in replay.told],
        "expectations": [
            {
                "number": one.expectation.number,
                "line": one.expectation.line,
                "kind": one.expectation.kind,
                "expected": describe(one.expectation),
                "met": one.met,
                "found": one.found,
            }
            for one in checked
        ],
        "summary": summary(replay, checked),
        "exit": exit_code(replay, checked),
    }


def _iso(at: datetime) -> str:
    return local(at).isoformat()


def _step_json(told: StepTold) -> dict[str, Any]:
    step: Step = told.step
    return {
        "step": step.number,
        "line": step.line,
        "at": _iso(step.at),
        "written_at": _iso(step.now),
        "by": step.by,
        "council": told.council,
        "role": step.role,
        "who": step.who,
        "person": told.person,
        "do": step.do,
        "name": step.name,
        "outcome": told.outcome,
        "expected_refusal": step.refused,
        "met": told.met,
        "why": told.why,
        "refusals": [vars(one) for one in told.refusals],
        **_raised_json(told.alerts, told.prompts),
    }


def _look_json(looked: Looked) -> dict[str, Any]:
    followed = [vars(one) for one in looked.followed]
    return {"at": _iso(looked.at), **_raised_json(looked.alerts, looked.prompts), "followed": followed}


def _raised_json(alerts: Sequence[AlertTold], prompts: Sequence[PromptTold]) -> dict[str, Any]:
    return {
        "alerts": [{**vars(one), "at": _iso(one.at), "due": _iso(one.due)} for one in alerts],
        "prompts": [vars(one) for one in prompts],
    }
