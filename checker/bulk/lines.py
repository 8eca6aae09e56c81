"""Raised rows as lines of JSON: the same bytes as :mod:`checker.rendering.machine` writes of findings.

Comes in: a record, what is raised in it. Goes out: its lines, and what is counted of them. Nearly all of a line follows from the rule and from what the facts leave possible; that is written once and kept. What is about the record itself, its ids and
the claims behind its facts, is written once for the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from checker.bounded import Bounded
from checker.bulk.caps import Carried
from checker.bulk.deciding import Decided, Raised
from checker.bulk.plan import Laid
from checker.bulk.skeletons import Named, Skeleton, Skeletons, settled, text, words_of
from checker.evaluation import CONFLICT, Key, verdict_of
from checker.findings import Result, basis_of, does_not_arise, ordered, raised_on, recorded
from checker.ranking import gains, ranks
from checker.records import Record
from checker.rendering.machine import brief, line_of
from checker.rulebook import Rulebook
from checker.tellings import disputed_in


class Written(NamedTuple):
    """The lines of a record and the counts of what is in them, as :class:`checker.batch.Outcome` has them."""

    findings: str
    verdicts: Mapping[str, int]
    raised: Mapping[str, int]
    capped: Mapping[str, Mapping[str, int]]
    contested: int
    elsewhere: bool


class Line(NamedTuple):
    """One finding as a line, with what is counted of it."""

    text: str
    verdict: str
    cap: str
    others: tuple[str, ...]


class Parts(Bounded):
    """What lines begin and end with."""

    MOST = 4096


class Writer:
    """Writes the lines of records decided on one reading; ``reasons``: with everything that a finding has."""

    def __init__(self, rulebook: Rulebook, reading: str, *, reasons: bool) -> None:
        self.rulebook = rulebook
        self.reading = reading
        self.reasons = reasons
        self.skeletons = Skeletons(reasons=reasons)
        self._parts = Parts()

    def written(self, record: Record, decided: Decided) -> Written:
        """The lines of a record."""
        paper = (Reasoned if self.reasons else Brief)(self, record)
        lines: list[str] = []
        raised: dict[str, int] = {}
        capped: dict[str, dict[str, int]] = {}
        contested, elsewhere = 0, False
        for line in paper.lines(decided.raised):
            lines.append(line.text)
            raised[line.verdict] = raised.get(line.verdict, 0) + 1
            contested += bool(line.others)
            elsewhere = elsewhere or "breach" in line.others
            if line.cap:
                caps = capped.setdefault(line.verdict, {})
                caps[line.cap] = caps.get(line.cap, 0) + 1
        return Written("".join(lines), decided.verdicts, raised, capped, contested, elsewhere)

    def head(self, laid: Laid) -> tuple[str, tuple[str, ...]]:
        """What a line begins with; and each role with its colon."""
        found: tuple[str, tuple[str, ...]] | None = self._parts.get(laid.head.id)
        if found is None:
            title = f'"title": {text(laid.rule.title)}, ' if self.reasons else ""
            start = f'{{"rule": {text(laid.head.id)}, {title}"provision": {text(laid.head.provision)}, "record": '
            found = self._parts[laid.head.id] = (start, tuple(f"{text(role)}: " for role in (laid.head.on, *laid.head.for_each)))
        return found

    def tail(self, one: Raised, cap: str) -> tuple[str, tuple[str, ...], str]:
        """The verdict, those on other readings, and what a brief line ends with."""
        rule = one.laid.rule
        key = (one.possible, one.contested, cap, rule.gravity, rule.addressee)
        found: tuple[str, tuple[str, ...], str] | None = self._parts.get(key)
        if found is None:
            verdict, others = _verdicts(one)
            data = {
                "reading": self.reading,
                "verdict": verdict,
                "cap": cap,
                "possible": ordered(words_of(one.possible)),
                "contested": [{"reading": reading, "verdict": there} for reading, there in others],
                "gravity": rule.gravity,
                "addressee": rule.addressee,
            }
            found = self._parts[key] = (verdict, tuple(there for _, there in others), f", {text(data)[1:]}\n")
        return found

    def middle(self, one: Raised) -> tuple[str, tuple[str, ...], str, str]:
        """The verdict, those on other readings, and of a line with reasons what stands before and after the contested readings."""
        rule = one.laid.rule
        key = ("reasons", one.possible, one.contested, rule.gravity, rule.addressee)
        found: tuple[str, tuple[str, ...], str, str] | None = self._parts.get(key)
        if found is None:
            verdict, others = _verdicts(one)
            start = text({"reading": self.reading, "verdict": verdict, "possible": ordered(words_of(one.possible))})
            end = text({"gravity": rule.gravity, "addressee": rule.addressee})
            found = self._parts[key] = (
                verdict,
                tuple(there for _, there in others),
                f', {start[1:-1]}, "contested": [',
                f'], {end[1:-1]}, "because": [',
            )
        return found


def _verdicts(one: Raised) -> tuple[str, list[tuple[str, str]]]:
    others = [(reading, verdict_of(words_of(there)).value) for reading, there in one.contested]
    return verdict_of(words_of(one.possible)).value, others


class Brief:
    """The lines of one record, without reasons."""

    def __init__(self, writer: Writer, record: Record) -> None:
        self.writer = writer
        self.record = record
        self.carried = Carried(writer.rulebook, record, writer.reading)
        self._conflict = next((entry.id for entry in record.entries.values() if entry.subject == CONFLICT), "")
        self._own = text(record.id)
        self._ids: dict[str, str] = {}

    def lines(self, raised: Iterable[Raised | Result]) -> Iterable[Line]:
        """Each finding in its order."""
        return [self._line(one) if isinstance(one, Raised) else self._decided(one) for one in raised]

    def _line(self, one: Raised) -> Line:
        named = self.named(one)
        cap = ""
        if verdict := settled(one.possible):
            turning = self.writer.skeletons.of(one, named, self.carried).turning
            cap = self.carried.cap(named.keys(turning), verdict, one.laid.rule.addressee, named.binding)
        verdict, others, tail = self.writer.tail(one, cap)
        return Line(f"{self.start(one.laid, named)}{tail}", verdict, cap, others)

    def _decided(self, result: Result) -> Line:
        others = tuple(other.verdict for other in result.contested)
        return Line(text(brief(result)) + "\n", result.verdict.value, result.cap, others)

    def named(self, one: Raised) -> Named:
        """The entries that a row is about."""
        return Named(self.record, self._conflict, one.rows, one.row)

    def start(self, laid: Laid, named: Named) -> str:
        """A line up to its binding."""
        head, roles = self.writer.head(laid)
        shown = ", ".join([f"{role}{self.id(identity)}" for role, identity in zip(roles, named.bound, strict=True)])
        return f'{head}{self._own}, "subject": {self.id(named.bound[0])}, "binding": {{{shown}}}'

    def id(self, identity: str) -> str:
        """An id as JSON."""
        found = self._ids.get(identity)
        if found is None:
            found = self._ids[identity] = text(identity)
        return found


class Reasoned(Brief):
    """The lines of one record with everything that a finding has."""

    def __init__(self, writer: Writer, record: Record) -> None:
        super().__init__(writer, record)
        self._disputed = disputed_in(record)
        self._disputes = frozenset(self._disputed.values())
        self._bases: dict[Key, str] = {}
        self._were: dict[Key, str] = {}

    def lines(self, raised: Iterable[Raised | Result]) -> Iterable[Line]:
        """Each finding in its order; questions are ranked over all of them."""
        scores: dict[Key, float] = {}
        found: list[tuple[Raised, Named, Skeleton] | Result] = []
        for one in raised:
            if isinstance(one, Raised) and self._disputes.isdisjoint(one.laid.reached):
                named = self.named(one)
                skeleton = self.writer.skeletons.of(one, named, self.carried)
                found.append((one, named, skeleton))
                settles: Iterable[tuple[Key, float]] = [(named.key(ref), gain) for ref, gain in skeleton.gains]
            else:
                # What is disputed is told on each side's account, which nothing that is kept knows of.
                result = one if isinstance(one, Result) else self._result(one)
                found.append(result)
                settles = gains(result) if ranks(result) else ()
            for key, gain in settles:
                scores[key] = scores.get(key, 0.0) + gain
        return [self._told(one, scores) if isinstance(one, Result) else self._whole(*one, scores) for one in found]

    def _result(self, one: Raised) -> Result:
        binding = dict(zip(one.rows.shape.roles, one.rows.bound(one.row), strict=True))
        return raised_on(self.carried.judge, one.laid.head, binding, words_of(one.possible), self._disputed)

    def _told(self, result: Result, scores: Mapping[Key, float]) -> Line:
        result.scores = scores
        line = line_of(result.finding)
        return Line(line, result.verdict.value, result.cap, tuple(other.verdict for other in result.contested))

    def _whole(self, one: Raised, named: Named, skeleton: Skeleton, scores: Mapping[Key, float]) -> Line:
        verdict, others, middle, end = self.writer.middle(one)
        addressee = one.laid.rule.addressee
        contested = [
            f"{there.start}{text(self.carried.cap(named.keys(there.turning), there.verdict, addressee, named.binding) if there.verdict else '')}}}"
            for there in skeleton.contested
        ]
        because = named.keys(skeleton.because)
        changes = [
            f"{start}{', '.join([self._change(named.key(ref), before, after) for ref, before, after in each])}]}}"
            for start, each in skeleton.changes
        ]
        grade = self.carried.grade(because, named.keys(skeleton.turning), settled(one.possible), addressee, named.binding)
        line = (
            f"{self.start(one.laid, named)}{middle}{', '.join(contested)}{end}{', '.join(map(self._basis, because))}"
            f'], "would_change_if": [{", ".join(changes)}], "to_find_out": [{", ".join(self._questions(named, skeleton, scores))}]'
            f', "accounts": [], "grade": {text(grade)}, "review": null}}\n'
        )
        return Line(line, verdict, grade.cap, others)

    def _basis(self, key: Key) -> str:
        found = self._bases.get(key)
        if found is None:
            found = self._bases[key] = text(basis_of(self.carried.judge, key))
        return found

    def _change(self, key: Key, before: str, after: str) -> str:
        was = self._were.get(key)
        if was is None:
            was = self._were[key] = text(recorded(self.carried.judge.stated(key)))
        return f'{before}{self.id(key[0])}, "was": {was}{after}'

    def _questions(self, named: Named, skeleton: Skeleton, scores: Mapping[Key, float]) -> Sequence[str]:
        asked = []
        for question in skeleton.questions:
            key = named.key(question.ref)
            score = round(scores.get(key, 0.0), 3)
            asked.append((does_not_arise(self.carried.judge.stated(key)), -score, question.fact, key[0], score, question))
        asked.sort(key=lambda one: one[:4])
        return [f"{question.before}{self.id(identity)}{question.after}{score}}}" for _, _, _, identity, score, question in asked]
