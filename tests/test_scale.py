"""The page on scale says what the benchmark works out, of the magnitudes that it cites."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from command import ROOT

PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scale() -> Iterator[ModuleType]:
    """The benchmark as a module."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import scale as found

        yield found
    finally:
        sys.path.pop(0)


def test_every_magnitude_on_the_page_is_cited(scale: ModuleType) -> None:
    tables, _, cited = PAGE.partition("## Where the numbers of records come from")
    assert scale.MARKS.search(tables)
    for magnitude in scale.MAGNITUDES:
        assert f"| {magnitude.name} | {magnitude.records:,} |" in tables
    numbers = {"200,000", "385,918", "1.3 million", "1,457,465"}
    assert all(number in cited for number in numbers)
    assert {f"{magnitude.records:,}" for magnitude in scale.MAGNITUDES} == {"200,000", "385,918", "1,300,000", "1,457,465"}
    assert len(re.findall(r"\]\(https://", cited)) >= 4


def test_hours_are_the_work_by_the_cores_but_never_less_than_what_one_process_does(scale: ModuleType) -> None:
    cost = scale.Cost(1000, 10, brief=0.0036, full=0.0072, together=0.00036, kept_brief=1000, kept_full=2000)
    assert scale.hours(1_000_000, cost, 1) == pytest.approx(1)
    assert scale.hours(1_000_000, cost, 2) == pytest.approx(0.55)
    assert scale.hours(1_000_000, cost, 64) == pytest.approx(0.1)
    text = scale.page(dict.fromkeys(scale.KINDS, cost), 64.0, 100.0, 1000)
    assert "| a national register | 200,000 | mixed | 12 min | 6.6 min | 1.2 min | 1.2 min | 0.4 | 87 MB | 200 MB | 400 MB |" in text
    assert "Beyond about 11 cores" in text


@pytest.mark.parametrize(
    ("hours", "told"), [(0.001, "3.6 s"), (0.01, "36 s"), (0.1, "6.0 min"), (0.5, "30 min"), (2.04, "2.0 h"), (1234, "1,234 h")]
)
def test_times_are_told_with_two_digits(scale: ModuleType, hours: float, told: str) -> None:
    assert scale.time_told(hours) == told


def test_the_kinds_of_record_are_records_that_can_be_checked_and_differ_in_what_they_state(scale: ModuleType) -> None:
    from shipped import loaded

    from checker.batch import Batch, Task, Wanted

    rulebook = loaded()
    batch = Batch(Wanted(rulebook.folder, rulebook.default_reading, reasons=False, statements=True), rulebook)
    claims = {}
    for kind in scale.KINDS:
        outcomes = [
            batch.outcome(Task("register.jsonl", number, line.encode(), 0)) for number, line in enumerate(scale.lines(kind, 20), start=1)
        ]
        good = [outcome for outcome in outcomes if not outcome.problems]
        assert len(good) >= 18
        claims[kind] = sum(len(states) for outcome in good for states in json.loads(outcome.record)["states"].values()) / len(good)
    assert claims["small"] < claims["mixed"] < claims["dense"] / 3
