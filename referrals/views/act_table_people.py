"""The acts about people on a referral: how they belong together, other names, who is added, who is one person."""

from referrals import actions
from referrals.forms import relating
from referrals.forms.acts import fact
from referrals.views.act_kinds import Act, Doing


def _relate(doing: Doing) -> None:
    given = doing.given
    actions.relate(
        **doing.usual,
        person=doing.form.picked("person"),
        to=doing.form.picked("to"),
        kind=given["kind"],
        parental_responsibility=fact(doing.form, "parental_responsibility"),
        lives_with=fact(doing.form, "lives_with"),
        contact=given["contact"],
        contact_words=given["contact_words"],
    )


def _merge(doing: Doing) -> None:
    kept, gone = doing.form.chosen_two
    actions.merge_people(
        by=doing.by,
        referral=doing.referral,
        kept=kept,
        gone=gone,
        because=doing.given["because"],
        checked=doing.given.get("checked", ""),
        now=doing.now,
    )


PEOPLE: list[Act] = [
    Act(
        "relate",
        "How somebody belongs to a child",
        "referrals.relate",
        relating.RelateForm,
        _relate,
        "Record it",
        "Parental responsibility, who lives with whom, and what contact is allowed decide who may be told and asked.",
        "Recorded.",
        then="people",
    ),
    Act(
        "safe-contact",
        "How to reach somebody safely",
        "referrals.relate",
        relating.SafeContactForm,
        lambda doing: actions.say_safe_contact(
            **doing.usual, person=doing.form.picked("person"), words=doing.given["words"]
        ),
        "Record it",
        "It stands beside their name and beside every call to the family.",
        "Recorded.",
        then="people",
    ),
    Act(
        "add-alias",
        "Another name of somebody",
        "referrals.relate",
        relating.AliasForm,
        lambda doing: actions.add_alias(
            **doing.usual, person=doing.form.picked("person"), name=doing.given["name"], kind=doing.given["kind"]
        ),
        "Record it",
        "The search finds them by it.",
        "Recorded. The search finds them by it.",
        then="people",
    ),
    Act(
        "add-person",
        "Add somebody to this referral",
        "referrals.relate",
        relating.AddPersonForm,
        lambda doing: actions.add_person(**doing.usual, said=doing.form.said),
        "Add them",
        "Somebody who is on record already keeps their one record: find them first.",
        "Added.",
        then="people",
    ),
    Act(
        "merge",
        "One person recorded twice",
        "referrals.merge",
        relating.MergeForm,
        _merge,
        "Bring them together",
        "Nothing is deleted, and the records can be parted again. Only people whom your council recorded.",
        "Brought together. The records can be parted again from the page of the people.",
        template="referrals/merge.html",
        then="people",
    ),
    Act(
        "unmerge",
        "Part two records again",
        "referrals.merge",
        relating.UnmergeForm,
        lambda doing: actions.unmerge_people(
            by=doing.by,
            referral=doing.referral,
            merge=doing.form.thing,
            because=doing.given["because"],
            now=doing.now,
        ),
        "Part them",
        "What was moved goes back to the other record.",
        "Parted.",
        then="people",
    ),
]
