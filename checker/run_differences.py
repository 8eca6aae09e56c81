"""Two kept runs compared: which listed findings are not the same, and what they may be due to.

Comes in: the folders of two runs, and a rulebook. Goes out: the same as from ``differences``, record by record. The records themselves are not at hand, so causes are not computed but named: what the record states
otherwise of facts on which the rule rests, another reading, other rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.differences import Cause, Changed, Compared, facts_under
from checker.errors import InputError
from checker.rulebook import Rulebook
from checker.runs import Part, manifest_of
from checker.statements import in_words


def compare_runs(old: str, new: str, rulebook: Rulebook) -> Iterator[Compared]:
    """What became of each record that one of two runs has, in the order of the new one; records without any change are left out. Raises InputError for a folder that holds no run."""
    manifests = manifest_of(old), manifest_of(new)
    try:
        findings = Part(old, "findings"), Part(new, "findings")
        states = Part(old, "records"), Part(new, "records")
    except (OSError, KeyError, TypeError) as error:
        raise InputError.single(
            f"{old}, {new}",
            0,
            "damaged",
            "a part of a run is missing or cannot be read.",
            "",
            "Make the run again; `ihl verify` says which part.",
        ) from error
    general = list(_general(*manifests))
    for record in dict.fromkeys((*states[1], *states[0])):
        try:
            compared = _compared(record, findings, states, general, rulebook)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:  # whatever somebody made of the lines
            what, why = f"what a run says of the record {record} cannot be read.", "Nobody could tell what became of it."
            raise InputError.single(f"{old}, {new}", 0, "damaged", what, why, "Make the run again.") from error
        if compared is not None:
            yield compared


def _compared(
    record: str, findings: tuple[Part, Part], states: tuple[Part, Part], general: list[Cause], rulebook: Rulebook
) -> Compared | None:
    """What became of one record; None where nothing changed."""
    before, after = (next(iter(part.of(record)), None) for part in states)
    stated = _stated(before["states"] if before else {}, after["states"] if after else {})
    lines = tuple({(line["rule"], tuple(sorted(line["binding"].items()))): line for line in part.of(record)} for part in findings)
    changed = [
        _changed(lines[0].get(key), lines[1].get(key), stated, general, rulebook, before is None or after is None)
        for key in dict.fromkeys((*lines[0], *lines[1]))
        if (lines[0].get(key) or {}).get("possible") != (lines[1].get(key) or {}).get("possible")
    ]
    if not changed and not stated:
        return None
    return Compared(record, "", tuple(changed), 0, tuple(cause for _, cause in stated) if before and after else (), len(lines[1]))


def _general(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    """What two runs differ in as a whole."""
    for kind, key in (("reading", "reading"), ("rulebook", "rulebook"), ("program", "version")):
        if old[key] != new[key]:
            yield Cause(kind, str(new[key])[:12], str(old[key])[:12], str(new[key])[:12])


def _stated(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Cause]]:
    """What a record states otherwise: each with the fact (``subject.name``) that it is about, empty for what is no fact."""
    found = []
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) == new.get(key):
            continue
        name = key.removeprefix("treaty ")
        entry, _, fact = name.rpartition(".")
        subject = new.get(entry) or old.get(entry)
        about = f"{subject}.{fact}" if isinstance(subject, str) and " " not in name else ""
        kind = (
            "treaty"
            if key.startswith("treaty ")
            else "fact"
            if about
            else "links"
            if key.partition(" ")[0] not in ("source", "voice", "dates")
            else "dates"
            if key == "dates"
            else "source"
        )
        found.append((about, Cause(kind, name, _shown(old.get(key), about), _shown(new.get(key), about))))
    return found


def _shown(data: Any, fact: str) -> str:
    """What a record states, in a few words: of a fact its values."""
    if data is None:
        return "unknown" if fact else ""
    if fact and isinstance(data, list):
        return " / ".join(dict.fromkeys(claim[0] for claim in data[1:])) or str(data[0])
    return in_words(data)


def _changed(
    first: Mapping[str, Any] | None, second: Mapping[str, Any] | None, stated: list[tuple[str, Cause]], general: list[Cause], rulebook: Rulebook, alone: bool
) -> Changed:  # fmt: skip
    line = second or first
    assert line is not None
    rule = line["rule"]
    facts = facts_under(rule, rulebook) if rule in rulebook.rule_ids else None
    causes = [cause for about, cause in stated if cause.kind == "links" or (about and (facts is None or about in facts))]
    if alone:
        causes = [Cause("record", line["record"], "there" if second is None else "", "there" if first is None else "")]
    title = rulebook.rule(rule).title if rule in rulebook.rule_ids else rule
    before, after = (tuple(side["possible"]) if side else () for side in (first, second))
    return Changed(
        line["record"],
        rule,
        title,
        line["provision"],
        line["binding"],
        before,
        after,
        (first is not None, second is not None),
        (*general, *causes),
        False,
        (_cap(first), _cap(second)),
    )


def _cap(line: Mapping[str, Any] | None) -> str:
    """Why a finding of a run is worded with reserve: a run kept with reasons has it in the grade."""
    if line is None:
        return ""
    return str(line["cap"] if "cap" in line else line["grade"]["cap"])
