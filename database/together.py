"""What several rooms ask or write, carried out in one statement.

Every statement is a journey to the database and back, and each costs both sides about as much as what it asks for.
Logging a referral made eight (measured: a quarter of all it cost). Each room still says in its own words what it asks
or writes, as a `Piece`; the act puts the pieces together. Planned once for each connection, as `Prepared` is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from database.prepared import Prepared

_VALUE = re.compile(r"%\((\w+)\)s")


def _as_it_is(answer: Any) -> Any:
    return answer


@dataclass(frozen=True)
class Piece:
    """One part of a statement that is put together: its text is fixed, its values are not.

    `answer` is an expression of one value, mostly a subselect. `items` are what stands before it in WITH, "" for
    nothing, under names that no other piece uses; writes stand there. `values` are named in both as `%(name)s`, and
    are this piece's own whatever others call theirs. `read` is given the answer and makes of it what the act gets.
    """

    name: str
    answer: str
    values: Mapping[str, Any]
    items: str = ""
    read: Callable[[Any], Any] = _as_it_is


def together(name: str, *pieces: Piece) -> list[Any]:
    """Carry out the pieces in one statement; what each answers, in their order.

    None sees what another writes, as all see the same state of the database; foreign keys are looked at when the
    transaction ends. Raises what the database raises for any of them, and then none is carried out.
    """
    statement = _joined(name, tuple((piece.name, piece.items, piece.answer) for piece in pieces))
    values = {f"{piece.name}_{key}": value for piece in pieces for key, value in piece.values.items()}
    return [piece.read(answer) for piece, answer in zip(pieces, statement.one(values), strict=True)]


@lru_cache(maxsize=256)
def _joined(name: str, texts: tuple[tuple[str, str, str], ...]) -> Prepared:
    """The statement for pieces of these texts: (name, items, answer) of each."""
    items, answers = [], []
    for piece, before, answer in texts:
        own = rf"%({piece}_\1)s"
        items += [_VALUE.sub(own, before)] if before else []
        answers.append(_VALUE.sub(own, answer))
    first = f"WITH {', '.join(items)} " if items else ""
    return Prepared(name, f"{first}SELECT {', '.join(answers)}")
