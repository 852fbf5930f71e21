"""Learning: an item goes to teams, people say that they have read it, and training is held with evidence."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from audits import deadlines, journal, messages
from audits.actions.ombudsman import approach_agreed
from audits.auditing import learners
from audits.grounds import GROUNDS
from audits.models import Binding, LearningItem, LearningReceipt, LearningTeam, Recommendation, TrainingHeld
from councils.models import Team
from referrals import references
from referrals.refusals import NotPossible, Refused
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User


def send_learning(
    *,
    by: "User",
    kind: str,
    title: str,
    words: str,
    teams: Sequence[Team],
    read_by: date,
    at: datetime,
    now: datetime,
    source: str = "",
    recommendation: Recommendation | None = None,
) -> LearningItem:
    """Send a learning point, a reminder or the notice of a training to teams of one's council (STATUTE 3, fault 46).
    Each of their people has a message; its clock is the sender's until all of them have read it (T95).

    Raises NotPossible for words that are missing, no team, another council's team or recommendation, or a day that is
    past.
    """
    if not title.strip() or not words.strip():
        raise NotPossible("Write what was learnt and what people are to do.", "words" if title.strip() else "title")
    if not teams or any(team.council_id != by.council_id for team in teams):
        raise NotPossible("Choose the teams of your council that it is for.", "teams")
    if read_by < local(now).date():
        raise NotPossible("Give a day from today by which it is to be read.", "read_by")
    binds = Binding.objects.filter(recommendation=recommendation, council_id=by.council_id)
    if recommendation is not None and not binds.exists():
        raise NotPossible("This recommendation does not bind your council.", "recommendation")
    if by.council_id is None:
        raise NotPossible("Only somebody of a council can record this.")
    item = LearningItem.objects.create(
        reference=references.new(),
        council_id=by.council_id,
        kind=kind,
        title=title.strip(),
        words=words,
        source=source.strip(),
        recommendation=recommendation,
        read_by=read_by,
        sent_by=by,
        sent_at=at,
        recorded_at=now,
    )
    LearningTeam.objects.bulk_create(LearningTeam(item=item, team=team) for team in teams)
    if people := learners.lacking(item, day=local(now).date()):  # in a team without people nobody is waited for
        deadlines.start_learning(item, at=at, now=now)
        messages.learning(item, people, now=now)
    facts = {"kind": kind, "teams": sorted(team.pk for team in teams), "read_by": str(read_by)}
    journal.write("send_learning", about=item.pair, council_id=item.council_id, by=by, at=at, now=now, facts=facts)
    return item


def confirm_reading(*, by: "User", item: LearningItem, words: str, at: datetime, now: datetime) -> bool:
    """Say that one has read it; False when one had already. Raises NotPossible for another council's item."""
    if by.council_id != item.council_id:
        raise NotPossible("This item is another council's.")
    learners.one_at_a_time(item)
    receipt = LearningReceipt(item=item, person=by, words=words.strip(), at=at)
    before = LearningReceipt.objects.filter(item=item, person=by).exists()
    LearningReceipt.objects.bulk_create([receipt], ignore_conflicts=True)
    if before:
        return False
    if not learners.lacking(item, day=local(now).date()):
        deadlines.learning_read(item, by_id=by.pk, at=at, now=now)
    journal.write("confirm_reading", about=item.pair, council_id=item.council_id, by=by, at=at, now=now)
    return True


def remind_of_learning(*, by: "User | None", item: LearningItem, at: datetime, now: datetime) -> int:
    """Remind everybody in its teams who has not read it, at most once a day each; how many have not. None: the engine,
    when the day by which it was to be read has passed. With nobody left its clock stops: whoever had not read it is in
    those teams no more.

    Raises NotPossible for another council's item.
    """
    if by is not None and by.council_id != item.council_id:
        raise NotPossible("This item is another council's.")
    day = local(now).date()
    left = learners.lacking(item, day=day)
    if not left:
        if learners.everybody(item, day=day):
            deadlines.learning_read(item, by_id=by.pk if by else None, at=at, now=now)
        return 0
    messages.learning(item, left, now=now, again=True)
    facts = {"people": len(left)}
    journal.write("remind_of_learning", about=item.pair, council_id=item.council_id, by=by, at=at, now=now, facts=facts)
    return len(left)


def record_training(
    *,
    by: "User",
    item: LearningItem,
    held_on: date,
    audience: str,
    came: int,
    of: int,
    evidence: str,
    at: datetime,
    now: datetime,
) -> TrainingHeld:
    """Record that a training was held: for whom, how many of how many came, and what shows it.

    Raises Refused without evidence, and before the approach that its recommendation follows on was agreed (STATUTE T73;
    Ombudsman 19 011 816, agreed actions for both councils, 2); NotPossible for what is no training, a day to come, or
    more who came than were asked.
    """
    if item.kind != LearningItem.Kind.TRAINING:
        raise NotPossible("Only a training is held. People confirm that they have read the rest.")
    if held_on > local(now).date():
        raise NotPossible("Record it when it has been held.", "held_on")
    if not audience.strip():
        raise NotPossible("Say for whom it was held.", "audience")
    if of < 1 or came > of:
        raise NotPossible("No more can have come than were asked.", "came")
    codes = [] if evidence.strip() else ["recommendation.evidence_missing"]
    if item.recommendation is not None and not approach_agreed(item.recommendation, held_on):
        codes.append("recommendation.approach_not_agreed")
    if codes:
        raise Refused([GROUNDS[code] for code in codes])
    held = TrainingHeld.objects.create(
        item=item,
        held_on=held_on,
        audience=audience.strip(),
        came=came,
        of=of,
        evidence=evidence.strip(),
        by=by,
        recorded_at=now,
    )
    facts = {"held_on": str(held_on), "came": came, "of": of, "evidence": held.evidence}
    pair = ("audits.trainingheld", held.pk)
    journal.write(
        "record_training", about=item.pair, council_id=item.council_id, by=by, at=at, now=now, subject=pair, facts=facts
    )
    return held
