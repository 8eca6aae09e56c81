"""The first page, and the report as a whole.

Comes in: what one run checked, the version of the program, what persons decided. Goes out: a :class:`~checker.report.model.Report`. The first page answers, for one record or for hundreds: what is indicated, how
much of it is contested or rests on one side's word, what to ask first, what persons decided, and what the report does not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from checker.errors import listed
from checker.evidence import AGAINST_ITSELF, ONE_PARTY
from checker.explanation import about, asked_together, gathered, party_name, short_question
from checker.findings import Result
from checker.pipeline import Checked, Run
from checker.records import Record
from checker.report.annex import FULL, by_gravity, either, look_of, one_sided, record_part, word_of
from checker.report.model import Asked, Contested, FindingPart, Front, Link, Number, RecordPart, Report, Row, RulePart, Side, Weighty
from checker.report.signed import decided_by, left_over
from checker.rulebook import CompiledRule, Rulebook, article_url, provision
from checker.summary import answer, by_section, first_question, plural, reach, reach_sentence, totals
from checker.truth import Verdict
from checker.wording import CAP_MEANS, GRAVITY_WORDS, VERDICT_MEANS, worded

#: How many lines each list of the first page has at most; the annex has them all.
_WEIGHTY, _CONTESTED, _ASKED, _UNREAD = 12, 10, 8, 20

#: The looks of findings that the first page counts, with the words for them and what they mean.
_LOOKS = {
    Verdict.BREACH.value: (worded("breach", ""), VERDICT_MEANS["breach"]),
    "alleged": (worded("breach", ONE_PARTY), CAP_MEANS[ONE_PARTY]),
    "acknowledged": (worded("breach", AGAINST_ITSELF), CAP_MEANS[AGAINST_ITSELF]),
    **{word: (worded(word, ""), VERDICT_MEANS[word]) for word in ("undetermined", "excepted", "complied")},
}

#: The look that is counted only where there is any.
_SELDOM = "acknowledged"


def report(run: Run, version: str, *, show_all: bool = False) -> Report:
    """The report on what a run checked, with what persons decided beside it."""
    rulebook, reading = run.rulebook, run.reading
    records = tuple(
        record_part(
            checked, rulebook, reading, f"record-{number}", decided_by(checked.decisions), show_all=show_all, full=len(run.checked) <= FULL
        )
        for number, checked in enumerate(run.checked, start=1)
    )
    one = run.checked[0].record if len(run.checked) == 1 else None
    if one:
        records = (records[0]._replace(answer=()),)  # the first page has it
    return Report(
        one.title if one else f"What {plural(len(records), 'incident record')} indicate",
        "  ·  ".join(
            part
            for part in (
                one.id if one else "",
                one.dates if one else _span(run.checked),
                listed((source.publisher for source in one.own_sources if source.publisher), joint="and") if one else "",
            )
            if part
        ),
        f"ihl-checker {version} · rulebook {rulebook.called} · reading {reading}" + (f" · claims from grade {run.bar}" if run.bar else ""),
        reading,
        "en",
        _front(run, records, show_all=show_all),
        records,
        tuple(_rule(rulebook.rule(identity)) for identity in sorted({part.rule.text for part in _findings(records)})),
    )


def _span(checked: Sequence[Checked]) -> str:
    """From the first to the last date that records give, as written."""
    edges = sorted(
        {
            edge
            for one in checked
            for edge in (one.record.dates.partition("/")[0], one.record.dates.rpartition("/")[2])
            if edge[:4].isdigit()
        }
    )
    return "/".join(dict.fromkeys((edges[0], edges[-1]))) if edges else ""


def _findings(records: Sequence[RecordPart]) -> Iterator[FindingPart]:
    for record in records:
        for part in record.verdicts:
            yield from part.full


def _front(run: Run, records: Sequence[RecordPart], *, show_all: bool) -> Front:
    checked, rulebook, reading = run.checked, run.rulebook, run.reading
    raised = [result for one in checked for result in one.results if result.raised]
    weighty = list(_weightiest(checked, records))
    contested = _contested(checked)
    keys = {one.record.id: part.key for one, part in zip(checked, records, strict=True)}
    sides = [(one, result, decided_by(one.decisions)(result)) for one in checked for result in one.results if one.lists(result)]
    signed = [
        (Link(one.record.id, keys[one.record.id]), side._replace(about=f"{result.rule.title}: {side.about}"))
        for one, result, side in sides
        if side.state != "open"
    ]
    signed += left_over(run.left, {one.record.id: one for one in checked}, keys)
    due = [side for _, result, side in sides if result.weighs and result.verdict is not Verdict.NOT_APPLICABLE]
    columns = _columns(raised)
    counts = totals(checked, show_all=show_all)
    sections: dict[str, list[str]] = {}
    for word, places in by_section(counts, rulebook).items():
        for place, number in places.items():
            sections.setdefault(place, []).append(f"{number} {worded(word, '').lower()}")
    return Front(
        tuple(_answer(checked, reading)),
        short_question(question) if len(checked) == 1 and (question := first_question(checked[0].results)) else "",
        tuple(_unread(run)),
        tuple(_numbers(raised)),
        tuple(weighty[:_WEIGHTY]),
        f"{plural(len(weighty) - _WEIGHTY, 'more finding')} of this weight or less in the annex." if len(weighty) > _WEIGHTY else "",
        tuple(contested[:_CONTESTED]),
        f"and {len(contested) - _CONTESTED} more, each marked as contested or disputed in the annex."
        if len(contested) > _CONTESTED
        else "",
        tuple(_asked(checked)),
        columns,
        tuple(_row(one, part, columns) for one, part in zip(checked, records, strict=True)) if len(checked) > 1 else (),
        _decisions(due, run.bar),
        tuple(signed),
        _reading(rulebook, reading),
        tuple(_limits(run, records)),
        tuple((place, ", ".join(parts)) for place, parts in sections.items()),
    )


def _answer(checked: Sequence[Checked], reading: str) -> Iterator[str]:
    """The answer over all records, and in how many of them it stands."""
    first, *others = answer([result for one in checked for result in one.results], reading)
    yield first
    if len(checked) > 1:
        where = sum(any(result.raised and _rank(result) == 0 for result in one.results) for one in checked)
        if where:
            yield f"{'It stands' if where == 1 else 'They stand'} in {where} of {len(checked)} records."
    yield from others


def _unread(run: Run) -> Iterator[str]:
    """The files that could not be used. What is wrong with them is not quoted: nobody knows what in them is restricted."""
    files: dict[str, int] = {}
    for problem in run.problems:
        name = "/".join(problem.file.replace("\\", "/").split("/")[-2:])
        files[name] = files.get(name, 0) + 1
    for number, (name, count) in enumerate(files.items()):
        if number == _UNREAD:
            yield f"and {len(files) - _UNREAD} more"
            return
        yield f"{name}: {plural(count, 'problem')}"


def _numbers(raised: Sequence[Result]) -> Iterator[Number]:
    counts = _counted(raised)
    claimed = Counter(look_of(result) for result in raised if result.weighs and result.finding.grade.cap)
    for look, (word, means) in _LOOKS.items():
        if look in ("excepted", "complied") and claimed[look]:
            means += f"; {claimed[look]} of them only as claimed or acknowledged"
        slight = sum(look_of(result) == look and not result.weighs for result in raised) if look == "undetermined" else 0
        if slight:
            means += f"; {slight} more {'is' if slight == 1 else 'are'} open too, but cannot come out as a breach"
        if counts[look] or look != _SELDOM:
            yield Number(look, word, counts[look], means)
    contested = sum(bool(result.contested) for result in raised)
    yield Number("contested", "Contested", contested, "another reading of the provision comes out otherwise")


def _counted(raised: Iterable[Result]) -> Counter[str]:
    """How many results of each look there are, without those that weigh nothing."""
    return Counter(look_of(result) for result in raised if result.weighs)


def _columns(raised: Sequence[Result]) -> tuple[tuple[str, str], ...]:
    counts = _counted(raised)
    return tuple((look, word) for look, (word, _) in _LOOKS.items() if counts[look] or look != _SELDOM)


def _weightiest(checked: Sequence[Checked], records: Sequence[RecordPart]) -> Iterator[Weighty]:
    """Findings that indicate a breach, then those that would on another reading or are open between breach and something else, the gravest provisions first."""
    order = list(GRAVITY_WORDS)
    found: list[tuple[tuple[int, int, int, int], Weighty]] = []
    for number, (one, part) in enumerate(zip(checked, records, strict=True)):
        keys = {(finding.rule.text, finding.about, finding.look): finding.key for finding in (f for v in part.verdicts for f in v.full)}
        chosen = by_gravity(result for result in one.results if result.raised and _rank(result) < 4)
        for place, group in enumerate(gathered(chosen)):
            result = group.results[0]
            finding = result.finding
            what = about(group, one.record)
            told = [decided_by(one.decisions)(one_result) for one_result in group.results]
            persons = list(
                dict.fromkeys(
                    f"{side.person} ({side.name}{', stale' if side.state == 'stale' else ''})" for side in told if side.state != "open"
                )
            )
            key = keys.get((finding.rule, what, look_of(result)), part.key)
            word = word_of(result)
            if result.verdict is not Verdict.BREACH:
                for other in finding.contested:
                    if other.verdict == Verdict.BREACH.value:
                        word += f"; on {other.reading}: {worded(other.verdict, other.cap).lower()}"
            found.append(
                (
                    (_rank(result), order.index(finding.gravity), number, place),
                    Weighty(
                        Link(one.record.id, part.key), Link(finding.title, key), finding.provision, finding.verdict, word, what,
                        _word_of(group.results, one.record), "; ".join(persons) or "not decided",
                    ),
                )
            )  # fmt: skip
    yield from (weighty for _, weighty in sorted(found, key=lambda pair: pair[0]))


def _word_of(results: Sequence[Result], record: Record) -> str:
    """Whose word findings rest on: the voices behind the deciding facts, or the one party that alone says so, and the weakest grade."""
    alone = one_sided(results)
    if alone:
        voices = f"{listed((party_name(record, side) for side in alone), joint='and')} alone"
    else:
        said_by = dict.fromkeys(claim.said_by for result in results for basis in result.finding.because for claim in basis.claims)
        voices = listed((record.voices[voice].name for voice in said_by if voice in record.voices), joint="and", most=3)
    grade = results[0].finding.grade.weakest
    return "; ".join(text for text in (voices, f"weakest grade {grade}" if grade else "") if text) or "nobody is named"


def _rank(result: Result) -> int:
    """0 a breach is indicated, 1 one is alleged or acknowledged, 2 another reading comes to one, 3 one is still possible, 4 none of these."""
    if result.verdict is Verdict.BREACH:
        return 1 if result.finding.grade.cap else 0
    if any(other.verdict == Verdict.BREACH.value for other in result.contested):
        return 2
    return 3 if Verdict.BREACH.value in result.possible and result.weighs else 4


def _contested(checked: Sequence[Checked]) -> list[Contested]:
    """Where readings or accounts come apart, rule by rule; what comes apart in most findings first."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for one in checked:
        for result in by_gravity(result for result in one.results if result.raised):
            finding = result.finding
            here = word_of(result)
            for other in finding.contested:
                there = f"on the reading {other.reading}: {either(other.possible)}"
                found.setdefault((finding.title, finding.provision, here, there), []).append(one.record.id)
            told = [(party_name(one.record, account.account), account.possible) for account in finding.accounts]
            if len({possible for _, possible in told}) > 1:
                there = "; ".join(f"as {name} tells it: {either(possible)}" for name, possible in told)
                found.setdefault((finding.title, finding.provision, here, there), []).append(one.record.id)
    several = len(checked) > 1
    listed_ = [Contested(*key, _where(len(ids), len(set(ids)), several)) for key, ids in found.items()]
    weight = {key: len(ids) for key, ids in found.items()}
    return sorted(listed_, key=lambda part: -weight[part[:4]]) if several else listed_


