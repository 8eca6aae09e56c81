"""The attack set against every command: on records, registers, sheets, articles, rulebooks and policies that are full of it, and on what somebody types. What is printed and written is looked at with readers that share nothing with the program.

The commands are those of ``test_leaks``, so that a new one is tried here as well.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import strict
import yaml
from attacks import TEXTS, rulebook, turned
from command import GOOD, ROOT, Outcome, ihl
from messy import HEADING
from test_leaks import COMMANDS, EXAMPLES, SHORT, example, sheet

from checker.outlet import Outlet

pytestmark = pytest.mark.usefixtures("one_rulebook")

#: Commands that read nothing but the rulebook; that is tried below.
_READS_NOTHING = ("form", "template")

COLOUR = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}

#: The elements that pages of the program are made of.
_ELEMENTS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "footer",
        "nav",
        "section",
        "article",
        "aside",
        "div",
        "p",
        "span",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "small",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
        "label",
        "input",
        "textarea",
        "fieldset",
        "legend",
        "button",
        "br",
        "hr",
        "code",
        "pre",
        "blockquote",
    ]
)


def texts_of(record: dict[str, Any], start: int, *, whole: bool = False) -> dict[str, Any]:
    """A record with an attack in each of its texts, from one on; ``whole``: with so many sources that all of them stand in it."""
    texts = turned(start)

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            if "id" in value:
                value = {**value, "note": "x"}
            return {name: walk(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [walk(item, key) for item in value]
        free = key in ("title", "summary", "label", "note", "at", "name", "publisher", "url", "sha256")
        return (next(texts) or "-") if free and isinstance(value, str) else value

    made: dict[str, Any] = walk({key: value for key, value in record.items() if key != "note"}, "")
    made.pop("note", None)
    more = len(TEXTS) // 3 + 1 if whole else 0
    made["sources"] = [
        *made.get("sources", ()),
        *(
            {"id": f"more-{n}", "publisher": next(texts), "title": next(texts), "url": next(texts), "language": next(texts)}
            for n in range(more)
        ),
    ]
    return made


def without_halves(data: Any) -> str:
    """Plain data as YAML, without halves of letters, for which YAML has no place: JSON with letters escaped as only YAML does it."""
    return re.sub(
        "[^\x20-\x7e]", lambda letter: f"\\U{ord(letter[0]):08x}", re.sub("[\ud800-\udfff]", "", json.dumps(data, ensure_ascii=False))
    )


def written(path: Path, record: dict[str, Any]) -> Path:
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


#: Names that files and folders can have here, each of them an attack.
BAD_NAMES = ("a\x1b]0;x\x07b", "c\u202egnp\x9b2J", "[red]d :smile:", "e\nf\r::error::g", "=h;'i' <b>", "\udcff\u200bj")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path | str]:
    """Everything that a command can be given."""
    root = tmp_path_factory.mktemp("in") / BAD_NAMES[0]
    folder = root / BAD_NAMES[1]
    folder.mkdir(parents=True)
    written(folder / f"{BAD_NAMES[2]}.json", texts_of(example(SHORT[1]), 80))
    lines = [json.dumps({**texts_of(example(SHORT[0]), 160), "id": "copy"})]
    (folder / f"{BAD_NAMES[4]}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    record = texts_of(example(SHORT[0]), 0, whole=True)
    texts = (text.encode("utf-8", "replace").decode() for text in turned(7))  # no file holds halves of letters
    rows = [
        {"Headline": next(texts), "Outlet": next(texts), "Notes": next(texts), "Place": next(texts), "Link": next(texts)}
        for _ in range(len(TEXTS))
    ]
    wrong = [{column: next(texts)} for _ in range(4) for column in HEADING]
    made: dict[str, Path | str] = {
        "RECORD": written(root / f"{BAD_NAMES[5]}.json", record),
        "FOLDER": folder,
        "REGISTER": folder / f"{BAD_NAMES[4]}.jsonl",
        "PLAIN": written(root / "plain.json", texts_of(example(SHORT[0]), 30)),
        "OTHER": written(root / "other.json", texts_of(example(SHORT[0]), 90)),
        "SHEET": sheet(root / "good.csv", [{**row, "Case no": f"C-{n}"} for n, row in enumerate(rows)]),
        "MESSY": sheet(root / f"{BAD_NAMES[3]}.csv", wrong),
        "PLAIN.csv": root / "headed.csv",
        "MAPPING": EXAMPLES.parent / "register" / "incidents.mapping",
        "RULE": "gc3-13-identifiable-images-in-public",
        "SEEN": "cihl-121-unclean-premises",
    }
    held = [text.encode("utf-8", "replace").decode() for text in TEXTS]
    Path(made["PLAIN.csv"]).write_text(
        "\n".join(",".join('"' + text.replace('"', '""') + '"' for text in held[::5]) for _ in range(2)), encoding="utf-8"
    )
    (root / "plain.yml").write_text(without_halves(record))
    made["YAML"] = root / "plain.yml"
    return made


def places(inputs: dict[str, Path | str], tmp_path: Path) -> dict[str, Path | str]:
    """The same with the places that a command can write to."""
    outs = tmp_path / "out"
    outs.mkdir()
    made = {
        f"OUT.{ending}": outs / f"made.{ending}"
        for ending in ("json", "jsonl", "html", "docx", "md", "csv", "sarif", "xml", "xlsx", "mapping")
    }
    errors = {f"ERRORS.{ending}": outs / f"errors.{ending}" for ending in ("csv", "xlsx")}
    named = {"NAMED": outs / "made-2.yml", **{f"NAMED.{ending}": outs / f"made-2.{ending}" for ending in ("html", "md", "jsonl")}}
    return {**inputs, **made, **errors, **named, "OUTS": outs, "KEPT": outs / "run"}


def look_at_print(text: str) -> None:
    """What was printed holds no control but colours; past the last look also no command to a build server."""
    assert [one for one in strict.obeyed(text) if not re.fullmatch(r"csi [0-9;]*m", one)] == []
    assert strict.unseen(strict.shown(text)) == []
    stream = io.StringIO()
    Outlet(stream).write(text)
    assert strict.commands(stream.getvalue()) == []
    if text.startswith("{\n"):
        strict.json_of(text)


def look_at_page(text: str) -> None:
    """A page is made of the program's own elements, runs nothing and leads nowhere strange."""
    made = strict.structure(text)
    assert {tag for tag, _ in made.elements} <= _ELEMENTS
    assert [names for _, names in made.elements if any(name.startswith("on") for name in names)] == []
    assert strict.leads_astray(made.leads) == []
    assert made.other == []


