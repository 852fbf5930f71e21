"""`dev check` and `dev fix`: everything a machine can say about the code without running its tests."""

import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from config.local import places
from config.local.services import say

LOCKS = ("requirements.lock", "requirements-production.lock")
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# What the licences of GOV.UK Frontend's typeface and crest do not allow on other sites.
FORBIDDEN_IN_STATIC = (b"GDS Transport", b"gds-transport")


def _run(*argv: str, **extra: str) -> str:
    """An empty text when the program ends well, else what it said."""
    done = subprocess.run(argv, cwd=places.ROOT, env=os.environ | extra, capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"ended with {done.returncode}"


def _module(*argv: str) -> Callable[[], str]:
    return lambda: _run(sys.executable, "-m", *argv)


def _types() -> str:
    # The plugin reads the settings, which ask for an address but are given nothing to connect to.
    nothing = {"SECRET_KEY": "only-for-types", "DATABASE_URL": "postgresql:///none"}
    return _run(sys.executable, "-m", "mypy", **nothing)


def _layers() -> str:
    # Its only door is the script beside our Python.
    return _run(str(Path(sys.executable).with_name("lint-imports")))


def _deploy() -> str:
    """Django's own deploy checks, with the settings production would have."""
    from config.local.services import database_up, django_environment, secrets

    run = places.run_directory()
    with database_up(run, lambda text: None) as server:
        environment = django_environment(run, server, owner=False)
        production = {
            "DEBUG": "0",
            "DEMO": "0",
            "BEHIND_TLS_PROXY": "0",
            "ALLOWED_HOSTS": "holdfast.example",
            "SITE_ADDRESS": "https://holdfast.example",
            "SECRET_KEY": secrets(run)["signing"] * 2,
            "SCANNER": "clamd://scanner:3310",
        }
        manage = (sys.executable, "manage.py")
        said = _run(*manage, "check", "--deploy", "--fail-level", "WARNING", **environment | production)
        return said or _run(*manage, "makemigrations", "--check", "--dry-run", **environment | production)


def _pins(file: str) -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9_.-]+==[^ ]+)", (places.ROOT / file).read_text(), re.MULTILINE))


def _lock() -> str:
    """The locks name versions and hashes only, hold what pyproject.toml asks for, and agree with each other."""
    for file in LOCKS:
        text = (places.ROOT / file).read_text()
        if ADDRESS.search(text) or "--index" in text or "--find-links" in text:
            return f"{file} names an address to install from; make it again."
    everything, production = map(_pins, LOCKS)
    if production - everything:
        return f"{LOCKS[1]} has {', '.join(sorted(production - everything))}, {LOCKS[0]} has not; make both again."
    project = tomllib.loads((places.ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    for words, pins, file in ((wanted[0], production, LOCKS[1]), (wanted[0] + wanted[1], everything, LOCKS[0])):
        held = {_plain(pin.split("==")[0]) for pin in pins}
        missing = sorted({_plain(re.split(r"[^A-Za-z0-9_.-]", word)[0]) for word in words} - held)
        if missing:
            return f"pyproject.toml asks for {', '.join(missing)}, which {file} lacks; make it again."
    return ""


def _plain(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


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
    ("lint", _module("ruff", "check", "--output-format", "concise", ".")),
    ("format", _module("ruff", "format", "--check", "--output-format", "concise", ".")),
    ("lock", _lock),
    ("files served", _served),
    ("layers", _layers),
    ("deploy checks, migrations", _deploy),
    ("types", _types),
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
