"""What a record keeps restricted, found in any text and taken out of it.

Comes in: the ``restricted`` block of a record, and texts. Goes out: the same texts with every restricted value withheld, or the places at which one still stands. A value is found however it is written: in
capitals, with other accents, spaces or signs between its letters, in another script (by its transliteration into Latin letters), with a grammatical ending, escaped for HTML, JSON or URLs, split by markup.
How that is done stands in ``spelling``; which values count, here.

A transliteration can be written in several ways, and only one is known here; numbers of one or two digits cannot be told from others and are passed over. docs/redaction.md says what follows from that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from checker.spelling import Known, Reading, readings, squeezed

#: What stands in the place of a restricted value.
MARK = "[withheld]"

#: Words in a key of a restricted block under which the parts of a value give a person away too: a surname alone.
_NAMES = ("name", "alias", "call_sign", "callsign")

#: Keys under which names may stand, or a description: parts count only where every word has a capital.
_FAMILY = frozenset(("relative", "relatives", "family", "parents", "mother", "father", "spouse", "wife", "husband", "children", "brother", "sister", "contact", "contacts"))  # fmt: skip

#: Parts of names that are titles, ranks or particles and lead to nobody.
_TITLES = frozenset((
    "admiral", "airman", "bin", "brigadier", "capt", "captain", "col", "colonel", "commander", "corporal", "cpl", "cpt", "dame", "del",
    "den", "der", "doctor", "dos", "father", "gefreiter", "gen", "general", "haji", "ibn", "las", "lieutenant", "los", "ltc", "maj",
    "major", "master", "mother", "mrs", "pfc", "private", "prof", "professor", "pvt", "sailor", "seaman", "sergeant", "sgt", "sir",
    "soldier", "ssgt", "the", "und", "van", "von", "warrant", "officer", "junior", "senior",
))  # fmt: skip

#: The fewest letters and digits of a value or of a part of a name that is looked for in every spelling.
_SHORTEST = 3

#: Words of two letters that begin sentences; a name of two letters that is none of them is looked for as it is written.
_LITTLE = frozenset((
    "Ad", "Ah", "Al", "Am", "An", "As", "At", "Be", "By", "Co", "Da", "De", "Di", "Do", "Du", "El", "En", "Er", "Es", "Et", "Ex", "Go",
    "He", "Id", "If", "Ii", "In", "Is", "It", "Iv", "La", "Le", "Ma", "Me", "Mr", "Ms", "My", "No", "Of", "Oh", "Ok", "On", "Or", "Pa",
    "St", "So", "To", "Un", "Up", "Us", "Vi", "Vs", "We", "Xi",
))  # fmt: skip


class Hit(NamedTuple):
    """Where a restricted value stands: whose it is (a pseudonym), under which key, and the stretch of the text. The value itself is not in it."""

    whose: str
    key: str
    start: int
    end: int


class Secrets:
    """The restricted values of one record or of several. With ``parts=False`` only whole names and numbers count: what may be looked for in the texts of other records, too."""

    def __init__(self, restricted: Mapping[str, Any] | None = None, *, parts: bool = True) -> None:
        self._known = Known()
        self._parts = parts
        for whose, details in (restricted or {}).items():
            self._add(str(whose), details)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, other: Secrets) -> None:
        """Takes in the values of others."""
        self._known.update(other._known)

    def hide(self, text: str) -> str:
        """``text`` with every restricted value replaced by :data:`MARK`."""
        while hits := list(self.hits(text)):
            parts: list[str] = []
            end = 0
            for hit in hits:
                parts += [text[end : hit.start], MARK]
                end = hit.end
            text = "".join((*parts, text[end:]))
        return text

    def hits(self, text: str) -> Iterator[Hit]:
        """Where restricted values stand in ``text``, from its start to its end, none overlapping: in it as it is, and as a browser or a program would read it."""
        if not self._known or not text or not self._known.may_stand_in(text):
            return
        found = sorted(
            (start, -end, about)
            for reading in readings(text)
            for start, end, about in self._within(reading)
            if not _in_digest(text, start, end)
        )
        last: Hit | None = None
        for start, minus, (whose, key) in found:
            if last is not None and start < last.end:
                last = last._replace(end=max(last.end, -minus))
                continue
            if last is not None:
                yield last
            last = Hit(whose, key, start, -minus)
        if last is not None:
            yield last

    def leaks(self, text: str) -> list[Hit]:
        """Where restricted values stand in a written artefact."""
        return list(self.hits(text))

    def _within(self, reading: Reading) -> Iterator[tuple[int, int, tuple[str, str]]]:
        found = self._known.find(reading.text)
        if found:
            place = reading.places()
            for start, end, about in found:
                yield *place(start, end), about

    def _add(self, whose: str, details: Any, key: str = "") -> None:
        if isinstance(details, Mapping):
            for inner, value in details.items():
                self._add(whose, value, str(inner))
        elif isinstance(details, list | tuple):
            for value in details:
                self._add(whose, value, key)
        elif isinstance(details, str | int | float) and not isinstance(details, bool):
            self._value(whose, key, str(details))

    def _value(self, whose: str, key: str, value: str) -> None:
        lower = key.lower()
        name = any(word in lower for word in _NAMES)
        if not self._parts and (not (name or "number" in lower) or len(squeezed(value)) < 5):
            return
        self._note(whose, key, value, name=name)
        words = re.split(r"[\s\-\u2010-\u2015]+", value)
        if self._parts and (name or (lower in _FAMILY and len(words) > 1 and all(word[:1].isupper() for word in words))):
            for word in words:
                if not word[:1].islower() and squeezed(word) not in _TITLES:
                    self._note(whose, key, word, name=True)

    def _note(self, whose: str, key: str, value: str, *, name: bool) -> None:
        about = (whose, key)
        long_enough = len(squeezed(value)) >= _SHORTEST
        if long_enough and not Known.of(value, about).find(MARK):
            self._known.add(value, about, ending=name)
        if name and self._parts and _literally(value.strip(), long_enough):
            self._known.add_literal(value.strip(), about)


def _literally(value: str, long_enough: bool) -> bool:
    """Whether a name is also looked for as it is written: in a script without spaces or capitals, or too short to be told from other words by its letters alone."""
    if value and not value.isascii() and all(letter.isalpha() and letter.upper() == letter.lower() for letter in value):
        return True
    return not long_enough and len(value) == 2 and value.isalpha() and value.istitle() and value not in _LITTLE


def secrets_of(restricted: Iterable[Mapping[str, Any]]) -> Secrets:
    """The restricted values of several records."""
    found = Secrets()
    for one in restricted:
        found.add(Secrets(one))
    return found


def _in_digest(text: str, start: int, end: int) -> bool:
    """Whether a stretch lies within a digest, in whose letters and digits any short name turns up sooner or later."""
    if not _HEXADECIMAL.fullmatch(text, start, end):
        return False
    before = text[max(0, start - 128) : start]
    low = start - (len(before) - len(before.rstrip("0123456789abcdefABCDEF")))
    after = text[end : end + 128]
    high = end + len(after) - len(after.lstrip("0123456789abcdefABCDEF"))
    return high - low >= 32 and low < start and end < high


_HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")
