"""A council's own figure: only where nothing national sets one, from a day on, with its source."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from timers.actions import ActionRefused, start
from timers.models import Rule
from timers.own_figures import set_own_figure

NOW = datetime(2026, 11, 16, 10, tzinfo=ZoneInfo("Europe/London"))
COUNCIL = 7


def common(kind: str) -> Rule:
    return Rule.objects.get(kind=kind, variant="", council_id=None, current=True)


def own(kind: str, **more: object) -> Rule:
    asked = {"amount": 2, "source": "Kent practice note, 3 November 2026", "from_on": NOW.date(), **more}
    return set_own_figure(rule=common(kind), council_id=COUNCIL, by_id=1, now=NOW, **asked)  # type: ignore[arg-type]


def due(council_id: int) -> datetime | None:
    clock = start(
        "council_contact", council_id=council_id, subject=("a.pair", council_id), about=("a.case", 1), at=NOW, now=NOW
    )
    return clock.due_at


def test_a_council_counts_by_its_own_figure_and_others_by_the_common_one(db: None) -> None:
    own("council_contact")
    assert (due(COUNCIL), due(8)) == (NOW.replace(day=18), NOW.replace(day=17))


def test_setting_it_again_makes_a_new_version_and_keeps_the_old(db: None) -> None:
    own("council_contact")
    assert own("council_contact", amount=3).version == 2
    assert due(COUNCIL) == NOW.replace(day=19)
    assert Rule.objects.filter(kind="council_contact", council_id=COUNCIL).count() == 2


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("decision", {}, "national source"),
        ("assessment", {}, "national source"),
        ("council_contact", {"amount": 0}, "from 1 to 100"),
        ("council_contact", {"source": "  "}, "where the figure comes from"),
        ("council_contact", {"from_on": date(2026, 11, 1)}, "or a later day"),
    ],
)
def test_it_is_refused_with_a_sentence(db: None, kind: str, more: dict[str, object], words: str) -> None:
    with pytest.raises(ActionRefused, match=words):
        own(kind, **more)
