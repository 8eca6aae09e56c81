"""What people decided on findings, and whether it still stands.

Comes in: results, and the decisions that people made on them. Goes out: for each result a :class:`Standing`: the last decision on it, and whether the facts, the rule or the program's own result have changed since; the
decisions on findings that are no longer there. The program decides nothing here and never overrules anybody: a decision stands beside the program's result, and when what it was bound to changes it is stale and the finding is open again.

A finding is the same finding as long as record, rule, binding and reading are the same. Of several decisions on it the last one counts; those before it are its history.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from checker.digests import digest, facts_digest, law_digest
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.evaluation import bindings
from checker.findings import Finding, Result
from checker.ranking import detailed
from checker.records import Record
from checker.redaction import MARK, Secrets
from checker.rulebook import Rulebook
from checker.truth import Verdict
from checker.wording import CHANGED_WORDS, DECIDES_WORDS, outcomes, worded

SCHEMA = "ihl-decision/1"

#: The longest reason, in characters: a decision is a page, not a book.
LONGEST = 5000

#: What a person may decide, and what it means.
DECIDES = {
    "confirm": "The person has gone through the facts and the rule and comes to the program's result.",
    "reject": "The person comes to another result than the program.",
    "need_information": "The person cannot decide before something more is known.",
    "out_of_scope": "The finding is not one that this review is about.",
}

#: The decisions that may be held to a standard of proof: the others decide nothing about what happened.
PROVEN = ("confirm", "reject")


class Standard(NamedTuple):
    """A standard of proof: its name, what it asks for, and where it is taken from."""

    id: str
    title: str
    means: str
    authority: str


#: The standards of proof that a person may name, from the weakest to the strictest. None is ever chosen by the program: which one a body works by is a matter of its mandate.
STANDARDS = {
    standard.id: standard
    for standard in (
        Standard(
            "reasonable_grounds_to_suspect",
            "reasonable grounds to suspect",
            "Reliable material, consistent with what else is verified, tends to show it; other explanations remain possible.",
            "International Commission of Inquiry on Darfur, report of 25 January 2005 (S/2005/60); OHCHR, Commissions of Inquiry and Fact-Finding Missions: Guidance and Practice (2015)",
        ),
        Standard(
            "reasonable_grounds_to_believe",
            "reasonable grounds to believe",
            "A reliable and consistent body of information would lead a reasonable and prudent person to believe it. The one that commissions of inquiry use most.",
            "OHCHR, Commissions of Inquiry and Fact-Finding Missions: Guidance and Practice (2015); compare Rome Statute, Art 58(1)(a)",
        ),
        Standard(
            "balance_of_probabilities",
            "balance of probabilities",
            "It is more likely than not.",
            "S. Wilkinson, Standards of Proof in International Humanitarian and Human Rights Fact-Finding and Inquiry Missions (Geneva Academy)",
        ),
        Standard(
            "clear_and_convincing",
            "clear and convincing evidence",
            "The material is solid, and little speaks against it.",
            "S. Wilkinson, Standards of Proof in International Humanitarian and Human Rights Fact-Finding and Inquiry Missions (Geneva Academy)",
        ),
        Standard(
            "beyond_reasonable_doubt",
            "beyond reasonable doubt",
            "No reasonable doubt is left: what a criminal court must reach to convict. Records of published sources hardly ever reach it.",
            "Rome Statute, Art 66(3)",
        ),
    )
}


class Decision(NamedTuple):
    """What one person decided on one finding.

    ``verdict`` and ``possible`` are the program's result at that time, ``cap`` why it was worded with reserve (:data:`checker.evidence.CAPS`), ``facts`` and ``law`` the digests of what it rested on. ``after`` is the digest of the decision that stood before it in the file,
    ``digest`` its own; ``line`` where it stands.
    """

    record: str
    rule: str
    binding: Mapping[str, str]
    reading: str
    decides: str
    reason: str
    name: str
    date: str
    standard: str
    verdict: str
    possible: tuple[str, ...]
    facts: str
    law: str
    cap: str = ""
    after: str = ""
    digest: str = ""
    line: int = 0

    @property
    def finding(self) -> FindingKey:
        """The finding that it is about."""
        return finding_of(self.record, self.rule, self.binding, self.reading)

    def plain(self) -> dict[str, Any]:
        """As it stands in a file, without its digest; keys that have nothing to say are left out."""
        every = {
            "schema": SCHEMA,
            "record": self.record,
            "rule": self.rule,
            "binding": dict(self.binding),
            "reading": self.reading,
            "decides": self.decides,
            "standard": self.standard,
            "reason": self.reason,
            "name": self.name,
            "date": self.date,
            "program": {"verdict": self.verdict, "possible": list(self.possible), **({"cap": self.cap} if self.cap else {})},
            "rests_on": {"facts": self.facts, "law": self.law},
            "after": self.after,
        }
        return {key: value for key, value in every.items() if value != ""}

    def without(self, secrets: Secrets) -> Decision:
        """The same with restricted values withheld from everything that somebody may have written into the file by hand."""
        if not secrets:
            return self
        hide = secrets.hide
        return self._replace(
            record=hide(self.record), rule=hide(self.rule), binding={hide(role): hide(whom) for role, whom in self.binding.items()}, reading=hide(self.reading),
            reason=hide(self.reason), name=hide(self.name), date=hide(self.date), verdict=hide(self.verdict), possible=tuple(map(hide, self.possible)), cap=hide(self.cap),
        )  # fmt: skip

    def sealed(self, after: str) -> Decision:
        """The same, to be written behind the decision with the digest ``after`` (empty: the first)."""
        placed = self._replace(after=after, digest="")
        return placed._replace(digest=digest(placed.plain()))


#: What makes a finding the same finding: record, rule, reading and binding.
FindingKey = tuple[str, str, str, frozenset[tuple[str, str]]]


def finding_of(record: str, rule: str, binding: Mapping[str, str], reading: str) -> FindingKey:
    """What identifies a finding."""
    return record, rule, reading, frozenset(binding.items())


class Decisions:
    """Decisions by finding, in the order in which they were made."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._by: dict[FindingKey, list[Decision]] = {}
        for decision in decisions:
            self.add(decision)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._by)

    def __iter__(self) -> Iterator[Decision]:
        """Every decision, those on one finding together."""
        return (decision for several in self._by.values() for decision in several)

    def add(self, decision: Decision) -> None:
        """Takes in one more, the last on its finding."""
        self._by.setdefault(decision.finding, []).append(decision)

    def about(self, record: str) -> list[Decision]:
        """The decisions on the findings of one record."""
        return [decision for decision in self if decision.record == record]

    def on(self, result: Result) -> Sequence[Decision]:
        """The decisions on one finding, the last one last, without what its record keeps restricted: a file beside a record can be written by hand."""
        record = result.judge.record
        made = self._by.get(finding_of(record.id, result.head.id, result.binding, result.judge.reading), ())
        if not made or not record.restricted:
            return made
        secrets = Secrets(record.restricted)
        return [decision.without(secrets) for decision in made]


