"""`dev check` and `dev fix`: everything a machine can say about the code without running its tests."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config.local import places
from config.local.services import say

ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# What the licences of GOV.UK Frontend's typeface and crest do not allow on other sites.
FORBIDDEN_IN_STATIC = (b"GDS Transport", b"gds-transport")


def _run(*argv: str, **extra: str) -> str:
    """An empty text when the program ends well, else what it said."""
    done = subprocess.run(argv, cwd=places.ROOT, env=os.environ | extra, capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"ended with {done.returncode}"


def _module(*argv: str) -> Callable[[], str]:
    return lambda: _run(sys.executable, "-m", *argv)


def _layers() -> str:
    # Its only door is the script beside our Python.
    return _run(str(Path(sys.executable).with_name("lint-imports")))


def _deploy() -> str:
    """Django's own deploy checks, with the settings production would have."""
    from config.local.services import database_up, django_environment

    run = places.run_directory()
    with database_up(run, lambda text: None) as server:
        environment = django_environment(run, server, owner=False)
        production = {
            "DEBUG": "0",
            "DEMO": "0",
            "BEHIND_TLS_PROXY": "0",
            "ALLOWED_HOSTS": "holdfast.example",
            "SITE_ADDRESS": "https://holdfast.example",
            "SECRET_KEY": places.keep_secrets(run)["signing"] * 2,
        }
        manage = (sys.executable, "manage.py")
        said = _run(*manage, "check", "--deploy", "--fail-level", "WARNING", **environment | production)
        return said or _run(*manage, "makemigrations", "--check", "--dry-run", **environment | production)


def _lock() -> str:
    """The lock names versions and hashes only, and was made from the pyproject.toml beside it."""
    text = (places.ROOT / "requirements.lock").read_text()
    if ADDRESS.search(text) or "--index" in text or "--find-links" in text:
        return "requirements.lock names an address to install from; make it again as docs/how-to/dependencies.md says."
    wanted = re.findall(r'^    "([A-Za-z0-9_-]+)', (places.ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    held = {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)}
    missing = sorted({name.lower().replace("_", "-") for name in wanted if _is_package(name)} - held)
    return f"pyproject.toml asks for {', '.join(missing)}, which requirements.lock lacks." if missing else ""


def _is_package(name: str) -> bool:
    return not (places.ROOT / name).is_dir() and name not in {"ignore", "error"} and not name.isupper()


def _served() -> str:
    """No typeface or crest that only GOV.UK may use, in any file we serve or could serve."""
    found = []
    for folder in [places.ROOT / "static", *places.ROOT.glob("*/static")]:
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                found += [
                    f"{path.relative_to(places.ROOT)}: {word.decode()}"
                    for word in FORBIDDEN_IN_STATIC
                    if word in content
                ]
    return "\n".join(found)


CHECKS: list[tuple[str, Callable[[], str]]] = [
    ("lint", _module("ruff", "check", ".")),
    ("format", _module("ruff", "format", "--check", ".")),
    ("lock", _lock),
    ("files served", _served),
    ("layers", _layers),
    ("deploy checks, migrations", _deploy),
    ("types", _module("mypy")),
]


def check() -> int:
    """Run every check, tell each with its time, and return 1 if any failed."""
    failed = 0
    for name, run in CHECKS:
        started = time.monotonic()
        print(f"{name} … ", end="", flush=True)
        said = run()
        say(f"{'FAILED' if said else 'good'} ({time.monotonic() - started:.1f} s)")
        if said:
            failed += 1
            say(said + "\n")
    say("All checks passed." if not failed else f"{failed} of {len(CHECKS)} checks failed.")
    return 1 if failed else 0


def fix() -> int:
    """Let the linter and the formatter mend what they can."""
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "."], cwd=places.ROOT)
    return subprocess.run([sys.executable, "-m", "ruff", "format", "."], cwd=places.ROOT).returncode
