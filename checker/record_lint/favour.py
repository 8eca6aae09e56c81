"""A party's own word that keeps the party's own rules from a breach.

Comes in: the material. Goes out: remarks. Nothing is listed by hand: the record is judged as it is and without the fact, with each other value of it, and the same without everything else that rests on
the party's word. What the party admits by the same value is weighed against what it is spared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from checker.claims import Claim, Stated
from checker.errors import listed
from checker.evaluation import Judge, Key, bindings
from checker.evidence import one_side
from checker.record_lint.material import PERSON, Material
from checker.records import Record
from checker.remarks import Remark
from checker.rulebook import CompiledRule, Rulebook
from checker.values import END, START, Value

#: The links by which an addressee is found, from a captive and from what was done.
_HOLDS, _ACTS = (("in_power_of",), ("by", "run_by"))
_ADDRESSED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "detaining_power": (_HOLDS, _ACTS),
    "capturing_unit": (_HOLDS, _ACTS),
    "neutral_power": (_HOLDS, _ACTS),
    "any_party": (_HOLDS, _ACTS),
    "state_party": (_HOLDS, _ACTS),
    "power_of_origin": (("depends_on",), ()),
}


#: One rule on one binding.
_Duty = tuple[str, tuple[tuple[str, str], ...]]


class _Raised:
    """What a record raises of the duties of one party: rules addressed to it of whose elements or exceptions the record states something, each with its binding."""

    def __init__(self, rulebook: Rulebook, record: Record, party: str) -> None:
        self.rulebook = rulebook
        judge = Judge(rulebook, record, rulebook.default_reading)
        facts = {stated.fact.id for entry in record.entries.values() for stated in entry.facts.values() if stated.values}
        spoken_of = rulebook.touched(facts, through_definitions=False)
        self._rules: list[tuple[CompiledRule, dict[str, str]]] = []
        for rule in (rulebook.rule(head.id) for head in rulebook.heads if head.id in spoken_of):
            if rule.addressee in _ADDRESSED:
                self._rules += [
                    (rule, binding)
                    for binding in bindings(rule, record)
                    if party in _addressed(rule, binding, record) and judge.bind(rule, binding).states(rule.deciding_variables)
                ]

    def outcomes(self, touched: Collection[str], record: Record) -> dict[_Duty, frozenset[str]]:
        """The outcomes that those of the rules that are in ``touched`` can have in the record, or in it with other facts."""
        judge = Judge(self.rulebook, record, self.rulebook.default_reading)
        return {
            (rule.id, tuple(binding.items())): judge.bind(rule, binding).possible for rule, binding in self._rules if rule.id in touched
        }


def favour(material: Material) -> Iterator[Remark]:
    """Every remark on facts that rest on a party's own word and spare that party a breach."""
    record, rulebook = material.with_treaties, material.rulebook
    own: dict[str, dict[Key, Stated]] = {}
    for entry in record.entries.values():
        for name, stated in entry.facts.items():
            if stated.values and (party := one_side(record, stated)):
                own.setdefault(party, {})[(entry.id, name)] = stated
    for party, facts in own.items():
        raised = _Raised(rulebook, record, party)
        for (identity, name), stated in facts.items():
            # Where two facts on the party's word bar the same breach, taking one away would show nothing: it is looked at without the others too.
            alone = record.stating({other: None for other in facts if other != (identity, name)})
            spared = _spared(raised, (record, alone), (identity, name), stated)
            if spared:
                path = next(path for entry, path in material.entries if entry.id == identity)
                value = " / ".join(value.text for value in stated.values)
                titles = listed((f"{rule.title} ({rule.provision}, {rule.id})" for rule in map(rulebook.rule, spared)), joint="and", most=3)
                who = record.entries[party].label or party
                what = f"{name} of {identity} is {value} on the word of {who} alone; without it a breach could not be ruled out under: {titles}."
                yield material.remark("own-word", (*path, "facts", name), what, identity, party)


def _spared(raised: _Raised, worlds: Sequence[Record], key: Key, stated: Stated) -> list[str]:
    """The rules that a fact keeps from a breach; none where its value leads nearer to a breach of as many or more than it keeps from one (what a party admits is not in its favour)."""
    touched = raised.rulebook.touched([stated.fact.id], through_definitions=True)
    told = [raised.outcomes(touched, world) for world in worlds]
    spared: set[_Duty] = set()
    for world, outcomes in zip(worlds, told, strict=True):
        untold = raised.outcomes(touched, world.stating({key: None}))
        spared.update(duty for duty, possible in outcomes.items() if "breach" in untold[duty] and "breach" not in possible)
    if not spared:
        return []
    admitted: set[_Duty] = set()
    for world, outcomes in zip(worlds, told, strict=True):
        for other in _others(stated):
            otherwise = raised.outcomes(touched, world.stating({key: other}))
            admitted.update(duty for duty, possible in outcomes.items() if _worse(possible, otherwise[duty]))
    return sorted({rule for rule, _ in spared}) if len(spared) > len(admitted) else []


def _worse(possible: frozenset[str], otherwise: frozenset[str]) -> bool:
    """Whether a breach is possible here that is not there, or there are more ways out of it there."""
    return "breach" in possible and ("breach" not in otherwise or possible < otherwise)


def _others(stated: Stated) -> Iterator[Stated]:
    """The same fact with each value that is not claimed; of numbers and dates, what is less and what is more."""
    fact, values = stated.fact, stated.values
    if fact.words:
        claimed = frozenset().union(*(value.words or () for value in values))
        others = [Value(word, frozenset((word,))) for word in fact.words if word not in claimed]
    else:
        low, high = min(value.low for value in values), max(value.high for value in values)
        others = [value for value in (Value("less", None, START, low), Value("more", None, high, END)) if value.low < value.high]
    return (stated._replace(claims=(Claim(value),)) for value in others)


def _addressed(rule: CompiledRule, binding: Mapping[str, str], record: Record) -> set[str]:
    """The parties to which a rule is addressed on one binding."""
    of_captives, of_acts = _ADDRESSED.get(rule.addressee, ((), ()))
    found: set[str] = set()
    for identity in binding.values():
        entry = record.entries[identity]
        for link in of_captives if entry.subject == PERSON else of_acts:
            found.update(entry.links.get(link, ()))
    return found