# --- whether it still stands -------------------------------------------------------------------------------------------------------------------------


class Standing(NamedTuple):
    """How a finding stands with people: the last ``decision`` on it (None: nobody has decided), whether that is ``stale`` and ``because`` of a change in what (``facts``, ``law``, ``result``), and the decisions before it.

    ``facts``: what is recorded has changed. ``law``: the rule, a definition or the reading has; the facts that it asks for may be others then, so that both may be named. ``result``: neither has, yet the program comes to another result,
    as another version of it may.
    """

    decision: Decision | None
    stale: bool = False
    because: tuple[str, ...] = ()
    history: tuple[Decision, ...] = ()

    @property
    def status(self) -> str:
        """``open`` (nobody has decided), ``decided``, or ``stale`` (open again)."""
        return "open" if self.decision is None else "stale" if self.stale else "decided"


def standing(result: Result, decisions: Decisions) -> Standing:
    """How a finding stands with people."""
    made = decisions.on(result)
    if not made:
        return Standing(None)
    last = made[-1]
    because = []
    if law_digest(result.judge.rulebook, result.head.id, result.judge.reading) != last.law:
        because.append("law")
    if facts_digest(result) != last.facts:
        because.append("facts")
    if not because and (result.verdict.value, frozenset(result.possible), result.cap) != (
        last.verdict,
        frozenset(last.possible),
        last.cap,
    ):
        because.append("result")
    return Standing(last, bool(because), tuple(because), tuple(made[:-1]))


