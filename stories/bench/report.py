"""The table of a run: each figure beside its floor's and its goal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measurement. `ratio` and `goal` are None where only a count is asked."""

    size: str
    what: str
    p50: float | None = None
    floor: float | None = None
    ratio: float | None = None
    goal: float | None = None
    note: str = ""
    kept: bool = True


def table(lines: list[Line]) -> str:
    """Aligned text, one line a measurement; what missed its goal says so in words."""
    rows = [("rows", "what", "p50 ms", "floor ms", "ratio", "goal", "")]
    for line in lines:
        rows.append(
            (
                line.size,
                line.what,
                _number(line.p50),
                _number(line.floor),
                _number(line.ratio),
                "" if line.goal is None else f"<= {line.goal:g}",
                ("" if line.kept else "MISSED  ") + line.note,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row[:6], widths, strict=True)) + "  " + row[6]
        for row in rows
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
