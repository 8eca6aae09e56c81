"""One policy as it is run: what its boxes say of what is known.

Comes in: a layer of the compiled desk, as plain data, and a state: for each fact a bit mask of the values it may still have (a fact not named may have any). Goes out: the results still possible, the facts that can still change
them, and which rules are raised because of what. Nothing else decides at the desk; the page of the training site does the same arithmetic on the same data (``site/desk.js``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import and_
from typing import Any

#: For each fact (``publication.identifiable``) a bit mask of the values that it may still have.
State = Mapping[str, int]

Box = Sequence[int]


@dataclass(frozen=True, eq=False)
class LayerRule:
    """A rule of a policy: what it asks for where it is raised (``advice``), and the boxes of its outcomes."""

    plain: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its id; that of the rule of law, where it follows one."""
        return str(self.plain["id"])

    @property
    def advice(self) -> str:
        """What it asks for where it is raised: do_not_use, words_only, change or refer_up."""
        return str(self.plain["advice"])

    def outcome(self, masks: Box) -> str:
        """``raises``, ``excepted``, ``clear`` or ``not_applicable`` where what is known makes it certain, else ``open``."""
        for word, boxes in self.plain["outcomes"].items():
            if _within(boxes, masks) is not None:
                return str(word)
        return "open"

    def may_be_raised(self, masks: Box) -> bool:
        """Whether it is raised in some state that is still possible."""
        return any(_meets(box, masks) for box in self.plain["outcomes"]["raises"])

    def forcing(self, masks: Box) -> Box | None:
        """The box that makes it certain that the rule is raised, or that an exception covers it: the one that rests on fewest facts; None where neither is certain."""
        outcomes = self.plain["outcomes"]
        found = _within(outcomes["raises"], masks)
        return found if found is not None else _within(outcomes["excepted"], masks)


@dataclass(frozen=True, eq=False)
class Layer:
    """A policy, ready to be asked. ``full`` has, for each of its facts, the mask of all its values."""

    plain: Mapping[str, Any]
    full: tuple[int, ...]

    @property
    def id(self) -> str:
        """Its name, that of its file."""
        return str(self.plain["id"])

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.plain["title"])

    @property
    def facts(self) -> Sequence[str]:
        """The facts that it turns on, in the order of the masks of its boxes."""
        found: Sequence[str] = self.plain["facts"]
        return found

    @cached_property
    def rules(self) -> tuple[LayerRule, ...]:
        """Its rules in order."""
        return tuple(LayerRule(rule) for rule in self.plain["rules"])

    def masks(self, state: State) -> tuple[int, ...]:
        """A state as one mask for each fact of this policy; what the policy takes for granted stands whatever the state says."""
        assumed = self.plain["assumes"]
        return tuple(assumed.get(fact, state.get(fact, full)) for fact, full in zip(self.facts, self.full, strict=True))

    def possible(self, state: State) -> tuple[str, ...]:
        """The results that are still possible, the gravest first."""
        masks = self.masks(state)
        return tuple(word for word, boxes in self.plain["results"].items() if any(_meets(box, masks) for box in boxes))

    def deciding(self, state: State) -> frozenset[str]:
        """The facts that can still change the result: none exactly if one result is left."""
        masks = self.masks(state)
        found: set[str] = set()
        for boxes in self.plain["results"].values():
            met = [inside for box in boxes if (inside := _met(box, masks)) is not None]
            for inside in met:
                if not any(other != inside and _contains(other, inside) for other in met):
                    found.update(fact for fact, mine, all_ in zip(self.facts, inside, masks, strict=True) if mine != all_)
        return frozenset(found)

    def resting(self, box: Box, state: State) -> Iterator[tuple[str, int]]:
        """The facts that a box rests on, and the values of each that are left: without those that the policy takes for granted."""
        for fact, inside, full, mask in zip(self.facts, box, self.full, self.masks(state), strict=True):
            if inside != full and fact not in self.plain["assumes"]:
                yield fact, mask


def _met(box: Box, masks: Box) -> tuple[int, ...] | None:
    """What a box and a state have in common; None where that is nothing."""
    return tuple(map(and_, box, masks)) if _meets(box, masks) else None


def _meets(box: Box, masks: Box) -> bool:
    return all(map(and_, box, masks))


def _contains(box: Box, masks: Box) -> bool:
    return not any(theirs & ~mine for mine, theirs in zip(box, masks, strict=True))


def _within(boxes: Sequence[Box], masks: Box) -> Box | None:
    """The first box that contains the state, which is the one that rests on fewest facts."""
    return next((box for box in boxes if _contains(box, masks)), None)