def look_at_file(path: Path, *, exact: bool = False) -> None:
    """A file is what its name says, and nothing in it is obeyed, run or led elsewhere."""
    content = path.read_bytes()
    if path.suffix in (".xlsx", ".docx", ".zip", ".apkg"):
        for name, part in strict.archive_parts(content).items():
            if name.endswith((".xml", ".rels")):
                strict.xml_structure(part)
                assert not re.search(rb"<f[ >/]", part), name
        if path.suffix == ".xlsx":
            assert {kind for kind, _ in strict.workbook_cells(content)} <= {"s"}
        return
    text = content.decode("utf-8")
    assert strict.unseen(text.removeprefix("\ufeff"), breaks="\r\n\t" if path.suffix == ".csv" else "\n") == []
    if path.suffix in (".json", ".sarif"):
        strict.json_of(text)
    elif path.suffix == ".jsonl":
        assert [strict.json_of(line) for line in text.splitlines()] or not text
    elif path.suffix in (".yml", ".mapping"):
        yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    elif path.suffix == ".html":
        look_at_page(text)
    elif path.suffix == ".md":
        assert strict.leads_astray(strict.markdown_structure(text)[1]) == []
    elif path.suffix == ".csv" and not exact:
        assert strict.formulas(text) == []
    elif path.suffix == ".xml":
        strict.xml_structure(content)


def ran(arguments: list[str], known: dict[str, Path | str], root: Path, **environment: str) -> Outcome:
    """Runs a command and looks at all that it printed and wrote."""
    before = set(root.rglob("*"))
    outcome = ihl(*(known.get(argument, argument) for argument in arguments), **environment)
    assert outcome.code in (0, 1, 2, 3), outcome.err
    assert "Traceback" not in outcome.err
    if outcome.out.startswith("<!doctype"):
        look_at_page(outcome.out)
    elif "csv" in arguments and "--format" in arguments:
        assert strict.formulas(outcome.out) == []
    look_at_print(outcome.out)
    look_at_print(outcome.err)
    for path in sorted(set(root.rglob("*")) - before):
        assert path.resolve().is_relative_to(root.resolve())
        if path.is_file():
            look_at_file(path, exact="--exact" in arguments)
    return outcome


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in _READS_NOTHING])
def test_a_command_prints_and_writes_nothing_that_is_obeyed(name: str, inputs: dict[str, Path | str], tmp_path: Path) -> None:
    known = places(inputs, tmp_path)
    for number, place in enumerate(("RUN", "RUN-2")):
        if place in COMMANDS[name]:
            known[place] = tmp_path / place
            source = written(tmp_path / f"quiet-{number}.json", {**texts_of(example(SHORT[number]), 50), "id": "same"})
            assert ihl("check", source, "--save", tmp_path / place).code in (0, 1)
    # What no record touches is the rulebook's own, and takes a minute.
    arguments = [word for word in COMMANDS[name] if word not in ("--show", "all")]
    ran(arguments, known, tmp_path, **COLOUR)


