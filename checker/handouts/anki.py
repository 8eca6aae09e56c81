"""A paper as a deck of cards for Anki, one card a question.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: the bytes of an ``.apkg`` file, made by genanki, the same for the same paper. A question keeps its place in a learner's collection when a later edition of the deck is imported,
since its card is known by the id of the question.

Every text is escaped; square brackets are written as numbers, since Anki looks for ``[sound:...]`` and ``[latex]`` in what a card shows, and formulas are left alone.
"""

from __future__ import annotations

import io
import zipfile

import genanki

from checker.handouts import phrases
from checker.handouts.items import Item, items
from checker.handouts.texts import as_html, digest, escaped, shortened
from checker.rendering.packing import archive
from checker.training.paper import Paper

#: What Anki knows the form of these cards by. It must never change: learners' collections hold it.
_MODEL = 1_749_316_013

#: Ids of notes are times in Anki. They begin here (1 January 2020), each paper at a second of its own, so that the cards of two papers do not meet.
_BEGIN, _SPREAD = 1_577_836_800, 100_000_000

_FIELDS = ("Number", "Question", "Answers", "Solution", "Reasons", "Explanation")

_CSS = """.card { font: 1.05rem/1.5 Georgia, serif; max-width: 40rem; margin: 0 auto; padding: 0 .8rem; text-align: start; }
.card p { margin: 0 0 .7rem; } .card li { margin-bottom: .35rem; }
.number, .label { font: 600 .8rem/1.3 system-ui, Arial, sans-serif; opacity: .75; }
.label { margin: 1.1rem 0 .3rem; }
"""

_FRONT = '<div class="tex2jax_ignore" dir="auto"><p class="number">{{Number}}</p>{{Question}}{{Answers}}</div>'
_BACK = (
    '{{FrontSide}}<hr id="answer"><div class="tex2jax_ignore" dir="auto">{{Solution}}{{Reasons}}'
    f'{{{{#Explanation}}}}<p class="label">{phrases.BECAUSE}</p>{{{{Explanation}}}}{{{{/Explanation}}}}</div>'
)


def as_apkg(paper: Paper) -> bytes:
    """The paper as a deck. Raises InputError where it cannot be asked (``items.unfit``)."""
    model = genanki.Model(
        _MODEL,
        "ihl-checker question",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    about = as_html(paper.about) + as_html(f"{phrases.identity(paper)}. {phrases.FICTIONAL}")
    # Two colons make a deck within a deck.
    name = shortened(paper.title, 200).replace("::", ": :") or "ihl"
    number = int(digest(paper.id)[:12], 16)
    deck = genanki.Deck(_BEGIN * 1000 + number % (_SPREAD * 1000), name, _inert(about))
    for item in items(paper):
        deck.add_note(
            genanki.Note(
                model=model, fields=_fields(item), guid=genanki.guid_for("ihl-checker", item.id), tags=["ihl-checker", item.tags[0]]
            )
        )
    out = io.BytesIO()
    genanki.Package(deck).write_to_file(out, timestamp=float(_BEGIN + number % _SPREAD))
    with zipfile.ZipFile(out) as made:
        return archive((entry, made.read(entry)) for entry in made.namelist())


def _fields(item: Item) -> list[str]:
    letters = [phrases.letter(place) for place in range(len(item.answers))]
    offered = "".join(f"<li>{answer.text}</li>" for answer in item.answers)
    right = ", ".join(letter for letter, answer in zip(letters, item.answers, strict=True) if answer.right)
    fields = (
        escaped(item.name),
        item.stem + as_html(phrases.DO[item.kind]),
        f'<ol type="a">{offered}</ol>' if offered else "",
        _label(phrases.MODEL) + item.model if item.kind == "open" else _label(f"{phrases.RIGHT}: {right or 'none'}"),
        _reasons(item, letters),
        item.feedback,
    )
    return [_inert(field) for field in fields]


def _reasons(item: Item, letters: list[str]) -> str:
    """Each answer with whether it is right, and why."""
    rows = "".join(
        f"<li><strong>{letter}) {phrases.RIGHT if answer.right else phrases.WRONG}.</strong> {answer.why}</li>"
        for letter, answer in zip(letters, item.answers, strict=True)
    )
    return f"<ul>{rows}</ul>" if rows else ""


def _label(words: str) -> str:
    return f'<p class="label">{escaped(words)}</p>'


def _inert(html: str) -> str:
    """HTML in which Anki finds nothing to obey: no sound, no formula and no field."""
    return html.replace("[", "&#91;").replace("{", "&#123;")
