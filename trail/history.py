"""The field-by-field past, and the guard that keeps it whole.

django-simple-history writes its row from `save` and `delete`. `update` and the `bulk_*` methods send no signal and so
leave a hole in the past without a word (measured: 0 rows). Every model with a history therefore takes `TrackedQuerySet`
(or a child of it) for its manager: those methods refuse unless the caller says why no history is due, and `create_many`
writes many rows and their history in one statement.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from trail.writing import insert_together

M = TypeVar("M", bound=models.Model)


class Unrecorded(RuntimeError):
    """A write that would have left no trace in the history of a tracked model."""


def _refuse(model: type[models.Model], method: str, unrecorded: str) -> None:
    if not unrecorded.strip():
        raise Unrecorded(
            f"{model.__name__}.{method} writes no history. Save the objects one by one (trail.history.save_as), "
            f"use create_many, or say why none is due: {method}(…, unrecorded='reason')."
        )


class TrackedQuerySet(models.QuerySet[M]):
    """A query set whose mass writes cannot slip past the history.

    Raises Unrecorded from `update`, `bulk_create` and `bulk_update` unless `unrecorded` gives the reason. `save`,
    `delete` and everything that reads are as ever.
    """

    def update(self, *, unrecorded: str = "", **values: Any) -> int:
        """Django's `update`, refused without a reason. A field called `unrecorded` is therefore not possible."""
        _refuse(self.model, "update", unrecorded)
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[M], *args: Any, unrecorded: str = "", **options: Any) -> list[M]:  # type: ignore[override]
        """Django's `bulk_create`, refused without a reason; `create_many` is the one that keeps the history."""
        _refuse(self.model, "bulk_create", unrecorded)
        return super().bulk_create(objs, *args, **options)

    def bulk_update(  # type: ignore[override]
        self, objs: Iterable[M], fields: Sequence[str], batch_size: int | None = None, *, unrecorded: str = ""
    ) -> int:
        """Django's `bulk_update`, refused without a reason."""
        _refuse(self.model, "bulk_update", unrecorded)
        with transaction.atomic(using=self.db):
            # Django's own calls self.filter(…).update(…), which is the guarded one.
            plain: models.QuerySet[M] = models.QuerySet(self.model, using=self.db)
            return plain.bulk_update(objs, fields, batch_size)

    bulk_update.alters_data = True  # type: ignore[attr-defined]

    def create_many(
        self, objs: Iterable[M], *, by: Any = None, now: datetime, because: str = "", batch_size: int = 500
    ) -> list[M]:
        """Insert many rows and one history row each, in one transaction; returns them with their keys.

        `by` is the person (None: the engine), `now` the aware instant of writing.
        """
        made = list(objs)
        with transaction.atomic(using=self.db, savepoint=False):
            for first in range(0, len(made), batch_size):
                insert_together(made[first : first + batch_size], by=by, now=now, because=because)
        return made

    create_many.alters_data = True  # type: ignore[attr-defined]


def save_as(
    thing: models.Model, *, by: Any = None, now: datetime, because: str = "", fields: Sequence[str] = ()
) -> None:
    """Save one tracked object so that its history row says who (None: the engine), when (aware) and why.

    `fields` limits the columns written, as `update_fields` does; left out, all are. The object and its history row are
    one transaction even when the caller has none.
    """
    _mark(thing, by=by, now=now, because=because)
    with transaction.atomic():
        thing.save(update_fields=list(fields) or None)
    _unmark(thing)


def delete_as(thing: models.Model, *, by: Any = None, now: datetime, because: str) -> None:
    """Delete one tracked object; the history keeps its last state, who (None: the engine), when and why."""
    _mark(thing, by=by, now=now, because=because)
    with transaction.atomic():
        thing.delete()


def _mark(thing: models.Model, *, by: Any, now: datetime, because: str) -> None:
    # The names simple-history looks for on the object; setting them keeps it from asking the clock and the request.
    thing._history_user = by  # type: ignore[attr-defined]
    thing._history_date = now  # type: ignore[attr-defined]
    thing._change_reason = because[:100] or None  # type: ignore[attr-defined]


def _unmark(thing: models.Model) -> None:
    # Else a later plain save of the same object would be put down to this person and this instant.
    for name in ("_history_user", "_history_date", "_change_reason"):
        delattr(thing, name)
