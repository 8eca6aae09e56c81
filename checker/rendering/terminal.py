"""Reports for a terminal, from 60 columns on.

Comes in: explanations and counts. Goes out: Rich renderables. Meaning never rests on colour alone: every verdict and truth is a word. All text from records and rules passes through
:func:`words`, the only place where this package makes a rich ``Text``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line_
from rich.table import Table
from rich.text import Text

from checker.evidence import WEAK
from checker.explanation import (
    Alike,
    Dispute,
    Explanation,
    Ground,
    Line,
    Side,
    about,
    asked_together,
    attributions,
    carrying,
    claimed,
    contradicted,
    entry_name,
    gathered,
    party_name,
    short_question,
    whose_word,
    would_be,
)
from checker.findings import Result
from checker.pipeline import Checked
from checker.records import Record
from checker.rendering.layout import Sheet
from checker.rulebook import Rulebook, article_url
from checker.summary import (
    Totals,
    answer,
    aside_in_words,
    by_section,
    by_words,
    first_question,
    left_out,
    plural,
    reach,
    reach_sentence,
    totals,
)
from checker.text import clean
from checker.truth import Truth, Verdict
from checker.wording import CAP_MEANS, GRAVITY_WORDS, VERDICT_MEANS, outcomes, owed, worded

if TYPE_CHECKING:
    from checker.decisions import Decisions

#: The widest a report gets; longer lines tire the eye.
WIDEST = 118

#: The most records of which a report has every finding, unless all are asked for.
MOST = 25

VERDICT_STYLE = {
    "breach": "bold red",
    "undetermined": "bold yellow",
    "excepted": "bold blue",
    "complied": "bold green",
    "not_applicable": "bold",
}
_WOULD = {"breach": "A breach would be indicated if", "complied": "It would be complied with if"}
TRUTH_STYLE = {Truth.HOLDS: "bold", Truth.FAILS: "bold", Truth.OPEN: "yellow"}


def words(text: str, style: str = "", *, whole: bool = False) -> Text:
    """Text as a rich ``Text``: cleaned, never read as markup. ``whole``: on one line whatever its length, as a path must be."""
    return Text(clean(text), style=style, no_wrap=whole or None, overflow="ignore" if whole else None)


def lines(texts: Iterable[str], style: str = "") -> Text:
    """Several texts, one a line, each cleaned."""
    return Text("\n").join(words(text, style) for text in texts)


def console(*, plain: bool = False, width: int | None = None, stderr: bool = False) -> Console:
    """A console that obeys ``NO_COLOR``, is at least 60 columns wide and reads no markup; ``plain`` without any style."""
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, no_color=plain or None, width=width, legacy_windows=False)
    if width is None and made.width < 60:
        made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, no_color=plain or None, width=60, legacy_windows=False)
    if plain:
        made._color_system = None
    return made


#: For terminals that cannot show them.
_SIMPLER = str.maketrans({"▌": "*", "□": "o", "·": "-", "–": "-", "→": ">", "…": "."})


def show(console: Console, blocks: Iterable[RenderableType]) -> None:
    """Prints blocks one below the other, in one write; without styles also without blanks at the ends of lines."""
    with console.capture() as captured:
        console.print(Group(*blocks), crop=False)  # blocks keep to the width, but for what must stay whole
    text = captured.get()
    if console.color_system is None:
        text = "\n".join(line.rstrip() for line in text.split("\n"))
    if not console.encoding.lower().startswith("utf"):
        text = text.translate(_SIMPLER)
    console.file.write(text)
    console.file.flush()


def report(checked: Sequence[Checked], rulebook: Rulebook, reading: str, *, width: int, show_all: bool = False) -> Iterable[RenderableType]:
    """A report on records: the answer first, then findings by verdict and gravity, then what is only counted. Of many records nobody would read the findings one below the other: it says how to see them."""
    if len(checked) > 1:
        yield from _overview(checked, reading)
    if len(checked) > MOST and not show_all:
        asides = [one.record.aside for one in checked if one.record.aside is not None]
        if asides:
            claims, ungraded, rivals = (
                sum(counts) for counts in zip(*((aside.claims, aside.ungraded, len(aside.contradicted)) for aside in asides), strict=True)
            )
            yield words(aside_in_words(asides[0].bar, claims, ungraded, rivals), "magenta")
        yield words(
            f"The findings of {len(checked)} records are too many for a terminal. One record: ihl check FILE. "
            "All of them in a file: -o report.html."
        )
        yield Text()
    else:
        for one in checked:
            yield from record_report(one, reading, width=width, show_all=show_all)
    yield from closing(checked, rulebook, reading, width=width, show_all=show_all)


def record_report(checked: Checked, reading: str, *, width: int, show_all: bool = False) -> Iterable[RenderableType]:
    """The report on one record."""
    record = checked.record
    yield Line_(words(record.title, "bold"), align="left", style="dim")
    yield words(
        "  ".join(
            part
            for part in (record.id, record.dates, "; ".join(source.publisher for source in record.own_sources if source.publisher))
            if part
        ),
        "dim",
    )
    yield Text()
    for number, sentence in enumerate(answer(checked.results, reading)):
        yield Padding(words(sentence, "bold" if number == 0 else ""), (0, 2))
    question = first_question(checked.results)
    if question:
        yield Padding(Text.assemble(words("Ask first: ", "bold yellow"), words(short_question(question))), (0, 2))
    if sentence := left_out(record):
        yield Padding(words(sentence, "magenta"), (0, 2))
    yield from (Padding(words(sentence, "dim"), (0, 2)) for sentence in record.law)
    yield Text()
    listed = [result for result in checked.results if checked.lists(result, show_all=show_all)]
    for verdict in Verdict:
        chosen = sorted(
            (result for result in listed if result.finding.verdict == verdict.value),
            key=lambda result: list(GRAVITY_WORDS).index(result.finding.gravity),
        )
        wordings = sorted(
            {worded(verdict.value, result.finding.grade.cap) for result in chosen}, key=lambda said: said != worded(verdict.value, "")
        )
        for said in wordings:
            alike = [result for result in chosen if worded(verdict.value, result.finding.grade.cap) == said]
            yield from _section(verdict, said, alike, checked, width=width)
    questions = asked_together(result for result in checked.results if result.raised and result.weighs)
    if questions:
        yield from _questions(questions, checked, most=7)


def _overview(checked: Sequence[Checked], reading: str) -> Iterable[RenderableType]:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    table.add_column("record", overflow="fold", ratio=1)
    for heading in ("breach", "claimed", "open", "excepted", "complied", "contested"):
        table.add_column(heading, justify="right")
    for one in checked:
        counts = totals([one])
        raised = [result.finding for result in one.results if result.raised]
        numbers = [sum(finding.verdict == word for finding in raised) for word in ("breach", "undetermined", "excepted", "complied")]
        alleged = sum(counts.capped.get("breach", {}).values())
        numbers[:1] = [numbers[0] - alleged, alleged]
        table.add_row(
            words(one.record.id),
            *(
                words(str(number), style if number else "dim")
                for number, style in zip(numbers, ("bold red", "red", "yellow", "blue", "green"), strict=True)
            ),
            words(str(counts.contested)),
        )
    yield Line_(words(f"{len(checked)} records on the reading {reading}", "bold"), align="left", style="dim")
    yield table
    yield Text()


def _section(verdict: Verdict, said: str, results: Sequence[Result], checked: Checked, *, width: int) -> Iterable[RenderableType]:
    groups = gathered(results)
    style = VERDICT_STYLE[verdict.value]
    cap = results[0].finding.grade.cap
    means = f"{VERDICT_MEANS[verdict.value]}; {CAP_MEANS[cap]}" if cap else VERDICT_MEANS[verdict.value]
    heading = Text.assemble(words(said.upper(), style), words(f"  {plural(len(results), 'finding')}: {means}", "dim"))
    yield heading
    yield Text()
    weighty = [group for group in groups if verdict is not Verdict.NOT_APPLICABLE and group.results[0].weighs]
    for group in weighty:
        yield finding_block(group, checked, width=width)
        yield Text()
    slight = [group for group in groups if group not in weighty]
    if slight:
        yield from _brief(slight, checked)


def _brief(groups: Sequence[Alike], checked: Checked) -> Iterable[RenderableType]:
    """Findings that cannot be a breach, in two lines each: what they are about, and the sentence that keeps them from it or leaves them open."""
    sheet = Sheet()
    for group in groups:
        finding = group.first.finding
        wanted = Truth.FAILS if finding.verdict == "not_applicable" else Truth.OPEN
        says = next((line.says for line in group.first.applies if line.truth is wanted), "")
        sheet.line(Text.assemble(words(finding.title), words(f"  {finding.provision}  {about(group, checked.record)}", "dim")))
        sheet.columns(words(wanted.value, "dim"), words(says, "dim"), indent=4, label_width=5)
        for line in reviews(group.results, checked.record, checked.decisions):
            sheet.line(line, indent=4)
    yield sheet
    yield Text()


def finding_block(group: Alike, checked: Checked, *, width: int) -> RenderableType:
    """One finding, or several alike, in full: title, provision, sentences with their truth and sources, readings, accounts, questions."""
    finding = group.first.finding
    rule = group.results[0].rule
    title = Text.assemble(words("▌ ", VERDICT_STYLE[finding.verdict]), words(finding.title, "bold"))
    if finding.contested:
        title.append_text(words("  CONTESTED", "bold magenta"))
    meta = f"{finding.provision} · {owed(finding.gravity, finding.addressee)}"
    if rule.status == "draft":
        meta += " · draft rule"
    sheet = Sheet()
    sheet.line(title, indent=0)
    sheet.line(words(meta, "dim"))
    url = article_url(rule.place)
    if url:
        sheet.line(words(url, "dim"))
    sheet.line(words(about(group, checked.record), "cyan"))
    _sentences(sheet, group, checked, wide=width >= 100)
    for line in _afterwords(group, checked):
        sheet.line(line)
    return sheet


def _sentences(sheet: Sheet, group: Alike, checked: Checked, *, wide: bool) -> None:
    position = 0
    for line in (*group.first.applies, *group.first.elements):
        _add(sheet, line.truth, line.says, _beside(group, position, line, checked), wide=wide)
        side_by_side(sheet, group.disputes(position), checked.record, indent=10)
        position += 1
    for exception in group.first.exceptions if group.first.finding.verdict != "complied" else ():
        _add(sheet, exception.truth, f"Unless: {exception.says}", exception.cites, wide=wide)
        settled = {line.truth for line in exception.lines} != {Truth.OPEN}
        for line in exception.lines:
            if settled:
                _add(sheet, line.truth, f"– {line.says}", _beside(group, position, line, checked), wide=wide)
            if settled or line.disputes:
                side_by_side(sheet, group.disputes(position), checked.record, indent=10)
            position += 1


def _beside(group: Alike, position: int, line: Line, checked: Checked) -> str:
    return "" if line.truth is Truth.OPEN else attributions(group.basis(position), checked.record)


def side_by_side(sheet: Sheet, disputes: Iterable[Dispute], record: Record, *, indent: int) -> None:
    """Disputed facts, the rival claims in two columns: what is claimed, then who says so, where, and how it is graded."""
    shown: dict[tuple[Side, ...], list[str]] = {}
    for dispute in disputes:
        shown.setdefault(dispute.sides, []).append(entry_name(record, dispute.subject))
    for sides, named in shown.items():
        heading = f"Disputed ({'; '.join(dict.fromkeys(named))}):" if len(shown) > 1 else "Disputed:"
        sheet.line(words(heading, "yellow"), indent=indent)
        cells = [lines([side.says, *(f"– {claimed(claim, record)}" for claim in side.claims)]) for side in sides]
        for number in range(0, len(cells), 2):
            sheet.pair(cells[number], cells[number + 1] if number + 1 < len(cells) else Text(), indent=indent)


def _add(sheet: Sheet, truth: Truth, says: str, beside: str, *, wide: bool) -> None:
    label = words(truth.value, TRUTH_STYLE[truth])
    if wide:
        sheet.columns(label, words(says), words(beside, "dim"))
        return
    sheet.columns(label, words(says))
    if beside:
        sheet.columns(Text(), words(beside, "italic dim"))


def _afterwords(group: Alike, checked: Checked) -> Iterable[Text]:
    finding = group.first.finding
    if finding.verdict == "undetermined":
        yield _label("Possible", " or ".join(outcomes(finding.possible)), "yellow")
    for other in finding.contested:
        possible = "" if other.verdict != "undetermined" else f" ({' or '.join(outcomes(other.possible))})"
        yield _label(f"On {other.reading}", f"{worded(other.verdict, other.cap).lower()}{possible}", "magenta")
    for account in finding.accounts:
        yield _label(f"As {party_name(checked.record, account.account)} tells it", worded(account.verdict, account.cap).lower(), "magenta")
    sides = list(dict.fromkeys(side for result in group.results for side in result.finding.grade.one_side))
    if sides:
        yield _label("On whose word", whose_word([party_name(checked.record, side) for side in sides], finding.grade.cap), "magenta")
    if finding.grade.cap == WEAK:
        yield _label("On whose word", "a single source that is graded weak", "magenta")
    if contradicted(finding, checked.record):
        yield _label("Set aside", "a claim to the contrary that is graded weaker, or not at all", "magenta")
    if carried := carrying(finding.grade):
        yield words(carried, "dim")
    yield from reviews(group.results, checked.record, checked.decisions)
    questions = asked_together(group.results)
    if questions:
        more = f"  (and {plural(len(questions) - 1, 'further question')}: ihl needs)" if len(questions) > 1 else ""
        yield Text.assemble(words("Ask: ", "bold yellow"), words(short_question(questions[0][1])), words(more, "dim"))
        return
    wanted = {"complied": "breach", "breach": "complied"}.get(finding.verdict)
    for alternative in finding.would_change_if:
        if len(alternative.changes) == 1 and alternative.verdict == wanted:
            yield _label(_WOULD[wanted], would_be(group.results[0], alternative.changes[0]), "dim")


def reviews(results: Iterable[Result], record: Record, decisions: Decisions | None) -> Iterable[Text]:
    """What people decided on findings that are shown as one; whom it is about where they did not decide the same on all."""
    if decisions is None:
        return
    from checker.decisions import in_words, standing, verdict_words

    said: dict[tuple[str, str], list[str]] = {}
    for result in results:
        stands = standing(result, decisions)
        finding = result.finding
        sentence = in_words(stands, verdict_words(finding.verdict, finding.possible, finding.grade.cap)) or "Nobody has reviewed it."
        said.setdefault((sentence, stands.status), []).append(
            ", ".join(entry_name(record, identity) for identity in finding.binding.values())
        )
    if len(said) == 1 and next(iter(said))[1] == "open":
        return
    for (sentence, status), names in said.items():
        about = f"{'; '.join(names)}: " if len(said) > 1 else ""
        yield words(f"{about}{sentence}", "bold yellow" if status == "stale" else "dim" if status == "open" else "bold")


def _label(label: str, text: str, style: str) -> Text:
    return Text.assemble(words(f"{label}: ", style), words(text))


def _questions(questions: Sequence[tuple[str, str, list[str], float, int]], checked: Checked, *, most: int) -> Iterable[RenderableType]:
    yield Text.assemble(words("TO FIND OUT", "bold"), words("  what would settle most, first", "dim"))
    yield Text()
    sheet = Sheet()
    for number, (_, asks, subjects, _, bears) in enumerate(questions[:most], start=1):
        more = f" and {len(subjects) - 3} more" if len(subjects) > 3 else ""
        names = ", ".join(entry_name(checked.record, subject) for subject in subjects[:3]) + more
        asked = Text.assemble(words(short_question(asks)), words(f"  {names} · {plural(bears, 'finding')}", "dim"))
        sheet.columns(words(f"{number:2d}", "yellow"), asked, label_width=2)
    yield sheet
    if len(questions) > most:
        yield Padding(words(f"and {len(questions) - most} more: ihl needs {checked.record.id}", "dim"), (0, 0, 0, 6))
    yield Text()


def closing(checked: Sequence[Checked], rulebook: Rulebook, reading: str, *, width: int, show_all: bool) -> Iterable[RenderableType]:
    """How many verdicts there are, what is only counted, and on which rules and reading all of it stands."""
    counts = totals(checked, show_all=show_all)
    yield Line_(style="dim")
    yield from _counted(counts, rulebook, width)
    holds, others = str(rulebook.readings[reading].get("title", "")), ", ".join(name for name in rulebook.readings if name != reading)
    yield Text.assemble(
        words(f"Reading {reading}", "bold"),
        words(f" ({holds}){f'; others: {others}' if others else ''}. "),
        words(f"{len(rulebook.rule_ids)} rules, rulebook {rulebook.called}. "),
        words(reach_sentence(reach(checked, rulebook), rulebook) + " "),
        words("What the record indicates is not a judgment on anybody, and silence is not compliance.", "italic"),
    )


def made_with(rulebook: Rulebook, reading: str) -> Text:
    """On which rules and reading an answer stands, for what is shorter than a report."""
    return words(f"Reading {reading}, rulebook {rulebook.called}.", "dim")


def _counted(counts: Totals, rulebook: Rulebook, width: int) -> Iterable[RenderableType]:
    parts = [f"{number} {said}" for said, number in by_words(counts.verdicts, counts.capped).items() if number]
    counted = counts.findings - counts.listed
    yield Text.assemble(
        words(f"{plural(counts.findings, 'verdict')}: ", "bold"),
        words(
            ", ".join(parts)
            + f". {counts.listed} listed, {counted} only counted, since the record says nothing about them"
            + (":" if counts.counted else ".")
        ),
    )
    for word, places in by_section(counts, rulebook).items():
        shown = [f"{place} ({number})" for place, number in places.items()]
        yield Padding(lines(_items([f"{_SHORT[word]}: {shown[0]}", *shown[1:]], width - 4), "dim"), (0, 0, 0, 2))
    if counts.bare:
        bare = f"{plural(sum(counts.bare.values()), 'rule')} could not be asked: what they are about does not occur in the record."
        yield Padding(words(bare, "dim"), (0, 0, 0, 2))
    if counts.reviewed:
        decided, stale, waiting = (counts.reviewed[word] for word in ("decided", "stale", "open"))
        yield words(f"Of those listed people have decided {decided}; {stale} open again, {waiting} not reviewed (ihl review).")


def _items(items: Sequence[str], width: int) -> list[str]:
    """Items as lines of a list, broken only between items."""
    found = [""]
    for item in items:
        joined = f"{found[-1]}, {item}" if found[-1] else item
        if len(joined) <= width:
            found[-1] = joined
        else:
            found.append(item)
    return found


_SHORT = {"undetermined": "open", "complied": "complied", "not_applicable": "not applicable", "breach": "breach", "excepted": "excepted"}


__all__ = ["Explanation", "Ground", "console", "finding_block", "record_report", "report", "words"]
