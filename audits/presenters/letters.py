"""What became of a message, in words: sent, waiting, or failed and why."""

from datetime import datetime
from typing import Any

from councils.models import Message
from timers import words


def became(letter: Message | None, *, written_at: datetime, says_why: bool) -> dict[str, Any]:
    """A cell of components/table.html. `says_why`: for those who can see to it that it arrives; others learn that it
    failed, not why. None: a message that was never written, which is a failure too."""
    written = f"written {words.moment(written_at)}"
    if letter is None:
        return {"text": "Failed", "note": "No message was written."}
    if letter.state == "sent" and letter.sent_at is not None:
        return {"text": f"Sent {words.moment(letter.sent_at)}"}
    if letter.state == "failed":
        why = f"{letter.error.rstrip('.')}. Tell them in another way." if says_why else ""
        return {"text": "Failed", "note": f"{why} {written[0].upper()}{written[1:]}".strip()}
    tried = f"; tried {letter.tries} time{'' if letter.tries == 1 else 's'}" if letter.tries else ""
    return {"text": "Waiting to be sent", "note": f"{written[0].upper()}{written[1:]}{tried}"}
