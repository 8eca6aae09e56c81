"""Reading a record takes short cuts where nothing is wrong. Whatever is read, they come to what the careful way comes to: the same record, and the same problems at the same lines.

The careful way is the same code with every short cut closed (:func:`carefully`). Both read the shipped examples, the broken records, 500 records of the benchmark's register, and records into which Hypothesis puts one mistake or several,
and restricted names in many spellings.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from typing import Any

import pytest
from command import BROKEN, ROOT
from hypothesis import given
from hypothesis import strategies as st
from shipped import example_records, loaded

from checker import documents, values
from checker.claims import ClaimReader, Source, Voice
from checker.documents import Document
from checker.errors import InputError, Problem
from checker.pipeline import incident, shown_problems
from checker.records import Record
from checker.redaction import MARK, Secrets
from checker.spelling import Known
from checker.values import BadValue, read_date, read_value
from checker.vocabulary import Fact

Path = documents.Path


@lru_cache
def register() -> tuple[str, ...]:
    """Five hundred records of the benchmark's register."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from register import register as made
    finally:
        sys.path.pop(0)
    return tuple(made(500))


class _Never:
    """A decoder that takes nothing, so that everything is decoded with care."""

    def decode(self, text: str) -> Any:
        raise ValueError(text)


@contextmanager
def carefully() -> Iterator[None]:
    """Every short cut closed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_DECODER", _Never())
        patch.setattr(ClaimReader, "_plain", lambda *_: None)
        patch.setattr(Fact, "word", lambda *_: None)
        patch.setattr(Known, "may_stand_in", lambda *_: True)
        patch.setattr(values, "one_word", values.one_word.__wrapped__)
        patch.setattr(values, "_remembered_number", values._exact_number)
        patch.setattr(values, "_remembered_dates", values._between)
        yield


def read(text: str, *, suffix: str = ".json", line: int = 1, lines: bool = False) -> Any:
    """The record in a text with restricted values withheld and without, or its problems; ``lines``: the line of every key is looked up, also in a text of one line."""
    document: Document | None = None
    try:
        file = f"some/record{suffix}"
        document = documents.parse_yaml(text, file) if suffix == ".yml" else documents.parse_json(text, file, first_line=line)
        if lines and suffix != ".yml":
            document = dataclasses.replace(document, lines=documents._LazyLines(text, line))
        return incident(document, loaded()), incident(document, loaded(), unredacted=True)
    except InputError as error:
        return error.problems, error.text, shown_problems(error, document or error)


def assert_same(text: str, *, suffix: str = ".json", line: int = 1) -> Any:
    """Both ways come to the same; what they come to."""
    found = read(text, suffix=suffix, line=line)
    with carefully():
        assert read(text, suffix=suffix, line=line, lines=True) == found
    return found


def test_every_record_of_a_register_is_read_as_with_care() -> None:
    refused = sum(not isinstance(assert_same(text, line=number)[0], Record) for number, text in enumerate(register(), start=1))
    assert 0 < refused < 20, "the register has records in which something is wrong, and most are good"


@pytest.mark.parametrize("path", [*example_records(".yml", ".json"), *sorted((BROKEN / "records").glob("*"))], ids=lambda path: path.name)
def test_every_shipped_and_every_broken_record_is_read_as_with_care(path: Any) -> None:
    try:
        text = documents.read_text(str(path))
    except InputError:
        return  # no text, so that there is nothing to read
    for line in text.split("\n") if path.suffix == ".jsonl" else [text]:
        if line.strip():
            assert_same(line, suffix=".json" if path.suffix == ".jsonl" else path.suffix, line=7)
    if path.suffix == ".yml":
        try:
            data = documents.parse_yaml(text, str(path)).data
        except InputError:
            return
        assert_same(json.dumps(data), line=7)
        assert_same(json.dumps(data, indent=1, ensure_ascii=False))


#: What somebody, or a program, puts where something else belongs.
ODD: tuple[Any, ...] = (
    None, "", [], {}, True, False, 0, 1, 1.0, 2.5, -3, 10**15, 10**40, 1e300, "unknown", "not_applicable", "yes", "YES", "true", "no", "maybe", "12", " 7 ", "1.50", "0" * 60, "2033", "203X", "2033-02-30",
    "2033-02-01/2033-01-01", "../2033", "2033?", "2033" + " " * 60, "x" * 80, "x" * 81, "_x", "a b", "é", "s1", "outlet", "ministry", "holder", "prisoner-1", "nobody", "B2", "Z9", "Ukraine", "Norlnd",
    {"is": "yes"}, {"is": None}, {"is": "not_applicable", "note": 3}, {"source": "s1"}, {"is": "yes", "sorce": "s1"}, {"is": {"is": "yes"}}, {"one_of": ["yes", "no"]}, {"one_of": []}, {"at_least": 3}, {"at_least": 5, "at_most": 3}, {"at_leest": 3},
    {"is": "unknown", "note": "Nobody could say."}, {"is": "yes", "source": "nowhere", "at": 4, "said_by": "ghost", "grade": "B9", "note": []}, {"is": "yes", "at": None, "grade": ""}, ["yes"], [["yes"]], [{"is": "yes"}, {"is": "no", "grade": "A1"}],
)  # fmt: skip

KEYS = (
    "id",
    "label",
    "facts",
    "note",
    "state",
    "is",
    "source",
    "at",
    "said_by",
    "grade",
    "title",
    "dates",
    "summary",
    "sources",
    "voices",
    "restricted",
    "party",
    "conflict",
    "kind",
    "derived_from",
    "by",
    "langauge",
    "",
)


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Every place below the top of plain data."""
    if path:
        yield path
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def around(data: Any, path: Path) -> Any:
    """What a place lies in."""
    for key in path[:-1]:
        data = data[key]
    return data


