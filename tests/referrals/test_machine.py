"""Lives of referrals, drawn by chance and compared with the plain model.

Few and short in every run of the tests. The long run, 500 lives of 50 steps:

    MACHINE_RUNS=500 MACHINE_STEPS=50 python3 dev test tests/referrals/test_machine.py

MACHINE_SEED=7 beside them draws the same lives again.
"""

import os

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.referrals.machine import Life, at_work
from tests.world import World

RUNS = int(os.environ.get("MACHINE_RUNS", "20"))
STEPS = int(os.environ.get("MACHINE_STEPS", "25"))


@pytest.mark.slow
def test_the_life_of_a_referral_is_what_the_plain_model_says(world: World) -> None:
    at_work(world)
    if "MACHINE_SEED" in os.environ:
        seed(int(os.environ["MACHINE_SEED"]))(Life)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Life,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            # The same lives in every short run; the long one looks for new ones.
            derandomize="MACHINE_RUNS" not in os.environ,
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
