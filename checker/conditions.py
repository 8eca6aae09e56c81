"""One condition: parsed and typed by rule-engine, then read as a tree of tests on facts.

Comes in: the text of a ``when`` and the types of the names in it. Goes out: a :data:`Tree` of ``and``, ``or``, ``not`` and single tests. This is the only module that
imports rule_engine; it is imported to compile a rulebook and to test one, never to run a compiled one.
"""

from __future__ import annotations

import datetime
import math
import numbers
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import rule_engine
from rule_engine import ast, errors

from checker import limits
from checker.errors import did_you_mean, listed, near_miss
from checker.values import in_digits
from checker.vocabulary import Fact, Link, Vocabulary


class BadCondition(Exception):
    """A condition that cannot be used: ``what`` is wrong, ``why`` it matters, what to do (``fix``)."""

    def __init__(self, what: str, why: str, fix: str = "", code: str = "condition") -> None:
        super().__init__(what)
        self.what, self.why, self.fix, self.code = what, why, fix, code


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison of one fact with constants. ``path`` leads from a role to the fact; ``operator`` is one of == != < <= > >= in."""

    path: str
    fact: Fact
    operator: str
    constants: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """``and`` or ``or`` of two or more trees."""

    conjunction: bool
    trees: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """``not`` of a tree."""

    tree: Tree


Tree = Test | Joined | Negated


def written(tree: Tree) -> str:
    """A tree as a condition that :func:`parse` would read again."""
    if isinstance(tree, Joined):
        inner = [f"({written(child)})" if isinstance(child, Joined) else written(child) for child in tree.trees]
        return (" and " if tree.conjunction else " or ").join(inner)
    if isinstance(tree, Negated):
        if isinstance(tree.tree, Test) and tree.tree.operator == "in":
            return _compared(tree.tree, "not in")
        return f"not ({written(tree.tree)})"
    if tree.fact.type == "bool" and tree.operator != "in":
        return tree.path if (tree.operator == "==") == (tree.constants == ("yes",)) else f"not {tree.path}"
    return _compared(tree, tree.operator)


def _compared(test: Test, operator: str) -> str:
    constants = ", ".join(constant_text(test.fact, constant) for constant in test.constants)
    return f"{test.path} {operator} [{constants}]" if test.operator == "in" else f"{test.path} {operator} {constants}"


def constant_text(fact: Fact, constant: Any) -> str:
    """A constant as it stands in a condition."""
    if fact.type == "date":
        return f'd"{datetime.date.fromordinal(constant).isoformat()}"'
    if fact.type == "bool":
        return "true" if constant == "yes" else "false"
    return f'"{constant}"' if fact.type == "enum" else in_digits(constant)


_UNSUPPORTED = "Conditions compare single facts with constants and join the tests with and, or, not."
_WHOLE = ("and a condition sees a fact as a whole.", "Compare the fact itself, or make the part a fact of its own.")


class Types:
    """The rule-engine types of every subject, made once for a vocabulary.

    ``contexts`` has those in which a condition was read without a complaint, for the next one with the same roles: to make one costs more than to read a condition.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.contexts: dict[tuple[tuple[str, str], ...], Any] = {}
        self._objects: dict[str, Any] = {}

    def object(self, subject: str, depth: int = 2) -> Any:
        """The OBJECT type of a subject: its facts, and the subjects that its single links lead to."""
        key = f"{subject}/{depth}"
        if key not in self._objects:
            entry = self.vocabulary.subjects[subject]
            kinds = {
                "bool": rule_engine.DataType.BOOLEAN,
                "enum": rule_engine.DataType.STRING,
                "int": rule_engine.DataType.FLOAT,
                "float": rule_engine.DataType.FLOAT,
                "date": rule_engine.DataType.DATETIME,
            }
            attributes = {name: kinds[fact.type] for name, fact in entry.facts.items()}
            if depth:
                attributes |= {
                    link.name: self.object(link.to[0], depth - 1) for link in entry.links.values() if not link.many and len(link.to) == 1
                }
            self._objects[key] = rule_engine.DataType.OBJECT(subject, attributes)
        return self._objects[key]

    def context(self, roles: Mapping[str, str]) -> Any:
        """A fresh rule-engine context in which each role (name to subject) has its type."""
        return rule_engine.Context(
            type_resolver=rule_engine.type_resolver_from_dict({role: self.object(subject) for role, subject in roles.items()}),
            default_timezone="utc",
        )


