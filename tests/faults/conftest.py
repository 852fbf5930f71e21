"""One house for the runs of this folder: services up, migrated, a town in it; each run clones its database."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tests.faults.programs import HOOK
from tests.faults.town import Town, settle
from tests.house import House, house


@pytest.fixture(scope="package")
def home(django_db_blocker: Any) -> Iterator[tuple[House, Town]]:
    """The house and its town. For this package only: while it stands, this process's Django looks at its database."""
    with django_db_blocker.unblock(), house(pages=False) as built:
        built.env |= {"PYTHONPATH": str(HOOK), "HOLDFAST_SEEDED_PLAIN_FILES": "1"}
        built.manage("collectstatic", "--no-input", "--verbosity", "0")
        town = settle(timezone.now())
        yield built, town
