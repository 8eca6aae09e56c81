"""Many records decided at once come to what each comes to by itself: verdicts, what is raised, and the bytes of every line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from command import ROOT
from hypothesis import given
from hypothesis import strategies as st
from shipped import example_records
from test_exactness import record_of, world_of
from worlds import READINGS, Plain, World, compiled, fact_entry, incidents, read, shipped_incident, worlds

from checker.batch import BLOCK, Batch, Outcome, Task, Wanted, blocks, counted, tasks
from checker.bulk.block import Block
from checker.bulk.columnwise import Columnwise
from checker.bulk.deciding import Raised, decided
from checker.bulk.plan import Plan
from checker.bulk.skeletons import words_of
from checker.documents import Document
from checker.judging import Chosen, judge_record
from checker.pipeline import Checked, read_records
from checker.records import Record
from checker.rendering.machine import as_brief_lines, as_json_lines
from checker.rulebook import Rulebook

RULEBOOK = Rulebook.load()


def agree(rulebook: Rulebook, records: Sequence[Record], reading: str, chosen: Chosen) -> None:
    """Holds what is decided at once against what each record comes to by itself."""
    together = decided(Block(Plan(rulebook, reading, chosen), records))
    assert len(together) == len(records)
    for record, one in zip(records, together, strict=True):
        alone = judge_record(rulebook, record, reading, chosen)
        assert one.verdicts == dict(alone.verdicts())
        expected = [
            (
                result.head.id,
                tuple(result.binding.values()),
                result.possible,
                tuple((other.reading, frozenset(other.possible)) for other in result.contested),
            )
            for result in alone.touched
            if result.raised
        ]
        assert [
            (raised.laid.head.id, raised.rows.bound(raised.row), words_of(raised.possible), tuple((name, words_of(there)) for name, there in raised.contested))
            if isinstance(raised, Raised)
            else (raised.head.id, tuple(raised.binding.values()), raised.possible, tuple((other.reading, frozenset(other.possible)) for other in raised.contested))
            for raised in one.raised
        ] == expected  # fmt: skip
    for reasons, lines in ((False, as_brief_lines), (True, as_json_lines)):
        found = Columnwise(rulebook, reading, chosen, reasons=reasons).checked(records)
        for record, many in zip(records, found, strict=True):
            checked = Checked(record, judge_record(rulebook, record, reading, chosen), ())
            assert many.findings == "".join(lines(checked))
            assert tuple(many[1:]) == counted(checked)


@st.composite
def registers(draw: st.DrawFn) -> tuple[World, list[Plain]]:
    """A world in which what was done to captives may be implied, and some records of it."""
    world = draw(worlds())
    if draw(st.booleans()):
        world = world.with_files(
            {"vocabulary/event": {**world.files["vocabulary/event"], "implied_by": draw(st.sampled_from(("of", "shown")))}}
        )
    return world, draw(st.lists(incidents(world), min_size=1, max_size=4))


@given(registers(), st.sampled_from(READINGS))
def test_any_rules_come_to_the_same_on_many_records_as_on_each(register: tuple[World, list[Plain]], reading: str) -> None:
    world, plain = register
    rulebook = compiled(world)
    if rulebook is not None:
        agree(rulebook, [read(one, rulebook.vocabulary) for one in plain], reading, Chosen(rulebook.heads))


def test_the_shipped_rules_come_to_the_same_on_any_records() -> None:
    backgrounds = ({}, {"person": {"in_enemy_power": "yes", "belonged_to": "armed_forces"}})
    random = Random(13)
    records = [read(shipped_incident(random, RULEBOOK.vocabulary, backgrounds), RULEBOOK.vocabulary) for _ in range(12)]
    for reading in RULEBOOK.readings:
        agree(RULEBOOK, records, reading, Chosen(RULEBOOK.heads))


def test_the_examples_come_to_the_same_also_with_some_of_the_rules() -> None:
    records = list(read_records([str(path) for path in example_records(".yml")], RULEBOOK, []))
    assert len(records) > 3
    for number, reading in enumerate(RULEBOOK.readings):
        agree(RULEBOOK, records, reading, Chosen(RULEBOOK.heads[number::2]))
    agree(RULEBOOK, records, RULEBOOK.default_reading, Chosen(RULEBOOK.heads))


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    """Some records of the benchmark's register, some of which cannot be read, have a date of a treaty or decide nothing."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from register import register
    finally:
        sys.path.pop(0)
    made = [line.encode() for line in register(120)]
    made[5] = b"{"
    made[17] = made[17].replace(b'"in_power_of": "holder"', b'"in_power_of": "nobody"')
    made[23] = made[23].replace(b'{"id": "holder", ', b'{"id": "holder", "state": "UKR", ')
    made[40] = b'{"schema": "ihl-incident/1", "id": "nothing", "title": "A day"}'
    return made


def _plainly(outcome: Outcome) -> Outcome:
    return outcome._replace(
        verdicts=dict(outcome.verdicts), raised=dict(outcome.raised), capped={word: dict(caps) for word, caps in outcome.capped.items()}
    )


@pytest.mark.parametrize("bar", ["", "B3"])
@pytest.mark.parametrize("reasons", [False, True])
def test_a_batch_gives_the_same_in_blocks_as_one_by_one(lines: list[bytes], bar: str, *, reasons: bool) -> None:
    wanted = Wanted(RULEBOOK.folder, RULEBOOK.default_reading, reasons=reasons, statements=True, bar=bar)
    every = [Task("register.jsonl", number, raw, 0) for number, raw in enumerate(lines, start=1)]
    alone = Batch(wanted, RULEBOOK)
    together = Batch(wanted, RULEBOOK)
    expected = [_plainly(alone.outcome(task)) for task in every]
    assert sum(bool(outcome.problems) for outcome in expected) >= 2
    assert [_plainly(outcome) for outcome in together.outcomes(every)] == expected
    assert [_plainly(outcome) for block in blocks(every) for outcome in together.outcomes(block)] == expected


