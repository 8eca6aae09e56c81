"""A register of fictional incident records, made and checked end to end: how fast, in how much memory, on how many cores, and whether an interruption loses anything.

The records are JSON Lines in a realistic mix: mostly a publication or a capture with a dozen claims, some camps, trials and handovers, a few disputed facts and don't-knows, one record in five with restricted
data, one in two hundred that cannot be read. All States, voices and persons are invented. The same seed gives the same register.

    python benchmarks/register.py [--records 100000] [--jobs 2] [--keep FOLDER]

Prints counts and ratios measured in this one run. Peak memory is that of the largest process. How much faster two processes are shows in the time that passes only where nobody else uses the machine; beside it stands what their CPU time
adds up to, from which it follows how much faster they can be.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import table
from processes import Cost, cost
from table import Row

from checker.rulebook import Rulebook
from checker.vocabulary import Fact, Vocabulary

STATES = ("Norland", "Sudria", "Vestmark", "Ostrava Union", "Lowen", "Tarn")
OUTLETS = ("Harbour Post", "Lowen Courier", "The Tarn Observer", "Field Notes Network")
SYLLABLES = (
    "an",
    "bel",
    "cor",
    "dag",
    "el",
    "fen",
    "gor",
    "hal",
    "is",
    "jor",
    "kel",
    "lun",
    "mar",
    "nor",
    "ost",
    "pel",
    "rin",
    "sol",
    "tor",
    "vik",
)
GRADES = ("A1", "A2", "B2", "B2", "B3", "C3", "D4", "F6")

#: Kinds of incident: how often, and which subjects they speak of, with how many facts each.
KINDS: tuple[tuple[int, dict[str, int]], ...] = (
    (45, {"person": 5, "publication": 7}),
    (15, {"person": 6, "medical_care": 4, "evacuation": 3}),
    (10, {"person": 4, "interrogation": 6}),
    (10, {"person": 4, "camp": 12}),
    (8, {"person": 4, "transfer": 7}),
    (5, {"person": 4, "repatriation": 5}),
    (4, {"person": 5, "trial": 10}),
    (3, {"person": 5, "death": 6}),
)


def value(fact: Fact, chance: random.Random) -> Any:
    """A value that the fact can have."""
    if fact.words:
        return chance.choice(fact.words)
    if fact.type == "date":
        return f"20{chance.randint(31, 35)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    low, high = int(fact.minimum or 0), int(fact.maximum if fact.maximum is not None else 60)
    return chance.randint(low, max(low, min(high, low + 60)))


def stated(fact: Fact, chance: random.Random, voices: list[str]) -> Any:
    """What a record states of a fact: mostly one claim, sometimes two that differ, sometimes that nobody knows."""

    def claim() -> dict[str, Any]:
        made = {"is": value(fact, chance), "source": "s1", "at": f"para {chance.randint(1, 30)}", "said_by": chance.choice(voices)}
        if chance.random() < 0.4:
            made["grade"] = chance.choice(GRADES)
        return made

    drawn = chance.random()
    if drawn < 0.06:
        return {"is": "unknown", "source": "s1", "note": "Asked; nobody could say."}
    return [claim(), claim()] if drawn < 0.1 else claim()


def record(number: int, vocabulary: Vocabulary, chance: random.Random) -> dict[str, Any]:
    """One incident."""
    kind = chance.choices(KINDS, [weight for weight, _ in KINDS])[0][1]
    holder, other = chance.sample(STATES, 2)
    outlet = chance.choice(OUTLETS)
    day = f"20{chance.randint(31, 35)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    captives = [f"prisoner-{index}" for index in range(1, chance.choices((1, 2, 3), (75, 20, 5))[0] + 1)]
    voices = ["outlet", "ministry", "witness"]
    data: dict[str, Any] = {
        "schema": "ihl-incident/1", "id": f"incident-{number:06d}", "title": f"Captives held by {holder}", "dates": day, "language": "en",
        "summary": f"{outlet} reports on captives of {other} held by {holder}.",
        "sources": [{"id": "s1", "publisher": outlet, "title": f"Report {number}", "date": day, "url": f"https://register.example/{number}"}],
        "voices": [
            {"id": "outlet", "name": outlet, "kind": "outlet"}, {"id": "ministry", "name": f"Ministry of Defence of {holder}", "kind": "party", "party": "holder"},
            {"id": "witness", "name": "a former captive", "kind": "captive"},
        ],
        "conflict": {"id": "conflict", "facts": {"armed_force_between_states": {"is": "yes", "source": "s1", "said_by": "outlet"}, "powers_bound": {"is": "both_parties", "source": "s1", "said_by": "outlet"}}},
        "party": [{"id": "holder", "label": holder}, {"id": "other", "label": other}],
    }  # fmt: skip
    for subject, most in kind.items():
        facts = [fact for fact in vocabulary.subjects[subject].facts.values() if not fact.derived and not fact.judgement]
        chosen = {
            fact.name: stated(fact, chance, voices)
            for fact in chance.sample(facts, min(len(facts), chance.randint(max(1, most // 2), most)))
        }
        if subject == "person":
            status = {
                "in_enemy_power": {"is": "yes", "source": "s1", "at": "para 1", "said_by": "outlet"},
                "belonged_to": {"is": "armed_forces", "source": "s1", "said_by": "ministry"},
            }
            data["person"] = [
                {"id": own, "in_power_of": "holder", "depends_on": "other", "facts": {**(chosen if own == "prisoner-1" else {}), **status}}
                for own in captives
            ]
            continue
        entry: dict[str, Any] = {"id": f"{subject}-1", "facts": chosen}
        for name, link in vocabulary.subjects[subject].links.items():
            if "person" in link.to:
                entry[name] = captives if link.many else captives[0]
            elif "party" in link.to:
                entry[name] = "holder"
        data[subject] = [entry]
    if chance.random() < 0.2:
        name = f"{''.join(chance.sample(SYLLABLES, 3)).title()} {''.join(chance.sample(SYLLABLES, 3)).title()}"
        data["restricted"] = {"prisoner-1": {"names": [name], "numbers": [f"NV-{number:06d}-{chance.randint(1, 9)}"]}}
        data["summary"] += f" One of them is {name}."
    if chance.random() < 0.005:
        data["person"][0]["in_power_of"] = "nobody"
    return data


def register(records: int, seed: int = 1949) -> Iterator[str]:
    """The lines of a register."""
    vocabulary = Rulebook.load().vocabulary
    chance = random.Random(seed)
    for number in range(1, records + 1):
        yield json.dumps(record(number, vocabulary, chance), ensure_ascii=False) + "\n"


def written(path: Path, records: int) -> Path:
    """A register in a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(register(records))
    return path


