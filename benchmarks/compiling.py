"""The cost of compiling the whole rulebook, from YAML to grounds: cold, after a change, and with nothing changed.

Each is a process of its own that loads the rulebook from a copy of the shipped rules, importing all that it needs: with an empty cache folder (cold); after one sentence of one rule was changed; after one condition of a definition was
changed on which a great many rules rest; after a fact was added to the vocabulary; with nothing changed. Side by side, a process that does nothing but parse the same YAML files with yaml.CSafeLoader. All are run in turn, round by
round; CPU time is user and system time as the system counts it (``wait4``).

    python benchmarks/compiling.py [--rounds 5]

Prints medians, the ratios to a cold compilation and to parsing alone, and how many rules and definitions were compiled for each.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from startup import Cost, cost

from checker import library
from checker.folder import rule_files

DEFINITION = "definitions/person.protected_as_prisoner_of_war.yml"
FACT = "\n  of_the_benchmark:\n    type: bool\n    asks: Is it of the benchmark?\n    says: {yes: It is., no: It is not., unknown: Nobody knows.}\n    articles: []\n"

LOAD = "import sys; from checker.rulebook import Rulebook; sys.stdout.write(Rulebook.load(sys.argv[1]).digest)"
COUNT = (
    "import sys; from checker import compiling; from checker.rulebook import Rulebook; made = []\n"
    "for kind in ('rule', 'definition'):\n"
    "    real = getattr(compiling.Compiler, kind)\n"
    "    setattr(compiling.Compiler, kind, lambda self, identity, real=real: (made.append(identity), real(self, identity))[1])\n"
    "Rulebook.load(sys.argv[1]); sys.stdout.write(str(len(made)))"
)
PARSE = (
    "import sys, yaml\n"
    "for name in sys.stdin.read().split('\\n'):\n"
    "    with open(name, encoding='utf-8') as file:\n"
    "        yaml.load(file.read(), yaml.CSafeLoader)"
)


def changed(folder: Path, what: str, number: int) -> None:
    """Changes the folder; each round differently, so that nothing of it was compiled before."""
    if what == "one rule changed":
        path = sorted(path for path in (folder / "gc3").rglob("*.yml") if not path.name.endswith(".cases.yml"))[100]
        path.write_text(path.read_text(encoding="utf-8").replace("remedy: ", f"remedy: ({number}) ", 1), encoding="utf-8")
    elif what == "a definition changed":
        path = folder / DEFINITION
        text = path.read_text(encoding="utf-8")
        same = f"when: 'person.in_enemy_power in [{', '.join(['true'] * (number + 1))}]'"
        path.write_text(re.sub(r"when: (person\.in_enemy_power|'person\.in_enemy_power in [^']*')", same, text), encoding="utf-8")
    elif what == "a fact added to the vocabulary":
        path = folder / "vocabulary" / "person.yml"
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + FACT.replace("of_the_benchmark", f"of_round_{number}"), encoding="utf-8")  # fmt: skip


def main() -> None:
    """Runs the comparison and prints it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds (default 5)")
    rounds = parser.parse_args().rounds
    states = ("cold", "one rule changed", "a definition changed", "a fact added to the vocabulary", "nothing changed")
    found: dict[str, list[Cost]] = {"parsing the same YAML": [], **{state: [] for state in states}}
    counted: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "rules"
        shutil.copytree(library.rules_folder(), folder)
        names = "\n".join(str(folder / name) for name in rule_files(str(folder)))
        listed = Path(place) / "names"
        listed.write_text(names, encoding="utf-8")
        for number in range(rounds):
            with listed.open("rb") as given:
                found["parsing the same YAML"].append(cost([sys.executable, "-c", PARSE], given))
            os.environ["IHL_CACHE_DIR"] = os.path.join(place, f"cache-{number}")
            for state in states:
                changed(folder, state, number)
                found[state].append(cost([sys.executable, "-c", LOAD, str(folder)]))
        os.environ["IHL_CACHE_DIR"] = os.path.join(place, "counting")
        for state in states:
            changed(folder, state, rounds)
            ran = subprocess.run([sys.executable, "-c", COUNT, str(folder)], capture_output=True, text=True, check=True)
            counted[state] = ran.stdout
        files = names.count("\n") + 1
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores, {rounds} rounds, {files} files that decide")
    medians = {state: (statistics.median(one.cpu for one in costs), statistics.median(one.wall for one in costs)) for state, costs in found.items()}  # fmt: skip
    cold, parsing = medians["cold"][0], medians["parsing the same YAML"][0]
    for state, (cpu, wall) in medians.items():
        compiled = f", {counted[state]} compiled" if state in counted else ""
        print(f"{state}: {cpu:.2f} s CPU, {wall:.2f} s wall; {cpu / cold:.2f} of cold, {cpu / parsing:.2f} of parsing alone{compiled}")


if __name__ == "__main__":
    main()
