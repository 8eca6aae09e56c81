"""A record, and the messages about one, without what the record keeps restricted.

Comes in: a record, or a document and the problems found in it. Goes out: the same with every restricted value withheld from every text and from every id; an id that held one is renamed wherever
it is linked, and stays the only one of its name. What decides a verdict stays: which values are claimed, by whom, of which entries. ``Record.restricted`` stays too, so that what is written can be scanned for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any

from checker.claims import Claim, Source, Stated, Voice
from checker.errors import InputError, Problem
from checker.records import Entry, Record
from checker.redaction import MARK, Secrets

#: What stands in an id in the place of a restricted value; an id has no brackets.
_IN_IDS = MARK.strip("[]")

_LONGEST_ID = 80


def withheld(record: Record, secrets: Secrets) -> Record:
    """The record with its restricted values, which are ``secrets``, withheld from its texts and ids."""
    return _Withholder(record, secrets).record() if secrets else record


def without(problems: Iterable[Problem], secrets: Secrets) -> tuple[Problem, ...]:
    """The problems with restricted values withheld from their words and from the name of the file."""
    if not secrets:
        return tuple(problems)
    hide = secrets.hide
    return tuple(Problem(hide(p.file), p.line, p.code, hide(p.what), hide(p.why), hide(p.fix)) for p in problems)


def without_secrets_of(error: InputError, data: Any = None) -> tuple[Problem, ...]:
    """The problems of an error about a record: without what its restricted block holds, which is looked for in ``data``, or in the text that could not be read."""
    return without(error.problems, secrets_in(data) if data is not None else secrets_in_text(error.text))


# --- what is restricted in a document that is no record ------------------------------------------------------------------------------------------------


def secrets_in(data: Any) -> Secrets:
    """The restricted values in the plain data of a document, wherever in it a restricted block stands and whatever shape it has. A key that is no id of the record may be a name itself and counts as one."""
    found = Secrets()
    waiting = [(data, data)]
    while waiting:
        part, around = waiting.pop()
        if isinstance(part, Mapping):
            if part.get("restricted"):
                found.add(_secrets_of_block(part["restricted"], _ids(around) if isinstance(around, Mapping) else frozenset()))
            waiting += [(inner, around) for key, inner in part.items() if key != "restricted"]
        elif isinstance(part, list):
            waiting += [(inner, inner if part is data else around) for inner in part]
    return found


def _secrets_of_block(block: Any, known: Collection[str]) -> Secrets:
    if not isinstance(block, Mapping):
        return Secrets({"": {"names": block}})
    named = [str(key) for key in block if key not in known]
    return Secrets({**{key: value for key, value in block.items() if key is not None}, **({"": {"names": named}} if named else {})})


def _ids(data: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the entries of a document."""
    entries = (entry for value in data.values() for entry in (value if isinstance(value, list) else [value]))
    return frozenset(own for entry in entries if isinstance(entry, Mapping) and isinstance(own := entry.get("id"), str))


