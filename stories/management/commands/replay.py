"""Run case files through the product and say what came of them; nothing of it stays."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from stories import telling
from stories.casefile import CannotRead, load
from stories.running import run_and_forget

NOT_READ = 2


class Command(BaseCommand):
    help = (
        "Replay case files: exit 0 when everything expected was met, 1 when not, 2 when a file could not be read. "
        "Everything is rolled back."
    )
    # Checks of pages and addresses have nothing to do with a story, and take longer than it.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a case file (stories/cases/*.toml)")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of the timeline")
        parser.add_argument(
            "--into", type=Path, metavar="FOLDER", help="write each timeline there as text, under the case file's name"
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        results = [self._replay(file, as_json=options["json"], into=options["into"]) for file in files]
        if options["json"]:
            whole = results[0] if len(results) == 1 else {"files": results, "exit": _worst(results)}
            self.stdout.write(json.dumps(whole, indent=1, ensure_ascii=False))
        code = _worst(results)
        if code:
            sys.exit(code)

    def _replay(self, file: Path, *, as_json: bool, into: Path | None = None) -> dict[str, Any]:
        """One file's result: its JSON object, of which the text needs only `exit`."""
        try:
            replay, checked = run_and_forget(load(file))
        except CannotRead as error:
            if not as_json:
                for problem in error.problems:
                    self.stderr.write(f"{file}: {problem}")
            problems = [{"line": one.line, "sentence": one.sentence} for one in error.problems]
            return {"file": str(file), "problems": problems, "exit": NOT_READ}
        if into is not None:
            into.joinpath(f"{file.stem}.txt").write_text(telling.on_paper(replay, checked), encoding="utf-8")
        elif not as_json:
            self.stdout.write(telling.in_words(replay, checked) + "\n")
        return {"file": str(file), **telling.as_json(replay, checked)}


def _worst(results: list[dict[str, Any]]) -> int:
    return max((one["exit"] for one in results), default=0)
