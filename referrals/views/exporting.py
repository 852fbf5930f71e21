"""The list of referrals as a file: what the list asks for, no child's name; the trail names every record in it."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.acting import streamed
from referrals import listed
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
    """What the list shows, as CSV."""
    content = streamed(request.user, request.user.council_id, _lines(request, presenter.read_query(request.GET)))
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="referrals.csv"'
    return answer


def _lines(request: Any, asked: presenter.Asked) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _written([presenter.EXPORT_HEADING])  # with the mark by which Excel knows UTF-8
    for page in islice(_pages(request.user, asked), MOST // AT_ONCE):
        # Before they leave: what was sent is on the trail, though the reader hangs up.
        doors.write_list(request, [part.referral_id for part in page], action="export")
        yield _written([presenter.line(part) for part in page])


def _pages(user: Any, asked: presenter.Asked) -> Iterator[list[listed.Listed]]:
    """The rows of the list, page by page, by their last row; two statements a page."""
    every, newest = asked_for(user, asked), asked.sort != "oldest"
    parts = every
    while page := listed.read(listed.find(parts, newest_first=newest, limit=AT_ONCE)):
        yield page
        parts = every.beyond((page[-1].received_at, page[-1].id), newest_first=newest)


def _written(rows: list[list[str]]) -> bytes:
    """Lines of a CSV file in which no cell is a formula.

    >>> _written([["=1+1", "Ola, Kent"]])
    b'\'=1+1,"Ola, Kent"\\r\\n'
    """
    held = io.StringIO()
    csv.writer(held).writerows([[f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows])
    return held.getvalue().encode()