_BLOCK = re.compile(r"""^["']?restricted["']?\s*:(.*?)(?=^["']?\w+["']?\s*:|\Z)""", flags=re.MULTILINE | re.DOTALL)
_IN_JSON = re.compile(r'"restricted"\s*:(.*)\Z', flags=re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def secrets_in_text(text: str) -> Secrets:
    """What seems to be restricted in a text that is no document: everything that stands below the key, keys included. Too much rather than too little."""
    found: list[str] = []
    for block in _BLOCK.findall(text):
        found += (piece.strip(" \t-") for piece in re.split(r"[\[\]{},:#\n\"']", block))
    for block in _IN_JSON.findall(text) if not found else ():
        found += _QUOTED.findall(block)
    return Secrets({"": {"names": [piece for piece in dict.fromkeys(found) if piece and piece not in _KEYS]}}) if found else Secrets()


#: Keys that restricted blocks have in every record; they are no secrets.
_KEYS = frozenset(("names", "name", "numbers", "number", "relatives", "aliases", "alias", "rank", "unit", "born", "address", "injuries", "diagnosis", "note"))  # fmt: skip


# --- a record ------------------------------------------------------------------------------------------------------------------------------------------


class _Withholder:
    def __init__(self, record: Record, secrets: Secrets) -> None:
        self.was = record
        self.hide = cache(secrets.hide)  # a record writes the same words in many places
        self.secrets = secrets
        self.entries = renamed(record.entries, secrets)
        self.sources = renamed([source.id for source in record.own_sources], secrets)
        self.voices = renamed(record.voices, secrets)
        self.renames = any(own != new for names in (self.entries, self.sources, self.voices) for own, new in names.items())

    def record(self) -> Record:
        was, hide = self.was, self.hide
        sources = (source if source.supplied else self.source(source) for source in was.sources.values())
        return was._replace(
            id=next(iter(renamed([was.id], self.secrets).values())),
            title=hide(was.title),
            file=hide(was.file),
            path=was.place,
            dates=hide(was.dates),
            language=hide(was.language),
            summary=hide(was.summary),
            sources={source.id: source for source in sources},
            voices={voice.id: voice for voice in map(self.voice, was.voices.values())},
            entries={entry.id: entry for entry in map(self.entry, was.entries.values())},
            restricted={self.entries.get(own, own): details for own, details in was.restricted.items()},
            law=tuple(hide(sentence) for sentence in was.law),
        )

    def source(self, was: Source) -> Source:
        hide = self.hide
        return was._replace(
            id=self.sources[was.id],
            publisher=hide(was.publisher),
            title=hide(was.title),
            date=hide(was.date),
            url=hide(was.url),
            derived_from=tuple(self.sources.get(other, other) for other in was.derived_from),
        )

    def voice(self, was: Voice) -> Voice:
        return was._replace(id=self.voices[was.id], name=self.hide(was.name), party=self.entries.get(was.party, was.party))

    def entry(self, was: Entry) -> Entry:
        links, facts = was.links, was.facts
        if self.renames:
            links = {name: tuple(self.entries.get(target, target) for target in targets) for name, targets in links.items()}
        if facts:
            facts = {name: self.stated(stated) for name, stated in facts.items()}
        own, label, note, state = self.entries[was.id], self.hide(was.label), self.hide(was.note), self.hide(was.state)
        return Entry(was.subject, own, label, links, facts, was.implied, was.line, note, state)

    def stated(self, was: Stated) -> Stated:
        claims, note = tuple([self.claim(claim) for claim in was.claims]), self.hide(was.note)
        return was if claims == was.claims and note == was.note else was._replace(claims=claims, note=note)

    def claim(self, was: Claim) -> Claim:
        value, at, note = was.value, self.hide(was.at), self.hide(was.note)
        if value is not None and value.words is None and (text := self.hide(value.text)) != value.text:
            value = value._replace(text=text)  # the words of a listed fact are those of the vocabulary
        if not self.renames and value is was.value and at == was.at and note == was.note:
            return was
        return Claim(value, self.sources.get(was.source, was.source), at, self.voices.get(was.said_by, was.said_by), was.grade, note)


def renamed(ids: Collection[str], secrets: Secrets) -> dict[str, str]:
    """A new id for each: the same where it holds no restricted value, else one without it; no two are the same."""
    if secrets.absent(ids):
        return {own: own for own in ids}
    taken = {own for own in ids if not secrets.stand_in(own)}
    found: dict[str, str] = {}
    for own in ids:
        if own not in taken:
            own_new = unlike(_stem(own, secrets), taken)
            taken.add(own_new)
            found[own] = own_new
        else:
            found[own] = own
    return found


def unlike(wanted: str, taken: Collection[str], *, same: Callable[[str], str] = str) -> str:
    """The id that is wanted, with a number behind it where it is taken; ``taken`` holds what ``same`` makes of each, which is alike for those that may not stand side by side."""
    if same(wanted) not in taken:
        return wanted
    number = 2
    while same(f"{wanted}-{number}") in taken:
        number += 1
    return f"{wanted}-{number}"


def _stem(own: str, secrets: Secrets) -> str:
    new = secrets.hide(own).replace(MARK, _IN_IDS)[: _LONGEST_ID - 8]
    return _IN_IDS if secrets.stand_in(new) else new
