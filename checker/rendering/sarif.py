"""SARIF 2.1.0 (OASIS), the form in which code hosts and editors show what a check found at a line of a file.

Comes in: rules and notes, or what one run checked. Goes out: the text of a log. Nothing of what a log says is a judgment: a breach that is indicated is a *warning* of kind ``fail``, an allegation that a cap keeps from being worded so is of kind
``review`` (SARIF: a person must decide), and what open facts can still decide is of kind ``open`` (SARIF: not enough information). What was complied with, excepted or does not apply is left out: hosts would show it as an alert, and a
log without a result must not be read as compliance, which the log says of itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from checker.explanation import attributions, entry_name
from checker.findings import Result
from checker.pipeline import Run
from checker.report.annex import either, word_of
from checker.rulebook import CompiledRule, article_url, provision
from checker.text import clean, escape_unprintable, web_address
from checker.truth import Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Kind(NamedTuple):
    """What a note is an instance of: a rule of law, a code of lint, a test that failed."""

    id: str
    title: str
    text: str
    help: str
    url: str = ""


class Note(NamedTuple):
    """One result: its kind's id, how it is to be taken (``kind`` and ``level`` as SARIF has them), what it says, where, and what identifies it from run to run."""

    of: str
    kind: str
    level: str
    says: str
    file: str
    line: int
    identity: str


def log(kinds: Iterable[Kind], notes: Iterable[Note], version: str, *, about: str, properties: dict[str, Any]) -> str:
    """A log with one run. ``about`` says what the run looked at, and what an empty log does not mean."""
    known = {kind.id: kind for kind in kinds}
    order = {identity: number for number, identity in enumerate(known)}
    driver = {
        "name": "ihl-checker",
        "semanticVersion": version,
        "fullDescription": {"text": about},
        "rules": [_kind(kind) for kind in known.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_note(note, order) for note in notes],
        "properties": properties,
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return escape_unprintable(json.dumps(whole, ensure_ascii=False, indent=2)) + "\n"


def _kind(kind: Kind) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": clean(kind.id),
        "shortDescription": {"text": _message(kind.title)},
        "fullDescription": {"text": _message(kind.text or kind.title)},
        "help": {"text": _message(kind.help or kind.title)},
    }
    return {**made, "helpUri": web_address(kind.url)} if web_address(kind.url) else made


def _note(note: Note, order: dict[str, int]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": clean(note.of),
        "ruleIndex": order[note.of],
        "kind": note.kind,
        "level": note.level,
        "message": {"text": _message(note.says)},
    }
    address = file_address(note.file)
    if address:
        place: dict[str, Any] = {"artifactLocation": {"uri": address}}
        if note.line:
            place["region"] = {"startLine": note.line}
        made["locations"] = [{"physicalLocation": place}]
    return {**made, "partialFingerprints": {"finding/v1": clean(note.identity)}}


def _message(text: str) -> str:
    """A text as a plain text message: braces doubled, since one alone opens a placeholder (SARIF 2.1.0, 3.11.5), and a space where brackets would make a link of it (3.11.6)."""
    return clean(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def file_address(path: str) -> str:
    """A path as a relative reference or file address (RFC 3986); empty for what is no file."""
    if path in ("", "-", "<stdin>"):
        return ""
    plain = path.replace("\\", "/").encode("utf-8", "replace").decode("utf-8")
    if plain.startswith("/"):
        return "file://" + _quoted(plain)
    return _quoted(f"/{plain}" if plain[1:2] == ":" else plain.removeprefix("./"))


def _quoted(path: str) -> str:
    """A path with every character that an address could not hold by its bytes in UTF-8."""
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "/-._~") else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in path
    )


# --- findings ------------------------------------------------------------------------------------------------------------------------------------------


def as_sarif(run: Run, version: str, *, show_all: bool = False) -> str:
    """What a run found that asks for somebody: breaches indicated, and what may still be one. With ``show_all`` also open findings that the records do not raise."""
    chosen = [result for one in run.checked for result in one.results if (result.raised or show_all) and _asks(result)]
    rules = {result.head.id: result.rule for result in chosen}
    about = (
        "What the facts of incident records indicate under the Third Geneva Convention. A result is about the facts as recorded and not a judgment on anybody; "
        "that there is no result about a provision does not mean that it was complied with."
    )
    properties = {
        "rulebook": run.rulebook.digest,
        "rulebook_name": run.rulebook.name,
        "reading": run.reading,
        "records": len(run.checked),
        "unread": len(run.problems),
    }
    return log(
        [_rule(rules[identity]) for identity in sorted(rules)],
        [_finding(result) for result in chosen],
        version,
        about=about,
        properties=properties,
    )


def _asks(result: Result) -> bool:
    return result.verdict is Verdict.BREACH or (result.verdict is Verdict.UNDETERMINED and Verdict.BREACH.value in result.possible)


def _rule(rule: CompiledRule) -> Kind:
    gists = " ".join(f"{provision(entry)}: {entry['gist']}" for entry in rule.authority)
    limits = f" What the rule does not see: {rule.limits}" if rule.limits else ""
    return Kind(rule.id, rule.title, gists, f"{rule.remedy}{limits}".strip(), article_url(rule.place))


def _finding(result: Result) -> Note:
    record, finding = result.judge.record, result.finding
    about = ", ".join(entry_name(record, identity) for identity in finding.binding.values())
    says = f"{word_of(result)}: {finding.title} ({finding.provision}), on {about}, on the reading {finding.reading}."
    if len(finding.possible) > 1:
        says += f" Possible: {either(finding.possible)}."
    if finding.to_find_out:
        says += f" Ask: {finding.to_find_out[0].asks}"
    said = attributions(finding.because, record)
    if said:
        says += f" On the word of: {said}."
    line = record.entries[finding.subject].line if finding.subject in record.entries else 0
    kind, level = taken(result)
    identity = "/".join((record.id, finding.rule, finding.reading, *finding.binding.values()))
    return Note(finding.rule, kind, level, says, record.file, line or record.line, identity)


def taken(result: Result) -> tuple[str, str]:
    """How a finding is to be taken, as SARIF has it: kind and level."""
    if result.verdict is not Verdict.BREACH:
        return "open", "none"
    return ("review", "none") if result.finding.grade.cap else ("fail", "warning")
