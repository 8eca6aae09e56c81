"""The file of decisions that lies beside a record: ``<stem>.decisions.yml``.

Comes in: the text of such a file; a decision to be added. Goes out: a :class:`Journal` with every decision in it that is whole, and what is wrong with the others; the text that is put at its end. Nothing in
such a file is ever rewritten, so comments that people put between decisions stay. It is a YAML list with one block for each decision. Each block names the digest of its own content and that of one before it: a decision that was
changed afterwards, or taken out from before another, shows. (Somebody who writes the whole file anew cannot be found out by it; keeping it under version control does that.)

A block that a crash left unfinished spoils none of the others: every line that begins with a dash begins a block of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from checker import documents, limits, outputs, writing
from checker.blocks import BlockReader
from checker.decisions import DECIDES, SCHEMA, STANDARDS, Decision
from checker.digests import digest
from checker.documents import Document, Path
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.records import DECISIONS
from checker.redaction import Secrets

HEAD = """\
# What people decided on the findings of the records beside this file. `ihl review` adds a block at the end for each decision and changes none;
# a later decision on the same finding takes the place of an earlier one. Change nothing by hand: it would show. Comments like this one may be added.
"""

_KEYS = (
    "schema",
    "record",
    "rule",
    "binding",
    "reading",
    "decides",
    "standard",
    "reason",
    "name",
    "date",
    "program",
    "rests_on",
    "after",
    "digest",
)
_REQUIRED = ("record", "rule", "reading", "decides", "reason", "name", "date", "digest")


class Journal(NamedTuple):
    """The decisions of one file in their order, what is wrong with it, and the digest that the next block is written behind."""

    file: str
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    last: str = ""


def beside(record_file: str) -> str:
    """Where the decisions on the records of a file lie."""
    return os.path.splitext(record_file)[0] + DECISIONS


def read(path: str) -> Journal:
    """The decisions in a file; an empty journal where there is none."""
    if not os.path.exists(path):
        return Journal(path)
    try:
        return parse(documents.read_text(path, found=True), path)
    except InputError as error:
        if [problem.code for problem in error.problems] == ["empty"]:
            return Journal(path)
        return Journal(path, (), error.problems)


def append(path: str, decision: Decision, secrets: Secrets) -> Decision:
    """Puts a decision at the end of a file, which is made if there is none, and returns it as it stands there. Somebody who decides at the same time waits for it.

    Raises InputError, and changes nothing, where a restricted value stands in it or where the file cannot be written.
    """
    placed = decision

    def block(text: str) -> str:
        nonlocal placed
        found = parse(text, path) if text.strip() else Journal(path)
        if any(problem.code == limits.DECISIONS.code for problem in found.problems):
            raise InputError(found.problems)
        if len(found.decisions) >= limits.DECISIONS.value:
            raise limits.DECISIONS.exceeded(path, 0, len(found.decisions) + 1)
        placed = decision.sealed(found.last)
        return ("" if text else HEAD) + "\n" + as_text(placed)

    outputs.append(path, block, secrets)
    return placed


def as_text(decision: Decision) -> str:
    """A decision as a block of the list."""
    whole = writing.as_yaml({"decisions": [{**decision.plain(), "digest": decision.digest}]})
    return "".join(f"{line[2:]}\n" for line in whole.splitlines()[1:])


# --- reading -------------------------------------------------------------------------------------------------------------------------------------------


def parse(text: str, file: str) -> Journal:
    """The decisions in the text of such a file."""
    decisions: list[Decision] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    last = ""
    blocks = _blocks(text, file)
    for number, block in enumerate(blocks):
        found = _decision(block, last=number == len(blocks) - 1, cut=not text.endswith("\n"))
        if isinstance(found, Decision):
            if found.after and found.after not in seen:
                problems.append(_out_of_chain(found, file))
            decisions.append(found)
            seen.add(found.digest)
            last = found.digest
        else:
            problems += found
    return Journal(file, tuple(decisions), tuple(limits.listed(problems, file)), last)


class _Unread(NamedTuple):
    """A block that is no YAML."""

    file: str
    line: int
    problems: tuple[Problem, ...]


def _blocks(text: str, file: str) -> list[Document | _Unread]:
    """Every block as a document of its own: at once where the whole file can be read, else one by one."""
    try:
        whole = documents.parse_yaml(text, file)
    except InputError:
        return _one_by_one(text, file)
    if whole.data is None:
        return []
    if not isinstance(whole.data, list):
        return [_Unread(file, 1, (Problem(file, 1, "no-decisions", "this is not a list of decisions.", "No decision in it can be shown.", "Move it out of the way."),))]  # fmt: skip
    if len(whole.data) > limits.DECISIONS.value:
        return [_Unread(file, 0, (limits.DECISIONS.problem_at(file, 0, len(whole.data)),))]
    lines: list[dict[Path, int]] = [{} for _ in whole.data]
    for path, line in whole.lines.items():
        if path:
            lines[int(path[0])][path[1:]] = line
    return [Document(file, data, lines[number], whole.line(number)) for number, data in enumerate(whole.data)]


def _one_by_one(text: str, file: str) -> list[Document | _Unread]:
    found: list[Document | _Unread] = []
    starts = [match.start() for match in re.finditer(r"^-(?= |$)", text, flags=re.M)]
    if len(starts) > limits.DECISIONS.value:
        return [_Unread(file, 0, (limits.DECISIONS.problem_at(file, 0, len(starts)),))]
    if not starts:
        return [_Unread(file, 1, ())]
    above, before = 0, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        above, before = above + text.count("\n", before, start), start
        try:
            one = documents.parse_yaml(text[start:end], file)
            data = one.data[0]
        except InputError as error:
            moved = tuple(problem_at(problem, problem.line + above) for problem in error.problems)
            found.append(_Unread(file, above + 1, moved))
            continue
        found.append(Document(file, data, {path[1:]: line + above for path, line in one.lines.items() if path[:1] == (0,)}, above + 1))
    return found


def problem_at(problem: Problem, line: int) -> Problem:
    """The same problem at another line."""
    return Problem(problem.file, line, problem.code, problem.what, problem.why, problem.fix)


def _decision(block: Document | _Unread, *, last: bool, cut: bool) -> Decision | list[Problem]:
    """The decision in a block, or what is wrong with it. A block without its digest, which is written last, is one that a crash has ended early; so is the ``last`` block where its last line has no end (``cut``)."""
    if isinstance(block, _Unread):
        unfinished = last and all(problem.code == "yaml" for problem in block.problems)
        return [_torn(block.file, block.line)] if unfinished or not block.problems else list(block.problems)
    reader = _Reader(block, [])
    found = reader.decision()
    if found is not None:
        return found
    if (last and cut) or (isinstance(block.data, dict) and block.data.get("schema", SCHEMA) == SCHEMA and "digest" not in block.data):
        return [_torn(block.file, block.first_line)]
    return sorted(set(reader.problems))


_UNBOUND = "Nobody could tell what it was about, so it does not count."
_BACK = "Put it back as it was, or decide anew with `ihl review`."


class _Reader(BlockReader):
    """Reads one block."""

    def decision(self) -> Decision | None:
        """The decision, or None with the problems noted."""
        data = self.document.data
        if not isinstance(data, dict):
            self.problem(
                (), "no-decision", "this is not a decision.", "A decision is a block of keys.", "Take it out, or make it a comment."
            )
            return None
        if data.get("schema") != SCHEMA:
            self.problem(
                ("schema",),
                "schema",
                f'"{data.get("schema")}" is not a form of decision that can be read.',
                "",
                f"Only {SCHEMA} is known here.",
            )
            return None
        self.keys(data, _KEYS, (), "a decision")
        texts = {key: self.text(data, key, (), required=key in _REQUIRED) for key in (*_REQUIRED, "standard", "after")}
        for key, known in (("decides", DECIDES), ("standard", STANDARDS)):
            if texts[key] and texts[key] not in known:
                fix = did_you_mean(texts[key], known, otherwise=f"Known are {listed(known)}.")
                self.problem((key,), "value", f'{key} cannot be "{texts[key]}".', "", fix)
        binding = self.words(data, ("binding",))
        rests_on = self.words(data, ("rests_on",))
        program = data.get("program")
        cap = self.text(program, "cap", ("program",)) if isinstance(program, dict) else ""
        verdict, possible = (program.get("verdict"), program.get("possible")) if isinstance(program, dict) else (None, None)
        if not isinstance(verdict, str) or not isinstance(possible, list) or not all(isinstance(word, str) for word in possible):
            self.problem(
                ("program",), "type", '"program" should have the verdict of the program and what it left possible.', _UNBOUND, _BACK
            )
        if not self.problems and set(rests_on) != {"facts", "law"}:
            self.problem(("rests_on",), "type", '"rests_on" should have the digest of the facts and that of the law.', _UNBOUND, _BACK)
        if self.problems:
            return None
        read = Decision(
            texts["record"], texts["rule"], binding, texts["reading"], texts["decides"], texts["reason"], texts["name"], texts["date"], texts["standard"],
            str(verdict), tuple(possible or ()), rests_on["facts"], rests_on["law"], cap, texts["after"], texts["digest"], self.document.first_line,
        )  # fmt: skip
        if digest(read.plain()) != read.digest:
            self.problem(
                (),
                "altered-decision",
                f"this decision of {read.name} on {read.record} is not as it was signed: something in it was changed.",
                "It does not count, and the finding is open.",
                "Put it back as it was, or decide anew with `ihl review`.",
            )
            return None
        return read

    def words(self, data: Mapping[str, Any], path: Path) -> dict[str, str]:
        """The block of words under a key."""
        value = data.get(str(path[0]))
        if not isinstance(value, dict) or not all(isinstance(word, str) for word in value.values()):
            self.problem(path, "type", f'"{path[0]}" should be a block of words.', _UNBOUND, _BACK)
            return {}
        return dict(value)


def _torn(file: str, line: int) -> Problem:
    return Problem(
        file,
        line,
        "torn-decision",
        "the decision that begins here is not whole: the program was probably stopped while it wrote.",
        "It does not count; all others do.",
        "Decide anew with `ihl review`, and put # before the lines of what is left here.",
    )


def _out_of_chain(decision: Decision, file: str) -> Problem:
    return Problem(
        file,
        decision.line,
        "missing-decision",
        f"a decision that stood before this one of {decision.name} ({decision.date}) is no longer there, or not as it was signed.",
        "Decisions are never taken back by removing them; a later one takes their place.",
        "Look for the earlier state of the file in a backup or in version control.",
    )
