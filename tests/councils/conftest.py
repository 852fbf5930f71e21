from typing import Any

import pytest

from tests.councils import new_person


@pytest.fixture
def person() -> Any:
    return new_person
