"""Word patterns: how a cue says which words it looks for.

Comes in: phrases as a lawyer writes them. Goes out: :class:`Patterns`, which finds all of them in a sentence in one walk.

A phrase is words in their order. ``captur*`` is every word that begins so. ``(photo*|moving pictures)`` is one of several. ``...`` is up to three words of any kind, ``...6`` up to six. ``<captives>`` is one
of the phrases of that list. ``<CAPITAL>`` is a word with a capital that is not on the list of known ones, ``<DIGITS>`` a number in figures, ``<LONG_NUMBER>`` one of four figures or more that is no year.

A phrase becomes its positions and which may follow which (Glushkov 1961, "The abstract theory of automata"). A sentence is walked with the set of positions reached, never going back, so that no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from checker.passages.words import Token, key_of, tokens_of

#: How many words ``...`` stands for, and the most that a number after it may ask for.
GAP, WIDEST_GAP = 3, 12

#: The most positions of a phrase with its lists written out.
MOST_POSITIONS = 1_500

CLASSES = ("CAPITAL", "DIGITS", "LONG_NUMBER")

_PIECE = re.compile(
    r"\.\.\.(?P<gap>\d*)|<(?P<list>[A-Za-z_]+)>|(?P<sign>[()|])|(?P<word>[^\s()|<>*.]+(?P<any>\*?))|(?P<space>\s+)|(?P<wrong>.)"
)


class BadPattern(Exception):
    """A phrase that cannot be read. ``what`` is wrong, ``fix`` what to do, ``word`` the name that was not found, if it was a name."""

    def __init__(self, what: str, fix: str, word: str = "") -> None:
        super().__init__(what)
        self.what, self.fix, self.word = what, fix, word


class _Piece(NamedTuple):
    kind: str
    text: str


class _Part(NamedTuple):
    """A piece of a phrase as positions: those it may begin with, those it may end with, and whether it may be left out."""

    first: frozenset[int]
    last: frozenset[int]
    empty: bool


_NOTHING = _Part(frozenset(), frozenset(), True)


class _Position(NamedTuple):
    """What a word must be to stand here. ``gap``: any word, which is no part of what was found."""

    words: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    gap: bool = False

    def takes(self, token: Token, classes: Collection[str]) -> bool:
        """Whether a word may stand here."""
        key = token.key
        if self.gap or key in self.words or not self.classes.isdisjoint(classes):
            return True
        return bool(self.beginnings) and any(key[:length] in self.beginnings for length in range(1, len(key) + 1))


class Phrase:
    """One phrase, read. Raises BadPattern."""

    def __init__(self, text: str, lists: Mapping[str, Sequence[str]]) -> None:
        self.text = text
        self._lists = lists
        self.positions: list[_Position] = []
        self.follow: list[set[int]] = []
        whole = self._sequence(_pieces(text), ())
        if whole.empty:
            raise BadPattern("the phrase could stand for no word at all.", "Write at least one word.")
        if any(self.positions[number].gap for number in whole.first | whole.last):
            raise BadPattern("the phrase begins or ends with a gap.", "Begin and end it with a word.")
        self.first, self.last = whole.first, whole.last

    def _sequence(self, pieces: Sequence[_Piece], inside: tuple[str, ...]) -> _Part:
        found = _NOTHING
        rest = list(pieces)
        while rest:
            piece = rest.pop(0)
            if piece.kind == "(":
                found = self._then(found, self._choice(_taken(rest), inside))
            elif piece.kind == "gap":
                for _ in range(int(piece.text)):
                    one = self._new(_Position(gap=True))
                    found = self._then(found, _Part(one.first, one.last, True))
            elif piece.kind == "list":
                found = self._then(found, self._named(piece.text, inside))
            else:
                found = self._then(found, self._new(_position(piece)))
        return found

    def _choice(self, branches: Sequence[Sequence[_Piece]], inside: tuple[str, ...]) -> _Part:
        """Several branches as one part: those of one word share a position."""
        single = [branch[0] for branch in branches if len(branch) == 1 and branch[0].kind in ("word", "beginning")]
        parts = [self._sequence(branch, inside) for branch in branches if not (len(branch) == 1 and branch[0] in single)]
        if single:
            made = [_position(piece) for piece in single]
            words, beginnings = (frozenset().union(*(getattr(one, name) for one in made)) for name in ("words", "beginnings"))
            parts.append(self._new(_Position(words, beginnings)))
        return _Part(
            frozenset().union(*(part.first for part in parts)),
            frozenset().union(*(part.last for part in parts)),
            any(part.empty for part in parts),
        )

    def _named(self, name: str, inside: tuple[str, ...]) -> _Part:
        if name in CLASSES:
            return self._new(_Position(classes=frozenset((name,))))
        if name in inside:
            raise BadPattern(f"the list <{name}> stands within itself.", "Take it out of itself.")
        if name not in self._lists:
            raise BadPattern(f"there is no list <{name}>.", "", name)
        return self._choice([_pieces(phrase) for phrase in self._lists[name]], (*inside, name))

    def _new(self, position: _Position) -> _Part:
        if len(self.positions) >= MOST_POSITIONS:
            raise BadPattern("the phrase with its lists is too long.", "Make several phrases of it.")
        self.positions.append(position)
        self.follow.append(set())
        here = frozenset((len(self.positions) - 1,))
        return _Part(here, here, False)

    def _then(self, one: _Part, other: _Part) -> _Part:
        for number in one.last:
            self.follow[number] |= other.first
        return _Part(
            one.first | other.first if one.empty else one.first,
            one.last | other.last if other.empty else other.last,
            one.empty and other.empty,
        )


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    for match in _PIECE.finditer(text):
        if match["wrong"]:
            what = f'"{match["wrong"]}" has no meaning here.'
            raise BadPattern(what, "A phrase is words, word* for its forms, (one|other), ... for a gap and <list>.")
        if match["gap"] is not None:
            width = int(match["gap"] or GAP)
            if not 1 <= width <= WIDEST_GAP:
                raise BadPattern(f"a gap of {width} words cannot be asked for.", f"Ask for 1 to {WIDEST_GAP}.")
            found.append(_Piece("gap", str(width)))
        elif match["list"]:
            found.append(_Piece("list", match["list"]))
        elif match["sign"]:
            found.append(_Piece(match["sign"], ""))
        elif match["word"]:
            parts = [token.text for token in tokens_of(match["word"])]
            if not parts:
                raise BadPattern(f'"{match["word"]}" is no word.', "Write letters or figures.")
            found += [_Piece("word", key_of(part)) for part in parts]
            if match["any"]:
                found[-1] = _Piece("beginning", parts[-1].casefold().replace("’", "'"))
    depth = 0
    for piece in found:
        depth += {"(": 1, ")": -1}.get(piece.kind, 0)
        if depth < 0 or (piece.kind == "|" and not depth):
            break
    else:
        if not depth:
            return found
    raise BadPattern("a bracket is missing.", "Write (one|other).")


def _taken(rest: list[_Piece]) -> list[list[_Piece]]:
    """The branches up to the bracket that closes, taken from what is left."""
    branches: list[list[_Piece]] = [[]]
    depth = 0
    while rest:
        piece = rest.pop(0)
        if piece.kind == ")" and not depth:
            break
        depth += {"(": 1, ")": -1}.get(piece.kind, 0)
        if piece.kind == "|" and not depth:
            branches.append([])
        else:
            branches[-1].append(piece)
    if not all(branches):
        raise BadPattern("one of the words between brackets is missing.", "Write (one|other), with something in each place.")
    return branches


def _position(piece: _Piece) -> _Position:
    return _Position(words=frozenset((piece.text,))) if piece.kind == "word" else _Position(beginnings=frozenset((piece.text,)))


class Found(NamedTuple):
    """Where a phrase was found in a sentence: the numbers of its words there, gaps left out."""

    phrase: int
    tokens: tuple[int, ...]


class Patterns:
    """Many phrases, looked for at once. ``known`` are words with a capital that name nobody (as compared)."""

    def __init__(self, phrases: Iterable[Phrase], known: Collection[str] = ()) -> None:
        self.phrases = tuple(phrases)
        self._known = frozenset(known)
        self._words: dict[str, list[tuple[int, int]]] = {}
        self._beginnings: dict[str, list[tuple[int, int]]] = {}
        self._classes: dict[str, list[tuple[int, int]]] = {}
        for number, phrase in enumerate(self.phrases):
            for place in phrase.first:
                position = phrase.positions[place]
                for table, keys in (
                    (self._words, position.words),
                    (self._beginnings, position.beginnings),
                    (self._classes, position.classes),
                ):
                    for key in keys:
                        table.setdefault(key, []).append((number, place))
        self._longest = max((len(key) for key in self._beginnings), default=0)

    def find(self, tokens: Sequence[Token]) -> list[Found]:
        """Every phrase in a sentence, at each of the places at which it begins."""
        classes = [self.classes(token, first=not number) for number, token in enumerate(tokens)]
        found = []
        for start, token in enumerate(tokens):
            begins = dict.fromkeys(self._words.get(token.key, ()))
            for length in range(1, min(len(token.key), self._longest) + 1):
                begins.update(dict.fromkeys(self._beginnings.get(token.key[:length], ())))
            for name in classes[start]:
                begins.update(dict.fromkeys(self._classes.get(name, ())))
            by_phrase: dict[int, list[int]] = {}
            for number, place in begins:
                by_phrase.setdefault(number, []).append(place)
            for number, places in by_phrase.items():
                words = _walk(self.phrases[number], places, tokens, classes, start)
                if words:
                    found.append(Found(number, words))
        return found

    def has(self, key: str) -> bool:
        """Whether a word, as compared, is one with which a phrase begins."""
        return key in self._words or any(key[:length] in self._beginnings for length in range(1, min(len(key), self._longest) + 1))

    def classes(self, token: Token, *, first: bool = False) -> frozenset[str]:
        """The classes of a word; the ``first`` of a sentence has a capital anyway."""
        text = token.text
        if text.isdigit():
            long = len(text) > 4 or (len(text) == 4 and not 1900 <= int(text) <= 2099)
            return frozenset(("DIGITS", "LONG_NUMBER") if long else ("DIGITS",))
        if token.capital and token.key not in self._known and not (first and text.casefold() in self._words):
            return frozenset(("CAPITAL",))
        return frozenset()


def _walk(phrase: Phrase, places: Sequence[int], tokens: Sequence[Token], classes: Sequence[frozenset[str]], start: int) -> tuple[int, ...]:
    """The words with which a phrase is fulfilled soonest from ``start``; nothing where it is not."""
    reached: dict[int, tuple[int, ...]] = dict.fromkeys(places, (start,))
    here = start
    while reached:
        for place, words in reached.items():
            if place in phrase.last:
                return words
        here += 1
        if here == len(tokens):
            return ()
        following: dict[int, tuple[int, ...]] = {}
        for place, words in reached.items():
            for after in phrase.follow[place]:
                if after not in following and phrase.positions[after].takes(tokens[here], classes[here]):
                    following[after] = words if phrase.positions[after].gap else (*words, here)
        reached = following
    return ()
