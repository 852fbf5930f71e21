"""Committed, dated data into rows: bank holidays from this room's CSV files, rules from each room's ``clocks.toml``.

Loading is idempotent. A changed rule row makes a new version and the old one stays, since running clocks point at it; a
holiday added late moves the open clocks it concerns, and the database keeps their old instants.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from timers.models import LEVELS, SOON_UNITS, UNITS, Edition, Holiday, Rule

DATA = Path(__file__).parent / "data"

_IDENTITY = ("kind", "variant", "nation", "in_force_from")
_TEXTS = ("number", "title", "measures", "starts", "stops", "applies", "source")
_OPTIONAL = {
    "variant": "",
    "nation": "",
    "due_soon_amount": 0,
    "due_soon_unit": "",
    "in_force_until": None,
    "consequence": "",
}
_REQUIRED = ("kind", *_TEXTS, "amount", "unit", "ladder", "confidence", "in_force_from")


class BadRules(ValueError):
    """A clocks.toml that cannot be used; the message names the file, the row and what was expected."""


@dataclass(frozen=True)
class Loaded:
    """What loading changed."""

    added: int = 0
    changed: int = 0
    moved: int = 0


def rule_files() -> Iterator[Path]:
    """The ``clocks.toml`` of every installed room that has one, in the order of the rooms."""
    for config in apps.get_app_configs():
        path = Path(config.path) / "clocks.toml"
        if path.exists():
            yield path


def read_rules(path: Path) -> list[dict[str, Any]]:
    """The rows of one ``clocks.toml``, checked and with every field present. Raises BadRules."""
    with path.open("rb") as file:
        try:
            rows = tomllib.load(file).get("clock", [])
        except tomllib.TOMLDecodeError as error:
            raise BadRules(f"{path}: {error}") from error
    rules = []
    for row in rows:
        name = (
            f"{path.parent.name}/{path.name}, {row.get('kind', 'a row without kind')} {row.get('variant', '')}".strip()
        )
        missing = [field for field in _REQUIRED if field not in row]
        unknown = sorted(set(row) - set(_REQUIRED) - set(_OPTIONAL))
        if missing or unknown:
            raise BadRules(f"{name}: missing {missing}, not understood {unknown}")
        rule = {**_OPTIONAL, **row}
        if rule["unit"] not in UNITS or rule["due_soon_unit"] not in SOON_UNITS:
            raise BadRules(f"{name}: unit is one of {sorted(UNITS)}, due_soon_unit one of {sorted(SOON_UNITS)}")
        if rule["ladder"].get("missed") != 0 or not set(rule["ladder"]) <= set(LEVELS[1:]):
            raise BadRules(
                f"{name}: a ladder starts with missed = 0 and goes on with {LEVELS[2:]}, in working days after it"
            )
        if rule["consequence"] not in ("", *rule["ladder"]):
            raise BadRules(f"{name}: consequence names a rung of the ladder")
        rules.append(rule)
    return rules


def load_rules(*, now: datetime, using: str = DEFAULT_DB_ALIAS) -> Loaded:
    """Bring the rules of every room into the database. Raises BadRules before anything is written."""
    wanted = [rule for path in rule_files() for rule in read_rules(path)]
    seen: set[tuple[Any, ...]] = set()
    for rule in wanted:
        key = tuple(rule[field] for field in _IDENTITY)
        if key in seen:
            raise BadRules(f"Two rows for {key}")
        seen.add(key)
    added = changed = 0
    with transaction.atomic(using=using):
        rules = Rule.objects.using(using)
        standing = {
            tuple(getattr(rule, field) for field in _IDENTITY): rule
            for rule in rules.filter(current=True, council_id__isnull=True)
        }
        for row in wanted:
            old = standing.get(tuple(row[field] for field in _IDENTITY))
            if old and all(getattr(old, field) == value for field, value in row.items()):
                continue
            if old:
                rules.filter(pk=old.pk).update(current=False)
                changed += 1
            else:
                added += 1
            rules.create(**row, version=old.version + 1 if old else 1, added_at=now)
    return Loaded(added, changed)


def _dates(row: dict[str, str], *fields: str) -> dict[str, Any]:
    return {**row, **{field: date.fromisoformat(row[field]) for field in fields}}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_calendars(*, now: datetime, using: str = DEFAULT_DB_ALIAS) -> Loaded:
    """Bring the committed bank holidays into the database and re-date open clocks of a nation whose calendar changed.

    Holidays a person added are kept: the files only ever add days and lengthen what is covered.
    """
    from timers.recompute import recompute_open

    added = changed = moved = 0
    with transaction.atomic(using=using):
        held = set(Holiday.objects.using(using).values_list("nation", "on"))
        rows = [_dates(row, "on") for row in _rows("holidays.csv")]
        new = [Holiday(**row, added_at=now) for row in rows if (row["nation"], row["on"]) not in held]
        Holiday.objects.using(using).bulk_create(new)
        added = len(new)
        nations = {holiday.nation for holiday in new}
        for row in (_dates(row, "covers_from", "covers_until") for row in _rows("calendars.csv")):
            edition = Edition.objects.using(using).filter(name=row["nation"]).first()
            covers = {"covers_from": row["covers_from"], "covers_until": row["covers_until"]}
            if edition is None:
                Edition.objects.using(using).create(name=row["nation"], version=0, **covers)
            elif edition.covers_until < covers["covers_until"] or edition.covers_from > covers["covers_from"]:
                Edition.objects.using(using).filter(pk=edition.pk).update(**covers)
            else:
                continue
            changed += 1
            nations.add(row["nation"])
        for nation in sorted(nations):
            moved += recompute_open(nation, now=now, using=using)
    return Loaded(added, changed, moved)


def after_migrate(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, plan: Any = None, **kwargs: Any) -> None:
    """Signal handler: once this room's tables stand in full, load what belongs in them."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select to_regclass('timers_edition') is not null and to_regclass('timers_edition_seq') is not null"
        )
        if not cursor.fetchone()[0]:
            return
    now = timezone.now()
    load_calendars(now=now, using=using)
    load_rules(now=now, using=using)
