"""What a record does not touch is counted as if it were looked at, and what is kept between records stays small."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from command import GOOD, ihl
from command import RULEBOOK as SMALL
from shipped import example_records

from checker import limits
from checker.bounded import Bounded
from checker.claims import Claim, Stated
from checker.errors import InputError
from checker.evaluation import Judge, Key, bindings
from checker.findings import Result, evaluated
from checker.judging import Chosen, judge_record, unless_too_many
from checker.pipeline import read_records
from checker.ranking import rank_raised
from checker.records import Entry, Record
from checker.rulebook import Rulebook, RuleHead
from checker.tellings import disputed_in
from checker.values import Value
from checker.vocabulary import Fact

RULEBOOK = Rulebook.load()


def test_counting_what_is_not_touched_gives_the_same_as_looking_at_every_result() -> None:
    chosen = Chosen(RULEBOOK.heads)
    paths = [str(path) for path in example_records(".yml")[:5]]
    records = list(read_records(paths, RULEBOOK, []))
    assert len(records) == len(paths)
    for record in records:
        for reading in RULEBOOK.readings:
            results = judge_record(RULEBOOK, record, reading, chosen)
            assert results.verdicts() == Counter(result.verdict.value for result in results)
            assert [result for result in results if result.raised] == [result for result in results.touched if result.raised]
            assert {result.head.id for result in results} | {head.id for head in results.bare()} == set(RULEBOOK.rule_ids)


def test_what_is_worked_out_is_kept_in_bounded_memory() -> None:
    kept = Bounded()
    for number in range(10 * Bounded.MOST):
        kept[number] = number
        assert kept[number] == number
        assert len(kept) <= Bounded.MOST


def test_the_words_for_sentences_and_verdicts_are_those_that_outputs_promise(tmp_path: Path) -> None:
    """docs/cli.md and the schemas name them, and other programs and decisions already taken read them."""
    (tmp_path / "record.yml").write_text(GOOD.read_text("utf-8").replace("      face: clear\n", ""), encoding="utf-8")
    asked = (tmp_path / "record.yml", "--rules", SMALL)
    shown = ihl("why", *asked[:1], "recognisable-picture", *asked[1:], "--plain").out
    assert set(re.findall(r"── (\w+)  [A-Z]", shown)) == {"holds", "fails", "open"}
    assert re.search("── open +The face can be seen", shown)
    assert re.search("── holds +It was released", shown)
    assert re.search("── fails +The captive needed it", shown)
    data = json.loads(ihl("check", *asked, "--rule", "recognisable-picture", "--format", "json").out)
    assert [finding["verdict"] for finding in data["findings"]] == ["undetermined"]
    assert data["totals"]["verdicts"]["undetermined"] == 1


def many(*, others: int = 30) -> Record:
    """An event with two captives whom it names in three ways, and so many captives that nothing leads to."""
    event = Entry("event", "day", links={"of": ("a", "b"), "seen": ("b", "a"), "by": ("c",)})
    return Record("day", "A day", "day.yml", entries={"day": event, **{name: Entry("person", name) for name in ("a", "b", "c")}, **{f"p{number}": Entry("person", f"p{number}") for number in range(others)}}, line=3)  # fmt: skip


def head(name: str, on: str, **links: tuple[str, ...]) -> RuleHead:
    return RuleHead(name, on, links, {}, {})


HEADS = (
    head("one", "event"),
    head("each", "event", person=("of",)),
    head("either", "event", person=("of", "seen", "by")),
    head("pairs", "event", person=("of",), other=("seen", "by")),
    head("nobody", "event", person=("gone",)),
    head("person", "person"),
    head("again", "person"),
    head("elsewhere", "camp"),
)


@pytest.mark.parametrize("chosen", [HEADS, HEADS[:1], HEADS[1:2], HEADS[2:3], HEADS[3:4], HEADS[4:5], HEADS[5:7], HEADS[7:]], ids=len)
def test_a_record_is_refused_exactly_if_more_findings_would_be_made_of_it_than_the_limit(
    chosen: tuple[RuleHead, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = many()
    count = sum(len(list(bindings(one, record))) for one in chosen)
    monkeypatch.setattr(limits.VERDICTS, "value", count)
    unless_too_many(record, chosen)
    monkeypatch.setattr(limits.VERDICTS, "value", count - 1)
    with pytest.raises(InputError) as refused:
        unless_too_many(record, chosen)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("day.yml", 3)
    assert f"has {count} findings" in problem.what


def test_records_of_few_entries_are_not_counted_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.VERDICTS, "value", 0)
    unless_too_many(many(others=26), HEADS)
    with pytest.raises(InputError):
        unless_too_many(many(others=27), HEADS)


def test_a_record_is_refused_exactly_if_more_tellings_would_be_made_of_it_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings about an entry, one for each who tells what is disputed of it: of the event three findings and two tellers, of one captive two findings (as of each captive) and three tellers."""
    yes, no = Value(words=frozenset({"yes"}), text="yes"), Value(words=frozenset({"no"}), text="no")
    fact = Fact("event", "late", "bool", "Was it?", {"yes": "It was so.", "no": "It was not so.", "unknown": "It is not known."})
    two = Stated(fact, (Claim(yes, "paper"), Claim(no, "radio"), Claim(no, "paper")))
    three = Stated(fact, (Claim(yes, "paper"), Claim(no, "radio"), Claim(no, "wire")))
    agreed = Stated(fact, (Claim(yes, "blog"), Claim(yes, "note")))
    record = many()
    entries = dict(record.entries)
    entries["day"] = entries["day"]._replace(facts={"late": two, "long": two, "sure": agreed})
    entries["a"] = entries["a"]._replace(facts={"late": three})
    record = record._replace(entries=entries)
    chosen = (HEADS[0], HEADS[1], *HEADS[5:7])
    count = 3 + 2 * 33
    # Every entry of a subject counts with its share of all findings, and with one at least.
    told = 2 * count + 3 * (count // 33)
    monkeypatch.setattr(limits.ACCOUNTS, "value", told)
    unless_too_many(record, chosen)
    monkeypatch.setattr(limits.ACCOUNTS, "value", told - 1)
    with pytest.raises(InputError) as refused:
        unless_too_many(record, chosen)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("day.yml", 3)
    assert f"has {told} tellings" in problem.what
    monkeypatch.setattr(limits.ACCOUNTS, "value", 2 + 3)
    unless_too_many(record, HEADS[:1])
    monkeypatch.setattr(limits.ACCOUNTS, "value", 2 + 3 - 1)
    with pytest.raises(InputError):
        unless_too_many(record, HEADS[:1])


Plain = tuple[str, dict[str, str], frozenset[str], bool, tuple[Key, ...]]


def plain(result: Result) -> Plain:
    return result.head.id, dict(result.binding), frozenset(result.possible), result.raised, tuple(result.disputed)


def plainly(record: Record, reading: str, heads: Sequence[RuleHead]) -> list[Plain]:
    """Every rule decided on every binding, one after the other, with all that is disputed."""
    judge = Judge(RULEBOOK, record, reading)
    made = [evaluated(judge, one, binding, disputed_in(record)) for one in heads for binding in bindings(one, record)]
    return [plain(one) for one in made]


def test_results_are_those_of_deciding_every_rule_on_every_binding_in_the_order_of_the_rules() -> None:
    paths = [str(path) for path in example_records(".yml") if path.name == "sallow-hills-fighters.yml"]
    assert paths, "the record in which the status itself is disputed, so that hundreds of rules rest on what is told otherwise"
    backwards = list(reversed(RULEBOOK.heads))
    for record in read_records(paths, RULEBOOK, []):
        for asked in (None, backwards[::7], []):
            heads = RULEBOOK.heads if asked is None else asked
            results = judge_record(RULEBOOK, record, RULEBOOK.default_reading, asked)
            expected = plainly(record, RULEBOOK.default_reading, heads)
            assert len(results) == len(expected) == sum(results.verdicts().values())
            assert [plain(one) for one in results] == expected
            assert all(one.scores == rank_raised(results) for one in results)
            assert list(results[1:4]) == list(results)[1:4]
            assert [results[at] for at in (0, -1) if expected] == [list(results)[at] for at in (0, -1) if expected]
            occurring = {one[0] for one in expected}
            assert [one.id for one in results.bare()] == [one.id for one in heads if one.id not in occurring]


def test_chosen_rules_are_a_sequence_of_them() -> None:
    chosen = Chosen(RULEBOOK.heads)
    assert (len(chosen), list(chosen), chosen[0], list(chosen[2:5])) == (len(RULEBOOK.heads), list(RULEBOOK.heads), RULEBOOK.heads[0], list(RULEBOOK.heads[2:5]))  # fmt: skip
