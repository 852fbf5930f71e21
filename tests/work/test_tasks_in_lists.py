"""A task stands in every list of the app in its own words, with whose it is and by when; no message carries them."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.models import Message
from referrals import actions
from referrals.handles import handle
from referrals.models import Referral, Task
from tests.work.conftest import Office
from tests.world import MONDAY
from timers.calendar import local
from timers.sweep import sweep
from work import telling

WORDS = "Ring Ana’s school nurse about Tuesday"


def shown(client: Any, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return " ".join(html.unescape(page.content.decode()).split())


@pytest.fixture
def task(office: Office) -> Task:
    """Set a minute ago for the worker, by today."""
    now = timezone.now() - timedelta(minutes=1)
    referral: Referral = office.referral(MONDAY, worker=office.worker, team=office.front)
    return actions.set_task(by=office.manager, referral=referral, what=WORDS, due_on=local(now).date(), at=now, now=now)


def test_my_work_says_the_task_whose_it_is_and_leads_to_saying_it_is_done(office: Office, task: Task) -> None:
    page = shown(office.client(office.worker), "/my-work/")
    assert f">{WORDS}</a>" in page
    assert "Do what was set" not in page
    assert f"<dt>Task of</dt> <dd>{office.worker.name}</dd>" in page
    way = f"/referrals/{task.referral.reference}/finish-task/?of={handle('task', task.pk)}"
    assert f'href="{way}"' in page
    assert WORDS in shown(office.client(office.worker), way)


def test_the_managers_list_and_notifications_say_it_too(office: Office, task: Task) -> None:
    late = timezone.now() + timedelta(days=2)
    sweep(now=late)
    assert f"task “{WORDS}”" in shown(office.client(office.manager), "/team/").lower().replace(WORDS.lower(), WORDS)
    assert WORDS in shown(office.client(office.worker), "/notifications/")


def test_no_message_that_leaves_the_app_holds_its_words(office: Office, task: Task) -> None:
    for days in (0, 1, 2, 4, 8):
        now = timezone.now() + timedelta(days=days)
        sweep(now=now)
        telling.tell(now=now)
    messages = Message.objects.filter(about_id=task.referral_id)
    assert messages.filter(body__contains="A task").exists(), "it was told of, by the clock's own name"
    for one in messages:
        assert "Ana" not in one.subject + one.body and "nurse" not in one.subject + one.body


def test_ten_tasks_cost_what_one_does(office: Office, task: Task) -> None:
    client = office.client(office.worker)
    shown(client, "/my-work/")
    with CaptureQueriesContext(connection) as one:
        shown(client, "/my-work/")
    for number in range(9):
        now = timezone.now()
        actions.set_task(
            by=office.worker, referral=task.referral, what=f"{number}", due_on=local(now).date(), at=now, now=now
        )
    with CaptureQueriesContext(connection) as ten:
        shown(client, "/my-work/")
    assert len(ten) == len(one)
