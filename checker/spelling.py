"""Words found in a text however they are spelt there.

Comes in: words to look for, and a text. Goes out: the stretches of the text at which one of them stands. Capitals, accents, full-width and invisible letters, letters of other scripts (by their transliteration),
signs and spaces between letters make no difference, nor does what a browser or a program reads in place of an escape (``&ouml;``, ``%C3%B6``, ``\\u00f6``) or of markup within a word.

A short word counts as a whole word only, or with a grammatical ending; a long one also inside others. What stands between the letters must be what the word has there itself, less of it, or signs.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

About = tuple[str, str]

#: From so many letters on a word is also looked for inside others.
_LONG = 7

#: So many letters of a short word are looked up before the rest.
_HEAD = 3

#: A word with so many digits may be grouped in any way.
_GROUPED = 4

#: Grammatical endings of names, in Latin letters.
_ENDINGS = frozenset(("s", "es", "a", "u", "e", "y", "i", "em", "om", "im", "ym", "am", "oi", "oy", "ei", "ov", "ova", "ovi", "ego", "emu", "iu", "ya", "yu", "ia", "ami", "akh", "ski"))  # fmt: skip


class _Word(NamedTuple):
    """A word to look for: what it is about, between which of its letters something stands, whether it may have an ending."""

    about: About
    gaps: frozenset[int]
    ending: bool


class Known:
    """The words to look for, by their letters."""

    def __init__(self) -> None:
        self._short: dict[str, list[_Word]] = {}
        self._long: dict[str, list[_Word]] = {}
        self._heads: set[str] = set()
        self._begin: dict[str, list[str]] | None = None
        self._literal: dict[str, About] = {}
        self._written: re.Pattern[str] | None = None

    @classmethod
    def of(cls, word: str, about: About) -> Known:
        """With one word."""
        known = cls()
        known.add(word, about)
        return known

    def __len__(self) -> int:
        return len(self._short) + len(self._long) + len(self._literal)

    def add(self, word: str, about: About, *, ending: bool = False) -> None:
        """Adds a word, whose letters are looked for."""
        letters = _Letters(_folded(word))
        store = self._long if len(letters.text) >= _LONG else self._short
        entry = _Word(about, frozenset(letters.gaps(0, len(letters.text))), ending)
        several = store.setdefault(letters.text, [])
        if store is self._short:
            self._heads.add(letters.text[:_HEAD])
        if not any(other.gaps == entry.gaps and other.ending == entry.ending for other in several):
            several.append(entry)
        self._begin = None

    def add_literal(self, word: str, about: About) -> None:
        """Adds a word that is looked for as it is written."""
        self._literal.setdefault(word, about)
        self._written = None

    def update(self, other: Known) -> None:
        """Takes in the words of another."""
        for mine, others in ((self._short, other._short), (self._long, other._long)):
            for word, entries in others.items():
                several = mine.setdefault(word, [])
                several += [entry for entry in entries if not any(entry.gaps == own.gaps and entry.ending == own.ending for own in several)]
        self._heads |= other._heads
        for word, about in other._literal.items():
            self._literal.setdefault(word, about)
        self._begin = self._written = None

    def find(self, text: str) -> list[tuple[int, int, About]]:
        """Every stretch of ``text`` at which a word stands, and what that word is about."""
        found = (
            [(match.start(), match.end(), self._literal[match.group()]) for match in self._literally().finditer(text)]
            if self._literal
            else []
        )
        folded = _folded(text)
        letters = _Letters(folded)
        spans = [*self._short_in(letters), *self._long_in(letters)]
        if spans:
            places = [place for place, character in enumerate(text) for _ in _plain(character)]
            for start, end, word in spans:
                stop = places[letters.place(end - 1)] + 1
                while stop < len(text) and not _plain(text[stop]):
                    stop += 1  # an accent goes with its letter
                found.append((places[letters.place(start)], stop, word.about))
        return found

    def may_stand_in(self, text: str) -> bool:
        """Whether a word could stand in a text or in any other reading of it; False is certain, and told in a fraction of the time of looking.

        Without escapes and markup every reading has the same letters one after the other, and a word can stand only where its own do.
        """
        if self._literal or "<" in text or _MAY_ESCAPE.search(text):
            return True
        letters = text.encode().translate(_SMALL, _NO_LETTERS).decode() if text.isascii() else squeezed(text)
        return any(word in letters for word in self._short) or any(word in letters for word in self._long)

    def _literally(self) -> re.Pattern[str]:
        if self._written is None:
            patterns = (re.escape(word) if word.upper() == word.lower() else rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(self._literal, key=lambda w: (-len(w), w)))  # fmt: skip
            self._written = re.compile("|".join(patterns))
        return self._written

    def _short_in(self, letters: _Letters) -> Iterator[tuple[int, int, _Word]]:
        if not self._short:
            return
        for number, (start, _) in enumerate(letters.runs):
            if letters.text[start : start + _HEAD] not in self._heads:
                continue
            for end in letters.ends(number, start + _LONG + 2):
                piece = letters.text[start:end]
                for word in self._short.get(piece, ()):
                    if letters.fits(start, end, word):
                        yield start, end, word
                for cut in (1, 2, 3):
                    if piece[-cut:] in _ENDINGS:
                        for word in self._short.get(piece[:-cut], ()):
                            if (
                                word.ending
                                and len(piece) - cut > 3
                                and letters.fits(start, end - cut, word)
                                and not letters.gaps(end - cut - 1, end)
                            ):
                                yield start, end, word

    def _long_in(self, letters: _Letters) -> Iterator[tuple[int, int, _Word]]:
        text = letters.text
        for value in self._candidates(text):
            start = text.find(value)
            while start >= 0:
                end = start + len(value)
                for word in self._long[value]:
                    if letters.holds(start, end, word):
                        yield start, end, word
                start = text.find(value, start + 1)

    def _candidates(self, text: str) -> list[str]:
        """The long words whose letters stand in ``text`` one after the other."""
        if len(self._long) < 60:
            return [value for value in self._long if value in text]
        if self._begin is None:
            self._begin = {}
            for value in self._long:
                self._begin.setdefault(value[:_LONG], []).append(value)
        begins = {begin for place in range(len(text) - _LONG + 1) if (begin := text[place : place + _LONG]) in self._begin}
        return [value for begin in sorted(begins) for value in self._begin[begin] if value in text]


class _Letters:
    """The letters and digits of a folded text, one after the other, and where something stood between them."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.runs: list[tuple[int, int]] = []  # where each run of letters or digits begins, here and in the folded text
        pieces: list[str] = []
        count = 0
        for run in _RUNS.finditer(folded):
            self.runs.append((count, run.start()))
            pieces.append(run.group())
            count += len(pieces[-1])
        self.text = "".join(pieces)
        self._starts = [start for start, _ in self.runs]
        self._known = set(self._starts)

    def place(self, position: int) -> int:
        """Where a letter stands in the folded text."""
        start, there = self.runs[bisect_right(self._starts, position) - 1]
        return there + position - start

    def ends(self, number: int, limit: int) -> Iterator[int]:
        """Where the run of this number ends, and those after it, up to a limit."""
        for following in range(number + 1, min(number + _LONG + 2, len(self.runs) + 1)):
            end = self.runs[following][0] if following < len(self.runs) else len(self.text)
            if end > limit + 1:
                return
            yield end

    def gaps(self, start: int, end: int) -> dict[int, str]:
        """What stands between the letters of a stretch, by the number of letters before it."""
        found = {}
        first = bisect_right(self._starts, start)
        for number in range(first, len(self.runs)):
            begin, there = self.runs[number]
            if begin >= end:
                break
            before, there_before = self.runs[number - 1]
            between = self.folded[there_before + begin - before : there]
            if between:
                found[begin - start] = between
        return found

    def fits(self, start: int, end: int, word: _Word) -> bool:
        """Whether what stands between the letters of a stretch is what the word has there itself, or less, or more of it: signs alone, or something after every letter."""
        gaps = self.gaps(start, end)
        if gaps.keys() <= word.gaps:
            return True
        if sum(letter.isdigit() for letter in self.text[start:end]) >= _GROUPED:
            return True
        more = [between for place, between in gaps.items() if place not in word.gaps]
        return word.gaps <= gaps.keys() and (all(" " not in between for between in more) or len(gaps) == end - start - 1)

    def holds(self, start: int, end: int, word: _Word) -> bool:
        """Whether a long word stands here: whole where there are gaps in it, anywhere within another where there are none."""
        inside = start not in self._known
        if inside and (self.text[start].isdigit() or self.gaps(start, end)):
            return False
        if self.text[end - 1].isdigit() and end < len(self.text) and end not in self._known:
            return False
        return self.fits(start, end, word)


