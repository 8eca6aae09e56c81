"""A column mapping: which column of a sheet that people keep is which fact of which subject.

Comes in: a mapping file, and the vocabulary. Goes out: :class:`ColumnMapping`, checked once for the whole sheet. A mapping is a record in which ``{column: NAME}`` stands wherever a value comes from the sheet; all else (the names of the
parties, the voice, the conflict) is the same for every row. One row makes one record. docs/tables.md has the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from checker import documents
from checker.blocks import BlockReader
from checker.claims import VOICE_KINDS
from checker.documents import Document, Path
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.exchange.dates import unknown_format
from checker.records import PARTY
from checker.values import BadValue
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact, Vocabulary, value_problem

SCHEMA = "ihl-mapping/1"

_KEYS = ("schema", "sheet", "delimiter", "encoding", "dates", "words", "names_in_texts", "claims", "unused", "record")
_CELL_KEYS = ("column", "text", "words", "dates", "otherwise", "split", "as_id")
_RECORD_KEYS = ("id", "title", "dates", "language", "summary", "sources", "voices", "restricted")
_SOURCE_KEYS = ("id", "publisher", "title", "date", "url", "sha256", "derived_from", "language", "note")
_VOICE_KEYS = ("id", "name", "kind", "party", "note")
_ENTRY_KEYS = ("id", "label", "facts", "note")
_CLAIM_KEYS = ("is", "source", "at", "said_by", "grade", "note")
_REPEAT_KEYS = ("only_if", "one_for_each")

#: Words that a mapping gives spellings for, besides the values of facts: what states nothing at all.
NOTHING = "nothing"
EVERYWHERE = ("yes", "no", UNKNOWN, NOT_APPLICABLE, NOTHING)

#: What to do where a text repeats what the row keeps restricted.
NAMES = ("refuse", "withhold", "keep")

_NAMED = re.compile(r"\{([^{}]*)\}")

#: Stands in a ``text`` for the number of the row.
ROW = "row"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A mapping that can be used: where the table is, how words and dates are written in it, and the record to be filled in.

    ``columns``: every column that it uses, with the line of the mapping that first names it.
    """

    file: str
    record: Mapping[str, Any]
    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""
    dates: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names_in_texts: str = "refuse"
    claims: Mapping[str, Any] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    restricted: tuple[str, ...] = ()


def is_cell(value: Any) -> bool:
    """Whether a value of a mapping is taken from the sheet."""
    return isinstance(value, dict) and bool({"column", "text"} & set(value))


def named_in(text: str) -> list[str]:
    """The columns that a ``text`` names in braces."""
    return [name for name in _NAMED.findall(text) if name != ROW]


def filled(text: str, cell: Mapping[str, str]) -> str:
    """A ``text`` with what stands in the columns it names."""
    return _NAMED.sub(lambda found: cell[found[1]], text)


def several(value: Any) -> tuple[str, ...]:
    """A text, or a list of them, as texts."""
    return tuple(str(item) for item in value) if isinstance(value, list) else () if value is None else (str(value),)


def read_mapping(path: str, vocabulary: Vocabulary) -> ColumnMapping:
    """The mapping in a file. Raises InputError with everything wrong in it."""
    return _Reader(documents.read(path), vocabulary).mapping()


