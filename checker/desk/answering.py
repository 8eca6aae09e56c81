"""What the desk answers: the result under a policy, why, what to change, what is open, and who must agree.

Comes in: the desk, a policy and a state. Goes out: :class:`Answer`. A result that only a judgement could still change is *refer up*; where facts could, there are *not enough facts*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from checker.desk.course import Desk
from checker.desk.layers import Layer, State

Plain = Mapping[str, Any]

#: Who decides where a policy names nobody.
SENIOR = "a senior editor, by name"


class Raised(NamedTuple):
    """A rule that speaks to the item: its title, places and what it asks for; the sentences it rests on; and whether it is raised, may yet be (``open``), or is covered by an exception (``excepted``)."""

    rule: str
    title: str
    cites: tuple[str, ...]
    advice: str
    outcome: str
    because: tuple[str, ...]
    for_editors: str
    law: str


class Answer(NamedTuple):
    """What a policy comes to on what is known.

    ``result`` is one of do_not_use, words_only, change, refer_up, no_concern and not_enough_facts; ``possible`` the results that are left, the gravest first; ``changes`` the ids of what to change, and ``after`` the result once
    that is done (empty where nothing helps); ``find_out`` the questions that could still change the result, ``judgements`` those of them that only a named person can answer.
    """

    policy: str
    result: str
    possible: tuple[str, ...]
    rules: tuple[Raised, ...]
    changes: tuple[str, ...]
    after: str
    find_out: tuple[str, ...]
    judgements: tuple[str, ...]
    sign_off: tuple[str, ...]


def answer(desk: Desk, layer: Layer, state: State) -> Answer:
    """The answer of a policy on what is known."""
    possible = layer.possible(state)
    facts = desk.plain["facts"]
    open_ = layer.deciding(state)
    deciding = [fact for fact in layer.facts if fact in open_]
    judgements = [fact for fact in deciding if facts[fact]["judgement"]]
    result = possible[0] if len(possible) == 1 else "refer_up" if len(judgements) == len(deciding) else "not_enough_facts"
    rules = speaking(desk, layer, state)
    changes, after = mending(desk, layer, state)
    signing = [rule.plain["sign_off"] for rule in layer.rules if rule.plain["sign_off"] and rule.outcome(layer.masks(state)) == "raises"]
    if result == "refer_up" and not signing:
        may = {rule.rule for rule in rules if rule.outcome == "open"}
        signing = [rule.plain["sign_off"] for rule in layer.rules if rule.id in may and rule.plain["sign_off"]] or [SENIOR]
    elif not signing and any(rule.outcome == "excepted" for rule in rules):
        signing = [SENIOR]  # an exception rests on somebody's judgement, who answers for it by name
    return Answer(
        layer.id,
        result,
        possible,
        rules,
        changes,
        after,
        tuple(dict.fromkeys(facts[fact]["asks"] for fact in deciding if fact not in judgements)),
        tuple(dict.fromkeys(facts[fact]["asks"] for fact in judgements)),
        tuple(dict.fromkeys(signing)),
    )


def speaking(desk: Desk, layer: Layer, state: State) -> tuple[Raised, ...]:
    """The rules that are raised, that an exception covers, and that may yet be raised, in this order and then in that of the policy."""
    masks = layer.masks(state)
    found = []
    for rule in layer.rules:
        outcome = rule.outcome(masks)
        if outcome == "open" and not rule.may_be_raised(masks):
            continue
        if outcome not in ("raises", "excepted", "open"):
            continue
        box = rule.forcing(masks)
        taken = desk.plain["assumes"]
        because = (
            tuple(sentence(desk, fact, mask) for fact, mask in layer.resting(box, state) if fact not in taken) if box is not None else ()
        )
        cites = tuple(dict.fromkeys(authority["cites"] for authority in rule.plain["authority"]))
        found.append(
            Raised(rule.id, rule.plain["title"], cites, rule.advice, outcome, because, rule.plain["for_editors"], rule.plain["law"])
        )
    order = ("raises", "excepted", "open")
    return tuple(sorted(found, key=lambda one: order.index(one.outcome)))


def sentence(desk: Desk, fact: str, mask: int) -> str:
    """What is known of a fact, in the desk's words, else in the vocabulary's."""
    entry = desk.plain["facts"][fact]
    words = [word for index, word in enumerate(entry["words"]) if mask >> index & 1]
    return str(entry["says"]["unknown"]) if len(words) == len(entry["words"]) else " Or: ".join(entry["says"][word] for word in words)


def mending(desk: Desk, layer: Layer, state: State) -> tuple[tuple[str, ...], str]:
    """The fewest changes that lead to the mildest result that changes can reach, and that result; nothing where they cannot make it milder for certain."""
    results = list(desk.plain["results"])
    before = layer.possible(state)
    chosen = [change for change in desk.plain["changes"] if state.get(change["fact"], change["mends"]) & change["mends"]]
    after = layer.possible(changed(desk, state, chosen))
    if len(after) != 1 or results.index(after[0]) <= results.index(before[0]):
        return (), ""
    for change in list(chosen):
        fewer = [other for other in chosen if other is not change]
        if layer.possible(changed(desk, state, fewer)) == after:
            chosen = fewer
    return tuple(change["id"] for change in chosen), after[0]


def changed(desk: Desk, state: State, changes: Sequence[Plain]) -> dict[str, int]:
    """The state once these changes are made; where no answer to a question with many answers holds any longer, what follows from that is so."""
    after = dict(state)
    for change in changes:
        after[change["fact"]] = change["leaves"]
    for question in desk.plain["questions"]:
        if question["many"] and all(
            after.get(fact) is not None and not after[fact] & ~mask
            for option in question["options"]
            for fact, mask in option["else"].items()
        ):
            after.update(question["none"])
    return after
