"""Stories run through the product: ours and the Ombudsman's two, as the command runs them, leaving nothing behind."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from councils.models import Council
from referrals.models import Person, Prompt, Referral
from stories import rooms, telling
from stories.casefile import load, parse
from stories.choices import CLOCKS, PROMPTS
from stories.running import run_and_forget
from stories.vocabulary import VERBS
from timers.held import held
from timers.models import Alert, Timer
from trail.models import Entry

# `independent/` to `independent-4/` (the third about complaints): written from the sources alone, before looking at
# what the code does.
OURS = sorted(
    path
    for path in (Path(__file__).parent / "cases").glob("**/*.toml")
    if path.parent.name in {"cases", "independent", "independent-2", "independent-3", "independent-4"}
)
#: Clocks of what no case file can do: write a message, set a task, record a report of the Ombudsman …
NOT_IN_STORIES = {
    *("message_answer", "message_chased", "rerouting"),
    *("request_reply", "support_review", "task", "warning_review"),
    *("ombudsman_answer", "ombudsman_confirmation", "ombudsman_publication", "ombudsman_recommendation"),
    *("warning_read", "warning_answer", "warning_answer_again", "gap_settled", "learning_read"),
    *("audit_action", "audit_measure", "audit_readers"),
}
PUBLISHED = sorted((Path(__file__).parents[2] / "stories" / "cases").glob("*.toml"))


def replayed(path: Path) -> tuple[str, list[str], list[str]]:
    """The text, and the lines of what went otherwise than told: steps, expectations."""
    replay, checked = run_and_forget(load(path))
    steps = [f"{one.step.line} {one.outcome} {one.why}" for one in telling._steps(replay) if not one.met]
    return (
        telling.in_words(replay, checked),
        steps,
        [f"{one.expectation.line} {one.words}: {one.found}" for one in checked if not one.met],
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", OURS, ids=[path.stem for path in OURS])
def test_a_story_of_ours_comes_out_as_it_says(path: Path) -> None:
    text, steps, unmet = replayed(path)
    assert (steps, unmet) == ([], []), text


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLISHED, ids=[path.stem for path in PUBLISHED])
def test_a_published_story_fails_only_in_what_is_not_built_yet(path: Path) -> None:
    replay, checked = run_and_forget(load(path))
    for step in telling._steps(replay):
        assert step.met or step.outcome == "not built yet", (step.step.line, step.outcome, step.why)
    for one in checked:
        built = one.expectation.kind in {"alert", "no_alert", "prompt"} and "not built yet" not in one.found
        missing = {step.step.do for step in telling._steps(replay) if step.outcome == "not built yet"}
        assert one.met or not built or missing >= {"mention_lado"}, (one.words, one.found)


@pytest.mark.django_db
def test_the_havering_story_raises_every_alert_it_expects() -> None:
    replay, checked = run_and_forget(load(next(path for path in PUBLISHED if "havering" in path.name)))
    unmet = [one.words for one in checked if not one.met]
    built = [one for one in checked if one.expectation.kind == "alert"]
    assert len(built) == 8
    assert all(one.met for one in built)
    asked = {one.expectation.keys["prompt"] for one in checked if one.expectation.kind == "prompt" and one.met}
    assert asked >= {
        "alleged_harmer_was_a_child",
        "other_children_at_risk",
        "tell_childrens_services",
        "address_source_missing",
        "verify_number",
        "late_entry",
    }, unmet


@pytest.mark.django_db
def test_a_replay_leaves_nothing_behind() -> None:
    def everything() -> list[int]:
        return [model.objects.count() for model in (Council, Referral, Person, Timer, Alert, Prompt, Entry)]

    before = everything()
    run_and_forget(load(PUBLISHED[1]))
    assert everything() == before


STORY = """title = "t"
closing = 2021-03-12T17:00:00
[councils.kent]
gss = "E10000016"
[people.child]
kind = "child"
[[steps]]
at = 2021-03-09T10:00:00
by = "kent"
do = "log_referral"
name = "r1"
with = { child = "child", harm = ["neglect"] }
"""


@pytest.mark.django_db
def test_a_step_that_is_not_taken_leaves_nothing_in_the_cast() -> None:
    """A child's address before any referral is not possible; the record made for it went with the savepoint."""
    first = """[[steps]]
at = 2021-03-09T09:00:00
by = "kent"
do = "record_address"
with = { child = "child", lives_in = "kent", confidence = "confirmed", source = "a letter" }
"""
    replay, _ = run_and_forget(parse(STORY.replace("[[steps]]", first + "[[steps]]", 1)))
    assert [step.outcome for step in telling._steps(replay)] == ["not possible", "done"]
    assert replay.cast["child"].lives_in is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "found"),
    [
        ('[[expect]]\nalert = "panel_response"\ncouncil = "kent"', "there is no such clock"),
        (
            '[[expect]]\nno_alert = "decision"',
            "decision of Kent: due 2021-03-10T10:00:00, still running; raised: missed",
        ),
        ('[[expect]]\nalert = "decision"\ncouncil = "kent"\nstopped = 2021-03-10T09:00:00', "still running"),
        ('[[expect]]\nalert = "decision"\ncouncil = "kent"\ndue = 2021-03-10T10:00:01', "due 2021-03-10T10:00:00"),
        (
            '[[expect]]\nalert = "decision"\ncouncil = "kent"\nraised_between = [2021-03-11, 2021-03-12]',
            "missed on 10 March 2021 at 10:00am",
        ),
        ('[[expect]]\nalert = "council_contact"\ncouncil = "kent"', "there is no such clock"),
        ('[[expect]]\nprompt = "repeat_referral"\non = "r1"', "put instead: other_children_at_risk to Kent"),
        ('[[expect]]\nlead = "lado"\non = "r1"\nat = 2021-03-09T12:00:00\nis = "kent"', "held by nobody"),
        (
            '[[steps]]\nat = 2021-03-09T11:00:00\nby = "kent"\ndo = "supervise"\nwith = { referral = "r1" }',
            "Say what was reflected on",
        ),
        (
            '[[steps]]\nat = 2021-03-09T11:00:00\nby = "kent"\ndo = "send_referral"\n'
            'with = { referral = "r1", to = "kent" }',
            "This is your own council",
        ),
        (
            '[[steps]]\nat = 2021-03-09T11:00:00\nby = "kent"\ndo = "decide"\nrefused = "outcome.not_resident"\n'
            'with = { referral = "r1", outcome = "section_47" }',
            "expected the refusal outcome.not_resident; it was accepted",
        ),
    ],
)
def test_what_did_not_come_about_says_what_was_found_instead(more: str, found: str) -> None:
    replay, checked = run_and_forget(parse(STORY + more))
    assert telling.exit_code(replay, checked) == 1
    assert found in telling.in_words(replay, checked)


