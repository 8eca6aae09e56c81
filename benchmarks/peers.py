"""Our rules under other engines: do they come out the same, and how many verdicts a second does each give?

    python benchmarks/peers.py [--chunks 3] [--agree 12] [--only NAME ...]

First on complete records, every fact of every subject stated with one value: each engine is asked for the outcome of every rule on every binding, on every reading, and one that differs from ours is a failure, printed with the rule, the binding and
the facts. Then the rates, one run in which the engines take chunks of records in turn, in CPU time of this process, each record new to everybody; the first chunk only warms. Once on such complete records, and once on those of the register of ``register.py``, which
leave most facts open. There the others cannot be asked for a verdict, since they know true and false only; they are given the same records closed (``complete.closed``), which shows how fast they are, not what is so. How often they then claim
an outcome that the record does not bear out is said beside it. The engines are the extra ``bench``; one that is not installed is named and passed over.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import contenders
import table
from complete import Scene, closed, scenes
from contenders import Contender, OursBare, OursBulk, OursRecord
from laws import Laws, read_laws
from register import register
from table import Row

from checker import documents
from checker.errors import InputError
from checker.pipeline import incident
from checker.records import Record
from checker.rulebook import Rulebook

#: So many records are taken in turn, of complete ones and of a register's; a slow engine takes the first of them (``Contender.share``).
COMPLETE_CHUNK, REGISTER_CHUNK = 64, 256
SMALL_COMPLETE_CHUNK, SMALL_REGISTER_CHUNK = 16, 160

#: What is promised of the best of ours, per core.
TARGETS = {"rule-engine": 60.0, "zen-engine": 8.0}

RATES = "verdicts a second, complete records"
REGISTER = "verdicts a second, a register's records, most facts open"


def peers(laws: Laws, rulebook: Rulebook, only: Sequence[str] = ()) -> tuple[list[Contender], list[str]]:
    """Every engine that is installed, with the rules compiled for it, and why the others are missing."""
    makers: dict[str, Callable[[], Contender]] = {
        "lambda": lambda: contenders.Lambda(laws),
        "rule-engine": lambda: contenders.RuleEngine(laws, rulebook),
        "zen": lambda: contenders.Zen(laws),
        "zen-list": lambda: contenders.ZenList(laws),
        "cel": lambda: contenders.Cel(laws),
        "cel-python": lambda: contenders.CelPython(laws),
        "regorus": lambda: contenders.Regorus(laws),
        "regopy": lambda: contenders.Regopy(laws),
    }
    found, missing = [], []
    for name, maker in makers.items():
        if only and name not in only:
            continue
        try:
            began = time.process_time()
            found.append(maker())
            say(f"{found[-1].name} {found[-1].version}: compiled in {time.process_time() - began:.1f} s of CPU")
        except ImportError as error:
            missing.append(f"{name} takes no part: {error.name} is not installed")
    return found, missing


def say(what: str) -> None:
    """Progress, on stderr."""
    print(what, file=sys.stderr, flush=True)


def disagreements(
    ours: Contender, others: Iterable[Contender], laws: Laws, records: Iterable[Scene]
) -> tuple[list[str], Counter[str], int]:
    """Where an engine comes to another outcome than ours, in words; how often ours came to each outcome; how many outcomes were compared."""
    found: list[str] = []
    outcomes: Counter[str] = Counter()
    compared = 0
    for scene in records:
        expected = ours.outcomes(scene)
        outcomes.update(expected)
        places = [
            (rule, binding) for shape, bound in zip(laws.shapes, scene.bound, strict=True) for binding in bound for rule in shape.rules
        ]
        for other in others:
            said = other.outcomes(scene)
            if len(said) != len(places):
                found.append(f"{other.name}: {len(said)} outcomes for {len(places)} rules and bindings of {scene.record.id}")
                continue
            compared += len(said)
            for (rule, binding), one, two in zip(places, said, expected, strict=True):
                if one != two:
                    facts = ", ".join(f"{path} = {value(scene, path, rule.roles, binding)!r}" for path in rule.paths())
                    found.append(f"{other.name}: {rule.id} on {', '.join(binding)} of {scene.record.id} is {one}, ours {two}; {facts}")
    return found, outcomes, compared


def value(scene: Scene, path: str, roles: Sequence[str], binding: Sequence[str]) -> Any:
    """The value of a fact on a binding, definitions included once they were worked out."""
    role, *rest = path.split(".")
    found: Any = scene.entries[binding[list(roles).index(role)]]
    for step in rest:
        found = found.get(step, "not worked out")
    return found


def work(contender: Contender) -> Callable[[Sequence[Scene]], int]:
    """What is timed: every verdict of some records."""
    if isinstance(contender, OursBulk):
        return lambda chunk: contender.together([scene.record for scene in chunk])
    if isinstance(contender, OursRecord):
        return lambda chunk: sum([contender.verdicts(scene.record) for scene in chunk])
    return lambda chunk: sum([len(contender.outcomes(scene)) for scene in chunk])


def rates(among: Sequence[Contender], chunks: Iterable[Sequence[Scene]]) -> dict[str, tuple[float, int]]:
    """CPU seconds and verdicts of each contender, chunks in turn. The first chunk only warms."""
    spent = {contender.name: (0.0, 0) for contender in among}
    works = {contender.name: work(contender) for contender in among}
    for number, chunk in enumerate(chunks):
        for contender in among:
            records = chunk[: contender.share]
            began = time.process_time()
            verdicts = works[contender.name](records)
            seconds = time.process_time() - began
            if number:
                before = spent[contender.name]
                spent[contender.name] = (before[0] + seconds, before[1] + verdicts)
        say(f"chunk {number + 1} of {len(chunk)} records, each by {len(among)} in turn")
    return spent


def complete_chunks(count: int, laws: Laws, rulebook: Rulebook, *, small: bool) -> Iterator[list[Scene]]:
    """So many chunks of complete records."""
    size = SMALL_COMPLETE_CHUNK if small else COMPLETE_CHUNK
    made = scenes(count * size, laws, rulebook)
    while chunk := list(islice(made, size)):
        yield chunk


def register_chunks(count: int, laws: Laws, rulebook: Rulebook, *, small: bool) -> Iterator[list[Scene]]:
    """So many chunks of a register's records, closed for the others."""
    size = SMALL_REGISTER_CHUNK if small else REGISTER_CHUNK
    made = open_records(register(count * size + count * size // 20), rulebook)
    for _ in range(count):
        yield [closed(record, laws, rulebook) for record in islice(made, size)]


def open_records(lines: Iterable[str], rulebook: Rulebook) -> Iterator[Record]:
    """The records of a register that can be read."""
    for document in documents.parse_json_lines((line.encode() for line in lines), "register.jsonl"):
        if not isinstance(document, InputError):
            try:
                yield incident(document, rulebook)
            except InputError:
                continue  # one in two hundred


def overclaimed(laws: Laws, rulebook: Rulebook, other: Contender, chunk: Sequence[Scene]) -> tuple[Row, int]:
    """Of the outcomes that a two-valued engine gives on closed records, how many the records themselves leave undetermined; and how many differ from a verdict of ours, which none may: what is certain holds however a record is closed."""
    ours = OursBare(laws, rulebook)
    total = undetermined = wrong = 0
    for scene in chunk:
        for said, so in zip(other.outcomes(scene), ours.outcomes(scene), strict=True):
            total += 1
            undetermined += so == "undetermined"
            wrong += so not in ("undetermined", said)
    said = f"{undetermined / total:.0%} of {total:,} outcomes claimed where the record leaves the verdict undetermined; {wrong:,} of the rest differ"
    return Row(REGISTER, "what a two-valued engine claims of the same records closed", said, "ours"), wrong


def rows_of(benchmark: str, spent: dict[str, tuple[float, int]], among: Sequence[Contender]) -> list[Row]:
    """The rates as rows: the others against rule-engine, ours against rule-engine and zen-engine, the targets with the best of ours."""
    speed = {name: verdicts / seconds for name, (seconds, verdicts) in spent.items() if seconds}
    versions = {contender.name: contender.version for contender in among}
    rows = []
    base = speed.get("rule-engine")
    for name in sorted(speed, key=lambda name: speed[name]):
        shown = f"{name} {versions[name]}".strip() if not name.startswith("ours") else name
        ratio = speed[name] / base if base else None
        rows.append(Row(benchmark, shown, f"{speed[name]:,.0f} a second, {1e6 / speed[name]:.2f} µs each", "rule-engine", ratio))
    best = max((name for name in speed if name.startswith("ours")), key=lambda name: speed[name])
    for other, target in TARGETS.items():
        if other in speed:
            rows.append(
                Row(
                    benchmark,
                    f"the best of ours: {best.removeprefix('ours, ')}",
                    f"{speed[best]:,.0f} a second",
                    other,
                    speed[best] / speed[other],
                    target,
                )
            )
    return rows


def main() -> int:
    """Compares outcomes, measures rates, prints both. 1 where an engine disagrees."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chunks", type=int, default=4, help="chunks of records for the rates, of which the first warms (default 4)")
    parser.add_argument("--small", action="store_true", help="small chunks; many at once then shows less of what it gives")
    parser.add_argument("--agree", type=int, default=12, help="complete records on which all outcomes are compared (default 12)")
    parser.add_argument(
        "--only", nargs="*", default=[], help="only these: lambda, rule-engine, zen, zen-list, cel, cel-python, regorus, regopy"
    )
    table.option(parser)
    asked = parser.parse_args()
    rulebook = Rulebook.load()
    laws = read_laws(rulebook.folder)
    rules = sum(len(shape.rules) for shape in laws.shapes)
    print(table.machine())
    print(
        f"{rules:,} of {len(rulebook.heads):,} rules and {len(laws.definitions)} definitions in every language; definitions are worked out first, in order, once for each subject"
    )
    for identity, why in laws.untranslated.items():
        print(f"  not in the others' languages: {identity}: {why}")
    others, missing = peers(laws, rulebook, asked.only)
    for line in missing:
        print(line)
    ours: list[Contender] = [OursRecord(laws, rulebook), OursBare(laws, rulebook), OursBulk(laws, rulebook)]

    wrong, outcomes, compared = disagreements(ours[0], [*ours[1:], *others], laws, scenes(asked.agree, laws, rulebook, seed=143))
    contested = [rule.id for rule in rulebook.rules() if len(rule.forms) > 1]
    for reading in rulebook.readings:
        if reading != laws.reading:
            there = read_laws(rulebook.folder, reading).only(contested)
            again = [OursBare(there, rulebook), OursBulk(there, rulebook), *peers(there, rulebook, asked.only)[0]]
            more, further, count = disagreements(OursRecord(there, rulebook), again, there, scenes(asked.agree, there, rulebook, seed=143))
            wrong, outcomes, compared = [*wrong, *more], outcomes + further, compared + count
    drawn = ", ".join(f"{word} {count:,}" for word, count in sorted(outcomes.items()))
    print(
        f"agreement on {asked.agree} complete records, on the {len(contested)} rules that readings divide on every reading: {compared:,} outcomes of {len(others) + len(ours) - 1} engines and ways compared with ours ({drawn}): {len(wrong)} differ"
    )
    for line in wrong[:40]:
        print(f"  {line}")
    if wrong:
        return 1

    rows = [
        Row(
            "agreement",
            f"outcomes of {len(others)} other engines on complete records, two-valued",
            f"{compared:,}, {len(wrong)} differ",
            "ours",
        )
    ]
    every = [*ours, *others]
    rows += rows_of(RATES, rates(every, complete_chunks(asked.chunks, laws, rulebook, small=asked.small)), every)
    rows += rows_of(REGISTER, rates(every, register_chunks(asked.chunks, laws, rulebook, small=asked.small)), every)
    if others:
        row, wrong_ = overclaimed(laws, rulebook, others[0], next(register_chunks(1, laws, rulebook, small=True)))
        rows.append(row)
        if wrong_:
            print(f"{row.what}: {row.figure}")
            return 1
    print(table.as_table(rows))
    print(
        "Compiled before the clock starts: the expressions of the others, our rulebook. The others are two-valued: they can judge complete records only."
    )
    table.write(rows, asked.rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
