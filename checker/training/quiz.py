"""A paper for a class, put together: which situations are asked, in which order.

Comes in: a rulebook, what the paper is to be about, how many situations, a seed. Goes out: a :class:`~checker.training.paper.Paper`, the same for the same input. Half of the situations come from the scenario pack, as far as it has
any that fit; the others are made from the cases of the rules (:mod:`checker.training.exercises`). Every answer in it is the engine's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from checker.errors import InputError, Problem, did_you_mean, listed
from checker.pipeline import chosen_reading
from checker.rulebook import Rulebook, RuleHead
from checker.training.chance import shuffled
from checker.training.exercises import exercise
from checker.training.paper import Paper, Section
from checker.training.places import Place, Places, slug
from checker.training.scenarios import Scenario, read_scenarios, section
from checker.training.situations import Bench
from checker.training.topics import topic_of, unless_unknown

#: For every exercise wanted, how many are made to choose from, so that answers, difficulty and articles are mixed.
_TRIED = 3

#: The most situations in a paper: more is not a paper but a book.
MOST = 100


def paper(
    rulebook: Rulebook,
    *,
    articles: Sequence[str] = (),
    topics: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    count: int = 6,
    seed: int = 1,
    reading: str | None = None,
) -> Paper:
    """A paper of ``count`` situations.

    ``articles``: articles or paragraphs as people write them (``13``, ``13(2)``, ``AP I 75``), ``topics`` those of :mod:`checker.training.topics`; of several, any will do; with none, the whole of the law. ``scenarios``: ids
    of shipped scenarios, or paths of files and folders of somebody's own (they end in ``.yml`` or hold a ``/``): these, and no others, are then asked, in this order. ``seed`` chooses: the same seed gives
    the same paper as long as rules and scenarios are the same. ``reading`` is that on which exercises are judged (default: the rulebook's; scenarios name their own).

    Raises InputError for an article, topic, scenario or reading that is not known, a scenario that the engine does not confirm, for a count that makes no paper (code ``option``), and where nothing fits (code ``nothing``).
    """
    if not 1 <= count <= MOST:
        what = f"a paper has between 1 and {MOST} situations, not {count}."
        raise InputError.single("--count", 0, "option", what, "", "Give another number.")
    unless_unknown(topics)
    reading = chosen_reading(rulebook, reading)
    if scenarios:
        named = [section(scenario, rulebook) for scenario in _named(rulebook, scenarios)]
        title = named[0].title if len(named) == 1 else "Scenarios"
        return _made(f"scenarios-{'-'.join(one.id for one in named)}", title, named, rulebook, reading, seed)
    places = _places(rulebook, articles)
    heads = [head for head in rulebook.heads if _fits(head, places, topics)]
    chosen = _scenarios(rulebook, heads, topics, math.ceil(count / 2), seed, whole=not places and not topics)
    asked = {rule for _, rules in chosen for rule in rules}
    sections = [one for one, _ in chosen]
    sections += _exercises(rulebook, heads, asked, count - len(sections), reading, seed)
    if not sections:
        what = f"there is nothing to ask about {_about(places, topics)}."
        raise InputError.single("--article, --topic", 0, "nothing", what, "No rule stands under it.", "`ihl train lesson` says why.")
    ordered = sorted(shuffled(sections, f"{seed} order", lambda one: one.id), key=lambda one: one.difficulty)
    return _made(_identity(places, topics, seed, count), _title(places, topics), ordered, rulebook, reading, seed)


def _made(identity: str, title: str, sections: Sequence[Section], rulebook: Rulebook, reading: str, seed: int) -> Paper:
    made = Paper(identity, title, "", tuple(sections), rulebook.digest, rulebook.name, seed)
    return replace(made, about=_described(made, rulebook, reading))


def _places(rulebook: Rulebook, articles: Sequence[str]) -> list[Place]:
    if not articles:
        return []
    known = Places(rulebook)
    try:
        return [known.find(article) for article in articles]
    except InputError as error:
        raise InputError(
            Problem("--article", 0, problem.code, problem.what, problem.why, problem.fix) for problem in error.problems
        ) from error


def _fits(head: RuleHead, places: Sequence[Place], topics: Sequence[str]) -> bool:
    if not places and not topics:
        return True
    return any(head.id in place.rules for place in places) or (topic_of(head) in topics and bool(topics))


@lru_cache(maxsize=1)
def _shipped(rulebook: Rulebook) -> tuple[Scenario, ...]:
    """The shipped scenarios that this rulebook confirms; kept, since they are read for every paper."""
    return tuple(read_scenarios(rulebook)[0])


def _named(rulebook: Rulebook, wanted: Sequence[str]) -> list[Scenario]:
    """The scenarios that somebody named, by id or by path. Raises InputError."""
    found: list[Scenario] = []
    for word in dict.fromkeys(wanted):
        if "/" in word or word.endswith(".yml"):
            read, problems = read_scenarios(rulebook, [word])
            if problems:
                raise InputError(problems)
            found += read
            continue
        known = {scenario.id: scenario for scenario in _shipped(rulebook)}
        if word not in known:
            fix = did_you_mean(word, known, otherwise=f"Scenarios are {listed(known, joint='and', most=40)}.")
            raise InputError.single("--scenario", 0, "unknown-scenario", f'"{word}" is no scenario.', "Nothing would be asked.", fix)
        found.append(known[word])
    return found


def _scenarios(
    rulebook: Rulebook, heads: Sequence[RuleHead], topics: Sequence[str], wanted: int, seed: int, *, whole: bool
) -> list[tuple[Section, frozenset[str]]]:
    """Shipped scenarios that fit, as sections with the rules that they ask about, mixed in difficulty. One that this rulebook does not confirm is left out."""
    rules = {head.id for head in heads}
    fitting = [
        one
        for one in _shipped(rulebook)
        if whole or one.written.topic in topics or (not topics and not rules.isdisjoint(one.written.rules))
    ]
    rounds: Counter[int] = Counter()
    turns: list[tuple[int, Scenario]] = []
    for one in shuffled(fitting, seed, lambda one: one.id):
        turns.append((rounds[one.written.difficulty], one))
        rounds[one.written.difficulty] += 1
    chosen = [one for _, one in sorted(turns, key=lambda turn: turn[0])][:wanted]
    return [(section(one, rulebook), frozenset(one.written.rules)) for one in chosen]


def _exercises(rulebook: Rulebook, heads: Sequence[RuleHead], asked: set[str], wanted: int, reading: str, seed: int) -> list[Section]:
    """Exercises made from the cases of these rules; rules that a scenario asks about already come last."""
    bench = Bench(rulebook)
    order = sorted(_spread(heads, seed), key=lambda head: head.id in asked)
    made: list[tuple[Section, str]] = []
    for head in order:
        if len(made) >= wanted * _TRIED:
            break
        found = exercise(bench, rulebook.rule(head.id), reading, seed)
        if found is not None:
            made.append((found, head.provision))
    chosen: list[Section] = []
    had: Counter[str] = Counter()
    while made and len(chosen) < wanted:
        best = min(range(len(made)), key=lambda number: (sum(had[trait] for trait in _traits(*made[number])), number))
        taken, place = made.pop(best)
        had.update(_traits(taken, place))
        chosen.append(taken)
    return chosen


def _spread(heads: Sequence[RuleHead], seed: int) -> Iterator[RuleHead]:
    """Rules in an order in which every provision comes once before any comes twice."""
    rounds: Counter[str] = Counter()
    turns: list[tuple[int, RuleHead]] = []
    for head in shuffled(heads, seed, lambda head: head.id):
        turns.append((rounds[head.provision], head))
        rounds[head.provision] += 1
    yield from (head for _, head in sorted(turns, key=lambda turn: turn[0]))


def _traits(one: Section, place: str) -> tuple[str, ...]:
    """What of a section should not come up too often: its first answer, its difficulty, its place."""
    return f"answer {one.questions[0].right[0].text}", f"difficulty {one.difficulty}", f"place {place}"


# --- what it is called ---------------------------------------------------------------------------------------------------------------------------------


def _about(places: Sequence[Place], topics: Sequence[str]) -> str:
    return ", ".join([*(place.called for place in places), *topics]) or "prisoners of war"


def _title(places: Sequence[Place], topics: Sequence[str]) -> str:
    named = _about(places, topics)
    return f"{named[:1].upper()}{named[1:]}"


def _identity(places: Sequence[Place], topics: Sequence[str], seed: int, count: int) -> str:
    return "-".join(["quiz", *(slug(place.name) for place in places), *topics, str(count), "seed", str(seed)])


def _described(made: Paper, rulebook: Rulebook, reading: str) -> str:
    number, asked = len(made.sections), len(made.questions)
    return (
        f"{number} situation{'s' * (number != 1)}, {asked} question{'s' * (asked != 1)}, about {made.minutes} minutes. All persons and States are invented. The answers are those of the program on the reading "
        f"“{rulebook.readings[reading]['title']}” unless a question names another; they say what a record indicates, and convict nobody."
    )
