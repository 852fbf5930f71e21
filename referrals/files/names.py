"""The name of a file as it is kept and given back: no path, no trick, never a name a machine stumbles over."""

import re
import unicodedata

LONGEST = 120
# Names that Windows keeps for itself, whatever their ending.
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
NAMELESS = "document"


def clean(name: str) -> str:
    """The file's own name without a path, controls, turns of direction or signs that a system reserves.

    >>> clean("../../etc/passwd"), clean("C:\\\\Users\\\\me\\\\letter.pdf")
    ('passwd', 'letter.pdf')
    >>> clean("invoice\\u202efdp.exe"), clean("CON.pdf"), clean("   "), clean("a\\x00b<c>.txt")
    ('invoicefdp.exe', '_CON.pdf', 'document', 'abc.txt')
    >>> len(clean("x" * 300 + ".pdf")), clean("x" * 300 + ".pdf")[-4:]
    (120, '.pdf')
    """
    own = re.split(r"[\\/]", name)[-1]
    kept = "".join(char for char in unicodedata.normalize("NFC", own) if unicodedata.category(char)[0] != "C")
    kept = re.sub(r'[<>:"|?*]', "", kept)
    kept = re.sub(r"\s+", " ", kept).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    if (stem or ending).split(".")[0].strip().casefold() in RESERVED:
        stem = f"_{stem}"
    most = LONGEST - len(ending) - len(dot)
    return f"{stem[:most].rstrip(' .') or NAMELESS}{dot}{ending}" if most > 0 else NAMELESS


def ending(name: str) -> str:
    """The last ending in small letters, without the dot; "" for none.

    >>> ending("letter.PDF"), ending("letter.pdf.exe"), ending("letter")
    ('pdf', 'exe', '')
    """
    return name.rpartition(".")[2].lower() if "." in name else ""
