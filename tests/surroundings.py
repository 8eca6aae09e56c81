"""Every command in every surrounding that must not matter: real processes, whose exit code, output and files are compared byte for byte.

What may differ from run to run: the seed of Python's hashes, the locale, the time zone, UTF-8 mode, the current folder, the order in which a folder lists its files, the times of files, the version of Python. What is input, and stays: records,
decisions, options, paths as given, the width of the terminal.

    python tests/surroundings.py        # counts for docs/trust.md; IHL_PYTHONS names more interpreters, parted by ":", each with the dependencies installed
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
RULE = "gc3-13-identifiable-images-in-public"
ANSWERS = "gc3-17-questioning-in-language-not-understood"

#: Every command whose output should be the same anywhere. IN is a folder with records good and bad, RECORD one of them, OTHER the same record a day later, RUN and RUN-2 kept runs, OUT a folder for what it writes.
COMMANDS: dict[str, list[str]] = {
    "check": ["check", "IN", "--plain"],
    "check, everything": ["check", "IN", "--plain", "--show", "all"],
    "check, each telling": ["check", "IN", "--plain", "--by-account"],
    "check, each telling, json": ["check", "IN", "--by-account", "--format", "json"],
    "check, json": ["check", "IN", "--format", "json"],
    "check, json, at a bar": ["check", "IN", "--format", "json", "--min-grade", "B2", "--show", "all"],
    "check, jsonl": ["check", "IN", "--format", "jsonl"],
    "check, jsonl, brief": ["check", "IN", "--format", "jsonl", "--brief", "--show", "all"],
    "check, csv": ["check", "IN", "--format", "csv"],
    "check, md": ["check", "IN", "--format", "md"],
    "check, html": ["check", "IN", "-o", "OUT/report.html"],
    "check, docx": ["check", "IN", "-o", "OUT/report.docx"],
    "check, sarif": ["check", "IN", "--format", "sarif"],
    "check, junit": ["check", "IN", "--format", "junit"],
    "check, kept": ["check", "IN", "--save", "OUT/run"],
    "check, kept, on two cores": ["check", "IN", "--save", "OUT/run", "--brief", "--jobs", "2"],
    "verify": ["verify", "RUN", "--plain"],
    "verify, json": ["verify", "RUN", "--format", "json", "--jobs", "2"],
    "why": ["why", "RECORD", RULE, "--plain"],
    "what if": ["what-if", "RECORD", "--set", "publication.identifiable=no", "--plain"],
    "what if, json": ["what-if", "RECORD", "--set", "publication.identifiable=no", "--format", "json"],
    "needs": ["needs", "IN", "--show", "all", "--plain"],
    "needs, of each": ["needs", "IN", "--each", "--top", "0", "--plain"],
    "needs, json": ["needs", "IN", "--format", "json"],
    "diff": ["diff", "RECORD", "OTHER", "--plain"],
    "diff, json": ["diff", "RECORD", "OTHER", "--format", "json"],
    "diff of runs, json": ["diff", "RUN", "RUN-2", "--format", "json"],
    "diff of runs": ["diff", "RUN", "RUN-2", "--plain"],
    "records lint": ["records", "lint", "IN", "--plain"],
    "records lint, json": ["records", "lint", "IN", "--format", "json"],
    "export, csv": ["records", "export", "GOOD", "--to", "csv", "-o", "OUT/records.csv"],
    "export, xlsx": ["records", "export", "GOOD", "--to", "xlsx", "-o", "OUT/records.xlsx"],
    "export, jsonl": ["records", "export", "GOOD", "--to", "jsonl", "-o", "OUT/records.jsonl"],
    "template": ["records", "template", "-o", "OUT/template.xlsx"],
    "form": ["records", "form", "--subject", "publication", "-o", "OUT/form.xlsx"],
    "redact": ["records", "redact", "GOOD", "-o", "OUT"],
    "import": ["records", "import", "SHEET", "--mapping", "MAPPING", "-o", "OUT", "--errors", "OUT/errors.xlsx"],
    "map": ["records", "map", "SHEET", "-o", "OUT/sheet.mapping"],
    "desk": ["desk", "RECORD", "--plain"],
    "desk, json": ["desk", "RECORD", "--compare", "--format", "json"],
    "desk, md": ["desk", "RECORD", "--format", "md"],
    "scan": ["scan", "ARTICLE", "--plain"],
    "scan, json": ["scan", "ARTICLE", "--format", "json"],
    "scan, md": ["scan", "ARTICLE", "--format", "md"],
    "scan, a draft": ["scan", "ARTICLE", "--draft", "OUT/draft.yml"],
    "law": ["law", "--plain"],
    "law, json": ["law", "--format", "json"],
    "law, md": ["law", "--format", "md"],
    "law of an article": ["law", "13", "--plain"],
    "law of an article, md": ["law", "13", "--format", "md"],
    "rules list": ["rules", "list", "--plain"],
    "rules show": ["rules", "show", RULE, "--plain"],
    "rules facts, json": ["rules", "facts", "--format", "json"],
    "rules lint, sarif": ["rules", "lint", "--format", "sarif"],
    "rules test": ["rules", "test", ANSWERS],
    "rules test, sarif": ["rules", "test", ANSWERS, "--coverage", "--mutate", "--format", "sarif"],
    "rules test, junit": ["rules", "test", ANSWERS, "--coverage", "--mutate", "--format", "junit"],
    "rules test, json": ["rules", "test", ANSWERS, "--coverage", "--mutate", "--format", "json"],
    "lesson": ["train", "lesson", "13", "--plain"],
    "lesson, json": ["train", "lesson", "13", "--format", "json"],
    "lesson, md": ["train", "lesson", "13", "--format", "md"],
    "drill": ["train", "drill", "--article", "13", "--count", "1"],
    "quiz": ["train", "quiz", "--article", "13", "--count", "4", "--plain"],
    "quiz, json": ["train", "quiz", "--topic", "questioning", "--seed", "7", "--count", "4", "--format", "json"],
    "class set": ["train", "export", "--article", "13", "--count", "3", "--format", "all", "-o", "OUT"],
    "site": ["train", "site", "-o", "OUT/site"],
    "schema of records": ["schema", "record"],
    "schema of findings": ["schema", "findings"],
    "schema of facts": ["schema", "facts"],
    "version": ["--version"],
    # The rulebook compiled afresh: what lies in the cache afterwards is compared, too.
    "compile": ["rules", "list", "--plain"],
}

#: Commands that find nothing with a rulebook: they print its own text, or write records, tables and forms without a verdict.
NO_REPORT = (
    "export, csv", "export, xlsx", "export, jsonl", "template", "form", "redact", "import", "map", "scan, a draft",
    "rules show", "rules facts, json", "schema of records", "schema of findings", "schema of facts",
)  # fmt: skip

#: Lines of findings, nothing else.
LINES = ("check, jsonl", "check, jsonl, brief")

#: What every report names: the rulebook with which it was made, by its name and its digest, or where there is no room for more by its digest.
REPORTS = [name for name in COMMANDS if name not in (*NO_REPORT, *LINES)]
DIGEST_ALONE = ("check, csv",)

#: Commands that nothing but pure Python is needed for: an interpreter without our dependencies can borrow them from the one that runs.
BORROWED = ("check", "verify", "why", "what-if", "needs", "diff")

#: Put where every process finds it first: folders list their files backwards.
BACKWARDS = """
import os

