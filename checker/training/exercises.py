"""An exercise on one rule: a situation, what it comes to, and what one changed fact does to that.

Comes in: a rule, a reading, a seed. Goes out: a :class:`~checker.training.paper.Section` of two or three questions, every answer of which the engine computed; the same for the same seed. The situations and changes are those of
:mod:`checker.training.pairs`, the reasons those of :mod:`checker.training.reasons`.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.rulebook import CompiledRule, provision
from checker.training.chance import shuffled
from checker.training.pairs import Change, changes_of
from checker.training.paper import Choice, Question, Section, Skill
from checker.training.reasons import ANSWERS, Reasons, answer
from checker.training.situations import Bench, Situation, readings_apart
from checker.wording import outcomes, worded

#: Whose place the learner takes in an exercise made from the cases of a rule.
ROLE = "You review records for a newsroom. Take what is recorded as undisputed, and judge it under the one rule that is named."

#: How many changes a question offers at most.
_OFFERED = 4


def exercise(bench: Bench, rule: CompiledRule, reading: str, seed: int | str) -> Section | None:
    """An exercise on a rule; None where its cases give no situation that one changed fact turns. Raises InputError where its cases cannot be read."""
    by_verdict: dict[str, list[Situation]] = {}
    for situation in bench.plain(rule):
        by_verdict.setdefault(situation.verdict(reading), []).append(situation)
    order = shuffled(by_verdict, f"{seed} {rule.id}")
    situations = [situation for verdict in order for situation in shuffled(by_verdict[verdict], seed, lambda one: one.id)]
    if shuffled(("case", "variation", "another variation"), f"{seed} {rule.id} first")[0] == "case":
        # A third of the exercises begin with a case as its author first told it, to which most facts have a variation.
        situations.sort(key=lambda one: one.number > 0)
    for situation in situations:
        changes = changes_of(bench, situation, reading)
        turning = [change for change in changes if change.verdict != situation.verdict(reading)]
        if turning:
            return _section(bench, situation, reading, seed, changes, turning)
    return None


def _section(
    bench: Bench, situation: Situation, reading: str, seed: int | str, changes: Sequence[Change], turning: Sequence[Change]
) -> Section:
    rule, verdict = situation.rule, situation.verdict(reading)
    # What somebody told as a story, and knows, makes the better exercise.
    ranked = sorted(shuffled(turning, seed, _name), key=lambda change: (not change.words, change.to_unknown))
    second = ranked[0]
    asked = _which(situation, reading, seed, changes, second)
    questions = [_indicates(situation, reading, "1", "What does the record indicate under this rule?")]
    questions += [asked] if asked is not None else []
    said = f"{second.words} (Recorded: {second.says})" if second.words else second.says
    supposed = f"Suppose that one thing is otherwise: {said} All else stays as it is. What does the record indicate then?"
    questions.append(_indicates(second.after, reading, "3", supposed, section=situation.id, skill="change"))
    apart = readings_apart(situation, bench.rulebook)
    exceptions = any(part.section == "unless" for part in situation.bound(reading).compiled.parts if situation.bound(reading).counts(part))
    return Section(
        id=situation.id,
        title=f"{rule.provision}: {bench.rulebook.vocabulary.subjects[rule.on].title.lower()}",
        role=ROLE,
        situation=f"{situation.narrative} The rule: “{rule.title}” ({rule.provision}).",
        facts=situation.told,
        questions=tuple(questions),
        model_answer=f"{worded(verdict, '')}. {Reasons(situation.bound(reading)).why(verdict)} For editors: {rule.for_editors}",
        minority=_other_readings(bench, apart),
        prompts=tuple(f"In doubt: {doubt}" for doubt in (rule.review or {}).get("doubts", ())),
        sources=tuple(dict.fromkeys(provision(authority) for authority in rule.authority)),
        notes=(f"The rule {rule.id}. Its limits: {rule.limits}",),
        minutes=2 * len(questions),
        difficulty=min(3, 1 + (exceptions or verdict == "undetermined") + (2 if apart else 0)),
    )


def _indicates(situation: Situation, reading: str, number: str, asks: str, *, section: str = "", skill: Skill = "apply") -> Question:
    """What a record indicates: every verdict that the rule can come to, and the open one."""
    bound = situation.bound(reading)
    reasons = Reasons(bound)
    reachable = {"undetermined", *(word for word, boxes in bound.grounds(reading).items() if boxes)}
    choices = tuple(Choice(answer(word), word == reasons.verdict, reasons.why(word)) for word in ANSWERS if word in reachable)
    explanation = f"{reasons.why(reasons.verdict)}{reasons.rests_on()}"
    return Question(f"{section or situation.id}.{number}", "one", skill, asks, choices, explanation, (situation.rule.provision,))


def _which(situation: Situation, reading: str, seed: int | str, changes: Sequence[Change], used: Change) -> Question | None:
    """Which fact makes the difference: one change that does, among changes that do not; or, where too few leave it as it is, one that leads to a verdict among others that do not lead there."""
    verdict = situation.verdict(reading)
    others = shuffled([change for change in changes if change.path != used.path and not change.to_unknown], seed, _name)
    harmless = [change for change in changes if change.verdict == verdict]
    turning = [change for change in others if change.verdict != verdict]
    if len(_apart(harmless)) >= 2 and turning:
        right, wrong = turning[0], _apart(shuffled(harmless, seed, _name))
        asks = "One fact is recorded otherwise. Which of these would change what the record indicates?"
    else:
        for target in dict.fromkeys(change.verdict for change in turning):
            right = next(change for change in turning if change.verdict == target)
            wrong = _apart(shuffled([change for change in changes if change.verdict != target], seed, _name))
            if len(wrong) >= 2:
                break
        else:
            return None
        asks = f"One fact is recorded otherwise. With which of these would the record come out “{outcomes([target])[0]}”?"
    offered = shuffled([right, *wrong[: _OFFERED - 1]], seed, _name)
    before = Reasons(situation.bound(reading)).why(verdict)
    choices = tuple(Choice(change.says, change is right, _effect(change, reading, verdict)) for change in offered)
    explanation = f"As recorded: {outcomes([verdict])[0]}. {before} With the change: {_effect(right, reading, verdict)}"
    return Question(f"{situation.id}.2", "one", "change", asks, choices, explanation, (situation.rule.provision,))


def _effect(change: Change, reading: str, before: str) -> str:
    """What a change leads to, and why."""
    why = Reasons(change.after.bound(reading)).why(change.verdict)
    if change.verdict == before:
        return f"It stays as it was: {outcomes([before])[0]}. {why}"
    return f"Then: {outcomes([change.verdict])[0]}. {why}"


def _apart(changes: Sequence[Change]) -> list[Change]:
    """Changes to different sentences, those of different facts first."""
    by_says = {change.says: change for change in reversed(changes)}
    kept = [change for change in changes if by_says[change.says] is change]
    firsts = {change.path: change for change in reversed(kept)}
    return [
        *(change for change in kept if firsts[change.path] is change),
        *(change for change in kept if firsts[change.path] is not change),
    ]


def _name(change: Change) -> str:
    return f"{change.after.id} {change.path} {change.after.value(change.path)}"


def _other_readings(bench: Bench, apart: Sequence[tuple[str, str]]) -> str:
    """What the other readings make of it, where they differ."""
    return " ".join(f"On the reading “{bench.rulebook.readings[name]['title']}”: {outcomes([verdict])[0]}." for name, verdict in apart[1:])
