"""What is made for learning platforms, read as the platforms read it: every text, every choice, the key and the reasons come through, whatever is in them."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from papers import CLASS, hostile, papers
from platforms import Read, anki, card_text, gift, moodle, qti12, qti21, seen

from checker.handouts import phrases
from checker.handouts.anki import as_apkg
from checker.handouts.gift import as_gift
from checker.handouts.items import items
from checker.handouts.moodle import as_moodle_xml
from checker.handouts.qti12 import as_qti12
from checker.handouts.qti21 import as_qti21
from checker.handouts.texts import line, paragraphs
from checker.handouts.xml import cdata, element
from checker.rulebook import Rulebook
from checker.training.paper import Choice, Paper, Question, Section
from checker.training.quiz import MOST, paper

any_paper = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

#: How each form is written here, and read in tests.
FORMS: dict[str, tuple[Callable[[Paper], object], Callable[..., list[Read]]]] = {
    "moodle": (as_moodle_xml, lambda text: moodle(text)[1]),
    "gift": (as_gift, lambda text: gift(text)[1]),
    "qti12": (as_qti12, qti12),
    "qti21": (as_qti21, qti21),
}


@pytest.fixture(scope="module")
def pack(rulebook: Rulebook) -> Paper:
    """Half of it scenarios, half exercises made from the rules: as much as a paper holds."""
    return paper(rulebook, count=MOST)


def lines(*texts: str) -> str:
    """Texts as they are seen: one paragraph on a line."""
    return "\n".join(part for text in texts for part in paragraphs(text))


def asked_of(paper: Paper) -> list[tuple[Section, Question]]:
    return [(section, question) for section in paper.sections for question in section.questions]


def choices_of(paper: Paper, question: Question) -> tuple[Choice, ...]:
    """The choices with the one that is added to every question of kind many, where one of the paper has no right answer."""
    if question.kind == "many" and any(one.kind == "many" and not one.right for one in paper.questions):
        none = not question.right
        return (*question.choices, Choice(phrases.NONE_RIGHT, none, phrases.NONE_IS if none else phrases.NONE_IS_NOT))
    return question.choices


def stem_of(section: Section, question: Question) -> str:
    role = lines(section.role)
    return "\n".join(
        part
        for part in (
            lines(section.title),
            f"{phrases.ROLE}: {role}" if role else "",
            lines(section.situation),
            f"{phrases.FACTS}:" if section.facts else "",
            *map(line, section.facts),
            lines(question.asks),
        )
        if part
    )


def after_of(question: Question, *, model: bool) -> str:
    provisions = "; ".join(map(line, question.provisions))
    parts = (
        f"{phrases.MODEL}\n{lines(question.model_answer)}" if model and question.model_answer else "",
        lines(question.explanation),
        f"{phrases.PROVISIONS}: {provisions}" if provisions else "",
    )
    return "\n".join(part for part in parts if part)


def right_by(read: Read) -> list[bool]:
    """The key as the marks tell it: right answers have something, wrong ones have not."""
    return [mark > 0 for mark in read.marks]


def comes_through(form: str, paper: Paper) -> None:
    write, reader = FORMS[form]
    found = reader(write(paper))
    expected = asked_of(paper)
    assert len(found) == len(expected)
    for read, (section, question) in zip(found, expected, strict=True):
        choices = choices_of(paper, question)
        assert read.kind == question.kind
        assert read.stem == stem_of(section, question)
        assert list(read.answers) == [lines(choice.text) for choice in choices]
        assert right_by(read) == [choice.right for choice in choices]
        assert list(read.said) == [lines(choice.why) for choice in choices]
        assert read.after == after_of(question, model=form != "moodle")
        if form == "moodle":
            assert read.model == lines(question.model_answer)
        if form != "gift":
            assert read.points == question.points
        if choices:
            assert round(sum(mark for mark in read.marks if mark > 0), 2) == (
                100 if form in ("moodle", "gift") else 100 * sum(choice.right for choice in choices)
            )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("paper", [CLASS, hostile()], ids=["class", "hostile"])
def test_a_paper_comes_through(form: str, paper: Paper) -> None:
    comes_through(form, paper)


@pytest.mark.parametrize("form", FORMS)
@any_paper
@given(paper=papers())
def test_any_paper_comes_through(form: str, paper: Paper) -> None:
    comes_through(form, paper)


def test_moodle_gets_one_category_with_what_made_it_and_each_question_once() -> None:
    category, found = moodle(as_moodle_xml(CLASS))
    assert category["path"] == "$course$/top/Public curiosity: images of prisoners"
    assert category["idnumber"] == "class-13"
    assert phrases.identity(CLASS) in category["info"]
    assert [one.identity for one in found] == [question.id for question in CLASS.questions]
    assert [one.name for one in found][:2] == ["1.1 Spot: A broadcast from the harbour", "1.2 Apply: A broadcast from the harbour"]


def test_a_slash_in_a_title_makes_no_category_in_moodle() -> None:
    for path in (moodle(as_moodle_xml(hostile()))[0]["path"], gift(as_gift(hostile()))[0]):
        assert path.startswith("$course$/top/{=right ~wrong #why} ::name:: // comment".replace("//", "////"))
        assert "/" not in path.removeprefix("$course$/top/").replace("//", "")


def test_learners_in_moodle_are_shown_no_model_answer_and_graders_are() -> None:
    _, found = moodle(as_moodle_xml(CLASS))
    (essay,) = [one for one in found if one.kind == "open"]
    assert "Do not embed it." in essay.model
    assert "Do not embed it." not in essay.after + essay.stem


def test_a_gift_file_says_what_moodle_takes_no_note_of() -> None:
    head = as_gift(CLASS).split("\n\n")[0]
    assert all(part.startswith("//") for part in head.split("\n"))
    assert "no note to graders" in head


def test_a_wrong_answer_costs_in_moodle_what_ticking_everything_would_win() -> None:
    _, found = moodle(as_moodle_xml(CLASS))
    for read in found:
        if read.kind == "many":
            assert round(sum(read.marks), 3) <= 0


def anki_comes_through(paper: Paper) -> None:
    cards = anki(as_apkg(paper))
    assert len(cards) == len(paper.questions)
    assert len({card.guid for card in cards}) == len(cards)
    for card, (section, question) in zip(cards, asked_of(paper), strict=True):
        choices = choices_of(paper, question)
        fields = {name: card_text(value) for name, value in card.fields.items()}
        assert fields["Question"] == f"{stem_of(section, question)}\n{phrases.DO[question.kind]}"
        assert fields["Answers"] == "\n".join(lines(choice.text) for choice in choices)
        assert fields["Explanation"] == after_of(question, model=False)
        if question.kind == "open":
            assert fields["Solution"] == lines(phrases.MODEL, question.model_answer)
            assert fields["Reasons"] == ""
        else:
            letters = [phrases.letter(place) for place, choice in enumerate(choices) if choice.right]
            assert fields["Solution"] == f"{phrases.RIGHT}: {', '.join(letters)}"
            told = [
                (f"{phrases.letter(place)}) {phrases.RIGHT if choice.right else phrases.WRONG}.", lines(choice.why))
                for place, choice in enumerate(choices)
            ]
            assert fields["Reasons"] == "\n".join(part for row in [(head + " ", why) for head, why in told] for part in row if part)


@pytest.mark.parametrize("paper", [CLASS, hostile()], ids=["class", "hostile"])
def test_a_paper_comes_through_to_cards(paper: Paper) -> None:
    anki_comes_through(paper)


@settings(any_paper, max_examples=25)
@given(paper=papers())
def test_any_paper_comes_through_to_cards(paper: Paper) -> None:
    anki_comes_through(paper)


def test_a_card_keeps_its_place_in_a_later_edition_and_decks_do_not_meet() -> None:
    from dataclasses import replace

    first, later = anki(as_apkg(CLASS)), anki(as_apkg(replace(CLASS, title="Second edition", rulebook="0" * 64)))
    other = anki(as_apkg(replace(hostile(), id="another")))
    assert [card.guid for card in first] == [card.guid for card in later]
    assert not {card.note for card in first} & {card.note for card in other}
    assert not {card.guid for card in first} & {card.guid for card in other}
    assert {card.deck for card in first} == {CLASS.title}


def test_the_front_of_a_card_does_not_show_the_answer() -> None:
    from checker.handouts import anki as made

    assert "{{Solution}}" not in made._FRONT
    assert "{{Reasons}}" not in made._FRONT
    assert "{{Explanation}}" not in made._FRONT


def test_every_item_is_complete_in_itself() -> None:
    for item in items(CLASS):
        assert "Your role: " in seen(item.stem)
        assert item.points >= 1


@pytest.mark.parametrize("form", FORMS)
def test_what_the_shipped_scenarios_and_rules_are_asked_as_comes_through(form: str, pack: Paper) -> None:
    assert len(pack.sections) > 40
    comes_through(form, pack)


def test_what_is_shipped_comes_through_to_cards(pack: Paper) -> None:
    anki_comes_through(pack)


@pytest.mark.parametrize("html", ["", "]]>", "a]]>b]]>", "]]", "<p>]]&gt;</p>", "]]]]>>"])
def test_a_stretch_of_html_ends_where_it_should(html: str) -> None:
    made = element("text", cdata(html), format='"<&>"')
    root = ElementTree.fromstring(made)
    assert (root.text or "") == html
    assert root.attrib == {"format": '"<&>"'}
