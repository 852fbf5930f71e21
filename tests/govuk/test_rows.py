"""Rows of what is due are written in Python, so what a template would escape by itself is checked here."""

from django.template import engines

from govuk.rows import clock_row, clock_rows

ROW = {
    "band": "missed",
    "act": "Ring Havering about O’Neill",
    "href": "/referrals/HF-1/",
    "who": "Sam O’Neill, 9",
    "reference": "HF-1",
    "headline": "Missed by 2 days",
    "when": "was due Thursday 19 November, 11:00am",
}


def test_a_row_says_the_band_in_words_beside_its_sign() -> None:
    drawn = clock_row(ROW)
    assert '<span class="hf-shape hf-shape--missed" aria-hidden="true">■</span> Missed by 2 days' in drawn
    assert "checkbox" not in drawn
    assert "govuk-button" not in drawn


def test_everything_a_person_wrote_is_escaped() -> None:
    evil = '"><script>alert(1)</script>'
    row = dict.fromkeys(
        ("band", "act", "href", "who", "reference", "headline", "when", "detail", "button", "button_href", "choose"),
        evil,
    )
    drawn = clock_row(row | {"facts": [{"label": evil, "text": evil}]}, evil)
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") >= 13


def test_an_object_will_do_as_well_as_a_mapping() -> None:
    assert clock_row(type("Row", (), ROW)()) == clock_row(ROW)


def test_a_page_draws_them_with_the_component() -> None:
    page = engines["django"].from_string('{% include "components/clock_rows.html" with rows=due choose_name="timer" %}')
    assert clock_rows([ROW | {"choose": "a1"}], "timer") in page.render({"due": [ROW | {"choose": "a1"}]})
    bare = engines["django"].from_string('{% include "components/clock_rows.html" with rows=due %}')
    assert clock_rows([ROW]) in bare.render({"due": [ROW]})
