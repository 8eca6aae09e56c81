"""Many records in a stream: each read, checked and turned into lines, in the order in which they came.

Comes in: record files, a rulebook, what is wanted. Goes out: an :class:`Outcome` for each record, good or not. Nothing is kept of those that are done, so memory does not grow with a register.
Differs from ``pipeline`` in that what leaves is text and numbers, which can be made in another process (``workers``).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from checker import documents, inputs, limits
from checker.bar import above
from checker.documents import Document
from checker.errors import InputError, Problem
from checker.jsontext import CutLine, bounded_lines
from checker.judging import Chosen, judge_record
from checker.leaks import leaks
from checker.pipeline import Beside, Checked, own_fault, redacted, shown_problems
from checker.records import Record
from checker.redaction import Secrets
from checker.rendering.machine import as_brief_lines, as_json_lines
from checker.rulebook import Rulebook
from checker.statements import digest_of, statements_of
from checker.text import escape_unprintable

if TYPE_CHECKING:
    from checker.bulk.columnwise import Columnwise


class Wanted(NamedTuple):
    """What is wanted of every record: which rules (all of them, where none is named) on which reading, which findings and how much of them; with ``statements`` also what the record states; ``bar``: the weakest grade that counts; ``decisions``: what people
    decided beside the findings."""

    folder: str
    reading: str
    rules: tuple[str, ...] = ()
    show_all: bool = False
    reasons: bool = True
    statements: bool = False
    bar: str = ""
    decisions: bool = False


class Task(NamedTuple):
    """One record to be read: a whole file (``raw`` is None), or a line of a register with its number; of a line that is too long to be read only how long it is (``cut``). ``ends``: the bytes of all input up to its end.
    ``within``: the folder in which a whole file was found. ``seen``: where a run is kept, the SHA-256 of the bytes that were read of the file up to there. ``wrong``: there is no record, since the register cannot be read any further."""

    file: str
    line: int
    raw: bytes | None
    ends: int
    cut: int = 0
    within: str = ""
    seen: bytes = b""
    wrong: tuple[Problem, ...] = ()


class Outcome(NamedTuple):
    """What came of one task: the id of the record, a short digest of the id as it is written (of which something may be withheld in ``id``), the lines of its findings, a line on the record itself, the number of verdicts of each kind (of all, of those raised; of
    those worded with reserve, by verdict and cap), the number of raised findings that are
    contested, and whether a breach is indicated on another reading; or what is wrong with it. ``failed``: the program failed on it. ``place``: the file and line at which the record begins, as they may be shown."""

    task: Task
    id: str = ""
    written: bytes = b""
    findings: str = ""
    record: str = ""
    verdicts: Mapping[str, int] = {}
    raised: Mapping[str, int] = {}
    capped: Mapping[str, Mapping[str, int]] = {}
    contested: int = 0
    elsewhere: bool = False
    problems: tuple[Problem, ...] = ()
    failed: bool = False
    place: str = ""


def tasks(files: Sequence[str], named: Sequence[str] = (), seen: dict[str, str] | None = None) -> Iterator[Task]:
    """Every record in files: each line of a ``.jsonl`` file, else the file. What was not ``named`` itself was found in a folder that was. A register that cannot be opened, or read to its end as it was, comes as one task more, whose
    outcome says so. Where the bytes are to be ``seen``, the SHA-256 of each register that was read is entered there.
    """
    before = 0
    for path in files:
        size = os.path.getsize(path) if os.path.isfile(path) else 0
        within = inputs.found_in(path, named)
        if path.endswith(".jsonl"):
            yield from _lines(path, within, before, seen)
        else:
            yield Task(path, 0, None, before + size, within=within)
        before += size


def _lines(path: str, within: str, before: int, seen: dict[str, str] | None) -> Iterator[Task]:
    """The records of a register, behind so many bytes of other files."""
    ends, number = before, 0
    try:
        with inputs.opened(path, found=True, within=within) as file:
            lines = file if seen is None else _Seen(file)
            for number, raw in enumerate(bounded_lines(lines), start=1):
                so_far = lines.digest() if isinstance(lines, _Seen) else b""
                if isinstance(raw, CutLine):
                    ends += raw.length + 1
                    yield Task(path, number, b"", ends, raw.length, seen=so_far)
                    continue
                ends += len(raw)
                if raw.strip():
                    yield Task(path, number, raw, ends, seen=so_far)
            if seen is not None and isinstance(lines, _Seen):
                seen[path] = lines.digest().hex()
    except InputError as error:
        yield Task(path, number, b"", ends, wrong=inputs.after(error, number).problems)
    except OSError as error:
        yield Task(path, number, b"", ends, wrong=(documents.unreadable(path, error, number),))


class _Seen:
    """A register as it is read, line by line, with the digest of what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hashed = file, hashlib.sha256()

    def readline(self, most: int) -> bytes:
        """A line, or as much of it as is wanted."""
        raw = self._file.readline(most)
        self._hashed.update(raw)
        return raw

    def digest(self) -> bytes:
        """The SHA-256 of all that was read."""
        return self._hashed.digest()


