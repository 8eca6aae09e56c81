"""Who takes part: each engine with our rules compiled for it, and ourselves.

Comes in: the rules as trees (``laws``). Goes out: a :class:`Contender` for each engine that is installed; ``missing`` says why another is not. What is made here is made once and is not in the time that is
measured: for the others the parsed and compiled expressions, for us the compiled rulebook.

What is in the time, for every engine: working out the definitions for each subject of the record, handing over the facts (each engine in the way that is quickest for it: objects to rule-engine, dictionaries to Python,
only the facts that are used, by flat names, to those in other languages), and one outcome for each rule and binding. For us: everything that ``judge_record`` does with a record that has been read.
"""

from __future__ import annotations

import contextlib

# Before anything else that is compiled: rego-cpp brings an allocator with it and exports its operators, and a C++ library that was loaded before it (the one of cel-python) leaves it slow and leaking.
with contextlib.suppress(ImportError):
    import regopy  # noqa: F401

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from typing import Any, Protocol

import languages
from complete import Scene
from laws import CONFLICT, Law, Laws

from checker.bulk.block import Block
from checker.bulk.deciding import Columns, decided
from checker.bulk.lines import words_of
from checker.bulk.plan import Plan
from checker.conditions import Types
from checker.evaluation import Judge, verdict_of
from checker.judging import Chosen, judge_record
from checker.records import Record
from checker.rulebook import Rulebook

#: Outcomes of a record: shape by shape, binding by binding, rule by rule.
Outcomes = list[str]


class Contender(Protocol):
    """An engine with the rules compiled. ``share``: of so many records of each chunk it is asked, since some are a thousand times as slow as others."""

    name: str
    version: str
    share: int

    def outcomes(self, scene: Scene) -> Outcomes:
        """The outcome of every rule on every binding of a complete record."""
        ...


