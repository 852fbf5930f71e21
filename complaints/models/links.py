"""A letter that can be opened by link: the e-mail holds no word of it, and the link alone opens nothing."""

import uuid
from datetime import datetime

from django.db import models

from complaints.models.deciding import Letter

#: Wrong references after which a link is dead: an officer sends another, or a letter by post.
MOST_TRIES = 10


class LetterLink(models.Model):
    """One way to open one letter, until a day. It asks for the complaint's reference, which the e-mail does not hold.

    `opened_at` is the proof that it was read; `tries` counts wrong references.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="opened_by_links")
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("made_at")), name="a_letter_link_ends_later")
        ]

    def __str__(self) -> str:
        return f"link to letter {self.letter_id}"

    def __repr__(self) -> str:
        return str(self)

    def is_open(self, now: datetime) -> bool:
        return now < self.ends_at and self.tries < MOST_TRIES
