"""What a record indicates under each rule: verdict, the facts it rests on, what would change it, what would settle it.

Comes in: a judge of a record, a rule, a binding. Goes out: a :class:`Result`. A :class:`Finding` holds plain data with exactly the
keys of the JSON form; the :class:`Result` around it keeps the evaluated rule for whoever explains it. Wording and layout come later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.claims import Claim, Stated
from checker.evaluation import Bound, Judge, Key, verdict_of
from checker.evidence import Grade, grade_of, speaks_against
from checker.rulebook import CompiledRule, RuleHead
from checker.tellings import account_of, told_by
from checker.truth import Verdict
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact


@dataclass(frozen=True)
class Said:
    """One claim as reported: the value, where it stands (``source``, ``at``), who says it and its Admiralty grade."""

    value: str
    source: str
    at: str
    said_by: str
    grade: str
    note: str


@dataclass(frozen=True)
class Basis:
    """A recorded fact that a verdict rests on."""

    fact: str
    subject: str
    value: str
    says: str
    claims: tuple[Said, ...]


@dataclass(frozen=True)
class Change:
    """A fact that would have to be otherwise: ``was`` as recorded (``unknown`` where open), ``to`` the values that lead there."""

    fact: str
    subject: str
    was: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """The nearest way to another verdict."""

    verdict: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Question:
    """An open fact that can still decide. ``answers``: what each answer leaves, one verdict or several; ``score`` ranks it over all rules of the record."""

    fact: str
    subject: str
    asks: str
    answers: Mapping[str, tuple[str, ...]]
    score: float


@dataclass(frozen=True)
class Account:
    """The verdict on one side's telling of what is disputed. ``tells``: what that side claims of the disputed facts that decide the finding or can still decide it; ``cap``: why the verdict is worded with reserve there."""

    account: str
    verdict: str
    possible: tuple[str, ...]
    tells: tuple[Basis, ...] = ()
    cap: str = ""


@dataclass(frozen=True)
class OtherReading:
    """The verdict on another reading, where it differs; ``cap``: why it is worded with reserve there (:data:`checker.evidence.CAPS`)."""

    reading: str
    verdict: str
    possible: tuple[str, ...]
    cap: str = ""


@dataclass(frozen=True)
class Finding:
    """What the record indicates under one rule for one binding, on one reading."""

    rule: str
    title: str
    provision: str
    record: str
    subject: str
    binding: Mapping[str, str]
    reading: str
    verdict: str
    possible: tuple[str, ...]
    contested: tuple[OtherReading, ...]
    gravity: str
    addressee: str
    because: tuple[Basis, ...]
    would_change_if: tuple[Alternative, ...]
    to_find_out: tuple[Question, ...]
    accounts: tuple[Account, ...]
    grade: Grade


_HARD = (frozenset((Verdict.BREACH.value,)), frozenset((Verdict.EXCEPTED.value,)))
#: Outcomes between which a finding may stay open without anybody having to answer for it.
HARMLESS = frozenset((Verdict.COMPLIED.value, Verdict.NOT_APPLICABLE.value))


class Result:
    """One rule on one binding, decided. ``raised``: the record says something about it, so that a report lists it.

    ``possible`` is always at hand; ``finding``, ``bound`` and ``rule`` are worked out when first asked for, since most results are only counted.
    """

    __slots__ = (
        "_bound",
        "_cap",
        "_contested",
        "_detail",
        "_finding",
        "binding",
        "disputed",
        "head",
        "judge",
        "possible",
        "raised",
        "scores",
    )

    def __init__(self, judge: Judge, head: RuleHead, binding: dict[str, str], possible: frozenset[str], bound: Bound | None = None) -> None:
        self.judge = judge
        self.head = head
        self.binding = binding
        self.possible = possible
        self.raised = False
        self.disputed: tuple[Key, ...] = ()
        self.scores: Mapping[Key, float] = {}
        self._bound = bound
        self._detail = False
        self._finding: Finding | None = None
        self._cap: str | None = None
        self._contested: tuple[OtherReading, ...] | None = None

    @property
    def rule(self) -> CompiledRule:
        """The rule."""
        return self.judge.rulebook.rule(self.head.id)

    @property
    def bound(self) -> Bound:
        """The evaluated rule."""
        if self._bound is None:
            self._bound = self.judge.bind(self.rule, self.binding)
        return self._bound

    @property
    def verdict(self) -> Verdict:
        """The one outcome left, else undetermined."""
        return verdict_of(self.possible)

    @property
    def contested(self) -> tuple[OtherReading, ...]:
        """The readings on which the same facts come out otherwise."""
        if self._contested is None:
            self._contested = _contested(self.bound, self.verdict)
        return self._contested

    @property
    def cap(self) -> str:
        """Why the verdict is worded with reserve (:data:`checker.evidence.CAPS`); empty where it is not, or is open. Worked out without the other reasons."""
        if self._cap is None:
            self._cap = _cap(self.bound, self.rule.addressee) if len(self.possible) == 1 else ""
        return self._cap

    @property
    def weighs(self) -> bool:
        """Whether there is something to find out or to answer for: not where it is open only between what is complied with and what does not apply."""
        return len(self.possible) == 1 or not self.possible <= HARMLESS or bool(self.contested)

    @property
    def finding(self) -> Finding:
        """The finding as plain data; with its reasons where it is raised or :func:`detailed`."""
        if self._finding is None:
            self._finding = _finding(self, detail=self.raised or self._detail)
        return self._finding

    def in_detail(self, scores: Mapping[Key, float]) -> Result:
        """The same with the reasons of its finding, its questions ranked by ``scores``."""
        result = Result(self.judge, self.head, self.binding, self.possible, self._bound)
        result.raised, result.disputed, result.scores, result._detail = self.raised, self.disputed, scores, True
        return result


