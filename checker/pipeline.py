"""The stages, one line each: documents → records → treaties → evaluation → findings.

Comes in: paths and a rulebook. Goes out: a :class:`Run`: a :class:`Checked` for each record, and the problems of whatever could not be read. Good records are checked whatever is
wrong with the others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from checker import documents, inputs, limits
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.findings import Result
from checker.jsontext import bounded_lines
from checker.judging import Chosen, Results, judge_record, unless_too_many
from checker.library import RULEBOOK
from checker.records import DECISIONS, POLICY, SCENARIO, Record, read_record
from checker.rulebook import Rulebook, RuleHead

if TYPE_CHECKING:
    from checker.decisions import Decisions, Left
    from checker.redaction import Secrets

SUFFIXES = (".yml", ".yaml", ".json", ".jsonl")
_NO_RECORDS = (DECISIONS, POLICY, SCENARIO)


class Checked(NamedTuple):
    """One record with its results: one for each rule and binding."""

    record: Record
    results: Results
    bare: Sequence[RuleHead]
    """The rules whose subject does not occur in the record."""
    decisions: Decisions | None = None
    """What people decided on its findings; None where there is no file of decisions beside it."""

    def listed(self, *, show_all: bool = False) -> list[Result]:
        """The results that a report lists. Rules that the record does not touch are not even looked at, unless everything is asked for or somebody has decided on something."""
        among = self.results if show_all or self.decisions is not None else self.results.touched
        return [result for result in among if self.lists(result, show_all=show_all)]

    def lists(self, result: Result, *, show_all: bool = False) -> bool:
        """Whether a report lists a result: the record says something about it, somebody has decided on it, or everything is asked for."""
        return show_all or result.raised or (self.decisions is not None and bool(self.decisions.on(result)))


@dataclass(slots=True)
class Run:
    """What one run read and found; ``bar`` the weakest grade that counted, if claims were set aside; ``left``: decisions of people whose finding is no longer there."""

    rulebook: Rulebook
    reading: str
    bar: str = ""
    checked: list[Checked] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def record_files(paths: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The record files that paths name: files as given, folders searched for ``.yml``, ``.yaml``, ``.json`` and ``.jsonl``. The order is that of the paths, whatever the order in which they are named: a shell sorts ``*.yml``
    otherwise in each language.

    Hidden folders and rulebooks are passed over, and so are files of decisions, policies of a house and scenarios for a class, also where a pattern such as ``*.yml`` names them along with others.
    """
    found: list[str] = []
    problems: list[Problem] = []
    for path in sorted(paths, key=lambda path: (path == "-", path)):
        if path.endswith(_NO_RECORDS) and len(paths) > 1:
            continue
        if path == "-" or (os.path.exists(path) and not os.path.isdir(path)):
            found.append(path)
        elif os.path.isdir(path):
            for folder, folders, names in os.walk(
                path, onerror=lambda error: problems.append(_unreadable(error.filename, "folder", error))
            ):
                folders[:] = [] if RULEBOOK in names else sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names) if RULEBOOK not in names else ():
                    if _holds_records(name):
                        problem = _astray(os.path.join(folder, name), path)
                        if problem is None:
                            found.append(os.path.join(folder, name))
                        else:
                            problems.append(problem)
                if len(found) > limits.FILES.value:
                    problems.append(limits.FILES.problem_at(path, 0))
                    return list(dict.fromkeys(found[: limits.FILES.value])), problems
        else:
            try:
                near = did_you_mean(os.path.basename(path), os.listdir(os.path.dirname(path) or "."))
            except OSError:
                near = ""
            problems.append(Problem(path, 0, "unreadable", "there is no such file or folder.", "", near or "Check the path."))
    return list(dict.fromkeys(found)), problems


