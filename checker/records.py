"""An incident as reported: subjects, their facts, and who says so.

Comes in: a document and the vocabulary. Goes out: a frozen :class:`Record` in which every fact is typed, every link leads somewhere and every claim names known sources and
voices. Nothing is weighed or resolved here: claims that differ stay side by side. Problems of a file are reported all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.values import BadValue, Value, read_date
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact, Link, Subject, Vocabulary, value_problem

SCHEMA = "ihl-incident/1"

VOICE_KINDS = ("party", "agency", "outlet", "witness", "captive", "organisation", "expert", "reviewer", "other")

_RECORD_KEYS = ("schema", "id", "title", "dates", "language", "summary", "sources", "voices", "restricted")
_SOURCE_KEYS = ("id", "publisher", "title", "date", "url", "sha256", "derived_from", "language", "note")
_VOICE_KEYS = ("id", "name", "kind", "party", "note")
_CLAIM_KEYS = ("is", "source", "at", "said_by", "grade", "note")
_ENTRY_KEYS = ("id", "label", "facts", "note")

_ID_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_GRADES = frozenset(letter + digit for letter in "ABCDEF" for digit in "123456")


_NONE: Mapping[str, Any] = MappingProxyType({})


class Source(NamedTuple):
    """Where claims stand: an article, report or form. ``date`` is an EDTF date as written."""

    id: str
    publisher: str = ""
    title: str = ""
    date: str = ""
    url: str = ""
    sha256: str = ""
    derived_from: tuple[str, ...] = ()


class Voice(NamedTuple):
    """Who says something. ``party`` names the party to the conflict for which the voice speaks, if it does."""

    id: str
    name: str
    kind: str
    party: str = ""


class Claim(NamedTuple):
    """One statement about one fact; ``value`` None means that this voice leaves it open. ``grade`` is an Admiralty grade such as B2."""

    value: Value | None
    source: str = ""
    at: str = ""
    said_by: str = ""
    grade: str = ""
    note: str = ""


class Stated(NamedTuple):
    """What the record states of one fact: claims, or that it was asked and nobody knows, or that it does not arise (``status``)."""

    fact: Fact
    claims: tuple[Claim, ...]
    status: str = "stated"
    note: str = ""
    line: int = 0

    @property
    def values(self) -> tuple[Value, ...]:
        """The different values claimed, in the order of the claims."""
        found: list[Value] = []
        for claim in self.claims:
            if claim.value is not None and not any(claim.value.same_as(other) for other in found):
                found.append(claim.value)
        return tuple(found)

    @property
    def disputed(self) -> bool:
        """Whether claims differ."""
        return len(self.values) > 1


class Entry(NamedTuple):
    """One subject that occurs in the incident, with its links to others and what is stated of it. ``implied``: the record does not describe it."""

    subject: str
    id: str
    label: str = ""
    links: Mapping[str, tuple[str, ...]] = _NONE
    facts: Mapping[str, Stated] = _NONE
    implied: bool = False
    line: int = 0
    note: str = ""


class Record(NamedTuple):
    """One incident. ``entries`` has the subjects by id, in the order of the record, the implied ones last; ``restricted`` is never printed unless asked for."""

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


class _Reader:
    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def problem(self, path: tuple[str | int, ...], code: str, what: str, why: str = "", fix: str = "") -> None:
        self.problems.append(Problem(self.document.file, self.document.line(*path), code, what, why, fix))

    def keys(self, block: Mapping[str, Any], known: Iterable[str], path: tuple[str | int, ...], kind: str) -> None:
        known = tuple(known)
        for key in block:
            if key not in known:
                self.problem(
                    (*path, key),
                    "unknown-key",
                    f'"{key}" is not a key of {kind}.',
                    "It would be ignored without a word.",
                    did_you_mean(str(key), known, otherwise=f"Its keys are {listed(known, joint='and', most=20)}."),
                )

    def text(self, block: Mapping[str, Any], key: str, path: tuple[str | int, ...], *, required: bool = False) -> str:
        value = block.get(key)
        if value is None:
            if required:
                self.problem(path, "missing-key", f'"{key}" is missing.', "", f"Add {key}.")
            return ""
        if not isinstance(value, str):
            self.problem((*path, key), "type", f'"{key}" should be text.', "", "Put it in quotes.")
            return ""
        return value

    def date(self, block: Mapping[str, Any], key: str, path: tuple[str | int, ...]) -> str:
        value = self.text(block, key, path)
        if value:
            try:
                read_date(value)
            except BadValue as error:
                self.problem((*path, key), "date", f"{key}: {error.what}.", "", error.fix)
        return value

    def identity(self, block: Mapping[str, Any], path: tuple[str | int, ...]) -> str:
        value = self.text(block, "id", path, required=True)
        if value and (len(value) > 80 or value[0] in "._-" or not _ID_CHARACTERS.issuperset(value)):
            self.problem(
                (*path, "id"),
                "id",
                f'"{value}" cannot be an id.',
                "Ids are used in commands and file names.",
                "Use letters, digits, dots, dashes and underscores; a pseudonym, never a name of a captive.",
            )
            return ""
        return value

    def blocks(
        self, data: Mapping[str, Any], key: str, path: tuple[str | int, ...] = ()
    ) -> list[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
        """The mappings in the list under ``key``, each with its path."""
        value = data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem((*path, key), "type", f'"{key}" should be a list.', "", f'Begin each {key} with "- id: ...".')
            return []
        found: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = []
        for index, item in enumerate(value):
            if isinstance(item, dict):
                found.append(((*path, key, index), item))
            else:
                self.problem(
                    (*path, key, index),
                    "type",
                    f'an item of "{key}" should be a block with an id.',
                    "",
                    'Write "- id: ..." and its keys below.',
                )
        return found

    def record(self) -> Record:
        data = self.document.data
        if not isinstance(data, dict):
            raise InputError.single(
                self.document.file,
                self.document.first_line,
                "not-a-record",
                "this is not an incident record.",
                "",
                f'A record begins with "schema: {SCHEMA}".',
            )
        schema = data.get("schema")
        if schema != SCHEMA:
            raise InputError.single(
                self.document.file,
                self.document.line("schema"),
                "schema",
                f"the schema is {'missing' if schema is None else chr(34) + str(schema) + chr(34)}.",
                "Without it nobody can tell which version of the format this is.",
                f'Write "schema: {SCHEMA}" as the first key.',
            )
        self.keys(data, (*_RECORD_KEYS, *self.vocabulary.subjects), (), "a record")
        identity = self.identity(data, ())
        sources = self.sources(data)
        voices = self.voices(data)
        self.sources_known, self.voices_known = sources, voices
        raw: list[tuple[tuple[str | int, ...], Mapping[str, Any], Subject, str]] = []
        taken: dict[str, int] = {}
        for subject in self.vocabulary.subjects.values():
            for path, block in self.subject_blocks(data, subject):
                own = self.identity(block, path) if "id" in block or not subject.one_per_record else subject.name
                if not own:
                    continue
                if own in taken:
                    self.problem(
                        (*path, "id"),
                        "duplicate-id",
                        f'the id "{own}" is taken (line {taken[own]}).',
                        "Links and reports could not tell the two apart.",
                        "Give one of them another id.",
                    )
                    continue
                taken[own] = self.document.line(*path, "id")
                raw.append((path, block, subject, own))
        kinds = {own: subject.name for _, _, subject, own in raw}
        self.voice_parties(data, kinds)
        entries = {own: self.entry(path, block, subject, own, kinds) for path, block, subject, own in raw}
        restricted = self.restricted(data, kinds)
        record = Record(
            identity, self.text(data, "title", (), required=True), self.document.file, self.date(data, "dates", ()), self.text(data, "language", ()), self.text(data, "summary", ()),
            sources, voices, entries, restricted, self.document.first_line,
        )  # fmt: skip
        if self.problems:
            raise InputError(sorted(self.problems))
        return record._replace(entries={**entries, **implied_entries(record, self.vocabulary)})

    def subject_blocks(self, data: Mapping[str, Any], subject: Subject) -> list[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
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
        paths: dict[str, tuple[str | int, ...]] = {}
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
                        "",
                        did_you_mean(other, found),
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

    def entry(self, path: tuple[str | int, ...], block: Mapping[str, Any], subject: Subject, own: str, kinds: Mapping[str, str]) -> Entry:
        self.keys(block, (*_ENTRY_KEYS, *subject.links), path, subject.title.lower())
        links = {name: targets for name, link in subject.links.items() if (targets := self.targets(block, link, path, kinds))}
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
                stated = self.stated(fact, value, place)
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
        )

    def targets(self, block: Mapping[str, Any], link: Link, path: tuple[str | int, ...], kinds: Mapping[str, str]) -> tuple[str, ...]:
        value = block.get(link.name)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        if len(items) > 1 and not link.many:
            self.problem((*path, link.name), "too-many", f'"{link.name}" leads to one {listed(link.to)}.', "", "Keep one.")
        found: list[str] = []
        for item in items:
            candidates = [own for own, kind in kinds.items() if kind in link.to]
            if not isinstance(item, str) or kinds.get(item) not in link.to:
                what = f'"{item}" is no {listed(link.to)} of this record.'
                self.problem(
                    (*path, link.name),
                    "missing-target",
                    what,
                    "The link would lead nowhere.",
                    did_you_mean(str(item), candidates, otherwise=f"Known here: {listed(candidates) or 'none'}."),
                )
            elif item not in found:
                found.append(item)
        return tuple(found)

    def stated(self, fact: Fact, value: Any, path: tuple[str | int, ...]) -> Stated | None:
        line = self.document.line(*path)
        if value is None:
            self.problem(path, "type", f"{fact.id} has no value.", "", "Write a value or unknown, or leave the fact out.")
            return None
        if isinstance(value, list):
            if not value:
                self.problem(path, "type", f"{fact.id} has an empty list of claims.", "", "Write a claim, or leave the fact out.")
            claims = [claim for index, item in enumerate(value) if (claim := self.claim(fact, item, (*path, index))) is not None]
            return self.weighed(fact, tuple(claims), line)
        if isinstance(value, dict) and value.get("is") == NOT_APPLICABLE:
            self.keys(value, _CLAIM_KEYS, path, "a claim")
            return Stated(fact, (), NOT_APPLICABLE, self.text(value, "note", path), line)
        if value == NOT_APPLICABLE:
            return Stated(fact, (), NOT_APPLICABLE, "", line)
        claim = self.claim(fact, value, path)
        return None if claim is None else self.weighed(fact, (claim,), line)

    @staticmethod
    def weighed(fact: Fact, claims: tuple[Claim, ...], line: int) -> Stated:
        if any(claim.value is not None for claim in claims):
            return Stated(fact, claims, "stated", "", line)
        return Stated(fact, claims, UNKNOWN, next((claim.note for claim in claims if claim.note), ""), line)

    def claim(self, fact: Fact, value: Any, path: tuple[str | int, ...]) -> Claim | None:
        if not isinstance(value, dict) or not ("is" in value or set(value) & set(_CLAIM_KEYS)):
            return self.judged(fact, Claim(self.value(fact, value, path)), path)
        self.keys(value, _CLAIM_KEYS, path, "a claim")
        if "is" not in value:
            self.problem(
                path, "missing-key", f'this claim about {fact.id} says nothing: "is" is missing.', "", "Add is: with a value or unknown."
            )
            return None
        source, voice, grade = self.text(value, "source", path), self.text(value, "said_by", path), self.text(value, "grade", path)
        if source and source not in self.sources_known:
            self.problem(
                (*path, "source"),
                "missing-target",
                f'"{source}" is no source of this record.',
                "What a claim rests on would be lost.",
                did_you_mean(source, self.sources_known, otherwise=f"Its sources are {listed(self.sources_known) or 'none'}."),
            )
        if voice and voice not in self.voices_known:
            self.problem(
                (*path, "said_by"),
                "missing-target",
                f'"{voice}" is no voice of this record.',
                "Who says it would be lost.",
                did_you_mean(voice, self.voices_known, otherwise=f"Its voices are {listed(self.voices_known) or 'none'}."),
            )
        if grade and grade not in _GRADES:
            self.problem(
                (*path, "grade"),
                "value",
                f'"{grade}" is not an Admiralty grade.',
                "",
                "Write a letter A to F for the source and a digit 1 to 6 for the information, such as B2.",
            )
        return self.judged(
            fact,
            Claim(
                self.value(fact, value["is"], (*path, "is")),
                source,
                self.text(value, "at", path),
                voice,
                grade,
                self.text(value, "note", path),
            ),
            path,
        )

    def judged(self, fact: Fact, claim: Claim, path: tuple[str | int, ...]) -> Claim:
        if (
            fact.judgement
            and claim.value is not None
            and (voice := self.voices_known.get(claim.said_by)) is not None
            and voice.kind == "reviewer"
        ):
            return claim
        if fact.judgement and claim.value is not None:
            self.problem(
                path,
                "judgement",
                f"{fact.id} is a judgement, and no named person has made it.",
                "Only a person can answer for it; a program or a source cannot.",
                "Add a voice of kind reviewer with the person's name, and said_by with its id; or leave it unknown.",
            )
        return claim

    def value(self, fact: Fact, raw: Any, path: tuple[str | int, ...]) -> Value | None:
        if raw == UNKNOWN:
            return None
        try:
            return fact.read(raw)
        except BadValue as error:
            self.problems.append(value_problem(self.document.file, self.document.line(*path), fact, error))
            return None

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


def implied_entries(record: Record, vocabulary: Vocabulary) -> dict[str, Entry]:
    """The subjects that every captive has though the record describes none: the correspondence of a prisoner, the notification about him."""
    found: dict[str, Entry] = {}
    persons = [entry.id for entry in record.of("person")]
    for subject in vocabulary.subjects.values():
        if not subject.implied_by:
            continue
        described = {target for entry in record.of(subject.name) for target in entry.links.get(subject.implied_by, ())}
        for person in persons:
            own = f"{subject.name}-of-{person}"
            if person not in described and own not in record.entries:
                found[own] = Entry(subject.name, own, "", {subject.implied_by: (person,)}, {}, True)
    return found
