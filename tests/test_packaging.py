"""What is handed out: the same bytes wherever it is built, whole without the network, resting on nothing but what it names."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from building import Clean, build, sources, wheelhouse
from command import ROOT, ihl
from packaging.requirements import Requirement

from checker import __version__
from checker.rulebook import Rulebook

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
LOCK = ROOT / "requirements" / "test.txt"

WHEEL = f"ihl_checker-{__version__}-py3-none-any.whl"
BILL = f"ihl_checker-{__version__}.dist-info/sboms/ihl-checker.cdx.json"


def named(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", Requirement(requirement).name).lower()


# --- built ---------------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The distribution built here and far away: other folders, time zones, umasks, locales and hash seeds; and the wheel built from the sdist."""
    top = tmp_path_factory.mktemp("built")
    here, there = sources(top / "here"), sources(top / "a much longer way" / "down" / "there")
    east = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    west = {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}
    made = {
        "wheel": build(here, "wheel", top / "one", **east),
        "sdist": build(here, "sdist", top / "one", **east),
        "wheel there": build(there, "wheel", top / "two", umask=0o077, **west),
        "sdist there": build(there, "sdist", top / "two", umask=0o077, **west),
    }
    with tarfile.open(made["sdist"]) as archive:
        archive.extractall(top / "unpacked", filter="data")
    made["wheel of sdist"] = build(next((top / "unpacked").iterdir()), "wheel", top / "three", umask=0o027, **west)
    return made


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_same_bytes_come_out_wherever_it_is_built(built: dict[str, Path]) -> None:
    assert built["wheel"].name == WHEEL
    assert digest(built["wheel"]) == digest(built["wheel there"])
    assert digest(built["sdist"]) == digest(built["sdist there"])


def test_the_sdist_makes_the_same_wheel(built: dict[str, Path]) -> None:
    assert digest(built["wheel of sdist"]) == digest(built["wheel"])


def test_the_wheel_carries_the_rules_compiled_and_nothing_of_the_machine(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as archive:
        names = archive.namelist()
        content = b"\n".join(archive.read(name) for name in names)
    shipped = Rulebook.load(keep=False)
    assert [name for name in names if "/compiled/" in name] == [f"checker/data/compiled/{shipped.digest}.json"]
    rules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "rules").rglob("*") if path.is_file()}
    assert {f"checker/data/{name}" for name in rules} <= set(names)
    assert not [name for name in names if re.search(r"__pycache__|\.pyc$|^tests|\.git", name)]
    assert str(built["wheel"].parent.parent).encode() not in content


def test_the_sdist_has_what_its_tests_need(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in ("tests/test_packaging.py", "README.md", "CONTRIBUTING.md", "SECURITY.md", ".ci/run", "requirements/test.txt", "action.yml", ".pre-commit-hooks.yaml", "docs/conf.py"):  # fmt: skip
        assert needed in names


# --- installed -----------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clean(built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """The built wheel in an environment of its own, with its dependencies and nothing else, no network and no leave to write to it."""
    top = tmp_path_factory.mktemp("clean")
    wheelhouse(PROJECT["dependencies"], top / "house")
    return Clean(top / "venv", built["wheel"], top / "house")


def test_it_is_cut_off(clean: Clean, tmp_path: Path) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=5)"
    ran = clean.run("-c", code, cwd=tmp_path, program="python")
    assert ran.returncode == 1
    assert "Network is unreachable" in ran.stderr if clean.seal == "unshare" else "cut off" in ran.stderr
    wrote = clean.run("-c", f"open({str(clean.packages / 'x')!r}, 'w')", cwd=tmp_path, program="python")
    assert wrote.returncode == 1 or clean.seal == "sitecustomize", "root may write to what is read-only, but for a mount"