READ = """
import sys
from checker import batch
from checker.errors import InputError
from checker.pipeline import incident
from checker.rulebook import Rulebook
rulebook = Rulebook.load()
for task in batch.tasks([sys.argv[1]]):
    try:
        incident(batch.document_of(task), rulebook)
    except InputError:
        pass
"""


def check(path: Path, folder: Path, *options: str) -> Cost:
    """What a run takes that is kept in a folder. It is expected to find something."""
    return cost([sys.executable, "-m", "checker", "check", str(path), "--save", str(folder), "--brief", "--force", *options])


def same(first: Path, second: Path) -> bool:
    """Whether two runs found the same."""
    return all(
        hashlib.sha256((first / name).read_bytes()).digest() == hashlib.sha256((second / name).read_bytes()).digest()
        for name in ("findings.jsonl", "records.jsonl", "problems.jsonl")
    )


def interrupted(path: Path, folder: Path, jobs: int, after: float) -> float:
    """Stops a run with Ctrl-C, goes on with it until it is done, and gives how much of it was done when it was stopped."""
    command = [sys.executable, "-m", "checker", "check", str(path), "--save", str(folder), "--brief", "--jobs", str(jobs)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130, said
    assert "Nothing is lost" in said, said
    part = json.loads((folder / "unfinished.json").read_text())["counts"]["done"]
    subprocess.run([*command, "--resume"], check=False, capture_output=True)
    done = json.loads((folder / "run.json").read_text())["counts"]["done"]
    return float(part / done)


#: What is promised: so many times as fast with two processes, and memory that does not grow with the register.
TWICE, FLAT = 1.8, 1.15


def say(what: str) -> None:
    """Progress, on stderr."""
    print(what, file=sys.stderr, flush=True)


def side_by_side(path: Path, folder: Path, jobs: int, rounds: int) -> tuple[Cost, list[Row]]:
    """Reading alone, one process and several, in turn; the same bytes from each. Gives also what several took."""
    taken: dict[str, list[Cost]] = {"read": [], "one": [], "many": []}
    for number in range(rounds):
        taken["read"].append(cost([sys.executable, "-c", READ, str(path)]))
        taken["one"].append(check(path, folder / "one", "--jobs", "1"))
        taken["many"].append(check(path, folder / "many", "--jobs", str(jobs)))
        assert same(folder / "one", folder / "many")
        say(f"one process and {jobs}, round {number + 1} of {rounds}: the same bytes")
    best = {name: min(costs, key=lambda one: one.seconds) for name, costs in taken.items()}
    passed = {name: min(one.passed for one in costs) for name, costs in taken.items()}
    rows = [
        Row(
            NAME,
            "checked, one process, start included",
            f"{best['one'].seconds:.2f} s of CPU",
            "reading and validating, our reader",
            best["one"].seconds / best["read"].seconds,
        ),
        Row(
            NAME,
            f"{jobs} processes, time that passed, start included",
            f"{passed['many']:.1f} s, one process {passed['one']:.1f} s",
            "one process",
            passed["one"] / passed["many"],
            TWICE,
        ),
        Row(
            NAME,
            f"{jobs} processes, as fast as their CPU time lets them be, start included",
            f"{best['many'].seconds:.1f} s of CPU, one process {best['one'].seconds:.1f} s",
            "one process",
            jobs * best["one"].seconds / best["many"].seconds,
        ),
    ]
    return best["many"], rows


#: The name of this benchmark in the table.
NAME = "a register end to end, `ihl check --save --brief`"


def main() -> None:
    """Makes the register, checks it and prints what that took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--slice", type=int, default=2_000, help="so many records for what is run several times (default 2,000)")
    parser.add_argument("--rounds", type=int, default=2, help="how often one process and several take turns (default 2)")
    parser.add_argument("--keep", type=Path, help="where the register and the run stay")
    table.option(parser)
    asked = parser.parse_args()
    print(table.machine())
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        whole = written(folder / "register.jsonl", asked.records)
        say(f"{asked.records:,} records, {whole.stat().st_size / 1e6:,.0f} MB")

        slice_ = written(Path(temporary) / "slice.jsonl", min(asked.records, asked.slice))
        several, rows = side_by_side(slice_, Path(temporary), asked.jobs, asked.rounds)

        part = interrupted(slice_, Path(temporary) / "stopped", asked.jobs, several.passed / 2)
        assert same(Path(temporary) / "one", Path(temporary) / "stopped")
        rows.append(Row(NAME, f"interrupted with Ctrl-C after {part:.0%} and resumed", "the same bytes"))

        took = check(whole, folder / "run", "--jobs", str(asked.jobs))
        counts = json.loads((folder / "run" / "run.json").read_text())["counts"]
        found = sum(counts["raised"].values())
        rows += [
            Row(NAME, f"{asked.records:,} records on {asked.jobs} processes", f"{took.passed:,.0f} s, {asked.records / took.seconds:,.0f} records a second and core; {found:,} findings, {counts['problems']:,} problems"),
            Row(NAME, f"peak memory of the largest process, {asked.records:,} records", f"{took.megabytes:.0f} MB", f"{min(asked.records, asked.slice):,} records", took.megabytes / several.megabytes, FLAT, False),
        ]  # fmt: skip
    print(table.as_table(rows))
    table.write(rows, asked.rows)


if __name__ == "__main__":
    main()
