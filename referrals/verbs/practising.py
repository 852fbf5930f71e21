"""New concerns, challenges, other children, the LADO, supervision, moving and closing."""

from collections.abc import Callable
from typing import Any

from referrals.turns import Turn

VERBS: dict[str, Callable[[Turn], Any]] = {}
