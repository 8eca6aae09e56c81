"""``ihl train export``: a trainer makes a class set with one command, and nothing is overwritten, half written or written elsewhere."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from command import ihl
from platforms import anki, gift, moodle, qti12, qti21
from test_handouts import said

from checker.handouts import phrases
from checker.handouts.forms import FORMS
from checker.library import examples_folder
from checker.rulebook import Rulebook
from checker.training.quiz import paper

pytestmark = pytest.mark.usefixtures("one_rulebook")

SCENARIOS = Path(examples_folder()) / "training"


def test_two_commands_make_a_class_set_for_article_13(tmp_path: Path, one_rulebook: Rulebook) -> None:
    """The first writes the set; the second is Moodle's own import, which reads this file."""
    done = ihl("train", "export", "--article", "13", "-o", tmp_path / "class-13")
    assert done.code == 0
    assert sorted(path.name for path in (tmp_path / "class-13").iterdir()) == ["learner.html", "moodle.xml", "trainer.html"]
    made = paper(one_rulebook, articles=["13"])
    assert any("Art 13" in provision for question in made.questions for provision in question.provisions)
    _, found = moodle((tmp_path / "class-13" / "moodle.xml").read_text(encoding="utf-8"))
    assert [one.identity for one in found] == [question.id for question in made.questions]
    for read, question in zip(found, made.questions, strict=True):
        assert [mark > 0 for mark in read.marks][: len(question.choices)] == [choice.right for choice in question.choices]
    learner = said("html", (tmp_path / "class-13" / "learner.html").read_text(encoding="utf-8"))
    trainer = said("html", (tmp_path / "class-13" / "trainer.html").read_text(encoding="utf-8"))
    for question in made.questions:
        assert question.asks in learner
        assert f"{phrases.SKILLS[question.skill]}\n{phrases.key(question)}" in trainer
    assert "keep these from learners" in done.out
    assert "trainer.html, moodle.xml" in done.out


def test_every_form_holds_the_same_questions(tmp_path: Path, one_rulebook: Rulebook) -> None:
    folder = tmp_path / "set"
    assert ihl("train", "export", "--topic", "publication", "--count", "4", "--seed", "9", "--format", "all", "-o", folder).code == 0
    asked = paper(one_rulebook, topics=["publication"], count=4, seed=9).questions
    keys = [[choice.right for choice in question.choices] for question in asked]
    read = {
        "moodle.xml": moodle((folder / "moodle.xml").read_text(encoding="utf-8"))[1],
        "gift.txt": gift((folder / "gift.txt").read_text(encoding="utf-8"))[1],
        "canvas-qti12.zip": qti12((folder / "canvas-qti12.zip").read_bytes()),
        "blackboard-qti21.zip": qti21((folder / "blackboard-qti21.zip").read_bytes()),
    }
    for found in read.values():
        assert [[mark > 0 for mark in one.marks][: len(key)] for one, key in zip(found, keys, strict=True)] == keys
    assert len(anki((folder / "cards.apkg").read_bytes())) == len(asked)
    sheets = {f"{who}.{kind}" for who in ("learner", "trainer") for kind in ("html", "docx", "md")}
    assert {path.name for path in folder.iterdir()} == {*read, *sheets, "cards.apkg"}


def test_what_learners_get_holds_none_of_the_reasons(tmp_path: Path, one_rulebook: Rulebook) -> None:
    ihl("train", "export", "--article", "13", "--format", "all", "-o", tmp_path / "set")
    made = paper(one_rulebook, articles=["13"])
    shown = {
        text
        for section in made.sections
        for text in (*section.facts, section.situation, section.title, *(q.asks for q in section.questions))
    }
    shown |= {choice.text for question in made.questions for choice in question.choices}
    kept = {choice.why for question in made.questions for choice in question.choices}
    kept |= {text for question in made.questions for text in (question.explanation, question.model_answer)}
    kept |= {text for section in made.sections for text in (section.model_answer, section.minority, *section.notes, *section.prompts)}
    for name in ("learner.html", "learner.md", "learner.docx"):
        content = (tmp_path / "set" / name).read_bytes()
        if name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                content = b"".join(parts.read(part) for part in parts.namelist())
        text = content.decode("utf-8", "replace")
        for secret in kept - {""}:
            assert secret not in text or any(secret in one for one in shown)


