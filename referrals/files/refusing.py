"""How a file is refused: in words for the person, by a code for the trail."""

MOST_PIXELS = 50_000_000


class NotAccepted(Exception):
    """A file that is not kept; the sentence says why and what to do. `code` is for the trail, which holds no words."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


def unlike(label: str) -> NotAccepted:
    """The ending says one thing, the content another."""
    return NotAccepted(
        "content", f"The file’s ending says {label}, its content does not. Open it, save it anew and try again."
    )


def must_fit(width: int, height: int, label: str = "picture") -> None:
    """A picture of so many points can be opened safely. Raises NotAccepted."""
    if width == 0 or height == 0:
        raise unlike(label)
    if width * height > MOST_PIXELS:
        raise NotAccepted("pixels", "The picture has too many points to be opened safely. Save it smaller.")