def parse(text: str, roles: Mapping[str, str], types: Types) -> Tree:
    """The tree of a condition in which the names in ``roles`` (role to subject) may stand.

    Raises BadCondition for what rule-engine cannot parse or type, for what this language leaves out, and for values that a fact never has.
    """
    _unless_endless(text)
    key = tuple(roles.items())
    # Taken out, and put back only after a condition that was read: one that breaks off may leave a context with names of its own in it.
    context = types.contexts.pop(key, None) or types.context(roles)
    try:
        rule = rule_engine.Rule(text, context=context)
        tree = _Reader(text, roles, types.vocabulary).tree(rule.statement.expression)
    except RecursionError as error:
        raise BadCondition(
            f"`{text[:40].strip()} ...` joins or nests too many tests",
            "so it cannot be read.",
            "Split it into several parts or a definition.",
        ) from error
    except errors.ObjectAttributeError as error:
        subject = _object_name(error)
        known = _attributes(types.vocabulary, subject)
        if error.attribute_name in known:
            raise _unfollowed(subject, types.vocabulary.subjects[subject].links[error.attribute_name]) from error
        meant = near_miss(error.attribute_name, known)
        raise BadCondition(
            f'"{subject}.{error.attribute_name}" is not a fact in the vocabulary',
            "so this condition could never be judged.",
            f'Did you mean "{subject}.{meant}"?' if meant else f"Add it to vocabulary/{subject}.yml, or use a fact that is there.",
            "unknown-fact",
        ) from error
    except errors.SymbolResolutionError as error:
        raise BadCondition(
            f'"{error.symbol_name}" is not a subject of this rule',
            "so this condition could never be judged.",
            _whole_path(str(error.symbol_name), roles, types.vocabulary)
            or did_you_mean(
                str(error.symbol_name),
                roles,
                otherwise=f"Subjects here are {listed(sorted(roles))}; others are bound with on and for_each.",
            ),
            "unknown-subject",
        ) from error
    except errors.AttributeResolutionError as error:
        raise BadCondition(f"`{text}` asks for a part of a fact", *_WHOLE) from error
    except errors.EngineError as error:
        said = getattr(error, "message", "") or type(error).__name__
        raise BadCondition(_unread(text, said), "", _hint(text, said)) from error
    types.contexts[key] = context
    return tree


#: Texts in quotes.
_QUOTED = re.compile(r"""\"[^"\\]*+(?:\\.[^"\\]*+)*+"|'[^'\\]*+(?:\\.[^'\\]*+)*+'""", flags=re.DOTALL)

#: What rule-engine works out while it parses, and can work on without an end: ``1 << 99999999``, ``"aaaa" =~ "(a+)+$"``. None of it is in this language.
_ENDLESS = (
    (re.compile(r"<<|>>|\^|(?<![&])&(?![&.])|(?<!\|)\|(?!\|)"), "arithmetic"),
    (re.compile(r"[=!]~"), "a pattern"),
)


def _unless_endless(text: str) -> None:
    """Raises BadCondition for a condition that is too long or too deep to be parsed, or that holds what could be worked out for ever."""
    depth = deepest = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    for limit, found in ((limits.CONDITION, len(text)), (limits.CONDITION_DEPTH, deepest)):
        if found > limit.value:
            beyond = limit.problem_at("", 0, found)
            raise BadCondition(beyond.what.removesuffix("."), beyond.why, beyond.fix, beyond.code)
    # After a "#" rule-engine reads no text in quotes, so nothing is left out there.
    bare = text if "#" in text else _QUOTED.sub('""', text)
    for pattern, named in _ENDLESS:
        if pattern.search(bare):
            raise BadCondition(f"`{text}` uses {named}, which conditions leave out", _UNSUPPORTED)


def _unfollowed(subject: str, link: Link) -> BadCondition:
    """Why a condition cannot go on from a link."""
    if link.many or len(link.to) > 1:
        what, why = f'"{subject}.{link.name}" can lead to several subjects', "so a condition cannot tell whose fact is meant."
    else:
        what, why = f'"{subject}.{link.name}" is a third link in a row', "and a condition follows two at most."
    fix = "Use a fact of the subject itself." if len(link.to) > 1 else f"Bind it: for_each: {{{link.to[0]}: {link.name}}}."
    return BadCondition(what, why, fix, "unknown-link")


def _unread(text: str, said: str) -> str:
    """Where a condition stops making sense, in words."""
    if said.endswith("EOF"):
        return f"`{text}` ends too early"
    if "mismatch" in said:
        return f"`{text}` compares things of two kinds"
    if "datetime" in said:
        return f"`{text}` holds a date that does not exist"
    # The place is counted from the beginning of the text, and the line from the first condition that was ever read.
    place = re.search(r" at: line \d+:(\d+)$", said)
    if place and int(place[1]):
        return f"`{text}` cannot be read from `{text[int(place[1]) :]}` on"
    return f"`{text}` cannot be read: {said[: place.start()] if place else said}"