def test_the_same_options_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert ihl("train", "export", "--article", "18", "--count", "3", "--format", "all", "-o", tmp_path / name).code == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_scenario_can_be_named_by_id_or_file(tmp_path: Path) -> None:
    first = sorted(SCENARIOS.glob("*.scenario.yml"))[0]
    identity = first.name.removesuffix(".scenario.yml")
    for word, folder in ((identity, "a"), (str(first), "b")):
        assert ihl("train", "export", word, "--format", "md", "-o", tmp_path / folder).code == 0
    assert (tmp_path / "a" / "trainer.md").read_bytes() == (tmp_path / "b" / "trainer.md").read_bytes()


def test_nothing_is_overwritten_and_nothing_written_where_one_file_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "trainer.html").write_text("mine", encoding="utf-8")
    refused = ihl("train", "export", "--article", "13", "-o", folder)
    assert refused.code == 2
    assert "there is a file of this name already." in refused.err
    assert [path.name for path in folder.iterdir()] == ["trainer.html"]
    assert (folder / "trainer.html").read_text(encoding="utf-8") == "mine"
    assert ihl("train", "export", "--article", "13", "-o", folder, "--force").code == 0
    assert "Answers at a glance" in (folder / "trainer.html").read_text(encoding="utf-8")


def test_a_link_in_the_folder_leads_nowhere_else(tmp_path: Path) -> None:
    folder, outside = tmp_path / "set", tmp_path / "outside.html"
    folder.mkdir()
    outside.write_text("mine", encoding="utf-8")
    (folder / "learner.html").symlink_to(outside)
    assert ihl("train", "export", "--article", "13", "-o", folder).code == 2
    assert ihl("train", "export", "--article", "13", "-o", folder, "--force").code == 0
    assert outside.read_text(encoding="utf-8") == "mine"
    assert not (folder / "learner.html").is_symlink()


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (["--format", "modle"], '"modle" is not one of its values. Did you mean "moodle"?', 2),
        (["--format", ","], '"," is not one of its values.', 2),
        (["--article", "999"], "999", 2),
        (["--topic", "publicity"], '"publicity" is no topic.', 2),
        (["no-such-scenario"], '"no-such-scenario" is no scenario.', 2),
        (["--count", "0"], "a paper has between 1 and 100 situations, not 0.", 2),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path: Path, arguments: list[str], says: str, code: int) -> None:
    refused = ihl("train", "export", *arguments, "-o", tmp_path / "set")
    assert refused.code == code
    assert says in refused.err
    assert not (tmp_path / "set").exists()


def test_a_file_where_the_folder_should_be_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "set").write_text("mine", encoding="utf-8")
    refused = ihl("train", "export", "--article", "13", "-o", tmp_path / "set")
    assert refused.code == 2
    assert "this is a file." in refused.err
    assert (tmp_path / "set").read_text(encoding="utf-8") == "mine"


def test_a_missing_library_is_a_problem_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(__import__("sys").modules, "checker.handouts.anki", raising=False)
    monkeypatch.setitem(__import__("sys").modules, "genanki", None)
    refused = ihl("train", "export", "--article", "13", "--format", "all", "-o", tmp_path / "set")
    assert refused.code == 2
    assert "pip install 'ihl-checker[train]'" in refused.err
    assert not (tmp_path / "set").exists()


def test_the_help_names_every_form() -> None:
    said_ = " ".join(ihl("train", "export", "--help", COLUMNS="200").out.split())
    for name in FORMS:
        assert name in said_
