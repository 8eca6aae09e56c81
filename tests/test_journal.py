"""The file of decisions: it only grows, can be read by people, shows what was changed in it, and survives crashes and two reviewers at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import documents, journal, outputs
from checker.decisions import DECIDES, STANDARDS, Decision
from checker.errors import InputError
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.schemas import schema_of

ROOT = Path(__file__).parent.parent

MADE = Decision(
    "quay", "recognisable-picture", {"publication": "photo", "person": "first"}, "usual", "confirm", "Seen: the face, and more.", "O. Marsh", "2031-04-01",
    "reasonable_grounds_to_believe", "breach", ("breach",), "0123456789abcdef", "fedcba9876543210",
)  # fmt: skip

NOTHING = Secrets()


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "quay.decisions.yml")


def three(path: str) -> str:
    """A file with three decisions, and its text."""
    for word, reason in (("confirm", "First."), ("reject", "Second."), ("confirm", "Third.")):
        journal.append(path, MADE._replace(decides=word, reason=reason), NOTHING)
    return Path(path).read_text(encoding="utf-8")


def codes(path: str) -> list[str]:
    return [problem.code for problem in journal.read(path).problems]


def reasons(path: str) -> list[str]:
    return [decision.reason for decision in journal.read(path).decisions]


def test_a_decision_reads_as_people_write(path: str) -> None:
    journal.append(path, MADE, NOTHING)
    text = Path(path).read_text(encoding="utf-8")
    assert text.startswith(journal.HEAD)
    assert text.removeprefix(journal.HEAD) == (
        "\n- schema: ihl-decision/1\n"
        "  record: quay\n"
        "  rule: recognisable-picture\n"
        "  binding: {publication: photo, person: first}\n"
        "  reading: usual\n"
        "  decides: confirm\n"
        "  standard: reasonable_grounds_to_believe\n"
        '  reason: "Seen: the face, and more."\n'
        "  name: O. Marsh\n"
        '  date: "2031-04-01"\n'
        "  program: {verdict: breach, possible: [breach]}\n"
        "  rests_on:\n"
        '    facts: "0123456789abcdef"\n'
        "    law: fedcba9876543210\n"
        f"  digest: {journal.read(path).last if journal.read(path).last[0].isalpha() else chr(34) + journal.read(path).last + chr(34)}\n"
    )


def test_decisions_are_read_back_in_their_order_with_their_lines(path: str) -> None:
    text = three(path)
    found = journal.read(path)
    assert reasons(path) == ["First.", "Second.", "Third."]
    assert not found.problems
    assert [decision.after for decision in found.decisions] == ["", found.decisions[0].digest, found.decisions[1].digest]
    assert all(text.splitlines()[decision.line - 1].startswith("- schema") for decision in found.decisions)


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(reason=texts, name=texts, word=st.sampled_from(sorted(DECIDES)), standard=st.sampled_from(["", *STANDARDS]))
def test_whatever_a_person_writes_comes_back_unchanged(reason: str, name: str, word: str, standard: str) -> None:
    made = MADE._replace(reason=reason, name=name, decides=word, standard=standard).sealed("")
    second = made.sealed(made.digest)
    text = journal.HEAD + "\n" + journal.as_text(made) + "\n" + journal.as_text(second)
    found = journal.parse(text, "x.decisions.yml")
    assert not found.problems
    assert [decision._replace(line=0) for decision in found.decisions] == [made, second]


def test_what_stands_there_is_never_rewritten(path: str) -> None:
    before = three(path) + "# Discussed on the 3rd of April: stays as it is.\n"
    Path(path).write_text(before, encoding="utf-8")
    journal.append(path, MADE._replace(reason="Fourth."), NOTHING)
    assert Path(path).read_text(encoding="utf-8").startswith(before)
    assert reasons(path) == ["First.", "Second.", "Third.", "Fourth."]
    assert not codes(path)


def test_no_file_and_an_empty_file_have_no_decisions(path: str) -> None:
    assert journal.read(path) == journal.Journal(path)
    Path(path).write_text("\n", encoding="utf-8")
    assert journal.read(path) == journal.Journal(path)
    Path(path).write_text(journal.HEAD, encoding="utf-8")
    assert journal.read(path) == journal.Journal(path)


@pytest.mark.parametrize(
    ("record", "file"), [("a/b/quay.yml", "a/b/quay.decisions.yml"), ("x.json", "x.decisions.yml"), ("register.jsonl", "register.decisions.yml")]
)  # fmt: skip
def test_the_file_lies_beside_the_record(record: str, file: str) -> None:
    assert journal.beside(record) == file


# --- tampering -------------------------------------------------------------------------------------------------------------------------------------------

CHANGED = {
    "the reason": ("Second.", "Second, and gladly."),
    "the decision": ("decides: reject", "decides: confirm"),
    "the name": ("name: O. Marsh", "name: I. Lund"),
    "the date": ("2031-04-01", "2031-04-02"),
    "the standard": ("standard: reasonable_grounds_to_believe", "standard: beyond_reasonable_doubt"),
    "whom it is about": ("person: first", "person: second"),
    "what the program said": ("verdict: breach", "verdict: complied"),
    "the facts": ("0123456789abcdef", "0123456789abcdee"),
    "what it stands behind": ('  after: ', "  # after: "),
}  # fmt: skip


def blocks_of(text: str) -> list[str]:
    """What stands before the first block, then every block."""
    return text.split("\n- schema")


def together(blocks: list[str]) -> str:
    return "\n- schema".join(blocks)


@pytest.mark.parametrize("what", CHANGED)
def test_a_decision_that_was_changed_afterwards_shows_and_does_not_count(path: str, what: str) -> None:
    blocks = blocks_of(three(path))
    old, new = CHANGED[what]
    assert old in blocks[2]
    blocks[2] = blocks[2].replace(old, new)
    Path(path).write_text(together(blocks), encoding="utf-8")
    found = journal.read(path)
    assert codes(path) == ["altered-decision", "missing-decision"], (
        "and the one behind it names a decision that is no longer there as it was"
    )
    assert found.problems[0].line == together(blocks[:2]).count("\n") + 2
    assert [decision.reason for decision in found.decisions] == ["First.", "Third."]


def test_a_decision_that_was_removed_shows(path: str) -> None:
    text = three(path)
    blocks = blocks_of(text)
    Path(path).write_text(together([blocks[0], blocks[1], blocks[3]]), encoding="utf-8")
    assert codes(path) == ["missing-decision"]
    assert reasons(path) == ["First.", "Third."], "those that are whole count"
    problem = journal.read(path).problems[0]
    assert (problem.file, problem.line) == (path, journal.read(path).decisions[1].line)


def test_decisions_in_another_order_show(path: str) -> None:
    blocks = blocks_of(three(path))
    Path(path).write_text(together([blocks[0], blocks[2], blocks[1], blocks[3]]), encoding="utf-8")
    assert codes(path) == ["missing-decision"]


def test_two_branches_put_together_by_version_control_are_no_tampering(tmp_path: Path) -> None:
    """Two reviewers go on from the same file, each on a branch; the merge has the blocks of both."""
    ours, theirs = tmp_path / "ours.decisions.yml", tmp_path / "theirs.decisions.yml"
    start = three(str(ours))
    theirs.write_text(start, encoding="utf-8")
    for number in range(2):
        journal.append(str(ours), MADE._replace(reason=f"Ours {number}."), NOTHING)
        journal.append(str(theirs), MADE._replace(reason=f"Theirs {number}."), NOTHING)
    merged = ours.read_text(encoding="utf-8") + theirs.read_text(encoding="utf-8").removeprefix(start)
    ours.write_text(merged, encoding="utf-8")
    assert codes(str(ours)) == []
    assert reasons(str(ours))[3:] == ["Ours 0.", "Ours 1.", "Theirs 0.", "Theirs 1."]


# --- crashes -----------------------------------------------------------------------------------------------------------------------------------------------


def test_a_block_cut_off_anywhere_is_reported_and_the_rest_can_be_read_and_added_to(path: str) -> None:
    text = three(path)
    start = text.rindex("- schema")
    for end in range(start + 1, len(text) - 1):
        Path(path).write_text(text[:end], encoding="utf-8")
        assert codes(path) == ["torn-decision"], f"cut off after {text[start:end]!r}"
        assert reasons(path) == ["First.", "Second."]
    for end in range(start + 1, len(text) - 1, 37):
        Path(path).write_text(text[:end], encoding="utf-8")
        journal.append(path, MADE._replace(reason="Anew."), NOTHING)
        found = journal.read(path)
        assert reasons(path) == ["First.", "Second.", "Anew."], f"cut off after {text[start:end]!r}"
        assert found.decisions[2].after == found.decisions[1].digest
        assert found.problems, "what is left of the other is still reported"
    Path(path).write_text(text[:-1], encoding="utf-8")
    assert codes(path) == [], "only the end of the last line was lost"
    assert len(reasons(path)) == 3


def test_a_block_that_cannot_be_read_spoils_no_other(path: str) -> None:
    blocks = blocks_of(three(path))
    blocks[2] = blocks[2].replace("reason: Second.", 'reason: "Second.')
    Path(path).write_text(together(blocks), encoding="utf-8")
    assert reasons(path) == ["First.", "Third."]
    problem = journal.read(path).problems[0]
    assert problem.code == "yaml"
    assert problem.line > together(blocks[:2]).count("\n") + 1, "the line is that of the file"


def test_a_file_that_is_no_list_is_reported(path: str) -> None:
    Path(path).write_text("decisions: none\n", encoding="utf-8")
    assert codes(path) == ["no-decisions"]


def test_a_write_that_fails_leaves_the_file_as_it_was(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = three(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="no space left on device"):
        journal.append(path, MADE, NOTHING)
    assert Path(path).read_text(encoding="utf-8") == text


# --- restricted values -----------------------------------------------------------------------------------------------------------------------------------


def test_nothing_restricted_is_written(path: str) -> None:
    secrets = Secrets({"first": {"names": ["Anselm Torvik"]}})
    with pytest.raises(InputError) as caught:
        journal.append(path, MADE._replace(name="Anselm Torvik"), secrets)
    assert [problem.code for problem in caught.value.problems] == ["leak"]
    assert "Torvik" not in str(caught.value)
    assert not Path(path).exists(), "and no empty file is left"


# --- two at once -----------------------------------------------------------------------------------------------------------------------------------------

WRITER = """
import sys
from checker import journal
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.schemas import schema_of
sys.path.insert(0, sys.argv[3])
from test_journal import MADE
print("ready", flush=True)
sys.stdin.readline()
for number in range(25):
    journal.append(sys.argv[1], MADE._replace(reason=f"{sys.argv[2]} {number}."), Secrets())