#: So many records are decided at once, at most; and at least, since the rules have to be laid out for it once, which costs as much as some records by themselves.
BLOCK, SEVERAL = 256, 16


def blocks(coming: Iterable[Task], most: int = BLOCK) -> Iterator[list[Task]]:
    """Tasks in blocks: one, so that whoever waits sees something, then twice as many each time, up to ``most``."""
    waiting, size = iter(coming), 1
    while block := list(islice(waiting, size)):
        yield block
        size = min(2 * size, most)


class Read(NamedTuple):
    """One record that could be read, with its document, without the claims that are below the bar, and what it keeps restricted."""

    task: Task
    document: Document
    record: Record
    considered: Record
    secrets: Secrets | None


class Batch:
    """A rulebook ready to check tasks."""

    def __init__(self, wanted: Wanted, rulebook: Rulebook) -> None:
        self.wanted = wanted
        self.rulebook = rulebook
        self.beside = Beside(rulebook, [], [])
        self.rules = Chosen([head for head in rulebook.heads if not wanted.rules or head.id in wanted.rules])
        self._columns: Columnwise | None = None

    def outcome(self, task: Task, name: str = "") -> Outcome:
        """What comes of one task; the record goes by ``name``, if one is given."""
        read = self._read(task)
        if isinstance(read, Outcome):
            return read
        if name:
            read = read._replace(record=read.record._replace(id=name), considered=read.considered._replace(id=name))
        return self._one(read)

    def outcomes(self, tasks: Sequence[Task]) -> list[Outcome]:
        """What comes of each task, the same as one by one. Several are decided at once, unless everything is to be listed or people have decided on something."""
        found: dict[int, Outcome] = {}
        several: list[tuple[int, Read]] = []
        for number, task in enumerate(tasks):
            read = self._read(task)
            if isinstance(read, Outcome):
                found[number] = read
            elif self.wanted.show_all or len(tasks) < SEVERAL or self._decided_on(read):
                found[number] = self._one(read)
            else:
                several.append((number, read))
        for (number, _), outcome in zip(several, self._several([read for _, read in several]), strict=True):
            found[number] = outcome
        return [found[number] for number in range(len(tasks))]

    def _read(self, task: Task) -> Read | Outcome:
        document: Document | None = None
        try:
            if task.raw is None and self.wanted.statements:  # a run that is kept says which bytes it saw
                raw = documents.read_bytes(task.file, found=True, within=task.within)
                task = task._replace(seen=hashlib.sha256(raw).digest())
                document = documents.parse(raw, task.file)
            else:
                document = document_of(task)
            record, secrets = redacted(document, self.rulebook)
            return Read(task, document, record, above(record, self.wanted.bar) if self.wanted.bar else record, secrets)
        except InputError as error:
            return Outcome(task, problems=tuple(shown_problems(error, document or error)))

    def _decided_on(self, read: Read) -> bool:
        return self.wanted.decisions and not self.wanted.bar and self.beside.of(read.record) is not None

    def _one(self, read: Read) -> Outcome:
        """One record by itself."""
        try:
            # Which rules have no subject in it, nobody asks in a stream.
            checked = Checked(read.considered, judge_record(self.rulebook, read.considered, self.wanted.reading, self.rules), ())
            if self.wanted.decisions and not self.wanted.bar:
                checked = checked._replace(decisions=self.beside.of(read.record))
            lines = as_json_lines if self.wanted.reasons else as_brief_lines
            return self._scanned(read, "".join(lines(checked, show_all=self.wanted.show_all)), *counted(checked))
        except Exception as error:
            return self._failed(read, error)

    def _several(self, reads: Sequence[Read]) -> list[Outcome]:
        """Several records at once."""
        if not reads:
            return []
        if self._columns is None:
            from checker.bulk.columnwise import Columnwise

            self._columns = Columnwise(self.rulebook, self.wanted.reading, self.rules, reasons=self.wanted.reasons)
        try:
            counted = self._columns.checked([read.considered for read in reads])
            return [self._scanned(read, *found) for read, found in zip(reads, counted, strict=True)]
        except Exception as error:
            if "IHL_DEBUG" in os.environ or isinstance(error, MemoryError):
                raise
            # One of them is at fault, and which one shows where each is looked at by itself.
            return [self._one(read) for read in reads]

    def _scanned(
        self, read: Read, findings: str, verdicts: Mapping[str, int], raised: Mapping[str, int], capped: Mapping[str, Mapping[str, int]], contested: int, elsewhere: bool
    ) -> Outcome:  # fmt: skip
        """The outcome of a record, unless a restricted value stands in it."""
        record = read.record
        about = stated_line(read.document, record) if self.wanted.statements else ""
        hits = [leak for leak in leaks("", findings + about, read.secrets) if not leak.ordinary] if read.secrets is not None else []
        if hits:
            what = f"a restricted value of {hits[0].whose}, under {hits[0].key or 'restricted'}, stands in its findings."
            fix = "Take it out of the texts of the record; `ihl records lint` finds it."
            return Outcome(read.task, record.id, problems=(Problem(record.file, record.line, "leak", what, "They were left out.", fix),))
        place = f"{record.file}:{read.document.first_line}"
        return Outcome(
            read.task,
            record.id,
            short(read.document.data["id"]),
            findings,
            about,
            verdicts,
            raised,
            capped,
            contested,
            elsewhere,
            place=place,
        )

    def _failed(self, read: Read, error: Exception) -> Outcome:
        """The program failed on a record: that is said, and the others go on."""
        if "IHL_DEBUG" in os.environ or isinstance(error, MemoryError):
            raise error
        return Outcome(read.task, read.record.id, problems=(own_fault(read.record, error),), failed=True)


