"""`dev test`: finds or fetches a browser, then runs pytest, which brings its own database server."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from config.local import places
from config.local.services import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_browser() -> str | None:
    """The program to drive: BROWSER_PATH, a Chromium or Chrome on PATH, or the one Playwright fetched."""
    if named := os.environ.get("BROWSER_PATH"):
        return named if os.access(named, os.X_OK) else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if MAC.exists():
        return str(MAC)
    caches = [Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright"]
    programs = [
        program
        for cache in caches
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
        for program in sorted(cache.glob(pattern))
    ]
    return str(programs[-1]) if programs else None


def fetch_browser() -> None:
    """Install Chromium: by apt as root, else by Playwright. Leaves the complaint, if neither can, to the tests."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("No Chromium found: installing it with apt-get (about a quarter of a minute, once)")
        quiet = {"stdout": subprocess.DEVNULL, "env": dict(os.environ, DEBIAN_FRONTEND="noninteractive")}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            **quiet,  # type: ignore[call-overload]
        )
    if find_browser() is None:
        say("Asking Playwright for its Chromium")
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


def wants_browser(arguments: list[str]) -> bool:
    return not any("not browser" in argument for argument in arguments)


def test(arguments: list[str]) -> int:
    """Run pytest with `arguments`; the whole suite on two processes or more. Returns pytest's exit code."""
    paths = [word for word in arguments if not word.startswith("-") and Path(word.split("::")[0]).exists()]
    if wants_browser(arguments) and find_browser() is None and (not paths or _uses_browser(paths)):
        fetch_browser()
    command = [sys.executable, "-m", "pytest"]
    if not paths and not any(argument.startswith(("-n", "-x", "-s", "--pdb")) for argument in arguments):
        # Two cores nearly halve the run; for a few tests the second process costs more than it saves. `load` hands
        # tests out in order, so that browser tests stay last in each process (tests/plugin.py says why).
        command += ["-n", str(max(2, min(os.cpu_count() or 2, 4))), "--dist", "load", "--maxschedchunk", "1"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_TEST_")}
    return subprocess.run([*command, *arguments], cwd=places.ROOT, env=environment).returncode


def _uses_browser(paths: list[str]) -> bool:
    """Whether any of these files or folders has a browser test: a small run should not install 300 MB for nothing."""
    for path in paths:
        place = Path(path.split("::")[0])
        for file in [place] if place.is_file() else place.rglob("*.py"):
            if "browser" in file.read_text():
                return True
    return False