def in_words(stands: Standing, program: str) -> str:
    """How a finding stands with people, in a sentence or two; empty where nobody has decided. ``program`` is the program's result in words, which always stands beside that of the person."""
    made = stands.decision
    if made is None:
        return ""
    proof = f", to the standard of {STANDARDS[made.standard].title}" if made.standard else ""
    signed = f"{DECIDES_WORDS[made.decides]} by {made.name} on {made.date}{proof}"
    if not stands.stale:
        return f"Reviewed: {signed}. The program: {program}."
    then = verdict_words(made.verdict, made.possible, made.cap)
    since = " and ".join(CHANGED_WORDS[what] for what in stands.because)
    return f"Open again: {signed}, when the program had: {then}. Since then {since}. The program now: {program}."


def verdict_words(verdict: str, possible: Iterable[str], cap: str) -> str:
    """A result of the program in words, as strong as the evidence allows (``cap``): ``breach indicated``, ``allegation recorded``, ``undetermined (breach indicated or complied)``."""
    said = worded(verdict, cap).lower()
    return f"{said} ({' or '.join(outcomes(possible))})" if verdict == Verdict.UNDETERMINED.value else said


# --- in reports ----------------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Review:
    """The last decision of a person on a finding, as reports have it: ``status`` is ``decided`` or ``stale`` (then ``because`` of ``facts``, ``law`` or ``result``); ``program`` what the program left possible when it was made;
    ``earlier`` how many decisions it took the place of."""

    status: str
    because: tuple[str, ...]
    decides: str
    standard: str
    reason: str
    name: str
    date: str
    program: tuple[str, ...]
    earlier: int


@dataclass(frozen=True)
class Reviewed(Finding):
    """A finding with the decision of a person beside it; None where nobody has decided."""

    review: Review | None


def review_of(stands: Standing) -> Review | None:
    """What reports have of a standing; None where nobody has decided."""
    made = stands.decision
    if made is None:
        return None
    return Review(
        stands.status, stands.because, made.decides, made.standard, made.reason, made.name, made.date, made.possible, len(stands.history)
    )


def reviewed(result: Result, decisions: Decisions | None) -> Reviewed:
    """The finding of a result in every detail, with the decision of a person beside it."""
    finding = detailed(result).finding
    review = review_of(standing(result, decisions)) if decisions else None
    return Reviewed(**{name: getattr(finding, name) for name in finding.__dataclass_fields__}, review=review)


def counted(results: Iterable[Result], decisions: Decisions) -> dict[str, int]:
    """How many of some results are open, decided and stale."""
    numbers = {"open": 0, "decided": 0, "stale": 0}
    for result in results:
        numbers[standing(result, decisions).status] += 1
    return numbers


# --- whose finding is gone -----------------------------------------------------------------------------------------------------------------------------


class Left(NamedTuple):
    """A decision whose finding is no longer there, and ``why``."""

    decision: Decision
    why: str


