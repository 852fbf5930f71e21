"""Somebody at a browser, for the tests of the pages of complaints."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint
from tests.referrals.pages import text_of, token_in


def act(client: Any, complaint: Complaint, slug: str, **typed: Any) -> Any:
    """Open an act's page and send its form with the page's own token."""
    address = f"/complaints/{complaint.reference}/{slug}/"
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return client.post(address, {"token": token_in(page), **typed})


def read(client: Any, complaint: Complaint, page: str = "") -> str:
    answer = client.get(f"/complaints/{complaint.reference}/{page}")
    assert answer.status_code == 200, (page, answer.status_code)
    return text_of(answer)


def decide(client: Any, complaint: Complaint, point: int, expect: int = 302, **typed: Any) -> Any:
    address = f"/complaints/{complaint.reference}/route/"
    token = token_in(client.get(f"{address}?point={point}"))
    answer = client.post(address, {"token": token, "point": point, "do": "decide", **typed})
    assert answer.status_code == expect, text_of(answer)[:1500]
    return answer


def count(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