def version(distribution: str) -> str:
    """The version of an installed distribution; empty where it was not installed as one."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


#: All records of a chunk, some of them, one of them.
ALL, SOME, ONE = 1_000_000, 8, 1


class Peer:
    """An engine that knows true and false only. A subclass compiles the laws and decides one shape on one binding."""

    name = ""
    version = ""
    share = ALL

    def __init__(self, laws: Laws) -> None:
        self.laws = laws

    def outcomes(self, scene: Scene) -> Outcomes:
        """See :class:`Contender`."""
        self.begin(scene)
        for number, law in enumerate(self.laws.definitions):
            subject, _, name = law.id.partition(".")
            for identity in scene.subjects.get(subject, ()):
                self.note(scene, identity, name, self.definition(number, scene, identity))
        found: Outcomes = []
        for number in range(len(self.laws.shapes)):
            for binding in scene.bound[number]:
                found += self.shape(number, scene, binding)
        return found

    def begin(self, scene: Scene) -> None:
        """Before the first question about a record."""

    def note(self, scene: Scene, identity: str, name: str, holds: bool) -> None:
        """Keeps what a definition came to, as a fact of an entry."""
        scene.entries[identity][name] = holds

    def definition(self, number: int, scene: Scene, identity: str) -> bool:
        """Whether a definition holds of an entry."""
        raise NotImplementedError

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        """The outcomes of the rules of a shape on a binding."""
        raise NotImplementedError


class Lambda(Peer):
    """A plain Python function for each rule, compiled from the same trees: the floor for anything that asks one rule after the other in Python."""

    name = "Python lambda"

    def __init__(self, laws: Laws) -> None:
        super().__init__(laws)
        self._definitions = [self._function(law, law.roles) for law in laws.definitions]
        self._shapes = [[self._function(rule, shape.roles) for rule in shape.rules] for shape in laws.shapes]

    @staticmethod
    def _function(law: Law, roles: Sequence[str]) -> Callable[..., Any]:
        made: Callable[..., Any] = eval(f"lambda {', '.join(roles)}: {languages.expression(law, languages.PYTHON)}")
        return made

    def definition(self, number: int, scene: Scene, identity: str) -> bool:
        roles = self.laws.definitions[number].roles
        return bool(self._definitions[number](*(scene.entries[CONFLICT if role == CONFLICT else identity] for role in roles)))

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        things = [scene.entries[identity] for identity in binding]
        return [function(*things) for function in self._shapes[number]]


class RuleEngine(Peer):
    """rule-engine itself, which parses and types our conditions, run on objects with typed attributes (dictionaries without types take ten times as long)."""

    name = "rule-engine"
    share = SOME

    def __init__(self, laws: Laws, rulebook: Rulebook) -> None:
        super().__init__(laws)
        import rule_engine

        self.version = version("rule-engine")
        types = Types(rulebook.vocabulary)

        def made(law: Law, roles: Mapping[str, str]) -> Any:
            return rule_engine.Rule(languages.expression(law, languages.RULE_ENGINE), context=types.context(roles)).evaluate

        self._definitions = [made(law, {role: role for role in law.roles}) for law in laws.definitions]
        self._shapes = [[made(rule, rulebook.rule(rule.id).roles) for rule in shape.rules] for shape in laws.shapes]

    def note(self, scene: Scene, identity: str, name: str, holds: bool) -> None:
        setattr(scene.objects[identity], name, holds)

    def definition(self, number: int, scene: Scene, identity: str) -> bool:
        roles = self.laws.definitions[number].roles
        return bool(self._definitions[number]({role: scene.objects[CONFLICT if role == CONFLICT else identity] for role in roles}))

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        things = {role: scene.objects[identity] for role, identity in zip(self.laws.shapes[number].roles, binding, strict=True)}
        return [rule(things) for rule in self._shapes[number]]


def picks(paths: Sequence[str], roles: Sequence[str]) -> list[tuple[str, int, tuple[str, ...]]]:
    """For each path its flat name, which role it starts from, and the names that lead on."""
    return [(languages.flat(path), roles.index(path.split(".")[0]), tuple(path.split(".")[1:])) for path in paths]


class Flat(Peer):
    """An engine that is handed the facts that are used, by flat names."""

    def __init__(self, laws: Laws) -> None:
        super().__init__(laws)
        self._of_definitions = [picks(law.paths(), law.roles) for law in laws.definitions]
        self._of_shapes = [picks(shape.paths, shape.roles) for shape in laws.shapes]

    @staticmethod
    def facts(chosen: Sequence[tuple[str, int, tuple[str, ...]]], things: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The facts that are used."""
        found: dict[str, Any] = {}
        for name, role, rest in chosen:
            value: Any = things[role]
            for step in rest:
                value = value[step]
            found[name] = value
        return found

    def of_definition(self, number: int, scene: Scene, identity: str) -> dict[str, Any]:
        """The facts of a definition about an entry."""
        roles = self.laws.definitions[number].roles
        return self.facts(self._of_definitions[number], [scene.entries[CONFLICT if role == CONFLICT else identity] for role in roles])

    def of_shape(self, number: int, scene: Scene, binding: Sequence[str]) -> dict[str, Any]:
        """The facts of all rules of a shape on a binding."""
        return self.facts(self._of_shapes[number], [scene.entries[identity] for identity in binding])


class Zen(Flat):
    """zen-engine's expressions (Rust), one call a rule with the facts of that rule."""

    name = "zen-engine"

    def __init__(self, laws: Laws) -> None:
        super().__init__(laws)
        import zen

        self.version = version("zen-engine")
        self._definitions = [zen.compile_expression(languages.expression(law, languages.ZEN)).evaluate for law in laws.definitions]
        self._shapes = [
            [
                (
                    zen.compile_expression(languages.expression(rule, languages.ZEN)).evaluate,
                    [languages.flat(path) for path in rule.paths()],
                )
                for rule in shape.rules
            ]
            for shape in laws.shapes
        ]

    def definition(self, number: int, scene: Scene, identity: str) -> bool:
        return bool(self._definitions[number](self.of_definition(number, scene, identity)))

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        facts = self.of_shape(number, scene, binding)
        return [evaluate({name: facts[name] for name in names}) for evaluate, names in self._shapes[number]]


class ZenList(Zen):
    """zen-engine with all rules of a shape in one expression, a list: one call for each binding, the facts handed over once."""

    name = "zen-engine, all rules of a subject in one call"

    def __init__(self, laws: Laws) -> None:
        super().__init__(laws)
        import zen

        self._lists = [
            zen.compile_expression(f"[{', '.join(languages.expression(rule, languages.ZEN) for rule in shape.rules)}]").evaluate
            for shape in laws.shapes
        ]

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        found: list[str] = self._lists[number](self.of_shape(number, scene, binding))
        return found


