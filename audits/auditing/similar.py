"""What "closed in similar circumstances" means: a filter over a council's closed parts, in words and as SQL.

The Ombudsman did not define it (19 010 981, paragraph 74). The defaults are those of STATUTE 5, from paragraphs 33 and
34: a children's referral; harm in or a risk linked to another council's area, or the child or the person alleged to
have caused harm lives elsewhere; closed at or before assessment. The auditor may choose a variant or their own, and
writes down the words that were used; words and filter are both kept.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from referrals.models.referral import Harm

LINKS = {
    "harm": "harm is alleged in another council’s area",
    "child": "the child lives or is in another council’s area",
    "harmer": "the person alleged to have caused harm lives or works in another council’s area",
    "named": "another council was named, sent it or was sent it",
}
STAGES = {
    "referral": "closed at referral: no assessment was begun",
    "assessment": "closed at or before assessment: no section 47 enquiry and no child protection conference",
    "any": "closed at any stage",
}
STRATA = {
    "": "Not divided: every case is as likely as any other",
    "year": "By the year in which it was closed",
    "source": "By who told the council",
    "team": "By the team that held it",
}
HARMS = dict(Harm.choices)


@dataclass(frozen=True)
class Similar:
    """The filter. `links`: at least one must hold. `harms` empty: any. `with_council_id` None: any other council.

    `contacts`: also contacts that were information only.
    """

    links: tuple[str, ...] = ("harm", "child", "harmer")
    stage: str = "assessment"
    harms: tuple[str, ...] = ()
    contacts: bool = False
    with_council_id: int | None = None

    def kept(self) -> dict[str, Any]:
        """As JSON, to be stored."""
        return {**asdict(self), "links": list(self.links), "harms": list(self.harms)}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Similar":
        return cls(**{**kept, "links": tuple(kept["links"]), "harms": tuple(kept["harms"])})

    def words(self, with_council: str = "") -> str:
        """The filter as a sentence; `with_council` is the name of that council, where one is chosen."""
        kind = "Children’s referrals and contacts" if self.contacts else "Children’s referrals"
        linked = "; or ".join(LINKS[link] for link in LINKS if link in self.links)
        said = f"{kind} in which {linked}; {STAGES[self.stage]}"
        if self.harms:
            named = " or ".join(HARMS[harm].lower() for harm in self.harms)
            said += f"; the harm alleged is {named}"
        if with_council:
            said += f"; the other council is {with_council}"
        return said + "."

    def where(self) -> tuple[str, list[Any]]:
        """SQL conditions on `p` (a part) and `r` (its referral), and their parameters."""
        other = "= %s" if self.with_council_id is not None else "<> p.council_id"
        extra: list[Any] = [self.with_council_id] if self.with_council_id is not None else []
        links, parameters = [], []
        for link in LINKS:
            if link in self.links:
                links.append(_LINK[link].format(other=other))
                parameters += extra
        found = [f"({' OR '.join(links) or 'false'})", "r.service = 'childrens'"]
        if not self.contacts:
            found.append("r.kind = 'referral'")
        if self.harms:
            found.append("r.harm && %s::varchar[]")
            parameters.append(list(self.harms))
        found += _STAGE[self.stage]
        return " AND ".join(found), parameters


_PLACE = (
    "EXISTS (SELECT FROM referrals_place w WHERE w.referral_id = r.id AND w.what IN ({what})"
    " AND w.council_id {{other}})"
)
_LINK = {
    "harm": _PLACE.format(what="'happened_in'"),
    "child": _PLACE.format(what="'lives_in', 'is_in'"),
    "harmer": _PLACE.format(what="'harmer_lives_in', 'works_in'"),
    "named": "EXISTS (SELECT FROM referrals_namedcouncil w WHERE w.referral_id = r.id AND w.council_id {other}"
    " AND w.council_id <> p.council_id)",
}
_STAGE = {
    "any": [],
    "assessment": [
        "NOT EXISTS (SELECT FROM referrals_section47 s WHERE s.part_id = p.id)",
        "NOT EXISTS (SELECT FROM referrals_conference s WHERE s.part_id = p.id)",
    ],
}
_STAGE["referral"] = [
    *_STAGE["assessment"],
    "NOT EXISTS (SELECT FROM referrals_assessment s WHERE s.part_id = p.id)",
]

DEFAULT = Similar()
VARIANTS = {
    "default": ("As the Ombudsman’s findings describe", DEFAULT),
    "referral": ("Only those closed at referral", replace(DEFAULT, stage="referral")),
    "sexual": ("Only sexual abuse", replace(DEFAULT, harms=("sexual",))),
    "crossing": ("Everything that crossed a border", replace(DEFAULT, links=tuple(LINKS), stage="any")),
}

# A case counts by when it was closed; one that has been opened again since counts by its last closing that was signed.
_CLOSED_AT = (
    "coalesce(p.closed_at, (SELECT max(c.signed_at) FROM referrals_closing c"
    " WHERE c.part_id = p.id AND c.signed_at IS NOT NULL))"
)
# Nothing that a list in a spreadsheet would take for a formula, a separator or a quotation mark.
_TIDY = r"btrim(translate({text}, '\",;=+@' || chr(9) || chr(10) || chr(13), ''))"
_GROUP = {
    "": "'all'",
    "year": "to_char({closed}, 'YYYY')",
    "source": "coalesce(nullif(" + _TIDY.format(text="{source}") + ", ''), 'not known')",
    "team": "coalesce(nullif(" + _TIDY.format(text="{team}") + ", ''), 'no team')",
}


def closed_cases(
    similar: Similar, *, council_id: int, since: date, until: date, strata: str = ""
) -> tuple[str, list[Any]]:
    """A SELECT of (part_id, imported_id, closed_on, label, grp, own_number): one row a part that the filter finds."""
    where, parameters = similar.where()
    group = _GROUP[strata].format(closed="closed_on", source="source", team="team")
    inner = (
        f"SELECT p.id, p.own_number, (({_CLOSED_AT}) AT TIME ZONE 'Europe/London')::date AS closed_on,"  # noqa: S608
        " r.reference, r.referrer_kind AS source, t.name AS team"
        " FROM referrals_part p JOIN referrals_referral r ON r.id = p.referral_id"
        " LEFT JOIN councils_team t ON t.id = p.team_id"
        f" WHERE p.council_id = %s AND p.returned_at IS NULL AND {where}"
    )
    sql = (
        "SELECT id AS part_id, NULL::bigint AS imported_id, closed_on, reference AS label,"  # noqa: S608 - our own words
        f" {group} AS grp, own_number FROM ({inner}) closed WHERE closed_on BETWEEN %s AND %s"
    )
    return sql, [council_id, *parameters, since, until]


def imported_cases(audit_id: int, *, since: date, until: date, strata: str = "") -> tuple[str, list[Any]]:
    """The same of the cases that the audit was given from another case system."""
    group = _GROUP[strata].format(closed="closed_on", source="source", team="team")
    sql = (
        "SELECT NULL::bigint AS part_id, id AS imported_id, closed_on, number AS label,"  # noqa: S608 - our own words
        f" {group} AS grp, number AS own_number FROM audits_importedcase"
        " WHERE audit_id = %s AND closed_on BETWEEN %s AND %s"
    )
    return sql, [audit_id, since, until]
