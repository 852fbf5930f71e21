"""The one access table, read from access.csv: permission and role to scopes. What is not in it is denied."""

import csv
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from accounts.roles import Role

TABLE = Path(__file__).with_name("access.csv")
SCOPES = {
    "own": "allocated to them, or theirs",
    "logged": "they logged it",
    "team": "their team holds it, or no team of their council yet",
    "council": "their council has a live part in it",
    "adults": "their council's adult social care logged or sent it",
    "returned": "their council has returned it",
    "former": "their council has handed it over",
    "addressed": "it is or was addressed to a role that they hold",
    "service": "everything of their council's children's services",
    "aggregates": "figures in which no child can be recognised",
    "any": "without bounds",
}

Table = dict[str, dict[str, frozenset[str]]]


@cache
def table() -> Table:
    """{permission: {role: scopes}}. Raises ImproperlyConfigured for a role or scope that does not exist."""
    found: dict[str, dict[str, set[str]]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            roles = set(Role.values) if row["roles"] == "*" else set(row["roles"].split())
            if unknown := roles - set(Role.values):
                raise ImproperlyConfigured(f"access.csv, {row['permission']}: no such role: {', '.join(unknown)}")
            if row["scope"] not in SCOPES:
                raise ImproperlyConfigured(f"access.csv, {row['permission']}: no such scope: {row['scope']}")
            for role in roles:
                found.setdefault(row["permission"], {}).setdefault(role, set()).add(row["scope"])
    return {
        permission: {role: frozenset(scopes) for role, scopes in roles.items()} for permission, roles in found.items()
    }


def scopes(permission: str) -> dict[str, frozenset[str]]:
    """One permission's scopes for each role; empty for a permission that is not in the table."""
    return table().get(permission, {})