"""


def test_two_programs_that_decide_at_once_lose_nothing(path: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, name, str(Path(__file__).parent)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "two", "three")
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.communicate("go\n", timeout=60)
        assert process.returncode == 0
    found = journal.read(path)
    assert not found.problems
    for name in ("one", "two", "three"):
        own = [decision.reason for decision in found.decisions if decision.reason.startswith(f"{name} ")]
        assert own == [f"{name} {number}." for number in range(25)]
    assert [decision.after for decision in found.decisions[1:]] == [decision.digest for decision in found.decisions[:-1]]


def test_who_waits_in_vain_is_told(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    three(path)
    monkeypatch.setattr(outputs, "PATIENCE", 0.0)
    with open(path, "rb") as held:
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError) as caught:
            journal.append(path, MADE, NOTHING)
    assert [problem.code for problem in caught.value.problems] == ["locked"]


def test_a_file_that_was_replaced_while_one_waited_is_the_one_that_is_added_to(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    three(path)
    locked = outputs._lock

    def replaced(handle: int, name: str, patience: float) -> None:
        locked(handle, name, patience)
        if not (Path(path).parent / "once").exists():
            (Path(path).parent / "once").touch()
            text = Path(path).read_bytes()
            os.unlink(path)
            Path(path).write_bytes(text)

    monkeypatch.setattr(outputs, "_lock", replaced)
    journal.append(path, MADE._replace(reason="Fourth."), NOTHING)
    assert reasons(path) == ["First.", "Second.", "Third.", "Fourth."]


def test_the_text_can_be_read_by_any_yaml_reader(path: str) -> None:
    import yaml

    loaded = yaml.safe_load(three(path))
    assert [block["reason"] for block in loaded] == ["First.", "Second.", "Third."]
    assert documents.parse_yaml(Path(path).read_text(encoding="utf-8"), path).data == loaded


def test_what_is_written_has_the_form_that_the_schema_gives(path: str, rulebook: Rulebook) -> None:
    three(path)
    schema = schema_of("decisions", rulebook.vocabulary)
    jsonschema.Draft202012Validator.check_schema(schema)
    written = documents.parse_yaml(Path(path).read_text(encoding="utf-8"), path).data
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(written)) == []
    written[1]["decides"] = "condemn"
    del written[2]["reason"]
    assert len(list(validator.iter_errors(written))) == 2
