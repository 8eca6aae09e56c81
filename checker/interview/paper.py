"""An interview on paper: the record file with its comments, and at its end what is open, what was left out, and where the interview stands.

Comes in: a state; or the text of a file that an interview, or a person, wrote. Goes out: the text; or the state. What a person wrote beside the record, comments too, is kept.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from checker.comments import comments_of
from checker.documents import Document, Path
from checker.errors import InputError, Problem
from checker.interview.skeleton import settled
from checker.interview.state import State
from checker.vocabulary import Vocabulary
from checker.writing import as_yaml

_MARK = "-------- From here on: notes of `ihl records new`, renewed while it runs. --------"
_OPEN = "Still open, what would settle most first (`ihl needs` says more):"
_SKIPPED = "Left out on purpose. Delete a line, and the question comes again:"
_STANDS = "Where the interview stands, for --resume. Delete everything from the dashes on when the record is finished."
_OURS = (_MARK, _OPEN, _SKIPPED, _STANDS)


def written(state: State, open_: Sequence[tuple[str, str]] = (), skipped: Sequence[tuple[str, str]] = (), more: int = 0) -> str:
    """The file: the record with its comments, then ``open_`` and ``skipped`` facts (``entry.fact``) with their questions, how many ``more`` are open, and where the interview stands."""
    lines = [_MARK]
    if open_:
        lines += ["", _OPEN, *(_line(key, asks) for key, asks in open_), *([f"- and {more} more"] if more else [])]
    if skipped:
        lines += ["", _SKIPPED, *(_line(key, asks) for key, asks in skipped)]
    stands = {"passed": sorted(state.passed), "last": dict(state.last), "pending": [dict(form) for form in state.pending]}
    lines += ["", _STANDS, json.dumps(stands)]
    return f"{without_notes(state)}\n" + "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _line(key: str, asks: str) -> str:
    return f"- {key}: {textwrap.shorten(asks, 110, placeholder=' ...')}"


def without_notes(state: State, *, restricted: bool = True) -> str:
    """The record with its comments alone; without its ``restricted`` block where that is not wanted."""
    data = {key: value for key, value in state.data.items() if restricted or key != "restricted"}
    said = {path: text for path, text in state.comments.items() if path and (restricted or path[0] != "restricted")}
    tail = state.comments.get((), "")
    return as_yaml(data, said) + ("\n" + "".join(f"# {line}".rstrip() + "\n" for line in tail.splitlines()) if tail else "")


def read(text: str, document: Document, vocabulary: Vocabulary) -> State:
    """The state in a file. Raises InputError where what it notes about the interview cannot be read, or a comment would not find its place."""
    data = document.data
    said = comments_of(text, document) if not document.file.endswith(".json") else {}
    tail = said.pop((), "").splitlines()
    place = tail.index(_MARK) if _MARK in tail else len(tail)
    own, notes = tail[:place], tail[place:]
    skipped, stands, foreign = _noted(notes, document)
    kept = "\n".join([*own, *foreign]).strip("\n")
    comments: dict[Path, str] = {**said, **({(): kept} if kept else {})}
    if stands is None:
        return State(_texts(data), settled(data, vocabulary) if isinstance(data, dict) else frozenset(), tuple(skipped), comments=comments)
    return State(_texts(data), frozenset(stands["passed"]), tuple(skipped), stands["last"], tuple(stands["pending"]), comments)


def _noted(notes: Sequence[str], document: Document) -> tuple[list[str], Mapping[str, Any] | None, list[str]]:
    """What the notes at the end of a file say: the facts left out, where the interview stands, and lines that are not the program's own."""
    skipped: list[str] = []
    stands: Mapping[str, Any] | None = None
    foreign: list[str] = []
    section = ""
    for line in notes:
        if not line or line in _OURS:
            section = line or section
        elif line.startswith("- ") and section in (_OPEN, _SKIPPED):
            if section == _SKIPPED:
                skipped.append(line[2:].partition(":")[0])
        elif line.startswith("{") and section == _STANDS:
            stands = _stands(line, document)
        else:
            foreign.append(line)
    return skipped, stands, foreign


def _stands(line: str, document: Document) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
        good = (
            set(found) == {"passed", "last", "pending"}
            and all(isinstance(step, str) for step in found["passed"])
            and all(isinstance(word, str) for word in found["last"].values())
            and all(isinstance(form, dict) and isinstance(form.get("form"), str) for form in found["pending"])
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        good = False
    if not good:
        raise InputError(
            [
                Problem(
                    document.file,
                    0,
                    "interview-notes",
                    "the line at its end that notes where the interview stands cannot be read.",
                    "What was half told when it stopped would be lost.",
                    "Mend that line, or delete it: the interview then goes on from the record alone.",
                )
            ]
        )
    kept: Mapping[str, Any] = found
    return kept


def _texts(value: Any) -> Any:
    """Data of JSON as YAML would have it: every scalar a text."""
    if isinstance(value, dict):
        return {key: _texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_texts(inner) for inner in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or isinstance(value, str) else json.dumps(value)
