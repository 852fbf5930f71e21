"""How a message leaves: an interface, and Django's e-mail behind it.

The setting MESSAGE_SENDER names another class by its dotted path, such as one for GOV.UK Notify.
"""

import smtplib
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Mail:
    """One message as it leaves. `message_id` is the same for every repeat, with its angle brackets."""

    message_id: str
    address: str
    subject: str
    body: str


class NotSent(Exception):
    """This message did not leave this time; another try may succeed."""


class Refused(NotSent):
    """The recipient's server does not know the address: trying again would only keep a person from being told."""


class NoWayOut(NotSent):
    """Nothing can leave at the moment, whoever it is for: the server does not answer."""


class Sender(Protocol):
    """Sends one message at a time, and is closed after a batch."""

    def send(self, mail: Mail) -> None:
        """Return when the message was accepted for delivery; raise NotSent, Refused or NoWayOut when it was not."""

    def close(self) -> None:
        """Let go of connections. Never raises."""


class DjangoMail:
    """E-mail through Django's backend, over one connection a batch."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, mail: Mail) -> None:
        message = EmailMessage(
            subject=mail.subject,
            body=mail.body,
            to=[mail.address],
            # RFC 3834: an out-of-office reply to a deadline helps nobody.
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )
        try:
            if self._connection is None:
                opened = get_connection()
                opened.open()
                self._connection = opened
        except (OSError, smtplib.SMTPException) as error:
            raise NoWayOut(_words(error)) from error
        message.connection = self._connection
        try:
            accepted = message.send()
        except smtplib.SMTPRecipientsRefused as error:
            self.close()  # the conversation stands in the middle of a message
            codes = [code for code, _ in error.recipients.values()]
            kind = Refused if codes and all(code >= 500 for code in codes) else NotSent
            raise kind(_words(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise NotSent(_words(error)) from error
        if not accepted:
            raise NotSent("The mail server did not accept the message and did not say why.")

    def close(self) -> None:
        opened, self._connection = self._connection, None
        if opened is not None:
            try:
                opened.close()
            except (OSError, smtplib.SMTPException):
                return


def _words(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = (f"{code} {_text(answer)}" for code, answer in error.recipients.values())
        return "The mail server refused the address: " + "; ".join(answers)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server answered {error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def sender() -> Sender:
    """A new sender of the class that MESSAGE_SENDER names; e-mail where it names none."""
    made: Sender = import_string(getattr(settings, "MESSAGE_SENDER", "councils.senders.DjangoMail"))()
    return made
