"""What is remembered of each file of a rules folder: used where nothing has changed, and never where it could make a difference."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import GOOD, RULEBOOK, ihl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import cache, compiling, contents
from checker.compiling import Compiler, compile_folder
from checker.contents import Contents
from checker.errors import InputError
from checker.rulebook import Rulebook

PICTURE, TOLD, CAPTIVE = "showing/recognisable-picture.yml", "notice/family-told-late.yml", "definitions/person.captive.yml"

Outcome = bytes | tuple[Any, ...]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, in use."""
    folder = tmp_path / "kept"
    monkeypatch.setenv("IHL_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def rules(tmp_path: Path, kept: Path) -> Path:  # noqa: ARG001 (the cache is in use)
    """A copy of the small rulebook, with a definition on a definition and one that no rule uses, which has been compiled and kept."""
    root = tmp_path / "rules"
    richer(root)
    assert isinstance(remembering(root), bytes)
    return root


def richer(root: Path) -> None:
    """The small rulebook with more to rest on, and a ledger."""
    shutil.copytree(RULEBOOK, root)
    captive = (root / CAPTIVE).read_text()
    for name, when in (("shown", "person.captive and person.rank == 'officer'"), ("idle", "person.rank == 'officer'")):
        text = captive.replace("id: person.captive", f"id: person.{name}").replace("when: conflict.fighting", f"when: {when}")
        (root / f"definitions/person.{name}.yml").write_text(text.replace("      - {says: The person was in the hands of the other side., when: person.held}\n", ""))  # fmt: skip
    text = (
        (root / PICTURE)
        .read_text()
        .replace("id: recognisable-picture", "id: officer-shown")
        .replace("when: person.captive", "when: person.shown")
    )
    (root / "showing/officer-shown.yml").write_text(text.replace("gravity: obligation", "gravity: obligation\nduties: [face]"))
    (root / "ledger").mkdir()
    (root / "ledger/gc3.yml").write_text(
        "instrument: GC III\narticles:\n  - article: '13'\n    title: Curiosity\n    paragraphs: 1\n    entries:\n"
        "      - {id: crowd, paragraph: '1', short: No crowds.}\n      - {id: face, paragraph: '1', short: No faces.}\n"
    )


def outcome(make: Callable[[], dict[str, Any]]) -> Outcome:
    """What a compilation comes to: the bytes of the rulebook, or the problems in their order."""
    try:
        return cache.encoded(make())
    except InputError as error:
        return error.problems


def remembering(root: Path) -> Outcome:
    """With everything that was kept before, which is brought up to date."""
    return outcome(lambda: compile_folder(str(root), contents=Contents.of(str(root))))


def cold(root: Path) -> Outcome:
    """As if nothing had ever been compiled."""
    return outcome(lambda: compile_folder(str(root)))


@pytest.fixture
def worked_on(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is compiled from now on, and the files that are read as YAML."""
    done: list[str] = []
    for method in ("rule", "definition"):
        real = getattr(Compiler, method)

        def noted(self: Compiler, identity: str, real: Any = real) -> Any:
            done.append(identity)
            return real(self, identity)

        monkeypatch.setattr(Compiler, method, noted)
    parsed = contents.documents.parse_yaml

    def noted_file(text: str, file: str) -> Any:
        done.append(file.removeprefix("rules/"))
        return parsed(text, file)

    monkeypatch.setattr(contents.documents, "parse_yaml", noted_file)
    return done


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text()
    assert old in text
    (root / name).write_text(text.replace(old, new))


# --- only what has changed ------------------------------------------------------------------------------------------------------------------------------


def test_with_nothing_changed_nothing_is_read_and_nothing_compiled(rules: Path, worked_on: list[str]) -> None:
    assert isinstance(remembering(rules), bytes)
    assert worked_on == []


CONDITIONS = "vocabulary/person.yml"

#: A change of one file, and all that has to be done for it.
WORK = {
    "a sentence of a rule": (PICTURE, "It was released to the public.", "It was let out.", {PICTURE, "recognisable-picture"}),
    "a condition of a rule": (PICTURE, 'publication.face == "clear"', 'publication.face != "clear"', {PICTURE, "recognisable-picture"}),
    "a sentence of a definition": (CAPTIVE, "The person was in the hands", "The soldier was in the hands", {CAPTIVE, "person.captive"}),
    "a condition of a definition": (CAPTIVE, "when: person.held", "when: not person.held", {CAPTIVE, "person.captive", "person.shown", "recognisable-picture", "officer-shown", "family-told-late"}),
    "a definition that no rule uses": ("definitions/person.idle.yml", "when: person.rank ==", "when: person.rank !=", {"definitions/person.idle.yml", "person.idle"}),
    "a sentence of the vocabulary": ("vocabulary/publication.yml", "The face is blurred.", "The face is hard to see.", {"vocabulary/publication.yml"}),
    "a value of a fact": ("vocabulary/publication.yml", "      blurred: The face", "      veiled: The face", {"vocabulary/publication.yml", "recognisable-picture", "officer-shown"}),
    "a fact that nothing uses": ("vocabulary/publication.yml", "facts:\n", "facts:\n  old:\n    type: bool\n    asks: Is it old?\n    says: {yes: It is., no: It is not., unknown: Nobody knows.}\n    articles: []\n", {"vocabulary/publication.yml"}),
    "a sentence of a reading": ("readings.yml", "No picture at all", "Nothing at all", {"readings.yml"}),
    "the ledger": ("ledger/gc3.yml", "id: crowd", "id: crowds", {"ledger/gc3.yml"}),
    "a treaty": ("treaties/pact.yml", "limits: ", "limits: Also, ", {"treaties/pact.yml"}),
}  # fmt: skip


@pytest.mark.parametrize("what", WORK)
def test_a_change_makes_anew_what_rests_on_it_and_nothing_else(what: str, rules: Path, worked_on: list[str]) -> None:
    name, old, new, needed = WORK[what]
    change(rules, name, old, new)
    found = remembering(rules)
    again = {entry for entry in worked_on if not entry.endswith(".yml")} | {entry for entry in worked_on if entry == name}
    read = {entry for entry in worked_on if entry.endswith(".yml")}
    # What rests on a changed file is compiled from its own, which has to be read for it; files that are neither are not touched.
    compiled_files = {
        f"{folder}/{path.name}"
        for folder in ("showing", "notice", "definitions")
        for path in (rules / folder).glob("*.yml")
        if path.stem in again
    }
    assert again == needed
    assert read <= {name} | compiled_files
    assert isinstance(found, bytes)
    assert found == cold(rules)


def test_a_new_reading_and_its_removal_reach_every_rule(rules: Path, worked_on: list[str]) -> None:
    before = remembering(rules)
    text = (rules / "readings.yml").read_text()
    (rules / "readings.yml").write_text(text + text[text.index("  strict:") :].replace("strict", "narrow"))
    found = remembering(rules)
    assert {"recognisable-picture", "family-told-late", "officer-shown"} <= set(worked_on)
    assert found == cold(rules) != before
    (rules / "readings.yml").write_text(text)
    assert remembering(rules) == before


def test_a_broken_rule_does_not_make_the_others_be_compiled_again(rules: Path, worked_on: list[str]) -> None:
    change(rules, PICTURE, "when: publication.released", "when: publication.releasd")
    found = remembering(rules)
    assert set(worked_on) == {PICTURE, "recognisable-picture"}
    assert found == cold(rules)
    assert isinstance(found, tuple)
    worked_on.clear()
    assert remembering(rules) == found
    assert set(worked_on) == {PICTURE, "recognisable-picture"}


def test_the_lines_of_a_file_that_was_not_read_again_are_right(rules: Path) -> None:
    """Who else is wrong now stands in another file: a link leads to a subject whose file is gone."""
    (rules / "vocabulary/outlet.yml").unlink()
    found = remembering(rules)
    assert found == cold(rules)
    assert [(problem.file, problem.line) for problem in found if problem.code == "unknown-subject"] == [
        ("rules/vocabulary/publication.yml", 7)
    ]


def test_a_second_file_with_an_id_that_is_taken_is_told_whichever_was_there_first(rules: Path) -> None:
    for folder in ("aside", "zest"):
        (rules / folder).mkdir()
        shutil.copy(rules / PICTURE, rules / folder / "recognisable-picture.yml")
        found = remembering(rules)
        assert found == cold(rules)
        assert [problem.code for problem in found] == ["duplicate-id"]
        shutil.rmtree(rules / folder)


# --- whatever is done to the folder ---------------------------------------------------------------------------------------------------------------------

WORDS = ("publication.released", "publication.face", "publication.need_compelling", "person.held", "person.captive", "person.shown", "person.idle", "person.rank", "conflict.fighting", "publication", "person", "notice", "usual", "strict", "narrow", "yes", "no", "unknown", "and", "or", "not", "==", "!=", "in", '"clear"', "clear", "blurred", "'officer'", "officer", "soldier", "many: yes", "many: no", "bool", "enum", "released", "held", "face", "captive", "depicts", "by", "party", "outlet", "[person]", "[party]", "crowd", "face", "13", "[", "{", "\\", "&a", "*a", "detaining_power", "obligation", "except_in", "only_in", "recognisable-picture")  # fmt: skip

#: Edits after which most rulebooks still hold, so that it is the compiled form that has to change: in any file in which the first stands.
MEANT = (
    ("when: person.held", "when: not person.held"), ("when: not person.held", "when: person.held"), ("== 'officer'", "!= 'officer'"), ("!= 'officer'", "== 'officer'"),
    ("when: conflict.fighting", "when: person.rank == 'officer'"), ("when: person.captive", "when: person.shown"), ("when: person.shown", "when: person.captive"),
    ("when: person.captive", "when: person.captive and person.idle"), ("person.captive and", "person.idle and"), ("when: publication.released", "when: person.idle"),
    ('publication.face == "clear"', 'publication.face in ["clear", "blurred"]'), ('publication.face == "clear"', 'publication.face != "hidden"'),
    ("      blurred: The", "      veiled: The"), ("      clear: The", "      blurred: The"), ("      hidden: The", "      soldier: The"), ("type: int", "type: float"), ("min: 0", "min: 1"), ("max: ", "max: 1"),
    ("  strict:", "  narrow:"), ("[strict]", "[usual]"), ("default: usual", "default: strict"), ("except_in", "only_in"), ("many: no", "many: yes"), ("[party, outlet]", "[party]"),
    ("title: A", "title: The"), ("judgement: yes", "judgement: no"), ("id: crowd", "id: crowds"), ("[face]", "[crowd, face]"), ("gravity: obligation", "gravity: serious"),
)  # fmt: skip

Edit = tuple[str, int, int, int]


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    broken = ("word", "word", "line", "double", "remove", "copy", "rename", "renamed-id", "cut", "swap")
    kinds = (*broken, *["meant"] * 20, *["restore"] * 3, *["healed"] * 4)
    step = st.tuples(st.sampled_from(kinds), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
    return draw(st.lists(step, min_size=1, max_size=12))


def apply(root: Path, edit: Edit, seen: dict[str, list[bytes]], sound: dict[str, bytes]) -> None:
    """One edit of the folder, whatever it makes of it. ``seen`` has every state of each file, ``sound`` the last state of all of them that could be compiled."""
    kind, first, second, third = edit
    paths = sorted(path for path in root.rglob("*.yml") if not path.name.endswith(".cases.yml"))
    if kind == "restore":  # any file as it once was, whether it is there now or not
        name = sorted(seen)[first % len(seen)]
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(seen[name][second % len(seen[name])])
        return
    if kind == "healed":  # all but what was meant
        for path in paths:
            if str(path.relative_to(root)) not in sound:
                path.unlink()
        for name, content in sound.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        return
    if kind == "meant":
        old, new = MEANT[first % len(MEANT)]
        for path in paths:
            if old in path.read_text() and (third % 3 or path == paths[second % len(paths)]):
                path.write_text(path.read_text().replace(old, new))
        return
    path = paths[first % len(paths)]
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    if kind == "word":
        found = [word for word in WORDS if word in text]
        if found:
            old = found[second % len(found)]
            path.write_text(text.replace(old, WORDS[third % len(WORDS)], 1 if second % 2 else -1))
    elif kind == "line" and lines:
        path.write_text("".join(line for number, line in enumerate(lines) if number != second % len(lines)))
    elif kind == "double" and lines:
        path.write_text("".join([*lines, lines[second % len(lines)]]))
    elif kind == "swap" and lines:
        one, other = second % len(lines), third % len(lines)
        lines[one], lines[other] = lines[other], lines[one]
        path.write_text("".join(lines))
    elif kind == "cut":
        path.write_text(text[: len(text) * (second % 10) // 10])
    elif kind == "remove":
        path.unlink()
    elif kind == "copy":
        shutil.copy(path, paths[second % len(paths)].parent / f"copy-{third % 3}.yml")
    elif kind == "rename":
        path.rename(path.with_name(f"renamed-{second % 3}.yml"))
    elif kind == "renamed-id":
        path.write_text(text.replace(f"id: {path.stem}", "id: another-rule"))
        path.rename(path.with_name("another-rule.yml"))
    for path in root.rglob("*.yml"):
        name = str(path.relative_to(root))
        if path.read_bytes() not in seen.setdefault(name, []):
            seen[name].append(path.read_bytes())


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("original") / "rules"
    richer(root)
    return root


@settings(max_examples=300 if os.environ.get("IHL_THOROUGH") == "1" else 60, suppress_health_check=list(HealthCheck))
@given(steps=edits())
def test_after_any_series_of_edits_the_same_comes_out_as_from_a_cold_compilation(
    steps: list[Edit], original: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edited")
    root = folder / "rules"
    shutil.copytree(original, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IHL_CACHE_DIR", str(folder / "kept"))
        seen = {str(path.relative_to(root)): [path.read_bytes()] for path in root.rglob("*.yml") if ".cases." not in path.name}
        assert remembering(root) == cold(root)
        sound = {name: states[0] for name, states in seen.items()}
        for step in steps:
            apply(root, step, seen, sound)
            fresh = cold(root)
            assert remembering(root) == fresh
            assert remembering(root) == fresh
            if isinstance(fresh, bytes):
                sound = {name: (root / name).read_bytes() for name in cache.contents(str(root))}
    shutil.rmtree(folder)


# --- whole or not at all --------------------------------------------------------------------------------------------------------------------------------


def pieces(folder: Path) -> Path:
    (path,) = folder.glob("pieces-*.json")
    return path


def _flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def _resealed(content: bytes, change: Callable[[Any], Any]) -> bytes:
    """Something else in the first line, with a checksum that fits."""
    import zlib

    _, _, rest = content.partition(b"\n")
    first, _, payloads = rest.partition(b"\n")
    rest = json.dumps(change(json.loads(first))).encode() + b"\n" + payloads
    return b"ihl-pieces %08x\n" % zlib.crc32(rest) + rest


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half written": lambda content: content[: len(content) // 2],
    "cut by one byte": lambda content: content[:-1],
    "one bit": lambda content: _flipped(content, len(content) - 300),
    "one bit of the first line": lambda content: _flipped(content, 14),
    "other sources": lambda content: _resealed(content, lambda first: {**first, "made_by": "0" * 64}),
    "another folder": lambda content: _resealed(content, lambda first: {**first, "shown": "elsewhere"}),
    "another form": lambda content: _resealed(content, lambda first: [first]),
    "an entry too few": lambda content: _resealed(content, lambda first: {**first, "entries": dict(list(first["entries"].items())[1:])}),
    "entries of another form": lambda content: _resealed(content, lambda first: {**first, "entries": dict.fromkeys(first["entries"], 1)}),
    "bytes": lambda _: bytes(range(256)) * 8,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_or_foreign_is_made_again_without_a_word(damage: str, rules: Path, kept: Path, worked_on: list[str]) -> None:
    whole = pieces(kept).read_bytes()
    pieces(kept).write_bytes(DAMAGES[damage](whole))
    assert pieces(kept).read_bytes() != whole
    assert remembering(rules) == cold(rules)
    assert "recognisable-picture" in worked_on
    assert pieces(kept).read_bytes() == whole


def test_what_is_no_longer_there_is_not_kept(rules: Path, kept: Path) -> None:
    assert b"officer-shown" in pieces(kept).read_bytes()
    (rules / "showing/officer-shown.yml").unlink()
    remembering(rules)
    assert b"officer-shown" not in pieces(kept).read_bytes()


def test_what_was_compiled_before_an_interruption_is_kept_and_right(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, worked_on: list[str]) -> None:  # fmt: skip # noqa: ARG001
    root = tmp_path / "rules"
    richer(root)
    real = Compiler.rule

    def interrupted(self: Compiler, identity: str) -> Any:
        if identity == "recognisable-picture":
            raise KeyboardInterrupt
        return real(self, identity)

    with monkeypatch.context() as patch:
        patch.setattr(Compiler, "rule", interrupted)
        with pytest.raises(KeyboardInterrupt):
            remembering(root)
    worked_on.clear()
    assert remembering(root) == cold(root)
    assert {entry for entry in worked_on if not entry.endswith(".yml")} >= {"recognisable-picture"}


def test_processes_that_are_killed_and_run_side_by_side_do_each_other_no_harm(tmp_path: Path, kept: Path) -> None:
    """Six processes compile two states of one folder again and again into one cache; each is killed at another moment, and the last two are let run to their end."""
    roots = []
    for number in range(2):
        root = tmp_path / f"{number}" / "rules"
        richer(root)
        roots.append(root)
    change(roots[1], CAPTIVE, "when: person.held", "when: not person.held")
    expected = [cold(root) for root in roots]
    # Both folders share a place for what is remembered, as one folder would whose files change back and forth.
    script = (
        "import sys, shutil\nfrom checker import contents, cache\nfrom checker.compiling import compile_folder\n"
        "contents.zlib.crc32, real = (lambda data, real=contents.zlib.crc32: 7 if data.startswith(b'/') else real(data)), None\n"
        "while True:\n  found = contents.Contents.of(sys.argv[1])\n  data = cache.encoded(compile_folder(sys.argv[1], contents=found))\n"
        "  assert data == open(sys.argv[2], 'rb').read()\n  sys.stdout.write('x'); sys.stdout.flush()\n  if sys.argv[3] == 'once': break\n"
    )
    for number, bytes_ in enumerate(expected):
        assert isinstance(bytes_, bytes)
        (tmp_path / f"expected-{number}").write_bytes(bytes_)
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(roots[number % 2]), str(tmp_path / f"expected-{number % 2}"), "always"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(4)
    ]
    for number, process in enumerate(begun):
        assert process.stdout is not None
        process.stdout.read(1 + number)
        time.sleep(0.003 * number)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert process.stderr is not None
        assert process.stderr.read() == b""
    for number in range(2):
        subprocess.run([sys.executable, "-c", script, str(roots[number]), str(tmp_path / f"expected-{number}"), "once"], check=True, capture_output=True)  # fmt: skip
    assert {path.name for path in kept.iterdir() if path.suffix == ".json"} == {"pieces-00000007.json"}


# --- one moment -----------------------------------------------------------------------------------------------------------------------------------------


def test_a_file_that_changes_while_the_others_are_compiled_is_never_kept_under_the_digest_of_what_stood_there(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (rules / PICTURE).read_text()
    real = cache.digest

    def changed_after(root: str, *, keep: bool = True) -> str:
        found = real(root, keep=keep)
        (rules / PICTURE).write_text(before.replace("title: A recognisable captive", "title: A captive whom all know"))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(cache, "digest", changed_after)
        changed = Rulebook.load(str(rules))
    assert changed.rule("recognisable-picture").title.startswith("A captive whom all know")
    assert changed.digest == cache.digest(str(rules))
    (rules / PICTURE).write_text(before)
    assert Rulebook.load(str(rules)).rule("recognisable-picture").title.startswith("A recognisable captive")


# --- not too much -----------------------------------------------------------------------------------------------------------------------------------------


def test_only_the_newest_are_kept_and_nothing_of_others_is_touched(rules: Path, kept: Path) -> None:
    kept.mkdir(exist_ok=True)
    others = ["notes.txt", "f" * 63 + ".json", "f" * 65 + ".json", "desk-x.json", "x.json.12.part.bak", "plan.part"]
    for name in others:
        (kept / name).write_text("mine")
        os.utime(kept / name, (1, 1))
    (kept / ("a" * 64 + ".json")).mkdir()
    parts = [kept / f"{'b' * 64}.json.1f-00aa11bb.part", kept / f"{'c' * 64}.json.1f-00aa11bb.part"]
    for path in parts:
        path.write_text("half")
    os.utime(parts[0], (1, 1))
    for number in range(cache.KEPT + 3):
        for name in (f"{number:064x}.json", f"desk-{number:064x}.json", f"pieces-{number:08x}.json"):
            (kept / name).write_text("old")
            os.utime(kept / name, (1000 + number, 1000 + number))
    digest = Rulebook.load(str(rules)).digest
    names = {path.name for path in kept.iterdir()}
    rulebooks = {name for name in names if len(name) == 69 and not name.startswith("a")} - {"f" * 64 + ".json"}
    assert f"{digest}.json" in names
    assert len(rulebooks) == cache.KEPT
    assert f"{cache.KEPT + 2:064x}.json" in names
    assert f"{0:064x}.json" not in names
    assert len([name for name in names if name.startswith("desk-") and len(name) > 20]) == cache.KEPT
    assert len([name for name in names if name.startswith("pieces-")]) == cache.KEPT
    place = Contents.of(str(rules))._place
    assert place is not None
    assert Path(place).exists()
    assert {*others, "a" * 64 + ".json"} <= names
    assert [path.exists() for path in parts] == [False, True]


def test_a_check_that_loses_its_rulebook_to_another_process_makes_it_again(rules: Path, kept: Path) -> None:
    first = ihl("check", GOOD, "--rules", rules, "--format", "json")
    for path in kept.glob("*.json"):
        path.unlink()
    assert ihl("check", GOOD, "--rules", rules, "--format", "json") == first


def test_the_sources_that_compile_are_all_named() -> None:
    """What the compiler imports decides what it makes, so that a change of any of it must be noticed in a checkout."""
    from test_architecture import IMPORTS

    reached, waiting = set(), ["compiling"]
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting += IMPORTS[module].split()
    aside = {"checker", "errors", "cache", "inputs", "library"}  # which say what is wrong, where things lie, or how they are opened
    assert reached - aside == set(contents._COMPILER)
    assert compiling.__name__ == "checker.compiling"