def test_blocks_grow_and_lose_nothing() -> None:
    every = [Task("register.jsonl", number, b"{}", 0) for number in range(3 * BLOCK)]
    found = list(blocks(every))
    assert [task for block in found for task in block] == every
    assert [len(block) for block in found][:4] == [1, 2, 4, 8]
    assert max(map(len, found)) == BLOCK


def test_a_record_on_which_the_program_fails_takes_no_other_with_it(lines: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IHL_DEBUG", raising=False)
    wanted = Wanted(RULEBOOK.folder, RULEBOOK.default_reading, reasons=False)
    every = [Task("register.jsonl", number, raw, 0) for number, raw in enumerate(lines[50:70], start=1)]
    expected = Batch(wanted, RULEBOOK).outcomes(every)
    import checker.bulk.block as block
    import checker.judging as judging

    taken, bound = block.Block._take, judging.bindings

    def failing(self: Block, number: int, record: Record, *, whole: bool) -> None:
        if record.id == expected[2].id:
            raise RuntimeError("this one")
        taken(self, number, record, whole=whole)

    def too(head: object, record: Record) -> object:
        if record.id == expected[2].id:
            raise RuntimeError("this one")
        return bound(head, record)  # type: ignore[arg-type]

    monkeypatch.setattr(block.Block, "_take", failing)
    monkeypatch.setattr(judging, "bindings", too)
    found = Batch(wanted, RULEBOOK).outcomes(every)
    assert [number for number, outcome in enumerate(found) if outcome.failed] == [2]
    assert [_plainly(outcome) for outcome in found if not outcome.failed] == [
        _plainly(outcome) for outcome in expected if outcome.id != expected[2].id
    ]


def test_a_record_on_which_the_last_look_fails_takes_no_other_with_it(lines: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IHL_DEBUG", raising=False)
    wanted = Wanted(RULEBOOK.folder, RULEBOOK.default_reading, reasons=False, statements=True)
    every = [Task("register.jsonl", number, raw, 0) for number, raw in enumerate(lines[50:70], start=1)]
    expected = Batch(wanted, RULEBOOK).outcomes(every)
    import checker.batch as batch

    stated = batch.stated_line

    def failing(document: Document, record: Record) -> str:
        if record.id == expected[2].id:
            raise RuntimeError("this one")
        return stated(document, record)

    monkeypatch.setattr(batch, "stated_line", failing)
    found = Batch(wanted, RULEBOOK).outcomes(every)
    assert [number for number, outcome in enumerate(found) if outcome.failed] == [2]
    assert [_plainly(one) for one in found if not one.failed] == [_plainly(one) for one in expected if one.id != expected[2].id]
    monkeypatch.setenv("IHL_DEBUG", "1")
    with pytest.raises(RuntimeError, match="this one"):
        Batch(wanted, RULEBOOK).outcomes(every)


def test_every_record_file_goes_through_the_same_blocks() -> None:
    paths = [os.fspath(path) for path in example_records(".yml")]
    wanted = Wanted(RULEBOOK.folder, RULEBOOK.default_reading, statements=True)
    every = list(tasks(paths))
    alone, together = Batch(wanted, RULEBOOK), Batch(wanted, RULEBOOK)
    assert [_plainly(one) for one in together.outcomes(every)] == [_plainly(alone.outcome(task)) for task in every]


def test_a_rule_that_is_decided_record_by_record_is_counted_though_there_is_no_other(tmp_path: Path) -> None:
    flag = {"flag": fact_entry("bool")}
    world = world_of(
        {"person": flag, "event": flag},
        ["person.friend.flag or event.flag", "not other.friend.flag"],
        for_each={"person": "of", "other": "shown"},
    )
    rulebook, _ = world.compiled(str(tmp_path))
    chosen = Chosen(rulebook.heads)
    assert len(Plan(rulebook, READINGS[0], chosen).careful) == len(chosen) == 1
    records = [
        read(
            record_of(event=[{"id": "e", "of": ["p"], "shown": ["p"], "facts": {"flag": said}}], person=[{"id": "p"}]), rulebook.vocabulary
        )
        for said in (True, False)
    ]
    agree(rulebook, records, READINGS[0], chosen)


def test_letters_of_any_script_are_written_alike(tmp_path: Path) -> None:
    odd = "Był tam — żołnierz جندي?"
    flag = {"flag": {**fact_entry("bool"), "asks": odd, "says": {"yes": odd, "no": odd, "unknown": odd}}}
    world = world_of({"person": flag, "event": flag}, ["person.flag", "event.flag"], for_each={"person": "of"})
    rulebook, _ = world.compiled(str(tmp_path))
    plain = record_of(
        event=[{"id": "e", "label": odd, "of": ["p"], "facts": {"flag": {"is": True, "note": odd}}}], person=[{"id": "p", "label": odd}]
    )
    agree(rulebook, [read(plain, rulebook.vocabulary)], READINGS[0], Chosen(rulebook.heads))
    found = Columnwise(rulebook, READINGS[0], Chosen(rulebook.heads), reasons=True).checked([read(plain, rulebook.vocabulary)])
    assert odd in found[0].findings
