"""Charts say in words and figures what they show."""

from xml.etree import ElementTree

from govuk import charts

LABELS = ["5 Oct", "12 Oct", "19 Oct"]


def test_a_chart_is_well_formed_and_has_title_and_description() -> None:
    chart = charts.bars("Missed <by> week", "Week of", LABELS, [charts.Series("Kent", [9, 0, 12])])
    picture = ElementTree.fromstring(chart.svg)  # noqa: S314 - our own text
    assert picture.attrib["role"] == "img"
    title, said = picture.find("title"), picture.find("desc")
    assert title is not None and title.text == "Missed <by> week"
    assert said is not None and said.text == "Kent: from 9 (5 Oct) to 12 (19 Oct), highest 12 (19 Oct)."
    assert picture.attrib["aria-labelledby"].split() == [title.attrib["id"], said.attrib["id"]]


def test_two_charts_on_a_page_share_no_id() -> None:
    first, second = (charts.lines("A", "Week", LABELS, [charts.Series("Kent", [1, 2, 3])]).svg for _ in range(2))
    assert first != second


def test_the_table_has_every_figure_and_says_where_there_is_none() -> None:
    chart = charts.lines(
        "Hours", "Week of", LABELS, [charts.Series("Kent", [1.5, None, 3]), charts.Series("M", [0, 2, 4])]
    )
    assert [column["text"] for column in chart.columns] == ["Week of", "Kent", "M"]
    assert [[cell["text"] for cell in row] for row in chart.rows] == [
        ["5 Oct", "1.5", "0"],
        ["12 Oct", "–", "2"],
        ["19 Oct", "3", "4"],
    ]


def test_nothing_to_show_is_still_a_picture() -> None:
    assert "No figures." in charts.bars("Missed", "Week", [], []).svg
    assert "No figures." in charts.lines("Missed", "Week", LABELS, [charts.Series("Kent", [None] * 3)]).svg