def _asked(checked: Sequence[Checked]) -> Iterator[Asked]:
    scores: dict[str, float] = {}
    bears: dict[str, int] = {}
    records: dict[str, int] = {}
    texts: dict[str, str] = {}
    for one in checked:
        for fact, asks, _, score, count in asked_together(result for result in one.results if result.raised and result.weighs):
            texts[fact] = asks
            scores[fact] = scores.get(fact, 0.0) + score
            bears[fact] = bears.get(fact, 0) + count
            records[fact] = records.get(fact, 0) + 1
    for fact in sorted(scores, key=lambda fact: (-round(scores[fact], 6), fact))[:_ASKED]:
        yield Asked(short_question(texts[fact]), _where(bears[fact], records[fact], len(checked) > 1))


def _where(findings: int, records: int, several: bool) -> str:
    """In how many findings, and of how many records where there are several."""
    return plural(findings, "finding") + (f" in {plural(records, 'record')}" if several else "")


def _row(one: Checked, part: RecordPart, columns: Iterable[tuple[str, str]]) -> Row:
    raised = [result for result in one.results if result.raised]
    counts = _counted(raised)
    contested = sum(bool(result.contested) for result in raised)
    question = first_question(one.results)
    ask = short_question(question) if question else ""
    return Row(Link(one.record.id, part.key), one.record.title, (*(counts[look] for look, _ in columns), contested), ask)


