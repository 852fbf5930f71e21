"""The mark on every view; it lives in `trail`, which the lower rooms can import too."""

from trail.doors import needs

__all__ = ["needs"]
