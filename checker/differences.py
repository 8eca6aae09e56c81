"""What comes out otherwise under other facts, other rules, another reading or other treaty dates, and which of these it is due to.

Comes in: records, rulebook and reading before and after. Goes out: every finding whose possible outcomes changed, each with its causes. A cause is found by computing, not by looking: the change is put back, alone
and together with the others, and the finding evaluated again. Differs from ``what-if`` in that two given states are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from checker.claims import Stated
from checker.evaluation import CONFLICT, Judge, Key, bindings, verdict_of
from checker.findings import Result, ordered, recorded
from checker.judging import judge_record
from checker.records import Record
from checker.rulebook import Compiled, CompiledRule, Rulebook
from checker.statements import in_words, said_of, statements_of
from checker.uses import paths, resolved

#: The keys of a compiled rule or definition that decide.
_DECIDES = ("variables", "forms", "on", "for_each", "roles", "deciding")


class Side(NamedTuple):
    """One state to compare: the rules, the reading, and a record under them."""

    rulebook: Rulebook
    reading: str
    record: Record


class Cause(NamedTuple):
    """One change that a changed finding is due to. ``kind``: fact, treaty (what tables of treaties say of a party), links (entries and how they are linked), source (a source or a voice), dates (those of the record), rule, definition or reading; ``what`` names it, ``was`` and
    ``now`` are what it was and is, ``says`` the sentences for both where there are some."""

    kind: str
    what: str
    was: str = ""
    now: str = ""
    says: tuple[str, str] = ("", "")


class Changed(NamedTuple):
    """One finding that changed. ``before`` and ``after`` are the outcomes possible, empty where there was or is no such finding. ``enough``: each cause alone is enough; else all of them together are needed.
    ``caps``: why the verdict before and after is worded with reserve, if it is."""

    record: str
    rule: str
    title: str
    provision: str
    binding: Mapping[str, str]
    before: tuple[str, ...]
    after: tuple[str, ...]
    listed: tuple[bool, bool]
    causes: tuple[Cause, ...]
    enough: bool
    caps: tuple[str, str] = ("", "")

    @property
    def verdicts(self) -> tuple[str, str]:
        """The verdict before and after; empty where there is none."""
        return _word(self.before), _word(self.after)


@dataclass(frozen=True)
class Compared:
    """One record before and after. ``changed``: findings listed before or after that changed; ``unlisted``: how many changed of those that a report only counts; ``stated``: what the record states otherwise, by key; ``idle``: those of
    them that no changed finding is due to."""

    record: str
    title: str
    changed: tuple[Changed, ...]
    unlisted: int
    stated: tuple[Cause, ...]
    findings: int = 0

    @property
    def idle(self) -> tuple[Cause, ...]:
        """What the record states otherwise without any listed finding being due to it."""
        due = {(cause.kind, cause.what) for changed in self.changed for cause in changed.causes}
        if any(kind == "treaty" for kind, _ in due):
            due.add(("dates", "dates"))  # what treaties say follows from the dates
        return tuple(cause for cause in self.stated if (cause.kind, cause.what) not in due)


def _word(possible: Sequence[str]) -> str:
    return verdict_of(frozenset(possible)).value if possible else ""


def compare(old: Side, new: Side) -> Compared:
    """Two states of one record."""
    return _Comparison(old, new).result()


Factor = tuple[str, str]


@dataclass
class _Comparison:
    old: Side
    new: Side
    _judges: dict[frozenset[Factor], Judge] = field(default_factory=dict)

    def result(self) -> Compared:
        """Every finding that changed."""
        before, after = (self._results(side) for side in (self.old, self.new))
        self.facts = _changed_facts(self.old.record, self.new.record)
        self.factors = self._factors()
        changed, unlisted = [], 0
        for key in dict.fromkeys((*before, *after)):
            first, second = before.get(key), after.get(key)
            if first is not None and second is not None and first.possible == second.possible:
                continue
            listed = (first is not None and first.raised, second is not None and second.raised)
            if any(listed):
                changed.append(self._changed(first, second, listed))
            else:
                unlisted += 1
        stated = (*(self._cause(factor) for factor in self.factors if factor[0] in ("fact", "treaty", "links")), *self._sources())
        found = self.new.record
        return Compared(found.id, found.title, tuple(changed), unlisted, stated, sum(result.raised for result in after.values()))

    def _results(self, side: Side) -> dict[tuple[str, tuple[tuple[str, str], ...]], Result]:
        return {
            (result.head.id, tuple(sorted(result.binding.items()))): result
            for result in judge_record(side.rulebook, side.record, side.reading)
        }

    def _factors(self) -> list[Factor]:
        """Everything that is not the same before and after."""
        found: list[Factor] = []
        if self.old.reading != self.new.reading:
            found.append(("reading", self.new.reading))
        if self.old.rulebook.digest != self.new.rulebook.digest:
            found.append(("rules", ""))
        if _shape(self.old.record) != _shape(self.new.record):
            found.append(("links", ""))
        found += [("treaty" if supplied else "fact", f"{key[0]}.{key[1]}") for key, supplied in self.facts.items()]
        return found

    def _changed(self, first: Result | None, second: Result | None, listed: tuple[bool, bool]) -> Changed:
        result = second or first
        assert result is not None
        head = result.head
        wanted = second.possible if second is not None else None
        relevant = self._relevant(first, second)
        alone = [factor for factor in relevant if self._possible(head.id, result.binding, frozenset((factor,))) == wanted]
        causes = (
            alone
            or [factor for factor in relevant if self._possible(head.id, result.binding, frozenset(relevant) - {factor}) != wanted]
            or relevant
        )
        return Changed(
            self.new.record.id, head.id, result.rule.title, head.provision, result.binding, ordered(first.possible) if first else (), ordered(second.possible) if second else (),
            listed, tuple(cause for factor in causes for cause in self._causes(factor, head.id)), bool(alone),
            (first.cap if first else "", second.cap if second else ""),
        )  # fmt: skip

    def _relevant(self, first: Result | None, second: Result | None) -> list[Factor]:
        keys = {f"{entry}.{name}" for result in (first, second) if result is not None for entry, name in result.bound.base_keys()}
        return [factor for factor in self.factors if factor[0] not in ("fact", "treaty") or factor[1] in keys]

    def _possible(self, rule: str, binding: Mapping[str, str], applied: frozenset[Factor]) -> frozenset[str] | None:
        """The outcomes of a rule where only these changes have been made; None where there is no such finding."""
        judge = self._judge(applied)
        if rule not in judge.rulebook.rule_ids:
            return None
        compiled = judge.rulebook.rule(rule)
        if dict(binding) not in list(bindings(compiled, judge.record)):
            return None
        return judge.bind(compiled, dict(binding)).possible

    def _judge(self, applied: frozenset[Factor]) -> Judge:
        if applied not in self._judges:
            record = self.new.record if ("links", "") in applied else self.old.record
            facts: dict[Key, Stated | None] = {}
            for key, supplied in self.facts.items():
                if key[0] in record.entries:
                    side = self.new if ("treaty" if supplied else "fact", f"{key[0]}.{key[1]}") in applied else self.old
                    entry = side.record.entries.get(key[0])
                    facts[key] = entry.facts.get(key[1]) if entry is not None else None
            rulebook = (self.new if ("rules", "") in applied else self.old).rulebook
            reading = (self.new if ("reading", self.new.reading) in applied else self.old).reading
            self._judges[applied] = Judge(rulebook, record.stating(facts), reading)
        return self._judges[applied]

    def _sources(self) -> Iterator[Cause]:
        """What is not the same of the dates of the record, its sources and its voices. No finding comes out otherwise by these alone; decisions of people rest on them."""
        before, after = (statements_of(side.record) for side in (self.old, self.new))
        for key in dict.fromkeys((*before, *after)):
            if (key == "dates" or key.startswith(("source ", "voice "))) and before.get(key) != after.get(key):
                yield Cause("dates" if key == "dates" else "source", key, in_words(before.get(key)), in_words(after.get(key)))

    def _causes(self, factor: Factor, rule: str) -> Iterator[Cause]:
        if factor[0] == "rules":
            yield from _rule_causes(rule, self.old.rulebook, self.new.rulebook)
        else:
            yield self._cause(factor)

    def _cause(self, factor: Factor) -> Cause:
        kind, what = factor
        if kind == "reading":
            return Cause("reading", what, self.old.reading, self.new.reading)
        if kind == "links":
            return Cause("links", ", ".join(_unlike(_shape(self.old.record), _shape(self.new.record))))
        entry, _, name = what.rpartition(".")
        was, now = (_stated(side.record, (entry, name)) for side in (self.old, self.new))
        return Cause(kind, what, recorded(was), recorded(now), (_sentence(was), _sentence(now)))


def _stated(record: Record, key: Key) -> Stated | None:
    entry = record.entries.get(key[0])
    return entry.facts.get(key[1]) if entry is not None else None


def _sentence(stated: Stated | None) -> str:
    if stated is None or not stated.values:
        return ""
    return " But also: ".join(stated.fact.sentence(value) for value in stated.values)


def _changed_facts(old: Record, new: Record) -> dict[Key, bool]:
    """The facts whose possible values are not the same before and after, or of whom others speak; with whether they come from tables of treaties."""
    found: dict[Key, bool] = {}
    for identity in dict.fromkeys((*old.entries, *new.entries)):
        first = old.entries[identity].facts if identity in old.entries else {}
        second = new.entries[identity].facts if identity in new.entries else {}
        for name in dict.fromkeys((*first, *second)):
            was, now = first.get(name), second.get(name)
            if (said_of(was) if was else None) != (said_of(now) if now else None):
                found[(identity, name)] = all(stated is None or stated.supplied for stated in (was, now))
    return found


def _shape(record: Record) -> dict[str, Any]:
    """The entries of a record and how they are linked."""
    return {
        entry.id: (entry.subject, {link: list(targets) for link, targets in entry.links.items() if targets})
        for entry in record.entries.values()
        if not entry.implied
    }


def _unlike(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [
        f"{identity} {'added' if identity not in old else 'removed' if identity not in new else 'linked otherwise'}"
        for identity in dict.fromkeys((*old, *new))
        if old.get(identity) != new.get(identity)
    ]


# --- rules -----------------------------------------------------------------------------------------------------------------------------------------------


class RuleChange(NamedTuple):
    """A rule or definition that is not the same: ``added``, ``removed``, changed in what ``decides`` or only in its ``texts``."""

    id: str
    how: str


def rule_changes(old: Rulebook, new: Rulebook) -> list[RuleChange]:
    """The rules and definitions that two rulebooks do not have in the same form, by id."""
    found = []
    before, after = ({*book.rule_ids, *book.definition_ids} for book in (old, new))
    for identity in sorted(before | after):
        if identity not in before or identity not in after:
            found.append(RuleChange(identity, "added" if identity in after else "removed"))
        elif how := _how(identity, old, new):
            found.append(RuleChange(identity, how))
    return found


def _how(identity: str, old: Rulebook, new: Rulebook) -> str:
    (first, said), (second, says) = old.plain(identity), new.plain(identity)
    if any(first.get(key) != second.get(key) for key in _DECIDES):
        return "decides"
    left, right = (
        {**entry, **{key: value for key, value in prose.items() if key not in ("file", "review")}}
        for entry, prose in ((first, said), (second, says))
    )
    return "texts" if left != right else ""


def _rule_causes(rule: str, old: Rulebook, new: Rulebook) -> Iterator[Cause]:
    """What of the rules a change is due to: the rule itself, or the definitions that it rests on."""
    if rule not in old.rule_ids or rule not in new.rule_ids:
        yield Cause("rule", rule, "" if rule not in old.rule_ids else "there", "" if rule not in new.rule_ids else "there")
        return
    inner = [identity for identity in _definitions(rule, old, new) if _decides_otherwise(identity, old, new)]
    # A definition may be written out in the rule that uses it, so that the compiled rule changes with it: its own conditions tell whether the rule did.
    own = _how(rule, old, new) == "decides" and (not inner or _conditions(rule, old) != _conditions(rule, new))
    if own or not inner:
        yield Cause("rule", rule)
    yield from (Cause("definition", identity) for identity in inner)


def _definitions(rule: str, *rulebooks: Rulebook) -> list[str]:
    return sorted({fact for book in rulebooks for fact in facts_under(rule, book) if fact in book.definition_ids})


def _conditions(rule: str, rulebook: Rulebook) -> list[tuple[str, ...]]:
    return [(part.section, str(part.group), part.when, *part.readings) for part in rulebook.rule(rule).parts]


def _decides_otherwise(identity: str, old: Rulebook, new: Rulebook) -> bool:
    there = [identity in book.definition_ids for book in (old, new)]
    return not all(there) or _how(identity, old, new) == "decides"


def facts_under(rule: str, rulebook: Rulebook) -> set[str]:
    """Every fact (``subject.name``) and definition on which a rule rests, at whatever remove."""
    found: set[str] = set()
    waiting: list[Compiled] = [rulebook.rule(rule)]
    while waiting:
        compiled = waiting.pop()
        subject = compiled.id.partition(".")[0]
        roles = compiled.roles if isinstance(compiled, CompiledRule) else {subject: subject, CONFLICT: CONFLICT}
        for path in {path for part in compiled.parts for path in paths(part.when)}:
            fact, _ = resolved(path, roles, rulebook.vocabulary)
            if fact in rulebook.definition_ids and fact not in found:
                waiting.append(rulebook.definition(fact))
            found.add(fact)
    return found
