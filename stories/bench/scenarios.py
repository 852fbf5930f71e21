"""What is asked of the product, beside which floor, and within which goal (PERFORMANCE.md, section 4)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Scenario:
    """One page. `form` is posted where there is one; `eight` says whether eight clients ask for it at once as well."""

    name: str
    path: str
    floor: str
    goal: float
    most_sql: int
    form: dict[str, str] = field(default_factory=dict)
    eight: bool = False
    #: A part of the page that must be there: an answer that lists nothing would be cheap.
    shows: str = 'class="hf-row '

    @property
    def growth(self) -> float:
        """Goal 8: how much dearer, beside its floor, the largest size may be than the smallest of a hundredth."""
        return 3.16 if self.name.startswith("5") else 1.25


NONE = "No referral"
# The floor's council and ours hold other names, each as often: one in five is called Ana here and Noor there.
SCENARIOS = [
    Scenario("1 list, newest first", "/referrals/", "/list", 2.0, 6, eight=True),
    Scenario("1 list, one worker, oldest", "/referrals/?worker={worker}&sort=oldest", "/list", 2.0, 6, eight=True),
    Scenario("1 list, no decision yet", "/referrals/?outcome=none&state=all", "/list", 2.0, 6),
    Scenario("1 list, one team, closed", "/referrals/?team={team}&state=closed", "/list", 2.0, 6),
    Scenario("1 list, with one council", "/referrals/?other={other}&state=all", "/list", 2.0, 6),
    Scenario("1 list, contacts", "/referrals/?kind=contact", "/list", 2.0, 6),
    Scenario("1 list, the last page", "/referrals/?after={last}", "/list", 2.0, 6),
    Scenario("1 list, nothing matches", "/referrals/?outcome=section_47", "/list", 2.0, 6, eight=True, shows=NONE),
    Scenario("2 overdue dashboard", "/team/", "/dashboard", 2.0, 8, eight=True, shows='class="hf-case '),
    Scenario("5 search, a name", "/referrals/search/", "/search?q=lena%20wag", 2.0, 6, form={"q": "Omar Wag"}),
    Scenario("5 search, two letters", "/referrals/search/", "/search?q=no", 3.0, 6, form={"q": "An"}),
    Scenario("5 search, one letter", "/referrals/search/", "/search?q=n", 3.0, 6, form={"q": "A"}),
    Scenario("5 search, no match", "/referrals/search/", "/search?q=zzzz", 3.0, 6, form={"q": "Zzzz"}, shows=NONE),
]
CREATE_GOAL, CREATE_SQL = 3.0, 10
CREATED: dict[str, Any] = {
    "people": [
        {"role": "child", "given_name": "Ana", "family_name": "Bench", "lives_in": {"council": "E09000016"}},
        {"role": "alleged_harmer", "given_name": "Zed"},
    ],
    "referrer": {"kind": "police", "agency": "Metropolitan Police"},
    "harm": ["physical"],
    "happened_in": {"council": "E10000016", "confidence": "confirmed"},
}