@st.composite
def mistaken(draw: st.DrawFn) -> dict[str, Any]:
    """A record of the register into which up to five mistakes were put."""
    data: dict[str, Any] = json.loads(draw(st.sampled_from(register()[:120])))
    for _ in range(draw(st.integers(0, 5))):
        found = list(places(data))
        if not found:
            break
        path = draw(st.sampled_from(found))
        inside, key = around(data, path), path[-1]
        change = draw(st.sampled_from(("other", "other", "gone", "key", "more", "twice")))
        if change == "other":
            inside[key] = deepcopy(draw(st.sampled_from(ODD)))
        elif change == "gone":
            del inside[key]
        elif change == "twice" and isinstance(inside, list):
            inside.append(deepcopy(inside[int(key)]))
        elif change == "key" and isinstance(inside, dict):
            inside[draw(st.sampled_from(KEYS))] = inside.pop(key)
        elif isinstance(inside, dict):
            inside[draw(st.sampled_from(KEYS))] = deepcopy(draw(st.sampled_from(ODD)))
    return data


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A mistaken record as JSON, on one line or on many, perhaps with something in it that makes it none."""
    text = json.dumps(draw(mistaken()), ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from((None, None, 0, 1))))
    if draw(st.integers(0, 4)) == 0:
        place = draw(st.integers(0, len(text)))
        text = (
            text[:place]
            + draw(st.sampled_from(('"', "{", "}", ",", "\n", " ", "NaN", "\ufeff", "1e999", "\\", '"id": "x",', "9" * 5000)))
            + text[place:]
        )
    return text


@given(texts(), st.integers(1, 3))
def test_whatever_is_wrong_is_told_as_with_care(text: str, line: int) -> None:
    assert_same(text, line=line)


#: Names as somebody might write them elsewhere.
SPELT = (
    str, str.upper, str.lower, lambda name: name.replace(" ", ""), "-".join, lambda name: f"{name}s", lambda name: f"foo{name}", lambda name: name.replace("e", "%65"), lambda name: name.replace("e", "&#101;"),
    lambda name: name.replace("a", "<b>a</b>"), lambda name: name.replace("i", "\\u0069"), lambda name: name.replace("o", "ö"), lambda name: name.replace(" ", "_x0020_"), lambda name: name[:4], lambda name: f"xn--{name}",
)  # fmt: skip
NAMES = ("Belfenis Vikjorgor", "Xu", "O'Hara-Li", "Jošt Král", "李小龙", "Tan", "Ким Чен", "Held With", "NV-000123-4", "Mr Al", "de la Cruz", "bel<b>fen", "12")  # fmt: skip
JOINTS = (" ", "-", "", ". ", "\n", " <i> ", "%41")

spelt = st.builds(lambda name, how: how(name), st.sampled_from(NAMES), st.sampled_from(SPELT))
known = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)


@st.composite
def written(draw: st.DrawFn) -> str:
    """A text with names in it."""
    return draw(st.sampled_from(JOINTS)).join(
        draw(st.lists(st.one_of(spelt, st.sampled_from(("a guard", "para 7", "ab", "Foo", "<", "9"))), max_size=5))
    )


@given(known, written(), st.sampled_from(("names", "numbers", "relatives", "note")))
def test_a_name_that_is_called_absent_is_found_in_no_reading(names: list[str], text: str, key: str) -> None:
    secrets = Secrets({"p": {key: names}})
    assert bool(list(secrets.hits(text))) == secrets.stand_in(text)
    hidden, absent = secrets.hide(text), secrets.absent([text, "something else"])
    with carefully():
        assert secrets.hide(text) == hidden
        assert not (absent and list(secrets.hits(text)))


@pytest.mark.parametrize(
    "text",
    [
        "to BELFENIS",
        "Belf%65nis",
        "Belf&#101;nis",
        "Bel<b>fen</b>is",
        "Belf\\u0065nis",
        "Belf_x0065_nis",
        f"www.{'bélfénis'.encode('idna').decode()}.example",
        "B-e-l-f-e-n-i-s",
        "fooBelfenis",
        "with Xu.",
        "fooXu",
        "Бельфенис",
    ],
)
def test_a_name_is_withheld_however_it_is_written(text: str) -> None:
    secrets = Secrets({"p": {"names": ["Belfenis", "Xu", "Бельфенис"]}})
    assert not secrets.absent([text])
    assert secrets.stand_in(text)
    assert MARK in secrets.hide(f"A guard saw it. {text} A guard")


def with_name(change: Callable[[dict[str, Any]], None]) -> Any:
    """The first record of the register, with a restricted name put into it; as both ways read it, without its restricted block."""
    data = json.loads(register()[0])
    data["restricted"] = {"prisoner-1": {"names": ["Quillon"]}}
    change(data)
    return assert_same(json.dumps(data))[0]._replace(restricted={})


@pytest.mark.parametrize("where", ["source", "voice", "entry", "note", "at", "source title", "voice name", "label", "record", "nowhere"])
def test_a_name_is_withheld_wherever_it_stands_and_what_holds_none_stays_as_it_was(where: str) -> None:
    def change(data: dict[str, Any]) -> None:
        claim = data["person"][0]["facts"]["in_enemy_power"]
        if where == "source":
            data["sources"].append({"id": "quillon-file"})
            claim["source"] = "quillon-file"
        elif where == "voice":
            data["voices"].append({"id": "quillon", "name": "a witness", "kind": "witness"})
            claim["said_by"] = "quillon"
        elif where == "entry":
            data["person"].append({"id": "quillon", "in_power_of": "holder", "depends_on": "other"})
            data["medical_care"][0]["of"].append("quillon")
        elif where in ("note", "at"):
            claim[where] = "so says Quillon"
        elif where == "source title":
            data["sources"][0]["title"] = "About Quillon"
        elif where == "voice name":
            data["voices"][0]["name"] = "Quillon"
        elif where == "label":
            data["party"][0]["label"] = "Quillon"
        elif where == "record":
            data["id"] = "of-quillon"

    shown = repr(with_name(change))
    assert "quillon" not in shown.lower()
    assert ("withheld" in shown) == (where != "nowhere")


def test_texts_without_a_name_are_told_at_once_also_where_many_are_looked_for() -> None:
    secrets = Secrets({"p": {"names": ["Belfenis Vikjorgor"], "numbers": ["NV-000123-4"]}})
    assert secrets.absent(["a guard", "para 7", ""])
    assert not secrets.absent(["a guard", "para 7", "to BELFENIS"])
    many = Secrets({f"p{number}": {"names": [f"Zz{chr(97 + number % 26)}xyquwv {number}"]} for number in range(200)})
    assert not many.absent(["a guard"]), "so many are looked for in the careful way"
    assert many.hide("a guard") == "a guard"


@given(
    st.sampled_from(register()[:120]),
    known,
    st.sampled_from(("names", "numbers", "relatives")),
    st.lists(st.tuples(st.integers(0, 10**6), spelt, st.booleans()), max_size=4),
)
def test_what_is_restricted_is_withheld_as_with_care(text: str, names: list[str], key: str, planted: list[tuple[int, str, bool]]) -> None:
    data = json.loads(text)
    data["restricted"] = {data["person"][0]["id"]: {key: names}}
    found = [path for path in places(data) if isinstance(around(data, path)[path[-1]], str) and path[0] not in ("restricted", "schema")]
    for number, name, whole in planted:
        path = found[number % len(found)]
        inside = around(data, path)
        inside[path[-1]] = name if whole else f"{inside[path[-1]]} {name}"
    assert_same(json.dumps(data))


# --- lines ---------------------------------------------------------------------------------------------------------------------------------------------

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text("ab{}[],: \\\"'é", max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('abc:,"\\', min_size=1, max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), plain), st.integers(1, 50))
def test_everything_in_one_line_of_json_is_on_that_line(data: dict[str, Any], line: int) -> None:
    text = json.dumps(data) + "\n"
    document = documents.parse_json(text, "x.jsonl", first_line=line)
    slowly = documents._LazyLines(text, line)
    assert document.data == data
    for path in places(data):
        assert document.line(*path) == slowly[path] == line
    assert document.line("not there") == line


@given(plain, st.sampled_from((0, 1, 4)))
def test_json_on_many_lines_has_the_lines_that_it_has_as_yaml(data: Any, indent: int) -> None:
    text = json.dumps({"top": data}, indent=indent)
    document, as_yaml = documents.parse_json(text, "x.json"), documents.parse_yaml(text, "x.yml")
    for path in places({"top": data}):
        assert document.line(*path) == as_yaml.line(*path)


# --- values ------------------------------------------------------------------------------------------------------------------------------------------

KINDS: Sequence[tuple[str, tuple[str, ...], float | None, float | None]] = (
    ("bool", (), None, None), ("enum", ("red", "green", "yes"), None, None), ("int", (), 0, None), ("int", (), None, 9), ("float", (), 0, 99.5), ("date", (), None, None),
)  # fmt: skip
RAW = (
    True,
    False,
    0,
    1,
    1.0,
    -0.0,
    9,
    10,
    2.5,
    10**15,
    10**40,
    "1",
    " 1 ",
    "1.0",
    "+1",
    "red",
    "yes",
    "YES",
    "True",
    "2033",
    "2033-01-01",
    "2033/2032",
    "x",
    "",
    "2033" + " " * 60,
    "7" + " " * 60,
    None,
    (),
    float("inf"),
)


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(RAW)), max_size=12))
def test_a_value_is_the_same_whatever_was_read_before(asked: list[tuple[Any, Any]]) -> None:
    def said(kind: str, raw: Any, words: tuple[str, ...], low: float | None, high: float | None) -> Any:
        try:
            return read_value(kind, raw, words, low, high)
        except BadValue as error:
            return error.what, error.fix, error.word

    quickly = [said(kind, raw, *rest) for (kind, *rest), raw in asked]
    with carefully():
        assert [repr(said(kind, raw, *rest)) for (kind, *rest), raw in asked] == [repr(one) for one in quickly]


def test_what_is_said_twice_is_one_value() -> None:
    for fact in loaded().vocabulary.facts():
        for word in fact.words:
            assert fact.read(word) is fact.read(str(word))
    for kind, raw in (("date", "2033-02-19"), ("int", 3), ("float", "2.5"), ("bool", "yes")):
        assert read_value(kind, raw) is read_value(kind, raw)


def test_a_fact_may_have_a_word_that_means_something_else_in_a_record() -> None:
    fact = Fact("clip", "kind", "enum", "Which?", {"not_applicable": "It is none.", "film": "It is one.", "unknown": "Nobody knows."})
    document = Document("x.yml", {})
    for value in ("not_applicable", {"is": "not_applicable"}, "unknown", {"is": "unknown"}, "film", {"is": "film"}):
        quickly = ClaimReader(document, [], {}, {}).stated(fact, value, ())
        with carefully():
            assert ClaimReader(document, [], {}, {}).stated(fact, value, ()) == quickly


CLAIMS: tuple[Any, ...] = tuple(
    claimed
    for raw in ("yes", "no", "is", "film", "12", "2033", "unknown", "not_applicable", 3, True, None)
    for claimed in (raw, {"is": raw}, {"is": raw, "source": "s1", "said_by": "outlet", "grade": "B2", "at": "para 1", "note": "Seen."}, {"is": raw, "said_by": "judge"}, {"is": raw, "grade": "B7"}, {"is": raw, "source": "s2"}, {"is": raw, "said_by": "nobody"}, {"is": raw, "at": 4}, {"is": raw, "on": "x"}, [{"is": raw}, {"is": "no"}])
)  # fmt: skip


@pytest.mark.parametrize("judgement", [False, True])
@pytest.mark.parametrize("kind", ["bool", "enum", "int", "float", "date"])
def test_a_claim_on_a_fact_of_any_type_is_read_as_with_care(kind: str, judgement: bool) -> None:
    says = {"bool": ("yes", "no"), "enum": ("film", "yes", "other")}.get(kind, ("is",))
    fact = Fact("clip", "asked", kind, "Is it?", dict.fromkeys((*says, "unknown"), "So it is."), judgement=judgement)
    document = Document("x.jsonl", {}, {}, 7)
    sources = {"s1": Source("s1")}
    voices = {"outlet": Voice("outlet", "A paper", "outlet"), "judge": Voice("judge", "Somebody", "reviewer")}

    def told(claimed: Any) -> Any:
        problems: list[Problem] = []
        return ClaimReader(document, problems, sources, voices).stated(fact, deepcopy(claimed), ("clip", 0, "facts", "asked")), problems

    for claimed in CLAIMS:
        quickly = told(claimed)
        with carefully():
            assert told(claimed) == quickly
    read, problems = told({"is": "yes" if kind in ("bool", "enum") else "2033" if kind == "date" else 3})
    assert (len(read.claims), bool(problems)) == (1, judgement), "a judgement needs a person, and everything else is fine"


def test_a_link_leads_to_the_kind_of_entry_that_it_is_for() -> None:
    data = json.loads(register()[0])
    for target in ("prisoner-1", ["prisoner-1"], "conflict", ""):
        data["person"][0]["in_power_of"] = target
        problems, *_ = assert_same(json.dumps(data))
        assert [problem.code for problem in problems] == ["missing-target"]


def test_yes_is_no_number_also_where_one_was_read_before() -> None:
    for kind in ("int", "float"):
        assert read_value(kind, 1) == read_value(kind, 1.0) == read_value(kind, "1")
        with pytest.raises(BadValue):
            read_value(kind, True)


def test_values_are_remembered_in_bounded_memory() -> None:
    def asked() -> list[int]:
        return [kept.cache_info().misses for kept in (values._remembered_number, values._remembered_dates)]

    before = asked()
    read_date("2033" + " " * 10**6)
    read_value("date", "2033" + " " * 10**6)
    read_value("int", "7" + " " * 10**6)
    assert asked() == before, "what is long is not kept"
    for number in range(2 * values._KEPT):
        read_value("int", number)
        read_date(f"{1000 + number}")
    for kept in (values._remembered_number, values._remembered_dates, values.one_word):
        size = kept.cache_info()
        assert size.maxsize == values._KEPT
        assert size.currsize <= values._KEPT
