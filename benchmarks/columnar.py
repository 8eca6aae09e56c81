"""Whether a columnar engine decides a register faster than whole numbers of Python do. Measured so that the question need not be argued about; nothing of it is in the program.

What is compared is the innermost step of deciding many bindings at once: for every rule and every outcome, for which bindings the outcome is still possible. It is possible exactly if one box of its cover meets the masks of the
binding in every variable, ``(mask & cells of the box) != 0`` for each variable that the box does not leave free. The covers are the real ones, of every rule and every definition of the shipped rulebook on its default
reading. The masks are drawn: most facts open, as in records, most of the others known, a few narrowed to some of their values. Rules of one shape (the same subject, the same links) share one table, in which a fact
that several of them use is one column. Every engine gives one truth value for each binding, outcome and rule, and all of them are asserted to be the same.

- *int*: a bit column for each cell of a fact, a whole number of Python with one bit a binding; ``&`` and ``|`` of whole columns. This is what ``checker`` does.
- *numpy*: the same with arrays of 64-bit words.
- *polars, bits* and *masks*: a boolean column for each cell, or one column of small unsigned integers for each fact; one ``select`` with every outcome of every rule of a shape, so that the engine may share what is common.
- *duckdb, bits* and *masks*: the same as SQL; the answers are kept in a table of the engine and not handed back to Python, which favours it.
- *one by one*: ``grounds.meets`` for each rule and binding in plain Python, on a sample: what all the others are to be better than.

Deciding includes what has to be done again for every batch (planning a query, too) and leaves out what is done once (expressions made, SQL written). Building is shown apart and included in the sum: from the masks as the
program has them, a list of small numbers for each fact, to columns. Left out for all alike: reading records, following links, definitions put in as facts of rules (their columns are drawn as well), two variables that
are one fact, wording, writing. So the figures say which engine is faster at this step, not how fast a register is checked.

CPU time of this process, all engines on one thread, in turn shape by shape.

    python -m venv /tmp/columnar && /tmp/columnar/bin/pip install -e . numpy polars duckdb
    /tmp/columnar/bin/python benchmarks/columnar.py [--bindings 1000,10000] [--seed 1949]
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import time
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, NamedTuple

os.environ["POLARS_MAX_THREADS"] = "1"

import duckdb
import numpy as np
import polars as pl

from checker import grounds
from checker.rulebook import Compiled, Rulebook

#: How often a fact is open, and how often it is known to one value where it is not.
OPEN, KNOWN = 0.7, 0.9

#: So many bindings of each shape are decided one by one.
SAMPLE = 50

#: A box as tests: the column of a fact, and the cells of which one must still be possible.
Box = list[tuple[int, int]]


class Table(NamedTuple):
    """The rules of one shape: how many cells each column has, of each rule and outcome the boxes, and each rule with its columns."""

    widths: list[int]
    covers: list[list[Box]]
    rules: list[tuple[Compiled, list[int]]]


def tables(rulebook: Rulebook) -> list[Table]:
    """Every shape of the rulebook; definitions are shapes of their own."""
    shapes: dict[Any, list[Compiled]] = {}
    for rule in rulebook.rules():
        shapes.setdefault((rule.on, tuple(rule.for_each.items())), []).append(rule)
    for identity in rulebook.definition_ids:
        shapes.setdefault(identity.partition(".")[0], []).append(rulebook.definition(identity))
    found = []
    for members in shapes.values():
        columns: dict[Any, int] = {}
        table = Table([], [], [])
        for rule in members:
            own = [columns.setdefault((variable.path, variable.cuts), len(columns)) for variable in rule.variables]
            table.widths.extend(variable.width for variable, column in zip(rule.variables, own, strict=True) if column >= len(table.widths))
            for cover in rule.grounds(rulebook.default_reading).values():
                table.covers.append(
                    [[(own[index], rule.space.cells(box, index)) for index in rule.space.constrained(box)] for box in cover]
                )
            table.rules.append((rule, own))
        found.append(table)
    return found


def drawn(width: int, bindings: int, chance: random.Random) -> list[int]:
    """What is possible of one fact in each binding."""
    whole = (1 << width) - 1
    masks = [whole, *(1 << cell for cell in range(width)), *range(1, whole + 1)]
    weights = [OPEN, *[(1 - OPEN) * KNOWN / width] * width, *[(1 - OPEN) * (1 - KNOWN) / whole] * whole]
    return chance.choices(masks, weights, k=bindings)


def cells_of(mask: int) -> list[int]:
    """The numbers of the cells in a mask."""
    return [cell for cell in range(mask.bit_length()) if mask >> cell & 1]


# --- whole numbers -------------------------------------------------------------------------------------------------------------------------------------


#: For each of eight cells: a mask to the digit that says whether the cell is in it.
DIGIT = [bytes(48 + (mask >> cell & 1) for mask in range(256)) for cell in range(8)]


def int_columns(masks: list[list[int]], table: Table) -> list[list[int]]:
    """Of each fact and cell, one number with a bit for each binding, the first binding lowest."""
    built = []
    for column, width in zip(masks, table.widths, strict=True):
        column = column[::-1]
        if width <= 8:  # bytes.translate goes through a column without a loop of ours
            raw = bytes(column)
            built.append([int(raw.translate(DIGIT[cell]), 2) for cell in range(width)])
        else:
            built.append([int("".join("1" if mask >> cell & 1 else "0" for mask in column), 2) for cell in range(width)])
    return built


def int_decided(columns: list[list[int]], table: Table, bindings: int) -> list[int]:
    """Of each cover, the bindings that it meets."""
    unions: dict[tuple[int, int], int] = {}

    def possible(test: tuple[int, int]) -> int:
        if test not in unions:
            unions[test] = reduce(int.__or__, (columns[test[0]][cell] for cell in cells_of(test[1])))
        return unions[test]

    everywhere = (1 << bindings) - 1
    answers = []
    for cover in table.covers:
        met = 0
        for box in cover:
            met |= reduce(int.__and__, map(possible, box), everywhere)
        answers.append(met)
    return answers


# --- numpy ---------------------------------------------------------------------------------------------------------------------------------------------


def numpy_columns(masks: list[list[int]], table: Table) -> list[list[Any]]:
    """The same as arrays of words."""
    words = -(-len(masks[0]) // 64)
    built = []
    for column, width in zip(masks, table.widths, strict=True):
        array = np.array(column, dtype=np.uint16)
        own = []
        for cell in range(width):
            packed = np.zeros(words * 8, dtype=np.uint8)
            bits = np.packbits((array >> cell) & 1, bitorder="little")
            packed[: len(bits)] = bits
            own.append(packed.view(np.uint64))
        built.append(own)
    return built


def numpy_decided(columns: list[list[Any]], table: Table, bindings: int) -> list[Any]:
    """Of each cover, the bindings that it meets; bits beyond the last binding do not count."""
    unions: dict[tuple[int, int], Any] = {}

    def possible(test: tuple[int, int]) -> Any:
        if test not in unions:
            unions[test] = reduce(np.bitwise_or, (columns[test[0]][cell] for cell in cells_of(test[1])))
        return unions[test]

    words = -(-bindings // 64)
    everywhere, nowhere = np.full(words, ~np.uint64(0)), np.zeros(words, dtype=np.uint64)
    answers = []
    for cover in table.covers:
        boxes = [reduce(np.bitwise_and, map(possible, box), everywhere) for box in cover]
        answers.append(reduce(np.bitwise_or, boxes, nowhere))
    return answers


# --- polars --------------------------------------------------------------------------------------------------------------------------------------------


def polars_columns(masks: list[list[int]], table: Table, *, bits: bool) -> Any:
    """A frame with a column for each fact, or for each of its cells."""
    whole = [
        pl.Series(f"f{index}", column, dtype=pl.UInt8 if width <= 8 else pl.UInt16)
        for index, (column, width) in enumerate(zip(masks, table.widths, strict=True))
    ]
    if not bits:
        return pl.DataFrame(whole)
    return pl.DataFrame(whole).select(
        ((pl.col(f"f{index}") & (1 << cell)) != 0).alias(f"f{index}c{cell}")
        for index, width in enumerate(table.widths)
        for cell in range(width)
    )


def polars_expressions(table: Table, *, bits: bool) -> list[Any]:
    """Every cover as an expression."""

    def possible(column: int, mask: int) -> Any:
        if bits:
            return reduce(lambda a, b: a | b, (pl.col(f"f{column}c{cell}") for cell in cells_of(mask)))
        return (pl.col(f"f{column}") & mask) != 0

    length = pl.len()
    made = []
    for number, cover in enumerate(table.covers):
        boxes = [reduce(lambda a, b: a & b, (possible(*test) for test in box)) if box else pl.repeat(True, length) for box in cover]
        whole = reduce(lambda a, b: a | b, boxes) if boxes else pl.repeat(False, length)
        made.append(whole.alias(f"a{number}"))
    return made


# --- duckdb --------------------------------------------------------------------------------------------------------------------------------------------


def duckdb_columns(engine: Any, masks: list[list[int]], table: Table, *, bits: bool) -> None:
    """A table with a column for each fact, or for each of its cells."""
    raw = {
        f"f{index}": np.array(column, dtype=np.uint8 if width <= 8 else np.uint16)
        for index, (column, width) in enumerate(zip(masks, table.widths, strict=True))
    }
    engine.register("drawn", raw)
    chosen = "*"
    if bits:
        chosen = ", ".join(
            f"(f{index} & {1 << cell}) <> 0 AS f{index}c{cell}" for index, width in enumerate(table.widths) for cell in range(width)
        )
    engine.execute(f"CREATE OR REPLACE TEMP TABLE facts AS SELECT {chosen} FROM drawn")
    engine.unregister("drawn")


def duckdb_query(table: Table, *, bits: bool) -> str:
    """Every cover as a column of one query."""

    def possible(column: int, mask: int) -> str:
        if bits:
            return "(" + " OR ".join(f"f{column}c{cell}" for cell in cells_of(mask)) + ")"
        return f"(f{column} & {mask}) <> 0"

    made = []
    for number, cover in enumerate(table.covers):
        boxes = ["(" + (" AND ".join(possible(*test) for test in box) or "true") + ")" for box in cover]
        made.append(f"({' OR '.join(boxes) or 'false'}) AS a{number}")
    return "CREATE OR REPLACE TEMP TABLE answers AS SELECT " + ", ".join(made) + " FROM facts"


# --- side by side --------------------------------------------------------------------------------------------------------------------------------------


def packed(values: Any) -> int:
    """An array of truth values as a whole number, the first lowest."""
    return int.from_bytes(np.packbits(np.asarray(values, dtype=bool), bitorder="little").tobytes(), "little")


def one_by_one(table: Table, masks: list[list[int]], outcomes: int, reading: str) -> list[int]:
    """The first bindings, with the function that decides a single record."""
    answers = [0] * outcomes
    for binding in range(min(SAMPLE, len(masks[0]))):
        number = 0
        for rule, own in table.rules:
            box = 0
            for column, shift in zip(own, rule.space.shifts, strict=True):
                box |= masks[column][binding] << shift
            for cover in rule.grounds(reading).values():
                answers[number] |= grounds.meets(cover, box, rule.space) << binding
                number += 1
    return answers


ENGINES = ("int", "numpy", "polars, bits", "polars, masks", "duckdb, bits", "duckdb, masks")


class Spent:
    """CPU seconds of each engine, to build and to decide."""

    def __init__(self) -> None:
        self.built = dict.fromkeys(ENGINES, 0.0)
        self.decided = dict.fromkeys(ENGINES, 0.0)
        self.single = 0.0
        self.rows = self.sampled = 0


def timed(into: dict[str, float], name: str, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What some work gives; its CPU time is added up under a name."""
    began = time.process_time()
    made = work(*given, **named)
    into[name] += time.process_time() - began
    return made


