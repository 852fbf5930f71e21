"""Correcting what was logged: the same questions, filled in with what stands, and why it is changed."""

from typing import Any

from govuk import forms
from referrals import choices
from referrals.forms.fields import OurForm, radios, text, yes_no
from referrals.models import Referral
from referrals.models.referral import Harm

YES_NO = ["significant_harm", "safe_now", "disclosed_by_child", "police_involved", "parent_knows"]

LABELS = {
    "harm": "Kinds of harm",
    "significant_harm": "Significant harm suspected",
    "safe_now": "Is the child safe now",
    "safe_now_words": "What makes you say so",
    "said": "What was said, and by whom",
    "last_happened_on": "When it last happened",
    "happened_words": "Where and when, in words",
    "next_contact_on": "Next contact with the person alleged to have caused harm",
    "next_contact_words": "Next contact with the person, in words",
    "disclosed_by_child": "Child has said something",
    "police_involved": "Police involved",
    "police_reference": "Police reference",
    "parent_knows": "Parent knows",
    "consent": "Consent",
    "consent_words": "What was said about sharing it",
    "interpreter": "Interpreter or communication need",
    "told_to_expect": "What the family was told to expect",
    "other_children_words": "Who else may be at risk",
    "referrer_name": "Referrer’s name",
    "referrer_agency": "Referrer’s agency",
    "referrer_reach": "How to reach the referrer safely",
}


class CorrectForm(OurForm):
    said = text(LABELS["said"], long=True, rows=6)
    harm = forms.MultipleChoiceField(label=LABELS["harm"], choices=Harm.choices, required=False, mark_optional=False)
    significant_harm = radios(LABELS["significant_harm"], inline=True)
    safe_now = radios(LABELS["safe_now"], inline=True)
    safe_now_words = text(LABELS["safe_now_words"], long=True, rows=2)
    last_happened_on = forms.DateField(label=LABELS["last_happened_on"], required=False, mark_optional=False)
    happened_words = text(LABELS["happened_words"], max_length=300)
    next_contact_on = forms.DateField(label=LABELS["next_contact_on"], required=False, mark_optional=False)
    next_contact_words = text(LABELS["next_contact_words"], max_length=300)
    disclosed_by_child = radios(LABELS["disclosed_by_child"], inline=True)
    police_involved = radios(LABELS["police_involved"], inline=True)
    police_reference = text(LABELS["police_reference"], max_length=60, width=20)
    parent_knows = radios(LABELS["parent_knows"], inline=True)
    consent = radios(LABELS["consent"], [*Referral.Consent.choices, ("unknown", "I do not know")])
    consent_words = text(LABELS["consent_words"], long=True, rows=2)
    interpreter = text(LABELS["interpreter"], max_length=120)
    told_to_expect = text(LABELS["told_to_expect"], max_length=300)
    other_children_words = text(LABELS["other_children_words"], long=True, rows=2)
    referrer_name = text(LABELS["referrer_name"], max_length=120)
    referrer_agency = text(LABELS["referrer_agency"], max_length=120)
    referrer_reach = text(LABELS["referrer_reach"], max_length=300)
    reason_kind = radios(
        "Why is this being corrected?",
        choices.CORRECTION_REASONS,
        required=True,
        missing="Choose why this is being corrected",
    )
    reason = text("In your own words", max_length=60)
    version = forms.IntegerField(label="", widget=forms.HiddenInput())

    def changes(self) -> dict[str, Any]:
        """Every field that can be corrected, as it now stands in the form."""
        given = {name: self.cleaned_data[name] for name in LABELS}
        for name in YES_NO:
            given[name] = yes_no(given[name])
        given["consent"] = "" if given["consent"] == "unknown" else given["consent"]
        given["harm"] = list(given["harm"])
        return given

    @property
    def whole_reason(self) -> str:
        kind = dict(choices.CORRECTION_REASONS)[self.cleaned_data["reason_kind"]]
        return f"{kind}. {self.cleaned_data['reason']}".strip()


def initial(referral: Referral) -> dict[str, Any]:
    """What stands now, as the form shows it."""
    values = {name: getattr(referral, name) for name in LABELS}
    for name in YES_NO:
        values[name] = {True: "yes", False: "no", None: "unknown"}[values[name]]
    values["consent"] = values["consent"] or "unknown"
    return {**values, "version": referral.version}