scandir, listdir = os.scandir, os.listdir


class Backwards:
    def __init__(self, found):
        self.found = found
        self.entries = None

    def __iter__(self):
        return self

    def __next__(self):
        if self.entries is None:
            self.entries = sorted(self.found, key=lambda entry: entry.name)
        if not self.entries:
            raise StopIteration
        return self.entries.pop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.found.close()

    def close(self):
        self.found.close()


os.scandir = lambda path=".": Backwards(scandir(path))
os.listdir = lambda path=".": sorted(listdir(path), reverse=True)
"""


class World(NamedTuple):
    """A surrounding: what stands in the environment, the current folder, whether folders list their files backwards and files were touched, and which interpreter runs."""

    name: str
    environment: dict[str, str]
    folder: str
    backwards: bool = False
    python: str = sys.executable
    borrowed: bool = False


def worlds() -> list[World]:
    """The surroundings that every command is run in. The first is what the others are held against; each of them differs from it in everything at once."""
    usual = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
    made = [
        World("usual", usual, "."),
        World("C, no UTF-8 mode, east", {"PYTHONHASHSEED": "1", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Pacific/Kiritimati"}, "/", True),
        World("Turkish, UTF-8 mode, west", {"PYTHONHASHSEED": "4242", "LC_ALL": turkish(), "LANG": turkish(), "PYTHONUTF8": "1", "TZ": "America/St_Johns"}, "elsewhere", True),
    ]  # fmt: skip
    for number, (python, borrowed) in enumerate(others()):
        seeded = {**usual, "PYTHONHASHSEED": str(77 + number), "TZ": "Asia/Kathmandu"}
        made.append(
            World(f"Python {version_of(python)}{', its libraries borrowed' * borrowed}", seeded, "elsewhere", False, python, borrowed)
        )
    return made


@lru_cache
def turkish() -> str:
    """The Turkish locale, in which a capital i has a dot; where it is not installed its name stands all the same, and the system falls back."""
    return "tr_TR.UTF-8"


def installed(locale: str) -> bool:
    """Whether the system has a locale."""
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.lower().replace("-", "").split()
    return locale.lower().replace("-", "") in listed


@lru_cache
def version_of(python: str) -> str:
    """The version of an interpreter; empty where it does not run."""
    try:
        ran = subprocess.run(
            [python, "-c", "import platform; print(platform.python_version())"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return ran.stdout.strip()


@lru_cache
def others() -> list[tuple[str, bool]]:
    """Other interpreters of this machine, one of each version from 3.11 on that is not the one that runs, and whether they borrow our libraries: those in ``IHL_PYTHONS``, which have their own; those on the path and of pyenv."""
    named = [(path, False) for path in os.environ.get("IHL_PYTHONS", "").split(os.pathsep) if path]
    around = [path for minor in range(11, 20) if (path := shutil.which(f"python3.{minor}"))]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    around += sorted(str(path) for path in pyenv.glob("3.*/bin/python")) if pyenv.is_dir() else []
    seen = {sys.version_info[:2]}
    found = []
    for python, borrowed in [*named, *((path, True) for path in around)]:
        version = tuple(int(part) for part in version_of(python).split(".")[:2] if part.isdigit())
        if len(version) == 2 and version >= (3, 11) and version not in seen and (not borrowed or _can_borrow(python)):
            seen.add(version)
            found.append((python, borrowed))
    return found


def _can_borrow(python: str) -> bool:
    probe = "import checker.cli.app, checker.rendering.terminal, checker.rendering.html, yaml, anyascii, platformdirs"
    return subprocess.run([python, "-c", probe], env=_environment({}, borrowed=True), capture_output=True, check=False).returncode == 0


def _environment(own: dict[str, str], *, borrowed: bool = False, shim: str = "") -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "IHL_CACHE_DIR", "SYSTEMROOT") if name in os.environ}
    libraries = [path for path in sys.path if path.endswith("site-packages")] if borrowed else []
    return {
        **kept,
        "COLUMNS": "100",
        "PYTHONDONTWRITEBYTECODE": "1",
        **own,
        "PYTHONPATH": os.pathsep.join(filter(None, [shim, str(ROOT), *libraries])),
    }


class Prepared(NamedTuple):
    """Where the input of all commands lies, and the folder that they write to."""

    work: Path
    places: dict[str, str]


def prepared(work: Path) -> Prepared:
    """Makes the input in a folder: records good and bad, a register, a decision of a person, kept runs."""
    records, good, out = work / "in", work / "good", work / "out"
    for folder in (records / "inner", good, out, work / "elsewhere", work / "shim"):
        folder.mkdir(parents=True)
    (work / "shim" / "sitecustomize.py").write_text(BACKWARDS, encoding="utf-8")
    example = (ROOT / "examples" / "kursk-2025" / "incident.yml").read_text(encoding="utf-8")
    fictional = ROOT / "examples" / "fictional"
    for place in (records / "b-kursk.yml", good / "b-kursk.yml"):
        place.write_text(example, encoding="utf-8")
    (work / "later.yml").write_text(example.replace("identifiable: {is: unknown", "identifiable: {is: yes", 1), encoding="utf-8")
    for name, folder in (
        ("tarnholm-broadcast.yml", records / "inner"),
        ("fallow-lake-visit.yml", good),
        ("orrin-quay-handover.json", good),
    ):
        shutil.copy(fictional / name, folder / name)
    lines = [json.loads((fictional / "orrin-quay-handover.json").read_text(encoding="utf-8")) for _ in range(4)]
    written = [json.dumps({**line, "id": f"case-{number}", "title": "Işık and İstanbul"}) for number, line in enumerate(lines)]
    (records / "a-register.jsonl").write_text("\n".join([*written, written[0], "{", ""]), encoding="utf-8")
    (records / "c-broken.yml").write_text("schema: ihl-incident/1\nid: broken\ntitle: x\npersons: []\n", encoding="utf-8")
    places = {
        "IN": str(records),
        "GOOD": str(good),
        "RECORD": str(records / "b-kursk.yml"),
        "OTHER": str(work / "later.yml"),
        "SHEET": str(ROOT / "examples" / "register" / "incidents.csv"),
        "MAPPING": str(ROOT / "examples" / "register" / "incidents.mapping"),
        "ARTICLE": str(ROOT / "benchmarks" / "scan" / "wire-harbour.txt"),
        "RUN": str(work / "run"),
        "RUN-2": str(work / "run-2"),
        "OUT": str(out),
    }
    first = Prepared(work, places)
    usual = worlds()[0]
    decided = [
        "review",
        "RECORD",
        "--rule",
        RULE,
        "--binding",
        "publication=sbu-images",
        "--binding",
        "person=prisoner-1",
        "--decide",
        "confirm",
        "--reason",
        "Seen by two of us",
        "--name",
        "O. Marsh",
    ]
    for arguments in (decided, ["check", "GOOD", "--save", "RUN"], ["check", "RECORD", "--save", "RUN-2", "--brief"]):
        ran = _process(first, arguments, usual)
        assert ran.returncode in (0, 1), ran.stderr.decode()
    return first


def _process(made: Prepared, arguments: Sequence[str], world: World, **more: str) -> subprocess.CompletedProcess[bytes]:
    given = []
    for argument in arguments:
        head, slash, rest = argument.partition("/")
        given.append(made.places[argument] if argument in made.places else made.places["OUT"] + slash + rest if head == "OUT" else argument)
    shim = str(made.work / "shim") if world.backwards else ""
    environment = {**_environment(world.environment, borrowed=world.borrowed, shim=shim), **more}
    return subprocess.run([world.python, "-m", "checker", *given], env=environment, cwd=made.work / world.folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # fmt: skip


def outcome(made: Prepared, name: str, world: World, arguments: Sequence[str] = ()) -> dict[str, bytes]:
    """What a command does in a surrounding: exit code, what it printed on either stream, and every file that it wrote, by name."""
    out = Path(made.places["OUT"])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    more = {}
    if name == "compile":
        more["IHL_CACHE_DIR"] = str(out)
    if world.backwards:
        for number, path in enumerate(sorted(path for path in made.work.rglob("*") if path.is_file())):
            os.utime(path, (1_700_000_000 + number, 1_900_000_000 - number))
    ran = _process(made, arguments or COMMANDS[name], world, **more)
    found = {"exit code": str(ran.returncode).encode(), "stdout": ran.stdout, "stderr": ran.stderr}
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        shown = path.relative_to(out).as_posix()
        if not (name == "compile" and shown.startswith("index-")):  # remembers times of files, on purpose
            found[shown] = path.read_bytes()
    assert ran.returncode in (0, 1, 2), f"{name} in {world.name}: {ran.stderr.decode(errors='replace')[-2000:]}"
    return found


def runs_in(name: str, world: World) -> bool:
    """Whether a command is run in a surrounding: with borrowed libraries only what needs no compiled one."""
    return not world.borrowed or (COMMANDS[name][0] in BORROWED and "OUT/report.docx" not in COMMANDS[name])


def differing(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    """What is not the same in two outcomes, each with the place where it begins to differ."""
    told = []
    for part in sorted({*first, *second}):
        one, other = first.get(part), second.get(part)
        if one != other:
            at = next(
                (number for number, (a, b) in enumerate(zip(one or b"", other or b"", strict=False)) if a != b),
                min(len(one or b""), len(other or b"")),
            )
            told.append(
                f"{part} from byte {at}: {(one or b'')[max(0, at - 60) : at + 60]!r} and {(other or b'')[max(0, at - 60) : at + 60]!r}"
            )
    return told


def main() -> int:
    """Every command in every surrounding, and what that comes to."""
    made = worlds()
    print(
        "Surroundings: "
        + "; ".join(world.name for world in made)
        + f". Turkish locale installed: {'yes' if installed(turkish()) else 'no'}."
    )
    wrong = compared = outputs = 0
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        ready = prepared(Path(folder))
        for name in COMMANDS:
            first = outcome(ready, name, made[0])
            outputs += len(first) - 1
            for world in made[1:]:
                if runs_in(name, world):
                    compared += 1
                    for difference in differing(first, outcome(ready, name, world)):
                        wrong += 1
                        print(f"{name} in {world.name}: {difference}")
            digest = hashlib.sha256(b"\0".join(part.encode() + b"\0" + data for part, data in sorted(first.items()))).hexdigest()
            print(f"{digest[:12]} {name} ({len(first) - 3} files)", flush=True)
    print(
        f"{len(COMMANDS)} commands with {outputs} outputs, {len(made)} surroundings, {compared} comparisons, {wrong} differences; {time.perf_counter() - began:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
