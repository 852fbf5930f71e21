"""The demo's councils: their teams, desks and staff of every role. Made once, by nobody's hand, in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from accounts import codes
from accounts.models import Membership, User
from accounts.roles import Role
from accounts.standing import Held
from councils.models import Council, Desk, Team
from timers.calendar import local
from trail.history import save_as

#: For everybody in the demo. It guards nothing: nobody in the demo is real, and a second factor is asked as well.
PASSWORD = "pebble-lantern-orchard-71"  # noqa: S105
BECAUSE = "made for the demonstration"


@dataclass(frozen=True)
class Place:
    """How one council is set up: `teams` begin with the front door; a name stands for each role."""

    gss: str
    domain: str
    phone: str  # the beginning of a number that is kept for drama
    towns: tuple[str, ...]
    teams: tuple[str, ...]
    people: tuple[tuple[str, Role, int | None], ...]  # name, role, index of the team (None: all)


_R = Role
PLACES = {
    "kent": Place(
        gss="E10000016",
        domain="kent.example",
        phone="01632 9600",
        towns=("Ashford", "Canterbury", "Dover", "Folkestone", "Maidstone", "Margate", "Tonbridge"),
        teams=("Front Door East", "Assessment Team Ashford", "Assessment Team Thanet"),
        people=(
            ("Priya Nair", _R.SCREENER, 0),
            ("Tom Ashdown", _R.SCREENER, 0),
            ("Grace Adeyemi", _R.TEAM_MANAGER, 0),
            ("Martin Sayer", _R.TEAM_MANAGER, 1),
            ("Yvonne Clarke", _R.TEAM_MANAGER, 2),
            ("Sam Whitlock", _R.SOCIAL_WORKER, 1),
            ("Joanna Reeve", _R.SOCIAL_WORKER, 1),
            ("Daniel Osei", _R.SOCIAL_WORKER, 1),
            ("Aoife Brennan", _R.SOCIAL_WORKER, 2),
            ("Marek Zielinski", _R.SOCIAL_WORKER, 2),
            ("Farah Siddiqui", _R.SOCIAL_WORKER, 2),
            ("Helen Marlowe", _R.SERVICE_MANAGER, None),
            ("David Okonkwo", _R.HEAD_OF_SERVICE, None),
            ("Rosie Tanner", _R.EMERGENCY_DUTY, None),
            ("Colin Mercer", _R.ADULT_SOCIAL_CARE, None),
            ("Beth Lawson", _R.BUSINESS_SUPPORT, 0),
            ("Ruth Pemberton", _R.LADO, None),
            ("Alan Whitfield", _R.CONFERENCE_CHAIR, None),
            ("Nadia Rahman", _R.COMPLAINTS_OFFICER, None),
            ("Owen Tull", _R.COMPLAINTS_OFFICER, None),
            ("Peter Goss", _R.INVESTIGATOR, None),
            ("Lena Hughes", _R.INVESTIGATOR, None),
            ("Frank Dyer", _R.INVESTIGATOR, None),
            ("Imogen Hale", _R.ADVOCATE, None),
            ("Stephen Loy", _R.AUDITOR, None),
            ("Margaret Finch", _R.COUNCILLOR, None),
            ("Keith Barrow", _R.INFORMATION_RIGHTS, None),
            ("Sunita Patel", _R.PRIVACY_OFFICER, None),
            ("Andrew Kessler", _R.MONITORING_OFFICER, None),
            ("Olive Marsh", _R.ADMINISTRATOR, None),
        ),
    ),
    "havering": Place(
        gss="E09000016",
        domain="havering.example",
        phone="020 7946 00",
        towns=("Romford", "Hornchurch", "Upminster", "Rainham"),
        teams=("Front Door", "Assessment Team Romford"),
        people=(
            ("Lewis Grant", _R.SCREENER, 0),
            ("Karen Doyle", _R.TEAM_MANAGER, 0),
            ("Ifeanyi Eze", _R.TEAM_MANAGER, 1),
            ("Ola Bankole", _R.SOCIAL_WORKER, 1),
            ("Megan Price", _R.SOCIAL_WORKER, 1),
            ("Tariq Mahmood", _R.SOCIAL_WORKER, 1),
            ("Susan Whyte", _R.SERVICE_MANAGER, None),
            ("Robert Achterberg", _R.HEAD_OF_SERVICE, None),
            ("Dina Kaplan", _R.EMERGENCY_DUTY, None),
            ("Paul Streeter", _R.ADULT_SOCIAL_CARE, None),
            ("Jade Coleman", _R.BUSINESS_SUPPORT, 0),
            ("Fiona Baptiste", _R.COMPLAINTS_OFFICER, None),
            ("Gareth Moon", _R.ADMINISTRATOR, None),
        ),
    ),
    "croydon": Place(
        gss="E09000008",
        domain="croydon.example",
        phone="020 7946 01",
        towns=("Croydon", "Purley", "Thornton Heath", "Norbury"),
        teams=("Single Point of Contact", "Assessment Team North"),
        people=(
            ("Chloe Barrett", _R.SCREENER, 0),
            ("Leon Mathurin", _R.TEAM_MANAGER, 0),
            ("Anita Desai", _R.TEAM_MANAGER, 1),
            ("Kwame Boateng", _R.SOCIAL_WORKER, 1),
            ("Hannah Frost", _R.SOCIAL_WORKER, 1),
            ("Luca Ferrante", _R.SOCIAL_WORKER, 1),
            ("Deborah Quill", _R.SERVICE_MANAGER, None),
            ("Nigel Harcourt", _R.HEAD_OF_SERVICE, None),
            ("Abena Sarpong", _R.EMERGENCY_DUTY, None),
            ("Wendy Tisdall", _R.ADULT_SOCIAL_CARE, None),
            ("Ryan Peck", _R.BUSINESS_SUPPORT, 0),
            ("Simone Laurent", _R.COMPLAINTS_OFFICER, None),
            ("Vikram Rao", _R.ADMINISTRATOR, None),
        ),
    ),
}


@dataclass
class Staffed:
    """One council of the demo with its teams, and its people by role, in the order above."""

    council: Council
    place: Place
    teams: list[Team]
    people: dict[str, list[User]] = field(default_factory=dict)

    def one(self, role: str, number: int = 0) -> User:
        """The `number`-th person of a role, counted round."""
        found = self.people[role]
        return found[number % len(found)]

    def workers_of(self, team: Team) -> list[User]:
        ids = {
            held.person_id
            for user in self.people[Role.SOCIAL_WORKER]
            for held in user.held()
            if held.team_id == team.pk
        }
        return [user for user in self.people[Role.SOCIAL_WORKER] if user.pk in ids]


def is_there() -> bool:
    """Whether the demo has been made in this database."""
    return User.objects.filter(email__endswith="@kent.example").exists()


def address_of(name: str, domain: str) -> str:
    """
    >>> address_of("Aoife Brennan", "kent.example")
    'aoife.brennan@kent.example'
    """
    return f"{name.lower().replace(' ', '.')}@{domain}"


def make(now: datetime) -> dict[str, Staffed]:
    """All three councils, by alias."""
    hashed = make_password(PASSWORD)  # once: the hasher is slow on purpose
    return {alias: _staff(place, hashed, now) for alias, place in PLACES.items()}


def _staff(place: Place, hashed: str, now: datetime) -> Staffed:
    council = Council.objects.get(gss_code=place.gss)
    council.takes_part = True
    save_as(council, now=now, because=BECAUSE, fields=["takes_part"])
    teams = []
    for number, name in enumerate(place.teams):
        team = Team(council=council, name=name, is_front_door=number == 0)
        save_as(team, now=now, because=BECAUSE)
        teams.append(team)
    staffed = Staffed(council, place, teams)
    since = local(now).date() - timedelta(days=500)
    for name, role, team_number in place.people:
        user = User(
            name=name,
            email=address_of(name, place.domain),
            council=council,
            password=hashed,
            awake_since=local(now).date(),
            password_changed_at=now,
        )
        save_as(user, now=now, because=BECAUSE)
        in_team = None if team_number is None else teams[team_number]
        save_as(Membership(user=user, council=council, team=in_team, role=role, since=since), now=now, because=BECAUSE)
        codes.enrol(user, now=now, confirmed=True)
        user.carry([Held(role, council.pk, in_team.pk if in_team else None, user.pk, since, None)], local(now).date())
        staffed.people.setdefault(str(role), []).append(user)
    _desks(staffed, now)
    return staffed


def _desks(staffed: Staffed, now: datetime) -> None:
    """Two desks for children, one for adults. Croydon's night number was verified too long ago, and shows it."""
    place, today = staffed.place, local(now).date()
    by = staffed.one(Role.ADMINISTRATOR)
    stale = 120 if place.domain.startswith("croydon") else 30
    for service, hours, name, mailbox, digits, days in (
        ("childrens", "office", place.teams[0], "frontdoor", "10", 9),
        ("childrens", "out_of_hours", "Emergency duty team", "emergency.duty", "20", stale),
        ("adults", "office", "Adult social care duty", "adults.duty", "30", 45),
    ):
        opens = (time(9), time(17)) if hours == "office" else (None, None)
        desk = Desk(
            council=staffed.council,
            service=service,
            hours=hours,
            name=name,
            phone=f"{place.phone}{digits}",
            email=f"{mailbox}@{place.domain}",
            opens_at=opens[0],
            closes_at=opens[1],
            verified_on=today - timedelta(days=days),
            verified_by=by,
        )
        save_as(desk, now=now, because=BECAUSE)


SHOWN_OF_OTHERS = (Role.SCREENER, Role.SOCIAL_WORKER, Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE)


def sign_ins() -> str:
    """One ready-made sign-in per role, the password, and how to get the second-factor code."""
    lines = ["Sign in as (everybody's password is the same):", ""]
    for alias, place in PLACES.items():
        shown = set()
        for name, role, _ in place.people:
            if role in shown or (alias != "kent" and role not in SHOWN_OF_OTHERS):
                continue
            shown.add(role)
            lines.append(f"  {role.label:<44} {address_of(name, place.domain)}")
        lines.append("")
    first = PLACES["kent"].people[0][0]
    lines += [
        f"  Password: {PASSWORD}",
        f'  The code that is asked next: python3 dev manage code "{first}"  (a name or an e-mail address)',
    ]
    return "\n".join(lines)