def _decisions(sides: Sequence[Side], bar: str) -> str:
    """How many findings a person has decided, in a sentence."""
    if bar:
        return f"Claims weaker than {bar} are set aside. What persons decided rests on all claims and is not shown."
    current = sum(side.state == "current" for side in sides)
    stale = sum(side.state == "stale" for side in sides)
    if not current and not stale:
        return (
            f"No person has decided on any of the {len(sides)} findings yet."
            if len(sides) != 1
            else "No person has decided on the finding yet."
        )
    parts = [f"Persons have decided {current} of {plural(len(sides), 'finding')}"]
    if stale:
        parts.append(f"{stale} {'decision is' if stale == 1 else 'decisions are'} stale, since facts or rules changed after it")
    parts.append(f"{len(sides) - current} {'is' if len(sides) - current == 1 else 'are'} open")
    return "; ".join(parts) + "."


def _reading(rulebook: Rulebook, reading: str) -> tuple[str, ...]:
    others = listed((f"{name} ({rulebook.readings[name].get('title', '')})" for name in rulebook.readings if name != reading), joint="and")
    return (
        f"Every verdict is on the reading {reading} ({rulebook.readings[reading].get('title', '')})."
        + (f" A finding on which {others} come out otherwise is marked as contested." if others else ""),
        f"Rulebook {f'{rulebook.name} {rulebook.digest}'.strip()}: {plural(len(rulebook.rule_ids), 'rule')}.",
    )