def evaluated(judge: Judge, head: RuleHead, binding: dict[str, str], disputed: Mapping[Key, str]) -> Result:
    """One rule on one binding, with the facts among ``disputed`` that it rests on, and whether it is raised."""
    rule = judge.rulebook.rule(head.id)
    bound = judge.bind(rule, binding)
    result = Result(judge, head, binding, bound.possible, bound)
    result.disputed = tuple(key for key in bound.base_keys() if key in disputed) if disputed else ()
    # A dispute about the status alone touches every rule; it is listed where somebody's telling leads to what would be listed anyway.
    if len(rule.forms) < 2:
        result._contested = ()
    result.raised = (
        result.possible in _HARD
        or bound.states(rule.deciding_variables)
        or any(other.verdict == Verdict.BREACH.value for other in result.contested)
        or any(
            account.verdict in (Verdict.BREACH.value, Verdict.EXCEPTED.value) for account in (_accounts(result) if result.disputed else ())
        )
    )
    return result


def raised_on(judge: Judge, head: RuleHead, binding: dict[str, str], possible: frozenset[str], disputed: Mapping[Key, str]) -> Result:
    """One rule on one binding of which it is known already what is possible and that it is raised (``bulk``)."""
    result = Result(judge, head, binding, possible)
    result.disputed = tuple(key for key in result.bound.base_keys() if key in disputed) if disputed else ()
    result.raised = True
    return result


def _finding(result: Result, *, detail: bool) -> Finding:
    bound, rule = result.bound, result.rule
    finding = Finding(
        rule.id, rule.title, rule.provision, result.judge.record.id, result.binding[rule.on], result.binding, result.judge.reading, result.verdict.value,
        ordered(result.possible), result.contested, rule.gravity, rule.addressee, (), (), (), (), Grade(),
    )  # fmt: skip
    if not detail:
        return finding
    keys = bound.because()
    because = tuple(basis for key in keys if (basis := basis_of(bound.judge, key)) is not None)
    matter = {*keys, *bound.deciding()}
    contested = tuple(
        replace(other, cap=_cap(bound.judge.on(other.reading).bind(rule, bound.binding), rule.addressee)) for other in finding.contested
    )
    grade = _grade(bound, keys, rule.addressee)
    result._cap = grade.cap
    return replace(
        finding, contested=contested, because=because, would_change_if=_alternatives(bound), to_find_out=_questions(bound, result.scores), accounts=_accounts(result, matter),
        grade=grade,
    )  # fmt: skip


def _contested(bound: Bound, verdict: Verdict) -> tuple[OtherReading, ...]:
    """The readings on which the same facts come out otherwise."""
    if len(bound.compiled.forms) < 2:
        return ()
    found = []
    for name in bound.judge.rulebook.readings:
        if name != bound.judge.reading:
            possible = bound.outcomes(bound.box, name)
            there = verdict_of(possible)
            if there is not verdict:
                found.append(OtherReading(name, there.value, ordered(possible)))
    return tuple(found)


def _cap(bound: Bound, addressee: str) -> str:
    """The cap on the wording of a verdict; on another reading or telling it may rest on other facts."""
    return _grade(bound, bound.because(), addressee).cap


_ORDER = {verdict.value: number for number, verdict in enumerate(Verdict)}


def ordered(words: Iterable[str]) -> tuple[str, ...]:
    """Outcomes in the order in which they are always named."""
    return tuple(sorted(words, key=_ORDER.__getitem__))


def fact_of(judge: Judge, key: Key, bound: Bound) -> Fact:
    """The fact that a key of this binding means, also where no entry stands behind it."""
    entry = judge.entry(key[0])
    if entry is not None:
        return judge.rulebook.vocabulary.subjects[entry.subject].facts[key[1]]
    return next(fact for identity, fact in _facts_of(bound) if (identity, fact.name) == key)


def _facts_of(bound: Bound) -> Iterable[tuple[str, Fact]]:
    for variable, entry in zip(bound.compiled.variables, bound.entries, strict=True):
        if variable.fact.derived:
            yield from _facts_of(bound.judge.definition(variable.fact.id, entry))
        else:
            yield entry, variable.fact


