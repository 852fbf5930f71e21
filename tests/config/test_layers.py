"""Imports go down only: the contract of pyproject.toml, kept with the tests."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_imports_go_down_only() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
