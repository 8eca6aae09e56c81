"""A paper in every form in which it is handed out, read back by something other than what wrote it: the text, the choices, the key and the reasons are all there, and learners get none of the key."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from papers import BROADCAST, CLASS, hostile, papers

from checker.errors import InputError
from checker.handouts import phrases
from checker.handouts.docx import learner_document, trainer_document
from checker.handouts.forms import CLASS_SET, FORMS, handouts
from checker.handouts.html import learner_sheet, trainer_sheet
from checker.handouts.items import MOST_RIGHT, items, unfit
from checker.handouts.learner import for_learners
from checker.handouts.markdown import learner_text, trainer_text
from checker.handouts.marks import fractions, shares
from checker.handouts.texts import line, paragraphs
from checker.training.paper import Choice, Paper, Question

ROOT = Path(__file__).parent.parent

any_paper = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

LEARNER_SHEETS: dict[str, Callable[[Paper], str | bytes]] = {"html": learner_sheet, "docx": learner_document, "md": learner_text}
TRAINER_SHEETS: dict[str, Callable[[Paper], str | bytes]] = {"html": trainer_sheet, "docx": trainer_document, "md": trainer_text}


# --- reading sheets back ------------------------------------------------------------------------------------------------------------------------------


class Seen(HTMLParser):
    """What a page says, block by block."""

    INLINE = frozenset(("b", "span", "i", "a", "strong", "em", "code", "s"))

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]
        self.mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser hands it over
        self.mute += tag == "style"
        if tag not in self.INLINE:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.mute -= tag == "style"
        if tag not in self.INLINE:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self.mute:
            self.blocks[-1] += data


def said_in_html(page: str) -> str:
    seen = Seen()
    seen.feed(page)
    seen.close()
    return "\n".join(block.strip() for block in seen.blocks if block.strip())


def said_in_docx(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def said_in_markdown(text: str) -> str:
    return said_in_html(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


READ = {"html": said_in_html, "docx": said_in_docx, "md": said_in_markdown}


def said(form: str, content: str | bytes) -> str:
    """What somebody reads in a sheet, spaces as one; bytes go to python-docx, Markdown to markdown-it."""
    return re.sub(" +", " ", READ[form](content))  # type: ignore[arg-type]


def for_everybody(paper: Paper) -> list[str]:
    """Every text that learners must have."""
    texts = [paper.title, paper.about]
    for section in paper.sections:
        texts += [section.title, section.role, section.situation, *section.facts]
        for question in section.questions:
            texts += [*(choice.text for choice in question.choices), line(question.asks)]
    return [part for text in texts for part in ((line(text),) if text in (paper.title,) else paragraphs(text))]


def for_trainers(paper: Paper) -> list[str]:
    """Every text that only trainers may have."""
    texts: list[str] = []
    for section in paper.sections:
        texts += [section.model_answer, section.minority, *section.prompts, *section.sources, *section.notes]
        for question in section.questions:
            texts += [*(choice.why for choice in question.choices), question.explanation, question.model_answer, *question.provisions]
    return [part for text in texts for part in paragraphs(text)]


@pytest.mark.parametrize("form", LEARNER_SHEETS)
@pytest.mark.parametrize("paper", [CLASS, hostile()], ids=["class", "hostile"])
def test_a_sheet_says_all_that_it_is_for(form: str, paper: Paper) -> None:
    both = for_everybody(paper)
    learner, trainer = said(form, LEARNER_SHEETS[form](paper)), said(form, TRAINER_SHEETS[form](paper))
    lines = [text.replace("\n", " ") for text in (learner, trainer)]
    for text in both:
        assert text in lines[0]
        assert text in lines[1]
    for text in for_trainers(paper):
        assert text in lines[1]


@pytest.mark.parametrize("form", LEARNER_SHEETS)
@any_paper
@given(paper=papers())
def test_any_paper_survives_on_its_sheets(form: str, paper: Paper) -> None:
    trainer = said(form, TRAINER_SHEETS[form](paper)).replace("\n", " ")
    learner = said(form, LEARNER_SHEETS[form](paper)).replace("\n", " ")
    for text in for_everybody(paper):
        assert text in learner
    for text in (*for_everybody(paper), *for_trainers(paper)):
        assert text in trainer


def test_a_trainers_sheet_says_of_each_choice_whether_it_is_right() -> None:
    document = said("docx", trainer_document(CLASS))
    assert "a) Right. That the three can be recognised." in document
    assert "b) Wrong. That other sites run the clip already." in document
    text = said("md", trainer_text(CLASS))
    assert "a) Right. A breach is indicated." in text
    assert "c) Wrong. It is open until it is known whether they agreed." in text
    page = said("html", trainer_sheet(CLASS)).replace("\n", " ")
    assert "a) Right That the three can be recognised." in page
    assert "d) Wrong That the mural is well known." in page
    assert "1.1 Spot a, c 2" in page
    assert "2.1 What would change it none 1" in page


# --- no key for learners ------------------------------------------------------------------------------------------------------------------------------


def reversed_key(paper: Paper) -> Paper:
    """The same to a learner, with every answer and every reason another."""

    def question(asked: Question) -> Question:
        choices = tuple(Choice(choice.text, not choice.right, f"other {n}") for n, choice in enumerate(asked.choices))
        return replace(asked, choices=choices, explanation="other", provisions=("other",), model_answer="other")

    sections = tuple(
        replace(
            section,
            questions=tuple(map(question, section.questions)),
            model_answer="other",
            minority="",
            prompts=(),
            sources=("other",),
            notes=(),
        )
        for section in paper.sections
    )
    return replace(paper, sections=sections)


@pytest.mark.parametrize("form", LEARNER_SHEETS)
@pytest.mark.parametrize("paper", [CLASS, hostile()], ids=["class", "hostile"])
def test_what_learners_get_does_not_depend_on_the_key(form: str, paper: Paper) -> None:
    """The strongest sense in which a file can hold no key, not even hidden: with another key it is the same, byte for byte."""
    assert LEARNER_SHEETS[form](paper) == LEARNER_SHEETS[form](reversed_key(paper))
    assert TRAINER_SHEETS[form](paper) != TRAINER_SHEETS[form](reversed_key(paper))


@any_paper
@given(paper=papers())
def test_whatever_the_paper_learners_get_no_key(paper: Paper) -> None:
    assert learner_sheet(paper) == learner_sheet(reversed_key(paper))
    assert learner_text(paper) == learner_text(reversed_key(paper))
    assert for_learners(paper) == for_learners(reversed_key(paper))


def test_every_file_that_is_for_learners_is_free_of_the_key() -> None:
    made = handouts(CLASS, tuple(FORMS))
    free = [handout for handout in made if handout.for_learners]
    assert {handout.name for handout in free} == {"learner.html", "learner.docx", "learner.md"}
    for handout in free:
        content = handout.content if isinstance(handout.content, bytes) else handout.content.encode()
        if handout.name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                content = b"".join(parts.read(name) for name in parts.namelist())
        for text in for_trainers(CLASS):
            assert text.encode() not in content


# --- the same bytes -----------------------------------------------------------------------------------------------------------------------------------

DIGESTS = """
import hashlib, sys
sys.path.insert(0, "tests")
from papers import CLASS, hostile
from checker.handouts.forms import FORMS, handouts
for paper in (CLASS, hostile()):
    for made in handouts(paper, tuple(FORMS)):
        content = made.content.encode() if isinstance(made.content, str) else made.content
        print(made.name, hashlib.sha256(content).hexdigest())