def short(identity: str) -> bytes:
    """Enough of a digest of an id to tell a register's ids apart in little memory."""
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=10).digest()


def document_of(task: Task) -> Document:
    """The document of one task. Raises InputError."""
    if task.wrong:
        raise InputError(task.wrong)
    if task.raw is None:
        return documents.read(task.file, found=True, within=task.within)
    if task.cut:
        raise limits.LINE_BYTES.exceeded(task.file, task.line, task.cut)
    found = next(documents.parse_json_lines([task.raw], task.file, first=task.line))
    if isinstance(found, InputError):
        raise found
    return found


def counted(checked: Checked) -> tuple[dict[str, int], dict[str, int], dict[str, dict[str, int]], int, bool]:
    """The number of verdicts of each kind, of raised ones of each kind, of those worded with reserve by verdict and cap, of raised ones that are contested, and whether one would be a breach on another reading."""
    raised = [result for result in checked.results.touched if result.raised]
    contested = [result for result in raised if result.contested]
    elsewhere = any(other.verdict == "breach" for result in contested for other in result.contested)
    capped: dict[str, dict[str, int]] = {}
    for result in raised:
        if result.cap:
            caps = capped.setdefault(result.verdict.value, {})
            caps[result.cap] = caps.get(result.cap, 0) + 1
    return dict(checked.results.verdicts()), dict(Counter(result.verdict.value for result in raised)), capped, len(contested), elsewhere


def stated_line(document: Document, record: Record) -> str:
    """What a record states, as a line of JSON, with its digest and where it stands."""
    states = statements_of(record)
    data = {"record": record.id, "line": document.first_line, "digest": digest_of(states), "states": states}
    return escape_unprintable(json.dumps(data, ensure_ascii=False)) + "\n"
