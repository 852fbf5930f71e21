"""Every field of every model is declared, personal or not, in docs/personal-fields.csv; a new one fails here first."""

import csv
from pathlib import Path

from django.apps import apps
from django.conf import settings

FILE = Path(settings.BASE_DIR) / "docs" / "personal-fields.csv"
CLASSES = {
    "no",  # says nothing about anybody
    "person",  # about a child, the family or somebody alleged to have caused harm
    "address",  # where somebody lives: may be a safe address
    "referrer",  # who told us: a neighbour may be at risk
    "police",  # police or privileged
    "warning",  # staff safety: must be seen by whoever visits
    "words",  # free text, which may hold any of these
    "staff",  # about people who work here
    "secret",  # what signing in rests on
}
ROOMS = ["work", "audits", "complaints", "referrals", "accounts", "councils", "timers", "trail"]


def declared() -> dict[tuple[str, str], str]:
    rows = csv.DictReader(FILE.read_text(encoding="utf-8").splitlines())
    return {(row["model"], name): row["class"] for row in rows for name in row["fields"].split()}


def present() -> set[tuple[str, str]]:
    return {
        (model._meta.label, field.name)
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if not hasattr(model, "history_object")
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False) and not field.auto_created
    }


def test_every_field_is_declared_and_nothing_else() -> None:
    assert set(declared()) == present()


def test_every_class_is_one_of_those_explained() -> None:
    assert set(declared().values()) <= CLASSES


def test_no_name_birth_date_or_number_is_declared_harmless() -> None:
    harmless = {name for (model, name), kind in declared().items() if kind == "no" and model == "referrals.Person"}
    assert harmless == {"council", "recorded_at"}