class _Reader(BlockReader):
    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        super().__init__(document, [])
        self.vocabulary = vocabulary
        self.columns: dict[str, int] = {}

    def mapping(self) -> ColumnMapping:
        data = self.document.data
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise InputError.single(
                self.document.file,
                self.document.line("schema"),
                "schema",
                "this is not a column mapping.",
                "",
                f'A mapping begins with "schema: {SCHEMA}"; `ihl records map` drafts one.',
            )
        self.keys(data, _KEYS, (), "a mapping")
        names = self.text(data, "names_in_texts", ()) or NAMES[0]
        if names not in NAMES:
            self.problem(
                ("names_in_texts",),
                "value",
                f'"{names}" is not one of its values.',
                "",
                did_you_mean(names, NAMES, otherwise=f"Write {listed(NAMES)}."),
            )
        delimiter = self.text(data, "delimiter", ())
        if len(delimiter) > 1:
            self.problem(("delimiter",), "value", "a delimiter is one character.", "", 'Write for example ";" in quotes.')
        self.formats(data.get("dates"), ("dates",))
        words = self.words(data.get("words"), ("words",), EVERYWHERE)
        claims = data.get("claims") or {}
        if not isinstance(claims, dict):
            self.problem(("claims",), "type", '"claims" should be a block of keys.', "", "Write source and said_by below it.")
            claims = {}
        self.block(claims, ("claims",), _CLAIM_KEYS[1:], "every claim")
        record = data.get("record")
        if not isinstance(record, dict):
            self.problem(
                ("record",),
                "missing-key",
                '"record" is missing.',
                "It says what each row becomes.",
                "Write a record there, with {column: NAME} where a value comes from the sheet.",
            )
            raise InputError(self.problems)
        self.record(record, ("record",))
        restricted = tuple(dict.fromkeys(self.columns_in(record.get("restricted"))))
        unused = several(data.get("unused"))
        if self.problems:
            raise InputError(sorted(set(self.problems)))
        return ColumnMapping(
            self.document.file, record, self.text(data, "sheet", ()), delimiter, self.text(data, "encoding", ()), several(data.get("dates")), words, names, claims,
            unused, self.columns, restricted,
        )  # fmt: skip

    # --- the record to be filled in ------------------------------------------------------------------------------------------------------------------

    def record(self, record: Mapping[str, Any], path: Path) -> None:
        self.keys(record, (*_RECORD_KEYS, *self.vocabulary.subjects), path, "a record")
        for key in ("id", "title"):
            if key not in record:
                self.problem(
                    path,
                    "missing-key",
                    f'"{key}" is missing.',
                    "Every record has one.",
                    f"Add {key}: " + '{column: NAME}, or {text: "..."}.',
                )
        for key in ("id", "title", "dates", "language", "summary"):
            self.value(record.get(key), (*path, key))
        for place, block in self.blocks(record, "sources", path):
            self.block(block, place, (*_SOURCE_KEYS, *_REPEAT_KEYS), "a source")
        for place, block in self.blocks(record, "voices", path):
            self.block(block, place, (*_VOICE_KEYS, *_REPEAT_KEYS), "a voice")
            kind = block.get("kind")
            if isinstance(kind, str) and kind not in VOICE_KINDS:
                self.problem(
                    (*place, "kind"),
                    "enum-value",
                    f'"{kind}" is not a kind of voice.',
                    "",
                    did_you_mean(kind, VOICE_KINDS, otherwise=f"Kinds are {listed(VOICE_KINDS)}."),
                )
        for subject in self.vocabulary.subjects.values():
            value = record.get(subject.name)
            single = [((*path, subject.name), value)] if isinstance(value, dict) and subject.one_per_record else None
            for place, block in self.blocks(record, subject.name, path) if single is None else single:
                known = (*_ENTRY_KEYS, *(("state",) if subject.name == PARTY else ()), *subject.links, *_REPEAT_KEYS)
                self.block({key: inner for key, inner in block.items() if key != "facts"}, place, known, subject.title.lower())
                facts = block.get("facts")
                for name, stated in (facts if isinstance(facts, dict) else {}).items():
                    self.fact(subject.facts.get(name), subject.name, name, stated, (*place, "facts", name))
                if facts is not None and not isinstance(facts, dict):
                    self.problem((*place, "facts"), "type", '"facts" should be a block of facts.', "", "Write one fact a line.")
        self.texts_in(record.get("restricted"), (*path, "restricted"))

    def fact(self, fact: Fact | None, subject: str, name: str, stated: Any, path: Path) -> None:
        if fact is None or fact.derived:
            known = [other for other, entry in self.vocabulary.subjects[subject].facts.items() if not entry.derived]
            what = f'"{name}" is not a fact of {subject}.' if fact is None else f'"{fact.id}" is worked out from other facts.'
            self.problem(
                path,
                "unknown-fact",
                what,
                "No record could state it.",
                did_you_mean(name, known, otherwise=f"`ihl schema facts` lists the facts of {subject}."),
            )
            return
        for number, item in enumerate(stated if isinstance(stated, list) else [stated]):
            place = (*path, number) if isinstance(stated, list) else path
            if isinstance(item, dict) and "is" in item:
                self.keys(item, _CLAIM_KEYS, place, "a claim")
                for key in _CLAIM_KEYS[1:]:
                    self.value(item.get(key), (*place, key))
                place = (*place, "is")
            given = item["is"] if isinstance(item, dict) and "is" in item else item
            if is_cell(given):
                self.value(given, place, fact)
            elif given not in (UNKNOWN, NOT_APPLICABLE):
                try:
                    fact.read(given)
                except BadValue as error:
                    self.problems.append(value_problem(self.document.file, self.document.line(*place), fact, error))

    def block(self, block: Mapping[str, Any], path: Path, known: Iterable[str], kind: str) -> None:
        self.keys(block, known, path, kind)
        for key, value in block.items():
            if key == "one_for_each" and not is_cell(value):
                self.problem((*path, key), "type", "a column is expected here.", "", 'Write {column: NAME, split: ";"}.')
            elif isinstance(value, list):
                for number, item in enumerate(value):
                    self.value(item, (*path, key, number))
            else:
                self.value(value, (*path, key))

    def texts_in(self, value: Any, path: Path) -> None:
        """Everything below a value that is free in its keys."""
        if isinstance(value, dict) and not is_cell(value):
            for key, inner in value.items():
                self.texts_in(inner, (*path, key))
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                self.texts_in(inner, (*path, number))
        else:
            self.value(value, path)

    # --- one value -----------------------------------------------------------------------------------------------------------------------------------

    def value(self, value: Any, path: Path, fact: Fact | None = None) -> None:
        """Notes what is wrong with a value, and the columns that it is taken from."""
        if not isinstance(value, dict):
            return
        if not is_cell(value):
            self.problem(path, "type", "neither a text nor a column stands here.", "", "Write a text, or {column: NAME}.")
            return
        self.keys(value, _CELL_KEYS, path, "a value from the sheet")
        if "column" in value and "text" in value:
            self.problem(path, "type", '"column" and "text" exclude each other.', "", "Keep one.")
        for name in [str(value["column"])] if "column" in value else named_in(str(value["text"])):
            self.columns.setdefault(name, self.document.line(*path))
        self.formats(value.get("dates"), (*path, "dates"))
        known = (*(fact.words if fact else ()), UNKNOWN, NOT_APPLICABLE, NOTHING) if fact is not None else None
        self.words(value.get("words"), (*path, "words"), known)

    def words(self, value: Any, path: Path, known: Iterable[str] | None) -> dict[str, tuple[str, ...]]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.problem(path, "type", '"words" should be a block of keys.', "", "Write for example yes: [y, ja].")
            return {}
        taken: dict[str, str] = {}
        for word, spellings in value.items():
            if known is not None and word not in (known := tuple(known)):
                self.problem(
                    (*path, word),
                    "value",
                    f'"{word}" is not a value that cells can stand for here.',
                    "",
                    did_you_mean(word, known, otherwise=f"Values are {listed(known)}."),
                )
            for spelling in several(spellings):
                other = taken.setdefault(spelling.casefold(), word)
                if other != word:
                    self.problem(
                        (*path, word),
                        "value",
                        f'"{spelling}" stands for {other} already.',
                        "A cell could mean either.",
                        "Keep it at one of them.",
                    )
        return {word: several(spellings) for word, spellings in value.items()}

    def formats(self, value: Any, path: Path) -> None:
        for written in several(value):
            if (what := unknown_format(written)) is not None:
                self.problem(
                    path,
                    "date",
                    f'"{written}" {what}.',
                    "Dates would be read wrongly.",
                    "Write for example DD/MM/YYYY, MM/DD/YYYY, D MMMM YYYY or YYYY-MM-DD.",
                )

    def columns_in(self, value: Any) -> Iterator[str]:
        if is_cell(value):
            yield from ([str(value["column"])] if "column" in value else named_in(str(value["text"])))
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from self.columns_in(inner)


def missing_columns(mapping: ColumnMapping, found: Iterable[str], file: str, line: int) -> list[Problem]:
    """What is wrong where the heading ``found`` in a sheet has not every column that the mapping uses."""
    names = list(found)
    return [
        Problem(
            mapping.file,
            at,
            "column",
            f'there is no column "{name}" in {file}' + (f" (row {line} was read as its heading)." if line else "."),
            "What it says would be lost.",
            did_you_mean(name, names, otherwise=f"Its columns are {listed(names, most=40)}."),
        )
        for name, at in mapping.columns.items()
        if name not in names
    ]