def test_nothing_is_installed_but_what_is_named(clean: Clean, tmp_path: Path) -> None:
    code = "from importlib import metadata; print(*sorted(d.name for d in metadata.distributions()))"
    there = {named(name) for name in clean.run("-c", code, cwd=tmp_path, program="python").stdout.split()}
    assert {named(text) for text in PROJECT["dependencies"]} <= there
    assert not there & {"openpyxl", "pyxform", "textual", "python-docx", "genanki", "pytest", "hatchling"}


COMMANDS = {
    "version": ("--version",),
    "check": ("check", "--fail-on", "never"),
    "json": ("check", "--format", "json", "--fail-on", "never"),
    "html": ("check", "-o", "report.html", "--fail-on", "never"),
    "needs": ("needs",),
    "rules": ("rules", "list"),
    "books": ("rules", "list", "--rulebooks"),
    "law": ("law", "13"),
    "desk list": ("desk", "--list"),
    "desk": ("desk", "RECORD"),
    "export": ("records", "export", "RECORD", "--to", "jsonl", "-o", "records.jsonl"),
    "lint": ("records", "lint", "RECORD"),
    "lesson": ("train", "lesson", "13"),
    "schema": ("schema", "record"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_of_the_installed_wheel_does_what_that_of_the_sources_does(clean: Clean, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    installed = clean.packages / "checker" / "data" / "examples"
    folders = {"there": installed, "here": ROOT / "examples"}
    printed: dict[str, tuple[int, str]] = {}
    for where, examples in folders.items():
        cwd = tmp_path / where
        cwd.mkdir()
        arguments = [word.replace("RECORD", str(examples / "kursk-2025" / "incident.yml")) for word in COMMANDS[name]]
        if where == "there":
            ran = clean.run(*arguments, cwd=cwd)
            assert "Traceback" not in ran.stderr
            code, out = ran.returncode, ran.stdout
        else:
            monkeypatch.chdir(cwd)
            outcome = ihl(*arguments)
            code, out = outcome.code, outcome.out
        printed[where] = code, out.replace(str(examples), "EXAMPLES")
    assert printed["there"][0] == printed["here"][0]
    if name not in ("lint", "desk"):  # these print the path of the record, and lay their lines out around it
        assert printed["there"][1] == printed["here"][1]
    made = {where: {path.relative_to(tmp_path / where).as_posix(): path.read_bytes() for path in (tmp_path / where).rglob("*") if path.is_file() and "home" not in path.parts} for where in folders}  # fmt: skip
    assert made["there"].keys() == made["here"].keys()
    assert bool(made["there"]) == any(word == "-o" for word in COMMANDS[name])
    assert made["there"] == made["here"]


def test_the_installed_wheel_makes_the_site(clean: Clean, tmp_path: Path) -> None:
    ran = clean.run("train", "site", "-o", "site", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert {"index.html", "desk.html", "about.html"} <= {path.name for path in (tmp_path / "site").iterdir()}


def test_the_rules_of_the_installed_wheel_stand_their_cases(clean: Clean, tmp_path: Path) -> None:
    ran = clean.run("rules", "test", cwd=tmp_path)
    assert ran.returncode == 0
    assert "0 came out otherwise" in ran.stdout


def test_the_compiled_rules_of_the_wheel_are_used(clean: Clean, tmp_path: Path) -> None:
    """Neither the compiler nor its library is imported, and nothing is kept beside."""
    code = "import sys; sys.argv = ['ihl', 'check', '--fail-on', 'never']; sys.stdout = open('/dev/null', 'w'); from checker.cli import _code, process; _code(process.take_streams()[0]); sys.stderr.write(str(sorted({'rule_engine', 'checker.compiling', 'pydantic'} & set(sys.modules))))"
    ran = clean.run("-c", code, cwd=tmp_path, program="python", environment={"IHL_CACHE_DIR": str(tmp_path / "cache")})
    assert ran.stderr == "[]"
    assert not list(tmp_path.glob("cache/[!i]*"))


# --- what it rests on ----------------------------------------------------------------------------------------------------------------------------------


def imported(folder: Path) -> set[str]:
    """The top-level modules that the sources import, at whatever time, that are neither Python's nor ours."""
    found = set()
    for path in folder.rglob("*.py"):
        if "data" in path.relative_to(folder).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"checker"}


#: A module that belongs to a distribution only by way of another that is named, and that one.
THROUGH = {"markupsafe": "jinja2", "aiohttp": "textual-serve"}


def test_what_is_imported_is_what_is_named() -> None:
    distributions = metadata.packages_distributions()
    modules = {module: {named(name) for name in distributions[module]} for module in imported(ROOT / "checker")}
    runtime = {named(text) for text in PROJECT["dependencies"]}
    optional = {named(text) for name, texts in EXTRAS.items() if name not in ("all", "dev", "docs", "bench", "scale") for text in texts} - {
        PROJECT["name"]
    }
    for module, names in modules.items():
        assert names & (runtime | optional) or THROUGH.get(module) in runtime | optional, f"{module} is imported and not named"
    used = set().union(*modules.values())
    assert runtime | optional == (runtime | optional) & used, "what is named is imported"
    assert not runtime & optional


@pytest.mark.parametrize("extra", ["", *(name for name in EXTRAS if name != "dev")])
def test_every_library_has_bounds_on_both_sides(extra: str) -> None:
    for text in EXTRAS[extra] if extra else PROJECT["dependencies"]:
        requirement = Requirement(text)
        signs = {specifier.operator for specifier in requirement.specifier}
        assert named(text) == PROJECT["name"] or {">=", "<"} <= signs, text


def locked() -> dict[str, list[str]]:
    """Each library of the locked set with its versions: several where a marker says which Python takes which."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", LOCK.read_text(encoding="utf-8"), flags=re.M):
        found.setdefault(name, []).append(version)
    return found


def test_the_locked_set_has_a_hash_for_everything_and_keeps_to_the_bounds() -> None:
    text = LOCK.read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]
    assert len(entries) == sum(map(len, locked().values())) > 40
    assert all("--hash=sha256:" in entry for entry in entries)
    versions = locked()
    for extra, texts in {"": PROJECT["dependencies"], **EXTRAS}.items():
        for requirement in map(Requirement, texts):
            name = named(str(requirement))
            if name != PROJECT["name"]:
                assert name in versions, f"{name} ({extra}) is not locked: run .ci/lock"
                assert all(requirement.specifier.contains(version, prereleases=True) for version in versions[name])


# --- the bill of materials -----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bill(built: dict[str, Path]) -> str:
    with zipfile.ZipFile(built["wheel"]) as archive:
        return archive.read(BILL).decode("utf-8")


def test_the_bill_of_materials_is_valid(bill: str) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    wrong = bill.replace('"type": "library"', '"type": "libary"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(wrong) is not None


def test_the_bill_of_materials_names_what_is_asked_for(bill: str) -> None:
    data = json.loads(bill)
    libraries = {entry["name"]: entry for entry in data["components"] if entry["type"] == "library"}
    assert {name for name, entry in libraries.items() if entry["scope"] == "required"} == {named(text) for text in PROJECT["dependencies"]}
    for text in PROJECT["dependencies"]:
        (versions,) = (part["value"] for part in libraries[named(text)]["properties"] if part["name"] == "ihl:versions")
        assert Requirement(f"x{versions}").specifier == Requirement(text).specifier
    assert {"openpyxl", "textual", "python-docx"} <= {name for name, entry in libraries.items() if entry["scope"] == "optional"}
    (rules,) = (entry for entry in data["components"] if entry["type"] == "data")
    assert rules["version"] == Rulebook.load(keep=False).digest
    assert data["metadata"]["component"]["version"] == __version__


# --- how it is used by others ---------------------------------------------------------------------------------------------------------------------------


def test_the_files_for_others_are_yaml() -> None:
    for name in (".pre-commit-hooks.yaml", "action.yml"):
        assert yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
