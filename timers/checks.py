"""What must be true of the committed rules before anything is served; run by ``manage.py check``."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from timers.loading import BadRules, read_rules, rule_files
from timers.registry import handler_for


@register()
def rules_can_be_read(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every ``clocks.toml`` can be loaded, and every clock with a consequence has somebody who does it."""
    found: list[CheckMessage] = []
    for path in rule_files():
        try:
            rules = read_rules(path)
        except BadRules as error:
            found.append(Error(str(error), id="timers.E001"))
            continue
        for rule in rules:
            if rule["consequence"] and handler_for(rule["kind"]) is None:
                hint = f"Register one in {path.parent.name}/deadlines.py (docs/adding-a-clock.md)."
                found.append(Error(f"Nothing follows a missed {rule['kind']}", hint=hint, id="timers.E002"))
    return found
