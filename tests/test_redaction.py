"""Restricted values are found however they are written, and taken out of any text."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import outputs
from checker.errors import InputError
from checker.redaction import MARK, Secrets

KEPT = {"prisoner-1": {"names": ["Anselm Törvik", "Ким Чхоль"], "numbers": ["NV-3310-7"], "relatives": ["the mother in Lowen"], "age": 19}}


@pytest.mark.parametrize(
    "text",
    [
        "It was Anselm Törvik.",
        "ANSELM TORVIK",
        "anselm-torvik.jpg",
        "AnselmTorvik.jpg",
        "An\u200bselm To\u0308rvik",
        "A n s e l m  T o r v i k",
        "Torvik's cap",
        "torvik2.png",
        "number NV3310-7",
        "nv 3310 7",
        "kim chkhol",
        "Tӧrvik",
        "the mother, in Lowen",
    ],
)
def test_a_value_is_found_however_it_is_written(text: str) -> None:
    secrets = Secrets(KEPT)
    assert list(secrets.hits(text))
    assert MARK in secrets.hide(text)
    assert not list(secrets.hits(secrets.hide(text)))


@pytest.mark.parametrize("text", ["Torvikson", "a mother", "19 days", "Anse", "3310", ""])
def test_what_is_no_restricted_value_stays(text: str) -> None:
    assert Secrets(KEPT).hide(text) == text


@pytest.mark.parametrize("text", ["T&ouml;rvik", "T\\u00f6rvik", "&#84;orvik"])
def test_a_value_escaped_for_html_or_json_leaks(text: str) -> None:
    assert Secrets(KEPT).leaks(text)


@given(
    st.dictionaries(st.sampled_from("abc"), st.fixed_dictionaries({"names": st.lists(st.text(max_size=12), max_size=3)})),
    st.text(max_size=60),
)
def test_nothing_is_left_after_hiding(restricted: dict[str, dict[str, list[str]]], text: str) -> None:
    secrets = Secrets(restricted)
    for whose in restricted.values():
        for name in whose["names"]:
            text = text[:20] + name + text[20:]
    hidden = secrets.hide(text)
    assert not list(secrets.hits(hidden))
    assert secrets.hide(hidden) == hidden


@pytest.mark.parametrize("word", ["withheld", "withhel", "[withheld]", "held abc", "with"])
def test_a_value_like_the_mark_does_not_go_on_for_ever(word: str) -> None:
    secrets = Secrets({"p": {"names": [word]}})
    assert len(secrets.hide(f"{word} held abc {MARK} abc")) < 100


def workbook(text: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<t>{text}</t>")
    return made.getvalue()


@pytest.mark.parametrize("content", ["by T&ouml;rvik", b"by Torvik", workbook("T&#246;rvik")])
def test_a_file_with_a_restricted_value_is_not_written(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(InputError) as caught:
        outputs.write(str(tmp_path / "report.html"), content, Secrets(KEPT))
    assert [problem.code for problem in caught.value.problems] == ["leak"]
    assert "orvik" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_the_name_of_a_file_is_looked_at_too(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        outputs.write(str(tmp_path / "torvik.html"), "nothing", Secrets(KEPT))
    assert "orvik" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_file_is_written_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    outputs.write(str(path), "first\n", Secrets(KEPT))
    with pytest.raises(InputError, match="--force"):
        outputs.write(str(path), "second\n", Secrets())
    assert path.read_text() == "first\n"
    outputs.write(str(path), "second\n", Secrets(), force=True)
    assert path.read_text() == "second\n"
    assert [found.name for found in tmp_path.iterdir()] == ["report.md"]
    with pytest.raises(InputError, match="folder"):
        outputs.write(str(tmp_path / "missing" / "report.md"), "", Secrets())
    with pytest.raises(InputError, match="folder"):
        outputs.write(str(tmp_path), "", Secrets(), force=True)
