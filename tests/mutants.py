"""Small wrongs put into the modules that decide, one at a time: do their tests notice?

``python tests/mutants.py [--each 30] [--seed 7] [--module grounds] [--minutes 15] [--jobs 2] [--kept FILE [--again]]``: lists every small change that can be made to each module of MODULES (a comparison, ``and``,
``not``, a constant, an arithmetic sign, what is returned, a call left out ...), tries all of them (``--each 30``: a seeded sample) with the directed tests of that module alone, and prints the survivors as JSON Lines
and then a table. docs/mutants.md says what became of them.

Each change is tried in a process of its own, forked before anything of ``checker`` is loaded; it loads the changed module in place of the file, which is never touched. A change is *killed* if a test fails, if the tests
cannot even be collected, or if they use more than three times the processor time that they use on the module as it is (counted apart as *timed out*). Hypothesis tries the same examples each time and does not look for
smaller ones.

``--kept FILE`` writes what became of each change to a file, line by line, and does not try again what stands there for the same text of the module; with ``--again``, what survived is tried again, as after a new test.

cosmic-ray and mutmut start the whole test session anew for each change, which here loads more than it decides: so this.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import os
import resource
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from random import Random
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

#: So many times the processor time of the tests on the module as it is, and a little more, is taken for a loop without end.
TIMES, MORE = 3, 5

#: The most that the tests of one module may use as it is, in seconds of processor time.
SECONDS = 90

_WORLDS = (
    "tests/test_exactness.py",
    "not shipped and (generated or holds_or_fails or because or facts_named or deciding or each_answer or nearest or roles or apart or ruled_out or beyond or definition or date_is)",
)
_TOLD = ("tests/test_promises.py", "not shipped and not silence and not nobody_knows")
_EXPLODING = ("tests/test_explosion.py", "not ten_thousand and not thousand")
_REFUSED = ("tests/test_errors.py", "broken_rulebook")
_STATES = ("tests/test_every_state.py", "says and 3")
_MANY = ("tests/test_bulk.py", "any_rules or examples or shipped_rules or one_by_one or by_record or any_script")
_IMPLIED = ("tests/test_bulk_implied.py", "")
_ALONE = ("tests/test_metamorphic.py", "not shipped")

#: The modules that decide, each with its directed tests: a file and what to choose of it (pytest's ``-k``), the cheapest first.
MODULES: dict[str, tuple[tuple[str, str], ...]] = {
    "truth": (("tests/test_judging.py", ""),),
    "grounds": (("tests/test_grounds.py", ""), _EXPLODING),
    "values": (("tests/test_values.py", ""), ("tests/test_variables.py", ""), ("tests/test_reading.py", ""), _WORLDS),
    "variables": (("tests/test_variables.py", ""), _STATES, _WORLDS),
    "conditions": (("tests/test_conditions.py", ""), _STATES, _WORLDS),
    "cells": (("tests/test_variables.py", ""), _EXPLODING, _STATES, _WORLDS, ("tests/test_promises.py", "silent"), _REFUSED),
    "outcomes": (_EXPLODING, _STATES, _WORLDS),
    "evaluation": (("tests/test_findings.py", ""), _WORLDS, _TOLD),
    "tellings": (("tests/test_findings.py", ""), _TOLD, ("tests/test_accounts.py", "")),
    "evidence": (("tests/test_evidence.py", ""), ("tests/test_findings.py", "grade")),
    "judging": (("tests/test_judging.py", ""), _TOLD, _ALONE),
    "findings": (("tests/test_findings.py", ""), ("tests/test_evidence.py", ""), ("tests/test_accounts.py", ""), _MANY, _TOLD),
    "ranking": (
        ("tests/test_findings.py", ""),
        ("tests/test_metamorphic.py", "settles"),
        ("tests/test_needs.py", ""),
        ("tests/test_accounts.py", ""),
    ),
    "bulk.plan": (_IMPLIED, _MANY),
    "bulk.block": (_IMPLIED, _MANY),
    "bulk.deciding": (_IMPLIED, _MANY),
    "bulk.caps": (_MANY,),
    "bulk.skeletons": (_IMPLIED, _MANY),
}

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.Add,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}

COLUMNS = ("made", "tried", "killed", "timed out", "survived")

#: Words that are no statement of behaviour: what stands in them is not changed.
_LEFT = {"annotation", "returns", "decorator_list", "bases", "type_params"}


class Change(NamedTuple):
    """One small change: the line, what stands there, what is made of it, and how to make it."""

    line: int
    was: str
    becomes: str
    make: Callable[[], None]


def changes(tree: ast.Module) -> list[Change]:
    """Every small change that can be made to a module, in the order of its text."""
    return list(_below(tree))


def _below(node: ast.AST) -> Iterator[Change]:
    for field, value in ast.iter_fields(node):
        if field in _LEFT or (isinstance(node, ast.AnnAssign | ast.Assign) and _is_alias(node)):
            continue
        items = value if isinstance(value, list) else [value]
        for number, child in enumerate(items):
            if not isinstance(child, ast.AST) or _is_words(child) or (isinstance(child, ast.keyword) and child.arg == "strict"):
                continue

            def put(new: ast.AST, *, field: str = field, number: int = number, listed: bool = isinstance(value, list)) -> None:
                if listed:
                    getattr(node, field)[number] = new
                else:
                    setattr(node, field, new)

            yield from _at(child, put)
            yield from _below(child)


def _is_words(node: ast.AST) -> bool:
    """A docstring, a text on its own, the pieces of a text put together, or what only a type checker reads."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")