def _limits(run: Run, records: Sequence[RecordPart]) -> Iterator[str]:
    rulebook = run.rulebook
    yield "A verdict is about the facts as recorded, on the word of those who are named. It is not a judgment on anybody."
    yield "Silence about a provision is not compliance with it: what the records do not speak of is open, and only counted."
    drafts = {part.rule.text for part in _findings(records) if rulebook.rule(part.rule.text).status == "draft"}
    if drafts:
        yield f"{len(drafts)} of the rules behind these findings {'is a draft' if len(drafts) == 1 else 'are drafts'}, marked as such: a doubt remains that could turn the verdict."
    yield reach_sentence(reach(run.checked, rulebook), rulebook)
    if len(records) > FULL:
        yield (
            f"With more than {FULL} records the annex gives in full what indicates a breach, what readings or accounts tell apart and what a person decided about; "
            "the rest is in brief (ihl why RECORD RULE has the whole)."
        )
    yield "Findings that can come out only as complied with or not applicable are in brief, and not among the counts of the first page."
    if any(one.record.restricted for one in run.checked):
        yield "What the records keep restricted about captives is not in this report."


def _rule(rule: CompiledRule) -> RulePart:
    authority = tuple((Link(provision(entry), article_url(entry)), entry["gist"]) for entry in rule.authority)
    return RulePart(f"rule-{rule.id}", rule.id, rule.title, rule.status, authority, rule.remedy, rule.for_editors, rule.limits)
