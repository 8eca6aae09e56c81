r"""A paper as GIFT, the text form of questions that Moodle and others read.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: the text of the file, made after what Moodle's importer (``question/format/gift/format.php``) does with it. The characters ``\ ~ = # { } :`` are escaped;
every text is HTML in ``<p>``, so that none begins with what the importer takes for a format, a weight or a comment; no question holds an empty line, which would end it.

The importer gives an open question no note to graders, so that the model answer stands in what is said after the answer. Neither id numbers nor points nor tags can be told in this form: Moodle XML is the better one
for Moodle.
"""

from __future__ import annotations

import re

from checker.handouts import phrases
from checker.handouts.items import Answer, Item, items
from checker.handouts.marks import fractions
from checker.handouts.texts import as_html, line, shortened
from checker.training.paper import Paper

_SPECIAL = re.compile(r"[\\~=#{}:]")


def as_gift(paper: Paper) -> str:
    """The paper as GIFT. Raises InputError where it cannot be asked (``items.unfit``)."""
    # The name of a category is read as it stands, but for what follows a backslash.
    category = shortened(paper.title, 255).replace("/", "//").replace("\\", " ") or "ihl"
    head = (
        f"// {line(paper.title)}\n"
        f"// {phrases.identity(paper)}\n"
        "// Moodle's GIFT has no note to graders, no points and no tags: model answers stand in the general feedback; Moodle XML keeps all of it.\n\n"
        f"$CATEGORY: $course$/top/{category}\n"
    )
    return "\n".join((head, *(_question(item) for item in items(paper))))


def escaped(text: str) -> str:
    """A text with everything escaped that means something in GIFT."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _question(item: Item) -> str:
    # An escaped character is "&&" and a number inside the importer, which would take these from a name. In HTML there is none: each & begins an entity.
    name = escaped(item.name.replace("&&", "& &"))
    feedback = item.feedback if item.kind != "open" else _with_model(item)
    lines = [f"::{name}::[html]{escaped(item.stem)}{{", *_answers(item), *([f"####{escaped(feedback)}"] if feedback else []), "}"]
    return "\n".join(lines) + "\n"


def _with_model(item: Item) -> str:
    return (f"{as_html(phrases.MODEL, strong=True)}{item.model}" if item.model else "") + item.feedback


def _answers(item: Item) -> list[str]:
    if item.kind == "one":
        return [_answer("=" if answer.right else "~", answer) for answer in item.answers]
    marks = fractions(tuple(answer.right for answer in item.answers))
    return [_answer(f"~%{mark}%", answer) for answer, mark in zip(item.answers, marks, strict=True)]


def _answer(mark: str, answer: Answer) -> str:
    return f"{mark}{escaped(answer.text)}" + (f"#{escaped(answer.why)}" if answer.why else "")
