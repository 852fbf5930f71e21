from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import codes
from accounts.models import Factor
from tests.accounts.people import person

pytestmark = pytest.mark.django_db


def test_the_demonstration_prints_a_code_that_works():
    user = person(name="Jo Marlowe")
    out = StringIO()
    call_command("code", "jo", "marlowe", stdout=out)
    assert "Jo Marlowe" in out.getvalue()
    assert codes.accept(Factor.objects.get(user=user), out.getvalue()[:6], now=timezone.now())


def test_it_prints_nothing_elsewhere(settings):
    person(name="Jo Marlowe")
    settings.DEMO = False
    with pytest.raises(CommandError, match="demonstration only"):
        call_command("code", "jo")


def test_it_says_when_nobody_is_meant():
    with pytest.raises(CommandError, match="Nobody called"):
        call_command("code", "nobody")
