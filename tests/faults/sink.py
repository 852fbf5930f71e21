"""A mail server on loopback that takes its time and remembers every message that reached it."""

import email
import email.policy
import socketserver
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Arrived:
    """One message as it came."""

    message_id: str
    to: str
    subject: str
    body: str
    at: float

    @property
    def content(self) -> tuple[str, str, str]:
        return self.to, self.subject, self.body


class _Conversation(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 for one sender."""

    server: "Sink"

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:
            return  # the sender was killed in the middle, as is the point of all this

    def _talk(self) -> None:
        self._say("220 sink")
        to = ""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                to = line.decode().partition(":")[2].strip().strip("<>")
                self._say("250 ok")
            elif verb == b"DATA":
                self._say("354 go on")
                self._take(to)
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, to: str) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line == b"":
            return  # cut off: not a whole message, so it did not arrive
        self.server.keep(to, b"".join(lines))
        # Arrived, but the sender does not know it yet: the moment in which a kill makes a repeat.
        time.sleep(self.server.takes)
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class Sink(socketserver.ThreadingTCPServer):
    """Listens on a free port of 127.0.0.1 until closed; `takes`: seconds before it confirms a message."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, takes: float = 0.1) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.takes = takes
        self._lock = threading.Lock()
        self._arrived: list[Arrived] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def keep(self, to: str, raw: bytes) -> None:
        message: Any = email.message_from_bytes(raw, policy=email.policy.default)
        one = Arrived(str(message["Message-ID"]), to, str(message["Subject"]), message.get_content(), time.time())
        with self._lock:
            self._arrived.append(one)

    def arrived(self) -> dict[str, list[Arrived]]:
        """Everything that came, by Message-ID."""
        found: dict[str, list[Arrived]] = defaultdict(list)
        with self._lock:
            for one in self._arrived:
                found[one.message_id].append(one)
        return dict(found)

    def close(self) -> None:
        self.shutdown()
        self.server_close()
