"""Many records in a stream: each read, checked and turned into lines, in the order in which they came.

Comes in: record files, a rulebook, what is wanted. Goes out: an :class:`Outcome` for each record, good or not. Nothing is kept of those that are done, so memory does not grow with a register.
Differs from ``pipeline`` in that what leaves is text and numbers, which can be made in another process (``workers``).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from checker import documents, limits
from checker.bar import above
from checker.documents import Document
from checker.errors import InputError, Problem
from checker.jsontext import CutLine, bounded_lines
from checker.judging import Chosen, judge_record
from checker.leaks import leaks
from checker.pipeline import Beside, Checked, incident, own_fault, shown_problems
from checker.records import Record
from checker.redaction import Secrets
from checker.rendering.machine import as_brief_lines, as_json_lines
from checker.rulebook import Rulebook
from checker.statements import digest_of, statements_of
from checker.text import escape_unprintable


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
    """One record to be read: a whole file (``raw`` is None), or a line of a register with its number; of a line that is too long to be read only how long it is (``cut``). ``ends``: the bytes of all input up to its end."""

    file: str
    line: int
    raw: bytes | None
    ends: int
    cut: int = 0


class Outcome(NamedTuple):
    """What came of one task: the id of the record, a short digest of the id as it is written (of which something may be withheld in ``id``), the lines of its findings, a line on the record itself, the number of verdicts of each kind (of all, of those raised; of
    those worded with reserve, by verdict and cap), the number of raised findings that are
    contested, and whether a breach is indicated on another reading; or what is wrong with it. ``failed``: the program failed on it."""

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


def tasks(files: Sequence[str]) -> Iterator[Task]:
    """Every record in files: each line of a ``.jsonl`` file, else the file. A file that cannot be opened comes as one task, whose outcome says so."""
    before = 0
    for path in files:
        size = os.path.getsize(path) if os.path.isfile(path) else 0
        if path.endswith(".jsonl"):
            try:
                with open(path, "rb") as lines:
                    ends = before
                    for number, raw in enumerate(bounded_lines(lines), start=1):
                        if isinstance(raw, CutLine):
                            ends += raw.length + 1
                            yield Task(path, number, b"", ends, raw.length)
                            continue
                        ends += len(raw)
                        if raw.strip():
                            yield Task(path, number, raw, ends)
            except OSError:
                yield Task(path, 0, None, before + size)
        else:
            yield Task(path, 0, None, before + size)
        before += size


class Batch:
    """A rulebook ready to check tasks one by one."""

    def __init__(self, wanted: Wanted, rulebook: Rulebook) -> None:
        self.wanted = wanted
        self.rulebook = rulebook
        self.beside = Beside(rulebook, [], [])
        self.rules = Chosen([head for head in rulebook.heads if not wanted.rules or head.id in wanted.rules])

    def outcome(self, task: Task, name: str = "") -> Outcome:
        """What comes of one task; the record goes by ``name``, if one is given."""
        document: Document | None = None
        record: Record | None = None
        try:
            document = document_of(task)
            record = incident(document, self.rulebook)
            if name:
                record = record._replace(id=name)
            return self._checked(task, document, record)
        except InputError as error:
            return Outcome(task, problems=tuple(shown_problems(error, document or error)))
        except Exception as error:
            if "IHL_DEBUG" in os.environ or record is None:
                raise
            return Outcome(task, record.id, problems=(own_fault(record, error),), failed=True)

    def _checked(self, task: Task, document: Document, record: Record) -> Outcome:
        bar = self.wanted.bar
        considered = above(record, bar) if bar else record
        # Which rules have no subject in it, nobody asks in a stream.
        checked = Checked(considered, judge_record(self.rulebook, considered, self.wanted.reading, self.rules), ())
        if self.wanted.decisions and not bar:
            checked = checked._replace(decisions=self.beside.of(record))
        lines = as_json_lines if self.wanted.reasons else as_brief_lines
        findings = "".join(lines(checked, show_all=self.wanted.show_all))
        about = stated_line(document, record) if self.wanted.statements else ""
        secrets = Secrets(record.restricted)
        hits = [leak for leak in leaks("", findings + about, secrets) if not leak.ordinary]
        if hits:
            what = f"a restricted value of {hits[0].whose}, under {hits[0].key or 'restricted'}, stands in its findings."
            fix = "Take it out of the texts of the record; `ihl records lint` finds it."
            return Outcome(
                task, record.id, problems=(Problem(secrets.hide(record.file), record.line, "leak", what, "They were left out.", fix),)
            )
        return Outcome(task, record.id, short(document.data["id"]), findings, about, *counted(checked))


def short(identity: str) -> bytes:
    """Enough of a digest of an id to tell a register's ids apart in little memory."""
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=10).digest()


def document_of(task: Task) -> Document:
    """The document of one task. Raises InputError."""
    if task.raw is None:
        return documents.read(task.file)
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
