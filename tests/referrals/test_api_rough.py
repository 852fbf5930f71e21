"""Bodies and addresses that nobody would send: each gets an answer in JSON, none an error of ours.

Drawn from the API's own shapes: right values, wrong ones of every kind, fields that are not there and fields that are
too much. Few in every run of the tests; ROUGH=500 for more. (The lock holds no tool that fuzzes from the schema.)
"""

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework import serializers

from referrals.api import file_shapes, shapes
from referrals.models import JournalEntry, Referral
from tests.referrals.test_api import BODY, System
from tests.world import World

ROUGH = int(os.environ.get("ROUGH", "40"))
TOLD = {200, 201, 400, 403, 404, 405, 406, 409, 413, 415, 422}
rough = settings(
    max_examples=ROUGH,
    deadline=None,
    derandomize="ROUGH" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)

texts = st.text(max_size=30) | st.sampled_from(
    ["", "\x00", "E10000016", "E09000016", "E1", "999 110 2396", "9" * 400, "\ud800", "' or 1=1 --", "2026-02-30"]
)
moments = st.sampled_from(
    ["2026-11-16T10:00:00+00:00", "2026-11-16T10:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "never", ""]
)
days = st.sampled_from(["2014-02-03", "0001-01-01", "9999-12-31", "2026-02-30", "", "3/4/14"])
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def of_field(field: serializers.Field) -> st.SearchStrategy[Any]:
    """Values that a field may get: mostly of its kind, sometimes of any."""
    if isinstance(field, serializers.ListSerializer):
        right: st.SearchStrategy[Any] = st.lists(of_shape(type(field.child)), max_size=3)
    elif isinstance(field, serializers.BaseSerializer):
        right = of_shape(type(field))
    elif isinstance(field, serializers.ListField):
        right = st.lists(of_field(field.child), max_size=3)
    elif isinstance(field, serializers.ChoiceField):
        right = st.sampled_from(list(field.choices))
    elif isinstance(field, serializers.BooleanField):
        right = st.booleans() | st.none()
    elif isinstance(field, serializers.DateTimeField):
        right = moments
    elif isinstance(field, serializers.DateField):
        right = days
    elif isinstance(field, shapes.CouncilCode):
        right = st.sampled_from(["E10000016", "E09000016", "E09000008", "W06000015", "E06000099"])
    else:
        right = texts
    return st.one_of(right, right, right, right, anything)


def of_shape(shape: type[serializers.BaseSerializer]) -> st.SearchStrategy[Any]:
    """Objects of a shape: most of its fields, and now and then one that it has not."""
    fields = {name: of_field(field) for name, field in shape().fields.items()}
    return st.fixed_dictionaries({}, optional={**fields, "mood": anything})


WRITES = {
    "": shapes.ReferralShape,
    "contacts/": shapes.ContactShape,
    "send/": shapes.SendShape,
    "acknowledge/": shapes.AcknowledgeShape,
    "notes/": file_shapes.NoteShape,
    "tasks/": file_shapes.TaskShape,
    "chronology/": file_shapes.EventShape,
    "warnings/": file_shapes.WarningShape,
    "flags/": file_shapes.FlagShape,
}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("path", "shape"), WRITES.items(), ids=[path or "log" for path in WRITES])
def test_whatever_is_sent_is_answered(world: World, path: str, shape: type[serializers.BaseSerializer]) -> None:
    kent = System(world, "kent")
    world.council("havering")
    reference = kent.post("referrals/", BODY).json()["reference"]
    address = f"referrals/{reference}/{path}" if path else "referrals/"

    @rough
    @given(body=of_shape(shape) | anything, key=st.sampled_from(["", "", "", "k", "k" * 300, "\u00e9"]))
    def send(body: Any, key: str) -> None:
        before = (Referral.objects.count(), JournalEntry.objects.count())
        try:
            json.dumps(body, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            body = json.loads(json.dumps(body))  # a lone surrogate, as JSON may spell it
        answer = kent.post(address, body, key=key)
        assert answer.status_code in TOLD, (answer.status_code, body)
        told = answer.json()
        assert told
        if answer.status_code >= 400:
            assert (Referral.objects.count(), JournalEntry.objects.count()) == before, "told no, and wrote something"

    send()


@pytest.mark.django_db
def test_whatever_address_is_asked_is_answered(world: World) -> None:
    kent = System(world, "kent")
    reference = kent.post("referrals/", BODY).json()["reference"]
    rests = ["", "clocks/", "alerts/", "contacts/", "notes/", "chronology/", "people/", "flags/", "nothing/"]
    queries = st.dictionaries(st.sampled_from(["after", "kind", "q", "page", "format"]), texts, max_size=3)

    @rough
    @given(which=st.just(reference) | texts, rest=st.sampled_from(rests), query=queries)
    def ask(which: str, rest: str, query: dict[str, str]) -> None:
        try:
            answer = kent.client.get(f"/api/referrals/{which}/{rest}", query)
        except UnicodeEncodeError:
            return  # no address can hold it
        assert answer.status_code in TOLD | {301}, (answer.status_code, which, rest, query)

    ask()
