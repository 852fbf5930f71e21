"""Who is to read what was sent to teams, and who has not yet."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from accounts.access import scopes
from accounts.models import Membership, User
from audits.models import LearningItem, LearningReceipt, LearningTeam

#: More than this many items of one's own are not listed one by one.
MOST = 20


@dataclass
class Asked:
    """One team's people on a day: how many there are, and those who have not said that they have read it."""

    team: str
    people: int = 0
    lacking: list[User] = field(default_factory=list)


def by_team(items: Collection[int], *, day: date) -> dict[int, list[Asked]]:
    """Of each item its teams by name, with who of their people today has not read it; four statements however many."""
    sent = list(LearningTeam.objects.filter(item_id__in=items).select_related("team").order_by("team__name", "pk"))
    held = _who_can_read(day).filter(team_id__in={one.team_id for one in sent})
    members: dict[int, set[int]] = defaultdict(set)
    for team_id, user_id in held.values_list("team_id", "user_id"):
        members[team_id].add(user_id)
    read = set(LearningReceipt.objects.filter(item_id__in=items).values_list("item_id", "person_id"))
    people = User.objects.in_bulk({user_id for some in members.values() for user_id in some})
    found: dict[int, list[Asked]] = defaultdict(list)
    for one in sent:
        asked = [people[user_id] for user_id in members[one.team_id]]
        lacking = [person for person in asked if (one.item_id, person.pk) not in read]
        by_name = sorted(lacking, key=lambda person: (person.name, person.pk))
        found[one.item_id].append(Asked(one.team.name, len(asked), by_name))
    return found


def _who_can_read(day: date) -> QuerySet[Membership]:
    """Who is in a team on a day by a role that opens what was learnt: nobody waits for the others."""
    return Membership.objects.on(day).filter(role__in=scopes("audits.learning"), user__is_active=True)


def one_at_a_time(item: LearningItem) -> None:
    """Until the transaction ends, nobody else confirms this item: of the last two each would wait for the other. Its
    row is append-only and cannot be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audits.learningitem'), %s)", [item.pk % 2**31])


def lacking(item: LearningItem, *, day: date) -> list[User]:
    """Everybody in its teams today who has not read it, once each, by their key."""
    teams = by_team([item.pk], day=day).get(item.pk, [])
    people = {person.pk: person for one in teams for person in one.lacking}
    return [people[key] for key in sorted(people)]


def everybody(item: LearningItem, *, day: date) -> int:
    """How many people its teams have today."""
    return sum(one.people for one in by_team([item.pk], day=day).get(item.pk, []))


def to_read(person: User) -> list[LearningItem]:
    """What was sent to the person's own teams and they have not read, the earliest day first; one statement, and none
    for whoever is in no team."""
    teams = {held.team_id for held in person.held() if held.person_id == person.pk and held.team_id is not None}
    if not teams:
        return []
    found = LearningItem.objects.filter(council_id=person.council_id, teams__team_id__in=teams)
    found = found.exclude(receipts__person=person).select_related("sent_by").distinct()
    return list(found.order_by("read_by", "pk")[:MOST])
