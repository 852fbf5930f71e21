"""What a password must not be made of, besides what Django's own validators refuse."""

import re
from typing import Any

from django.core.exceptions import ValidationError

PRODUCT_WORDS = ("holdfast", "safeguarding", "childprotection", "password", "council", "referral")


class ContextWordsValidator:
    """Refuses passwords built on the words anybody would try here: the product, the council, the person's own name.

    ASVS 5.0, 6.2.11. A long sentence that happens to hold such a word is fine: what is left without the words must
    still be 12 characters long.
    """

    left_over = 12

    def validate(self, password: str, user: Any = None) -> None:
        words = set(PRODUCT_WORDS)
        for text in (getattr(user, "name", ""), getattr(getattr(user, "council", None), "name", "")):
            words |= {word for word in re.findall(r"\w+", str(text).lower()) if len(word) > 2}
        words |= {word for word in re.findall(r"\w+", getattr(user, "email", "").lower()) if len(word) > 3}
        rest = re.sub(r"[^\w]", "", password.lower())
        for word in sorted(words, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < self.left_over and len(rest) < len(re.sub(r"[^\w]", "", password)):
            raise ValidationError(
                "Choose a password that is not built on your name, your council or this product.", code="context_words"
            )

    def get_help_text(self) -> str:
        return "Do not build your password on your name, your council or this product."