@pytest.mark.django_db
def test_a_refused_step_leaves_nothing_and_what_names_it_is_told() -> None:
    text = STORY.replace("[people.child]", '[councils.medway]\ngss = "E06000035"\n[people.child]') + (
        '[[steps]]\nat = 2021-03-09T11:00:00\nby = "medway"\ndo = "convene_strategy_discussion"\nname = "d1"\n'
        'with = { referral = "r1" }\n'
        '[[steps]]\nat = 2021-03-09T12:00:00\nby = "kent"\ndo = "hold_strategy_discussion"\n'
        'with = { discussion = "d1" }\n'
    )
    replay, checked = run_and_forget(parse(text))
    assert [step.outcome for step in telling._steps(replay)] == ["done", "not possible", "not possible"]


@pytest.mark.django_db
def test_the_command_prints_one_json_object_and_exits_by_what_it_found(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(STORY)
    bad.write_text(STORY.replace('"log_referral"', '"log_referal"'))
    out = StringIO()
    call_command("replay", str(good), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["exit"] == 0
    assert told["timeline"][0]["do"] == "log_referral"
    assert {one["kind"] for one in told["timeline"][-1]["alerts"]} <= set(CLOCKS)

    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as exited:
        call_command("replay", str(good), str(bad), stdout=out, stderr=err)
    assert exited.value.code == 2
    assert "bad.toml: line 10: step 1: `do`" in err.getvalue()


@pytest.mark.django_db
def test_what_the_rooms_act_on_is_in_the_vocabulary() -> None:
    for module in rooms._modules():
        assert set(module.VERBS) <= set(VERBS)
    assert {kind for kind, _ in held().rules} <= set(CLOCKS) | NOT_IN_STORIES
    assert "late_entry" in PROMPTS
