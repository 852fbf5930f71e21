"""The table of faults: every name resolves, every proof exists, nothing of a landed issue is without a control."""

import subprocess
import sys
from typing import Any

import pytest

from config.local import places
from tests.work.conftest import Office
from work import faults

FAULTS = faults.read()
# All but what nothing here answers yet: legal planning, and who works for the council.
UNANSWERED = {91, 104}


def test_every_number_is_there_once() -> None:
    assert [one.number for one in FAULTS] == list(range(1, 111))


@pytest.mark.parametrize("fault", FAULTS, ids=[str(one.number) for one in FAULTS])
def test_a_fault_has_a_control_that_resolves_and_a_proof(fault: faults.Fault) -> None:
    assert bool(fault.by) is (fault.number not in UNANSWERED), "nothing in the code is named"
    assert bool(fault.by) is bool(fault.proved), "a control is proved, and a proof is of something"
    for control in fault.by:
        assert faults.in_words(control)["text"]
    assert fault.what.endswith(".")
    assert fault.control.endswith(".")
    assert fault.sources


@pytest.mark.parametrize(
    "name",
    [
        "clock decison",
        "refusal outcome.nothing",
        "prompt nothing",
        "figure nothing",
        "act referrals.actions.deciding.decides",
        "act nowhere.at.all",
        "field referrals.models.Referral.mood",
        "field referrals.models.Nothing.mood",
        "hope referrals.actions.deciding.decide",
    ],
)
def test_a_name_that_stands_for_nothing_is_found_out(name: str) -> None:
    with pytest.raises(LookupError):
        faults.resolve(faults.Control(*name.split(" ", 1)))


def test_every_proof_is_a_test_that_pytest_would_run() -> None:
    wanted = {one for fault in FAULTS for one in fault.proved}
    files = sorted({one.split("::")[0] for one in wanted})
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files],
        cwd=places.ROOT,
        capture_output=True,
        text=True,
    )
    collected = {line for line in done.stdout.splitlines() if "::" in line}
    collected |= {line.partition("[")[0] for line in collected}  # all cases of a table
    assert sorted(wanted - collected) == [], done.stdout[-2000:] + done.stderr[-2000:]


def test_the_document_is_fresh() -> None:
    assert faults.DOCUMENT.read_text(encoding="utf-8") == faults.document(), "run `python3 dev manage faults`"


@pytest.mark.django_db
def test_a_manager_reads_the_same_on_a_page(office: Office) -> None:
    client = office.client(office.manager)
    whole = client.get("/faults/").content.decode()
    for fault in FAULTS:
        assert f'id="fault-{fault.number}"' in whole
    assert "/rules/#council-contact" in whole
    assert "lgo.org.uk" in whole
    unbuilt = client.get("/faults/", {"show": "not-yet"}).content.decode()
    assert 'id="fault-1"' not in unbuilt
    assert 'href="/faults/"' in client.get("/rules/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("show", "shown"), [("", 110), ("nonsense", 110), ("built", None), ("in-part", None), ("outside", None)]
)
def test_it_is_narrowed_by_state(office: Office, show: str, shown: Any) -> None:
    page = office.client(office.head).get("/faults/", {"show": show}).content.decode()
    states = {"built": faults.IN_FULL, "in-part": faults.IN_PART, "outside": faults.OUTSIDE}
    expected = shown or sum(one.state == states[show] for one in FAULTS)
    assert page.count('<section class="hf-rule"') == expected


@pytest.mark.django_db
def test_a_social_worker_is_led_to_the_rules_instead(office: Office) -> None:
    assert office.client(office.worker).get("/faults/").status_code == 403
    assert 'href="/faults/"' not in office.client(office.worker).get("/rules/").content.decode()
