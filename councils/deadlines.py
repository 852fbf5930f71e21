"""What the rooms' engine does for messages: delivers them after every look, by worker and broker-free loop alike."""

from datetime import datetime

from councils import outbox
from timers.registry import after_sweep


@after_sweep
def deliver_messages(*, now: datetime) -> None:
    """Send what waits. It stops by itself after some 20 seconds, so that a slow mail server never delays an alert."""
    outbox.deliver(now=now)
