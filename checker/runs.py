"""A run kept in a folder: what was checked, with what, and what came out, so that somebody else can recompute it to the same bytes.

Comes in: outcomes, one by one. Goes out: a folder with ``findings.jsonl``, ``records.jsonl`` (what each record states), ``problems.jsonl`` and, last of all, the manifest ``run.json``: digests of the rules, of every
input and of these files, the version, the reading. As long as there is no ``run.json`` the run is unfinished; ``unfinished.json`` says how far it came, and it goes on from there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from io import BufferedWriter
from typing import Any

from checker import inputs, outputs
from checker.batch import Batch, Outcome, Task, Wanted
from checker.documents import unreadable
from checker.errors import InputError, Problem, listed
from checker.manifests import counted, plain, sized_lines, well_formed
from checker.redaction import Secrets
from checker.taken import Ids
from checker.text import escape_unprintable

SCHEMA = "ihl-run/1"
MANIFEST, UNFINISHED = "run.json", "unfinished.json"
PARTS = ("findings", "records", "problems")

#: The longest that the work of a run stands only in memory, in seconds.
_OFTEN = 2.0


@dataclass
class Counts:
    """What a run has found so far. ``done``: records tried, good or not; ``elsewhere``: records of which a finding would be a breach on another reading; ``capped``: of the findings raised, those worded with reserve, by verdict and
    cap; ``sizes`` of the files, the numbers of the records ``left_out`` and the SHA-256 of what was ``seen`` of the register they end in: only to go on from there."""

    done: int = 0
    records: int = 0
    problems: int = 0
    failed: int = 0
    contested: int = 0
    elsewhere: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)
    raised: Mapping[str, int] = field(default_factory=dict)
    capped: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    left_out: list[int] = field(default_factory=list)
    seen: str = ""

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        capped = {verdict: dict(sorted(caps.items())) for verdict, caps in sorted(self.capped.items())}
        return {
            **asdict(self),
            "verdicts": dict(sorted(self.verdicts.items())),
            "raised": dict(sorted(self.raised.items())),
            "capped": capped,
        }

    def and_(self, outcome: Outcome, sizes: dict[str, int] | None = None) -> Counts:
        """These counts with one record more, after which the files have these ``sizes``."""
        good = not outcome.problems
        capped = self.capped
        if outcome.capped:
            capped = {**capped, **{verdict: _sum(capped.get(verdict, {}), caps) for verdict, caps in outcome.capped.items()}}
        return Counts(
            self.done + 1, self.records + good, self.problems + len(outcome.problems), self.failed + outcome.failed, self.contested + outcome.contested,
            self.elsewhere + outcome.elsewhere, _sum(self.verdicts, outcome.verdicts), _sum(self.raised, outcome.raised), capped, sizes or self.sizes, self.left_out, outcome.task.seen.hex() if outcome.task.raw is not None else "",
        )  # fmt: skip

    @classmethod
    def of(cls, data: dict[str, Any]) -> Counts:
        """From plain data."""
        return cls(**data)


def head(version: str, rulebook: str, wanted: Wanted, files: Sequence[str], folder: str) -> dict[str, Any]:
    """What decides what a run finds, as the first part of its manifest: version, digest of the rulebook, what is wanted (``rules``: none means all), and each input with its digest and where it lies, seen from the
    folder of the run. Raises InputError for an input that cannot be read.
    """
    return {
        "schema": SCHEMA,
        "version": version,
        "rulebook": rulebook,
        "reading": wanted.reading,
        "rules": list(wanted.rules),
        "show": "all" if wanted.show_all else "raised",
        "reasons": wanted.reasons,
        "min_grade": wanted.bar,
        "inputs": [_input(path, folder) for path in files],
    }


def _input(path: str, folder: str) -> dict[str, Any]:
    """A record file as a manifest names it."""
    digest = sha256_of(path)  # says what is wrong where it cannot be read
    try:
        return {"path": beside(path, folder), "bytes": os.path.getsize(path), "sha256": digest}
    except OSError as error:
        raise InputError([unreadable(path, error)]) from error


def wanted_of(manifest: Mapping[str, Any], folder: str) -> Wanted:
    """What was wanted of a run, to make it again with the rules in ``folder``."""
    return Wanted(
        folder,
        manifest["reading"],
        tuple(manifest["rules"]),
        manifest["show"] == "all",
        manifest["reasons"],
        statements=True,
        bar=manifest["min_grade"],
    )


def beside(path: str, folder: str) -> str:
    """The path of a file as seen from a folder, with slashes."""
    return os.path.relpath(path, folder).replace(os.sep, "/")


def sha256_of(path: str) -> str:
    """The SHA-256 of a file. Raises InputError if it cannot be read."""
    try:
        with inputs.opened(path, found=True) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError([unreadable(path, error)]) from error


def unless_changed(described: Mapping[str, Any], files: Sequence[str], seen: Mapping[str, str], folder: str) -> None:
    """Raises InputError where an input is no longer what the manifest of a run would vouch for, or was something else while it was read: ``seen`` has the SHA-256 of what was read of a register."""
    inputs_now = [_input(path, folder) for path in files]
    read = [seen.get(path, item["sha256"]) for path, item in zip(files, inputs_now, strict=True)]
    if inputs_now != described["inputs"] or read != [item["sha256"] for item in inputs_now]:
        raise _changed(folder)


def _changed(folder: str) -> InputError:
    what, fix = "records were changed while they were read.", "Run it again with --force when nobody writes to the records."
    return InputError.single(folder, 0, "changed", what, "The run would not say which it saw.", fix)


def prepare(folder: str, described: dict[str, Any], *, resume: bool, force: bool) -> Counts:
    """Makes the folder ready for a run and gives what is done already: nothing, unless an unfinished run of just this kind is resumed.

    Raises InputError where a run lies there already (unless ``force``), where one lies there unfinished (unless ``resume`` or ``force``), or where what would be resumed was begun on other records, rules or options.
    """
    unfinished = os.path.join(folder, UNFINISHED)
    try:
        there = [name for name in os.listdir(folder) if not outputs.unfinished(name)] if os.path.isdir(folder) else []
        if resume and MANIFEST not in there and UNFINISHED in there:
            return _resumed(folder, unfinished, described)
        if resume and MANIFEST in there:
            fix = "Look at it with `ihl verify`, or run again with --force."
            raise InputError.single(folder, 0, "finished", "the run in this folder is finished.", "There is nothing to resume.", fix)
        if there and not force:
            what, fix = "there are files in this folder already.", "Name a new folder, or add --force."
            if UNFINISHED in there and MANIFEST not in there:
                what, fix = "an unfinished run lies in this folder.", "Go on with it with --resume, or begin anew with --force."
            raise InputError.single(folder, 0, "exists", what, "Nothing is overwritten silently.", fix)
        os.makedirs(folder, exist_ok=True)
        for name in (MANIFEST, UNFINISHED, *(f"{part}.jsonl" for part in PARTS)):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(folder, name))
    except OSError as error:
        raise unwritable(folder, error) from error
    return Counts()


def _resumed(folder: str, unfinished: str, described: dict[str, Any]) -> Counts:
    try:
        kept = plain(unfinished)
        if not counted(kept["counts"]):
            raise ValueError("no counts")
        counts = Counts.of(kept["counts"])
        begun = dict(kept["head"])
        if any(_size(os.path.join(folder, f"{part}.jsonl")) < counts.sizes[part] for part in PARTS):
            raise ValueError("shorter than it was")
    except (ValueError, KeyError, TypeError, AttributeError, FileNotFoundError) as error:
        what, why = "it cannot be read how far this run came.", "Records could be left out or counted twice."
        raise InputError.single(unfinished, 0, "damaged", what, why, "Begin anew with --force.") from error
    changed = [key for key in described if begun.get(key) != described[key]]
    if changed:
        raise InputError.single(
            folder, 0, "changed", f"the unfinished run in this folder was begun with other {listed(dict.fromkeys(_WORDS.get(key, key) for key in changed), joint='and')}.",
            "Its findings and new ones would not belong together.", "Run it again as it was begun, or begin anew with --force.",
        )  # fmt: skip
    return counts


def _size(path: str) -> int:
    """The size of a file; 0 where there is none, as in a run that was stopped before it had made it."""
    return os.path.getsize(path) if os.path.exists(path) else 0


_WORDS = {
    "schema": "form of run",
    "version": "version of the program",
    "rulebook": "rules",
    "rules": "rules chosen",
    "inputs": "records",
    "show": "options",
    "reasons": "options",
    "min_grade": "bar for claims",
    "reading": "reading",
}


#: What is wrong with a file for the moment, and not with what stands in it.
_TRANSIENT = frozenset(("unreadable", "changed", "no-file", "link"))


class Kept:
    """A run that is being written."""

    def __init__(self, folder: str, described: dict[str, Any], counts: Counts, batch: Batch, *, base: str = "") -> None:
        self.folder = folder
        #: From where the paths of inputs are seen: the folder of the run, or of the one that is made again.
        self.base = base or folder
        self.head = described
        self._inputs = {item["path"]: item["sha256"] for item in described.get("inputs", ())}
        self.counts = counts
        self._files: dict[str, BufferedWriter] = {}
        self.ids = Ids(batch)
        self._left_out: frozenset[int] = frozenset()
        self._next = 0.0

    def __enter__(self) -> Kept:
        """Opens its files where the last whole record ends. How far it came is noted before there is anything to go on from."""
        self._note()
        try:
            for part in PARTS:
                outputs.unless_a_link(os.path.join(self.folder, f"{part}.jsonl"))
                file = open(os.path.join(self.folder, f"{part}.jsonl"), "ab", opener=outputs.itself)
                self._files[part] = file
                file.truncate(self.counts.sizes[part])
                file.seek(self.counts.sizes[part])
            self._left_out = frozenset(self.counts.left_out)
            for data in lines_of(self.folder, "records"):
                self.ids.shown(data["record"])
        except OSError as error:
            raise unwritable(self.folder, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        """Closes its files; what was not finished can be resumed."""
        for file in self._files.values():
            with contextlib.suppress(OSError):
                file.close()

    def take(self, outcome: Outcome) -> Sequence[Problem]:
        """Takes in what came of one record, and gives its problems. A second record under an id that is taken is left out, with a problem. Raises InputError where it cannot be written."""
        self._unless_other(outcome)
        outcome = self.ids.settled(outcome)
        problems = "".join(
            escape_unprintable(json.dumps(asdict(self._placed(problem)), ensure_ascii=False)) + "\n" for problem in outcome.problems
        )
        sizes = dict(self.counts.sizes)
        try:
            for part, text in (("findings", outcome.findings), ("records", outcome.record), ("problems", problems)):
                if text:
                    sizes[part] += self._files[part].write(text.encode("utf-8"))
        except OSError as error:
            raise unwritable(self.folder, error) from error
        if outcome.problems:
            self.counts.left_out.append(self.counts.done)
        # An interruption finds the record counted wholly or not at all.
        self.counts = self.counts.and_(outcome, sizes)
        if time.monotonic() >= self._next:
            self.pause()
        return outcome.problems

    def skip(self, number: int, task: Task) -> None:
        """Passes over a task that was done before the run was stopped; ``number`` counts from 0."""
        if task.wrong:
            raise InputError(task.wrong)
        last = number == self.counts.done - 1 and task.raw is not None
        if last and self.counts.seen and task.seen.hex() != self.counts.seen:
            raise _changed(self.folder)  # and changed back, before the run was stopped or after
        if number not in self._left_out:
            try:
                self.ids.written(task)
            except (
                ValueError,
                LookupError,
                TypeError,
                AttributeError,
                RecursionError,
            ) as error:  # it was a good record when it was checked
                raise _changed(self.folder) from error

    def _unless_other(self, outcome: Outcome) -> None:
        """Raises InputError for a file that could not be read, or was another, when its turn came: the manifest would vouch for what nobody read."""
        task = outcome.task
        if task.wrong or (task.raw is None and any(problem.code in _TRANSIENT for problem in outcome.problems)):
            raise InputError(outcome.problems)
        if task.raw is None and task.seen and self._inputs.get(beside(task.file, self.base), task.seen.hex()) != task.seen.hex():
            raise _changed(self.folder)

    def _placed(self, problem: Problem) -> Problem:
        """The problem with its file as seen from the folder of the run, so that both can be moved together."""
        return replace(problem, file=beside(problem.file, self.base)) if os.path.exists(problem.file) else problem

    def pause(self) -> None:
        """Puts everything on disk, and then how far it came: a note that says more than is there would be worth nothing after a power cut."""
        try:
            for file in self._files.values():
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise unwritable(self.folder, error) from error
        self._note()

    def _note(self) -> None:
        outputs.write(
            os.path.join(self.folder, UNFINISHED), _pretty({"head": self.head, "counts": self.counts.plain()}), Secrets(), force=True
        )
        self._next = time.monotonic() + _OFTEN

    def finish(self) -> dict[str, Any]:
        """Writes the manifest, the last of all, and gives it."""
        self.pause()
        counts = self.counts.plain()
        del counts["sizes"], counts["left_out"], counts["seen"]
        made = {**self.head, "counts": counts, "files": {part: sha256_of(os.path.join(self.folder, f"{part}.jsonl")) for part in PARTS}}
        outputs.write(os.path.join(self.folder, MANIFEST), _pretty(made), Secrets(), force=True)
        with contextlib.suppress(OSError):
            os.unlink(os.path.join(self.folder, UNFINISHED))
        return made


def _sum(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    found = dict(first)
    for key, count in second.items():
        found[key] = found.get(key, 0) + count
    return found


def _pretty(data: Any) -> str:
    return escape_unprintable(json.dumps(data, ensure_ascii=False, indent=1)) + "\n"


def unwritable(folder: str, error: OSError) -> InputError:
    """The error that a run cannot be written."""
    return InputError.single(
        folder,
        0,
        "unwritable",
        f"the run cannot be written: {(error.strerror or 'unknown reason').lower()}.",
        "What was written so far can be resumed.",
        "Check your rights and the space left, then add --resume.",
    )


def manifest_of(folder: str) -> dict[str, Any]:
    """The manifest of a finished run. Raises InputError where there is none, or none that can be read."""
    path = os.path.join(folder, MANIFEST)
    try:
        data = plain(path)
    except FileNotFoundError as error:
        unfinished = os.path.exists(os.path.join(folder, UNFINISHED))
        raise InputError.single(
            folder, 0, "no-run", "the run in this folder is not finished." if unfinished else "no run is kept here.", "",
            "Go on with it: the same `ihl check` with --resume." if unfinished else "Name the folder given to `ihl check --save`.",
        ) from error  # fmt: skip
    except (OSError, ValueError) as error:
        raise InputError.single(
            path, 0, "damaged", "the manifest cannot be read.", "Nothing can be recomputed from it.", "Make the run again."
        ) from error
    if not well_formed(data, PARTS) or data["schema"] != SCHEMA:
        raise InputError.single(
            path,
            0,
            "damaged",
            "this is not the manifest of a run.",
            "Nothing can be recomputed from it.",
            f'Its "schema" should be {SCHEMA}.',
        )
    made: dict[str, Any] = data
    return made


def is_run(path: str) -> bool:
    """Whether a finished run lies in a folder."""
    return os.path.isfile(os.path.join(path, MANIFEST))


def lines_of(folder: str, part: str) -> Iterator[Any]:
    """The lines of one part of a run, as plain data, one by one. Raises InputError for one that cannot be read."""
    path = os.path.join(folder, f"{part}.jsonl")
    try:
        with inputs.opened(path, found=True) as file:
            yield from (data for data, _ in sized_lines(file, path, of_records=part != "problems"))
    except OSError as error:
        raise unwritable(folder, error) from error


class Part:
    """One part of a finished run, by record: where the lines of each stand, so that two runs can be compared record by record in little memory. Raises InputError for a line that cannot be read."""

    def __init__(self, folder: str, part: str) -> None:
        self._folder, self._part = folder, part
        self._path = os.path.join(folder, f"{part}.jsonl")
        self._places: dict[str, list[tuple[int, int]]] = {}
        before, begin, end = None, 0, 0
        for data, length in self._sized():
            if data["record"] != before:
                if before is not None:
                    self._places.setdefault(before, []).append((begin, end))
                before, begin = data["record"], end
            end += length
        if before is not None:
            self._places.setdefault(before, []).append((begin, end))

    def _sized(self) -> Iterator[tuple[Any, int]]:
        with inputs.opened(self._path, found=True) as file:
            yield from sized_lines(file, self._path, of_records=self._part != "problems")

    def __iter__(self) -> Iterator[str]:
        """The ids of the records, in the order of the run."""
        return iter(self._places)

    def of(self, record: str) -> list[Any]:
        """The lines on a record, as plain data."""
        found: list[Any] = []
        with inputs.opened(self._path, found=True) as file:
            for begin, end in self._places.get(record, ()):
                file.seek(begin)
                found += [json.loads(line) for line in file.read(end - begin).splitlines()]
        return found
