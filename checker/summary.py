"""Counts that reconcile: what is listed, what is only counted, and the one-line answer.

Comes in: checked records. Goes out: totals by verdict, counts by article, and sentences. Every (rule, binding) is counted exactly once, and every rule without a binding too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.evidence import AGAINST_ITSELF, CAPS
from checker.explanation import asked_together
from checker.findings import Finding, Result
from checker.pipeline import Checked
from checker.ranking import detailed
from checker.records import Record
from checker.rulebook import Rulebook, RuleHead
from checker.truth import Verdict
from checker.wording import worded


@dataclass(frozen=True, slots=True)
class Totals:
    """How many findings there are: all, by verdict; listed; and those only counted, by article and verdict. ``bare``: rules whose subject does not occur, by article.

    ``capped``: of those raised, how many are worded with reserve, by verdict and cap (:data:`checker.evidence.CAPS`); ``reviewed``: how many of those listed are open, decided and stale, where there are decisions of people.
    """

    findings: int
    verdicts: dict[str, int]
    listed: int
    counted: dict[str, dict[str, int]]
    bare: dict[str, int]
    contested: int
    capped: dict[str, dict[str, int]]
    reviewed: dict[str, int] = field(default_factory=dict)


def findings_of(checked: Checked, *, show_all: bool) -> list[Finding]:
    """The findings of a record that a report lists, with every detail; with the decisions of people where there are any."""
    listed = checked.listed(show_all=show_all)
    if checked.decisions is None:
        return [detailed(result).finding for result in listed]
    from checker.decisions import reviewed

    return [reviewed(result, checked.decisions) for result in listed]


def totals(checked: Iterable[Checked], *, show_all: bool = False) -> Totals:
    """The totals of one record or several. They reconcile: ``listed`` and the numbers in ``counted`` add up to ``findings``."""
    verdicts: Counter[str] = Counter()
    quiet: Counter[tuple[str, str]] = Counter()
    heads: dict[str, RuleHead] = {}
    bare: Counter[str] = Counter()
    reserved: Counter[tuple[str, str]] = Counter()
    listed = contested = 0
    reviewed: Counter[str] = Counter()
    for one in checked:
        if one.decisions is not None:
            from checker.decisions import counted as by_status

            reviewed.update(by_status((result for result in one.results if one.lists(result, show_all=show_all)), one.decisions))
        bare.update(place(rule) for rule in one.bare)
        for result in one.results:
            word = result.verdict.value
            verdicts[word] += 1
            if one.lists(result, show_all=show_all):
                listed += 1
                contested += bool(result.raised and result.finding.contested)
                if result.raised and result.finding.grade.cap:
                    reserved[word, result.finding.grade.cap] += 1
            else:
                quiet[result.head.id, word] += 1
                heads[result.head.id] = result.head
    counted: dict[str, Counter[str]] = {}
    for (identity, word), number in quiet.items():
        counted.setdefault(place(heads[identity]), Counter())[word] += number
    ordered = {verdict.value: verdicts[verdict.value] for verdict in Verdict}
    return Totals(
        sum(verdicts.values()),
        ordered,
        listed,
        {article: dict(counted[article]) for article in sorted(counted, key=_by_number)},
        {article: bare[article] for article in sorted(bare, key=_by_number)},
        contested,
        {
            verdict.value: found
            for verdict in Verdict
            if (found := {cap: reserved[verdict.value, cap] for cap in CAPS if reserved[verdict.value, cap]})
        },
        dict(reviewed),
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """How many duties of the ledger records can show (``testable``), of how many a rule ran on what the records describe, and of how many a listed finding speaks."""

    testable: int
    checked: int
    raised: int
    records: int


def reach(checked: Sequence[Checked], rulebook: Rulebook) -> Reach:
    """How much of the ledger a run could check, and did."""
    ran = {number for one in checked for result in one.results for number in result.head.duties}
    raised = {number for one in checked for result in one.results if result.raised for number in result.head.duties}
    return Reach(rulebook.testable, len(ran), len(raised), len(checked))


def reach_sentence(reach: Reach, rulebook: Rulebook) -> str:
    """How much of the Convention a run could check, and did, in a sentence."""
    if not reach.testable:
        return "This rulebook has no ledger, so what it leaves out is not known."
    return (
        f"Of the {reach.testable} duties of {rulebook.instrument} and the law beside it that records can show, this run could check {reach.checked}, "
        f"and the {'record says' if reach.records == 1 else 'records say'} something about {reach.raised} (ihl law)."
    )


def set_aside(records: Iterable[Record]) -> dict[str, dict[str, int]]:
    """For each record of which claims were set aside: how many (``claims``), how many of these without any grade (``ungraded``), and on how many facts a claim to the contrary is
    among them (``contradicted``)."""
    return {
        record.id: {"claims": record.aside.claims, "ungraded": record.aside.ungraded, "contradicted": len(record.aside.contradicted)}
        for record in records
        if record.aside is not None
    }


def left_out(record: Record) -> str:
    """What was set aside of a record, in a sentence; nothing where nobody asked for a bar."""
    if record.aside is None:
        return ""
    bar, claims, ungraded, contradicted = record.aside
    return aside_in_words(bar, claims, ungraded, len(contradicted))


def aside_in_words(bar: str, claims: int, ungraded: int, rivals: int) -> str:
    """How many claims a bar set aside, in one record or in several, how many of them had no grade, and on how many facts (``rivals``) that leaves out a claim to the contrary."""
    if not claims:
        return f"No claim is weaker than {bar}, so none is set aside."
    sentence = f"{_count(claims, 'claim', 'claims')} weaker than {bar} {'is' if claims == 1 else 'are'} set aside and counted as unknown ({ungraded} without any grade)."
    return f"{sentence} On {_count(rivals, 'fact', 'facts')} this leaves out a claim to the contrary." if rivals else sentence


def by_section(counts: Totals, rulebook: Rulebook) -> dict[str, dict[str, int]]:
    """What is only counted, by verdict and then by the section of the Convention that the article stands in; other instruments by their name."""
    found: dict[str, dict[str, int]] = {}
    for name, verdicts in counts.counted.items():
        number = int(name.removeprefix("Art ")) if name.startswith("Art ") and name[4:].isdigit() else 0
        section = next((title for title, first, last in rulebook.sections if first <= number <= last), name)
        for word, count in verdicts.items():
            places = found.setdefault(word, {})
            places[section] = places.get(section, 0) + count
    return found


def by_words(verdicts: Mapping[str, int], capped: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How many findings there are by the words for them, from their number by verdict, and by verdict and cap: those worded with reserve after the others of their verdict."""
    found: dict[str, int] = {}
    for verdict, number in verdicts.items():
        caps = capped.get(verdict, {})
        found[worded(verdict, "").lower()] = number - sum(caps.values())
        for cap, several in caps.items():
            said = worded(verdict, cap).lower()
            found[said] = found.get(said, 0) + several
    return found


