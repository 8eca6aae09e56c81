"""What is kept and what is decided beside records leads to nobody: names of files, ids that differ only in what is withheld, and reasons that somebody wrote into a file by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import GOOD, ROOT, RULEBOOK, ihl
from planted import betrayed

from checker import batch, journal, runs, workers
from checker.decisions import Decision
from checker.redaction import Secrets
from checker.rulebook import Rulebook

RULES = ("--rules", RULEBOOK)
RESTRICTED = {"first": {"names": ["Anselm Torvik"], "numbers": ["NV-3310-7"]}}
PARTS = ("findings.jsonl", "problems.jsonl", "records.jsonl")


def good(**changes: Any) -> dict[str, Any]:
    """The good record as plain data, with a captive who has a name."""
    data: dict[str, Any] = yaml.load(GOOD.read_text(encoding="utf-8"), yaml.BaseLoader)
    return {**data, "restricted": RESTRICTED, **changes}


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


# --- a file named after a captive -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["torvik.json", "Anselm_Torvik/record.json", "nv3310-7.json"])
def test_a_run_is_not_kept_of_a_file_that_is_named_after_a_captive(tmp_path: Path, place: str) -> None:
    outcome = ihl("check", write(tmp_path / place, good()), "--save", tmp_path / "run", *RULES)
    assert outcome.code == 2
    assert {problem.code for problem in outcome.problems} == {"leak"}
    assert "Rename the file" in outcome.err
    assert not betrayed(outcome.err + outcome.out)
    assert not (tmp_path / "run").exists()


def test_nor_of_one_that_is_named_after_the_captive_of_another_record_or_cannot_be_read(tmp_path: Path) -> None:
    other = write(tmp_path / "anselm-torvik.json", good(id="other", restricted={}))
    outcome = ihl("check", write(tmp_path / "one.json", good()), other, "--save", tmp_path / "run", *RULES)
    assert [problem.code for problem in outcome.problems] == ["leak"]
    (tmp_path / "torvik.yml").write_text("id: [\nrestricted:\n  p:\n    names:\n    - Anselm Torvik\n")
    outcome = ihl("check", tmp_path / "torvik.yml", "--save", tmp_path / "run", *RULES)
    assert [problem.code for problem in outcome.problems] == ["leak"]
    assert not betrayed(outcome.err)
    assert not (tmp_path / "run").exists()


def test_nor_in_a_folder_that_is(tmp_path: Path) -> None:
    outcome = ihl("check", write(tmp_path / "one.json", good()), "--save", tmp_path / "torvik", *RULES)
    assert [problem.code for problem in outcome.problems] == ["leak"]
    assert not (tmp_path / "torvik").exists()


def test_a_block_that_is_written_with_escapes_is_seen_too(tmp_path: Path) -> None:
    path = tmp_path / "torvik.jsonl"
    path.write_text(json.dumps(good()).replace("restricted", "\\u0072estricted") + "\n")
    assert [problem.code for problem in ihl("check", path, "--save", tmp_path / "run", *RULES).problems] == ["leak"]


# --- ids that differ only in what is withheld ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Records whose ids are the same once names are withheld, one whose id is that of another as it is shown, two that are the same as written, and one without a use."""
    ids = ("torvik-photo", "anselm-photo", "withheld-photo-2", "torvik-photo", "withheld-photo", "plain", "plain", "TORVIK-photo")
    records = [good(id=identity) for identity in ids]
    records.insert(2, good(id="anselmtorvik-photo", person="none"))
    records.append(good(id="anselmtorvik-photo"))
    return write(tmp_path / "register.jsonl", *records)


def kept(folder: Path) -> dict[str, bytes]:
    return {part: (folder / part).read_bytes() for part in PARTS}


