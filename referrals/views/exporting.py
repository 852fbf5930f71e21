"""The list of referrals as a file: what the list asks for, no child's name; the trail names every record in it."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.acting import streamed
from referrals import listed
from referrals.models import Part
from referrals.presenters import listing as presenter
from referrals.views import doors
from referrals.views.listing import asked_for
from trail.doors import needs

AT_ONCE = 500
#: A file holds so many at most, in the order of the list: more is asked for by a narrower filter.
MOST = 20_000
#: With these a spreadsheet takes a cell for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@needs("referrals.export")
@require_safe
def export(request: Any) -> HttpResponseBase:
    """What the list shows, as CSV.

    The trail is written before the first line leaves: whoever hangs up has seen what had come by then.
    """
    asked = presenter.read_query(request.GET)
    keys = listed.find(asked_for(request.user, asked), newest_first=asked.sort != "oldest", limit=MOST)
    referral_of = dict(Part.objects.filter(pk__in=keys).values_list("pk", "referral_id"))
    for page in _pages(keys):
        doors.write_list(request, [referral_of[key] for key in page], action="export")
    content = streamed(request.user, request.user.council_id, _lines(keys))
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="referrals.csv"'
    return answer


def _pages(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _lines(keys: Sequence[int]) -> Iterator[bytes]:
    """The file, one statement for AT_ONCE lines."""
    yield b"\xef\xbb\xbf" + _written([presenter.EXPORT_HEADING])  # with the mark by which Excel knows UTF-8
    for page in _pages(keys):
        yield _written([presenter.line(part) for part in listed.read(list(page))])


def _written(rows: list[list[str]]) -> bytes:
    """Lines of a CSV file in which no cell is a formula.

    >>> _written([["=1+1", "Ola, Kent"]])
    b'\'=1+1,"Ola, Kent"\\r\\n'
    """
    held = io.StringIO()
    csv.writer(held).writerows([[f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows])
    return held.getvalue().encode()
