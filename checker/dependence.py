"""What a compiled rule or definition rests on outside its own file, as one digest.

Comes in: a rulebook folder as written, and a rule or definition as compiled (plain data). Goes out: a digest that changes with everything outside its file on which the result depends: the readings, the links it binds, the
facts it may turn on (their type and values, not their sentences), and the conditions of every definition that it may come to rest on, through however many others.

It is worked out from the words of the conditions, without reading these as trees. A word counts wherever it could stand for a fact or link: rather one recompilation too many than one too few.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checker.folder import Written
from checker.vocabulary import Fact, Link

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

#: A value in quotes, which names no fact. Where a quotation mark may be escaped, nothing is left out.
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")


class Dependence:
    """The digests for one folder. ``shared`` is the subject that every condition may use."""

    def __init__(self, written: Written, shared: str) -> None:
        self._subjects = written.vocabulary.subjects
        self._definitions = written.definitions
        self._readings = list(written.readings.readings)
        self._shared = shared
        self._rows: dict[tuple[str, str], str] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._own: dict[str, tuple[str, frozenset[str]]] = {}

    def of_rule(self, compiled: Mapping[str, Any]) -> str:
        """What a rule rests on."""
        for_each: Mapping[str, Sequence[str]] = compiled["for_each"]
        bound = {*for_each, *(link for links in for_each.values() for link in links)}
        texts = [part["when"] for part in compiled["parts"]]
        return self._digest([compiled["on"]], texts, bound, self._readings)

    def of_definition(self, compiled: Mapping[str, Any]) -> str:
        """What a definition rests on."""
        return self._digest([compiled["subject"]], [part["when"] for part in compiled["parts"]], set(), [])

    def _digest(self, subjects: Sequence[str], texts: Sequence[str], bound: set[str], readings: Sequence[str]) -> str:
        rows, definitions = self._near(subjects, texts, bound)
        reached = sorted(self._reached(definitions))
        return _hashed([readings, rows, reached, [self._definition(identity)[0] for identity in reached]])

    def _near(self, subjects: Sequence[str], texts: Iterable[str], bound: set[str]) -> tuple[list[str], set[str]]:
        """What the words of these conditions can stand for in these subjects and those that their links lead to, and the definitions among it."""
        words = sorted(bound.union(*(self._words_of(text) for text in texts)))
        reach = list(dict.fromkeys([self._shared, *subjects]))
        rows: list[str] = []
        definitions: set[str] = set()
        for subject in reach:  # grows as links are found
            entry = self._subjects.get(subject)
            if entry is None:
                rows.append(f"no {subject}")
                continue
            for word in words:
                row = self._row(subject, word)
                if row:
                    rows.append(row)
                    if word in entry.links:
                        reach += [target for target in entry.links[word].to if target not in reach]
                    if word in entry.facts and entry.facts[word].derived:
                        definitions.add(f"{subject}.{word}")
        return rows, definitions

    def _words_of(self, text: str) -> frozenset[str]:
        if text not in self._words:
            self._words[text] = frozenset(_WORD.findall(text if "\\" in text else _QUOTED.sub('""', text)))
        return self._words[text]

    def _row(self, subject: str, word: str) -> str:
        key = (subject, word)
        if key not in self._rows:
            entry = self._subjects[subject]
            link, fact = entry.links.get(word), entry.facts.get(word)
            self._rows[key] = json.dumps([subject, word, _link(link), _fact(fact)]) if link or fact else ""
        return self._rows[key]

    def _reached(self, definitions: Iterable[str]) -> set[str]:
        """These definitions and all that they may rest on. A circle of them ends like any other way."""
        found: set[str] = set()
        open_ = list(definitions)
        while open_:
            identity = open_.pop()
            if identity not in found:
                found.add(identity)
                open_ += self._definition(identity)[1]
        return found

    def _definition(self, identity: str) -> tuple[str, frozenset[str]]:
        """The digest of the conditions of one definition with what their words can stand for, and the definitions among it."""
        if identity not in self._own:
            alternatives = [[part.when for part in one.parts] for one in self._definitions[identity][0].holds_when]
            rows, definitions = self._near([identity.partition(".")[0]], [text for one in alternatives for text in one], set())
            self._own[identity] = _hashed([alternatives, rows]), frozenset(definitions)
        return self._own[identity]


def _link(link: Link | None) -> Any:
    return link and [link.to, link.many]


def _fact(fact: Fact | None) -> Any:
    return fact and [fact.type, fact.words, fact.minimum, fact.maximum, fact.derived]


def _hashed(data: Any) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()