def test_what_a_record_keeps_restricted_is_worked_out_once(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names become many words in many spellings, which takes longer than much of a check: what withholds them also looks for them in the findings."""
    made: list[object] = []
    original = Secrets.__init__

    def counting(self: Secrets, restricted: Mapping[str, Any] | None = None, *, parts: bool = True) -> None:
        if restricted:
            made.append(restricted)
        original(self, restricted, parts=parts)

    rulebook = Rulebook.load(str(RULES[1]))
    ready = batch.Batch(batch.Wanted(rulebook.folder, rulebook.default_reading, statements=True), rulebook)
    coming = list(batch.tasks([str(register)]))
    monkeypatch.setattr(Secrets, "__init__", counting)
    outcomes = ready.outcomes(coming)
    good_ones = [outcome for outcome in outcomes if not outcome.problems]
    assert len(good_ones) == 9
    assert len(made) == len(coming) == 10, "one of them is no record, and its problems are shown without what it keeps restricted"


def test_they_are_numbered_alike_whether_streamed_or_not(register: Path) -> None:
    serial = ihl("check", register, "--format", "jsonl", *RULES)
    names = list(dict.fromkeys(json.loads(line)["record"] for line in serial.out.splitlines()))
    assert names == [
        "withheld-photo",
        "withheld-photo-2",
        "withheld-photo-2-2",
        "withheld-photo-3",
        "plain",
        "withheld-photo-4",
        "withheld-photo-5",
    ]
    assert [problem.code for problem in serial.problems if problem.code == "duplicate-id"] == ["duplicate-id"] * 2
    assert not betrayed(serial.out + serial.err)
    for jobs in ("1", "2"):
        folder = register.parent / f"run-{jobs}"
        outcome = ihl("check", register, "--save", folder, "--jobs", jobs, *RULES)
        assert (folder / "findings.jsonl").read_text() == serial.out
        assert [problem.line for problem in outcome.problems] == [problem.line for problem in serial.problems]
        assert ihl("verify", folder, *RULES).code == 0
    assert kept(register.parent / "run-1") == kept(register.parent / "run-2")
    assert ihl("check", register, "--format", "jsonl", "--jobs", "2", *RULES).out == serial.out


def test_what_is_wrong_is_said_in_the_same_words_and_order_by_any_number_of_processes(register: Path, tmp_path: Path) -> None:
    """Also where a file that is named after a captive has the id first, or second; and where the line of an id is not the first of its file."""
    first = write(tmp_path / "torvik.json", good(id="one"))
    second = tmp_path / "with-indents.json"
    second.write_text(json.dumps(good(id="one", restricted={}), indent=1))
    third = write(tmp_path / "anselm-torvik.json", good(id="plain"))
    fourth = write(tmp_path / "torvik-again.json", good(id="one"))
    (tmp_path / "broken.yml").write_text("schema: ihl-incident/1\nid: broken\n")
    paths = ["nowhere.yml", first, register, second, tmp_path / "broken.yml", third, fourth]
    serial = ihl("check", *paths, "--format", "jsonl", *RULES)
    for jobs in ("2", "3"):
        several = ihl("check", *paths, "--format", "jsonl", "--jobs", jobs, *RULES)
        assert (several.code, several.out, several.err) == (serial.code, serial.out, serial.err)
    taken = [problem for problem in serial.problems if problem.code == "duplicate-id"]
    assert [(problem.line, problem.what.rpartition(" is taken by ")[2]) for problem in taken] == [
        (5, f"{register}:1."),
        (7, f"{tmp_path}/[withheld].json:1."),
        (8, f"{tmp_path}/[withheld].json:1."),
        (1, f"{tmp_path}/[withheld]-again.json:1."),
        (3, f"{tmp_path}/[withheld]-again.json:1."),
    ]
    assert not betrayed(serial.err)
    one, two = (ihl("check", register, "--save", tmp_path / f"jobs-{jobs}", "--jobs", jobs, *RULES).err for jobs in ("1", "2"))
    assert one == two
    assert "is taken by a record before it" in one, "the problems of a run are moved with it, and compared from any folder"


@pytest.mark.parametrize("after", range(10))
def test_a_run_that_goes_on_numbers_them_as_one_that_was_not_stopped(register: Path, after: int) -> None:
    whole, stopped = register.parent / "whole", register.parent / "stopped"
    ihl("check", register, "--save", whole, *RULES)
    described = {key: value for key, value in runs.manifest_of(str(whole)).items() if key not in ("counts", "files")}
    rulebook = Rulebook.load(str(RULEBOOK))
    wanted = batch.Wanted(rulebook.folder, rulebook.default_reading, statements=True)
    counts = runs.prepare(str(stopped), described, resume=False, force=False)
    with runs.Kept(str(stopped), described, counts, batch.Batch(wanted, rulebook)) as run:
        for number, outcome in enumerate(workers.outcomes(batch.tasks([str(register)]), wanted, rulebook, 1)):
            if number == after:
                break
            run.take(outcome)
        run.pause()
    assert not betrayed((stopped / "unfinished.json").read_text())
    ihl("check", register, "--save", stopped, "--resume", *RULES)
    assert kept(stopped) == kept(whole)
    assert (stopped / "run.json").read_bytes() == (whole / "run.json").read_bytes()


# --- decisions that somebody wrote by hand -------------------------------------------------------------------------------------------------------------------

MADE = Decision(
    "good", "recognisable-picture", {"publication": "photo", "person": "first"}, "usual", "confirm", "Anselm Törvik himself said so.", "O. Marsh", "2031-04-01", "", "breach", ("breach",), "0", "0",
)  # fmt: skip


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    """A record with decisions beside it that name the captive: on a finding that is there, on one that is not, on a record that is not, and one that was changed."""
    path = write(tmp_path / "quay.json", good())
    made = [MADE, MADE._replace(binding={"publication": "torvik"}, rule="torvik-rule"), MADE._replace(record="torvik", name="NV33107")]
    text = "\n".join(journal.as_text(one.sealed("")) for one in made)
    altered = journal.as_text(MADE._replace(name="Torvik").sealed("")).replace("confirm", "reject")
    broken = journal.as_text(MADE._replace(decides="torvik").sealed(""))
    (tmp_path / "quay.decisions.yml").write_text(f"{text}\n{altered}\n{broken}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "how", [["--format", "json"], ["--format", "jsonl"], ["--format", "md"], ["--format", "html"], ["--format", "csv"], []]
)
def test_what_people_decided_is_shown_without_the_name_of_the_captive(decided: Path, how: list[str]) -> None:
    outcome = ihl("check", decided, *how, *RULES)
    assert not betrayed(outcome.out + outcome.err)
    assert sorted(problem.code for problem in outcome.problems) == ["altered-decision", "value"]
    if how[1:] != ["csv"] and how:
        assert "[withheld] himself said so" in outcome.out.replace("\\", "")


def test_a_sitting_shows_no_name_either(decided: Path) -> None:
    outcome = ihl("review", decided, "--prompt", "--only", "all", *RULES, stdin="s\n" * 9)
    assert "[withheld] himself said so" in outcome.out
    assert not betrayed(outcome.out + outcome.err)
    before = decided.with_suffix(".decisions.yml").read_text()
    signed = ihl(
        "review",
        decided,
        "--rule",
        "recognisable-picture",
        "--decide",
        "reject",
        "--reason",
        "Torvik is another.",
        "--name",
        "O. Marsh",
        *RULES,
    )
    assert signed.code == 2, "two other decisions of the file cannot be read"
    assert "Reviewed: rejected by O. Marsh" in signed.out
    assert not betrayed(signed.out)
    assert decided.with_suffix(".decisions.yml").read_text().startswith(before)


def test_decisions_beside_a_file_that_is_named_after_a_captive_are_found_and_none_is_signed_there(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "kursk-2025" / "incident.yml").read_text() + "\nrestricted:\n  prisoner-1: {names: [Anselm Torvik]}\n"
    images = ("--rule", "gc3-13-identifiable-images-in-public", "--binding", "publication=sbu-images", "--binding", "person=prisoner-1")
    sign = ("--decide", "need_information", "--reason", "Ask first.", "--name", "O. Marsh")
    (tmp_path / "incident.yml").write_text(text)
    assert ihl("review", tmp_path / "incident.yml", *images, *sign).code == 0
    (tmp_path / "incident.yml").rename(tmp_path / "torvik.yml")
    (tmp_path / "incident.decisions.yml").rename(tmp_path / "torvik.decisions.yml")
    shown = ihl("check", tmp_path / "torvik.yml", "--fail-on", "never")
    assert "O. Marsh" in shown.out
    assert "orvik" not in (shown.out + shown.err).replace(str(tmp_path), "")
    before = (tmp_path / "torvik.decisions.yml").read_text()
    refused = ihl("review", tmp_path / "torvik.yml", *images, *sign)
    assert refused.code == 2
    assert [problem.code for problem in refused.problems] == ["leak"]
    assert "orvik" not in (refused.out + refused.err).replace(str(tmp_path), "")
    assert (tmp_path / "torvik.decisions.yml").read_text() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["torvik.decisions.yml", "torvik.yml"]
