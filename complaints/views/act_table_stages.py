"""The acts on the stages of a complaint, its end included: what each needs, asks, says in advance and calls."""

from complaints import actions
from complaints.forms import stages as forms
from complaints.views.act_kinds import RECORD, STAGES, Act, Doing

RESPOND = ("complaints.stages", "complaints.respond")
REPORT = ("complaints.stages", "complaints.report")
ASK = ("complaints.stages", "complaints.represent")


def _respond(doing: Doing) -> None:
    procedure, number = doing.form.chosen
    given = doing.given
    actions.respond_stage(
        **doing.usual,
        stage=number,
        procedure=procedure,
        findings=doing.form.findings(),
        responder=given["responder"] or doing.by.name,
        responder_user=None if given["responder"] else doing.by,
        resolved=doing.form.fact("resolved"),
        terms=given["terms"],
        considered_with_independent=doing.form.fact("considered_with_independent"),
    )


def _request(doing: Doing) -> None:
    procedure, number = doing.form.chosen
    actions.request_stage(**doing.usual, stage=number, procedure=procedure, words=doing.given["words"])


def _extend(doing: Doing) -> None:
    procedure, number = doing.form.chosen
    given = doing.given
    actions.extend_stage(
        **doing.usual,
        stage=number,
        procedure=procedure,
        reasons=[given["reasons"]] if given["reasons"].strip() else [],
        new_date=given["new_date"],
        told_already=given["told_already"] == "yes",
    )


def _refuse(doing: Doing) -> None:
    given = doing.given
    actions.refuse_stage(
        **doing.usual,
        stage=int(given["stage"]),
        ground=given["ground"],
        rationale=given["rationale"],
        early_referral=doing.form.early,
    )


def _adjudicate(doing: Doing) -> None:
    named = doing.given["adjudicator"]
    actions.adjudicate(
        **doing.usual,
        findings=doing.form.findings(),
        adjudicator=named or doing.by.name,
        adjudicator_user=None if named else doing.by,
    )