def _is_alias(node: ast.AnnAssign | ast.Assign) -> bool:
    text = ast.unparse(node)
    return "__slots__" in text.split("=", maxsplit=1)[0] or text.startswith(("Key =", "Shape ="))


def _at(node: ast.AST, put: Callable[[ast.AST], None]) -> Iterator[Change]:
    """The changes of one place in the tree."""

    def change(new: ast.AST) -> Change:
        return Change(getattr(node, "lineno", 0), ast.unparse(node), ast.unparse(new), lambda: put(ast.copy_location(new, node)))

    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            yield change(
                ast.Compare(node.left, [*node.ops[:number], _COMPARED[type(operator)](), *node.ops[number + 1 :]], node.comparators)
            )
    elif isinstance(node, ast.BoolOp):
        yield change(ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
    elif isinstance(node, ast.UnaryOp):
        yield change(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in _RECKONED:
        yield change(ast.BinOp(node.left, _RECKONED[type(node.op)](), node.right))
    elif isinstance(node, ast.AugAssign) and type(node.op) in _RECKONED:
        yield change(ast.AugAssign(node.target, _RECKONED[type(node.op)](), node.value))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield change(ast.Call(ast.Name(_CALLED[node.func.id], ast.Load()), node.args, node.keywords))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield change(ast.Constant(not node.value))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield change(ast.Constant(node.value + 1))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value and len(node.value) < 30:
        yield change(ast.Constant(node.value + "x" if node.value else "x"))
    elif isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield change(ast.Return(ast.Constant(None)))
    elif isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        turned = ast.UnaryOp(ast.Not(), node.test)
        text = f"if {ast.unparse(node.test)}"
        yield Change(node.lineno, text, f"if not ({text[3:]})", lambda: setattr(node, "test", ast.copy_location(turned, node.test)))
    elif isinstance(node, ast.comprehension) and node.ifs:
        kept = node.ifs
        text = " ".join(f"if {ast.unparse(one)}" for one in kept)
        yield Change(kept[0].lineno, text, "(no condition)", lambda: setattr(node, "ifs", []))
    elif isinstance(node, ast.Break | ast.Continue):
        yield change(ast.Continue() if isinstance(node, ast.Break) else ast.Pass())
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield change(ast.Pass())


class _Changed(MetaPathFinder, Loader):
    """Gives one module of the package in its changed form."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        if fullname != self.name:
            return None
        spec = spec_from_loader(fullname, self, origin=str(self.path))
        if spec is not None:
            spec.has_location = True
        return spec

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


def path_of(module: str) -> Path:
    return ROOT / "checker" / (module.replace(".", "/") + ".py")


def begun(module: str, number: int | None, seconds: float = SECONDS) -> int:
    """A process of its own that tries a change (None: the module as it is) within so much processor time; its number."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _in_the_child(module, number, int(seconds))
    return child


def became(status: int) -> str:
    """What the end of such a process says of the change: killed, timed out or survived."""
    if os.WIFSIGNALED(status):
        return "timed out" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL, signal.SIGALRM) else "killed"
    return "survived" if os.WEXITSTATUS(status) == 0 else "killed"


def _in_the_child(module: str, number: int | None, seconds: int) -> None:
    import pytest

    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        signal.alarm(8 * seconds)
        tree = ast.parse(path_of(module).read_text("utf-8"))
        if number is not None:
            changes(tree)[number].make()
            ast.fix_missing_locations(tree)
            sys.meta_path.insert(0, _Changed(f"checker.{module}", path_of(module), tree))
        if not os.environ.get("IHL_MUTANTS_LOUD"):
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
        code = 0
        for file, chosen in MODULES[module]:
            wanted = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", file, *(["-k", chosen] if chosen else [])]
            code = code or int(pytest.main(wanted))
    except BaseException:
        code = 1
    finally:
        os._exit(code)


class Kept:
    """What became of each change, in a file of JSON Lines that a later run goes on with."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.known: dict[tuple[str, str, int], str] = {}
        if path is not None and path.exists():
            for line in path.read_text("utf-8").splitlines():
                one = json.loads(line)
                self.known[one["module"], one["text"], one["number"]] = one["is"]

    def add(self, module: str, text: str, number: int, change: Change, is_now: str) -> None:
        """Notes it, and prints it where it was not killed."""
        self.known[module, text, number] = is_now
        told = {"module": module, "text": text, "number": number, "line": change.line, "was": change.was[:160], "becomes": change.becomes[:160], "is": is_now}  # fmt: skip
        line = json.dumps(told, ensure_ascii=False)
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        if is_now != "killed":
            print(line, flush=True)


def tried(module: str, numbers: Sequence[int], *, jobs: int, kept: Kept, until: float) -> None:
    """Tries these changes of a module, so many at once, and notes what became of each; stops before the next where the processor time is used up."""
    source = path_of(module).read_text("utf-8")
    text = sha256(source.encode()).hexdigest()[:12]
    found = changes(ast.parse(source))
    before = _used()
    if became(os.waitpid(begun(module, None), 0)[1]) != "survived":
        print(json.dumps({"module": module, "error": "its tests fail, or take too long, as it is"}), flush=True)
        return
    seconds = TIMES * (_used() - before) + MORE
    waiting, running = list(reversed(numbers)), dict[int, int]()
    while waiting or running:
        while waiting and len(running) < jobs and _used() < until:
            number = waiting.pop()
            running[begun(module, number, seconds)] = number
        if not running:
            return
        child, status = os.wait()
        number = running.pop(child)
        kept.add(module, text, number, found[number], became(status))


def _used() -> float:
    """Processor time so far, in seconds, with that of the processes that have ended."""
    return sum(os.times()[:4])


def main() -> None:
    asked = argparse.ArgumentParser(description="Small wrongs in the modules that decide, and whether their tests notice.")
    asked.add_argument("--each", type=int, default=0, help="how many changes of each module are tried (0: all)")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--module", action="append", help="only this module (may be repeated)")
    asked.add_argument("--minutes", type=float, default=600, help="stop before the next change after so much processor time")
    asked.add_argument("--jobs", type=int, default=1, help="how many are tried at once")
    asked.add_argument("--only", type=int, help="one change by its number")
    asked.add_argument("--kept", type=Path, help="what became of each change: written here, and not tried again")
    asked.add_argument("--again", action="store_true", help="with --kept: what survived is tried again")
    given = asked.parse_args()
    kept = Kept(given.kept and given.kept.resolve())
    os.chdir(ROOT)
    os.environ["IHL_CACHE_DIR"] = tempfile.mkdtemp(prefix="mutants-")
    os.environ["PYTHONPATH"] = str(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    sys.dont_write_bytecode = False
    _libraries()
    total: Counter[str] = Counter()
    rows = []
    for module in given.module or MODULES:
        source = path_of(module).read_text("utf-8")
        text, made = sha256(source.encode()).hexdigest()[:12], len(changes(ast.parse(source)))
        # In one drawn order, so that a run that is stopped has tried a fair sample, and a larger sample holds the smaller.
        chosen = list(range(made))
        Random(f"{given.seed} {module}").shuffle(chosen)
        chosen = chosen[: given.each or made] if given.only is None else [given.only]
        known = {number: kept.known.get((module, text, number)) for number in chosen}
        todo = [number for number, was in known.items() if was is None or (given.again and was != "killed")]
        if todo and _used() < 60 * given.minutes:
            tried(module, todo, jobs=given.jobs, kept=kept, until=60 * given.minutes)
        counted = Counter(kept.known.get((module, text, number), "") for number in chosen)
        counted.update(made=made, tried=sum(counted[word] for word in COLUMNS[2:]))
        total.update(counted)
        rows.append((module, counted))
    print(f"\n{'module':16}" + "".join(f"{column:>11}" for column in COLUMNS))
    for module, counted in [*rows, ("all", total)]:
        print(f"{module:16}" + "".join(f"{counted[column]:11}" for column in COLUMNS))
    print(f"seed {given.seed}, {_used():.0f} s of processor time")


def _libraries() -> None:
    """Loads what every test loads, and nothing of ``checker``."""
    import hypothesis
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import rich.console  # noqa: F401
    import rule_engine  # noqa: F401
    import typer  # noqa: F401
    import yaml  # noqa: F401

    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "mutants",
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    assert not any(name.partition(".")[0] == "checker" for name in sys.modules), "the package is loaded in each process anew"


if __name__ == "__main__":
    main()
