"""Names in what is shown of an article, withheld.

Comes in: an article as sentences, and the words with a capital that name no person. Goes out: the stretches of each passage that may name somebody, or give a number of theirs.

No list of names exists, so that a rule errs on the side of withholding: a word with a capital inside a sentence is withheld unless the cues' list of capitals explains it; the first word of a sentence, and words
in capitals throughout, are withheld unless the article or the rulebook has them in small letters; so is every word of a script without capitals, and whatever was withheld once is withheld everywhere. It is a best effort all
the same: a name in small letters, or one that is also an ordinary word at the beginning of a sentence, can stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from checker.passages.cues import Cues
from checker.passages.matching import Scan
from checker.passages.words import Sentence, Token, key_of, sentences

NAME, NUMBER, LINK = "[name withheld]", "[number withheld]", "[link withheld]"

#: Small words within a name: de, van, bin.
_PARTICLES = frozenset(("al", "bin", "ben", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "mac", "ter", "van", "von", "zu"))  # fmt: skip

#: From this share of capitals on, a line of so many longer words is set in capitals throughout, as headlines are.
_TITLE_CASE, _ENOUGH_WORDS = 0.75, 4

_ADDRESS = re.compile(r"@|://|^www\.", flags=re.IGNORECASE)
_SPACED = re.compile(r"\S+")


class Withholder:
    """What may name somebody in one article. Words of the cues, and words that the rulebook has, explain a capital only where any word could have one."""

    def __init__(self, texts: Sequence[str], parted: Sequence[Sequence[Sentence]], cues: Cues) -> None:
        self._known = cues.known
        self._abbreviations = cues.abbreviations
        self._ordinary = {token.key for passage in parted for sentence in passage for token in sentence.tokens if token.text.islower()}
        self._cues = cues
        self._names: set[str] = set()
        for text, passage in zip(texts, parted, strict=True):
            for sentence in passage:
                self._names.update(token.key for token in self._suspects(text, sentence.tokens) if len(token.key) > 1)
        self._names -= {token.key for passage in parted for sentence in passage for token in sentence.tokens if token.key in self._known}

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """The stretches of a text that are withheld, with what is shown instead; those that touch are one."""
        found = [(word.start(), word.end(), LINK) for word in _SPACED.finditer(text) if _ADDRESS.search(word.group())]
        links = iter(tuple(found))
        link = next(links, None)
        for sentence in sentences(text, self._abbreviations):
            suspects = {token.start for token in self._suspects(text, sentence.tokens)}
            for token in sentence.tokens:
                while link is not None and link[1] <= token.start:
                    link = next(links, None)
                if link is not None and link[0] <= token.start:
                    continue
                if _numbers(text, token):
                    found.append((token.start, token.end, NUMBER))
                elif token.start in suspects or token.key in self._names:
                    found.append((token.start, token.end, NAME))
        return _joined(text, sorted(found))

    def hide(self, text: str) -> str:
        """A text with everything withheld."""
        return "".join(word for word, _ in self.pieces(text, 0, len(text), ()))

    def pieces(
        self, text: str, start: int, end: int, marked: Iterable[tuple[int, int]], *, withhold: bool = True
    ) -> Iterator[tuple[str, bool]]:
        """A stretch of a text in pieces, each with whether it was ``marked``; what is withheld is a piece of its own, unless nothing is (``withhold``)."""
        hidden = [span for span in self.spans(text) if span[0] < end and start < span[1]] if withhold else []
        covered = {place for first, last, _ in hidden for place in range(first, last)}
        cuts = [(first, last, "", True) for first, last in marked if start <= first < end and covered.isdisjoint(range(first, last))]
        cuts += [(first, last, label, False) for first, last, label in hidden]
        here = start
        for first, last, label, is_marked in sorted(cuts):
            if first > here:
                yield text[here:first], False
            yield label or text[first:last], is_marked
            here = max(here, last)
        if here < end:
            yield text[here:end], False

    def _suspects(self, text: str, tokens: Sequence[Token]) -> Iterator[Token]:
        """The words of a sentence that may be names by how they are written."""
        long = [token for token in tokens if len(token.text) > 3 and not token.text[0].isdigit()]
        throughout = len(long) >= _ENOUGH_WORDS and sum(token.capital for token in long) >= _TITLE_CASE * len(long)
        for number, token in enumerate(tokens):
            if _without_case(token.text):
                yield token
            elif token.capital and token.key not in self._known and not self._abbreviated(text, token):
                after = tokens[number + 1] if number + 1 < len(tokens) else None
                followed = after is not None and after.capital and after.text.isalpha() and after.key not in self._known and not throughout
                if (number == 0 or throughout or (token.text.isupper() and len(token.text) > 1)) and not followed:
                    if not self._explained(token):
                        yield token
                else:
                    yield token

    def _abbreviated(self, text: str, token: Token) -> bool:
        """Whether a word is one of the abbreviations, with its full stop: "Jan. 9", but not "Jan said"."""
        return token.key in self._abbreviations and text[token.end : token.end + 1] == "."

    def _explained(self, token: Token) -> bool:
        """Whether a word is an ordinary one: the article has it in small letters, or the cues, the rulebook or the program do."""
        if token.key in self._ordinary or self._cues.patterns.has(token.key):
            return True
        from checker.ownwords import says

        return says(token.text)


def withholder_of(scan: Scan, cues: Cues) -> Withholder:
    """Who withholds the names of a scanned article."""
    return Withholder([passage.text for passage in scan.article.passages], scan.sentences, cues)


def _without_case(text: str) -> bool:
    """Whether a word is of a script that has no capitals, in which a name cannot be told."""
    return any(letter.isalpha() and letter.lower() == letter.upper() and ord(letter) > 0x2FF for letter in text)


def _numbers(text: str, token: Token) -> bool:
    """Whether a word is a number that may be somebody's: four figures or more that are no year, figures joined to others, or letters and figures mixed."""
    if not any(letter.isdigit() for letter in token.text):
        return False
    if token.text.isdigit():
        before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 2]
        joined = (before in ("-", "/") and token.start > 1 and text[token.start - 2].isdigit()) or (
            after[:1] in ("-", "/") and after[1:].isdigit()
        )
        return joined or len(token.text) > 4 or (len(token.text) == 4 and not 1900 <= int(token.text) <= 2099)
    return len(token.text) >= 4 and not re.fullmatch(r"\d{1,4}(?:st|nd|rd|th|s|km|kg|mm|m)", token.text)


def _joined(text: str, found: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Stretches of one kind with nothing but spaces, small marks or particles between them, as one."""
    joined: list[tuple[int, int, str]] = []
    for start, end, label in found:
        if joined and joined[-1][2] == label and start >= joined[-1][1]:
            between = text[joined[-1][1] : start]
            if len(between) < 12 and (not between.strip(" .-/'’") or {key_of(word) for word in between.split()} <= _PARTICLES):
                joined[-1] = (joined[-1][0], end, label)
                continue
        joined.append((start, end, label))
    return joined
