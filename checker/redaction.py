"""What a record keeps restricted, found in any text and taken out of it.

Comes in: the ``restricted`` block of a record, and texts. Goes out: the same texts with every restricted value withheld, or the places at which one still stands. A value is found however it is written: in
capitals, with other accents, spaces or signs between its letters, in another script (by its transliteration into Latin letters), escaped for HTML or JSON.

A value of one or two letters or digits cannot be told from ordinary words and is passed over; ``ihl records lint`` names it. A transliteration can be written in several ways, and only one is known here.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

#: What stands in the place of a restricted value.
MARK = "[withheld]"

#: Keys of a restricted block under which the parts of a value give a person away too: a surname alone.
_NAMES = frozenset(("name", "names", "alias", "aliases", "nickname", "nicknames", "surname", "surnames", "call_sign", "call_signs"))

#: The fewest letters and digits of a value, of a part of a name, and of one that is also looked for with everything between its letters taken out.
_SHORTEST, _PART, _SQUEEZED = 3, 4, 7


class Hit(NamedTuple):
    """Where a restricted value stands: whose it is (a pseudonym), under which key, and the stretch of the text. The value itself is not in it."""

    whose: str
    key: str
    start: int
    end: int


class Secrets:
    """The restricted values of one record or of several."""

    def __init__(self, restricted: Mapping[str, Any] | None = None) -> None:
        self._known: dict[str, tuple[str, str]] = {}
        self._whose: dict[str, tuple[str, str]] = {}
        self._pattern: re.Pattern[str] | None = None
        for whose, details in (restricted or {}).items():
            self._add(str(whose), details)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, other: Secrets) -> None:
        """Takes in the values of others."""
        if other._known.keys() - self._known.keys():
            self._pattern = None
        self._known = {**other._known, **self._known}
        self._whose = {**other._whose, **self._whose}

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
        """Where restricted values stand in ``text``, from its start to its end, none overlapping."""
        if not self._known or not text:
            return
        if self._pattern is None:
            longest_first = sorted(self._known, key=lambda value: (-len(value), value))
            patterns = [pattern for value in longest_first if not re.search(pattern := _loosely(value), _folded(MARK)[0])]
            self._pattern = re.compile("|".join(patterns) or r"(?!)")
        folded, places = _folded(text)
        for match in self._pattern.finditer(folded):
            whose, key = self._whose[match.group().replace(" ", "")]
            end = places[match.end() - 1] + 1
            while end < len(text) and not _plain(text[end]):
                end += 1  # an accent goes with its letter
            yield Hit(whose, key, places[match.start()], end)

    def leaks(self, text: str) -> list[Hit]:
        """Where restricted values stand in a written artefact: in it as it is, and as HTML and JSON would be read. Places in the second and third are those of the text read so."""
        found = list(self.hits(text))
        for readable in (html.unescape(text), re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)):
            if readable != text:
                found += self.hits(readable)
        return list(dict.fromkeys(found))

    def _add(self, whose: str, details: Any, key: str = "") -> None:
        if isinstance(details, Mapping):
            for inner, value in details.items():
                self._add(whose, value, str(inner))
        elif isinstance(details, list | tuple):
            for value in details:
                self._add(whose, value, key)
        elif isinstance(details, str | int | float) and not isinstance(details, bool):
            self._note(whose, key, str(details), _SHORTEST)
            if key.lower() in _NAMES:
                for part in str(details).split():
                    if not part[:1].islower():
                        self._note(whose, key, part, _PART)

    def _note(self, whose: str, key: str, value: str, shortest: int) -> None:
        folded = " ".join(_folded(value)[0].split())
        squeezed = folded.replace(" ", "")
        if len(squeezed) >= shortest:
            self._known.setdefault(folded, (whose, key))
            self._whose.setdefault(squeezed, (whose, key))
            self._pattern = None


def secrets_of(restricted: Iterable[Mapping[str, Any]]) -> Secrets:
    """The restricted values of several records."""
    found = Secrets()
    for one in restricted:
        found.add(Secrets(one))
    return found


def _loosely(value: str) -> str:
    """A pattern for a folded value: a long one also inside words and with other gaps between its letters, a short one as a whole word or number."""
    squeezed = value.replace(" ", "")
    if len(squeezed) >= _SQUEEZED:
        return " ?".join(squeezed)
    before, after = ("[0-9]" if edge.isdigit() else "[a-z]" for edge in (value[0], value[-1]))
    return f"(?<!{before}){value}(?!{after})"


def _folded(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text in small Latin letters, one space for whatever stands between them, and for each the place in the text that it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _plain(character):
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


_CACHE: dict[str, str] = {}


def _plain(character: str) -> str:
    """One character as small Latin letters and digits; a space for signs, nothing for accents and what cannot be seen."""
    known = _CACHE.get(character)
    if known is None:
        if character.isascii():
            known = character.lower() if character.isalnum() else " "
        elif unicodedata.category(character) in ("Mn", "Me", "Cf"):
            known = ""
        else:
            from anyascii import anyascii

            plain = "".join(letter for letter in unicodedata.normalize("NFKD", character) if not unicodedata.combining(letter))
            known = "".join(letter for letter in anyascii(plain.casefold()).lower() if letter.isalnum()) or " "
        _CACHE[character] = known
    return known
