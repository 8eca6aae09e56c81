"""The command line as a shell sees it: exit codes, standard input and output, forms, and what each command says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cache as once
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from command import BROKEN, GOOD, RULEBOOK, Outcome, ihl
from shipped import kind_of

from checker import __version__, library, pipeline
from checker.api import check, load_record
from checker.cli import run
from checker.rulebook import Rulebook

RULES = ("--rules", str(RULEBOOK))
ROOT = Path(__file__).parent.parent

#: DESIGN 6, and no other.
FINDING_KEYS = (
    "rule", "title", "provision", "record", "subject", "binding", "reading", "verdict", "possible", "contested", "gravity", "addressee", "because", "would_change_if",
    "to_find_out", "accounts", "grade", "review",
)  # fmt: skip


def good(old: str = "", new: str = "", *, identity: str = "good") -> str:
    """The good record with one change."""
    text = GOOD.read_text()
    assert old in text
    return text.replace(old, new, 1).replace("id: good", f"id: {identity}")


def as_json(text: str) -> str:
    """The same record on one line of JSON."""
    return json.dumps(yaml.safe_load(text))


# --- exit codes -------------------------------------------------------------------------------------------------------------------------------------------

THRESHOLDS: dict[str, tuple[str, str, dict[str, int]]] = {
    "a breach": ("", "", {"breach": 1, "contested": 1, "undetermined": 1, "never": 0}),
    "a breach on another reading": ("face: clear", "face: blurred", {"breach": 0, "contested": 1, "undetermined": 1, "never": 0}),
    "an open finding that may be a breach on another reading": (
        "released: {is: yes,", "released: {is: unknown,", {"breach": 0, "contested": 0, "undetermined": 1, "never": 0},
    ),
    "an open finding that is a breach on another reading": ("face: clear", "face: unknown", {"breach": 0, "contested": 1, "undetermined": 1, "never": 0}),
    "an exception": ("need_compelling: {is: no,", "need_compelling: {is: yes,", {"breach": 0, "contested": 1, "undetermined": 1, "never": 0}),
    "nothing": ("released: {is: yes,", "released: {is: no,", {"breach": 0, "contested": 0, "undetermined": 0, "never": 0}),
}  # fmt: skip


@pytest.mark.parametrize("name", THRESHOLDS)
def test_exit_code_is_1_for_findings_at_the_threshold_and_0_without(name: str, tmp_path: Path) -> None:
    old, new, codes = THRESHOLDS[name]
    path = tmp_path / "record.yml"
    path.write_text(good(old, new))
    assert {threshold: ihl("check", path, "--fail-on", threshold, *RULES).code for threshold in codes} == codes
    assert ihl("check", path, *RULES).code == codes["breach"]


@pytest.mark.parametrize("form", ["terminal", "json", "jsonl"])
def test_exit_code_does_not_hang_on_the_form(form: str) -> None:
    assert ihl("check", GOOD, "--format", form, *RULES).code == 1
    assert ihl("check", GOOD, "--format", form, "--fail-on", "never", *RULES).code == 0


def test_one_record_at_the_threshold_among_several_is_enough(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(good("released: {is: yes,", "released: {is: no,", identity="calm"))
    (tmp_path / "b.yml").write_text(good(identity="grave"))
    assert ihl("check", tmp_path, *RULES).code == 1
    assert ihl("check", tmp_path / "a.yml", *RULES).code == 0


def test_exit_code_is_2_where_a_record_cannot_be_used_though_others_are_in_breach(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("a: b: c\n")
    outcome = ihl("check", tmp_path, GOOD, *RULES)
    assert outcome.code == 2
    assert "A recognisable captive shown to the public" in outcome.out


@pytest.mark.parametrize("name", ["empty folder", "other files", "hidden files", "empty lines"])
def test_exit_code_is_3_where_there_is_nothing_to_check(name: str, tmp_path: Path) -> None:
    files = {
        "empty folder": {},
        "other files": {"notes.txt": "x", "README.md": "x"},
        "hidden files": {".draft.yml": "x", ".git/x.yml": "x"},
        "empty lines": {"x.jsonl": "\n\n"},
    }
    for file, text in files[name].items():
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    outcome = ihl("check", tmp_path, *RULES)
    assert outcome.code == 3
    assert "nothing was checked" in outcome.err
    assert ihl("needs", tmp_path, *RULES).code == 3
    report = ihl("check", tmp_path, "--format", "json", *RULES)
    assert (report.code, json.loads(report.out)["records"]) == (3, [])


def test_exit_code_is_2_for_usage_that_cannot_be_understood() -> None:
    for arguments in (
        ["chek"],
        ["check", "--formt", "json"],
        ["what-if", str(GOOD)],
        ["why", str(GOOD)],
        ["rules", "sho"],
        ["schema", "record", "rule"],
    ):
        outcome = ihl(*arguments)
        assert outcome.code == 2
        assert "Error: " in outcome.err
        assert "Traceback" not in outcome.err


@pytest.mark.parametrize("table", ["chek", "--formt"])
def test_misspelt_commands_and_options_are_answered_with_the_near_miss(table: str) -> None:
    outcome = ihl(*(["chek"] if table == "chek" else ["check", "--formt", "json"]))
    assert ("'check'" if table == "chek" else "--format") in outcome.err


def test_exit_code_is_4_without_a_traceback_for_an_error_of_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: Any) -> int:
        raise RuntimeError("the \x1b[31mcat\u202e sat on it")

    monkeypatch.setattr("checker.cli.checking.check_command", failing)
    monkeypatch.setattr(sys, "argv", ["ihl", "check"])
    monkeypatch.delenv("IHL_DEBUG", raising=False)
    monkeypatch.setattr("os._exit", lambda code: sys.exit(code))
    with pytest.raises(SystemExit) as end:
        run()
    said = capsys.readouterr().err
    assert end.value.code == 4
    assert re.search(r"an error of the program itself \(RuntimeError in test_cli\.py, line \d+\)", said)
    assert "cat" not in said, "what an error says may quote a record"
    assert "IHL_DEBUG" in said
    assert "Traceback" not in said


def test_error_of_the_program_is_shown_in_full_to_whoever_debugs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> int:
        raise RuntimeError("the cat sat on it")

    monkeypatch.setattr("checker.cli.checking.check_command", failing)
    monkeypatch.setattr(sys, "argv", ["ihl", "check"])
    monkeypatch.setenv("IHL_DEBUG", "1")
    with pytest.raises(RuntimeError, match="the cat sat on it"):
        run()
    monkeypatch.undo()
    monkeypatch.setenv("IHL_DEBUG", "1")
    monkeypatch.setattr(pipeline, "judge_record", failing)
    with pytest.raises(RuntimeError, match="the cat sat on it"):
        ihl("check", GOOD, *RULES)


@pytest.mark.parametrize("form", ["terminal", "json", "jsonl"])
def test_error_of_the_program_on_one_record_leaves_the_results_of_the_others(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yml").write_text(good(identity=name))
    real: Callable[..., Any] = vars(pipeline)["judge_record"]

    def failing(rulebook: Any, record: Any, *arguments: Any, **options: Any) -> Any:
        if record.id == "b":
            raise RuntimeError("the cat sat on it")
        return real(rulebook, record, *arguments, **options)

    monkeypatch.setattr(pipeline, "judge_record", failing)
    outcome = ihl("check", tmp_path, "--format", form, *RULES)
    assert outcome.code == 4
    assert [problem.code for problem in outcome.problems] == ["internal"]
    if form == "terminal":
        assert outcome.out.count("A recognisable captive shown to the public") == 2
    else:
        assert set(re.findall(r'"record": "(\w+)"', outcome.out)) == {"a", "c"}


def test_interrupted_check_says_so_and_shows_what_was_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yml").write_text(good(identity=name))
    real: Callable[..., Any] = vars(pipeline)["judge_record"]

    def interrupted(rulebook: Any, record: Any, *arguments: Any, **options: Any) -> Any:
        if record.id == "b":
            raise KeyboardInterrupt
        return real(rulebook, record, *arguments, **options)

    monkeypatch.setattr(pipeline, "judge_record", interrupted)
    outcome = ihl("check", tmp_path, *RULES)
    assert outcome.code == 130
    assert "Interrupted" in outcome.err
    assert "A recognisable captive shown to the public" in outcome.out


# --- what is checked --------------------------------------------------------------------------------------------------------------------------------------


def test_check_without_a_path_checks_the_bundled_example_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = ihl("check", "--format", "json")
    monkeypatch.chdir(tmp_path)
    there = ihl("check", "--format", "json")
    assert here == there
    assert json.loads(there.out)["records"] == ["kursk-2025-01"]
    assert there.out == ihl("check", library.bundled_example(), "--format", "json").out
    assert json.loads(ihl("needs", "--format", "json").out)["questions"]


def test_folders_are_searched_for_records_of_every_kind_in_order(tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "deep" / "deeper" / "z.yaml").write_text(good(identity="z"))
    (tmp_path / "b.json").write_text(as_json(good(identity="b")))
    (tmp_path / "a.yml").write_text(good(identity="a"))
    (tmp_path / "c.jsonl").write_text(as_json(good(identity="c1")) + "\n\n" + as_json(good(identity="c2")) + "\n")
    outcome = ihl("check", tmp_path, "--format", "json", *RULES)
    assert json.loads(outcome.out)["records"] == ["a", "b", "c1", "c2", "z"]


def test_file_named_twice_is_checked_once() -> None:
    assert json.loads(ihl("check", GOOD, GOOD, "--format", "json", *RULES).out)["records"] == ["good"]


STANDARD_INPUT: dict[str, tuple[str, list[str]]] = {
    "YAML": (good(identity="one"), ["one"]),
    "YAML that opens with a break": ("\n\n" + good(identity="one"), ["one"]),
    "YAML with a byte order mark": ("\ufeff" + good(identity="one"), ["one"]),
    "JSON": (json.dumps(json.loads(as_json(good(identity="one"))), indent=2), ["one"]),
    "JSON that opens with a break": ("\n " + as_json(good(identity="one")), ["one"]),
    "one line of JSON": (as_json(good(identity="one")), ["one"]),
    "lines of JSON": ("\n".join(as_json(good(identity=name)) for name in ("one", "two")) + "\n", ["one", "two"]),
    "lines of JSON with gaps": ("\r\n\r\n".join(as_json(good(identity=name)) for name in ("one", "two")), ["one", "two"]),
}


@pytest.mark.parametrize("name", STANDARD_INPUT)
def test_standard_input_is_read_as_yaml_json_or_lines_of_json(name: str) -> None:
    text, records = STANDARD_INPUT[name]
    outcome = ihl("check", "-", "--format", "json", *RULES, stdin=text)
    assert (outcome.code, outcome.err) == (1, "")
    assert json.loads(outcome.out)["records"] == records


def test_standard_input_may_stand_beside_files() -> None:
    outcome = ihl("check", GOOD, "-", "--format", "json", *RULES, stdin=good(identity="typed"))
    assert json.loads(outcome.out)["records"] == ["good", "typed"]
    assert ihl("why", "-", "recognisable-picture", *RULES, stdin=good()).code == 0


def test_line_separators_in_text_do_not_cut_lines_of_json() -> None:
    lines = [
        json.dumps({**json.loads(as_json(good(identity=name))), "title": "a\u2028b\x85c\u2029d"}, ensure_ascii=False)
        for name in ("one", "two")
    ]
    outcome = ihl("check", "-", "--format", "json", *RULES, stdin="\n".join(lines))
    assert (outcome.code, outcome.err) == (1, "")
    assert json.loads(outcome.out)["records"] == ["one", "two"]


def test_bad_lines_of_standard_input_are_named_and_the_others_checked() -> None:
    text = "\n".join([as_json(good(identity="one")), "{oops", "oops", as_json(good(identity="two"))])
    outcome = ihl("check", "-", "--format", "json", *RULES, stdin=text)
    assert outcome.code == 2
    assert [(problem.file, problem.line, problem.code) for problem in outcome.problems] == [("<stdin>", 2, "json"), ("<stdin>", 3, "json")]
    assert json.loads(outcome.out)["records"] == ["one", "two"]


def test_mistakes_in_standard_input_are_named_with_their_line() -> None:
    text = good("face: clear", "face: claer")
    yml = ihl("check", "-", *RULES, stdin=text)
    line = text[: text.index("claer")].count("\n") + 1
    assert [(problem.file, problem.line, problem.code) for problem in yml.problems] == [("<stdin>", line, "enum-value")]
    broken = json.dumps(json.loads(as_json(good())), indent=1).replace('"clear"', '"clear",')
    assert [problem.code for problem in ihl("check", "-", *RULES, stdin=broken).problems] == ["json"]
    empty = ihl("check", "-", *RULES, stdin="")
    assert (empty.code, [problem.code for problem in empty.problems]) == (2, ["empty"])
    assert [problem.code for problem in ihl("check", "-", *RULES, stdin=b"\xff\xfe\x00\x01").problems] == ["not-text"]


def test_records_that_come_through_a_pipe_with_a_name_are_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(good(identity="piped")))
    writer.start()
    outcome = ihl("check", pipe, "--format", "json", *RULES)
    writer.join()
    assert json.loads(outcome.out)["records"] == ["piped"]


def test_filters_keep_what_they_name_and_nothing_else() -> None:
    def rules(*options: str) -> set[str]:
        return {
            finding["rule"]
            for finding in json.loads(ihl("check", GOOD, "--format", "json", "--show", "all", *options, *RULES).out)["findings"]
        }

    both = {"recognisable-picture", "family-told-late"}
    assert rules() == both
    assert (
        rules("--rule", "recognisable-picture") == rules("--article", "13") == rules("--subject", "publication") == {"recognisable-picture"}
    )
    assert rules("--article", "13", "--article", "70") == both
    assert rules("--article", "70", "--rule", "family-told-late") == {"family-told-late"}


def test_reading_decides_what_is_a_breach(tmp_path: Path) -> None:
    path = tmp_path / "record.yml"
    path.write_text(good("face: clear", "face: blurred"))
    assert ihl("check", path, *RULES).code == 0
    assert ihl("check", path, "--reading", "strict", *RULES).code == 1


# --- JSON -------------------------------------------------------------------------------------------------------------------------------------------------


@once
def schema(kind: str, *options: str) -> jsonschema.Draft202012Validator:
    outcome = ihl("schema", kind, *options)
    assert outcome.code == 0
    written = json.loads(outcome.out)
    jsonschema.Draft202012Validator.check_schema(written)
    return jsonschema.Draft202012Validator(written)


def test_json_has_exactly_the_finding_keys_that_are_promised_in_their_order() -> None:
    for options in ((), ("--show", "all")):
        report = json.loads(ihl("check", "--format", "json", *options).out)
        assert list(report) == [
            "schema",
            "version",
            "rulebook",
            "rulebook_name",
            "reading",
            "records",
            "totals",
            "reach",
            "law",
            "min_grade",
            "set_aside",
            "by_account",
            "findings",
            "left",
            "problems",
        ]
        assert report["schema"] == "ihl-findings/1"
        assert len(report["findings"]) == report["totals"]["listed"] > 0
        assert {tuple(finding) for finding in report["findings"]} == {FINDING_KEYS}


@pytest.mark.parametrize(
    "arguments", [(), ("--show", "all"), ("--reading", "strict"), (str(BROKEN / "records"), str(GOOD), *RULES)], ids=" ".join
)
def test_json_is_what_its_schema_says(arguments: tuple[str, ...]) -> None:
    report = json.loads(ihl("check", "--format", "json", *arguments).out)
    schema("findings").validate(report)


def test_schema_of_findings_refuses_what_is_no_report() -> None:
    report = json.loads(ihl("check", GOOD, "--format", "json", *RULES).out)
    for key in ("version", "rulebook", "reading", "records", "totals", "reach", "law", "findings"):
        assert not schema("findings").is_valid({other: value for other, value in report.items() if other != key})
    for key in FINDING_KEYS:
        finding = {other: value for other, value in report["findings"][0].items() if other != key}
        assert not schema("findings").is_valid({**report, "findings": [finding]})


def test_lines_of_json_are_the_findings_of_the_report_one_a_line() -> None:
    findings = json.loads(ihl("check", "--format", "json").out)["findings"]
    lines = ihl("check", "--format", "jsonl").out
    assert [json.loads(line) for line in lines.splitlines()] == findings


def test_same_input_gives_the_same_bytes() -> None:
    for form in ("terminal", "json", "jsonl"):
        assert ihl("check", GOOD, "--format", form, *RULES) == ihl("check", GOOD, "--format", form, *RULES)


def test_json_reports_problems_beside_findings() -> None:
    report = json.loads(ihl("check", BROKEN / "records" / "unknown-fact.yml", GOOD, "--format", "json", *RULES).out)
    assert report["records"] == ["good"]
    assert [(problem["line"], problem["code"]) for problem in report["problems"]] == [(7, "unknown-fact"), (8, "unknown-fact")]
    assert list(report["problems"][0]) == ["file", "line", "code", "what", "why", "fix"]


def test_python_interface_gives_the_same_report() -> None:
    rulebook = Rulebook.load(str(RULEBOOK))
    report = check(load_record(GOOD, rulebook), rulebook)
    assert report.model_dump(mode="json", by_alias=True) == json.loads(ihl("check", GOOD, "--format", "json", *RULES).out)


# --- schemas of files ---------------------------------------------------------------------------------------------------------------------------------------


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: true and false are the only bools, ``yes`` and dates are text."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})$"), list(first))


def older(data: Any) -> Any:
    """The same data as YAML 1.1 has it: ``yes`` and ``no`` are bools where they are values; as keys they can only be text."""
    if isinstance(data, dict):
        return {key: older(value) for key, value in data.items()}
    if isinstance(data, list):
        return [older(item) for item in data]
    return {"yes": True, "no": False}.get(data, data) if isinstance(data, str) else data


def shipped() -> Iterator[tuple[str, Path]]:
    """Every shipped YAML and JSON file with its kind."""
    for folder in (library.rules_folder(), library.examples_folder()):
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in (".yml", ".yaml", ".json"):
                yield kind_of(path, Path(folder).parent), path


def test_every_shipped_file_is_what_its_schema_says_in_either_yaml() -> None:
    kinds: dict[str, int] = {}
    for kind, path in shipped():
        data = yaml.load(path.read_text(), Core)
        for form in (data, older(data)):
            errors = [f"{path}: {error.json_path}: {error.message}" for error in schema(kind).iter_errors(form)]
            assert not errors, errors[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    assert set(kinds) == {
        "record",
        "redaction",
        "rule",
        "definition",
        "cases",
        "vocabulary",
        "readings",
        "backgrounds",
        "rulebook",
        "treaty",
        "states",
        "ledger",
        "lint",
        "cues",
        "desk",
        "policy",
        "scenario",
        "lesson",
    }
    assert kinds["rule"] >= 45


def test_every_shipped_yaml_names_its_schema_in_its_first_line() -> None:
    for kind, path in shipped():
        if path.suffix != ".json":
            first = path.read_text().partition("\n")[0]
            named = re.fullmatch(r"# yaml-language-server: \$schema=((?:\.\./)+)schemas/(\w+)\.schema\.json", first)
            assert named, path
            assert named[2] == kind
            assert (path.parent / named[1]).resolve() == ROOT


REFUSED = (
    "unknown-key.yml", "missing-key.yml", "unknown-fact.yml", "derived-fact.yml", "misspelt-value.yml", "wrong-type.yml", "wrong-type.json", "id.yml", "grade.yml", "number.yml",
    "too-many.yml", "schema-missing.yml", "schema-newer.yml", "schema-list.yml", "not-a-mapping.yml",
)  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_schema_of_records_refuses_what_an_editor_can_see_to_be_wrong(name: str) -> None:
    assert not schema("record", *RULES).is_valid(yaml.load((BROKEN / "records" / name).read_text(), Core))


def test_schema_of_records_takes_what_records_may_say() -> None:
    record = yaml.load(GOOD.read_text(), Core)
    schema("record", *RULES).validate(record)
    facts: Mapping[str, Any] = {
        "released": [True, "yes", "unknown", {"is": "not_applicable", "note": "x"}, [{"is": "yes", "grade": "A1"}, "no"]],
        "face": ["clear", "unknown", {"one_of": ["clear", "blurred"]}, [{"is": "clear"}, {"is": {"one_of": ["hidden"]}}]],
    }
    for name, values in facts.items():
        for value in values:
            schema("record", *RULES).validate({**record, "publication": [{"id": "photo", "depicts": ["first"], "facts": {name: value}}]})
    for value in (3, {"at_least": 3}, {"more_than": 3, "less_than": 9}, "unknown", [{"is": 3}, {"is": {"at_most": 5}}]):
        schema("record", *RULES).validate({**record, "notice": [{"id": "card", "of": "first", "facts": {"days_until_told": value}}]})


# --- what each command says -------------------------------------------------------------------------------------------------------------------------------


def flat(outcome: Outcome) -> str:
    return " ".join(outcome.out.split())


def test_why_shows_the_tree_of_reasons_down_to_who_says_so() -> None:
    outcome = ihl("why", GOOD, "recognisable-picture", *RULES, "--plain")
    assert (outcome.code, outcome.err) == (0, "")
    said = flat(outcome)
    for words in (
        "A recognisable captive shown to the public", "GC III, Art 13", "Breach indicated", "on the reading usual", "It was released to the public.", "photo.released = yes",
        "The ministry, para 2 (B2): yes", "Held in fighting between States.", "The captive needed it shown.", "photo.need_compelling = no", "Because", "Weakest grade: B2",
        "that of Norland alone", "Would be complied if", "photo.released = no", "Take it down.", "Hide the face.",
    ):  # fmt: skip
        assert words in said


def test_why_takes_a_reading(tmp_path: Path) -> None:
    path = tmp_path / "record.yml"
    path.write_text(good("face: clear", "face: blurred"))
    usual, strict = (flat(ihl("why", path, "recognisable-picture", "--reading", name, *RULES)) for name in ("usual", "strict"))
    assert "Complied photo, first on the reading usual" in usual
    assert "On the reading strict" in usual
    # There nothing else decides, and the ministry says of its own side that it released the picture.
    assert "Acknowledgement recorded photo, first on the reading strict" in strict
    assert "): acknowledgement recorded" in usual


def test_needs_lists_the_open_questions_with_what_they_bear_on(tmp_path: Path) -> None:
    path = tmp_path / "record.yml"
    path.write_text(good("face: clear", "face: unknown"))
    outcome = ihl("needs", path, *RULES, "--plain")
    assert outcome.code == 0
    assert "How much of the face can be seen?" in outcome.out
    assert "publication.face" in outcome.out
    data = json.loads(ihl("needs", path, *RULES, "--format", "json").out)
    assert data["schema"] == "ihl-needs/1"
    assert [(question["record"], question["fact"], question["subjects"]) for question in data["questions"]] == [
        ("good", "publication.face", ["photo"])
    ]


def test_needs_says_so_where_no_question_is_open() -> None:
    outcome = ihl("needs", GOOD, *RULES)
    assert outcome.code == 0
    assert "No open question" in flat(outcome)


def test_what_if_shows_which_verdicts_change_and_leaves_the_record() -> None:
    before = GOOD.read_bytes()
    outcome = ihl("what-if", GOOD, "--set", "photo.released=no", *RULES, "--plain")
    assert outcome.code == 0
    assert "breach indicated" in outcome.out
    assert "complied" in outcome.out
    data = json.loads(ihl("what-if", GOOD, "--set", "publication.released=no", "--format", "json", *RULES).out)
    assert [(one["rule"], one["before"]["verdict"], one["after"]["verdict"]) for one in data["changed"]] == [
        ("recognisable-picture", "breach", "complied")
    ]
    assert GOOD.read_bytes() == before


def test_what_if_takes_several_settings_and_unknown() -> None:
    options = ("--set", "photo.released=unknown", "--set", "photo.face=hidden", "--format", "json")
    data = json.loads(ihl("what-if", GOOD, *options, *RULES).out)
    assert [one["after"]["verdict"] for one in data["changed"]] == ["complied"]
    assert "No verdict changes." in ihl("what-if", GOOD, "--set", "person.rank=officer", *RULES).out


def test_what_if_with_several_mistakes_names_them_all() -> None:
    outcome = ihl("what-if", GOOD, "--set", "photo.fase=clear", "--set", "photo.face=claer", "--set", "nonsense", *RULES)
    assert outcome.code == 2
    assert [problem.code for problem in outcome.problems] == ["unknown-fact", "enum-value", "option"]


def test_rules_list_names_every_rule_and_those_of_an_article() -> None:
    outcome = ihl("rules", "list", *RULES)
    assert outcome.code == 0
    for words in ("recognisable-picture", "family-told-late", "obligation", "draft", "2 of 2 rules"):
        assert words in outcome.out
    data = json.loads(ihl("rules", "list", "--article", "13", "--format", "json", *RULES).out)
    assert [(rule["id"], rule["provision"], rule["on"]) for rule in data] == [("recognisable-picture", "GC III, Art 13", "publication")]
    assert len(json.loads(ihl("rules", "list", "--format", "json").out)) >= 45


def test_rules_show_reads_as_the_rule_argues() -> None:
    rule = flat(ihl("rules", "show", "recognisable-picture", *RULES))
    for words in (
        "A recognisable captive shown to the public",
        "GC III, Art 13",
        "The face can be seen.",
        'publication.face == "clear"',
        "Unless: The captive needed it shown.",
        "usual only",
        "Take it down.",
    ):
        assert words in rule
    definition = flat(ihl("rules", "show", "person.captive", *RULES))
    for words in (
        "A captive of war",
        "Was the person a captive of war?",
        "Held in fighting between States.",
        "conflict.fighting",
        "Says nothing of civilians.",
    ):
        assert words in definition


def test_rules_test_passes_names_what_fails_and_names_what_is_not_tried(tmp_path: Path) -> None:
    outcome = ihl("rules", "test", *RULES)
    assert (outcome.code, outcome.err) == (0, "")
    assert "3 rules and definitions, 17 cases, 0 came out otherwise; 15 of 15 grounds tried." in outcome.out
    root = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, root)
    cases = root / "showing" / "recognisable-picture.cases.yml"
    cases.write_text(cases.read_text().replace("        expect: complied\n", "        expect: breach\n", 1))
    failed = ihl("rules", "test", "recognisable-picture", "--rules", root)
    assert failed.code == 1
    assert "recognisable-picture.cases.yml:8: [usual] It was kept in the files.: expected breach, came out complied" in failed.out
    cases.write_text((RULEBOOK / "showing" / cases.name).read_text().partition("      - case: There was no war.")[0])
    wanting = ihl("rules", "test", "recognisable-picture", "--rules", root)
    assert wanting.code == 1
    assert "no case comes out not_applicable" in wanting.out
    assert "no case tries not_applicable" in wanting.out


PROVEN = """\
      - case: The face was turned away.
        facts: {publication.face: hidden}
        expect: {usual: complied, strict: breach}
