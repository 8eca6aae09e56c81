"""Our conditions in the languages of others: rule-engine, CEL, ZEN, Python and Rego.

Comes in: a :class:`laws.Law`. Goes out: one expression that gives its outcome as a word (a definition: true or false), so that a verdict costs each engine one call at most. Dates are day
numbers, yes-or-no facts booleans, the values of lists strings; numbers that may have a fraction are written with one, since CEL tells 3 from 3.0.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from laws import Law

from checker.conditions import Joined, Negated, Test, Tree
from checker.vocabulary import Fact


class Infix(NamedTuple):
    """A language in which conditions are written in one line: its words for and, or, not, a choice (condition, then, else), true and false, and how it names a fact."""

    name: str
    conjunction: str
    disjunction: str
    negation: str
    choice: str
    truths: tuple[str, str]
    fact: Callable[[str], str]


def flat(path: str) -> str:
    """A path as one name."""
    return path.replace(".", "__")


def _subscripts(path: str) -> str:
    role, *rest = path.split(".")
    return role + "".join(f'["{name}"]' for name in rest)


RULE_ENGINE = Infix("rule-engine", " and ", " or ", "not ({})", "({}) ? {} : {}", ("false", "true"), str)
ZEN = Infix("ZEN", " and ", " or ", "not ({})", "({}) ? {} : {}", ("false", "true"), flat)
CEL = Infix("CEL", " && ", " || ", "!({})", "({}) ? {} : {}", ("false", "true"), flat)
PYTHON = Infix("Python", " and ", " or ", "not ({})", "{1} if ({0}) else {2}", ("False", "True"), _subscripts)


def constant(fact: Fact, value: Any, truths: tuple[str, str] = ("false", "true")) -> str:
    """A constant of a condition."""
    if fact.type == "bool":
        return truths[value == "yes"]
    return json.dumps(value) if fact.type == "enum" else repr(float(value)) if fact.type == "float" else str(int(value))


def condition(tree: Tree, language: Infix) -> str:
    """A tree in an infix language."""
    if isinstance(tree, Negated):
        return language.negation.format(condition(tree.tree, language))
    if isinstance(tree, Joined):
        inner = [f"({condition(child, language)})" if isinstance(child, Joined) else condition(child, language) for child in tree.trees]
        return (language.conjunction if tree.conjunction else language.disjunction).join(inner)
    name = language.fact(tree.path)
    constants = [constant(tree.fact, value, language.truths) for value in tree.constants]
    if tree.operator == "in":
        return f"({name} in [{', '.join(constants)}])"
    if tree.fact.type == "bool":
        return name if (tree.operator == "==") == (tree.constants == ("yes",)) else language.negation.format(name)
    return f"{name} {tree.operator} {constants[0]}"


def expression(law: Law, language: Infix) -> str:
    """The outcome of a rule as a word; of a definition as true or false."""
    if law.definition:
        assert law.elements is not None
        return condition(law.elements, language)

    def word(outcome: str) -> str:
        return json.dumps(outcome)

    said = word("breach")
    if law.exceptions:
        excepted = language.disjunction.join(f"({condition(tree, language)})" for tree in law.exceptions)
        said = language.choice.format(excepted, word("excepted"), said)
    if law.elements is not None:
        said = language.choice.format(condition(law.elements, language), f"({said})", word("complied"))
    if law.applies is not None:
        said = language.choice.format(condition(law.applies, language), f"({said})", word("not_applicable"))
    return said


class Rego:
    """Rego has no ``or`` within an expression: each is a rule of several bodies, and each ``not`` of more than one test a rule of its own."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._made: dict[str, str] = {}

    def rule(self, *bodies: str) -> str:
        """The name of a rule that holds if one of these bodies does; the same bodies are written once."""
        key = " | ".join(bodies)
        if key not in self._made:
            name = self._made[key] = f"c{len(self._made)}"
            self.lines += [f"{name} if {{ {body} }}" for body in bodies]
        return self._made[key]

    def body(self, tree: Tree) -> str:
        """A tree as the body of a rule."""
        if isinstance(tree, Joined) and tree.conjunction:
            return "; ".join(self.body(child) for child in tree.trees)
        if isinstance(tree, Joined):
            return self.rule(*(self.body(child) for child in tree.trees))
        if isinstance(tree, Negated):
            return f"not {self.rule(self.body(tree.tree))}"
        return self.test(tree)

    def test(self, test: Test) -> str:
        """One test; yes and no are both compared, since in Rego false is not undefined."""
        name = f"input.{flat(test.path)}"
        constants = [constant(test.fact, value) for value in test.constants]
        if test.operator == "in":
            return f"{name} in {{{', '.join(constants)}}}"
        return f"{name} {test.operator} {constants[0]}"

    def outcome(self, name: str, law: Law) -> str:
        """Writes the rule that gives the outcome of a law, and gives its name."""
        if law.definition:
            assert law.elements is not None
            self.lines += [f"default {name} := false", f"{name} if {{ {self.body(law.elements)} }}"]
            return name
        steps = []
        if law.applies is not None:
            steps.append(f'"not_applicable" if {{ not {self.rule(self.body(law.applies))} }}')
        if law.elements is not None:
            steps.append(f'"complied" if {{ not {self.rule(self.body(law.elements))} }}')
        steps += [f'"excepted" if {{ {self.body(tree)} }}' for tree in law.exceptions]
        self.lines.append(f"{name} := " + " else := ".join([*steps, '"breach" if { true }']))
        return name

    def module(self, package: str) -> str:
        """Everything written so far as a module."""
        return "\n".join((f"package {package}", "import rego.v1", *self.lines)) + "\n"