# --- what somebody types -------------------------------------------------------------------------------------------------------------------------------

TYPED = "".join(f"{text}\n" for text in TEXTS).encode("utf-8", "replace")

#: Every command that asks.
ASKING: dict[str, list[str]] = {
    "desk": ["desk"],
    "new": ["records", "new", "-o", "OUT.yml"],
    "review": ["review", "RECORD", "--prompt"],
    "drill": ["train", "drill", "--article", "13"],
}


@pytest.mark.parametrize("name", ASKING)
def test_an_answer_is_never_more_than_an_answer(name: str, tmp_path: Path) -> None:
    known = {"RECORD": written(tmp_path / "record.json", texts_of(example(SHORT[0]), 11)), "OUT.yml": tmp_path / "new.yml"}
    outcome = ihl(*(known.get(word, word) for word in ASKING[name]), stdin=TYPED, **COLOUR)
    assert outcome.code in (0, 1, 2, 3), outcome.err
    assert outcome.out
    look_at_print(outcome.out)
    look_at_print(outcome.err)
    for path in tmp_path.rglob("*.yml"):
        look_at_file(path)


def test_a_decision_holds_what_was_typed_and_no_line_more(tmp_path: Path) -> None:
    from checker import journal

    path = written(tmp_path / "record.json", example(SHORT[0]))
    chosen = [text for text in TEXTS if text.strip() and "\ud800" not in text and "\udc00" not in text and "\0" not in text][::12]
    reasons = []
    for text in chosen:
        ran_ = ihl(
            "review",
            path,
            "--rule",
            "cihl-121-unclean-premises",
            "--binding",
            "person=doctor",
            "--decide",
            "confirm",
            "--reason",
            f"Seen {text}",
            "--name",
            "O. Marsh",
        )
        look_at_print(ran_.out + ran_.err)
        reasons += [f"Seen {text}"] if ran_.code == 0 else []
    kept = journal.read(journal.beside(str(path)))
    assert reasons
    assert not kept.problems
    assert [one.reason.split() for one in kept.decisions] == [reason.split() for reason in reasons]
    look_at_file(Path(journal.beside(str(path))))


# --- rules, policies, scenarios and articles of strangers ----------------------------------------------------------------------------------------------

RULE_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check", str(GOOD), "--show", "all"),
    ("check", str(GOOD), "--format", "json"),
    ("check", str(GOOD), "-o", "OUT.html"),
    ("check", str(GOOD), "-o", "OUT.md"),
    ("check", str(GOOD), "-o", "OUT.csv"),
    ("check", str(GOOD), "-o", "OUT.sarif"),
    ("check", str(GOOD), "-o", "OUT.xml", "--format", "junit"),
    ("check", str(GOOD), "-o", "OUT.docx"),
    ("why", str(GOOD), "recognisable-picture"),
    ("needs", str(GOOD)),
    ("rules", "list"),
    ("rules", "list", "--format", "json"),
    ("rules", "show", "recognisable-picture"),
    ("rules", "test", "--format", "json"),
    ("rules", "test", "--format", "sarif"),
    ("rules", "test", "--format", "junit"),
    ("rules", "lint"),
    ("rules", "lint", "--format", "sarif"),
    ("rules", "facts"),
    ("schema", "facts"),
    ("schema", "record"),
    ("records", "template", "-o", "OUT.xlsx"),
    ("records", "form", "-o", "OUT.xlsx"),
)


@pytest.fixture(scope="module")
def strange_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rulebook(tmp_path_factory.mktemp("rules"), turned(0))


