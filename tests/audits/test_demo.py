"""The demo's audit: something of everything, and made through the same actions."""

from datetime import datetime
from random import Random

import pytest

import councils.reference
from audits.auditing.figures import figures_of
from audits.models import Audit, Reading, SampleCase
from stories.demo import auditing, staff
from timers.calendar import LONDON
from timers.held import calendar_for

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=LONDON)


@pytest.mark.django_db
def test_an_audit_is_under_way_in_kent() -> None:
    councils.reference.load(NOW)
    staffed = staff.make(NOW)
    audit = auditing.make(staffed, now=NOW, calendar=calendar_for("England"), random=Random(7))
    audit = Audit.objects.get(pk=audit.pk)
    figures = figures_of(audit)
    assert figures.rule.size == 50 and figures.rule.read == auditing.READ
    assert 8 <= figures.rule.yes <= 12 and not figures.rule.is_settled
    assert figures.here and figures.imported and figures.left == {"missing": 1}
    assert figures.of_cases.pairs == 10 and figures.of_points.kappa is not None
    assert Reading.objects.filter(locked_at=None).exists()
    assert not SampleCase.objects.filter(audit=audit, left_at=None, reader=None).exists()
    assert not Reading.objects.filter(declared_at__gt=NOW).exists()
