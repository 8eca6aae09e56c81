"""Which passages of an article engage what.

Comes in: an article and the cues of its language. Goes out: :class:`Scan`: each cue in each passage in which it was found, with the words that matched. Nothing is weighed and no value is read out of the words: a cue says where a person
should look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from checker.passages.articles import Article
from checker.passages.cues import Cue, Cues
from checker.passages.patterns import Found
from checker.passages.words import Sentence, sentences


class Span(NamedTuple):
    """A stretch of a passage."""

    start: int
    end: int


class Hit(NamedTuple):
    """One cue in one passage (its number): the sentences, and in them the words that matched."""

    cue: Cue
    passage: int
    sentences: tuple[Span, ...]
    words: tuple[Span, ...]


class Scan(NamedTuple):
    """What was found. ``captives`` says whether the article seems to speak of captives; where it does not, no cue is taken unless somebody asks for it."""

    article: Article
    sentences: tuple[tuple[Sentence, ...], ...]
    captives: bool
    hits: tuple[Hit, ...]

    def of(self, passage: int) -> list[Hit]:
        """What was found in one passage."""
        return [hit for hit in self.hits if hit.passage == passage]


#: What phrases were found in each sentence of a passage: by the number of the phrase.
_InSentence = Mapping[int, list[Found]]


def scan(article: Article, cues: Cues, *, anyway: bool = False) -> Scan:
    """Every passage looked through for every cue; ``anyway``: though the article does not seem to speak of captives."""
    parted = tuple(tuple(sentences(passage.text, cues.abbreviations)) for passage in article.passages)
    found: list[list[_InSentence]] = []
    for passage in parted:
        found.append([])
        for sentence in passage:
            by_phrase: dict[int, list[Found]] = {}
            for one in cues.patterns.find(sentence.tokens):
                by_phrase.setdefault(one.phrase, []).append(one)
            found[-1].append(by_phrase)
    captives = _speaks_of_captives(found, cues)
    if not captives and not anyway:
        return Scan(article, parted, False, ())
    everywhere = frozenset(number for passage in found for in_sentence in passage for number in in_sentence)
    hits = []
    for number, (passage, in_passage) in enumerate(zip(parted, found, strict=True)):
        here = frozenset(phrase for in_sentence in in_passage for phrase in in_sentence)
        topics: set[str] = set()
        for cue in sorted(cues.cues, key=lambda cue: cue.broad):
            if cue.phrases.isdisjoint(here) or (cue.broad and cue.topic in topics):
                continue
            if cue.only_in and article.passages[number].at.split()[0] not in cue.only_in:
                continue
            hit = _hit(cue, number, passage, in_passage, here, everywhere)
            if hit is not None:
                hits.append(hit)
                topics.add(cue.topic)
    return Scan(article, parted, captives, tuple(hits))


def _speaks_of_captives(found: Sequence[Sequence[_InSentence]], cues: Cues) -> bool:
    """Whether an article speaks of captives and, where the cues ask for it, of armed forces somewhere beside; or of armed forces in more than one sentence. Where it does not, no cue is taken."""
    everywhere = [in_sentence for passage in found for in_sentence in passage if cues.about_unless.isdisjoint(in_sentence)]
    if sum(not cues.about_several.isdisjoint(in_sentence) for in_sentence in everywhere) > 1:
        return True
    if not any(not cues.about.isdisjoint(in_sentence) for in_sentence in everywhere):
        return False
    return not cues.about_also or any(not cues.about_also.isdisjoint(in_sentence) for in_sentence in everywhere)


def _hit(
    cue: Cue, number: int, passage: tuple[Sentence, ...], found: list[_InSentence], here: frozenset[int], everywhere: frozenset[int]
) -> Hit | None:
    """A cue in a passage, if what must stand near it does and what must not does not."""
    where: list[Span] = []
    words: set[Span] = set()
    for sentence, in_sentence in zip(passage, found, strict=True):
        if cue.phrases.isdisjoint(in_sentence) or not cue.unless.isdisjoint(in_sentence):
            continue
        around = {"sentence": in_sentence.keys(), "paragraph": here, "article": everywhere}[cue.within]
        if cue.near and cue.near.isdisjoint(around):
            continue
        where.append(Span(sentence.start, sentence.end))
        for phrase in cue.phrases & in_sentence.keys():
            for one in in_sentence[phrase]:
                words.update(Span(sentence.tokens[place].start, sentence.tokens[place].end) for place in one.tokens)
    return Hit(cue, number, tuple(where), tuple(sorted(words))) if where else None
