"""The demo's documents: small, real, and openable. A page of PDF, an e-mail from a school, a form as text."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime


def pdf(lines: Sequence[str]) -> bytes:
    """One page with these lines; letters that the fonts of every reader have (Latin-1), others as a question mark."""
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    page = f"BT /F1 11 Tf 15 TL 60 780 Td\n{shown}\nET".encode("latin-1", "replace")
    things = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(things, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(things) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(things) + 1) + table + end


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def email(*, at: datetime, to: str, subject: str, words: str, attached: tuple[str, bytes]) -> bytes:
    """What a school sends, with one page attached."""
    message = EmailMessage()
    message["From"] = "School office <office@primary-school.example>"
    message["To"] = to
    message["Date"] = format_datetime(at)
    message["Subject"] = subject
    message.set_content(words)
    name, data = attached
    message.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()
