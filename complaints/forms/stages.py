"""Questions of the acts on stages: answering, asking for the next, more time, refusing; investigation and panel."""

from complaints.forms.base import ActForm, FindingsForm, StageForm, date_field, forms, offer, radios, text, ticks
from complaints.models import FindingIs, Procedure, Stage
from complaints.models.heads import Finding
from complaints.presenters.words import SHORT_STAGE, day
from complaints.said import EarlyReferralSaid
from timers import words

STAGE_WORDS = dict(SHORT_STAGE)

#: Grounds of the case-file format, in the words of the page (4c, 4d). What is no lawful ground is said in advance.
REFUSAL_GROUNDS = {
    2: [
        ("late", "It was asked for late, and that was weighed: reasons, adjustments, whether it is still fair"),
        ("proceedings", "It would prejudice proceedings that are running (pause it instead where you can)"),
        ("already_considered", "The same matter was fully considered before"),
        ("other", "Something else"),
    ],
    3: [
        ("late", "It was asked for late, and that was weighed: reasons, adjustments, whether it is still fair"),
        ("early_referral_agreed", "Both sides agreed to go to the Ombudsman now, on its conditions"),
        ("other", "Something else"),
    ],
}
CONDITIONS = [
    ("complainant_agrees", "The complainant agrees"),
    ("robust_report", "Stage 2 gave a robust report"),
    ("complete_adjudication", "The adjudication is complete"),
    ("significant_heads_upheld", "All points, or all significant ones, were upheld"),
    ("clear_action_plan", "There is a clear plan of action"),
    ("most_outcomes_accepted", "Most of what the complainant wants was accepted"),
]


class AcknowledgeForm(ActForm):
    stage = radios("What is acknowledged?", [], required=True, missing="Choose what is acknowledged")

    def begin(self) -> None:
        waiting = sorted({one.number for one in self.case.stages_running if one.acknowledged_at is None}) or [1]
        offer(
            self.fields["stage"],
            [(str(n), "The complaint" if n == 1 else f"The request for stage {n}") for n in waiting],
        )
        self.fields["stage"].initial = str(waiting[0])
        if len(waiting) == 1:
            self.fields["stage"].widget = forms.HiddenInput()


class RespondForm(FindingsForm, StageForm):
    """The substantive answer. At statutory stage 2 the answer is the adjudication, which has a page of its own."""

    resolved = radios(
        "Does the complainant agree that it is settled?",
        help_text="Settled or not, they may ask for the next stage.",
        reveals={"yes": "terms"},
        inline=True,
    )
    terms = text("On which terms? They get them in writing.", long=True, rows=3)
    responder = text("Who signs the answer?", max_length=120, help_text="You, if left blank.")
    considered_with_independent = radios(
        "Was the panel’s report considered together with the independent person?", forms.YES_NO, inline=True
    )

    def stages(self) -> list[Stage]:
        return [
            one for one in self.case.stages_running if not (one.procedure == Procedure.STATUTORY and one.number == 2)
        ]

    def begin(self) -> None:
        StageForm.begin(self)
        if not self.stages():
            self.nothing = ("No stage that is answered here is running.", "Back to the complaint", "complaint")
        if not any(one.number == 3 for one in self.stages()):
            del self.fields["considered_with_independent"]
        self.add_findings()


class RequestForm(ActForm):
    note = (
        "“I am not satisfied” is enough: the word “stage” is not needed. It is recorded whenever it comes; whether a "
        "late one is taken up is decided afterwards."
    )
    stage = radios("What is asked for?", [], required=True, missing="Choose what is asked for")
    words = text("In the complainant’s own words", long=True, rows=4)

    def begin(self) -> None:
        options = []
        for procedure, most in ((Procedure.STATUTORY, 3), (Procedure.CORPORATE, 2)):
            mine = [one for one in self.case.stages if one.procedure == procedure]
            reached = max((one.number for one in mine if one.refused_at is None), default=0)
            begun = self.case.complaint.already_at_stage if procedure == Procedure.STATUTORY else None
            reached = max(reached, begun or 0)
            if reached and reached < most:
                key = f"{procedure} {reached + 1}"
                options.append((key, STAGE_WORDS.get(key, key)))
        offer(self.fields["stage"], options)
        if not options:
            self.nothing = ("There is no next stage of ours to ask for.", "Back to the complaint", "complaint")
        elif len(options) == 1:
            self.fields["stage"].initial = options[0][0]

    @property
    def chosen(self) -> tuple[str, int]:
        procedure, _, number = self.cleaned_data["stage"].rpartition(" ")
        return procedure, int(number)


