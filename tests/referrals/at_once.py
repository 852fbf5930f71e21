"""Two people at the same instant, as two requests are."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections, transaction

from referrals.refusals import NotPossible, Refused

Act = Callable[[], Any]


def at_once(*acts: Act) -> list[Any]:
    """Do all of them together; what each made, or the refusal that it met, in their order.

    Anything else that goes wrong in one of them (a deadlock, a broken constraint) is raised here.
    """
    ready = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)
    broken: list[BaseException] = []

    def run(place: int, act: Act) -> None:
        try:
            ready.wait(timeout=20)
            found[place] = act()
        except (Refused, NotPossible) as refusal:
            found[place] = refusal
        except BaseException as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    return found


def in_one(act: Act) -> Act:
    """The act in a transaction of its own, as a request's is."""

    def run() -> Any:
        with transaction.atomic():
            return act()

    return run


def told(outcome: Any) -> bool:
    """True for somebody who was told that it could not be done as asked."""
    return isinstance(outcome, Refused | NotPossible)
