"""Every form in which a paper can be handed out: its files, who may have them, and what must be installed for it.

Comes in: a paper and the name of a form. Goes out: names and contents of files. A form is one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from checker.errors import InputError
from checker.handouts.items import unfit
from checker.training.paper import Paper


class Handout(NamedTuple):
    """One file: its name, what it is for, whether learners may have it, and its content."""

    name: str
    what: str
    for_learners: bool
    content: str | bytes


class Form(NamedTuple):
    """One form: what makes its files of a paper, and the library that it needs with the extra that brings it."""

    make: Callable[[Paper], Iterator[Handout]]
    library: str = ""
    extra: str = ""


def _learner_html(paper: Paper) -> Iterator[Handout]:
    from checker.handouts.html import learner_sheet

    yield Handout("learner.html", "the sheet for learners, to print or to open on a phone", True, learner_sheet(paper))


def _trainer_html(paper: Paper) -> Iterator[Handout]:
    from checker.handouts.html import trainer_sheet

    yield Handout("trainer.html", "the answers with their reasons, for the trainer", False, trainer_sheet(paper))


def _docx(paper: Paper) -> Iterator[Handout]:
    from checker.handouts.docx import learner_document, trainer_document

    yield Handout("learner.docx", "the sheet for learners, to be changed in Word", True, learner_document(paper))
    yield Handout("trainer.docx", "the answers, to be changed in Word", False, trainer_document(paper))


def _moodle(paper: Paper) -> Iterator[Handout]:
    from checker.handouts.moodle import as_moodle_xml

    yield Handout("moodle.xml", "for Moodle: Question bank, Import, Moodle XML format", False, as_moodle_xml(paper))


def _gift(paper: Paper) -> Iterator[Handout]:
    from checker.handouts.gift import as_gift

    what = "for other programs, as GIFT; it has no note to graders, so model answers are shown after answering"
    yield Handout("gift.txt", what, False, as_gift(paper))


def _qti(paper: Paper) -> Iterator[Handout]:
    from checker.handouts.qti12 import as_qti12
    from checker.handouts.qti21 import as_qti21

    yield Handout("canvas-qti12.zip", "for Canvas: Settings, Import Course Content, QTI .zip file", False, as_qti12(paper))
    yield Handout("blackboard-qti21.zip", "for Blackboard and others that import QTI 2.1 packages", False, as_qti21(paper))


def _anki(paper: Paper) -> Iterator[Handout]:
    from checker.handouts.anki import as_apkg

    yield Handout("cards.apkg", "for Anki: File, Import", False, as_apkg(paper))


def _markdown(paper: Paper) -> Iterator[Handout]:
    from checker.handouts.markdown import learner_text, trainer_text

    yield Handout("learner.md", "the sheet for learners as Markdown", True, learner_text(paper))
    yield Handout("trainer.md", "the answers as Markdown", False, trainer_text(paper))


FORMS: dict[str, Form] = {
    "learner-html": Form(_learner_html),
    "trainer-html": Form(_trainer_html),
    "docx": Form(_docx, "docx", "docx"),
    "moodle": Form(_moodle),
    "gift": Form(_gift),
    "qti": Form(_qti),
    "anki": Form(_anki, "genanki", "train"),
    "md": Form(_markdown),
}

#: What a class needs at least: a sheet for learners, one for the trainer, and the import for Moodle. Nothing has to be installed for these.
CLASS_SET = ("learner-html", "trainer-html", "moodle")


def handouts(paper: Paper, wanted: tuple[str, ...]) -> tuple[Handout, ...]:
    """The files of a paper in the forms that are wanted. Raises InputError where the paper cannot be asked, or a library is missing."""
    if problems := unfit(paper):
        raise InputError(problems)
    made: list[Handout] = []
    for name, form in FORMS.items():
        if name not in wanted:
            continue
        try:
            made += form.make(paper)
        except ModuleNotFoundError as missing:
            if not form.library or (missing.name or "").partition(".")[0] != form.library:
                raise
            what = f'"{name}" needs {form.library}, which is not installed.'
            fix = f"Install it: pip install 'ihl-checker[{form.extra}]'. Or leave it out: --format {','.join(CLASS_SET)}."
            raise InputError.single("--format", 0, "extra", what, "Nothing was written.", fix) from missing
    return tuple(made)