class ExtendForm(StageForm):
    reasons = text(
        "Why is more time needed?",
        long=True,
        rows=4,
        help_text="The complainant is told these reasons and the new date, in writing, before the limit passes.",
    )
    new_date = date_field("New date", help_text="Blank: the most that the rule allows.")
    told_already = radios(
        "Has the letter gone already, after the limit passed?",
        [("no", "No"), ("yes", "Yes: keep it as it was. It moves no time limit.")],
        initial="no",
    )

    def stages(self) -> list[Stage]:
        return [one for one in self.case.stages_running if one.number != 3]

    def begin(self) -> None:
        super().begin()
        if not self.stages():
            self.nothing = ("No stage that can be given more time is running.", "Back to the complaint", "complaint")
        lines = []
        for stage in self.stages():
            timer = next((one for one in self.case.running if one.subject_id == stage.pk and one.due_at), None)
            if timer is not None and timer.due_at:
                lines.append(
                    f"{STAGE_WORDS.get(f'{stage.procedure} {stage.number}')}: due {words.moment(timer.due_at)}."
                )
            if stage.due_by_agreement:
                lines.append(
                    "Counted from the day the statement was agreed, as some Ombudsman decisions do, it would be due "
                    f"{words.moment(stage.due_by_agreement)}. The stricter date stands."
                )
        self.note = " ".join(lines)


class RefuseStageForm(ActForm):
    stage = radios("Which stage is refused?", [("2", "Stage 2"), ("3", "Stage 3, the review panel")], required=True)
    ground = radios("On which ground?", [], required=True, missing="Choose the ground")
    rationale = text("Reasons, as the complainant will read them", long=True, rows=5)
    conditions = ticks(
        "For an early referral to the Ombudsman: which conditions are met?",
        CONDITIONS,
        help_text="All of them are needed.",
    )

    def begin(self) -> None:
        both = dict(REFUSAL_GROUNDS[2]) | dict(REFUSAL_GROUNDS[3])
        other = both.pop("other")
        offer(self.fields["ground"], [*both.items(), ("other", other)])

    @property
    def early(self) -> EarlyReferralSaid | None:
        if self.cleaned_data.get("ground") != "early_referral_agreed":
            return None
        return early_said(self.cleaned_data.get("conditions") or [], self.cleaned_data.get("rationale") or "")


def early_said(met: list[str], said: str) -> EarlyReferralSaid:
    """The conditions of an early referral as they were ticked."""
    return EarlyReferralSaid(**{name: name in met for name, _ in CONDITIONS}, words=said)


class EarlyForm(ActForm):
    conditions = ticks("Which conditions are met?", CONDITIONS, help_text="All of them are needed.")
    words = text("How was each found?", long=True, rows=5)

    @property
    def said(self) -> EarlyReferralSaid:
        return early_said(self.cleaned_data.get("conditions") or [], self.cleaned_data.get("words") or "")


class StatementForm(ActForm):
    note = (
        "The time limit counts from the request: that is the stricter of two readings in the Ombudsman’s decisions. "
        "The date counted from this agreement is kept and shown beside it."
    )
    agreed_on = date_field(
        "On which day was the written statement of complaint agreed?",
        required=True,
        missing="Enter the day on which the statement was agreed",
    )

    def begin(self) -> None:
        if self.case.running_stage(Procedure.STATUTORY, 2) is None:
            self.nothing = ("No statutory stage 2 is running.", "Back to the complaint", "complaint")
            return
        for head in self.case.heads:
            self.fields[f"summary_{head.number}"] = text(
                f"Point {head.number}, as agreed with the complainant",
                long=True,
                rows=2,
                initial=head.summary or head.words,
            )

    def summaries(self) -> dict[int, str]:
        return {
            head.number: self.cleaned_data.get(f"summary_{head.number}") or ""
            for head in self.case.heads
            if (self.cleaned_data.get(f"summary_{head.number}") or "") not in ("", head.summary)
        }


