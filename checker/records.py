"""An incident as reported: subjects, their facts, and who says so.

Comes in: a document and the vocabulary. Goes out: a frozen :class:`Record` in which every fact is typed, every link leads somewhere and every claim names known sources and
voices. Nothing is weighed or resolved here: claims that differ stay side by side. Problems of a file are reported all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from checker import limits
from checker.blocks import BlockReader, leaves, length
from checker.claims import VOICE_KINDS, ClaimReader, Source, Stated, Voice
from checker.documents import Document, Path
from checker.errors import InputError, did_you_mean, listed
from checker.vocabulary import Link, Subject, Vocabulary

SCHEMA = "ihl-incident/1"

#: How the name of a file ends that lies beside records and has the decisions of people on their findings.
DECISIONS = ".decisions.yml"

#: How the name of a file ends that holds a house's own policy for the desk.
POLICY = ".policy.yml"

#: How the name of a file ends that holds a case for a class, which has a record in it and is none itself.
SCENARIO = ".scenario.yml"
SCENARIO_SCHEMA = "ihl-scenario/1"

_RECORD_KEYS = ("schema", "id", "title", "dates", "language", "summary", "sources", "voices", "restricted")
_SOURCE_KEYS = ("id", "publisher", "title", "date", "url", "sha256", "derived_from", "language", "note")
_VOICE_KEYS = ("id", "name", "kind", "party", "note")
_ENTRY_KEYS = ("id", "label", "facts", "note")

#: The subject whose entries may name a State (``state``), which treaties bind.
PARTY = "party"

_NONE: Mapping[str, Any] = MappingProxyType({})


class Entry(NamedTuple):
    """One subject that occurs in the incident, with its links to others and what is stated of it.

    ``implied``: the record does not describe it. ``state``: which State a party is, as written.
    """

    subject: str
    id: str
    label: str = ""
    links: Mapping[str, tuple[str, ...]] = _NONE
    facts: Mapping[str, Stated] = _NONE
    implied: bool = False
    line: int = 0
    note: str = ""
    state: str = ""


class Aside(NamedTuple):
    """The claims that are left out of a record as weaker than ``bar``: how many, and how many of these without any grade.

    ``contradicted``: the facts, by entry and name, of which claims to the contrary are among them, so that the record shows one side only.
    """

    bar: str
    claims: int
    ungraded: int
    contradicted: frozenset[tuple[str, str]] = frozenset()


class Record(NamedTuple):
    """One incident. ``entries`` has the subjects by id, in the order of the record, the implied ones last; ``restricted`` is never printed unless asked for.

    ``law``: which treaties bind its States on its date, in sentences. ``aside``: the claims left out of it, where somebody asked for that (:mod:`checker.bar`).
    """

    id: str
    title: str
    file: str
    dates: str = ""
    language: str = ""
    summary: str = ""
    sources: Mapping[str, Source] = _NONE
    voices: Mapping[str, Voice] = _NONE
    entries: Mapping[str, Entry] = _NONE
    restricted: Mapping[str, Mapping[str, Any]] = _NONE
    line: int = 1
    law: tuple[str, ...] = ()
    aside: Aside | None = None
    path: str = ""

    @property
    def place(self) -> str:
        """Where the record really lies, never to be shown: in ``file`` something may be withheld."""
        return self.path or self.file

    @property
    def own_sources(self) -> list[Source]:
        """The sources that the record itself names."""
        return [source for source in self.sources.values() if not source.supplied]

    def of(self, subject: str) -> list[Entry]:
        """The entries of one subject."""
        return [entry for entry in self.entries.values() if entry.subject == subject]

    def stating(self, changes: Mapping[tuple[str, str], Stated | None]) -> Record:
        """The same record with other statements: (entry id, fact name) to what is stated, None for nothing."""
        entries = dict(self.entries)
        for (identity, name), stated in changes.items():
            facts = {key: value for key, value in entries[identity].facts.items() if key != name}
            if stated is not None:
                facts[name] = stated
            entries[identity] = entries[identity]._replace(facts=facts)
        return self._replace(entries=entries)


def read_record(document: Document, vocabulary: Vocabulary) -> Record:
    """The record in ``document``. Raises InputError with every problem in it."""
    return _Reader(document, vocabulary).record()


class _Reader(BlockReader):
    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        super().__init__(document, [])
        self.vocabulary = vocabulary
        self.linked = 0

    def record(self) -> Record:
        data = self.document.data
        if not isinstance(data, dict):
            raise InputError.single(
                self.document.file,
                self.document.first_line,
                "not-a-record",
                "there is nothing in this file but comments." if data is None else "this is not an incident record.",
                "A record is a block of keys.",
                f'A record begins with "schema: {SCHEMA}".',
            )
        schema = data.get("schema")
        if schema == SCENARIO_SCHEMA:
            raise InputError.single(
                self.document.file,
                self.document.line("schema"),
                "schema",
                "this is a case for a class, with a record in it, and no record.",
                "Its facts are invented for teaching.",
                f"Leave it out; a name that ends in {SCENARIO} keeps it out of folders that are checked.",
            )
        if schema != SCHEMA:
            raise InputError.single(
                self.document.file,
                self.document.line("schema"),
                "schema",
                "the schema is missing."
                if schema is None
                else f'"{schema}" is not a schema that can be read.'
                if isinstance(schema, str)
                else "the schema is no word.",
                "Without it nobody can tell which version of the format this is." if schema is None else "No other version is known here.",
                f'Write "schema: {SCHEMA}" as the first key.',
            )
        self.keys(data, (*_RECORD_KEYS, *self.vocabulary.subjects), (), "a record")
        identity = self.identity(data, ())
        sources = self.sources(data)
        voices = self.voices(data)
        self.claims = ClaimReader(self.document, self.problems, sources, voices)
        raw: list[tuple[Path, Mapping[str, Any], Subject, str]] = []
        taken: dict[str, Path] = {}
        for subject in self.vocabulary.subjects.values():
            for path, block in self.subject_blocks(data, subject) if subject.name in data else ():
                own = self.identity(block, path) if "id" in block or not subject.one_per_record else subject.name
                if not own:
                    continue
                if own in taken:
                    self.problem(
                        (*path, "id"),
                        "duplicate-id",
                        f'the id "{own}" is taken (line {self.document.line(*taken[own])}).',
                        "Links and reports could not tell the two apart.",
                        "Give one of them another id.",
                    )
                    continue
                taken[own] = (*path, "id")
                raw.append((path, block, subject, own))
        self.measured(data, raw)
        kinds = {own: subject.name for _, _, subject, own in raw}
        self.voice_parties(data, kinds)
        entries = {own: self.entry(path, block, subject, own, kinds) for path, block, subject, own in raw}
        self.exceeds((), limits.LINKS, self.linked)
        restricted = self.restricted(data, kinds)
        title, dates = self.text(data, "title", (), required=True), self.date(data, "dates", ())
        language, summary = self.text(data, "language", ()), self.text(data, "summary", ())
        if self.problems:
            raise InputError(sorted(set(self.problems)))
        entries.update(implied_entries(entries, self.vocabulary))
        file, line = self.document.file, self.document.first_line
        return Record(identity, title, file, dates, language, summary, sources, voices, entries, restricted, line)

    def measured(self, data: Mapping[str, Any], raw: Sequence[tuple[Path, Mapping[str, Any], Subject, str]]) -> None:
        """Raises InputError where a record is too large to be decided: no part of it could be left out without a word."""
        stated = [facts for _, block, _, _ in raw if isinstance(facts := block.get("facts"), dict)]
        facts = sum(map(len, stated))
        counts = [
            (limits.SOURCES, length(data.get("sources"))),
            (limits.VOICES, length(data.get("voices"))),
            (limits.ENTRIES, len(raw)),
            (limits.FACTS, facts),
        ]
        if facts * limits.CLAIMS_PER_FACT.value > limits.CLAIMS.value:
            counts.append((limits.CLAIMS, sum(length(value) or 1 for facts in stated for value in facts.values())))
        beyond = [self.exceeds((), limit, found) for limit, found in counts]
        if any(beyond):
            raise InputError(sorted(set(self.problems)))

    def subject_blocks(self, data: Mapping[str, Any], subject: Subject) -> list[tuple[Path, Mapping[str, Any]]]:
        value = data.get(subject.name)
        if subject.one_per_record and isinstance(value, dict):
            return [((subject.name,), value)]
        found = self.blocks(data, subject.name)
        if subject.one_per_record and len(found) > 1:
            self.problem(
                found[1][0], "too-many", f"a record has one {subject.name}.", "", "Make two records, or keep the one that matters here."
            )
        return found

    def sources(self, data: Mapping[str, Any]) -> dict[str, Source]:
        found: dict[str, Source] = {}
        paths: dict[str, Path] = {}
        for path, block in self.blocks(data, "sources"):
            self.keys(block, _SOURCE_KEYS, path, "a source")
            own = self.identity(block, path)
            if own in found:
                self.problem(
                    (*path, "id"),
                    "duplicate-id",
                    f'there is a source "{own}" already.',
                    "Claims could not tell the two apart.",
                    "Give one of them another id.",
                )
            elif own:
                derived = block.get("derived_from") or []
                if not isinstance(derived, str | list):
                    self.problem(
                        (*path, "derived_from"), "type", '"derived_from" should be the id of a source.', "", "Write the id, or a list."
                    )
                    derived = []
                found[own] = Source(
                    own,
                    self.text(block, "publisher", path),
                    self.text(block, "title", path),
                    self.date(block, "date", path),
                    self.text(block, "url", path),
                    self.text(block, "sha256", path),
                    tuple(str(item) for item in ([derived] if isinstance(derived, str) else derived)),
                )
                paths[own] = path
        for own, source in found.items():
            for other in source.derived_from:
                if other not in found:
                    self.problem(
                        (*paths[own], "derived_from"),
                        "missing-target",
                        f'"{other}" is no source of this record.',
                        "What a source rests on would be lost.",
                        did_you_mean(other, found, otherwise=f"Its sources are {listed(found)}."),
                    )
        return found

    def voices(self, data: Mapping[str, Any]) -> dict[str, Voice]:
        found: dict[str, Voice] = {}
        for path, block in self.blocks(data, "voices"):
            self.keys(block, _VOICE_KEYS, path, "a voice")
            own, kind = self.identity(block, path), self.text(block, "kind", path, required=True)
            if kind and kind not in VOICE_KINDS:
                self.problem(
                    (*path, "kind"),
                    "enum-value",
                    f'"{kind}" is not a kind of voice.',
                    "",
                    did_you_mean(kind, VOICE_KINDS, otherwise=f"Kinds are {listed(VOICE_KINDS)}."),
                )
            if own in found:
                self.problem(
                    (*path, "id"),
                    "duplicate-id",
                    f'there is a voice "{own}" already.',
                    "Claims could not tell the two apart.",
                    "Give one of them another id.",
                )
            elif own:
                found[own] = Voice(own, self.text(block, "name", path, required=True), kind, self.text(block, "party", path))
        return found

    def voice_parties(self, data: Mapping[str, Any], kinds: Mapping[str, str]) -> None:
        for path, block in self.blocks(data, "voices"):
            party = block.get("party")
            if isinstance(party, str) and kinds.get(party) != "party":
                parties = [own for own, kind in kinds.items() if kind == "party"]
                self.problem(
                    (*path, "party"),
                    "missing-target",
                    f'"{party}" is no party of this record.',
                    "Whose word a claim is would be lost.",
                    did_you_mean(party, parties, otherwise=f"Its parties are {listed(parties) or 'none'}."),
                )

    def entry(self, path: Path, block: Mapping[str, Any], subject: Subject, own: str, kinds: Mapping[str, str]) -> Entry:
        if not block.keys() - _ENTRY_KEYS <= subject.links.keys():
            self.keys(block, (*_ENTRY_KEYS, *(("state",) if subject.name == PARTY else ()), *subject.links), path, subject.title.lower())
        links: dict[str, tuple[str, ...]] = {}
        for name, link in subject.links.items():
            if name in block and (targets := self.targets(block[name], link, path, kinds)):
                links[name] = targets
        facts: dict[str, Stated] = {}
        raw = block.get("facts")
        if raw is not None and not isinstance(raw, dict):
            self.problem(
                (*path, "facts"), "type", '"facts" should be a block of facts.', "", "Write one fact a line, with its value after a colon."
            )
        for name, value in (raw if isinstance(raw, dict) else {}).items():
            place = (*path, "facts", name)
            fact = subject.facts.get(name)
            if fact is None:
                self.problem(
                    place,
                    "unknown-fact",
                    f'"{name}" is not a fact of {subject.name}.',
                    "No rule could ever see it.",
                    did_you_mean(name, subject.facts, otherwise=f"`ihl schema facts` lists the facts of {subject.name}."),
                )
            elif fact.derived:
                self.problem(
                    place,
                    "derived-fact",
                    f'"{fact.id}" is worked out from other facts.',
                    "A record states what was observed, and the definition draws the conclusion.",
                    "State the facts it rests on; `ihl rules show " + fact.id + "` names them.",
                )
            else:
                stated = self.claims.stated(fact, value, place)
                if stated is not None:
                    facts[name] = stated
        return Entry(
            subject.name,
            own,
            self.text(block, "label", path),
            links,
            facts,
            False,
            self.document.line(*path),
            self.text(block, "note", path),
            self.text(block, "state", path) if subject.name == PARTY else "",
        )

    def targets(self, value: Any, link: Link, path: Path, kinds: Mapping[str, str]) -> tuple[str, ...]:
        if value is None:
            return ()
        if isinstance(value, str) and kinds.get(value) in link.to:
            self.linked += 1
            return (value,)
        items = value if isinstance(value, list) else [value]
        self.linked += len(items)
        if len(items) > 1 and not link.many:
            self.problem((*path, link.name), "too-many", f'"{link.name}" leads to one {listed(link.to)}.', "", "Keep one.")
        found: dict[str, None] = {}
        for item in items:
            if not isinstance(item, str) or kinds.get(item) not in link.to:
                candidates = [own for own, kind in kinds.items() if kind in link.to]
                what = f'"{item}" is no {listed(link.to)} of this record.'
                self.problem(
                    (*path, link.name),
                    "missing-target",
                    what,
                    "The link would lead nowhere.",
                    did_you_mean(str(item), candidates, otherwise=f"Known here: {listed(candidates) or 'none'}."),
                )
            else:
                found[item] = None
        return tuple(found)

    def restricted(self, data: Mapping[str, Any], kinds: Mapping[str, str]) -> dict[str, Mapping[str, Any]]:
        value = data.get("restricted")
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.problem(
                ("restricted",),
                "type",
                '"restricted" should be a block keyed by pseudonym.',
                "",
                "Write the id of the person, then what is known only here.",
            )
            return {}
        self.exceeds(("restricted",), limits.RESTRICTED, leaves(value))
        found: dict[str, Mapping[str, Any]] = {}
        for own, details in value.items():
            if own not in kinds:
                self.problem(
                    ("restricted", own),
                    "missing-target",
                    "an entry of restricted belongs to nobody in this record.",
                    "Its data could be left behind when the record is shared.",
                    f"Use an id of a person: {listed([k for k, kind in kinds.items() if kind == 'person']) or 'none here'}.",
                )
            elif not isinstance(details, dict):
                self.problem(
                    ("restricted", own),
                    "type",
                    "an entry of restricted should be a block of keys.",
                    "",
                    "Write names: [...], numbers: [...] and so on.",
                )
            else:
                found[own] = details
        return found


def implied_entries(entries: Mapping[str, Entry], vocabulary: Vocabulary) -> dict[str, Entry]:
    """The subjects that every captive has though the record describes none: the correspondence of a prisoner, the notification about him."""
    found: dict[str, Entry] = {}
    persons = [entry.id for entry in entries.values() if entry.subject == "person"]
    subjects = {entry.subject for entry in entries.values()}
    for subject in vocabulary.subjects.values():
        name, link = subject.name, subject.implied_by
        if not link:
            continue
        described: set[str] = set()
        if name in subjects:
            described.update(*(entry.links.get(link, ()) for entry in entries.values() if entry.subject == name))
        for person in persons:
            if person not in described:
                own = f"{name}-of-{person}"
                while own in entries:
                    own += "-implied"
                found[own] = Entry(name, own, "", {link: (person,)}, {}, True)
    return found
