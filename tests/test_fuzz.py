"""No input makes a traceback, takes more than two seconds or fills the memory: every input that a fuzzer ever found worth keeping, and inputs that Hypothesis makes out of good ones.

The readers stand in ``fuzz/targets.py``, the corpus in ``fuzz/corpus``; ``fuzz/README.md`` says how a fuzzer is run.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from command import ROOT
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

FUZZ = ROOT / "fuzz"
CORPUS = FUZZ / "corpus"
NAMES = sorted(path.name for path in CORPUS.iterdir())

#: What one input may take, in seconds of processor time, and all of them together in megabytes, with everything that the program loads.
LONGEST, LARGEST = 2.0, 500


def loaded() -> ModuleType:
    """The targets, as fuzzers have them."""
    found = importlib.util.spec_from_file_location("targets", FUZZ / "targets.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["targets"] = module
    found.loader.exec_module(module)
    return module


TARGETS = loaded()


def test_every_target_has_a_corpus() -> None:
    assert sorted(TARGETS.TARGETS) == NAMES
    assert all(any((CORPUS / name).iterdir()) for name in NAMES)
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 1_000_000


# --- the corpus --------------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def replay() -> dict[str, Any]:
    """What came of the whole corpus, replayed in a process of its own whose memory is measured."""
    ran = subprocess.run(
        [sys.executable, str(FUZZ / "replay.py")], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    *lines, memory = map(json.loads, ran.stdout.splitlines())
    return {line["target"]: line for line in lines} | memory


@pytest.mark.parametrize("name", NAMES)
def test_the_corpus_of_a_target_is_read_or_refused(name: str, replay: dict[str, Any]) -> None:
    found = replay[name]
    assert found["faults"] == []
    assert found["slowest"] < LONGEST
    assert found["inputs"] == len(list((CORPUS / name).iterdir()))


def test_the_corpus_takes_little_memory(replay: dict[str, Any]) -> None:
    assert replay["megabytes"] < LARGEST


# --- good inputs made bad ----------------------------------------------------------------------------------------------------------------------------------

#: What gives readers trouble, as bytes that are put somewhere.
PIECES = [
    b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xc2\x85", b"\r", b"\r\n", b"\x1b]52;c;x\x07", b"\\ud800", b'"\\udfff"',
    b"&a [*a]", b"*a", b"<<: {a: b}\n", b"!!python/object/apply:os.system [x]", b"!x ", b"---\n", b"...\n", b"? ", b"%YAML 9.9\n", b"9" * 400, b"-1e400", b"1_000", b"0x10", b".nan", b"2025-02-30",
    b"[" * 60, b"{" * 60, b"{a: " * 60, b'"', b"'", b"`" * 9, b"\t", b" " * 70, b": ", b"- ", b"#", b"|", b";", b",", b"=cmd|' /C x'!A0", b"a" * 3_000, "Ǆ\u0345ﬃ\u1e9e".encode(), "\u0660\u0661".encode(),
    b"<![CDATA[", b"<!--", b"&#xD800;", b"</w:p>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
]  # fmt: skip


def mutated(data: bytes, draw: Any) -> bytes:
    """``data`` with something put in, taken out, said twice, exchanged or cut."""
    at = draw(st.integers(0, len(data)))
    to = min(len(data), at + draw(st.integers(0, 40)))
    lines = data.split(b"\n")
    line = draw(st.integers(0, len(lines) - 1))
    other = draw(st.integers(0, len(lines) - 1))
    kind = draw(st.sampled_from(["in", "over", "out", "twice", "swap", "indent", "cut", "letter", "ends", "key", "value"]))
    if kind == "in":
        return data[:at] + draw(st.sampled_from(PIECES)) + data[at:]
    if kind == "over":
        return data[:at] + draw(st.sampled_from(PIECES)) + data[to:]
    if kind == "out":
        return data[:at] + data[to:]
    if kind == "twice":
        return b"\n".join([*lines[:line], lines[other], *lines[line:]])
    if kind == "swap":
        lines[line], lines[other] = lines[other], lines[line]
        return b"\n".join(lines)
    if kind == "indent":
        lines[line] = draw(st.sampled_from([b"  ", b"- ", b"    - ", b"\t"])) + lines[line]
        return b"\n".join(lines)
    if kind == "cut":
        return data[:at]
    if kind == "ends":
        return data.replace(b"\n", draw(st.sampled_from([b"\r\n", b"\r", b"\n\n", b"\xc2\x85"])), draw(st.sampled_from([1, -1])))
    if kind in ("key", "value"):
        key, colon, value = lines[line].partition(b":")
        new = draw(
            st.sampled_from(
                [
                    *PIECES,
                    b" yes",
                    b" []",
                    b" {}",
                    b" ~",
                    b" ''",
                    b" unknown",
                    b" {is: no}",
                    b" [{is: 1}, 2]",
                    b" {one_of: [x]}",
                    b" {at_least: {}}",
                ]
            )
        )
        lines[line] = new.strip() + colon + value if kind == "key" else key + (colon or b": ") + new
        return b"\n".join(lines)
    return data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]


@st.composite
def worse(draw: Any, name: str) -> bytes:
    """An input of the corpus with a few things wrong in it."""
    first = sorted(path for path in (CORPUS / name).glob("seed-*"))
    data = draw(st.sampled_from(first)).read_bytes()
    for _ in range(draw(st.integers(1, 5))):
        data = mutated(data, draw)
    return data


QUIET = settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
THOROUGH = "IHL_THOROUGH" in os.environ


@pytest.mark.parametrize("name", NAMES)
def test_what_is_made_out_of_good_inputs_is_read_or_refused(name: str) -> None:
    @settings(QUIET, max_examples=2_000 if THOROUGH else 80)
    @given(data=worse(name))
    @example(data=b"")
    @example(data=b"\xef\xbb\xbf")
    @example(data=b"\xff\xfe\x00")
    @example(data=b"\n" * 300)
    @example(data=b"PK\x03\x04")
    @example(data=b"PK\x05\x06" + b"\0" * 18)
    def tried(data: bytes) -> None:
        assert TARGETS.tried(name, data) in ("taken", "refused")

    tried()


# --- plain data of any shape -------------------------------------------------------------------------------------------------------------------------------

#: Words that the readers of records know, among others.
WORDS = [
    "schema", "ihl-incident/1", "id", "title", "sources", "voices", "restricted", "person", "publication", "notice", "conflict", "party", "facts", "held", "rank", "released", "face", "is", "source",
    "said_by", "grade", "note", "kind", "name", "depicts", "by", "of", "unknown", "not_applicable", "at_least", "one_of", "p", "2025-01-XX", "", "\ud800", "\u202e", "a" * 300,
]  # fmt: skip
ANY = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.integers(10**15, 10**30), st.floats(), st.sampled_from(WORDS), st.text(max_size=8)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)),
    max_leaves=20,
)
BLOCKS = st.lists(st.one_of(ANY, st.fixed_dictionaries({"id": st.one_of(st.sampled_from("abcp"), ANY)}, optional=dict.fromkeys(("facts", "in_power_of", "depicts", "label", "note", "kind", "name", "party"), ANY))), max_size=4)  # fmt: skip
RECORDS = st.fixed_dictionaries(
    {"schema": st.just("ihl-incident/1"), "id": st.just("a"), "title": st.one_of(st.just("A"), ANY)},
    optional={
        **dict.fromkeys(("sources", "voices", "person", "publication", "notice", "party"), st.one_of(BLOCKS, ANY)),
        **dict.fromkeys(("conflict", "restricted", "dates", "summary", "language"), ANY),
    },
)


@settings(QUIET, max_examples=3_000 if THOROUGH else 250)
@given(data=RECORDS)
def test_a_record_of_any_shape_is_read_or_refused(data: Any) -> None:
    assert TARGETS.tried("record", json.dumps(data).encode()) in ("taken", "refused")


@settings(QUIET, max_examples=1_000 if THOROUGH else 60)
@given(data=st.lists(st.one_of(RECORDS, ANY), max_size=4), ends=st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_a_register_of_anything_is_read_line_by_line(data: list[Any], ends: str) -> None:
    assert TARGETS.tried("jsonl", ends.join(map(json.dumps, data)).encode()) == "taken"


# --- archives ----------------------------------------------------------------------------------------------------------------------------------------------


def parts_of(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the entries of the directory of a ZIP file begin and end."""
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        after = data.find(b"PK\x01\x02", at + 4)
        yield at, after if after >= 0 else data.find(b"PK\x05\x06")
        at = after


