from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction

from trail.models import Entry
from trail.record import digest, record, record_many, request_id

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_the_digest_is_of_the_facts_and_not_of_their_order():
    assert digest({"a": 1, "b": [date(2026, 1, 2), "é"]}) == digest({"b": [date(2026, 1, 2), "é"], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
    assert digest({}) == digest(None) == ""


@pytest.mark.django_db
def test_an_act_is_one_insert_and_keeps_no_facts(django_assert_num_queries):
    record(by_id=1, council_id=2, action="list", subject=("referrals.part", None), at=AT)  # plans the statement
    token = request_id.set("abc")
    with django_assert_num_queries(1):
        record(
            by_id=1,
            council_id=2,
            action="decide",
            subject=("referrals.part", 3),
            about=("referrals.referral", 4),
            at=AT,
            reason="decision page",
            facts={"child": "Y Canary"},
        )
    request_id.reset(token)
    row = Entry.objects.filter(action="decide").values().get()
    row.pop("id")
    assert row.pop("digest") == digest({"child": "Y Canary"})
    assert "Canary" not in str(row)
    assert row == {
        "at": AT,
        "by_id": 1,
        "council_id": 2,
        "action": "decide",
        "subject_label": "referrals.part",
        "subject_id": 3,
        "ids": None,
        "about_label": "referrals.referral",
        "about_id": 4,
        "reason": "decision page",
        "request": "abc",
    }


def _seen(action: str, subject, **more) -> dict:
    return {"by_id": 1, "council_id": 2, "action": action, "subject": subject, "at": AT, **more}


@pytest.mark.django_db
def test_many_are_one_insert_too(django_assert_num_queries):
    with django_assert_num_queries(1):
        record_many([_seen("read", ("a.b", 1)), _seen("list", ("a.b", None), ids=[1, 2, 3])])
    assert Entry.objects.count() == 2


@pytest.mark.django_db
def test_who_has_looked_is_found_by_page_list_search_and_part():
    record_many(
        [
            _seen("read", ("r.referral", 7)),
            _seen("list", ("r.referral", None), ids=[6, 7, 8]),
            _seen("search", ("r.referral", None), ids=[7]),
            _seen("read", ("r.part", 70), about=("r.referral", 7)),
            _seen("print", ("r.referral", 7)),
            _seen("decide", ("r.part", 70), about=("r.referral", 7)),  # an act, not a look
            _seen("read", ("r.referral", 8)),
            _seen("read", ("r.part", 7)),
            _seen("list", ("r.part", None), ids=[7]),
        ]
    )
    looks = Entry.objects.looks_at("r.referral", 7)
    assert [entry.action for entry in looks] == ["print", "read", "search", "list", "read"]
    assert Entry.objects.about("r.referral", 7).count() == 2
    assert Entry.objects.by_person(1).count() == 9


@pytest.mark.django_db
def test_who_has_looked_reads_indexes_only():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Entry.objects.looks_at("r.referral", 7).explain()
    assert "Seq Scan" not in plan
    assert "trail_about" in plan and "trail_subject" in plan, plan
    assert "trail_ids" in Entry.objects.filter(ids__contains=[7]).explain()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE trail_entry SET reason = 'x'", "DELETE FROM trail_entry", "TRUNCATE trail_entry"],
)
def test_the_plain_role_can_change_nothing(statement):
    record(**_seen("read", ("a.b", 1)))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().reason == ""


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE trail_entry SET reason = 'x'", "DELETE FROM trail_entry", "TRUNCATE trail_entry"],
)
def test_not_even_the_owner_can(statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic("owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["accounts_historicaluser", "accounts_historicalmembership", "accounts_historicaldeputy"]
)
def test_the_past_of_accounts_is_append_only_as_well(table):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
