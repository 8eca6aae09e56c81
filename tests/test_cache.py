"""Compiled rulebooks on disk: used where whole, made again where not, and never a word about it."""

from __future__ import annotations

import ast
import json
import os
import pickle
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import GOOD, RULEBOOK, ihl

import checker
from checker import __version__, cache, compiling, library
from checker.contents import Contents
from checker.rulebook import Rulebook

RULE = "showing/recognisable-picture.yml"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, in use."""
    folder = tmp_path / "kept"
    monkeypatch.setenv("IHL_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the small rulebook."""
    root = tmp_path / "rules"
    shutil.copytree(RULEBOOK, root)
    return root


def checked(rules: Path) -> tuple[int, str, str]:
    """Exit code, report and messages of a check of the good record, with everything listed."""
    outcome = ihl("check", GOOD, "--rules", rules, "--format", "json", "--show", "all")
    return outcome.code, outcome.out, outcome.err


def compiled(folder: Path) -> Path:
    """The one compiled rulebook in a cache folder."""
    (path,) = (path for path in folder.iterdir() if not path.name.startswith(("index-", "pieces-")))
    return path


def count_compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes every compilation from now on."""
    made: list[str] = []
    real = compiling.compile_folder

    def noted(root: str, shown: str | None = None, contents: Contents | None = None) -> dict[str, Any]:
        made.append(root)
        return real(root, shown, contents)

    monkeypatch.setattr(compiling, "compile_folder", noted)
    return made


# --- used where whole -----------------------------------------------------------------------------------------------------------------------------------


def test_rulebook_is_compiled_once_and_decides_the_same_from_the_cache(kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = count_compilations(monkeypatch)
    first, second = checked(rules), checked(rules)
    assert len(made) == 1
    assert first == second
    assert (first[0], first[2]) == (1, "")
    assert compiled(kept).is_file()


def test_kept_rulebook_has_all_that_the_compiled_one_has(kept: Path, rules: Path) -> None:
    fresh, first, again = Rulebook.load(str(rules), keep=False), Rulebook.load(str(rules)), Rulebook.load(str(rules))
    assert compiled(kept).is_file()
    for other in (first, again):
        assert (other.digest, other.default_reading, other.readings) == (fresh.digest, fresh.default_reading, fresh.readings)
        assert json.dumps(other.vocabulary.plain()) == json.dumps(fresh.vocabulary.plain())
        assert (other.rule_ids, other.definition_ids) == (fresh.rule_ids, fresh.definition_ids)
        for rule, same in zip(other.rules(), fresh.rules(), strict=True):
            assert (rule.variables, rule.forms, rule.roles, rule.parts, rule.groups) == (
                same.variables,
                same.forms,
                same.roles,
                same.parts,
                same.groups,
            )
            assert (rule.authority, rule.limits, rule.remedy, rule.for_editors) == (
                same.authority,
                same.limits,
                same.remedy,
                same.for_editors,
            )


def test_nothing_is_kept_of_a_rulebook_that_is_not_to_be_kept(kept: Path, rules: Path) -> None:
    Rulebook.load(str(rules), keep=False)
    assert not kept.exists()


def test_nothing_is_kept_of_a_broken_rulebook(kept: Path, rules: Path) -> None:
    (rules / RULE).write_text("id: [")
    assert checked(rules)[0] == 2
    assert not kept.exists()


def test_rulebook_that_a_wheel_carries_needs_no_cache_folder(tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = tmp_path / "built"
    built.mkdir()
    digest = cache.digest(str(rules), keep=False)
    (built / f"{digest}.json").write_bytes(cache.encoded(compiling.compile_folder(str(rules))))
    monkeypatch.setattr(library, "built_folder", lambda: str(built))
    monkeypatch.setattr(library, "cache_folder", lambda: None)
    made = count_compilations(monkeypatch)
    assert checked(rules)[0] == 1
    assert made == []


def test_rules_kept_under_another_folder_name_find_their_own_cases(kept: Path, rules: Path) -> None:
    assert checked(rules)[0] == 1
    copy = rules.rename(rules.parent / "other-name")
    tested = ihl("rules", "test", "--rules", copy)
    assert (tested.code, tested.err) == (0, "")
    assert compiled(kept).is_file()
    (copy / RULE.replace(".yml", ".cases.yml")).unlink()
    assert f"other-name/{RULE}: there are no cases beside it." in ihl("rules", "test", "--rules", copy).out


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", str(GOOD)],
        ["check", str(GOOD), "--format", "json"],
        ["why", str(GOOD), "recognisable-picture"],
        ["needs", str(GOOD)],
        ["what-if", str(GOOD), "--set", "photo.released=no"],
        ["rules", "list"],
        ["rules", "show", "recognisable-picture"],
    ],
    ids=" ".join,
)
def test_commands_run_from_the_cache_without_the_rule_engine_and_without_pydantic(arguments: list[str], kept: Path) -> None:
    Rulebook.load(str(RULEBOOK))
    assert compiled(kept).is_file()
    outcome = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "checker", *arguments, "--rules", str(RULEBOOK)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode in (0, 1)
    assert outcome.stdout
    imported = {line.rpartition("|")[2].strip() for line in outcome.stderr.splitlines() if line.startswith("import time:")}
    assert "checker.rulebook" in imported
    assert not {name for name in imported if name.partition(".")[0] in ("rule_engine", "pydantic", "pydantic_core", "jsonschema", "ply")}
    assert not imported & {"checker.compiling", "checker.conditions", "checker.rules", "checker.folder", "checker.cases"}


def test_shipped_rules_run_from_the_cache_without_the_rule_engine(kept: Path) -> None:
    Rulebook.load()
    assert compiled(kept).is_file()
    script = (
        "import os, sys\nfrom checker.cli import run\nsys.argv[1:] = ['check']\nleave = os._exit\n"
        "def tell(code):\n    sys.stderr.write(' '.join(sys.modules))\n    sys.stderr.flush()\n    leave(code)\n"
        "os._exit = tell\nrun()\n"
    )
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0
    modules = outcome.stderr.split()
    assert "checker.rulebook" in modules
    assert "rule_engine" not in modules
    assert "pydantic" not in modules


# --- made again where not whole ---------------------------------------------------------------------------------------------------------------------------


def _flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half written": lambda content: content[: len(content) // 2],
    "cut by one byte": lambda content: content[:-1],
    "longer by one byte": lambda content: content + b"}",
    "one bit of what decides": lambda content: _flipped(content, content.index(b"\n") + 500),
    "one bit of what explains": lambda content: _flipped(content, content.index(b"Take it down")),
    "one bit of the first line": lambda content: _flipped(content, 20),
    "an older form": lambda content: content.replace(
        f"ihl-rulebook {cache.FORMAT} ".encode(), f"ihl-rulebook {cache.FORMAT - 1} ".encode()
    ),
    "a newer form": lambda content: content.replace(f"ihl-rulebook {cache.FORMAT} ".encode(), f"ihl-rulebook {cache.FORMAT + 1} ".encode()),
    "without its first line": lambda content: content.partition(b"\n")[2],
    "other JSON": lambda _: b'{"rules": {}}',
    "lines of something else": lambda _: b"one\ntwo\nthree\nfour\n",
    "bytes": lambda _: bytes(range(256)) * 8,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_rulebook_is_made_again_without_a_word(damage: str, kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = checked(rules)
    whole = compiled(kept).read_bytes()
    damaged = DAMAGES[damage](whole)
    assert damaged != whole
    compiled(kept).write_bytes(damaged)
    made = count_compilations(monkeypatch)
    assert checked(rules) == before
    assert len(made) == 1
    assert compiled(kept).read_bytes() == whole
    assert checked(rules) == before
    assert len(made) == 1


class _Trap:
    """Unpickling this makes a folder."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.path,)