"""


def test_the_same_paper_gives_the_same_bytes_in_every_process() -> None:
    found = []
    for seed, zone in (("0", "UTC"), ("4711", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone}
        ran = subprocess.run([sys.executable, "-c", DIGESTS], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        found.append(ran.stdout)
    assert len(found[0].splitlines()) == 22
    assert found[0] == found[1]


# --- what can be asked --------------------------------------------------------------------------------------------------------------------------------

ONE = BROADCAST.questions[1]


def asked(*questions: Question) -> Paper:
    return replace(CLASS, sections=(replace(BROADCAST, questions=questions),))


@pytest.mark.parametrize(
    ("paper", "says"),
    [
        (asked(), "the paper has no question."),
        (asked(ONE, ONE), "another question has the same id."),
        (asked(replace(ONE, asks="  ")), "it asks nothing."),
        (asked(replace(ONE, kind="open")), "it is to be answered in words, and offers choices."),
        (asked(replace(ONE, choices=ONE.choices[:1])), "it offers 1 choice, and needs two."),
        (asked(replace(ONE, choices=(*ONE.choices, Choice("", False, "x")))), "one of its choices says nothing."),
        (asked(replace(ONE, choices=ONE.choices[1:])), "exactly one choice is to be right, and none is."),
        (asked(replace(ONE, choices=(*ONE.choices, Choice("x", True, "x")))), "exactly one choice is to be right, and 2 are."),
        (
            asked(replace(ONE, kind="many", choices=(Choice("x", True, ""),) * (MOST_RIGHT + 1))),
            "21 choices are right, and Moodle can mark 20.",
        ),
    ],
)
def test_a_paper_that_cannot_be_asked_is_refused_in_words(paper: Paper, says: str) -> None:
    (problem,) = unfit(paper)
    assert problem.what == says
    assert problem.code == {"the": "nothing", "another": "duplicate-id"}.get(says.split()[0], "question")
    with pytest.raises(InputError):
        handouts(paper, CLASS_SET)


def test_where_a_question_has_no_right_answer_each_of_its_kind_offers_none() -> None:
    asked_of = {item.id: item for item in items(CLASS)}
    none, some, one = asked_of["search-at-the-ford.change"], asked_of["harbour-broadcast.spot"], asked_of["harbour-broadcast.apply"]
    assert none.answers[-1].text == some.answers[-1].text == f"<p>{phrases.NONE_RIGHT}</p>"
    assert (none.answers[-1].right, some.answers[-1].right) == (True, False)
    assert len(one.answers) == 3
    assert len(items(asked(BROADCAST.questions[0]))[0].answers) == 4


#: The fractions of a mark that Moodle knows (question_bank::fraction_options_full), in percent.
MOODLE = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0)


@pytest.mark.parametrize("number", range(1, MOST_RIGHT + 1))
def test_right_answers_add_up_to_the_whole_mark_in_fractions_that_moodle_knows(number: int) -> None:
    parts = [float(share) for share in shares(number)]
    assert len(parts) == number
    assert round(sum(parts), 3) == 100
    assert all(any(abs(part - known) < 0.001 for known in MOODLE) for part in parts)


@pytest.mark.parametrize(("right", "wrong"), [(1, 1), (2, 3), (3, 7), (11, 2), (20, 25), (1, 40)])
def test_whoever_ticks_everything_gets_nothing(right: int, wrong: int) -> None:
    marks = [float(part) for part in fractions((True,) * right + (False,) * wrong)]
    assert round(sum(marks), 3) <= 0
    assert all(any(abs(abs(part) - known) < 0.001 for known in MOODLE) for part in marks)


@pytest.mark.parametrize(("number", "letters"), [(0, "a"), (25, "z"), (26, "aa"), (27, "ab"), (701, "zz"), (702, "aaa")])
def test_choices_have_letters_however_many_there_are(number: int, letters: str) -> None:
    assert phrases.letter(number) == letters


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.library])
def test_a_missing_library_is_named_with_the_extra_that_brings_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    library = FORMS[name].library
    for module in [
        module for module in sys.modules if module.startswith(("checker.handouts.docx", "checker.handouts.anki", "checker.rendering.word"))
    ]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError) as caught:
        handouts(CLASS, (name,))
    (problem,) = caught.value.problems
    assert f"ihl-checker[{FORMS[name].extra}]" in problem.fix
    assert problem.code == "extra"
    assert [made.name for made in handouts(CLASS, CLASS_SET)] == ["learner.html", "trainer.html", "moodle.xml"]
