"""Forms as they are drawn: GOV.UK's markup, links of the error summary, dates in boxes, "I do not know"."""

import re
from datetime import date, datetime
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from config.gallery import WRONG, ExampleForm
from govuk import forms
from govuk.fields import LONDON, read_parts, read_time
from govuk.widgets import Parts


class Ids(HTMLParser):
    """Every id, and what each label and aria attribute points at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.focusable: set[str] = set()
        self.wanted: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
            if tag in ("input", "select", "textarea"):
                self.focusable.add(found["id"])
        for name in ("for", "aria-describedby", "aria-controls", "data-aria-controls"):
            self.wanted.update(found.get(name, "").split())


def draw(form: forms.GovukForm) -> str:
    return str(form)


def squeezed(html: str) -> str:
    """Markup without the spaces between tags and lines, to be compared."""
    return re.sub(r">\s+", ">", re.sub(r"\s+<", "<", re.sub(r"\s+", " ", html))).strip()


def test_every_link_of_the_summary_goes_to_a_control_that_can_have_the_focus() -> None:
    form = ExampleForm(WRONG)
    assert not form.is_valid()
    links = [line["href"].lstrip("#") for line in form.error_summary()]
    assert len(links) == 9
    page = Ids(draw(form))
    assert set(links) <= page.focusable
    # The day of a date that does not exist, the year of one without, the question that "Yes" opened.
    assert {"id_born_on-day", "id_rang_at-year", "id_safe_because", "id_harm"} <= set(links)


@pytest.mark.parametrize("data", [None, WRONG], ids=["blank", "wrong"])
def test_ids_are_unique_and_whatever_is_pointed_at_exists(data: dict[str, str] | None) -> None:
    page = Ids(draw(ExampleForm(data)))
    assert len(page.ids) == len(set(page.ids))
    assert page.wanted <= set(page.ids)


def test_the_base_page_says_error_in_title_and_summary() -> None:
    html = render_to_string("gallery.html", {"form": ExampleForm(WRONG)})
    assert "<title>Error: Components - Holdfast</title>" in html
    assert html.index("There is a problem") < html.index("<h1")
    assert "Error:" not in render_to_string("gallery.html", {"form": ExampleForm()})


def test_no_style_attribute_and_no_inline_script_which_the_security_policy_refuses() -> None:
    html = render_to_string("gallery.html", {"form": ExampleForm(WRONG)})
    assert "style=" not in html
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"\son[a-z]+=", html) == []


class One(forms.GovukForm):
    name = forms.TextField(label="What is the name of the event?", help_text="As on the poster", missing="Enter a name")
    how = forms.ChoiceField(
        label="How do you want to be contacted?", choices=[("email", "Email"), ("phone", "Phone")], missing="Select how"
    )


def test_a_text_input_is_marked_up_as_the_design_system_documents_it() -> None:
    expected = """
        <div class="govuk-form-group govuk-form-group--error">
          <label class="govuk-label govuk-label--s" for="id_name">What is the name of the event?</label>
          <div id="id_name-hint" class="govuk-hint">As on the poster</div>
          <p id="id_name-error" class="govuk-error-message">
            <span class="govuk-visually-hidden">Error:</span> Enter a name
          </p>
          <input type="text" name="name" autocomplete="off" aria-invalid="true" id="id_name"
            aria-describedby="id_name-hint id_name-error" class="govuk-input govuk-input--error">
        </div>"""
    drawn = squeezed(str(One({})["name"].as_field_group()))

    def tags(html: str) -> list[str]:
        return [" ".join(sorted(re.findall(r'[^\s<>]+="[^"]*"|[^\s<>"]+', part))) for part in re.split(r"[<>]", html)]

    assert tags(drawn) == tags(squeezed(expected))


def test_radios_are_marked_up_as_the_design_system_documents_them() -> None:
    expected = """
        <div class="govuk-form-group">
          <fieldset class="govuk-fieldset">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">How do you want to be contacted?</legend>
            <div class="govuk-radios" data-module="govuk-radios">
              <div class="govuk-radios__item">
                <input class="govuk-radios__input" id="id_how" name="how" type="radio" value="email">
                <label class="govuk-label govuk-radios__label" for="id_how">Email</label>
              </div>
              <div class="govuk-radios__item">
                <input class="govuk-radios__input" id="id_how-2" name="how" type="radio" value="phone" checked>
                <label class="govuk-label govuk-radios__label" for="id_how-2">Phone</label>
              </div>
            </div>
          </fieldset>
        </div>"""
    assert squeezed(str(One(initial={"how": "phone"})["how"].as_field_group())) == squeezed(expected)


def test_nothing_is_chosen_before_a_person_chooses() -> None:
    assert "checked" not in draw(ExampleForm())


def test_a_question_that_its_option_did_not_open_was_not_asked() -> None:
    form = ExampleForm(WRONG | {"safe": "no", "safe_because": "left over"})
    form.is_valid()
    assert "safe_because" not in form.errors
    assert form.cleaned_data["safe_because"] == ""


class Born(forms.GovukForm):
    born_on = forms.DateField(label="Date of birth", missing="Enter a date", not_known="I do not know")
    about = forms.PartialDateField(label="About when", required=False)
    rang_at = forms.DateTimeField(label="When", required=False)


def born(**data: str) -> Born:
    return Born({name.replace("__", "-"): value for name, value in data.items()})


def test_a_date_in_boxes_is_a_date_and_comes_back_as_typed() -> None:
    form = born(born_on__day="7", born_on__month="Apr", born_on__year="2015")
    assert form.is_valid()
    assert form.cleaned_data["born_on"] == date(2015, 4, 7)
    assert 'value="Apr"' in draw(form)
    assert 'value="27"' in draw(Born(initial={"born_on": date(2014, 3, 27)}))


def test_i_do_not_know_is_an_answer() -> None:
    form = born(born_on__unknown="yes")
    assert form.is_valid()
    assert form.cleaned_data["born_on"] is None
    assert form["born_on"].is_not_known
    assert "checked" in str(form["born_on"].as_field_group())
    assert not born().is_valid()


def test_an_answer_and_i_do_not_know_are_not_both_taken() -> None:
    form = born(born_on__day="7", born_on__month="4", born_on__year="2015", born_on__unknown="yes")
    assert form.errors["born_on"] == ["Give an answer or tick the box under it, not both."]
    assert 'value="2015"' in draw(form)


@pytest.mark.parametrize(
    ("typed", "words", "parts"),
    [
        (Parts("", "4", ""), "The date must include a day and year", ("day", "year")),
        (Parts("31", "2", "2015"), "There is no such date; check the day and the month", ("day", "month")),
        (Parts("29", "2", "2015"), "There is no such date; check the day and the month", ("day", "month")),
        (Parts("7", "13", "2015"), "The month must be a number between 1 and 12", ("month",)),
        (Parts("7", "4", "15"), "The year must have 4 numbers, like 2016", ("year",)),
        (Parts("x", "4", "2015"), "The day must be a number between 1 and 31", ("day",)),
        (Parts("٧", "4", "2015"), "The day must be a number between 1 and 31", ("day",)),
    ],
)
def test_a_wrong_date_names_the_box(typed: Parts, words: str, parts: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        read_parts(typed, whole=True)
    assert caught.value.message == words
    assert caught.value.params == {"parts": parts}


def test_a_date_may_be_known_in_part_but_not_with_a_hole_in_it() -> None:
    assert read_parts(Parts("", "", "2015"), whole=False) == (None, None, 2015)
    assert read_parts(Parts("29", "2", "2016"), whole=False).date == date(2016, 2, 29)
    for typed in (Parts("7", "", "2015"), Parts("7", "4", ""), Parts("", "4", "")):
        with pytest.raises(ValidationError):
            read_parts(typed, whole=False)


def at(day: str, month: str, year: str, time: str) -> Born:
    form = born(born_on__unknown="yes", rang_at__day=day, rang_at__month=month, rang_at__year=year, rang_at__time=time)
    form.is_valid()
    return form


def test_a_time_is_london_time() -> None:
    assert at("21", "11", "2026", "4:15pm").cleaned_data["rang_at"] == datetime(2026, 11, 21, 16, 15, tzinfo=LONDON)
    assert at("1", "7", "2026", "9am").cleaned_data["rang_at"].utcoffset().seconds == 3600


def test_the_hour_that_never_was_is_refused_and_of_the_hour_that_comes_twice_the_first_is_taken() -> None:
    assert at("29", "3", "2026", "1:30am").errors["rang_at"] == [
        "There was no such time: the clocks went forward that night"
    ]
    assert at("25", "10", "2026", "1:30am").cleaned_data["rang_at"].utcoffset().seconds == 3600


@pytest.mark.parametrize("text", ["", "25:00", "13pm", "0am", "4:75", "soon", "12345"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_time(text)


def test_a_password_is_not_stripped_and_is_never_drawn() -> None:
    class SignIn(forms.GovukForm):
        password = forms.PasswordField(label="Password")

    form = SignIn({"password": " words with spaces "})
    assert form.is_valid()
    assert form.cleaned_data["password"] == " words with spaces "
    drawn = draw(form)
    assert "words with" not in drawn
    assert 'autocomplete="current-password"' in drawn
    assert 'data-module="govuk-password-input"' in drawn


def test_a_text_area_says_no_width_of_its_own() -> None:
    html = draw(ExampleForm())
    assert "<textarea" in html
    assert "cols=" not in html
    assert "None" not in html