class CelPython(Flat):
    """cel-python, interpreted (its compiling runner fails on the parser that is installed with it). Facts are turned into CEL values once for each binding."""

    name = "cel-python"
    share = ONE

    def __init__(self, laws: Laws) -> None:
        super().__init__(laws)
        import celpy

        self.version = version("cel-python")
        self._value = celpy.json_to_cel
        environment = celpy.Environment()

        def made(law: Law) -> Any:
            return environment.program(environment.compile(languages.expression(law, languages.CEL))).evaluate

        self._definitions = [made(law) for law in laws.definitions]
        self._shapes = [[made(rule) for rule in shape.rules] for shape in laws.shapes]

    def definition(self, number: int, scene: Scene, identity: str) -> bool:
        return bool(self._definitions[number](self._value(self.of_definition(number, scene, identity))))

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        facts = self._value(self.of_shape(number, scene, binding))
        return [str(rule(facts)) for rule in self._shapes[number]]


class Cel(Flat):
    """CEL in Rust (the distribution common-expression-language, imported as cel), one call a rule, the facts handed over once for each binding."""

    name = "cel (Rust)"

    def __init__(self, laws: Laws) -> None:
        super().__init__(laws)
        import cel

        self.version = version("common-expression-language")
        self._context = cel.Context
        self._definitions = [cel.compile(languages.expression(law, languages.CEL)).execute for law in laws.definitions]
        self._shapes = [[cel.compile(languages.expression(rule, languages.CEL)).execute for rule in shape.rules] for shape in laws.shapes]

    def definition(self, number: int, scene: Scene, identity: str) -> bool:
        return bool(self._definitions[number](self._context(variables=self.of_definition(number, scene, identity))))

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        context = self._context(variables=self.of_shape(number, scene, binding))
        return [rule(context) for rule in self._shapes[number]]


def rego_modules(laws: Laws) -> list[tuple[str, str]]:
    """The laws in Rego: a package for each definition and each shape, with ``out``: an outcome, or the list of them."""
    modules = []
    for number, law in enumerate(laws.definitions):
        rego = languages.Rego()
        rego.outcome("out", law)
        modules.append((f"d{number}", rego.module(f"d{number}")))
    for number, shape in enumerate(laws.shapes):
        rego = languages.Rego()
        names = [rego.outcome(f"r{index}", rule) for index, rule in enumerate(shape.rules)]
        rego.lines.append(f"out := [{', '.join(names)}]")
        modules.append((f"s{number}", rego.module(f"s{number}")))
    return modules


class Regopy(Flat):
    """Rego by Microsoft's rego-cpp (the distribution regopy), compiled to a bundle; all rules of a shape in one query, which is how Rego is meant."""

    name = "Rego (regopy), all rules of a subject in one call"
    share = ONE

    def __init__(self, laws: Laws) -> None:
        super().__init__(laws)
        import regopy

        self.version = version("regopy")
        self._asked = {}
        for name, module in rego_modules(laws):
            engine = regopy.Interpreter()
            engine.add_module(name, module)
            self._asked[name] = (engine, engine.build(None, [f"{name}/out"]))

    def _ask(self, name: str, facts: dict[str, Any]) -> Any:
        engine, bundle = self._asked[name]
        engine.set_input(facts)
        return engine.query_bundle_entrypoint(bundle, f"{name}/out")[0][0]

    def definition(self, number: int, scene: Scene, identity: str) -> bool:
        return bool(self._ask(f"d{number}", self.of_definition(number, scene, identity)))

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        found: list[str] = self._ask(f"s{number}", self.of_shape(number, scene, binding))
        return found


class Regorus(Flat):
    """Rego by Microsoft's regorus (Rust), its virtual machine, facts as JSON; all rules of a shape in one query.

    Its authors publish no distribution on PyPI, only others do, so it is not among our extras; it takes part where a module ``regorus`` is installed.
    """

    name = "Rego (regorus), all rules of a subject in one call"

    def __init__(self, laws: Laws) -> None:
        super().__init__(laws)
        import regorus

        found = sorted(set(metadata.packages_distributions().get("regorus", [])))
        self.version = ", ".join(f"{name} {version(name)}" for name in found)
        self._asked = {}
        for name, module in rego_modules(laws):
            machine = regorus.Rvm()
            machine.load_program(regorus.Program.compile_from_modules("{}", [(f"{name}.rego", module)], [f"data.{name}.out"]))
            self._asked[name] = machine

    def _ask(self, name: str, facts: dict[str, Any]) -> Any:
        machine = self._asked[name]
        machine.set_input_json(json.dumps(facts))
        return json.loads(machine.execute())

    def definition(self, number: int, scene: Scene, identity: str) -> bool:
        return bool(self._ask(f"d{number}", self.of_definition(number, scene, identity)))

    def shape(self, number: int, scene: Scene, binding: Sequence[str]) -> Sequence[str]:
        found: list[str] = self._ask(f"s{number}", self.of_shape(number, scene, binding))
        return found


