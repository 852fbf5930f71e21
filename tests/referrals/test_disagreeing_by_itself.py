"""Nobody agreed in time who calls the strategy discussion: the disagreement opens by itself, and the record says so."""

from datetime import timedelta

from referrals.models import Disagreement, JournalEntry, Referral
from tests.referrals.pages import Desk, text_of
from tests.referrals.test_closing import shared
from tests.world import World, at
from timers.models import Timer
from timers.sweep import sweep
from trail.models import Entry


def missed(world: World) -> Referral:
    """Kent's and Havering's clocks of agreeing both pass, on Tuesday at 10:00 and 11:00."""
    referral = shared(world)
    assert Timer.objects.running().filter(about_id=referral.pk, kind="lead_agreed").count() == 2
    sweep(now=at(18), about=[("referrals.referral", referral.pk)])
    return referral


def test_it_leaves_one_line_that_is_nobodys(world: World) -> None:
    referral = missed(world)
    line = JournalEntry.objects.get(referral=referral, verb="raise_disagreement")
    opened = Disagreement.objects.get(referral=referral)
    assert (line.by, line.council, line.at) == (None, opened.council, at(18))
    assert line.facts["disagreement"] == opened.pk
    entry = Entry.objects.get(action="raise_disagreement", about_id=referral.pk)
    assert (entry.by_id, entry.council_id) == (None, opened.council_id)


def test_a_look_again_writes_no_second_line(world: World) -> None:
    referral = missed(world)
    sweep(now=at(18) + timedelta(days=1), about=[("referrals.referral", referral.pk)])
    assert JournalEntry.objects.filter(referral=referral, verb="raise_disagreement").count() == 1


def test_it_reads_as_the_clocks_on_page_paper_and_as_a_note(world: World) -> None:
    referral = missed(world)
    desk = Desk(world, world.person("kent", "service_manager"))
    for rest in ("", "print/"):
        page = text_of(desk.get(f"/referrals/{referral.reference}/{rest}"))
        assert "Escalation, opened because nobody agreed in time" in page
        assert "The clock" in page
        assert "Everything else goes on meanwhile." in page