STAGE_ACTS = [
    Act(
        "acknowledge",
        "Acknowledge",
        ("complaints.stages",),
        forms.AcknowledgeForm,
        lambda doing: actions.acknowledge_complaint(**doing.usual, stage=int(doing.given["stage"])),
        "Record it",
        "Record that the complainant was told we have it. A letter that is written and sent here records it by itself.",
        "Recorded. Under the corporate procedure the time to answer counts from now.",
        STAGES,
    ),
    Act(
        "respond",
        "Answer",
        RESPOND,
        forms.RespondForm,
        _respond,
        "Record the answer",
        "The answer to each point, with what was found and why. It cannot go before the complainant has been told "
        "which procedure each point goes by, and why.",
        "Recorded. The complainant may ask for the next stage.",
        STAGES,
        source="Ombudsman report 19 010 981, paragraph 63",
    ),
    Act(
        "request-stage",
        "The complainant asks for the next stage",
        ASK,
        forms.RequestForm,
        _request,
        "Record the request",
        "Recorded whenever it comes. Its time limit counts from the request.",
        "Recorded. The time limit counts from the request.",
        STAGES,
        when_closed=True,
    ),
    Act(
        "extend",
        "More time for a stage",
        ("complaints.stages",),
        forms.ExtendForm,
        _extend,
        "Record the extension",
        "Only before the limit passes, with reasons and the new date in writing to the complainant.",
        "Recorded. Tell the complainant in writing: reasons and new date.",
        STAGES,
        not_lawful=(
            "More time after the limit has passed: the complainant may then ask for the next stage at once.",
            "More than the rule allows: 20 working days in all at stage 1, 65 at statutory stage 2.",
        ),
        source="Regulations 14 and 17; Complaint Handling Code",
    ),
    Act(
        "agree-statement",
        "The written statement of complaint is agreed",
        REPORT,
        forms.StatementForm,
        lambda doing: actions.agree_statement(
            **doing.usual, on=doing.given["agreed_on"], summaries=doing.form.summaries()
        ),
        "Record it",
        "What was said by word of mouth is written down and agreed first.",
        "Recorded. Both dates stand on the page, the stricter first.",
        STAGES,
        source="Regulation 16",
    ),
    Act(
        "receive-report",
        "A report of stage 2 is in",
        REPORT,
        forms.ReportForm,
        lambda doing: actions.receive_report(**doing.usual, whose=doing.given["whose"], findings=doing.form.findings()),
        "Record it",
        "Stage 2 has two reports: the investigating officer’s and the independent person’s.",
        "Recorded. Only the letter of adjudication stops the time limit.",
        STAGES,
    ),
    Act(
        "find",
        "Findings, point by point",
        ("complaints.stages", "complaints.respond", "complaints.report"),
        forms.FindForm,
        lambda doing: actions.find(**doing.usual, findings=doing.form.findings(), given_by=doing.given["given_by"]),
        "Record the findings",
        "Every point has a finding of its own. A later one stands before an earlier one; all are kept.",
        "Recorded.",
        STAGES,
    ),
    Act(
        "adjudicate",
        "Adjudicate",
        ("complaints.stages",),
        forms.AdjudicateForm,
        _adjudicate,
        "Record the adjudication",
        "A senior manager answers both reports, point by point. The letter of adjudication ends stage 2.",
        "Recorded. The complainant may ask for a review panel within 20 working days.",
        STAGES,
        source="Regulation 17",
    ),
    Act(
        "plan-panel",
        "Set the day of the review panel",
        ("complaints.stages",),
        forms.PlanPanelForm,
        lambda doing: actions.plan_panel(**doing.usual, on=doing.given["on_day"]),
        "Set the day",
        "Three independent people, one of whom chairs. It meets within 30 working days of the request.",
        "The day is set.",
        STAGES,
        source="Regulation 19",
    ),
    Act(
        "hold-panel",
        "The review panel met",
        ("complaints.stages", "complaints.report"),
        forms.HoldPanelForm,
        lambda doing: actions.hold_panel(**doing.usual, findings=doing.form.findings()),
        "Record it",
        "Record it as it was held. Its report follows within 5 working days.",
        "Recorded. The report is due within 5 working days.",
        STAGES,
        source="Regulations 19 and 20",
    ),
    Act(
        "send-panel-report",
        "The panel’s report was sent",
        ("complaints.stages", "complaints.report"),
        forms.SendPanelReportForm,
        lambda doing: actions.send_panel_report(**doing.usual),
        "Record it",
        "From then on the council has 15 working days to answer it.",
        "Recorded. The answer to the panel is due within 15 working days.",
        STAGES,
        source="Regulation 20",
    ),
    Act(
        "early-referral",
        "Go to the Ombudsman without a panel",
        ("complaints.stages",),
        forms.EarlyForm,
        lambda doing: actions.agree_early_referral(**doing.usual, said=doing.form.said),
        "Record the agreement",
        "Only after stage 2, only by agreement, and only where every condition is met. Otherwise the panel is held.",
        "Recorded. Tell the complainant how to reach the Ombudsman.",
        STAGES,
        source="Ombudsman decisions on early referral",
    ),
    Act(
        "refuse-stage",
        "Refuse a stage",
        ("complaints.stages",),
        forms.RefuseStageForm,
        _refuse,
        "Refuse the stage",
        "A statutory procedure that was begun is finished on request. Few grounds count.",
        "Recorded. Send the reasons, with the way to the Ombudsman.",
        STAGES,
        not_lawful=(
            "“There is nothing more we can add.”",
            "“It is a point of law.”",
            "“In our view it is resolved.”",
            "For the review panel: anything but a late request that was weighed, or an agreed early referral.",
        ),
        source="Ombudsman decisions on refused stages; regulation 18",
        warning=True,
    ),
    Act(
        "withdraw",
        "The complainant withdraws",
        ("complaints.close",),
        forms.WithdrawForm,
        lambda doing: actions.withdraw_complaint(
            **doing.usual, because=doing.given["because"], heads=doing.form.chosen_points("heads")
        ),
        "Record it",
        "The whole complaint, or points of it.",
        "Recorded.",
        RECORD,
        warning=True,
    ),
    Act(
        "close",
        "Close the complaint",
        ("complaints.close",),
        forms.CloseForm,
        lambda doing: actions.close_complaint(**doing.usual, summary=doing.given["summary"]),
        "Close it",
        "With a finding on each point we answer, the final letter with the Ombudsman’s details, and what was learnt.",
        "Closed.",
        RECORD,
        warning=True,
    ),
    Act(
        "reopen",
        "Open it again",
        ("complaints.close",),
        forms.ReopenForm,
        lambda doing: actions.reopen_complaint(**doing.usual, because=doing.given["because"]),
        "Open it again",
        "A late request for the next stage, a decision of the Ombudsman.",
        "It is open again.",
        RECORD,
        when_closed=True,
    ),
]