_RUNS = re.compile(r"[a-z]+|[0-9]+")

#: ASCII in small letters, and what of it is neither letter nor digit.
_SMALL = bytes(range(256)).lower()
_NO_LETTERS = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isalnum())


def squeezed(text: str) -> str:
    """The letters and digits of a text alone, in small Latin letters."""
    return "".join(_RUNS.findall(_folded(text)))


def plain_words(text: str) -> str:
    """The words and numbers of a text in small Latin letters, a blank between them."""
    return " ".join(_RUNS.findall(_folded(text)))


# --- folding -------------------------------------------------------------------------------------------------------------------------------------------


class _Plain(dict[int, str]):
    """By character: the small Latin letters and digits for it, a blank for a blank, a dash for a sign, nothing for accents and what cannot be seen."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isascii():
            known = character.lower() if character.isalnum() else " " if character.isspace() else "-"
        elif unicodedata.category(character) in ("Mn", "Me", "Cf"):
            known = ""
        else:
            from anyascii import anyascii

            plain = "".join(letter for letter in unicodedata.normalize("NFKD", character) if not unicodedata.combining(letter))
            known = "".join(letter for letter in anyascii(plain.casefold()).lower() if letter.isascii() and letter.isalnum())
            known = known or (" " if character.isspace() else "-")
        self[code] = known
        return known


_TABLE = _Plain()


def _folded(text: str) -> str:
    return text.translate(_TABLE)


def _plain(character: str) -> str:
    return _TABLE[ord(character)]


# --- as others would read it ---------------------------------------------------------------------------------------------------------------------------

_Step = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


class Reading(NamedTuple):
    """A text as it is, or as a browser or a program would read it: ``steps`` lead there from ``written``."""

    text: str
    written: str
    steps: tuple[_Step, ...]

    def places(self) -> Callable[[int, int], tuple[int, int]]:
        """A function from a stretch of this reading to the stretch of the written text that it comes from."""
        if not self.steps:
            return lambda start, end: (start, end)
        text = self.written
        starts: Any = range(len(text))
        ends: Any = range(1, len(text) + 1)
        for pattern, replaced in self.steps:
            pieces: list[str] = []
            new_starts: list[int] = []
            new_ends: list[int] = []
            at = 0
            for match in pattern.finditer(text):
                low, high = match.span()
                instead = replaced(match)
                pieces += [text[at:low], instead]
                new_starts += [*starts[at:low], *[starts[low]] * len(instead)]
                new_ends += [*ends[at:low], *[ends[high - 1]] * len(instead)]
                at = high
            text = "".join((*pieces, text[at:]))
            starts, ends = [*new_starts, *starts[at:]], [*new_ends, *ends[at:]]
        return lambda start, end: (starts[start], ends[end - 1])


def readings(text: str) -> Iterator[Reading]:
    """A text as it is; without its escapes, which may be escaped themselves; and each of these with words run together taken apart, and without markup."""
    reading = Reading(text, text, ())
    for _ in range(4):
        yield reading
        if _RUN_ON[0].search(reading.text):
            yield Reading(_RUN_ON[0].sub("-", reading.text), text, (*reading.steps, _RUN_ON))
        if "<" in reading.text and (bare := _MARKUP[0].sub("", reading.text)) != reading.text:
            yield Reading(bare, text, (*reading.steps, _MARKUP))
        if not _MAY_ESCAPE.search(reading.text) or (further := _ESCAPES[0].sub(_unescaped, reading.text)) == reading.text:
            return
        reading = Reading(further, text, (*reading.steps, _ESCAPES))


def _unescaped(match: re.Match[str]) -> str:
    escape = match.group()
    if escape[0] == "%":
        raw = bytes.fromhex(escape.replace("%", ""))
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    if escape[0] == "&":
        import html

        return html.unescape(escape)
    if escape[:4].lower() == "xn--":
        try:
            return escape.encode("ascii").decode("idna")
        except UnicodeError:
            return escape
    if escape[0] == "\\" and escape[1] in "nrtfv":
        return " "
    code = int(re.sub(r"[^0-9a-fA-F]", "", escape[2:] if escape[0] in "\\<_" else escape), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else escape


#: Escapes of URLs, HTML and XML, JSON and source code, host names, workbooks, and of what this program prints for what cannot be seen.
_ESCAPES: _Step = (
    re.compile(
        r"(?:%[0-9A-Fa-f]{2})+|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?"
        r"|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\x[0-9a-fA-F]{2}|\\[nrtfv]|<U\+[0-9A-F]{4,6}>|_x[0-9A-Fa-f]{4}_|(?<![\w-])[xX][nN]--[a-zA-Z0-9-]{1,59}"
    ),
    _unescaped,
)
_MAY_ESCAPE = re.compile(r"[%&\\]|<U\+|_x|[xX][nN]--")

#: Between words that are run together, each with a capital, as names of files and programs are.
_RUN_ON: _Step = (re.compile(r"(?<=[a-z\u00df-\u00f6\u00f8-\u00ff])(?=[A-Z\u00c0-\u00d6\u00d8-\u00de])"), lambda match: "-")  # noqa: ARG005

#: Tags and comments of HTML and XML; emphasis of Markdown is made of signs and needs nothing.
_MARKUP: _Step = (re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>|<\?[^<>]*\?>", flags=re.DOTALL), lambda match: "")  # noqa: ARG005