def _hint(text: str, said: str) -> str:
    if "datetime" in said:
        return 'Write a day that exists, as in d"2025-01-09".'
    if "type" in said:
        return "Compare a fact with a value of its own kind: words in quotes, numbers and yes-or-no facts without."
    if said.endswith("EOF"):
        return "Add what is missing at its end: a fact, a value or a closing bracket."
    if re.search(r"(?<![=!<>])=(?![=~])", text):
        return "Write == for is, and != for is not."
    if re.search(r"\b(AND|OR|NOT)\b|&&|\|\|", text):
        return "Write and, or, not as words in small letters."
    return _UNSUPPORTED


def _whole_path(word: str, roles: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """What a word that is no subject may have been meant to be: a fact without its subject, or a value without quotes."""
    facts = {role: vocabulary.subjects[subject].facts for role, subject in roles.items()}
    for role, known in facts.items():
        if word in known:
            return f'Did you mean "{role}.{word}"?'
    if any(word in fact.words for known in facts.values() for fact in known.values()):
        return f"If it is a value, put it in quotes: '{word}'."
    return ""


def _object_name(error: Any) -> str:
    return str(getattr(error.object, "name", "") or str(error.object))


def _attributes(vocabulary: Vocabulary, subject: str) -> list[str]:
    entry = vocabulary.subjects.get(subject)
    return [*entry.facts, *entry.links] if entry else []


class _Reader:
    """Reads rule-engine's syntax tree as ours, refusing what a fact can't be asked."""

    def __init__(self, text: str, roles: Mapping[str, str], vocabulary: Vocabulary) -> None:
        self.text = text
        self.roles = roles
        self.vocabulary = vocabulary

    def tree(self, node: Any) -> Tree:
        if isinstance(node, ast.LogicExpression):
            conjunction = node.type == "and"
            trees: list[Tree] = []
            for side in (node.left, node.right):
                tree = self.tree(side)
                trees.extend(tree.trees if isinstance(tree, Joined) and tree.conjunction is conjunction else (tree,))
            return Joined(conjunction, tuple(trees))
        if isinstance(node, ast.UnaryExpression) and node.type == "not":
            return Negated(self.tree(node.right))
        if isinstance(node, ast.GetAttributeExpression):
            path, fact = self.fact(node)
            if fact.type != "bool":
                raise BadCondition(
                    f'"{path}" is not a yes-or-no fact',
                    "and cannot stand alone in a condition.",
                    f"Compare it with one of its values: {listed(fact.words)}." if fact.words else "Compare it with a number or date.",
                )
            return Test(path, fact, "==", ("yes",))
        if isinstance(node, ast.ContainsExpression):
            path, fact = self.fact(node.member)
            return self.test(path, fact, "in", self.constants(fact, node.container, several=True))
        if isinstance(node, ast.ComparisonExpression) and not isinstance(node, ast.FuzzyComparisonExpression):
            left, right, operator = node.left, node.right, _OPERATORS[node.type]
            if isinstance(left, ast.LiteralExpressionBase):
                left, right, operator = right, left, _MIRRORED.get(operator, operator)
            path, fact = self.fact(left)
            return self.test(path, fact, operator, self.constants(fact, right))
        raise BadCondition(f"`{self.text}` uses {_named(node)}, which conditions leave out", _UNSUPPORTED)

    def fact(self, node: Any) -> tuple[str, Fact]:
        names: list[str] = []
        while isinstance(node, ast.GetAttributeExpression):
            names.append(node.name)
            node = node.object
        if not isinstance(node, ast.SymbolExpression) or not names:
            raise BadCondition(
                f"`{self.text}` compares {_named(node)}, not a fact", _UNSUPPORTED, 'Write the fact first: publication.face == "clear".'
            )
        names.append(node.name)
        names.reverse()
        subject = self.vocabulary.subjects[self.roles[names[0]]]
        for name in names[1:-1]:
            if name not in subject.links:
                raise BadCondition(
                    f'"{".".join(names)}" asks for a part of {subject.name}.{name}',
                    *_WHOLE,
                )
            subject = self.vocabulary.subjects[subject.links[name].to[0]]
        if names[-1] not in subject.facts:
            raise BadCondition(
                f'"{".".join(names)}" is a link to another subject, not a fact', "", f"Go on to one of its facts: {'.'.join(names)}.<fact>."
            )
        return ".".join(names), subject.facts[names[-1]]

    def constants(self, fact: Fact, node: Any, *, several: bool = False) -> tuple[Any, ...]:
        if not isinstance(node, ast.LiteralExpressionBase) or isinstance(node, ast.NullExpression):
            what = "null" if isinstance(node, ast.NullExpression) else "another fact"
            raise BadCondition(
                f"`{self.text}` compares {fact.id} with {what}",
                "Facts are compared with constants only; an unknown fact is dealt with by the verdict itself."
                if what == "null"
                else "Such a comparison could not be compiled exactly.",
                "Leave the test out." if what == "null" else "Make the relation a fact of its own.",
            )
        if isinstance(node, ast.ArrayExpression | ast.SetExpression) is not several:
            raise BadCondition(
                f"`{self.text}` compares {fact.id} with {'one value' if several else 'a list'}",
                "so this comparison could never be judged.",
                "Put the values in brackets after in." if several else "Use in for a list, == for one value.",
            )
        items = node.value if several else (node,)
        return tuple(self.constant(fact, item) for item in items)

    def constant(self, fact: Fact, item: Any) -> Any:
        raw = item.value if isinstance(item, ast.LiteralExpressionBase) else item
        if fact.type == "bool" and isinstance(raw, bool):
            return "yes" if raw else "no"
        if fact.type == "enum" and isinstance(raw, str):
            if raw not in fact.words:
                raise BadCondition(
                    f'"{raw}" is not a value of {fact.id}',
                    "so this comparison could never hold.",
                    did_you_mean(raw, fact.words, otherwise=f"Its values are {listed(fact.words)}."),
                    "enum-value",
                )
            return raw
        if fact.type == "date" and isinstance(raw, datetime.datetime):
            if raw.time() != datetime.time() or raw.utcoffset():
                raise BadCondition(f"`{self.text}` compares {fact.id} with a time of day", "and a date has none.", "Leave the time out.")
            return raw.date().toordinal()
        if fact.type in ("int", "float") and isinstance(raw, numbers.Number) and not isinstance(raw, bool) and math.isfinite(raw):  # type: ignore[arg-type]
            number = float(raw)  # type: ignore[arg-type]
            if fact.type == "int" and number != int(number):
                raise BadCondition(
                    f"{fact.id} is a whole number and is compared with {in_digits(number)}", "", "Compare it with a whole number."
                )
            if Decimal(str(raw)) != Decimal(in_digits(number)):
                raise BadCondition(
                    f"`{self.text}` compares {fact.id} with a number of more than 15 digits",
                    "which could not be compared exactly.",
                    "Check the number and its unit.",
                )
            return int(number) if number == int(number) else number
        kinds = {
            "bool": "Write the fact alone, or not before it.",
            "enum": "Compare it with a word in quotes.",
            "date": 'Compare it with a date such as d"2025-01-09".',
            "int": "Compare it with a number.",
            "float": "Compare it with a number.",
        }
        raise BadCondition(
            f"`{self.text}` compares {fact.id} with a value of another kind",
            "so this comparison could never hold.",
            kinds[fact.type],
        )

    def test(self, path: str, fact: Fact, operator: str, constants: tuple[Any, ...]) -> Test:
        if operator in ("<", "<=", ">", ">=") and fact.type in ("bool", "enum"):
            raise BadCondition(f"{fact.id} has no order, so it cannot be compared with {operator}", "", "Use == or in.")
        return Test(path, fact, operator, constants)


_NAMES = {
    "AddExpression": "arithmetic",
    "ArithmeticExpression": "arithmetic",
    "SubtractExpression": "arithmetic",
    "UnaryExpression": "arithmetic",
    "TernaryExpression": "a choice between values",
    "CoalesceExpression": "a choice between values",
    "ComprehensionExpression": "a loop",
    "FunctionCallExpression": "a function",
    "GetItemExpression": "a part of a fact",
    "GetSliceExpression": "a part of a fact",
    "SymbolExpression": "a subject without a fact",
}


def _named(node: Any) -> str:
    return "a value that stands alone" if isinstance(node, ast.LiteralExpressionBase) else _NAMES.get(type(node).__name__, "a word")


_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Reference:
    """A condition run by rule-engine itself on complete facts: what the compiled form must agree with."""

    def __init__(self, text: str, roles: Mapping[str, str], types: Types) -> None:
        self._rule = rule_engine.Rule(text, context=types.context(roles))

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether it holds of ``facts``: role to an object with facts (bool, str, number, datetime in UTC) and linked objects as attributes."""
        return bool(self._rule.matches(facts))
