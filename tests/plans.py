"""How PostgreSQL would carry a statement out, for tests that no page reads a whole table."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from database.prepared import Prepared


def plan_of(asking: Prepared | str, values: Mapping[str, Any] | Sequence[Any] = ()) -> str:
    """The plan of a statement: the general one of a prepared statement, of any other that for these values.

    Small tables are read whole for good reason; what matters is that an index can serve.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        if isinstance(asking, Prepared):
            asking.run(values)  # prepares it
            cursor.execute("discard plans")
            asking, values = asking.execute, asking.in_order(values)
        cursor.execute(f"explain {asking}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("reset enable_seqscan")
        return plan
