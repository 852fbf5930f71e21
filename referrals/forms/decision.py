"""The decision on next steps: outcomes with the question each answers, none chosen; reasons without the wrong ones."""

from typing import Any

from govuk import forms
from referrals import choices
from referrals.forms.acts import OverridableForm
from referrals.forms.fields import radios, text


class DecisionForm(OverridableForm):
    outcome = radios(
        "What happens next?",
        [(code, label) for code, label, _ in choices.OUTCOMES],
        required=True,
        missing="Choose what happens next",
        hints={code: question for code, _, question in choices.OUTCOMES},
        label_size="m",
    )
    rationale = text(
        "Why is this right for the child?",
        long=True,
        rows=6,
        help_text="What is known and from whom, what was weighed, and why this meets the child’s needs.",
    )
    reason = radios("If it is less than was asked for: the main reason", choices.DECISION_REASONS)
    strategy_discussion_considered = radios(
        "Was a strategy discussion considered?", forms.YES_NO, reveals={"yes": "strategy_discussion_words"}
    )
    strategy_discussion_words = text("What was weighed?", long=True, rows=3)
    evidence = text(
        "What shows that this is enough?",
        long=True,
        rows=3,
        help_text="For early help: what is known from whom, set against the threshold. A copy is kept as it is now.",
    )
    change_evidence = text(
        "What has changed for the child?",
        long=True,
        rows=3,
        help_text="Where less is decided than before: what is better, how we know and from whom.",
    )
    police_words = text(
        "What are the police doing?",
        long=True,
        rows=2,
        help_text="Their line only. It is kept apart from our own judgement above, and does not decide it.",
    )
    police_look_again_on = forms.DateField(
        label="When do we ask the police again?", required=False, mark_optional=False
    )
    next_action = text("What is done next, and by whom?", max_length=300)
    next_action_on = forms.DateField(label="By when?", required=False, mark_optional=False)

    def begin(self) -> None:
        before = self.case.ours.outcome if self.case.ours else ""
        if before not in {"section_47", "strategy_discussion", "child_in_need_assessment"}:
            del self.fields["change_evidence"]
        if self.case.referral.police_involved is False:
            self.fields[
                "police_words"
            ].help_text = "We were told that they are not involved. If that has changed, say so."

    def facts(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        given = self.cleaned_data
        return {
            "outcome": given["outcome"],
            "reason": given["reason"],
            "rationale": given["rationale"],
            "strategy_discussion_considered": {"yes": True, "no": False}.get(given["strategy_discussion_considered"]),
            "strategy_discussion_words": given["strategy_discussion_words"],
            "evidence": given["evidence"],
            "change_evidence": given.get("change_evidence", ""),
            "police_words": given["police_words"],
            "police_look_again_on": given["police_look_again_on"],
            "next_action": given["next_action"],
            "next_action_on": given["next_action_on"],
        }