def place(head: RuleHead) -> str:
    """The heading under which a rule is counted: its article of the Third Convention or its annex, else the instrument it stands on."""
    article = head.article
    return f"Art {article}" if article[:1].isdigit() else article or head.place["instrument"]


def _by_number(name: str) -> tuple[int, str]:
    digits = "".join(character for character in name if character.isdigit())
    return (int(digits) if digits else 9999, name)


def answer(results: Sequence[Result], reading: str) -> list[str]:
    """The answer in a sentence or two, and the first thing to ask."""
    listed = [result for result in results if result.raised and result.weighs]
    verdicts = Counter(result.finding.verdict for result in listed)
    caps = Counter(result.finding.grade.cap for result in listed if result.finding.verdict == "breach")
    acknowledged, alleged = caps[AGAINST_ITSELF], verdicts["breach"] - caps[""] - caps[AGAINST_ITSELF]
    sentences = [
        f"The recorded facts indicate {_count(caps[''], 'breach', 'breaches')} on the reading {reading}."
        if caps[""]
        else f"The recorded facts indicate no breach on the reading {reading}; that is not a finding that there was none."
    ]
    if alleged:
        one = "allegation of a breach is recorded: it rests on one party's word or on a single source graded weak"
        more = "allegations of a breach are recorded: they rest on one party's word or on a single source graded weak"
        sentences.append(f"{_count(alleged, one, more)}.")
    if acknowledged:
        one, more = "acknowledgement is recorded", "acknowledgements are recorded"
        sentences.append(f"{_count(acknowledged, one, more)}: only the party concerned itself states the facts.")
    elsewhere: Counter[tuple[str, bool]] = Counter(
        (other.reading, bool(other.cap))
        for result in listed
        for other in result.finding.contested
        if other.verdict == "breach" and result.finding.verdict != "breach"
    )
    for (name, capped), count in elsewhere.items():
        what = "record an allegation of a breach" if capped else "indicate a breach"
        sentences.append(f"On the reading {name}, {_count(count, f'more finding would {what}', f'more findings would {what}')}.")
    if verdicts["undetermined"]:
        harmless = sum(result.raised and not result.weighs for result in results)
        more = f"; {harmless} more cannot come out as a breach" if harmless else ""
        sentences.append(f"{_count(verdicts['undetermined'], 'finding is', 'findings are')} open{more}.")
    if not listed:
        sentences = ["The record states nothing about which a rule could be raised; the rules are counted below."]
    return sentences


def first_question(results: Sequence[Result]) -> str:
    """The question that would settle most, or nothing."""
    questions = asked_together(result for result in results if result.raised and result.weighs)
    return questions[0][1] if questions else ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def plural(number: int, word: str) -> str:
    """A count with its word: ``1 finding``, ``2 findings``."""
    return f"{number} {word if number == 1 else word + 's'}"
