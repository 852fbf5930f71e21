"""What the pages offer to choose from, in the words a person reads. The codes are what is stored."""

REFERRER_KINDS = [
    ("police", "Police"),
    ("school", "School, college or nursery"),
    ("health", "Health: GP, hospital, health visitor, midwife"),
    ("council", "Another council’s children’s services"),
    ("adults", "Adult social care"),
    ("housing", "Housing"),
    ("charity", "Charity or community group"),
    ("parent", "A parent or carer of the child"),
    ("family", "Somebody else in the family"),
    ("child", "The child"),
    ("public", "Neighbour, friend or member of the public"),
    ("other", "Somebody else"),
]

CHANNELS = [
    ("call", "Telephone call"),
    ("meeting", "Meeting or video call"),
    ("email", "Secure e-mail"),
    ("letter", "Letter"),
]

OUTCOMES = [
    # code, label, the question it answers
    (
        "strategy_discussion",
        "Strategy discussion",
        "Is there reasonable cause to suspect that the child is suffering, or likely to suffer, significant harm? "
        "Either council may call one. Nothing stops this.",
    ),
    (
        "section_47",
        "Section 47 enquiry",
        "Has a strategy discussion agreed that enquiries must be made, or can the child not wait for one? "
        "Nothing stops this.",
    ),
    (
        "child_in_need_assessment",
        "Child in need assessment",
        "Is the child unlikely to be well and develop without services, so that we must find out what is needed?",
    ),
    (
        "early_help",
        "Early help",
        "Would support that the family agrees to meet everything the child needs, with no risk left unanswered?",
    ),
    (
        "refer_on",
        "Send to another service",
        "Does another service have to act? We keep our own responsibilities until it has accepted in writing.",
    ),
    (
        "information_only",
        "Information only",
        "Is there nothing to decide, because it adds to what somebody is working on already?",
    ),
    (
        "no_further_action",
        "No further action",
        "Do we know enough, from everybody who knows the child, to say that nothing more is needed?",
    ),
]

# For an outcome that does less than was asked for. Where the child lives, what the police do and whether the child has
# spoken are not among them: a list teaches people to pick what it offers (DECISIONS, Practice).
DECISION_REASONS = [
    ("needs", "What the child needs can be met with the support named in the rationale"),
    ("agreed_support", "The family has agreed to support, and it has begun or has a date"),
    ("plan_in_place", "A plan that is being carried out now covers this concern"),
    ("enquiries_made", "We asked everybody who knows the child, and what we learnt does not bear the concern out"),
    ("other_accepted", "Another council has accepted this in writing and has told us what it will do"),
    ("other", "Something else: the rationale says what"),
]

WAIT_REASONS = [
    ("raises_risk", "Telling now would raise the risk to the child or somebody else"),
    ("police_asked", "The police asked us to wait"),
    ("child_wishes", "The child understands and asks that they are not told"),
    ("is_suspected", "This parent is the person suspected"),
    ("other", "Something else"),
]

WHY_READING = [
    ("covering", "I am covering for the worker who has it"),
    ("call", "Somebody has rung or come in about this child"),
    ("linked", "I work with a brother, sister or linked child"),
    ("asked", "My manager asked me to look"),
    ("visit", "I am about to visit or see this family"),
    ("check", "I am checking before logging a new referral"),
]

CORRECTION_REASONS = [
    ("misheard", "It was misheard or mistyped"),
    ("learnt", "We have learnt more since"),
    ("referrer", "The referrer corrected it"),
    ("other", "Something else"),
]
