"""Reasons as a tree, open questions as a list, changed verdicts as a table.

Comes in: detailed results. Goes out: Rich renderables, with the words and cleaning of ``terminal``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line_
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from checker.evidence import CAPS
from checker.explanation import (
    Explanation,
    Ground,
    Line,
    asked_together,
    attribution,
    contradicted,
    entry_name,
    explain,
    gathered,
    party_name,
    whose_word,
)
from checker.findings import Result
from checker.records import Record
from checker.rendering.layout import Sheet
from checker.rendering.terminal import TRUTH_STYLE, VERDICT_STYLE, made_with, reviews, side_by_side, words
from checker.rulebook import CompiledRule, Rulebook, article_url, provision
from checker.summary import left_out
from checker.truth import Truth
from checker.wording import ADDRESSEE_WORDS, GRAVITY_WORDS, graded, outcomes, worded

if TYPE_CHECKING:
    from checker.decisions import Decisions


def reasons(results: Sequence[Result], record: Record, rulebook: Rulebook, decisions: Decisions | None = None) -> Iterable[RenderableType]:
    """How the verdict of one rule came about, for each binding, and beside it what people decided on it."""
    rule = results[0].rule
    yield Line_(words(rule.title, "bold"), align="left", style="dim")
    yield from authority(rule)
    yield from _left_out(record)
    for group in _same_reasons(results):
        yield Text()
        yield _tree(group[0], record)
        yield from _consequences(group[0], record, rulebook)
        for sentence in reviews(group, record, decisions):
            yield Padding(sentence, (0, 0, 0, 2))
        if len(group) > 1:
            others = "; ".join(_about(result, record) for result in group[1:])
            yield Padding(_prose("The same, on the same claims", others), (0, 0, 0, 2))
    yield Text()
    yield _prose("Remedy", rule.remedy)
    yield _prose("For editors", rule.for_editors)
    yield _prose("What the rule does not see", rule.limits)
    yield Text()
    yield made_with(rulebook, results[0].judge.reading)


def _left_out(record: Record) -> Iterable[RenderableType]:
    """That claims were set aside, where somebody asked for it."""
    if sentence := left_out(record):
        yield words(sentence, "magenta")


def _same_reasons(results: Sequence[Result]) -> list[list[Result]]:
    """Results in their order, those put together that came out the same way on the same claims."""
    groups: dict[object, list[Result]] = {}
    for alike in gathered(results):
        for result, explanation in zip(alike.results, alike.explanations, strict=True):
            claims = tuple((basis.fact, basis.value, basis.claims) for line in explanation.lines for basis in line.basis)
            groups.setdefault((id(alike), claims), []).append(result)
    return list(groups.values())


def _about(result: Result, record: Record) -> str:
    return ", ".join(entry_name(record, identity) for identity in result.finding.binding.values())


def authority(rule: CompiledRule) -> Iterable[RenderableType]:
    """Where a rule stands."""
    yield words(
        f"{rule.provision} · {GRAVITY_WORDS[rule.gravity]}, {'guidance for' if rule.gravity == 'guidance' else 'owed by'} {ADDRESSEE_WORDS[rule.addressee]} · status {rule.status} · {rule.id}",
        "dim",
    )
    for entry in rule.authority:
        url = article_url(entry)
        yield Padding(
            Text.assemble(words(f"{provision(entry)}: ", "bold"), words(entry["gist"]), words(f"  {url}" if url else "", "dim")),
            (0, 0, 0, 2),
        )


def _prose(label: str, text: str) -> RenderableType:
    return Text.assemble(words(f"{label}: ", "bold"), words(text))


def _tree(result: Result, record: Record) -> Tree:
    finding = result.finding
    explanation: Explanation = explain(result, deep=True)
    about = _about(result, record)
    root = Tree(
        Text.assemble(
            words(worded(finding.verdict, finding.grade.cap), VERDICT_STYLE[finding.verdict]),
            words(f"  {about}  on the reading {finding.reading}"),
        ),
        guide_style="dim",
    )
    for heading, lines in (("It applies when", explanation.applies), ("Elements (all must hold)", explanation.elements)):
        if lines:
            branch = root.add(words(heading, "dim"))
            for line in lines:
                _branch(branch, line, record)
    if explanation.exceptions:
        branch = root.add(words("Exceptions (one suffices)", "dim"))
        for exception in explanation.exceptions:
            _ground(branch, exception, record)
    return root


def _branch(parent: Tree, line: Line, record: Record) -> None:
    branch = parent.add(Text.assemble(words(f"{line.truth.value}  ", TRUTH_STYLE[line.truth]), words(line.says)))
    if line.inner:
        shown = [ground for ground in line.inner if ground.truth is line.truth] or list(line.inner)
        hidden = len(line.inner) - len(shown)
        for ground in shown:
            _ground(branch, ground, record)
        if hidden:
            branch.add(words(f"{hidden} other {'ground' if hidden == 1 else 'grounds'} not needed", "dim"))
        return
    apart = {(dispute.fact, dispute.subject) for dispute in line.disputes}
    for fact in line.basis:
        if (fact.fact, fact.subject) in apart:
            continue
        leaf = branch.add(Text.assemble(words(fact.says), words(f"  {fact.subject}.{fact.fact.partition('.')[2]} = {fact.value}", "dim")))
        for claim in fact.claims:
            said = attribution(claim, record) or "stated without a source"
            leaf.add(
                Text.assemble(
                    words(said, "cyan"), words(f": {claim.value}", "dim"), words(f"  {claim.note}" if claim.note else "", "italic")
                )
            )
    if line.truth is Truth.OPEN:
        for sentence in line.unknown:
            branch.add(words(sentence, "yellow"))
    if line.disputes:
        sheet = Sheet()
        side_by_side(sheet, line.disputes, record, indent=0)
        branch.add(sheet)


def _ground(parent: Tree, ground: Ground, record: Record) -> None:
    branch = parent.add(
        Text.assemble(words(f"{ground.truth.value}  ", TRUTH_STYLE[ground.truth]), words(ground.says), words(f"  {ground.cites}", "dim"))
    )
    for line in ground.lines:
        _branch(branch, line, record)


def _consequences(result: Result, record: Record, rulebook: Rulebook) -> Iterable[RenderableType]:
    finding = result.finding
    rows: list[RenderableType] = []
    if finding.because:
        facts = "; ".join(f"{basis.subject}.{basis.fact.partition('.')[2]} = {basis.value}" for basis in finding.because)
        label = "Because" if finding.verdict != "undetermined" else "What is ruled out rests on"
        rows.append(_prose(label, facts))
    for other in finding.contested:
        holds = str(rulebook.readings[other.reading].get("title", ""))
        rows.append(_prose(f"On the reading {other.reading} ({holds})", worded(other.verdict, other.cap).lower()))
    rows += [
        _prose(f"As {party_name(record, account.account)} tells it", worded(account.verdict, account.cap).lower())
        for account in finding.accounts
    ]
    if finding.grade.one_side:
        parties = [party_name(record, side) for side in finding.grade.one_side]
        rows.append(_prose("On whose word", whose_word(parties, finding.grade.cap)))
    if finding.grade.cap:
        rows.append(_prose("Why it is worded with reserve", f"it {CAPS[finding.grade.cap]} (docs/evidence.md)"))
    for basis in contradicted(finding, record):
        rows.append(_prose("Set aside", f"a claim to the contrary of {basis.subject}.{basis.fact.partition('.')[2]} = {basis.value}"))
    if finding.grade.weakest:
        rows.append(_prose("Weakest grade", f"{finding.grade.weakest}, {graded(finding.grade.weakest)}"))
    if finding.grade.independent is not None:
        rows.append(_prose("Fewest independent sources behind a fact that decides", str(finding.grade.independent)))
    for alternative in finding.would_change_if[:3]:
        changes = "; ".join(
            f"{change.subject or change.fact.partition('.')[0]}.{change.fact.partition('.')[2]} = {' or '.join(change.to)} (now {change.was})"
            for change in alternative.changes
        )
        rows.append(_prose(f"Would be {outcomes([alternative.verdict])[0]} if", changes))
    for number, question in enumerate(finding.to_find_out, start=1):
        answers = "; ".join(f"{answer} → {' or '.join(outcomes(left))}" for answer, left in question.answers.items())
        rows.append(Text.assemble(words(f"Ask {number}: ", "bold yellow"), words(question.asks), words(f"  ({answers})", "dim")))
    for row in rows:
        yield Padding(row, (0, 0, 0, 2))


def needs(record: Record, results: Sequence[Result], *, everything: bool, top: int = 0) -> Iterable[RenderableType]:
    """The open questions of one record, those that would settle most first, with what each bears on; the first ``top`` of them (0: all)."""
    questions = asked_together(results)
    scope = "all rules" if everything else "the findings that the record raises"
    yield Line_(words(f"{record.title}: what to find out", "bold"), align="left", style="dim")
    yield from _left_out(record)
    if not questions:
        yield words(
            f"No open question bears on {scope}."
            + ("" if everything else " --show all asks about the rules that the record says nothing of.")
        )
        return
    yield words(
        f"{len(questions)} {'question bears' if len(questions) == 1 else 'questions bear'} on {scope}; what would settle most comes first.",
        "dim",
    )
    yield Text()
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=4, justify="right")
    table.add_column(ratio=1)
    for number, (fact, asks, subjects, _, bears) in enumerate(questions[: top or None], start=1):
        names = ", ".join(entry_name(record, subject) for subject in subjects[:4]) + (
            f" and {len(subjects) - 4} more" if len(subjects) > 4 else ""
        )
        table.add_row(words(str(number), "yellow"), words(asks))
        table.add_row(Text(), words(f"{names} · {fact} · {bears} {'finding' if bears == 1 else 'findings'}", "dim"))
    yield table
    if top and len(questions) > top:
        yield words(f"      and {len(questions) - top} more", "dim")


def changed(moved: Sequence[tuple[Result, Result]], record: Record, settings: Sequence[str], reading: str) -> Iterable[RenderableType]:
    """Which verdicts other facts would change."""
    yield Line_(words(f"{record.title}: what if", "bold"), align="left", style="dim")
    yield words(f"with {', '.join(settings)}, on the reading {reading}; the record itself is unchanged", "dim")
    yield Text()
    if not moved:
        yield words("No verdict changes.")
        return
    table = Table(box=None, show_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("rule", ratio=3)
    table.add_column("about", ratio=2)
    table.add_column("as recorded", ratio=2)
    table.add_column("what if", ratio=2)
    for old, new in moved:
        about = ", ".join(entry_name(record, identity) for identity in new.finding.binding.values())
        table.add_row(words(new.finding.title), words(about, "dim"), _outcome(old), _outcome(new))
    yield table
    yield words(f"{len(moved)} of the verdicts on this record change.", "dim")


def _outcome(result: Result) -> Text:
    finding = result.finding
    text = words(worded(finding.verdict, finding.grade.cap).lower(), VERDICT_STYLE[finding.verdict])
    if finding.verdict == "undetermined":
        text.append_text(words(f" ({' or '.join(outcomes(finding.possible))})", "dim"))
    return text
