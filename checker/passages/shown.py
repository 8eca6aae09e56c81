"""What a scan found, as it is shown: no name and no number of anybody, unless asked for.

Comes in: a scan and who withholds. Goes out: :class:`Shown`: each passage in which something was found, its sentences in pieces, and each cue with the words that matched; as plain data too. Layout is for ``rendering``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from checker.passages.articles import together
from checker.passages.cues import WORDING, Basis, Cue
from checker.passages.matching import Hit, Scan, Span
from checker.passages.names import Withholder

SCHEMA = "ihl-passages/1"

#: A sentence longer than this is shown around what matched, with so many letters on either side.
LONGEST, AROUND = 420, 140

#: A piece of a passage, and whether it is a word that matched.
Piece = tuple[str, bool]


class ShownCue(NamedTuple):
    """A cue in a passage: the words that matched, as far as they are no names."""

    cue: Cue
    words: tuple[str, ...]


class ShownPassage(NamedTuple):
    """A passage: its place, the sentences in which something was found, and the cues. Questionable wording comes first."""

    at: str
    pieces: tuple[Piece, ...]
    cues: tuple[ShownCue, ...]


class Shown(NamedTuple):
    """A scan to be shown; ``looked`` is the number of passages looked through."""

    title: str
    sha256: str
    language: str
    notes: tuple[str, ...]
    captives: bool
    looked: int
    passages: tuple[ShownPassage, ...]
    topics: dict[str, str]
    unredacted: bool

    def places(self) -> dict[tuple[str, str], str]:
        """Where each wording and each topic was found, by (wording, topic): wording first, then the topics in their order."""
        found: dict[tuple[str, str], list[str]] = {}
        for passage in self.passages:
            for subject in dict.fromkeys((one.cue.wording, one.cue.topic) for one in passage.cues):
                found.setdefault(subject, []).append(passage.at)
        order = list(self.topics)
        subjects = sorted(found, key=lambda subject: (not subject[0], subject[0], order.index(subject[1]) if subject[1] else 0))
        return {subject: together(found[subject]) for subject in subjects}

    @property
    def wording(self) -> int:
        """How many passages have wording to look at."""
        return sum(any(one.cue.wording for one in passage.cues) for passage in self.passages)


def shown(scan: Scan, withholder: Withholder, language: str, topics: dict[str, str], *, unredacted: bool = False) -> Shown:
    """What is shown of a scan."""
    by_passage: dict[int, list[Hit]] = {}
    for hit in scan.hits:
        by_passage.setdefault(hit.passage, []).append(hit)
    passages = []
    order = list(topics)
    for number, hits in sorted(by_passage.items()):
        passage = scan.article.passages[number]
        stretches = _stretches(passage.text, hits)
        marked = sorted({word for hit in hits for word in hit.words})
        pieces: list[Piece] = []
        for place, stretch in enumerate(stretches):
            if stretch.start and (place == 0 or stretch.start > stretches[place - 1].end + 1):
                pieces.append(("… " if not pieces else " … ", False))
            elif pieces:
                pieces.append((" ", False))
            text = list(withholder.pieces(passage.text, stretch.start, stretch.end, marked, withhold=not unredacted))
            pieces += [(text[0][0].lstrip(), text[0][1]), *text[1:]]
        if stretches and stretches[-1].end < len(passage.text.rstrip()):
            pieces.append((" …", False))
        hits.sort(key=lambda hit: (not hit.cue.wording, order.index(hit.cue.topic) if hit.cue.topic else 0))
        cues = tuple(ShownCue(hit.cue, tuple(_words(withholder, passage.text, hit, unredacted=unredacted))) for hit in hits)
        passages.append(ShownPassage(passage.at, tuple(pieces), cues))
    title = scan.article.title if unredacted else withholder.hide(scan.article.title)
    article = scan.article
    return Shown(title, article.sha256, language, article.notes, scan.captives, len(article.passages), tuple(passages), topics, unredacted)


def _stretches(text: str, hits: Sequence[Hit]) -> list[Span]:
    """The sentences of a passage in which something was found; of a very long one the stretch around what matched."""
    found = []
    for sentence in sorted({sentence for hit in hits for sentence in hit.sentences}):
        start, end = sentence
        if end - start > LONGEST:
            words = [word for hit in hits for word in hit.words if start <= word.start < end]
            start = max(start, min(word.start for word in words) - AROUND)
            end = min(end, start + LONGEST)
            while start > sentence.start and not text[start - 1].isspace():
                start += 1
                if start >= end:
                    start = max(sentence.start, end - LONGEST)
                    break
            if end < sentence.end and (space := text.rfind(" ", start, end)) > start:
                end = space
        found.append(Span(start, end))
    return found


def _words(withholder: Withholder, text: str, hit: Hit, *, unredacted: bool) -> Iterator[str]:
    """The words that matched, those that stand side by side together; names among them are left out."""
    for sentence in hit.sentences:
        together: list[str] = []
        for piece, marked in withholder.pieces(text, sentence.start, sentence.end, hit.words, withhold=not unredacted):
            if marked:
                together.append(piece)
            elif together and piece.strip(" -"):
                yield " ".join(together)
                together = []
        if together:
            yield " ".join(together)


def plain(found: Shown, by_rule: dict[str, str], basis: Basis) -> dict[str, Any]:
    """A scan as plain data for other programs; ``by_rule`` has the provision of each rule."""
    return {
        "schema": SCHEMA,
        **basis._asdict(),
        "article": {"title": found.title, "sha256": found.sha256, "language": found.language, "notes": list(found.notes)},
        "speaks_of_captives": found.captives,
        "passages_looked_through": found.looked,
        "passages": [
            {
                "at": passage.at,
                "text": "".join(piece for piece, _ in passage.pieces),
                "cues": [
                    {
                        "cue": one.cue.id,
                        "topic": one.cue.topic or None,
                        "wording": one.cue.wording or None,
                        "words": list(dict.fromkeys(one.words)),
                        "says": one.cue.says,
                        "change": one.cue.change or None,
                        "engages": [{"rule": rule, "provision": by_rule[rule]} for rule in one.cue.engages],
                        "facts": list(one.cue.facts),
                    }
                    for one in passage.cues
                ],
            }
            for passage in found.passages
        ],
    }


def summary(found: Shown) -> str:
    """What was found, in a sentence or two."""
    if not found.captives and not found.passages:
        if found.looked == 1:
            return "Its one passage does not seem to speak of captives, so that no cue was taken. If it does: --anyway."
        return f"None of its {_several(found.looked)} seems to speak of captives, so that no cue was taken. If one does: --anyway."
    if not found.passages:
        return f"No cue matched in its {_several(found.looked)}. That is no proof that no provision bears on them."
    first = f"{len(found.passages)} of its {_several(found.looked)} {'holds' if len(found.passages) == 1 else 'hold'} words on which provisions bear"
    return (
        f"{first}; {found.wording or 'none'} {'has' if found.wording == 1 else 'have'} wording to look at."
        if found.wording
        else f"{first}."
    )


def _several(number: int) -> str:
    return f"{number} passage{'' if number == 1 else 's'}"


def wording_title(kind: str) -> str:
    """What a kind of questionable wording is called."""
    return WORDING[kind][0].upper() + WORDING[kind][1:]


CLOSING = "A cue shows where to look, not what is so: it matches words, and takes no value from them. A passage without one may matter all the same."
WITHHELD = "Names and numbers are withheld as far as they can be told (best effort); --unredacted shows them on a terminal."
