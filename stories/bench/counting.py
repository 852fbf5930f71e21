"""How many statements and commits a request costs, counted in this process on the database that is measured."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK TO")


@dataclass
class Counted:
    """Statements of one request, in order, and the transactions it committed."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append(sql)
        return execute(sql, params, many, context)


def counted(ask: Callable[[Client], Any], client: Client) -> tuple[Counted, Any]:
    """Run one request through the whole stack, middleware included, and count what reached the database."""
    seen = Counted()
    database: Any = connection
    commit = database._commit

    def committing() -> None:
        seen.commits += 1
        commit()

    database._commit = committing
    try:
        with connection.execute_wrapper(seen):
            answer = ask(client)
    finally:
        del database._commit
    return seen, answer
