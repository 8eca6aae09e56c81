"""One row of a sheet, filled into the record of a mapping.

Comes in: a row, a mapping and the vocabulary. Goes out: the record that the row makes, with the cell behind each of its values, and the problems of cells that cannot be read. An empty cell states nothing: the key, claim or entry that
waits for it is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from checker import limits
from checker.documents import Path
from checker.errors import Problem, did_you_mean, listed
from checker.exchange.cells import looks_like_formula, said
from checker.exchange.dates import read_written
from checker.exchange.imported import Origin, SheetRow
from checker.exchange.mapping import EVERYWHERE, NOTHING, ColumnMapping, filled, is_cell, named_in, several
from checker.exchange.sheets import tidy
from checker.records import SCHEMA
from checker.redaction import MARK
from checker.values import BadValue
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact, Vocabulary

#: What no value has: the cell is empty, so there is nothing to fill in.
EMPTY: Any = object()

#: Keys without which a record, source, voice or entry cannot be.
_NEEDED = ("id", "title", "name", "kind")

_DATES = ("date", "dates")
_REFERENCES = ("source", "said_by", "party", "derived_from")


class BadCell(Exception):
    """A cell that cannot be read: the column, what is wrong, why it matters, what to do."""

    def __init__(self, column: str, what: str, why: str = "", fix: str = "", code: str = "cell") -> None:
        super().__init__(what)
        self.column, self.what, self.why, self.fix, self.code = column, what, why, fix, code


class Filled(NamedTuple):
    """The record that a row makes, the cell behind each value of it that came from one, and the problems of the row."""

    data: dict[str, Any]
    origins: Mapping[Path, Origin]
    problems: tuple[Problem, ...]


def fill(row: SheetRow, wrong: Mapping[str, str], mapping: ColumnMapping, vocabulary: Vocabulary) -> Filled:
    """The record that a row makes by a mapping; ``wrong`` says what the reader of the file found wrong with cells, by column."""
    filler = _Filler(row, wrong, mapping, vocabulary)
    data = filler.record()
    return Filled(data, filler.origins, tuple(filler.problems))


class _Filler:
    """Fills in one row."""

    def __init__(self, row: SheetRow, wrong: Mapping[str, str], mapping: ColumnMapping, vocabulary: Vocabulary) -> None:
        self.row = row
        self.wrong = wrong
        self.mapping = mapping
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []
        self.origins: dict[Path, Origin] = {(): Origin(row)}
        #: Entries that one cell makes several of: the id in the mapping to each id and the part of the cell that it is for.
        self.repeated: dict[str, list[tuple[str, str, str]]] = {}

    def record(self) -> dict[str, Any]:
        template = self.mapping.record
        data: dict[str, Any] = {"schema": SCHEMA}
        for subject in self.vocabulary.subjects:
            for block in self.blocks(template.get(subject)):
                self.repeat(block)
        for key, value in template.items():
            if key in self.vocabulary.subjects:
                filled_in = self.entries(key, value)
            elif key in ("sources", "voices"):
                filled_in = self.listed(value, (key,))
            elif key == "restricted":
                filled_in = self.restricted(value)
            else:
                filled_in = self.value(value, (key,), key)
            if filled_in is not EMPTY and filled_in not in ({}, []):
                data[key] = filled_in
        return data

    @staticmethod
    def blocks(value: Any) -> list[Mapping[str, Any]]:
        return [block for block in (value if isinstance(value, list) else [value]) if isinstance(block, dict)]

    # --- entries -------------------------------------------------------------------------------------------------------------------------------------

    def repeat(self, block: Mapping[str, Any]) -> None:
        """Notes how often an entry occurs that one cell makes several of."""
        spec, name = block.get("one_for_each"), block.get("id")
        if spec is None or not isinstance(name, str):
            return
        column = str(spec["column"])
        try:
            text = self.text(column, spec)
        except BadCell as error:
            self.note(error)
            return
        parts = [part for part in (tidy(item) for item in text.split(str(spec.get("split", ";")))) if part] if text is not EMPTY else []
        if len(parts) > limits.CELL_ENTRIES.value:
            beyond = limits.CELL_ENTRIES.problem_at("", 0, len(parts))
            self.note(BadCell(column, beyond.what, beyond.why, beyond.fix))
            return
        self.repeated[name] = [(f"{name}-{number}", column, part) for number, part in enumerate(parts, start=1)]

    def entries(self, subject: str, value: Any) -> Any:
        single = isinstance(value, dict)
        found: list[Any] = []
        for block in self.blocks(value):
            for identity, column, part in self.repeated.get(str(block.get("id")), [("", "", "")] if "one_for_each" not in block else []):
                path: Path = (subject,) if single else (subject, len(found))
                filler = self.with_part(column, part)
                entry = filler.entry(subject, block, path)
                if entry is not EMPTY:
                    found.append({**entry, "id": identity} if identity else entry)
        return (found[0] if found else EMPTY) if single else found

    def with_part(self, column: str, part: str) -> _Filler:
        """The same filler for one part of a cell: there the column means this part alone."""
        if not column:
            return self
        other = _Filler(self.row._replace(cells={**self.row.cells, column: part}), self.wrong, self.mapping, self.vocabulary)
        other.problems, other.origins, other.repeated = self.problems, self.origins, self.repeated
        return other

    def entry(self, subject: str, block: Mapping[str, Any], path: Path) -> Any:
        if not self.occurs(block):
            return EMPTY
        known = self.vocabulary.subjects[subject]
        found: dict[str, Any] = {}
        for key, value in block.items():
            if key in ("only_if", "one_for_each"):
                continue
            if key == "facts":
                facts = {
                    name: stated
                    for name, given in (value or {}).items()
                    if (stated := self.fact(known.facts[name], given, (*path, key, name))) is not EMPTY
                }
                if facts:
                    found[key] = facts
            elif key in known.links:
                targets = [one for item in (value if isinstance(value, list) else [value]) for one in self.targets(item, (*path, key))]
                if targets:
                    found[key] = targets[0] if len(targets) == 1 else list(dict.fromkeys(targets))
            elif (given := self.value(value, (*path, key), key)) is not EMPTY:
                found[key] = given
        return found

    def occurs(self, block: Mapping[str, Any]) -> bool:
        spec = block.get("only_if")
        if spec is None:
            return True
        try:
            names = [str(spec["column"])] if "column" in spec else named_in(str(spec["text"]))
            return all(self.text(name, spec) is not EMPTY for name in names)
        except BadCell as error:
            self.note(error)
            return False

    def targets(self, item: Any, path: Path) -> Iterator[str]:
        given = self.value(item, path, "link")
        for one in given if isinstance(given, list) else [] if given is EMPTY else [given]:
            yield from [identity for identity, _, _ in self.repeated[one]] if one in self.repeated else [one]

    def listed(self, value: Any, path: Path) -> list[Any]:
        """Sources or voices."""
        found: list[Any] = []
        for block in self.blocks(value):
            if self.occurs(block):
                place = (*path, len(found))
                found.append(
                    {
                        key: given
                        for key, inner in block.items()
                        if key != "only_if" and (given := self.value(inner, (*place, key), key)) is not EMPTY
                    }
                )
        return found

    def restricted(self, value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for whose, details in (value or {}).items():
            for identity, column, part in self.repeated.get(whose, [(whose, "", "")]):
                given = self.with_part(column, part).free(details, ("restricted", identity))
                if given not in (EMPTY, {}, []):
                    found[identity] = given
        return found

    def free(self, value: Any, path: Path) -> Any:
        """A value with free keys: everything in it that is not empty."""
        if isinstance(value, dict) and not is_cell(value):
            return {key: given for key, inner in value.items() if (given := self.free(inner, (*path, key))) is not EMPTY and given != []}
        if isinstance(value, list):
            parts = [given for number, inner in enumerate(value) if (given := self.free(inner, (*path, number))) is not EMPTY]
            return [one for part in parts for one in (part if isinstance(part, list) else [part])]
        return self.value(value, path, "restricted")

    # --- facts ---------------------------------------------------------------------------------------------------------------------------------------

    def fact(self, fact: Fact, given: Any, path: Path) -> Any:
        """What is stated of a fact: one claim, several, or nothing."""
        items = given if isinstance(given, list) else [given]
        claims = [
            claim
            for number, item in enumerate(items)
            if (claim := self.claim(fact, item, (*path, number) if len(items) > 1 else path)) is not EMPTY
        ]
        return EMPTY if not claims else claims[0] if len(claims) == 1 else claims

    def claim(self, fact: Fact, item: Any, path: Path) -> Any:
        whole = item if isinstance(item, dict) and "is" in item else {"is": item}
        stated = self.value(whole["is"], (*path, "is"), "is", fact)
        if stated is EMPTY:
            return EMPTY
        self.origins.setdefault(path, self.origins.get((*path, "is"), self.origins[()]))
        rest = {**self.mapping.claims, **{key: value for key, value in whole.items() if key != "is"}}
        found = {key: value for key, inner in rest.items() if (value := self.value(inner, (*path, key), key)) is not EMPTY}
        return {"is": stated, **found} if found else stated

    # --- one value -----------------------------------------------------------------------------------------------------------------------------------

    def value(self, value: Any, path: Path, key: str, fact: Fact | None = None) -> Any:
        """A value of the mapping with what its cells say; EMPTY where they say nothing."""
        if isinstance(value, list):
            found = [given for number, item in enumerate(value) if (given := self.value(item, (*path, number), key, fact)) is not EMPTY]
            return found or EMPTY
        if not is_cell(value):
            return EMPTY if value is None else value
        names = [str(value["column"])] if "column" in value else named_in(str(value["text"]))
        column = names[0] if names else ""
        self.origins[path] = Origin(self.row, column, self.row.cells.get(column, ""))
        try:
            if "text" in value:
                texts = {name: self.text(name, value) for name in names}
                if names and any(text is EMPTY for text in texts.values()):
                    return self.empty(value, path)
                made = filled(str(value["text"]), {**texts, "row": str(self.row.number)})
                return _identity(column, made) if "as_id" in value else made
            text = self.text(column, value)
            if text is EMPTY:
                return self.empty(value, path)
            parts = [part for part in (tidy(one) for one in text.split(str(value["split"]))) if part] if "split" in value else [text]
            read = [given for part in parts if (given := self.read(column, part, value, key, fact)) is not EMPTY]
            return EMPTY if not read else read if "split" in value else read[0]
        except BadCell as error:
            self.note(error)
            return EMPTY

    def empty(self, value: Mapping[str, Any], path: Path) -> Any:
        """What is stated where a cell says nothing; where a key cannot be missing, the cell is what the problem is about."""
        around = self.origins.get(path[:-1])
        if path[-1] in _NEEDED and (around is None or not around.column):
            self.origins[path[:-1]] = self.origins[path]
        return value.get("otherwise", EMPTY)

    def text(self, column: str, spec: Mapping[str, Any]) -> Any:
        """What stands in a column, EMPTY for nothing. Raises BadCell."""
        if column in self.wrong:
            raise BadCell(column, f"the cell {self.wrong[column]}.", "What it was to say would be lost.", "Write the value itself.")
        text = "\n".join(line.strip() for line in self.row.cells.get(column, "").replace("\u00a0", " ").strip().splitlines())
        nothing = (*several((spec.get("words") or {}).get(NOTHING)), *self.mapping.words.get(NOTHING, ()))
        if not text or tidy(text).casefold() in (tidy(word).casefold() for word in nothing):
            return EMPTY
        if MARK in text and column in self.mapping.restricted:
            raise BadCell(
                column,
                f'"{MARK}" is no name: what stood here was withheld when this sheet was written.',
                "The record would lose it, and nobody would look for it any more.",
                "Write it again, correct the row in your own sheet, or import that once more with --unredacted --errors.",
            )
        if looks_like_formula(text):
            raise BadCell(column, "the cell holds a formula, not a value.", "Formulas are not worked out here.", "Write the value itself.")
        return text

    def read(self, column: str, text: str, spec: Mapping[str, Any], key: str, fact: Fact | None) -> Any:
        """One text of a cell as the value that it stands for. Raises BadCell."""
        if fact is not None:
            return self.stated(column, tidy(text), spec, fact)
        if key in _DATES:
            return self.date(column, tidy(text), spec)
        if "words" in spec:
            own = {word: several(spellings) for word, spellings in spec["words"].items()}
            return self.word(column, tidy(text), own, {word: (word,) for word in own})
        if "as_id" in spec:
            return _identity(column, text)
        return tidy(text) if key in ("id", "link", "grade", "state", *_REFERENCES) else text

    def stated(self, column: str, text: str, spec: Mapping[str, Any], fact: Fact) -> Any:
        own = {word: several(spellings) for word, spellings in (spec.get("words") or {}).items()}
        shared = {word: self.mapping.words.get(word, ()) for word in EVERYWHERE if word in (UNKNOWN, NOT_APPLICABLE) or fact.type == "bool"}
        usual = {word: (word, word.replace("_", " "), *shared.get(word, ())) for word in (*(fact.words or ()), UNKNOWN, NOT_APPLICABLE)}
        if (known := _meant(text, own, usual)) is not None:
            return known
        if fact.words:
            if " or " in text:
                return {"one_of": [self.word(column, part, own, usual) for part in text.split(" or ")]}
            return self.word(column, text, own, usual)
        return self.date(column, text, spec) if fact.type == "date" else said(text)

    def word(self, column: str, text: str, own: Mapping[str, tuple[str, ...]], usual: Mapping[str, tuple[str, ...]]) -> str:
        if (known := _meant(text, own, usual)) is not None:
            return known
        raise BadCell(
            column,
            f'"{text}" is none of the words that are known here.',
            "A value that nobody can place would be guessed.",
            did_you_mean(
                text,
                dict.fromkeys(tidy(one).casefold() for words in (usual, own) for several_ in words.values() for one in several_),
                otherwise=f"Write {listed(usual)}, or say in the mapping, under words, which of these it stands for.",
            ),
            "word",
        )

    def date(self, column: str, text: str, spec: Mapping[str, Any]) -> str:
        try:
            return read_written(text, several(spec.get("dates")) or self.mapping.dates)
        except BadValue as error:
            raise BadCell(column, f"{error.what}.", "A date that is read wrongly can turn a finding.", error.fix, "date") from error

    def note(self, error: BadCell) -> None:
        problem = Origin(self.row, error.column, self.row.cells.get(error.column, "")).problem(error.code, error.what, error.why, error.fix)
        if problem not in self.problems:
            self.problems.append(problem)


def _meant(text: str, own: Mapping[str, tuple[str, ...]], usual: Mapping[str, tuple[str, ...]]) -> str | None:
    """The word that a text of a cell stands for, or None. What the mapping says of this column (``own``) goes before what the words mean by themselves and in every column (``usual``), also where it turns
    them round: with ``no: [yes]`` for a column "Blurred?" a "ja", which means yes everywhere, is a no here."""
    here = {tidy(spelling).casefold(): word for word, spellings in own.items() for spelling in spellings}
    everywhere = {tidy(spelling).casefold(): word for word, spellings in usual.items() for spelling in spellings}
    text = text.casefold()
    if text in here:
        return here[text]
    word = everywhere.get(text)
    return None if word is None else here.get(word.casefold(), word)


def _identity(column: str, text: str) -> str:
    """A text as an id: its letters and digits, dashes for the rest. Raises BadCell where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    made = re.sub(r"[^A-Za-z0-9._]+", "-", plain).strip("-._")[:80]
    if not made:
        raise BadCell(column, f'"{text}" has no letters or digits that an id could be made of.', "", "Write an id.")
    return made
