import pytest
from django.test import Client, RequestFactory

from config import errors


@pytest.mark.parametrize("handler", [errors.bad_request, errors.forbidden, errors.not_found])
def test_an_error_tells_nothing_of_its_cause(handler):
    request = RequestFactory().get("/x/")
    request.acting = None
    answer = handler(request, exception=Exception("canary"))
    assert b"canary" not in answer.content
    assert b"<h1" in answer.content


def test_the_page_for_a_failure_needs_no_database():
    answer = errors.server_error(RequestFactory().get("/x/"))  # no `db` fixture: a query would raise
    assert answer.status_code == 500
    assert "Nothing of what you just sent was saved" in answer.content.decode()


def test_systems_get_json():
    answer = errors.server_error(RequestFactory().get("/api/x/"))
    assert answer["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_an_unknown_address_is_a_page_of_ours():
    answer = Client().get("/no/such/page/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()
