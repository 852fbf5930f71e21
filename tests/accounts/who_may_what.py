"""The access table turned round: a row for each role, a column for each permission, the scopes in the cells.

`python -m tests.accounts.who_may_what` writes it anew after a right was changed on purpose.
"""

import csv
from pathlib import Path

from accounts.access import scopes, table
from accounts.roles import Role

EXPECTED = Path(__file__).with_suffix(".csv")


def matrix() -> list[list[str]]:
    permissions = sorted(table())
    return [
        ["role", *permissions],
        *[
            [role, *[" ".join(sorted(scopes(permission).get(role, ()))) for permission in permissions]]
            for role in sorted(Role.values)
        ],
    ]


if __name__ == "__main__":
    with EXPECTED.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(matrix())
