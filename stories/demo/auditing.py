"""The demo's audit under way in Kent: closed cases of the past two years made through the actions, others imported from
a list, fifty drawn, some read. Two auditors read; Stephen Loy runs it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from accounts.acting import acting_for
from accounts.models import User
from audits import actions as audits
from audits.auditing.similar import DEFAULT
from audits.models import Audit, SampleCase
from referrals import actions
from referrals.models import Referral
from referrals.said import Override, PersonSaid, PlaceSaid, ReferralSaid, ReferrerSaid
from stories.demo.families import ACCOUNTS, HARMERS, MOTHERS, REFERRERS, Families
from stories.demo.staff import Staffed
from timers.calendar import Calendar, local, start_of

HERE, ELSEWHERE = 24, 212
SEED = "8f1c0d5a7e4b92361f0a6c3d2b8e7f19"
READ = 31
DAYS, HOURS = timedelta(days=1), timedelta(hours=1)

# What was found, by how many cases in ten: points answered yes, the evidence for each, where it stands.
FOUND = {
    1: ("Sent on by e-mail; nobody wrote back that they had it.", "E-mail of the closing day"),
    3: ("No telephone call to the other council before closing.", "Contact record"),
    4: ("Harm was suspected, and nothing says why no discussion was held.", "Decision form, section 3"),
    5: ("The child was neither seen nor spoken to.", "Case notes, whole"),
    7: ("Early help was offered; why it was enough is not written down.", "Closing summary"),
    10: ("The person alleged to have caused harm has younger cousins; nobody asked about them.", "Referral, page 2"),
    12: ("“Police are leading” is the only reason given.", "Decision form, rationale"),
}
PATTERNS: tuple[tuple[int, ...], ...] = ((), (), (3,), (), (1, 3, 4), (), (), (5, 7), (), (3, 10, 12))


def make(staffed: dict[str, Staffed], *, now: datetime, calendar: Calendar, random: Random) -> Audit:
    """The audit as of `now`; the acts of its readers lie on the past working days."""
    kent = staffed["kent"]
    today = local(now).date()
    families = Families(random, today)

    def on(days_ago: int, hour: int = 10) -> datetime:
        return start_of(calendar.working_day(today, -days_ago)) + hour * HOURS

    for number in range(HERE):
        began = start_of(calendar.working_day(today - (60 + number * 19) * DAYS, 1)) + 10 * HOURS
        _closed(kent, staffed[("havering", "croydon")[number % 2]], families, random, number, began, calendar)
    auditor, other = kent.people["auditor"][:2]
    with acting_for(auditor, auditor.council):
        audit = audits.open_audit(
            by=auditor,
            title="Cases closed in similar circumstances",
            origin="ombudsman",
            origin_words="Ombudsman 19 010 981, paragraph 74: audit 50 cases closed in similar circumstances.",
            since=date(2018, 1, 1),
            until=calendar.working_day(today, -15),
            at=on(15),
            now=on(15),
        )
        audits.import_cases(by=auditor, audit=audit, content=_list(today, random), at=on(14), now=on(14))
        audits.define(
            by=auditor,
            audit=audit,
            words="Children’s referrals that concerned another council’s area and were closed at or before assessment.",
            similar=DEFAULT,
            strata="",
            wanted=50,
            at=on(14, 11),
            now=on(14, 11),
        )
        audits.freeze(by=auditor, audit=audit, at=on(13), now=on(13))
        audit = audits.draw(by=auditor, audit=audit, twice=10, seed=SEED, at=on(13, 11), now=on(13, 11))
        audits.assign_evenly(by=auditor, audit=audit, readers=[auditor, other], at=on(12), now=on(12))
        lost = SampleCase.objects.filter(audit=audit, case__part=None).order_by("position")[1]
        audits.replace(
            by=auditor,
            sample_case=lost,
            because="missing",
            words="The archive was asked twice; the paper file was not returned from a move of offices.",
            at=on(10),
            now=on(10),
        )
        audits.assign_evenly(by=auditor, audit=audit, readers=[auditor, other], at=on(10, 11), now=on(10, 11))
    _read(audit, on)
    with acting_for(auditor, auditor.council):
        audits.add_action(
            by=auditor,
            audit=audit,
            points=[1, 3],
            what="The front door rings the other council before it closes anything that crosses a border",
            owner=kent.one("service_manager"),
            due_on=calendar.working_day(today, 15),
            outcome="A child whose harm lies in another area is spoken to by one of the two councils within a day",
            measure="Closed cross-border referrals in which the two councils spoke, per cent",
            baseline=Decimal(38),
            target=Decimal(95),
            remeasure_on=calendar.working_day(today, 60),
            at=on(1),
            now=on(1),
        )
    return audit


def _closed(
    kent: Staffed, other: Staffed, families: Families, random: Random, number: int, at: datetime, calendar: Calendar
) -> Referral:
    """One referral that concerned another council, decided and closed within weeks, as it used to be done."""
    screener, worker = kent.one("screener", number), kent.one("social_worker", number)
    manager, head = kent.one("team_manager", number), kent.one("head_of_service")
    harm, words, where = ACCOUNTS[number % len(ACCOUNTS)]
    kind, name, agency = REFERRERS[number % len(REFERRERS)]
    child = families.child(families.surname())
    said = ReferralSaid(
        people=[
            PersonSaid(
                role="child",
                given_name=child.given,
                family_name=child.family,
                born_on=child.born_on,
                sex=child.sex,
                lives_in=PlaceSaid(kent.council, "confirmed", name or "a neighbour"),
            ),
            PersonSaid(
                role="parent", given_name=random.choice(MOTHERS), family_name=child.family, lives_with_child=True
            ),
            PersonSaid(
                role="alleged_harmer",
                given_name=random.choice(HARMERS),
                family_name=families.surname(),
                lives_in=PlaceSaid(other.council, "stated"),
            ),
        ],
        referrer=ReferrerSaid(kind=kind, name=name, agency=agency),
        harm=harm,
        said=words,
        happened_in=PlaceSaid(other.council, "stated"),
        happened_words=where,
    )
    decided = start_of(calendar.working_day(local(at).date(), 1)) + 15 * HOURS
    closed = start_of(calendar.working_day(local(at).date(), 9 + number % 20)) + 11 * HOURS
    override = Override("Agreed by the head of service at the time", "head_of_service", head.pk)

    def take(by: User, when: datetime, act: Callable[..., object], **more: object) -> object:
        with acting_for(by, by.council):
            return act(by=by, at=when, now=when, **more)

    referral = take(screener, at, actions.log_referral, said=said)
    assert isinstance(referral, Referral)  # noqa: S101 - for the type checker
    team = next((one for one in kent.teams if one.pk == _team_of(worker)), kent.teams[0])
    take(manager, at + 3 * HOURS, actions.allocate, referral=referral, worker=worker, team=team)
    take(
        manager,
        decided,
        actions.decide,
        referral=referral,
        outcome="early_help",
        reason="needs",
        rationale="Early help has been offered and the school keeps an eye on things.",
        strategy_discussion_considered=True,
        override=override,
    )
    if number % 4 == 0:
        take(
            worker,
            decided + 2 * HOURS,
            actions.contact_council,
            referral=referral,
            to=other.council,
            two_way=True,
            their_service="childrens",
            worker_there=other.one("social_worker").name,
        )
    if number % 5 == 0:
        take(worker, decided + 20 * HOURS, actions.see_child, referral=referral, alone=True, words="I am all right.")
    take(worker, closed, actions.close, referral=referral, reason="lower_level", override=override)
    signs = kent.one("service_manager")
    take(signs, closed + 2 * HOURS, actions.sign_closing, referral=referral, override=override)
    return referral


def _team_of(worker: User) -> int | None:
    return next((held.team_id for held in worker.held() if held.team_id is not None), None)


def _list(today: date, random: Random) -> bytes:
    """A list of the older case system, as it exports one."""
    lines = ["Case number;Date closed;Referral source;Team"]
    for number in range(ELSEWHERE):
        closed = today - timedelta(days=760 + random.randrange(1900))
        source = REFERRERS[number % len(REFERRERS)][0].capitalize()
        lines.append(
            f"LL{random.randrange(10**6, 10**7)};{closed:%d/%m/%Y};{source};Duty {'East' if number % 3 else 'West'}"
        )
    return "\r\n".join(lines).encode("utf-8-sig")


def _read(audit: Audit, on: Callable[..., datetime]) -> None:
    """The first cases read, in order, over the past nine working days; two are begun and not finished."""
    cases = SampleCase.objects.filter(audit=audit, left_at=None).select_related("reader", "second_reader")
    for number, case in enumerate(cases.order_by("position")[: READ + 2]):
        day = on(9 - number * 8 // READ, 9 + number % 7)
        for reader, is_second in ((case.reader, False), (case.second_reader, True)):
            if reader is None:
                continue
            yes = PATTERNS[number % len(PATTERNS)]
            with acting_for(reader, reader.council):
                reading = audits.begin(by=reader, sample_case=case, at=day, now=day)
                given = _answers(yes, two_minds=is_second and number % 3 == 0)
                if number >= READ:
                    some = {name: said for name, said in given.items() if int(name.rsplit("_", 1)[1]) < 6}
                    audits.keep(reading=reading, answers=some, now=day)
                else:
                    audits.lock(by=reader, reading=reading, answers=given, at=day, now=day)


def _answers(yes: tuple[int, ...], *, two_minds: bool) -> dict[str, str]:
    given: dict[str, str] = {}
    for number in range(1, 15):
        if number in yes:
            evidence, where = FOUND[number]
            given |= {f"answer_{number}": "yes", f"evidence_{number}": evidence, f"file_{number}": where}
        else:
            given[f"answer_{number}"] = "cannot_tell" if (two_minds and number in {6, 8}) or number == 14 else "no"
    return given
