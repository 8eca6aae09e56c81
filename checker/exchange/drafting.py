"""A first draft of a column mapping, for a person to complete.

Comes in: the heading and the rows of a sheet, and the vocabulary. Goes out: the text of a mapping in which each column stands where its name and its cells suggest, with the question of the fact beside it and what else it could be. Nothing
is decided by it: a proposal that nobody has read is marked with ``# ?``, and what suggests nothing stands under ``unused``.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from checker.errors import InputError, listed
from checker.exchange.dates import read_written
from checker.exchange.mapping import SCHEMA
from checker.exchange.sheets import TOP, Line, Sheet, tidy
from checker.redaction import Secrets
from checker.values import BadValue
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact, Vocabulary
from checker.writing import as_yaml

#: What columns are often called, by what they are in a record.
_ROLES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "no", "nr", "no.", "nr.", "#", "number", "case", "case no", "case number", "case id", "ref", "reference", "incident id"),
    "dates": ("date", "day", "when", "dates", "date of incident", "incident date", "datum"),
    "title": ("title", "headline", "subject", "titel", "incident"),
    "publisher": ("outlet", "publisher", "media", "newspaper", "channel", "source", "medium"),
    "url": ("url", "link", "web link", "address", "web address"),
    "names": ("name", "names", "name of prisoner", "name of captive", "prisoner", "captive", "prisoners", "captives"),
    "power": ("held by", "holder", "who holds", "captor", "detaining power", "in the hands of", "side holding"),
    "summary": ("summary", "description", "notes", "note", "remarks", "comments", "comment"),
}

#: Spellings that are proposed for the words that every fact knows, where they occur in the sheet.
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "yes": ("yes", "y", "ja", "j", "oui", "si", "true", "x", "1", "tak", "yep"),
    "no": ("no", "n", "nein", "non", "false", "0", "nie"),
    UNKNOWN: ("?", "unknown", "unclear", "unk", "not known", "n/k", "don't know", "dk"),
    NOT_APPLICABLE: ("n/a", "na", "not applicable", "n.a."),
    "nothing": ("-", "--", "none given", "not asked"),
}

_FORMATS = ("DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "D MMMM YYYY", "MMMM D, YYYY", "YYYY/MM/DD", "DD-MM-YYYY")

#: Words of a heading that tell nothing.
_IDLE = frozenset(
    [
        "was",
        "were",
        "is",
        "are",
        "the",
        "a",
        "an",
        "of",
        "it",
        "in",
        "on",
        "by",
        "to",
        "did",
        "had",
        "has",
        "have",
        "be",
        "any",
        "at",
        "all",
        "so",
        "for",
        "how",
        "when",
        "what",
        "who",
    ]
)

#: The subjects that most sheets are about.
_USUAL = ("publication", "person")

#: From which likeness on a fact is proposed, and from which it is named as a possibility.
_PROPOSED, _POSSIBLE = 0.75, 0.34


class Column(NamedTuple):
    """A column: its name, and how often each text stands in it."""

    name: str
    texts: Counter[str]


def columns_in(path: str, sheets: Sequence[Sheet]) -> tuple[str, list[Column]]:
    """The name of the first sheet with a table, and its columns. The heading is the line near the top with the most cells that are words. Raises InputError where there is none."""
    for sheet in sheets:
        lines = iter(sheet.lines)
        top = list(itertools.islice(lines, TOP))
        likely = max(top, key=lambda line: (len(_words(line)), -line.number), default=None)
        if likely is None or len(_words(likely)) < 2:
            continue
        names = [tidy(cell) for cell in likely.cells]
        texts: list[Counter[str]] = [Counter() for _ in names]
        for line in itertools.chain(top[top.index(likely) + 1 :], lines):
            for place, cell in enumerate(line.cells[: len(names)] if line.cells != likely.cells else ()):
                if tidy(cell) and len(texts[place]) < 1_000:
                    texts[place][tidy(cell)] += 1
        return sheet.name, [Column(name, found) for name, found in zip(names, texts, strict=True) if name]
    raise InputError.single(
        path, 0, "heading", "no row of this file looks like a heading.", "Columns are found by their names.", "Name the columns in one row."
    )


def _words(line: Line) -> set[str]:
    """The cells of a line that could be names of columns: different, short, and no numbers or dates."""
    return {cell for text in line.cells if (cell := tidy(text)) and len(cell) < 60 and not re.fullmatch(r"[\d\s./:,-]+", cell)}


class Known(NamedTuple):
    """A fact that a column could be, with what its heading and its cells are held against: worked out once, since each column is held against every fact."""

    fact: Fact
    name: frozenset[str]
    all: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, fact: Fact) -> Known:
        """A fact with the stems of its name, with those of its question added, and the words that are its values."""
        name = _stems(fact.name.replace("_", " "))
        return cls(fact, name, name | _stems(fact.asks), frozenset(fact.words if fact.type == "enum" else ()))


class Heading(NamedTuple):
    """The name of a column as facts are named, and its stems."""

    called: str
    stems: frozenset[str]

    @classmethod
    def of(cls, name: str) -> Heading:
        """The heading with this name."""
        return cls(re.sub(r"\W+", "_", name.lower()).strip("_"), _stems(name))

    def likeness(self, known: Known) -> float:
        """How much it is like a fact: 1 for its name, less for words that it has in common with the name or the question."""
        fact, called, own = known.fact, self.called, self.stems
        if called == f"{fact.subject}_{fact.name}" or (called == fact.name and ("_" in called or fact.subject in _USUAL)):
            return 1.0
        if own.isdisjoint(known.all):
            return 0.0
        return 0.6 * len(own & known.name) / len(own | known.name) + 0.35 * len(own & known.all) / len(own)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in re.findall(r"[a-z]+", text.lower()) if word not in _IDLE)


def draft(path: str, sheets: Sequence[Sheet], vocabulary: Vocabulary) -> str:
    """The text of a mapping for a sheet. Raises InputError."""
    sheet, columns = columns_in(path, sheets)
    return _Draft(columns, vocabulary).text(sheet)


class _Draft:
    def __init__(self, columns: Sequence[Column], vocabulary: Vocabulary) -> None:
        self.known = [Known.of(fact) for fact in vocabulary.facts() if not fact.derived]
        self.roles: dict[str, Column] = {}
        self.proposed: list[tuple[Column, Fact]] = []
        self.taken: set[str] = set()
        self.left: list[tuple[Column, list[Fact]]] = []
        for column in columns:
            self.place(column)

    def place(self, column: Column) -> None:
        folded = column.name.casefold().rstrip("?: ")
        role = next((role for role, names in _ROLES.items() if folded in names and role not in self.roles), None)
        if role is not None:
            self.roles[role] = column
            return
        best = self.candidates(column)
        if best and best[0][0] >= _PROPOSED and best[0][1].id not in self.taken:
            self.proposed.append((column, best[0][1]))
            self.taken.add(best[0][1].id)
        else:
            self.left.append((column, [fact for _, fact in best]))

    def candidates(self, column: Column) -> list[tuple[float, Fact]]:
        texts = {text.casefold().replace(" ", "_") for text in column.texts}
        answered = texts & {spelling.replace(" ", "_") for word in ("yes", "no") for spelling in _SPELLINGS[word]}
        heading, found = Heading.of(column.name), []
        for known in self.known:
            score = heading.likeness(known)
            if known.words and len(texts & known.words) >= max(2, len(texts) // 2):
                score += _PROPOSED - 0.1  # its cells are words of this fact
            if score >= _POSSIBLE and (known.fact.type == "bool" or not answered):
                found.append((score, known.fact))
        return sorted(found, key=lambda one: (-one[0], one[1].subject not in _USUAL, one[1].id))[:4]

    # --- the text ------------------------------------------------------------------------------------------------------------------------------------

    def text(self, sheet: str) -> str:
        said: dict[tuple[str | int, ...], str] = {}
        data: dict[str, object] = {"schema": SCHEMA}
        if sheet:
            data["sheet"] = sheet
        formats, remark = self.formats()
        if formats:
            data["dates"] = formats
        if remark:
            said[("dates",) if formats else ("names_in_texts",)] = remark
        words, strange = self.words()
        if words:
            data["words"] = words
            said[("words",)] = "Which spellings stand for which answer." + (f"\nNot placed: {strange}." if strange else "")
        data["names_in_texts"] = "refuse"
        data["claims"] = {"source": "article", "said_by": "reporter"}
        said[("claims",)] = "Who says what stands in the sheet: added to every claim that does not say so itself."
        if self.left:
            data["unused"] = [column.name for column, _ in self.left]
            said[("unused",)] = "Columns that are left out knowingly. Move a column to the fact it states:\n" + "\n".join(
                self.hint(column, likely) for column, likely in self.left
            )
        data["record"] = self.record(said)
        head = "Which column is which fact. Read every line marked with # ?, complete it, and take the mark away.\n`ihl schema facts` lists all facts with their questions."
        # What is said quotes cells, and somebody may have typed the name of a captive into any of them.
        secrets = Secrets({"prisoner-1": {"names": sorted(self.roles["names"].texts)}} if "names" in self.roles else None)
        return as_yaml(data, {place: secrets.hide(words) for place, words in said.items()}, head=head)

    def hint(self, column: Column, perhaps: Sequence[Fact]) -> str:
        common = column.texts.most_common(6)
        # Only words that come again are repeated: a text that occurs once may be a name.
        again = len(column.texts) <= 12 and all(len(text) <= 30 and count > 1 for text, count in common)
        texts = listed([f"{text} ({count})" for text, count in common], joint="and") if again else f"{len(column.texts)} different texts"
        likely = listed([fact.id for fact in perhaps])
        return f"  {column.name}: holds {texts}." + (f" Perhaps {likely}?" if likely else "")

    def record(self, said: dict[tuple[str | int, ...], str]) -> dict[str, object]:
        def cell(role: str) -> dict[str, object]:
            return {"column": self.roles[role].name}

        record: dict[str, object] = {
            "id": {"text": "case-{" + self.roles["id"].name + "}", "as_id": "yes"} if "id" in self.roles else {"text": "row-{row}"}
        }
        record["title"] = cell("title") if "title" in self.roles else {"text": "Incident in row {row}"}
        for role in ("dates", "summary"):
            if role in self.roles:
                record[role] = cell(role)
        source: dict[str, object] = {"id": "article"} | {
            key: cell(role) for key, role in (("publisher", "publisher"), ("title", "title"), ("url", "url")) if role in self.roles
        }
        record["sources"] = [source]
        record["voices"] = [
            {"id": "reporter", "name": cell("publisher") if "publisher" in self.roles else "the reporter", "kind": "outlet"}
        ]
        said[("record", "voices")] = "? Who speaks: an outlet, a party to the conflict, a witness ..."
        powers = [text for text, _ in self.roles["power"].texts.most_common(8)] if "power" in self.roles else []
        ids = {
            text: re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or f"party-{number}" for number, text in enumerate(powers, start=1)
        }
        parties = list(dict.fromkeys(ids.values())) or ["captor", "other-side"]
        record["conflict"] = {"label": "The conflict", "facts": {"armed_force_between_states": "unknown"}}
        said[("record", "conflict")] = "? The conflict: name it, and say whether armed force was used between the two States."
        record["party"] = [
            {"id": identity, "label": next((text for text, own in ids.items() if own == identity), identity)} for identity in parties
        ]
        said[("record", "party")] = "? The parties: join those that are one, and add the one that holds nobody."
        record["person"] = [self.person(ids, parties)]
        said[("record", "person")] = (
            '? Each row is about one captive. For several names in a cell: one_for_each: {column: NAME, split: ";"}.'
        )
        by_subject: dict[str, list[tuple[Column, Fact]]] = {}
        for column, fact in self.proposed:
            by_subject.setdefault(fact.subject, []).append((column, fact))
        by_subject.setdefault("person", [])
        for subject, pairs in by_subject.items():
            facts = {fact.name: {"column": column.name} for column, fact in pairs}
            entry: dict[str, object] = {} if subject in ("person", "conflict") else {"id": f"{subject}-1"}
            if subject == "publication":
                entry["depicts"] = "prisoner-1"
            elif subject not in ("person", "conflict", "party", "outlet"):
                entry["of"] = "prisoner-1"
            place: tuple[str | int, ...] = ("record", subject) if subject == "conflict" else ("record", subject, 0)
            if subject in ("person", "conflict"):
                block = record[subject][0] if subject == "person" else record[subject]  # type: ignore[index]
                block["facts"] = {**block["facts"], **facts}  # type: ignore[index]
            else:
                record[subject] = [{**entry, "facts": facts}]
            said.update({(*place, "facts", fact.name): f"? {fact.asks}" for _, fact in pairs})
        if "names" in self.roles:
            record["restricted"] = {"prisoner-1": {"names": [cell("names")]}}
        return record

    def person(self, ids: Mapping[str, str], parties: Sequence[str]) -> dict[str, object]:
        power: object = parties[0]
        if ids:
            words: dict[str, list[str]] = {}
            for text, identity in ids.items():
                words.setdefault(identity, []).append(text)
            power = {"column": self.roles["power"].name, "words": words}
        return {"id": "prisoner-1", "label": "the captive", "in_power_of": power, "facts": {"in_enemy_power": "unknown"}}

    def formats(self) -> tuple[list[str], str]:
        """The formats in which the dates of the sheet can be read without doubt, and what has to be said about the others."""
        columns = [self.roles["dates"]] if "dates" in self.roles else []
        columns += [column for column, fact in self.proposed if fact.type == "date"]
        texts = [text for column in columns for text in column.texts]
        unread = [text for text in texts if not _reads(text, ())]
        slashes = [form for form in _FORMATS[:2] if any(_reads(text, (form,)) for text in unread)]
        able = {form: [text for text in unread if _reads(text, (form,))] for form in _FORMATS}
        doubtful = [text for text in unread if len({read for form in slashes if (read := _reads(text, (form,)))}) > 1]
        certain = [form for form in _FORMATS[2:] if able[form]]
        if len(slashes) == 1:
            return [*slashes, *certain], "? As the dates of the sheet are written."
        if slashes:
            counts = " and ".join(f"{len(able[form])} as {form}" for form in slashes)
            remark = f"? Some dates can be read in two ways ({listed(doubtful[:3])}): {counts}. Only whoever keeps the sheet knows.\nWrite one of them: dates: [{', '.join([slashes[0], *certain])}]"
            return certain, remark
        return certain, "? As the dates of the sheet are written." if certain else ""

    def words(self) -> tuple[dict[str, list[str]], str]:
        texts: Counter[str] = Counter()
        for column, fact in self.proposed:
            if fact.type == "bool":
                texts.update({text.casefold(): count for text, count in column.texts.items()})
        placed = {word: [text for text in texts if text in spellings] for word, spellings in _SPELLINGS.items()}
        known = {text for spellings in _SPELLINGS.values() for text in spellings}
        strange = [f"{text} ({count})" for text, count in texts.most_common() if text not in known and len(text) <= 30]
        return {word: sorted(found) for word, found in placed.items() if found}, listed(strange, joint="and")


def _reads(text: str, formats: Iterable[str]) -> str:
    try:
        return read_written(text, tuple(formats))
    except BadValue:
        return ""
