"""Celery is told to look; it holds no rule. Beat, a second beat or nobody may tell it: the look is the same."""

from __future__ import annotations

from celery import shared_task

from timers.engine import Watch, tick

_watches: list[Watch] = []


@shared_task(name="timers.tasks.look_now", ignore_result=True)
def look_now() -> dict[str, int]:
    """One look, now. A look that fails is not retried: the next tick of beat, or the sweep loop, does the same work."""
    if not _watches:
        # Made on first use, in the worker's own process after its fork.
        _watches.append(Watch("worker"))
    swept = tick(_watches[0])
    return {"alerts": swept.alerts, "followed": swept.followed, "failed": swept.failed}