def _holds_records(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.startswith(".") and not name.endswith(_NO_RECORDS)


def _astray(path: str, searched: str) -> Problem | None:
    """What is wrong with a file that was found in a folder: it leads out of it, to a file that nobody named and that a message might quote, or it is none from which a record can be read to its end."""
    if os.path.islink(path) and not inputs.inside(path, searched):
        return inputs.astray(path)
    return inputs.no_file(path) if os.path.exists(path) and not os.path.isfile(path) else None


def _unreadable(path: str, kind: str, error: OSError) -> Problem:
    return Problem(
        path,
        0,
        "unreadable",
        f"the {kind} cannot be read: {(error.strerror or 'unknown reason').lower()}.",
        "",
        "Check that you may read it.",
    )


def read_documents(path: str, named: Sequence[str] = ()) -> Iterator[Document | InputError]:
    """The documents in a file: one for YAML and JSON, one for each line of JSON Lines; ``-`` is standard input in any of these. What was not ``named`` itself, but found in a folder that was, must be a file that lies there.

    A file that is changed while it is read comes out as an InputError, behind what was read of it.
    """
    within = inputs.found_in(path, named)
    last = 0
    try:
        if path == "-":
            text = documents.decode(sys.stdin.buffer.read(limits.FILE_BYTES.value + 1), "<stdin>")
            yield from _from_text(text)
        elif path.endswith(".jsonl"):
            with inputs.opened(path, within=within) as lines:
                for document in documents.parse_json_lines(bounded_lines(lines), path):
                    last = document.first_line if isinstance(document, Document) else document.problems[0].line
                    yield document
        else:
            yield documents.read(path, within=within)
    except InputError as error:
        yield inputs.after(error, last)
    except OSError as error:
        yield InputError([_unreadable(path, "file", error)])


def _from_text(text: str) -> Iterator[Document | InputError]:
    if not text.lstrip().startswith("{"):
        yield documents.parse_yaml(text, "<stdin>")
        return
    try:
        yield documents.parse_json(text, "<stdin>")
    except InputError:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2 or not (lines[0].rstrip().endswith("}") or all(line.startswith("{") for line in lines)):
            raise
        yield from documents.parse_json_lines(iter(text.split("\n")), "<stdin>")


def read_records(paths: Sequence[str], rulebook: Rulebook, problems: list[Problem], *, unredacted: bool = False) -> Iterator[Record]:
    """Every record that can be read, in order, as :func:`incident` gives it; what is wrong with the others goes to ``problems``. A second record under a taken id is left out."""
    files, missing = record_files(paths)
    problems.extend(missing)
    taken: dict[str, str] = {}
    shown: set[str] = set()
    for path in files:
        for document in read_documents(path, paths):
            try:
                if isinstance(document, InputError):
                    raise document
                record = incident(document, rulebook, unredacted=unredacted)
                own = document.data["id"]
                if own in taken:
                    raise duplicate(document, record.id, taken[own])
            except InputError as error:
                problems.extend(shown_problems(error, document, unredacted=unredacted))
                continue
            taken[own] = f"{record.file}:{document.first_line}"
            if record.id in shown:  # two ids that differed in what is withheld
                record = record._replace(id=_unlike(record.id, shown))
            shown.add(record.id)
            yield record


def duplicate(document: Document, identity: str, where: str) -> InputError:
    """The error that the id of a record is taken; ``where``: the record that has it."""
    what = f'the record id "{identity}" is taken by {where}.'
    why, fix = "Findings of the two could not be told apart.", "Give one of them another id."
    return InputError.single(document.file, document.line("id"), "duplicate-id", what, why, fix)


def _unlike(identity: str, shown: Collection[str]) -> str:
    from checker.withholding import unlike

    return unlike(identity, shown)


def shown_problems(error: InputError, document: Document | InputError, *, unredacted: bool = False) -> Sequence[Problem]:
    """The problems of a record as they may be printed: without what it keeps restricted (unless ``unredacted``)."""
    if unredacted:
        return error.problems
    from checker.withholding import without_secrets_of

    return without_secrets_of(error, document.data if isinstance(document, Document) else None)


def incident(document: Document, rulebook: Rulebook, *, unredacted: bool = False) -> Record:
    """The record in a document, with what treaties say of its States on its date, and what it keeps restricted withheld from its texts and ids (unless ``unredacted``).

    Raises InputError; its problems quote the document as written (:func:`checker.withholding.without_secrets_of`).
    """
    return _under_law(document, rulebook) if unredacted else redacted(document, rulebook)[0]


def redacted(document: Document, rulebook: Rulebook) -> tuple[Record, Secrets | None]:
    """The record in a document as :func:`incident` gives it, and what it keeps restricted, if it does, for whoever looks for that in what follows. Raises InputError as :func:`incident` does."""
    record = _under_law(document, rulebook)
    if not record.restricted:
        return record, None
    from checker.redaction import Secrets
    from checker.withholding import withheld

    secrets = Secrets(record.restricted)
    return withheld(record, secrets), secrets


def _under_law(document: Document, rulebook: Rulebook) -> Record:
    """The record as written, with what treaties say of its States on its date."""
    record = read_record(document, rulebook.vocabulary)
    unless_too_many(record, rulebook.heads)
    if any(entry.state for entry in record.entries.values()):
        from checker.treaties import in_force

        record = in_force(record, rulebook.treaties, rulebook.vocabulary)
    return record


def check_record(rulebook: Rulebook, record: Record, reading: str, rules: Chosen | Sequence[RuleHead]) -> Checked:
    """One record with its results under the chosen rules."""
    results = judge_record(rulebook, record, reading, rules)
    return Checked(record, results, results.bare())


def own_fault(record: Record, error: Exception) -> Problem:
    """The problem that the program itself failed on a record."""
    from checker.redaction import Secrets

    what = Secrets(record.restricted).hide(f"the program failed on the record {record.id} ({type(error).__name__}: {error}).")
    return Problem(
        record.file, record.line, "internal", what, "The other records are not affected.", "Please report it, with IHL_DEBUG=1 set."
    )


class Beside:
    """The decisions that lie beside records, read when the first record of a file comes.

    ``left`` gathers those whose finding is no longer there; :meth:`end` closes the last file. That a record itself is gone is not said of a file in which something could not be read. What is wrong with a file of decisions is told when
    the last of its records has come, since only then is it known what must be withheld from it.
    """

    def __init__(self, rulebook: Rulebook, problems: list[Problem], left: list[Left]) -> None:
        self.left = left
        self._rulebook = rulebook
        self._problems = problems
        self._file = self._path = ""
        self._decisions: Decisions | None = None
        self._wrong: Sequence[Problem] = ()
        self._records: set[str] = set()
        self._secrets: Secrets | None = None

    def of(self, record: Record) -> Decisions | None:
        """What people decided on the findings of a record; None where there is no file of decisions."""
        if record.place != self._file:
            path = os.path.splitext(record.place)[0] + DECISIONS
            if path != self._path:
                self.end()
            self._file = record.place
            if path != self._path and os.path.exists(path):
                from checker import journal
                from checker.decisions import Decisions
                from checker.redaction import Secrets

                read = journal.read(path)
                self._wrong = read.problems
                self._decisions = Decisions(read.decisions)
                self._secrets = Secrets()
            self._path = path
        if self._decisions is not None and self._secrets is not None and record.id not in self._records:
            from checker.decisions import orphans
            from checker.redaction import Secrets

            own = Secrets(record.restricted)
            self._secrets.add(own)
            gone = orphans(self._decisions.about(record.id), record, self._rulebook)
            self.left += [left._replace(decision=left.decision.without(own)) for left in gone]
        self._records.add(record.id)
        return self._decisions

    def end(self, *, whole: bool = True) -> None:
        """No more records come from the file that was last asked about; with ``whole=False`` because somebody stopped the program, so that nothing is said of records that did not come."""
        if self._decisions is not None and self._secrets is not None:
            from checker.withholding import without

            if whole and not any(problem.file in (self._file, self._secrets.hide(self._file)) for problem in self._problems):
                from checker.decisions import Left

                why, hidden = "the file beside it no longer has this record", self._secrets
                self.left += [Left(one.without(hidden), why) for one in self._decisions if one.record not in self._records]
            self._problems.extend(without(self._wrong, self._secrets))
        self._file, self._path, self._decisions, self._wrong, self._records, self._secrets = "", "", None, (), set(), None


def chosen_reading(rulebook: Rulebook, reading: str | None) -> str:
    """The reading asked for, or the rulebook's default. Raises InputError for one it does not have."""
    if reading is None:
        return rulebook.default_reading
    if reading not in rulebook.readings:
        raise InputError.single(
            "--reading",
            0,
            "reading",
            f'"{reading}" is not a reading.',
            "",
            did_you_mean(reading, rulebook.readings, otherwise=f"Readings are {listed(rulebook.readings)}."),
        )
    return reading


def chosen_rules(
    rulebook: Rulebook, rules: Sequence[str] = (), articles: Sequence[str] = (), subjects: Sequence[str] = ()
) -> list[RuleHead]:
    """The rules that meet every filter given. Raises InputError for a rule, article or subject that the rulebook does not have."""
    every = rulebook.heads
    known = {
        "--rule": [rule.id for rule in every],
        "--article": sorted({rule.article for rule in every}),
        "--subject": sorted({rule.on for rule in every}),
    }
    for option, words in (("--rule", rules), ("--article", articles), ("--subject", subjects)):
        for word in words:
            if word not in known[option]:
                raise InputError.single(
                    option,
                    0,
                    "filter",
                    f'no rule has "{word}".',
                    "Nothing would be checked.",
                    did_you_mean(word, known[option], otherwise="`ihl rules list` shows what there is."),
                )
    chosen = [
        rule
        for rule in every
        if (not rules or rule.id in rules) and (not articles or rule.article in articles) and (not subjects or rule.on in subjects)
    ]
    if not chosen and (rules or articles or subjects):
        asked = listed([*rules, *articles, *subjects], joint="and")
        what = f"no rule meets all of {asked} at once."
        raise InputError.single("--rule, --article, --subject", 0, "filter", what, "Nothing would be checked.", "Leave one of them out.")
    return chosen
