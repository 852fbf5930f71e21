"""A case file from first step to last expectation, of which nothing stays."""

import secrets
from datetime import timedelta

from django.db import connection, transaction

from stories.cast import MadeUp, characters, find_councils
from stories.expecting import Checked, check_all
from stories.replay import Replay
from stories.story import Story


def run_and_forget(story: Story) -> tuple[Replay, list[Checked]]:
    """Run a story and check what it expects, in one transaction that is rolled back: the database is as it was.

    Raises CannotRead for what only the database can tell: a council's code, a rule set.
    """
    salt = f"story{secrets.token_hex(5)}"
    first = story.steps[0].at if story.steps else story.closing
    with transaction.atomic():
        with connection.cursor() as cursor:
            # PostgreSQL gives a savepoint that is rolled back the state it had when constraints were first set at that
            # level: set here, that is the deferred one, and whoever runs a story within their own transaction keeps it.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        try:
            councils = find_councils(story, now=first)
            replay = Replay(
                story,
                councils=councils,
                cast=characters(story, councils, salt=salt),
                actors=MadeUp(salt=salt, since=first.date() - timedelta(days=366), now=first),
            )
            replay.run()
            return replay, check_all(replay)
        finally:
            transaction.set_rollback(True)
