"""Makes the demo in one transaction: all of it or nothing, and nothing when it is there already."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.db.models import F

from accounts.models import User
from councils.models import Council, Message
from stories.casefile import load
from stories.cast import characters, find_councils, nhs_number
from stories.demo import auditing, kept_days, staff, tray
from stories.demo.complaining import Complaining
from stories.demo.diary import Diary
from stories.demo.living import Living
from stories.demo.moving import moved
from stories.demo.practice import Practice
from stories.demo.staff import Staffed
from stories.replay import Replay
from stories.story import Story
from timers.held import calendar_for
from work import telling

CASES = Path(__file__).resolve().parents[1] / "cases"
SEED = 19_011_816

# The published stories' people under invented names: alias to given name, family name, kind of referrer.
HAVERING = {
    "y": ("Yasmin", "Tennant", ""),
    "ms_x": ("Corinne", "Tennant", ""),
    "mr_z": ("Zachary", "Moss", ""),
    "psychologist": ("Dr Helen", "Amory", "health"),
}
CROYDON = {
    "c": ("Caitlin", "Brook", ""),
    "mrs_b": ("Bridget", "Brook", ""),
    "police": ("DC Imran", "Shah", "police"),
    "first": ("Adam", "Pryce", ""),
    "second": ("Jordan", "Vale", ""),
    "psychologist": ("Dr Amit", "Sethi", "health"),
}
STORIES = (
    ("havering-19-011-816.toml", HAVERING, 2, 17),
    ("croydon-19-020-914.toml", CROYDON, 3, 29),
)
SAID = {"said": "What she told was passed on by the person who referred; her words are with the police interview."}


def make(*, now: datetime, tell: Callable[[str], None]) -> bool:
    """Make the demo as of `now`; False when there is one. `tell` is given a line of progress at a time."""
    if staff.is_there():
        return False
    with transaction.atomic():
        tell("Councils, teams, desks and staff")
        staffed = staff.make(now)
        for file, names, ends_before, serial in STORIES:
            told = _story(file, names, ends_before, serial, staffed, now=now)
            tell(f"The story “{told.title}”, moved to recent weeks")
        random = Random(SEED)  # noqa: S311 - the demo is the same every time
        diary = Diary(now=now, calendar=calendar_for("England"), random=random)
        living = Living(diary, staffed)
        living.plan()
        Complaining(diary, staffed).plan()
        kept_days.plan(diary, living.files)
        tray.plan(diary, staffed, besides=living.left_waiting)
        tell(f"{living.number} referrals of the past three weeks")
        diary.run(lambda done, of: tell(f"  {done} of {of} acts"))
        tell("An audit of closed cases, under way in Kent")
        # A generator of its own, so that the rest of the demo stays as it was.
        auditing.make(staffed, now=now, calendar=diary.calendar, random=Random(SEED + 1))  # noqa: S311
        tell("Reports of the Ombudsman, warnings, learning and figures")
        Practice(staffed, now=now, random=random).make()
        telling.tell(now=now)
        _messages_of_the_past_were_sent(now)
    return True


def _story(
    file: str,
    names: dict[str, tuple[str, str, str]],
    ends_before: int,
    serial: int,
    staffed: dict[str, Staffed],
    *,
    now: datetime,
) -> Story:
    story = moved(load(CASES / file), now=now, calendar=calendar_for("England"), ends_before=ends_before)
    councils = find_councils(story, now=story.steps[0].at)
    cast = characters(story, councils, salt="")
    for alias, (given, family, agency) in names.items():
        who = cast[alias]
        who.given_name, who.family_name, who.agency = given, family, agency
        who.phone = f"07700 9001{serial + len(alias):02}" if who.kind == "parent" else ""
        who.nhs_number = next(filter(None, map(nhs_number, range(serial, serial + 9)))) if who.kind == "child" else ""
    logged = {step.number: SAID for step in story.steps if step.do == "log_referral"}

    def actor(council: Council, role: str, who: str) -> User:
        return next(one for one in staffed.values() if one.council.pk == council.pk).one(role)

    replay = Replay(story, councils=councils, cast=cast, actors=actor, words=logged)
    replay.run()
    return story


def _messages_of_the_past_were_sent(now: datetime) -> None:
    """What would have gone out in the past weeks counts as gone, so that starting the demo sends no flood."""
    Message.objects.filter(state="waiting", written_at__lt=now - timedelta(hours=1)).update(
        state="sent", sent_at=F("written_at"), attempt=1
    )