@pytest.mark.parametrize("arguments", RULE_COMMANDS, ids=lambda arguments: " ".join(word for word in arguments if word != str(GOOD)))
def test_rules_of_strangers_are_shown_and_not_obeyed(arguments: tuple[str, ...], strange_rules: Path, tmp_path: Path) -> None:
    known = places({}, tmp_path)
    ran([*arguments, "--rules", str(strange_rules)], known, tmp_path, **COLOUR)


def _with_attacks(data: Any, texts: Iterator[str], keys: tuple[str, ...]) -> Any:
    """Plain data with an attack behind every text under some keys."""
    if isinstance(data, dict):
        return {
            key: f"{value} {next(texts)}" if key in keys and isinstance(value, str) else _with_attacks(value, texts, keys)
            for key, value in data.items()
        }
    return [_with_attacks(inner, texts, keys) for inner in data] if isinstance(data, list) else data


def test_a_policy_of_strangers_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    known = places({"RECORD": EXAMPLES / "tarnholm-broadcast.yml"}, tmp_path)
    text = (ROOT / "examples" / "policies" / "house-example.policy.yml").read_text(encoding="utf-8")
    keys = (
        "title",
        "by",
        "holds",
        "binds",
        "limits",
        "instrument",
        "section",
        "gist",
        "says",
        "exception",
        "cites",
        "sign_off",
        "for_editors",
    )
    for start in range(0, len(TEXTS), 30):
        house = tmp_path / f"house-{start}.policy.yml"
        house.write_text(without_halves(_with_attacks(yaml.load(text, yaml.BaseLoader), turned(start), keys)))
        for more in ([], ["--format", "md"], ["--format", "json"], ["--compare"]) if not start else ([],):
            outcome = ran(["desk", "RECORD", "--house", str(house), *more], known, tmp_path, **COLOUR)
            assert outcome.code in (0, 1), outcome.err


def test_a_scenario_of_strangers_is_handed_out_and_not_obeyed(tmp_path: Path) -> None:
    known = places({}, tmp_path)
    text = (ROOT / "examples" / "training" / "price-of-a-call.scenario.yml").read_text(encoding="utf-8")
    keys = ("title", "role", "situation", "label", "note", "asks", "why", "text", "explanation", "model_answer", "minority")
    scenario = tmp_path / "price-of-a-call.scenario.yml"
    scenario.write_text(without_halves(_with_attacks(yaml.load(text, yaml.BaseLoader), turned(0), keys)))
    outcome = ran(["train", "export", str(scenario), "-o", "OUTS", "--format", "all"], known, tmp_path)
    assert outcome.code == 0, outcome.err
    assert len(list(Path(known["OUTS"]).iterdir())) > 5


ARTICLES = {
    "txt": lambda texts: "\n\n".join(texts),
    "md": lambda texts: "\n\n".join(texts),
    "html": lambda texts: "<html><body>" + "".join(f"<p>{text.replace('<', '&lt;')}</p>" for text in texts) + "</body></html>",
}


@pytest.mark.parametrize(("ending", "form"), [("txt", "terminal"), ("md", "md"), ("html", "json"), ("html", "terminal")])
def test_an_article_of_strangers_is_shown_and_not_obeyed(ending: str, form: str, tmp_path: Path) -> None:
    article = tmp_path / f"article.{ending}"
    said = [f"The captured soldier was paraded on camera and identified by name, {text}." for text in TEXTS if "\0" not in text]
    article.write_bytes(ARTICLES[ending](said).encode("utf-8", "replace"))
    known = places({}, tmp_path)
    outcome = ran(["scan", str(article), "--format", form, "--draft", str(tmp_path / "draft.yml"), "--anyway"], known, tmp_path, **COLOUR)
    assert outcome.code in (0, 1), outcome.err
    assert (tmp_path / "draft.yml").exists()


def test_wrong_words_on_the_command_line_are_shown_and_not_obeyed() -> None:
    import subprocess
    import sys

    for text in ("--\x1b]52;c;x\x07\x9b2J\u202e[red]", "::error::x ##vso[task.setvariable variable=x]y", "\udcff\u200b%s{0}"):
        for arguments in ([text], ["check", "--format", text], ["check", "--jobs", text], ["rules", text], ["check", text]):
            made = subprocess.run(
                [sys.executable, "-m", "checker", *arguments],
                capture_output=True,
                env={**os.environ, "IHL_DEBUG": "1"},
                cwd=ROOT,
                check=False,
            )
            assert made.returncode == 2, made.stderr
            look_at_print(made.stdout.decode())
            look_at_print(made.stderr.decode())
            assert strict.commands(made.stderr.decode()) == []