@settings(QUIET, max_examples=500 if THOROUGH else 30)
@given(draw=st.data(), name=st.sampled_from(["workbook", "kobo", "word", "odk"]))
def test_an_archive_whose_directory_lies_is_read_or_refused(draw: st.DataObject, name: str) -> None:
    """Sizes, places, names, flags and methods of packing that are not so, entries that lie in each other, or one entry many times."""
    skeleton = {
        "word": {**TARGETS.WORD, "word/document.xml": TARGETS.BODY + b"<w:p/></w:body></w:document>"},
        "odk": {"form.csv": b"KEY,SubmissionDate\n1,2\n"},
    }
    book = {**TARGETS.BOOK, "xl/worksheets/sheet1.xml": TARGETS.SHEET + b"<row><c><v>1</v></c></row></sheetData></worksheet>"}
    data = bytearray(TARGETS.archive(skeleton.get(name, book)))
    entries = list(parts_of(bytes(data)))
    for _ in range(draw.draw(st.integers(1, 4))):
        start, end = draw.draw(st.sampled_from(entries))
        # Version, flags, method, time, CRC, sizes, lengths of name and more, place: all in the first 46 bytes (APPNOTE 4.3.12).
        at = draw.draw(st.integers(4, 45))
        data[start + at] = draw.draw(st.sampled_from([0, 1, 8, 12, 14, 93, 99, 127, 128, 255]))
        if draw.draw(st.booleans()):
            other, _ = draw.draw(st.sampled_from(entries))
            data[start + 42 : start + 46] = data[other + 42 : other + 46]
        assert end >= start
    assert TARGETS.tried(name, bytes(data)) in ("taken", "refused")


def test_an_archive_that_is_one_part_many_times_is_refused(tmp_path: Path) -> None:
    """A kernel that every entry of the directory leads to (D. Fifield, A better zip bomb, 2019), here without more than the sizes of its parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("form.csv", b"KEY,SubmissionDate\n" + os.urandom(60_000).hex().encode())
    data = bytearray(made.getvalue())
    ((start, end),) = parts_of(bytes(data))
    entry, tail = bytes(data[start:end]), data[end:]
    count = 4_000
    many = b"".join(entry.replace(b"form.csv", b"%04d.csv" % number) for number in range(count))
    tail[8:10] = tail[10:12] = count.to_bytes(2, "little")
    tail[12:16] = len(many).to_bytes(4, "little")
    (tmp_path / "x.zip").write_bytes(data[:start] + many + tail)
    assert TARGETS.tried("odk", (tmp_path / "x.zip").read_bytes()) == "refused"
