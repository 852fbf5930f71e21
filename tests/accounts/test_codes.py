from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from accounts import codes
from accounts.models import Factor
from tests.accounts.people import person

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    # RFC 6238, appendix B, SHA-1, the last six of its eight figures.
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    assert codes.hotp(b"12345678901234567890", seconds // codes.STEP) == code


@pytest.mark.django_db
@pytest.mark.parametrize(("off", "good"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_off(off, good):
    factor = Factor.objects.get(user=person())
    assert codes.accept(factor, codes.code_at(factor, NOW + timedelta(seconds=off)), now=NOW) is good


@pytest.mark.django_db
def test_an_earlier_code_is_spent_with_a_later_one():
    factor = Factor.objects.get(user=person())
    assert codes.accept(factor, codes.code_at(factor, NOW), now=NOW)
    assert not codes.accept(factor, codes.code_at(factor, NOW - timedelta(seconds=30)), now=NOW)


@pytest.mark.django_db
def test_spaces_and_hyphens_do_not_matter():
    factor = Factor.objects.get(user=person())
    code = codes.code_at(factor, NOW)
    assert codes.accept(factor, f" {code[:3]} {code[3:]} ", now=NOW)


@pytest.mark.django_db
def test_the_database_alone_makes_no_codes():
    factor = Factor.objects.get(user=person())
    code = codes.code_at(factor, NOW)
    with override_settings(SECRET_KEY="another-key-" + "y" * 50):
        assert codes.code_at(factor, NOW) != code


@pytest.mark.django_db
def test_a_former_key_still_serves(settings):
    factor = Factor.objects.get(user=person())
    code = codes.code_at(factor, NOW)
    with override_settings(SECRET_KEY="another-key-" + "y" * 50, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert codes.accept(factor, code, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "x", "١٢٣٤٥٦", "0" * 1000])
def test_odd_answers_are_wrong_answers(typed):
    factor = Factor.objects.get(user=person())
    assert not codes.accept(factor, typed, now=NOW)
