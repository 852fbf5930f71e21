"""Celery only ever says "look now": every deadline and every message is a row in the database (DECISIONS, Engine)."""

import contextlib
import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("holdfast")
app.conf.update(
    broker_url=os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_hijack_root_logger=False,
    timezone="Europe/London",
    # A tick that was not taken before the next one is of no use: two beats or a slow worker must not pile them up.
    beat_schedule={
        "look-now": {"task": "timers.tasks.look_now", "schedule": 10.0, "options": {"expires": 9}},
    },
)
app.autodiscover_tasks()


@worker_init.connect
def _refuse_unsafe(**_: object) -> None:
    """A worker writes as the pages do, so it starts under the same conditions."""
    from django.db import OperationalError

    from config.checks import refuse_unsafe

    # A database that does not answer yet is no reason to give up: tasks are hints, and are tried again.
    with contextlib.suppress(OperationalError):
        refuse_unsafe()