"""
ON_TIME = """\
      - case: The family hears of it on the seventh day.
        facts: {notice.days_until_told: 7}
        expect: complied
      - case: The family hears of it on the eighth day.
        facts: {notice.days_until_told: 8}
        expect: breach
      - case: He was captured on the first day of the war.
        facts: {person.captured_on: "2031-01-01"}
        expect: breach
"""
TOO_EARLY = """\
      - case: He was captured on the last day of the peace.
        facts: {person.captured_on: "2030-12-31"}
        expect: complied
"""


@pytest.fixture
def proven(tmp_path: Path) -> Path:
    """The small rulebook with cases that notice every change to it but one."""
    root = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, root)
    for name, more in (("showing/recognisable-picture", PROVEN), ("notice/family-told-late", ON_TIME)):
        cases = root / f"{name}.cases.yml"
        cases.write_text(cases.read_text() + more)
    return root


def test_rules_test_coverage_counts_each_kind_exactly_and_rounds_down(proven: Path) -> None:
    outcome = ihl("rules", "test", "--coverage", "--rules", proven)
    assert (outcome.code, outcome.err) == (0, "")
    assert [line.split("  ")[0] for line in outcome.out.splitlines()[:-1]] == [
            f"Rulebook {Rulebook.load(str(proven)).called}.",
        "outcomes", "grounds of breach", "grounds of excepted", "grounds of complied", "grounds of not_applicable", "grounds of yes", "grounds of no", "exceptions",
        "undetermined, with what it turns on", "near misses",
    ]  # fmt: skip
    assert "grounds of complied                  5 of 5 (100 %)" in outcome.out
    cases = proven / "notice" / "family-told-late.cases.yml"
    cases.write_text(cases.read_text().partition("      - case: There was no war.")[0])
    fewer = ihl("rules", "test", "--coverage", "--rules", proven)
    assert fewer.code == 1
    assert "grounds of not_applicable            2 of 3 (66 %)" in fewer.out
    assert "outcomes                             8 of 9 (88 %)" in fewer.out
    data = json.loads(ihl("rules", "test", "family-told-late", "--coverage", "--format", "json", "--rules", proven).out)
    assert data["coverage"]["outcomes"] == {"tried": 2, "of": 3, "percent": 66}
    (entry,) = data["rules"]
    assert entry["grounds"][-1] == {"readings": ["usual", "strict"], "outcome": "not_applicable", "tried": 0, "of": 1, "percent": 0}
    assert entry["missing"] == ["no case comes out not_applicable"]
    assert "mutation" not in entry


def test_rules_test_mutate_names_exactly_the_boundary_that_no_case_tries(proven: Path) -> None:
    outcome = ihl("rules", "test", "--mutate", "--rules", proven)
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.splitlines() == [
        'rulebook/notice/family-told-late.yml:17: `person.captured_on >= d"2031-01-01"` with d"2031-01-01" made d"2030-12-31" goes unnoticed by every case.',
        '    In "The family hears of it after a month." (line 4), change person.captured_on to 2030-12-31: the rule then says complied, the changed rule breach [usual].',
        f"Rulebook {Rulebook.load(str(proven)).called}.",
        "Unnoticed: 1 bound.",
        "27 of 28 (96 %) mutants killed, 0 proven to change nothing.",
        "3 rules and definitions, 21 cases, 0 came out otherwise; 15 of 15 grounds tried.",
    ]
    data = json.loads(ihl("rules", "test", "--mutate", "--format", "json", "--rules", proven).out)
    assert data["mutation"] == {"killed": 27, "of": 28, "percent": 96, "unchanged": 0}
    (survivor,) = [change for entry in data["rules"] for change in entry["survivors"]]
    assert survivor["remedy"]["facts"] == {"person.captured_on": ["2030-12-31"]}
    assert (survivor["remedy"]["as_it_stands"], survivor["remedy"]["with_the_change"]) == ("complied", "breach")
    cases = proven / "notice" / "family-told-late.cases.yml"
    cases.write_text(cases.read_text() + TOO_EARLY)
    whole = ihl("rules", "test", "--coverage", "--mutate", "--rules", proven)
    assert (whole.code, whole.err) == (0, "")
    assert "28 of 28 (100 %) mutants killed, 0 proven to change nothing." in whole.out


def test_rules_test_names_what_is_superfluous_and_is_clean_all_the_same(proven: Path) -> None:
    cases = proven / "notice" / "family-told-late.cases.yml"
    cases.write_text(cases.read_text() + TOO_EARLY)
    rule = proven / "notice" / "family-told-late.yml"
    rule.write_text(rule.read_text().replace("when: notice.days_until_told > 7", "when: notice.days_until_told > 7 and person.held"))
    outcome = ihl("rules", "test", "family-told-late", "--mutate", "--rules", proven)
    assert outcome.code == 0
    assert "`notice.days_until_told > 7 and person.held` without `person.held` changes nothing, proven: it is superfluous." in outcome.out


def test_rules_test_mutate_ends_with_2_where_cases_cannot_be_read_and_goes_on_with_the_others(proven: Path) -> None:
    (proven / "notice" / "family-told-late.cases.yml").write_text("rule: [")
    outcome = ihl("rules", "test", "--coverage", "--mutate", "--rules", proven)
    assert outcome.code == 2
    assert "family-told-late.cases.yml:2: this is not valid YAML" in outcome.out
    assert "goes unnoticed" not in outcome.out.partition("recognisable-picture")[0]
    assert "no case comes out" not in outcome.out
    assert "mutants killed" in outcome.out
    assert ihl("rules", "test", "--format", "yaml", "--rules", proven).code == 2


def test_schema_lists_its_kinds_and_the_facts() -> None:
    kinds = ihl("schema")
    assert kinds.code == 0
    for kind in ("record", "rule", "definition", "cases", "vocabulary", "readings", "backgrounds", "ledger", "lint", "findings"):
        assert kind in kinds.out
        assert json.loads(ihl("schema", kind, *RULES).out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    facts = ihl("schema", "facts", *RULES).out
    assert "publication.face: enum (clear, blurred, hidden)\n    How much of the face can be seen?" in facts
    assert "person.captive: bool [definition]" in facts
    assert "publication.need_compelling: bool [judgement]" in facts
    assert "notice.days_until_told: int (days)" in facts


def test_version_names_the_digest_of_the_rules() -> None:
    outcome = ihl("--version")
    assert outcome.code == 0
    assert f"ihl-checker {__version__}, rulebook gc3 {Rulebook.load().digest[:12]} (" in outcome.out


def test_help_names_every_command() -> None:
    outcome = ihl("--help")
    assert outcome.code == 0
    for command in ("check", "why", "needs", "what-if", "rules", "schema"):
        assert re.search(rf"^  {command}\b", outcome.out, re.M)
        assert ihl(command, "-h").code == 0
    assert "Usage" in ihl().out + ihl().err


@pytest.mark.parametrize("command", ["check", "needs", "what-if", "rules list"])
def test_help_names_the_forms_that_the_command_takes_and_no_other(command: str) -> None:
    said = flat(ihl(*command.split(), "--help"))
    arguments = {"check": [str(GOOD)], "needs": [str(GOOD)], "what-if": [str(GOOD), "--set", "photo.released=no"]}.get(command, [])
    for form in ("terminal", "json", "jsonl"):
        outcome = ihl(*command.split(), *arguments, "--format", form, *RULES)
        named = re.search(rf"--format FORMAT [^-]*\b{form}\b", said) is not None
        assert named is (outcome.code != 2)


# --- colour and width --------------------------------------------------------------------------------------------------------------------------------------

_COLOURS = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[0-9]+)*m")
TERMINAL = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
SHOWN = (
    ("check", str(GOOD)), ("why", str(GOOD), "recognisable-picture"), ("needs", str(GOOD)), ("what-if", str(GOOD), "--set", "photo.released=no"), ("rules", "list"),
    ("rules", "show", "recognisable-picture"),
)  # fmt: skip


@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_plain_output_has_no_escape_codes_even_where_colour_is_forced(arguments: tuple[str, ...]) -> None:
    assert "\x1b" in ihl(*arguments, *RULES, **TERMINAL).out
    assert "\x1b" not in ihl(*arguments, "--plain", *RULES, **TERMINAL).out


@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_no_color_takes_the_colours_and_nothing_else_away(arguments: tuple[str, ...]) -> None:
    coloured = ihl(*arguments, *RULES, **TERMINAL).out
    grey = ihl(*arguments, *RULES, NO_COLOR="1", **TERMINAL).out
    if arguments[0] in ("check", "why"):
        assert _COLOURS.search(coloured)
    assert not _COLOURS.search(grey)
    assert re.sub(r"\x1b\[[0-9;]*m", "", grey) == re.sub(r"\x1b\[[0-9;]*m", "", coloured)


@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_output_that_goes_to_no_terminal_has_no_escape_codes(arguments: tuple[str, ...]) -> None:
    assert "\x1b" not in ihl(*arguments, *RULES).out


@pytest.mark.parametrize(("columns", "widest"), [("20", 60), ("60", 60), ("100", 100), ("400", 118), ("many", 80)])
def test_width_follows_the_columns_within_limits(columns: str, widest: int) -> None:
    lines = ihl("check", GOOD, "--plain", *RULES, COLUMNS=columns).out.splitlines()
    assert widest - 5 <= max(map(len, lines)) <= widest


# --- as a shell runs it -------------------------------------------------------------------------------------------------------------------------------------


def in_a_shell(*arguments: str, output: int = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "checker", *arguments]
    return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, env={**os.environ, **environment}, check=False)


def test_python_m_checker_is_the_command(tmp_path: Path) -> None:
    outcome = in_a_shell("check", str(GOOD), *RULES, COLUMNS="80")
    assert (outcome.returncode, outcome.stderr) == (1, b"")
    assert outcome.stdout.decode() == ihl("check", GOOD, *RULES, COLUMNS="80").out
    (tmp_path / "bad.yml").write_text("a: b: c\n")
    assert in_a_shell("check", str(tmp_path), *RULES).returncode == 2


@pytest.mark.parametrize("arguments", [("check",), ("check", "--format", "jsonl"), ("schema",), ("rules", "list")], ids=" ".join)
def test_output_that_nobody_reads_any_more_is_no_error(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    outcome = in_a_shell(*arguments, output=writing)
    os.close(writing)
    assert (outcome.returncode, outcome.stderr) == (141, b"")


def test_head_may_read_the_first_line_only() -> None:
    command = f"{sys.executable} -m checker check {GOOD} --rules {RULEBOOK} | head -n 1"
    outcome = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.count("\n") == 1


def test_output_to_a_file_has_the_same_bytes_whatever_the_locale() -> None:
    arguments = ("check", str(GOOD), *RULES)
    expected = in_a_shell(*arguments, PYTHONIOENCODING="utf-8", COLUMNS="80")
    assert "▌".encode() in expected.stdout or "─".encode() in expected.stdout
    other = in_a_shell(*arguments, PYTHONIOENCODING="ascii", COLUMNS="80")
    assert (other.returncode, other.stdout, other.stderr) == (1, expected.stdout, b"")
