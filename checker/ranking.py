"""Which open facts would settle most, over all findings of a record.

Comes in: results. Goes out: a score for each open fact. Differs from ``findings`` in that nothing is decided here about a single one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checker.evaluation import Key
from checker.findings import HARMLESS, Result

#: How much a rule's gravity weighs when questions are ranked.
_WEIGHT = {"grave_breach": 4, "serious": 3, "obligation": 2, "administrative": 1, "guidance": 1}


def detailed(result: Result, scores: Mapping[Key, float] | None = None) -> Result:
    """The result with everything filled in, also where it was not raised."""
    return result if result.raised else result.in_detail(scores or rank([result]))


def rank(results: Iterable[Result]) -> dict[Key, float]:
    """How much each open fact would settle, summed over results."""
    scores: dict[Key, float] = {}
    for result in results:
        for key, gain in gains(result):
            scores[key] = scores.get(key, 0.0) + gain
    return scores


def gains(result: Result) -> Iterator[tuple[Key, float]]:
    """How much each open fact would settle of one result: the outcomes that its answers rule out on average, weighted by gravity."""
    if len(result.bound.possible) < 2:
        return
    weight = _WEIGHT[result.rule.gravity]
    before = len(result.bound.possible)
    left: dict[Key, list[int]] = {}
    for effect in result.bound.effects():
        left.setdefault(effect.key, []).append(len(effect.leaves))
    for key in result.bound.deciding():
        counts = left[key]
        gain = (before - sum(counts) / len(counts)) / (before - 1)
        yield key, weight * max(gain, 0.02)


def ranks(result: Result) -> bool:
    """Whether a result counts when the questions of a record are ranked: it is raised, and more is open than whether what is complied with applies."""
    return result.raised and not result.possible <= HARMLESS


def rank_raised(results: Iterable[Result]) -> dict[Key, float]:
    """How much each open fact would settle of the results that count."""
    return rank(filter(ranks, results))
