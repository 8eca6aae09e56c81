"""A record as lint looks at it: as written with its lines, as read, and what each place in it is called.

Comes in: a document, the rulebook, the comments of its file. Goes out: :class:`Material`, which every module of this lint takes. Texts are those written: nothing is withheld here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from checker.claims import Claim
from checker.documents import Document, Path
from checker.records import Entry, Record, read_record
from checker.redaction import Secrets
from checker.remarks import Remark
from checker.rulebook import Rulebook
from checker.treaties import in_force
from checker.vocabulary import Fact

PERSON = "person"


class Told(NamedTuple):
    """One claim of the record, with the entry and the fact that it is about, and where it stands."""

    entry: Entry
    fact: Fact
    claim: Claim
    path: Path

    @property
    def about(self) -> str:
        """``captured_on of prisoner-1``."""
        return f"{self.fact.name} of {self.entry.id}"


class Written(NamedTuple):
    """One text of the record, or a comment of its file (``path`` is empty then)."""

    text: str
    path: Path
    line: int = 0


@dataclass(eq=False)
class Material:
    """One record in every form that lint needs: as its author wrote it, and with what treaties say of its States; ``comments`` are those of its file, each with its line."""

    document: Document
    record: Record
    with_treaties: Record
    rulebook: Rulebook
    comments: Sequence[tuple[int, str]] = ()

    @classmethod
    def of(cls, document: Document, rulebook: Rulebook, comments: Sequence[tuple[int, str]] = ()) -> Material:
        """The material of a document. Raises InputError if it is no good record."""
        record = read_record(document, rulebook.vocabulary)
        states = any(entry.state for entry in record.entries.values())
        return cls(document, record, in_force(record, rulebook.treaties, rulebook.vocabulary) if states else record, rulebook, comments)

    def remark(self, code: str, path: Path, what: str, *about: str) -> Remark:
        """A remark at a place of the record; ``about`` are ids of entries, sources or voices, after that of the record."""
        return Remark(code, self.document.file, self.document.line(*path), (self.record.id, *about), what)

    # --- entries, claims, sources, voices, each with its place

    @cached_property
    def entries(self) -> list[tuple[Entry, Path]]:
        """The entries that the record describes."""
        found: list[tuple[Entry, Path]] = []
        for subject in self.rulebook.vocabulary.subjects.values():
            for path, block in _blocks(self.document.data.get(subject.name), (subject.name,)):
                found.append((self.record.entries[block.get("id", subject.name)], path))
        return found

    @cached_property
    def told(self) -> list[Told]:
        """Every claim, those that leave the fact open included."""
        found: list[Told] = []
        for entry, path in self.entries:
            for name, stated in entry.facts.items():
                place = (*path, "facts", name)
                raw = self.at(place)
                for number, claim in enumerate(stated.claims):
                    found.append(Told(entry, stated.fact, claim, (*place, number) if isinstance(raw, list) else place))
        return found

    @cached_property
    def said(self) -> list[Told]:
        """Every claim that gives a value."""
        return [told for told in self.told if told.claim.value is not None]

    def block(self, kind: str, identity: str) -> Path:
        """Where a source (``sources``) or voice (``voices``) stands."""
        return next(path for path, block in _blocks(self.document.data.get(kind), (kind,)) if block.get("id") == identity)

    def at(self, path: Path) -> Any:
        """What stands at a place."""
        value = self.document.data
        for step in path:
            value = value[step]
        return value

    # --- texts

    @cached_property
    def secrets(self) -> Secrets:
        """The restricted values of the record."""
        return Secrets(self.record.restricted)

    @cached_property
    def texts(self) -> list[Written]:
        """Every text, key word and number of the record outside ``restricted``, then the comments."""
        found = [written for key, value in self.document.data.items() if key != "restricted" for written in _texts(value, (key,))]
        return [*found, *(Written(text, (), line) for line, text in self.comments)]

    @cached_property
    def prose(self) -> list[Written]:
        """The texts that somebody worded: titles, summaries, labels, names and notes, and the comments."""
        return [written for written in self.texts if not written.path or written.path[-1] in _PROSE]

    def written_at(self, written: Written, code: str, what: str) -> Remark:
        """A remark about a text; ``what`` follows the name of its place."""
        place = self.name_of(written.path)
        line = written.line or self.document.line(*written.path)
        about = tuple(word for word in (self._owner(written.path),) if word)
        return Remark(code, self.document.file, line, (self.record.id, *about), f"{place} {what}")

    def name_of(self, path: Path) -> str:
        """What a place is called: ``the note of captured_on of prisoner-1``, ``the title of the source report``, ``a comment``."""
        if not path:
            return "a comment"
        words = [step for step in path if isinstance(step, str)]
        if len(words) == 1:
            return f"the {words[0]}"
        owner = self._owner(path)
        if words[0] in ("sources", "voices"):
            owner = f"the {words[0][:-1]} {owner}"
        if "facts" not in words:
            return f"the {words[-1]} of {owner}"
        fact, *rest = words[words.index("facts") + 1 :]
        number = next((step + 1 for step in path[path.index(fact) + 1 :] if isinstance(step, int)), 0)
        claim = f"claim {number} of {fact}" if number and rest else fact
        return f"the {rest[-1]} of {claim} of {owner}" if rest else f"{fact} of {owner}"

    def _owner(self, path: Path) -> str:
        if not path:
            return ""
        if len(path) > 1 and isinstance(path[1], int):
            return str(self.at(path[:2]).get("id", path[0]))
        value = self.document.data.get(path[0])
        return str(value.get("id", path[0])) if isinstance(value, dict) else ""


#: The keys under which people write in their own words.
_PROSE = frozenset(("title", "summary", "label", "note", "name", "publisher"))


def _blocks(value: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    elif isinstance(value, list):
        for number, block in enumerate(value):
            yield (*path, number), block


def _texts(value: Any, path: Path) -> Iterator[Written]:
    """Every leaf as text, without recursion deeper than documents allow."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, number))
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield Written(str(value), path)


def comments(text: str, restricted: tuple[int, int] | None = None) -> list[tuple[int, str]]:
    """The comments in a YAML text, each with its line: what stands behind a # at the start of a line or after a space.

    A # inside a quoted text is taken for one too, which does no harm: such a text is looked through anyway. Within the lines of ``restricted`` (first and last) only whole lines are taken.
    """
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if "#" not in line:
            continue
        inside = restricted is not None and restricted[0] <= number <= restricted[1]
        before, sign, after = line.partition("#") if line.lstrip().startswith("#") or inside else line.partition(" #")
        if sign and not (inside and before.strip()):
            found.append((number, after.strip()))
    return found