class ReportForm(FindingsForm):
    whose = radios(
        "Whose report is it?",
        [("investigator", "The investigating officer’s"), ("independent", "The independent person’s")],
        required=True,
        missing="Choose whose report it is",
    )

    def begin(self) -> None:
        if self.case.running_stage(Procedure.STATUTORY, 2) is None:
            self.nothing = ("No statutory stage 2 is running.", "Back to the complaint", "complaint")
        self.add_findings()


class FindForm(FindingsForm):
    given_by = radios("Who found it?", list(Finding.From.choices), required=True, missing="Choose who found it")

    def begin(self) -> None:
        self.add_findings()


class AdjudicateForm(FindingsForm):
    adjudicator = text(
        "Who adjudicates?", max_length=120, help_text="A senior manager who did not investigate. You, if left blank."
    )

    def begin(self) -> None:
        stage = self.case.running_stage(Procedure.STATUTORY, 2)
        if stage is None:
            self.nothing = ("No statutory stage 2 is running.", "Back to the complaint", "complaint")
            return
        missing = []
        if stage.investigation_received_at is None:
            missing.append("the investigating officer’s report")
        if stage.independent_report_received_at is None:
            missing.append("the independent person’s report")
        if missing:
            self.note = f"Not in yet: {' and '.join(missing)}."
        self.add_findings(required=True)


class PlanPanelForm(ActForm):
    on_day = date_field("On which day does the panel meet?", required=True, missing="Enter the day of the panel")

    def begin(self) -> None:
        if self.case.running_stage(Procedure.STATUTORY, 3) is None:
            self.nothing = ("No statutory stage 3 is running.", "Back to the complaint", "complaint")
        members = self.case.appointed("panel_chair", "panel_member")
        self.note = (
            "The panel: "
            + (", ".join(f"{one.name} ({one.get_role_display().lower()})" for one in members) or "nobody appointed yet")
            + ". Three independent people, one of whom chairs; the complainant may bring an advocate and one other."
        )


class HoldPanelForm(FindingsForm):
    def begin(self) -> None:
        stage = self.case.running_stage(Procedure.STATUTORY, 3)
        if stage is None:
            self.nothing = ("No statutory stage 3 is running.", "Back to the complaint", "complaint")
        elif stage.panel_on:
            self.note = f"Planned for {day(stage.panel_on)}."
        self.add_findings()


class SendPanelReportForm(ActForm):
    note = "To the council, the complainant, their advocate and the independent person of stage 2."

    def begin(self) -> None:
        if self.case.running_stage(Procedure.STATUTORY, 3) is None:
            self.nothing = ("No statutory stage 3 is running.", "Back to the complaint", "complaint")


class WithdrawForm(ActForm):
    because = text(
        "What does the complainant say?",
        long=True,
        rows=3,
        required=True,
        missing="Write what the complainant says",
        help_text="Only the complainant withdraws. A child at risk is followed up all the same.",
    )
    heads = ticks("Which points?", help_text="None selected: the whole complaint.")

    def begin(self) -> None:
        self.offer_points("heads", [one for one in self.case.heads if one.finding != FindingIs.WITHDRAWN])


class CloseForm(ActForm):
    summary = text("How it ended", long=True, rows=5, required=True, missing="Write how it ended")


class ReopenForm(ActForm):
    because = text("Why is it opened again?", long=True, rows=3, required=True, missing="Say why it is opened again")

    def begin(self) -> None:
        if self.case.complaint.is_open:
            self.nothing = ("This complaint is open.", "Back to the complaint", "complaint")