def measured(
    every: Sequence[Table], reading: str, bindings: int, chance: random.Random, engine: Any, prepared: Sequence[tuple[Any, ...]]
) -> Spent:
    """Every engine on every shape, in turn; asserts that all of them find the same."""
    spent = Spent()
    for table, (by_bits, by_masks, sql_bits, sql_masks) in zip(every, prepared, strict=True):
        masks = [drawn(width, bindings, chance) for width in table.widths]
        outcomes = len(table.covers)
        columns = timed(spent.built, "int", int_columns, masks, table)
        wanted = timed(spent.decided, "int", int_decided, columns, table, bindings)
        words = timed(spent.built, "numpy", numpy_columns, masks, table)
        found = timed(spent.decided, "numpy", numpy_decided, words, table, bindings)
        everywhere = (1 << bindings) - 1
        assert [int.from_bytes(answer.tobytes(), "little") & everywhere for answer in found] == wanted
        for name, bits, expressions in (("polars, bits", True, by_bits), ("polars, masks", False, by_masks)):
            frame = timed(spent.built, name, polars_columns, masks, table, bits=bits)
            answers = timed(spent.decided, name, frame.select, expressions)
            assert [packed(answers[f"a{number}"].to_numpy()) for number in range(outcomes)] == wanted, name
        for name, bits, sql in (("duckdb, bits", True, sql_bits), ("duckdb, masks", False, sql_masks)):
            timed(spent.built, name, duckdb_columns, engine, masks, table, bits=bits)
            timed(spent.decided, name, engine.execute, sql)
            kept = engine.execute("SELECT * FROM answers").fetchnumpy()
            assert [packed(kept[f"a{number}"]) for number in range(outcomes)] == wanted, name
        began = time.process_time()
        singly = one_by_one(table, masks, outcomes, reading)
        spent.single += time.process_time() - began
        sampled = (1 << min(SAMPLE, bindings)) - 1
        assert singly == [answer & sampled for answer in wanted]
        spent.sampled += len(table.rules) * min(SAMPLE, bindings)
        spent.rows += len(table.rules) * bindings
    return spent


