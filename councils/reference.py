"""Councils, districts and rule sets as reference data: read from councils/data, loaded as often as one likes."""

import csv
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

from councils.models import Council, District, RuleSet
from trail.history import save_as

DATA = Path(__file__).parent / "data"

#: The responsibilities of a referral, in the order in which they are shown (cases/README, "Duties").
RESPONSIBILITIES = {
    "answer_referral": "Take and answer the referral",
    "strategy_discussion": "Call the strategy discussion",
    "section_47": "Make section 47 enquiries",
    "support_child": "Assess and support the child",
    "support_family": "Support the family",
    "other_children": "Look at the risk to other children",
    "lado": "Advise on a person who works with children (LADO)",
}

#: The places a rule set can point to, in words that follow "the council".
PLACES = {
    "lives_in": "where the child lives",
    "is_in": "where the child is now",
    "happened_in": "where harm happened or may happen",
    "harmer_lives_in": "where the person alleged to have caused harm lives",
    "works_in": "where the person alleged to have caused harm works",
    "received_by": "that received the referral",
}

# Any constant: it keeps two loads from running at once, whichever process they are in.
_LOCK = 7_204_119


@dataclass
class Loaded:
    """How many rows a load made and changed, by what they are; both empty when the data was there already."""

    made: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str, *, made: int = 0, changed: int = 0) -> None:
        if made:
            self.made[kind] = self.made.get(kind, 0) + made
        if changed:
            self.changed[kind] = self.changed.get(kind, 0) + changed


def load(now: datetime) -> Loaded:
    """Bring councils, districts and rule sets up to the files, in one transaction; `now`: the aware instant of writing.

    Adds and changes, never deletes: what the files no longer name stays, since records point to it. What people decide
    here (`takes_part`, a rule set that somebody chose) is not overwritten.
    """
    loaded = Loaded()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        _rule_sets(loaded, now)
        _councils(loaded, now)
        _districts(loaded)
    return loaded


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _differs(thing: models.Model, values: dict[str, Any]) -> list[str]:
    """The names of the fields whose value is not the one wanted; sets them."""
    names = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in names:
        setattr(thing, name, values[name])
    return names


def _rule_sets(loaded: Loaded, now: datetime) -> None:
    entries = tomllib.loads((DATA / "rule_sets.toml").read_text(encoding="utf-8"))["rule_set"]
    held = {(one.code, one.in_force_from): one for one in RuleSet.objects.all()}
    new = []
    for entry in entries:
        places = {
            place for named in entry["leads"].values() for place in ([named] if isinstance(named, str) else named)
        }
        if unknown := (set(entry["leads"]) | set(entry["notes"])) - set(RESPONSIBILITIES) | (places - set(PLACES)):
            raise ValueError(f"rule_sets.toml, {entry['code']}: {', '.join(sorted(unknown))} is not known")
        # Silence is written down as null, so that nobody takes a missing key for an oversight.
        values = {"in_force_until": None} | entry
        values["leads"] = {code: entry["leads"].get(code) for code in RESPONSIBILITIES}
        one = held.get((entry["code"], entry["in_force_from"]))
        if one is None:
            new.append(RuleSet(**values))
        elif fields := _differs(one, values):
            save_as(one, now=now, because="Reference data", fields=fields)
            loaded.count("rule sets", changed=1)
    RuleSet.objects.create_many(new, now=now, because="Reference data")
    loaded.count("rule sets", made=len(new))


def _councils(loaded: Loaded, now: datetime) -> None:
    rows = _rows("councils.csv")
    held = list(Council.objects.real())
    by_code = {code: one for one in held for code in [one.gss_code, *one.former_gss_codes] if code}
    by_name = {one.name: one for one in held}
    new = []
    for row in rows:
        values = {
            "name": row["name"],
            "short_name": row["short_name"],
            "gss_code": row["gss_code"] or None,
            "former_gss_codes": row["former_gss_codes"].split(),
            "dfe_code": row["dfe_code"],
            "nation": row["nation"],
            "region": row["region"],
            "type": row["type"],
            "rule_set_code": row["rule_set"],
            "valid_from": _day(row["valid_from"]),
            "valid_until": _day(row["valid_until"]),
        }
        # By name too: a council whose code was not known yet gets it by a later load.
        one = by_code.get(row["gss_code"]) or by_name.get(row["name"])
        if one is None:
            new.append(Council(**values))
            continue
        if one.rule_set_code != row["rule_set"] and _somebody_chose(one):
            del values["rule_set_code"]
        if fields := _differs(one, values):
            save_as(one, now=now, because="Reference data", fields=fields)
            loaded.count("councils", changed=1)
    Council.objects.create_many(new, now=now, because="Reference data")
    loaded.count("councils", made=len(new))
    _successors(rows, loaded)


def _somebody_chose(council: Council) -> bool:
    """Whether a person, and not a load, gave the council the rule set it has."""
    return council.history.filter(rule_set_code=council.rule_set_code, history_user_id__isnull=False).exists()


def _successors(rows: list[dict[str, str]], loaded: Loaded) -> None:
    wanted = {(row["follows"], row["name"]) for row in rows if row["follows"]}
    held = set(Council.objects.real().exclude(successors=None).values_list("name", "successors__name"))
    if missing := wanted - held:
        ids = dict(
            Council.objects.real().filter(name__in={n for pair in missing for n in pair}).values_list("name", "id")
        )
        for before, after in sorted(missing):
            Council.objects.get(id=ids[before]).successors.add(ids[after])
        loaded.count("successors", made=len(missing))


def _districts(loaded: Loaded) -> None:
    ids = dict(Council.objects.real().values_list("name", "id"))
    held = {(one.gss_code, one.valid_from): one for one in District.objects.all()}
    new = []
    for row in _rows("districts.csv"):
        values = {
            "name": row["name"],
            "council_id": ids[row["council"]],
            "valid_until": _day(row["valid_until"]),
        }
        one = held.get((row["gss_code"], _day(row["valid_from"])))
        if one is None:
            new.append(District(gss_code=row["gss_code"], valid_from=_day(row["valid_from"]), **values))
        elif fields := _differs(one, values):
            one.save(update_fields=fields)
            loaded.count("districts", changed=1)
    District.objects.bulk_create(new)
    loaded.count("districts", made=len(new))