def basis_of(judge: Judge, key: Key) -> Basis | None:
    """The recorded fact behind a key with its claims; None where the record states no value."""
    stated = judge.stated(key)
    if stated is None or not stated.values:
        return None
    says = " But also: ".join(stated.fact.sentence(value) for value in stated.values)
    return Basis(
        stated.fact.id, key[0], " / ".join(value.text for value in stated.values), says, tuple(said(claim) for claim in stated.claims)
    )


def said(claim: Claim) -> Said:
    """A claim as reported."""
    return Said(claim.value.text if claim.value is not None else UNKNOWN, claim.source, claim.at, claim.said_by, claim.grade, claim.note)


def recorded(stated: Stated | None) -> str:
    """What the record states of a fact, in a word or a few."""
    if stated is None or stated.status == UNKNOWN:
        return UNKNOWN
    return NOT_APPLICABLE if stated.status == NOT_APPLICABLE else " / ".join(value.text for value in stated.values)


def _alternatives(bound: Bound) -> tuple[Alternative, ...]:
    if len(bound.possible) != 1:
        return ()
    found = []
    for verdict in Verdict:
        if verdict is Verdict.UNDETERMINED or verdict.value in bound.possible:
            continue
        changes = bound.nearest(verdict.value)
        if changes:
            found.append(
                Alternative(
                    verdict.value,
                    tuple(
                        Change(fact_of(bound.judge, key, bound).id, key[0], recorded(bound.judge.stated(key)), tuple(to))
                        for key, to in changes
                    ),
                )
            )
    return tuple(sorted(found, key=lambda alternative: len(alternative.changes)))


# --- on whose word -------------------------------------------------------------------------------------------------------------------------------------


def _grade(bound: Bound, keys: Sequence[Key], addressee: str) -> Grade:
    """The grade of the verdict that rests on these facts. Those of elements and exceptions decide it; where there are none among them, all do."""
    judge = bound.judge
    found = {key: stated for key in keys if (stated := judge.stated(key)) is not None}
    deciding = [found[key] for key in turning_on(bound, keys) if key in found]
    verdict = bound.verdict.value if len(bound.possible) == 1 else ""
    return grade_of(
        judge.record, list(found.values()), deciding, verdict, speaks_against(judge.record, verdict, addressee, bound.binding.values())
    )


def turning_on(bound: Bound, keys: Sequence[Key]) -> list[Key]:
    """Of the facts that a verdict rests on those of elements and exceptions; all of them, where there are none of these."""
    rule = bound.compiled
    own = bound.base_keys(rule.deciding_variables) if isinstance(rule, CompiledRule) else {}
    return [key for key in keys if key in own] or list(keys)


def _accounts(result: Result, told: Collection[Key] | None = None) -> tuple[Account, ...]:
    """The verdict on the telling of each side that speaks to a disputed fact; where a side is silent the fact stays open between the others.

    ``told``: the facts of which to say what each side claims; without it only the verdicts are worked out.
    """
    judge, rule = result.judge, result.rule
    sides: dict[str, None] = {}
    for key in result.disputed:
        stated = judge.stated(key)
        for claim in stated.claims if stated is not None else ():
            if claim.value is not None:
                sides[account_of(judge.record, claim)] = None
    found = []
    for side in sides:
        there = told_by(judge, side).bind(rule, result.binding)
        account = Account(side, there.verdict.value, ordered(there.possible))
        if told is not None:
            own = (key for key in result.disputed if key in told and there.judge.stated(key) is not judge.stated(key))
            tells = tuple(basis for key in own if (basis := basis_of(there.judge, key)) is not None)
            account = replace(account, tells=tells, cap=_cap(there, rule.addressee) if len(there.possible) == 1 else "")
        found.append(account)
    return tuple(found)


# --- what to find out ------------------------------------------------------------------------------------------------------------------------------------


def _questions(bound: Bound, scores: Mapping[Key, float]) -> tuple[Question, ...]:
    """The open facts that can still decide, best first; what is recorded not to arise comes last."""
    if len(bound.possible) < 2:
        return ()
    answers: dict[Key, dict[str, tuple[str, ...]]] = {}
    for effect in bound.effects():
        answers.setdefault(effect.key, {})[effect.answer] = ordered(effect.leaves)
    questions = []
    for key in bound.deciding():
        fact = fact_of(bound.judge, key, bound)
        questions.append(Question(fact.id, key[0], fact.asks, answers[key], round(scores.get(key, 0.0), 3)))
    questions.sort(key=lambda question: (_does_not_arise(bound, question), -question.score, question.fact, question.subject))
    return tuple(questions)


def _does_not_arise(bound: Bound, question: Question) -> bool:
    return does_not_arise(bound.judge.stated((question.subject, question.fact.partition(".")[2])))


def does_not_arise(stated: Stated | None) -> bool:
    """Whether it is recorded of a fact that it does not arise."""
    return stated is not None and stated.status == NOT_APPLICABLE
