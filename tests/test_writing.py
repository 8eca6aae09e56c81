"""What is written is read back as it was: the same keys, in the same order, with the same text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import example_records

from checker import documents
from checker.writing import as_json, as_yaml

text = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0\x0b\x0c\r\x7f\ufffe\uffff"), max_size=40).filter(
        lambda value: not any(ord(letter) < 32 and letter not in "\t\n" for letter in value)
    ),
    st.sampled_from(
        [
            "yes",
            "NO",
            "null",
            "~",
            "3",
            "-1.5",
            "2025-01-09",
            "- x",
            "a: b",
            "#x",
            "{",
            "",
            " ",
            "x ",
            "'",
            '"',
            "\u2028",
            "\u202eabc",
            "é",
            "1e5",
        ]
    ),
)
keys = st.one_of(st.sampled_from(["facts", "is", "note", "person", "yes"]), text.filter(bool))
data = st.dictionaries(
    keys,
    st.recursive(text, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)), max_leaves=12),
    min_size=1,
    max_size=5,
)


@given(data)
def test_yaml_is_read_back_as_it_was(given: dict[str, Any]) -> None:
    read = documents.parse_yaml(as_yaml(given), "x.yml").data
    assert read == given
    assert json.dumps(read) == json.dumps(given), "keys keep their order"


@given(data)
def test_json_is_read_back_as_it_was(given: dict[str, Any]) -> None:
    assert documents.parse_json(as_json(given), "x.json").data == given


@given(data, st.text(max_size=30))
def test_comments_change_nothing(given: dict[str, Any], said: str) -> None:
    comments: dict[tuple[str | int, ...], str] = {}
    for key, value in given.items():
        comments[(key,)] = said
        comments |= {
            (key, inner): said for inner in (value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ())
        }
    said_safely = {path: "".join(letter if letter.isprintable() else "?" for letter in text) for path, text in comments.items()}
    assert documents.parse_yaml(as_yaml(given, said_safely, head="A record\nto be filled in"), "x.yml").data == given


@pytest.mark.parametrize("path", example_records(".yml"), ids=lambda path: path.stem)
def test_a_record_is_written_as_a_person_would(path: Path) -> None:
    given = documents.read(str(path)).data
    written = as_yaml(given)
    assert documents.parse_yaml(written, "x.yml").data == given
    assert "{is: yes, source:" in written, "a short claim stands on one line"
    assert "\n\nsources:\n  - " in written
    assert "'" not in written.replace("'s", "").replace("s'", ""), "double quotes only"
