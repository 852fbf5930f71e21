"""The strategy discussion, section 47 enquiries and the conference."""

from collections.abc import Callable
from typing import Any

from referrals.turns import Turn

VERBS: dict[str, Callable[[Turn], Any]] = {}
