"""The public complaint form: twenty sendings a second are asked for without loss: pace and loss are shown together.

Each sending is a form of its own, filled and not sent yet: what is measured is the last press, which writes the
complaint with its points, clocks, journal and trail, and destroys the form. Afterwards every token that was sent must
be one complaint, and its form gone. Pace is a share of the creates a second that the floor makes with eight clients in
the same run: twenty a second is 0.035 of the 579 that the floor makes on the quiet machine of PERFORMANCE.md. A busy
morning slows both.
"""

import threading
import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from complaints.models import Complaint, PublicDraft
from councils.models import Council
from stories.bench.counting import counted
from stories.bench.load import Request
from stories.bench.pairs import Pair, Servers, compare
from stories.bench.report import Line

#: More than one comparison sends: nine blocks of eighteen, two hundred and more by eight clients, three in process.
FORMS = 500
#: Sendings a second that are asked for, and what the floor creates a second there with eight clients.
ASKED, FLOOR = 20, 579
SHARE = ASKED / FLOOR
#: What one sending may cost beside the floor's one row, and its statements: forms of seven pages are read again.
GOAL, MOST_SQL = 15.0, 30
NAME = "C sending a public complaint"

TYPED = {
    "you": {"relationship": "parent", "name": "Rhian Bench", "reach": "07700 900123"},
    "child": {"given_1": "Cara", "family_1": "Bench", "age_1": "14"},
    "points": {"words_1": "Nobody came when I asked", "words_2": "Nobody rang back", "rows": "2"},
    "want": {"desired_outcome": "An apology", "proceedings_live": "no"},
    "help": {"adjustments": "Large print"},
}


class Forms:
    """Filled forms, each handed out once, to whichever client asks next."""

    def __init__(self, tokens: list[uuid.UUID]) -> None:
        self._left, self._lock = list(tokens), threading.Lock()
        self.sent: list[uuid.UUID] = []

    def next(self, _number: int = 0) -> str:
        """The address of the last press on the next form."""
        with self._lock:
            token = self._left.pop()
            self.sent.append(token)
        return f"/complain/{token}/check/"


def sendings(size: str, servers: Servers, least: Request, *, form_token: tuple[str, str]) -> list[Line]:
    """The lines of this goal. `least` is the floor's create; `form_token` what our pages' forms carry, with cookies."""
    forms = Forms(_filled(FORMS))
    token, cookies = form_token
    product = Request(servers.ours.port, forms.next, cookies, lambda _: {"csrfmiddlewaretoken": token}, expect=302)
    client = Client(SERVER_NAME="127.0.0.1")
    client.post(forms.next())  # the first in a process also reads the rules and calendars, and plans
    seen, answer = counted(lambda one: one.post(forms.next()), client)
    found = compare(servers, product, least)
    return [*_pace(size, found, len(seen.statements), seen.commits, answer.status_code), _kept(size, forms, found)]


def _pace(size: str, found: Pair, statements: int, commits: int, status: int) -> list[Line]:
    note = f"{statements} SQL (<= {MOST_SQL}), {commits} commit, CPU {found.cpu:.2f}"
    right = status == 302 and not found.wrong and statements <= MOST_SQL and commits == 1
    share = found.many / found.many_floor
    pace = f"goal: at least {SHARE:.3f} of the floor's; here and now {found.many / ASKED:.1f} times 20 a second"
    return [
        Line(size, NAME, found.ours, found.floor, found.ratio, GOAL, note, found.ratio <= GOAL and right),
        Line(size, "C eight: sendings a second", found.many, found.many_floor, share, None, pace, share >= SHARE),
    ]


def _kept(size: str, forms: Forms, found: Pair) -> Line:
    """None lost, none twice: as many complaints as forms were sent, and those forms gone."""
    kept = Complaint.objects.filter(form_token__in=forms.sent).count()
    left = PublicDraft.objects.filter(token__in=forms.sent).count()
    note = f"{kept} complaints of {len(forms.sent)} sent, {left} forms left, wrong answers {found.wrong or 'none'}"
    whole = kept == len(forms.sent) and not left and not found.wrong
    return Line(size, "C kept of those sent", ratio=kept / len(forms.sent), note=note, kept=whole)


def _filled(number: int) -> list[uuid.UUID]:
    """So many forms as one that went through every page, of a council that has had a complaint by form before."""
    client = Client(SERVER_NAME="127.0.0.1")
    council = Council.objects.get(gss_code="E10000016")
    form = client.post("/complain/", {"risk": "no"})["Location"].removesuffix("council/")
    for slug, typed in {"council": {"where_council": str(council.pk)}, **TYPED}.items():
        answer: Any = client.post(f"{form}{slug}/", typed)
        if answer.status_code != 302:
            raise RuntimeError(f"the public form's page {slug} answered {answer.status_code}")
    whole = PublicDraft.objects.get(token=form.strip("/").split("/")[-1])
    now = timezone.now()
    made = [
        PublicDraft(token=uuid.uuid4(), council=whole.council, data=whole.data, started_at=now, saved_at=now)
        for _ in range(number)
    ]
    PublicDraft.objects.bulk_create(made)
    client.post(f"{form}check/")  # makes the account of the council's form
    return [one.token for one in made]