def main() -> None:
    """Prints what each engine costs a verdict, and how many times whole numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bindings", default="1000,10000", help="how many bindings of each shape are decided together")
    parser.add_argument("--seed", type=int, default=1949)
    asked = parser.parse_args()
    rulebook = Rulebook.load()
    every = tables(rulebook)
    engine = duckdb.connect()
    engine.execute("SET threads = 1")
    prepared = [
        (
            polars_expressions(table, bits=True),
            polars_expressions(table, bits=False),
            duckdb_query(table, bits=True),
            duckdb_query(table, bits=False),
        )
        for table in every
    ]
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores, one used; CPU time")
    print(f"numpy {np.__version__}, polars {pl.__version__}, duckdb {duckdb.__version__}; rulebook {rulebook.digest[:12]}")
    covers = [cover for table in every for cover in table.covers]
    print(
        f"{sum(len(table.rules) for table in every):,} rules and definitions of {len(every)} shapes, {len(covers):,} outcomes, {sum(map(len, covers)):,} boxes, {sum(len(table.widths) for table in every):,} columns of facts"
    )
    for bindings in map(int, asked.bindings.split(",")):
        spent = measured(every, rulebook.default_reading, bindings, random.Random(asked.seed), engine, prepared)
        print(f"\n{bindings:,} bindings of each shape, {spent.rows:,} verdicts, nanoseconds a verdict (times int)")
        print(f"{'':16}{'build':>18}{'decide':>18}{'both':>18}")
        first = {"build": spent.built["int"], "decide": spent.decided["int"], "both": spent.built["int"] + spent.decided["int"]}
        for name in ENGINES:
            parts = {"build": spent.built[name], "decide": spent.decided[name], "both": spent.built[name] + spent.decided[name]}
            told = "".join(f"{seconds / spent.rows * 1e9:9.2f} ({seconds / first[what]:5.1f})" for what, seconds in parts.items())
            print(f"{name:16}{told}")
        single = spent.single / spent.sampled
        print(f"{'one by one':16}{'':34}{single * 1e9:11.1f} ({single / (first['both'] / spent.rows):,.0f})")


if __name__ == "__main__":
    main()