def test_pickle_in_the_cache_is_not_run(kept: Path, rules: Path, tmp_path: Path) -> None:
    before = checked(rules)
    for path in kept.iterdir():
        path.write_bytes(pickle.dumps(_Trap(str(tmp_path / "run"))))
    assert checked(rules) == before
    assert not (tmp_path / "run").exists()
    pickle.loads(pickle.dumps(_Trap(str(tmp_path / "run"))))
    assert (tmp_path / "run").exists()


def test_nothing_in_the_package_reads_code_from_files() -> None:
    for path in Path(checker.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = (
                [name.name for name in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"} & set(modules), path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec"), f"{path}:{node.lineno}"


def test_what_is_kept_is_a_line_about_it_and_lines_of_json(kept: Path, rules: Path) -> None:
    checked(rules)
    head, *lines = compiled(kept).read_text().split("\n")
    assert head.startswith(f"ihl-rulebook {cache.FORMAT} ")
    data = [json.loads(line) for line in lines]
    assert {"recognisable-picture", "family-told-late"} <= set(data[0]["rules"])
    assert "Take it down." in json.dumps(data)


@pytest.mark.usefixtures("kept")
def test_a_rule_may_be_called_as_a_subject_is(rules: Path) -> None:
    before = checked(rules)
    for path in rules.rglob(f"{RULE.rpartition('/')[2].removesuffix('.yml')}*.yml"):
        path.write_text(path.read_text().replace("recognisable-picture", "person"))
        path.rename(path.with_name(path.name.replace("recognisable-picture", "person")))
    first, again = checked(rules), checked(rules)
    assert first == again
    assert first[0] == before[0]
    assert first[2] == before[2] == ""
    assert first[1].count('"rule": "person"') == before[1].count('"rule": "recognisable-picture"') > 0


# --- where nothing can be kept ------------------------------------------------------------------------------------------------------------------------------


def test_folder_in_place_of_the_kept_file_is_done_without(kept: Path, rules: Path) -> None:
    before = checked(rules)
    path = compiled(kept)
    path.unlink()
    path.mkdir()
    assert checked(rules) == before
    assert [path.name for path in kept.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize("place", ["", "below/it"])
def test_file_in_place_of_the_cache_folder_is_done_without(
    place: str, tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "occupied").write_text("a file")
    monkeypatch.setenv("IHL_CACHE_DIR", str(tmp_path / "occupied" / place))
    first, second = checked(rules), checked(rules)
    assert first == second
    assert (first[0], first[2]) == (1, "")
    assert (tmp_path / "occupied").read_text() == "a file"


@pytest.mark.parametrize("function", ["makedirs", "replace"])
def test_cache_that_cannot_be_written_is_done_without_and_leaves_no_parts(
    function: str, kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, function, refusing)
        first = checked(rules)
    assert (first[0], first[2]) == (1, "")
    assert not kept.exists() or list(kept.iterdir()) == []
    assert checked(rules) == first


def test_without_a_home_there_is_no_cache_and_no_folder_named_after_it(
    tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: int) -> Any:
        raise KeyError("no such user")

    for name in ("IHL_CACHE_DIR", "HOME", "XDG_CACHE_HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert library.cache_folder() is None
    assert checked(rules)[0] == 1
    assert list(here.iterdir()) == []


def test_cache_folder_is_that_of_the_user_unless_another_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IHL_CACHE_DIR")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    folder = library.cache_folder()
    assert folder is not None
    assert Path(folder).is_relative_to(tmp_path)
    assert "ihl-checker" in folder
    monkeypatch.setenv("IHL_CACHE_DIR", "/elsewhere")
    assert library.cache_folder() == "/elsewhere"


# --- changes are noticed ------------------------------------------------------------------------------------------------------------------------------------


def age(monkeypatch: pytest.MonkeyPatch, seconds: int = 10) -> None:
    """Lets the clock run ahead of every file, so that an index may be written and trusted."""
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + seconds * 1_000_000_000)


def index(folder: Path) -> Path:
    (path,) = folder.glob("index-*.json")
    return path


def test_files_touched_just_now_are_not_indexed(kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in rules.rglob("*.yml"):
        path.touch()
    checked(rules)
    assert list(kept.glob("index-*.json")) == []
    age(monkeypatch)
    checked(rules)
    assert index(kept).is_file()


def test_index_spares_reading_the_rules(kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(monkeypatch)
    before = checked(rules)
    assert index(kept).is_file()

    def unread(*_: Any) -> str:
        raise AssertionError("the rules were read")

    monkeypatch.setattr(cache, "_read", unread)
    assert checked(rules) == before


def test_index_written_within_two_seconds_of_a_change_is_not_trusted(kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(monkeypatch)
    right = cache.digest(str(rules))
    content = json.loads(index(kept).read_text())
    newest = max(max(stat.st_mtime_ns, stat.st_ctime_ns) for _, stat in cache._files(str(rules)))
    index(kept).write_text(json.dumps({**content, "digest": "0" * 64, "written": newest + 5_000_000_000}))
    assert cache.digest(str(rules)) == "0" * 64
    index(kept).write_text(json.dumps({**content, "digest": "0" * 64, "written": newest + 500_000_000}))
    assert cache.digest(str(rules)) == right


INDEXES: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "empty": lambda _: b"",
    "half written": lambda content: json.dumps(content).encode()[:100],
    "bytes": lambda _: bytes(range(256)),
    "a list": lambda _: b"[1, 2]",
    "a word": lambda _: b'"digest"',
    "without a key": lambda content: json.dumps({key: value for key, value in content.items() if key != "written"}).encode(),
    "of another kind": lambda content: json.dumps({**content, "written": "yesterday"}).encode(),
    "of another version": lambda content: json.dumps({**content, "version": __version__ + "1", "digest": "0" * 64}).encode(),
    "of another form": lambda content: json.dumps({**content, "format": cache.FORMAT - 1, "digest": "0" * 64}).encode(),
    "of other files": lambda content: json.dumps({**content, "files": content["files"][1:], "digest": "0" * 64}).encode(),
}


@pytest.mark.parametrize("damage", INDEXES)
def test_damaged_or_foreign_index_is_made_again_without_a_word(
    damage: str, kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(monkeypatch)
    before = checked(rules)
    content = json.loads(index(kept).read_text())
    index(kept).write_bytes(INDEXES[damage](content))
    assert checked(rules) == before
    assert json.loads(index(kept).read_text())["digest"] == content["digest"]


def _rewrite(path: Path, text: str) -> None:
    """Writes a file until its times differ from before, however coarse they are."""
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:
        path.write_text(text)


def _other_text(rules: Path) -> None:
    path = rules / RULE
    _rewrite(path, path.read_text().replace('publication.face == "clear"', 'publication.face == "hidden" or publication.face == "blurred"'))


def _same_size_and_time(rules: Path) -> None:
    path = rules / RULE
    stat = path.stat()
    _rewrite(path, path.read_text().replace('publication.face == "clear"', 'publication.face != "clear"'))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)


def _added(rules: Path) -> None:
    text = (rules / RULE).read_text().replace("id: recognisable-picture", "id: another-picture")
    (rules / "showing" / "another-picture.yml").write_text(text)


def _removed(rules: Path) -> None:
    (rules / "notice" / "family-told-late.yml").unlink()


def _moved(rules: Path) -> None:
    (rules / "elsewhere").mkdir()
    text = (rules / RULE).read_text().replace("id: recognisable-picture", "id: moved-picture")
    (rules / RULE).unlink()
    (rules / "elsewhere" / "moved-picture.yml").write_text(text)


def _definition(rules: Path) -> None:
    path = rules / "definitions" / "person.captive.yml"
    _rewrite(path, path.read_text().replace("when: person.held", "when: not person.held"))


def _vocabulary(rules: Path) -> None:
    path = rules / "vocabulary" / "publication.yml"
    _rewrite(
        path,
        path.read_text()
        .replace("How much of the face can be seen?", "What of the face can be seen?")
        .replace("The face can be seen.", "It is seen."),
    )


def _readings(rules: Path) -> None:
    path = rules / "readings.yml"
    _rewrite(path, path.read_text().replace("default: usual", "default: strict"))


CHANGES = (_other_text, _same_size_and_time, _added, _removed, _moved, _definition, _vocabulary, _readings)


@pytest.mark.parametrize("ahead", [0, 10], ids=["without an index", "with an index"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_change_of_a_rule_file_is_noticed(
    change: Callable[[Path], None], ahead: int, kept: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if ahead:
        age(monkeypatch, ahead)
    before, digest = checked(rules), cache.digest(str(rules))
    assert bool(list(kept.glob("index-*.json"))) is bool(ahead)
    change(rules)
    after = checked(rules)
    assert cache.digest(str(rules)) != digest
    assert json.loads(after[1])["findings"] != json.loads(before[1])["findings"]
    assert after == (
        after[0],
        ihl("check", GOOD, "--rules", rules, "--format", "json", "--show", "all", IHL_CACHE_DIR=str(kept / "fresh")).out,
        "",
    )


def test_cases_and_backgrounds_have_no_part_in_the_digest(rules: Path) -> None:
    digest = cache.digest(str(rules), keep=False)
    (rules / RULE.replace(".yml", ".cases.yml")).unlink()
    (rules / "backgrounds.yml").unlink()
    (rules / "README.md").write_text("Read me.")
    assert cache.digest(str(rules), keep=False) == digest


def test_digest_is_of_names_and_contents_wherever_the_folder_lies(rules: Path) -> None:
    assert cache.digest(str(rules), keep=False) == cache.digest(str(RULEBOOK), keep=False)
    (rules / RULE).rename(rules / "showing" / "renamed.yml")
    assert cache.digest(str(rules), keep=False) != cache.digest(str(RULEBOOK), keep=False)