class OursRecord:
    """Ours as ``ihl check`` does it, record by record: every verdict, and everything that a report then asks for made ready."""

    name = "ours, record by record (judge_record)"
    share = SOME

    def __init__(self, laws: Laws, rulebook: Rulebook) -> None:
        from checker import __version__

        self.version = __version__
        self.laws, self.rulebook = laws, rulebook
        self.chosen = Chosen([rulebook.head[rule.id] for shape in laws.shapes for rule in shape.rules])

    def outcomes(self, scene: Scene) -> Outcomes:
        """See :class:`Contender`."""
        results = judge_record(self.rulebook, scene.record, self.laws.reading, self.chosen)
        found = {(result.head.id, tuple(result.binding.values())): result.verdict.value for result in results}
        return [
            found[rule.id, tuple(one for one, role in zip(binding, shape.roles, strict=True) if role != CONFLICT or shape.on == CONFLICT)]
            for shape, bound in zip(self.laws.shapes, scene.bound, strict=True)
            for binding in bound
            for rule in shape.rules
        ]

    def verdicts(self, record: Record) -> int:
        """How many verdicts a record comes to, each worked out and counted, as a run over a register does it."""
        return sum(judge_record(self.rulebook, record, self.laws.reading, self.chosen).verdicts().values())


class OursBare:
    """Ours, the verdict alone: the box of the record against the grounds of each rule, asked for nothing else."""

    name = "ours, record by record, the verdict alone (Judge.bind)"
    share = SOME

    def __init__(self, laws: Laws, rulebook: Rulebook) -> None:
        self.version = OursRecord(laws, rulebook).version
        self.laws, self.rulebook = laws, rulebook
        self._rules = [[rulebook.rule(rule.id) for rule in shape.rules] for shape in laws.shapes]

    def outcomes(self, scene: Scene) -> Outcomes:
        """See :class:`Contender`."""
        judge = Judge(self.rulebook, scene.record, self.laws.reading)
        found = []
        for shape, rules, bound in zip(self.laws.shapes, self._rules, scene.bound, strict=True):
            for ids in bound:
                binding = dict(zip(shape.roles, ids, strict=True))
                found += [judge.bind(rule, binding).verdict.value for rule in rules]
        return found


class OursBulk:
    """Ours as a run over a register does it, many records at once: every verdict counted, and what is raised, with the readings on which it differs."""

    name = "ours, in bulk (decided)"
    share = ALL

    def __init__(self, laws: Laws, rulebook: Rulebook) -> None:
        by_record = OursRecord(laws, rulebook)
        self.version, self.laws = by_record.version, laws
        self.plan = Plan(rulebook, laws.reading, by_record.chosen)
        assert not self.plan.careful, "rules that are decided record by record are not counted here"

    def outcomes(self, scene: Scene) -> Outcomes:
        """See :class:`Contender`."""
        block = Block(self.plan, [scene.record])
        laid = {found[1].head.id: found for found in self.plan.rules if found is not None}
        columns = {key: Columns(rows) for key, rows in block.rows.items()}
        found = []
        for shape, bound in zip(self.laws.shapes, scene.bound, strict=True):
            here = columns[id(laid[shape.rules[0].id][0])]
            rows = {here.rows.bound(row): 1 << row for row in range(here.rows.count)}
            for ids in bound:
                bit = rows[tuple(one for one, role in zip(ids, shape.roles, strict=True) if role != CONFLICT or shape.on == CONFLICT)]
                for rule in shape.rules:
                    covers = laid[rule.id][1].covers[laid[rule.id][1].form_of.get(self.laws.reading, 0)]
                    possible = sum(1 << number for number, column in enumerate(here.possible(covers)) if column & bit)
                    found.append(verdict_of(frozenset(words_of(possible))).value)
        return found

    def together(self, records: Sequence[Record]) -> int:
        """How many verdicts some records come to, decided in one block."""
        return sum(sum(one.verdicts.values()) for one in decided(Block(self.plan, records)))