def orphans(decisions: Iterable[Decision], record: Record, rulebook: Rulebook) -> list[Left]:
    """The decisions on findings that a record no longer has: its rule, its reading or whom it was about is gone. They are shown, never lost."""
    found: list[Left] = []
    heads = {head.id: head for head in rulebook.heads}
    known: dict[str, list[dict[str, str]]] = {}
    for decision in decisions:
        if decision.rule not in heads:
            found.append(Left(decision, "the rulebook no longer has this rule"))
            continue
        if decision.reading not in rulebook.readings:
            found.append(Left(decision, "the rulebook no longer has this reading"))
            continue
        if decision.rule not in known:
            known[decision.rule] = list(bindings(heads[decision.rule], record))
        if dict(decision.binding) not in known[decision.rule]:
            found.append(Left(decision, "the record no longer has what it was about"))
    return found


# --- deciding ------------------------------------------------------------------------------------------------------------------------------------------


def decide(
    result: Result, decides: str, *, reason: str, name: str, date: str, standard: str = "", secrets: Secrets | None = None
) -> Decision:
    """A person's decision on a result, bound to what it rests on now. Restricted values in the reason are withheld (``secrets``: more than those of the record).

    Raises InputError with every problem: a word that is no decision, a decision without a reason or a name, a standard of proof that is none, or where none belongs.
    """
    problems = [*_wrong(decides, standard, date)]
    texts = {"reason": _typed(reason), "name": " ".join(_typed(name).split())}
    if not texts["reason"]:
        problems.append(
            Problem(
                "reason",
                0,
                "reason",
                "a decision needs a reason.",
                "Whoever reads it later could not tell what it rests on.",
                "Give one, in a sentence.",
            )
        )
    elif len(texts["reason"]) > LONGEST:
        what = f"the reason is longer than {LONGEST:,} characters."
        problems.append(Problem("reason", 0, "reason", what, "", "Say it shorter, and put the rest into a note of the record."))
    if not texts["name"]:
        why = "A decision is somebody's; nobody answers for one without a name."
        problems.append(Problem("name", 0, "name", "a decision needs the name of the person who makes it.", why, "Give yours."))
    if problems:
        raise InputError(problems)
    withheld = Secrets(result.judge.record.restricted)
    if secrets is not None:
        withheld.add(secrets)
    judge = result.judge
    return Decision(
        judge.record.id, result.head.id, dict(result.binding), judge.reading, decides, withheld.hide(texts["reason"]), texts["name"], date, standard, result.verdict.value, result.finding.possible,
        facts_digest(result), law_digest(judge.rulebook, result.head.id, judge.reading), result.cap,
    )  # fmt: skip


def withheld_in(decision: Decision, reason: str) -> bool:
    """Whether something of the reason as it was typed had to be withheld."""
    return decision.reason.count(MARK) > reason.count(MARK)


def _wrong(decides: str, standard: str, date: str) -> Iterable[Problem]:
    if decides not in DECIDES:
        yield Problem(
            "decides", 0, "decides", f'"{decides}" is not a decision.', "", did_you_mean(decides, DECIDES, otherwise=f"Decisions are {listed(DECIDES)}.")
        )  # fmt: skip
    if standard and standard not in STANDARDS:
        near = did_you_mean(standard, STANDARDS, otherwise=f"Standards are {listed(STANDARDS)}.")
        yield Problem("standard", 0, "standard", f'"{standard}" is not a standard of proof.', "", near)
    elif standard and decides in DECIDES and decides not in PROVEN:
        why = "Nothing is held to be proven by it."
        yield Problem("standard", 0, "standard", f"a standard of proof does not belong to {decides}.", why, "Leave it out.")
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        yield Problem("date", 0, "date", f'"{date}" is not a day.', "", 'Write it as "2026-11-23".')


def _typed(text: str) -> str:
    """What a person typed, without spaces at its ends and half characters that no file could hold."""
    return text.strip().encode("utf-8", "replace").decode("utf-8")
