"""A paper as Moodle XML, for the question bank.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: the text of the file, made after Moodle's documentation of the format and what its importer (``question/format/xml/format.php``) reads. Every text is HTML in
CDATA; one category for the paper; an id number for each question, so that importing a later edition can be told from the first; provisions and skills as tags. Answers keep their order, so that the letters on the trainer's sheet hold.
"""

from __future__ import annotations

from checker.handouts import phrases
from checker.handouts.items import Item, items
from checker.handouts.marks import fractions
from checker.handouts.texts import as_html, line, shortened, within
from checker.handouts.xml import DECLARATION, cdata, element, text
from checker.training.paper import Paper

#: The most characters of an id number and of a tag in Moodle's database.
_IDNUMBER, _TAG = 100, 50

#: The longest name of a category.
_CATEGORY = 255


def as_moodle_xml(paper: Paper) -> str:
    """The paper as Moodle XML. Raises InputError where it cannot be asked (``items.unfit``)."""
    return DECLARATION + element("quiz", _category(paper), *(_question(item) for item in items(paper)))


def _category(paper: Paper) -> str:
    # A slash divides categories, so that one in a name is doubled; "top" is what holds all of a course.
    name = shortened(paper.title, _CATEGORY).replace("/", "//") or "ihl"
    about = as_html(paper.about) + as_html(f"{phrases.identity(paper)}. {phrases.FICTIONAL}")
    return element(
        "question",
        element("category", element("text", text(f"$course$/top/{name}"))),
        _html("info", about),
        element("idnumber", text(within(paper.id, _IDNUMBER))),
        type="category",
    )


def _html(name: str, html: str) -> str:
    """An element that holds a text in HTML."""
    return element(name, element("text", cdata(html)), format="html")


def _question(item: Item) -> str:
    parts = (
        element("name", element("text", text(item.name))),
        _html("questiontext", item.stem),
        _html("generalfeedback", item.feedback),
        element("defaultgrade", f"{item.points}.0000000"),
        element("penalty", "0.0000000" if item.kind == "open" else "0.3333333"),
        element("hidden", "0"),
        element("idnumber", text(within(item.id, _IDNUMBER))),
    )
    tags = element("tags", *(element("tag", element("text", text(shortened(tag, _TAG)))) for tag in dict.fromkeys(item.tags) if line(tag)))
    return element(
        "question",
        *parts,
        *(_essay(item) if item.kind == "open" else _choices(item)),
        tags,
        type="essay" if item.kind == "open" else "multichoice",
    )


def _choices(item: Item) -> tuple[str, ...]:
    one = item.kind == "one"
    marks = (
        tuple("100" if answer.right else "0" for answer in item.answers)
        if one
        else fractions(tuple(answer.right for answer in item.answers))
    )
    return (
        element("single", "true" if one else "false"),
        element("shuffleanswers", "false"),
        element("answernumbering", "abc"),
        element("showstandardinstruction", "1"),
        *(_html(name, "") for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")),
        *(
            element("answer", element("text", cdata(answer.text)), _html("feedback", answer.why), fraction=mark, format="html")
            for answer, mark in zip(item.answers, marks, strict=True)
        ),
    )


def _essay(item: Item) -> tuple[str, ...]:
    """An open question; the model answer is in the note to graders, which learners are not shown."""
    return (
        element("responseformat", "editor"),
        element("responserequired", "1"),
        element("responsefieldlines", "15"),
        element("minwordlimit"),
        element("maxwordlimit"),
        element("attachments", "0"),
        element("attachmentsrequired", "0"),
        element("maxbytes", "0"),
        element("filetypeslist"),
        _html("graderinfo", item.model),
        _html("responsetemplate", ""),
    )
