"""What a record does not touch is counted as if it were looked at, and what is kept between records stays small."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from command import GOOD, ihl
from command import RULEBOOK as SMALL
from shipped import example_records

from checker.bounded import Bounded
from checker.judging import Chosen, judge_record
from checker.pipeline import read_records
from checker.rulebook import Rulebook

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
