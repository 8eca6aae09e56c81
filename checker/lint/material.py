"""A rulebook as lint looks at it: as written with its lines, as compiled, and as trees of conditions.

Comes in: the compiled rulebook and its folder. Goes out: :class:`Material`, which every module of lint takes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from checker.compiling import Compiler
from checker.conditions import Tree
from checker.documents import Document
from checker.errors import InputError, Problem
from checker.folder import Written, read_backgrounds, read_cases, read_folder
from checker.lint.kept import LintFile, read_kept
from checker.rulebook import Compiled, CompiledRule, Rulebook
from checker.rules import BackgroundsFile, CasesFile, Definition, Rule
from checker.uses import Uses


@dataclass(eq=False)
class Material:
    """One rulebook in every form that lint needs."""

    rulebook: Rulebook
    written: Written
    cases: Mapping[str, tuple[CasesFile, Document] | None]
    backgrounds: tuple[BackgroundsFile, Document]
    settings: tuple[LintFile, Document]
    compiler: Compiler = field(init=False)
    implied: dict[Any, bool] = field(default_factory=dict)
    """What was found out so far about one condition implying another."""
    _trees: dict[str, tuple[Tree, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.compiler = Compiler(self.written)

    @classmethod
    def of(cls, rulebook: Rulebook) -> Material:
        """The material of a rulebook. Raises InputError if a file of its folder cannot be used, cases and lint.yml included."""
        folder, shown = rulebook.folder, os.path.basename(os.path.normpath(rulebook.folder))
        written = read_folder(folder, shown)
        problems: list[Problem] = []
        cases: dict[str, tuple[CasesFile, Document] | None] = {}
        for identity, (_, document) in {**written.rules, **written.definitions}.items():
            try:
                cases[identity] = read_cases(folder, shown, document.file)
            except InputError as error:
                problems.extend(error.problems)
        if problems:
            raise InputError(sorted(problems))
        return cls(rulebook, written, cases, read_backgrounds(folder, shown), read_kept(folder))

    @cached_property
    def uses(self) -> Uses:
        """Who uses which fact."""
        return Uses.of(self.rulebook)

    def everything(self) -> Iterator[tuple[str, Rule | Definition, Document]]:
        """Every rule and definition as written, by id."""
        found: dict[str, tuple[Rule | Definition, Document]] = {**self.written.rules, **self.written.definitions}
        for identity, (entry, document) in sorted(found.items(), key=lambda item: item[0]):
            yield identity, entry, document

    def compiled(self, identity: str) -> Compiled:
        """A rule or definition as compiled."""
        return self.rulebook.rule(identity) if identity in self.written.rules else self.rulebook.definition(identity)

    def trees(self, identity: str) -> Sequence[Tree]:
        """The conditions of a rule or definition in the order of its parts, no definition written out."""
        if identity not in self._trees:
            compiled = self.compiled(identity)
            subject = identity.partition(".")[0]
            roles = compiled.roles if isinstance(compiled, CompiledRule) else {subject: subject, "conflict": "conflict"}
            document = (self.written.rules if identity in self.written.rules else self.written.definitions)[identity][1]
            parsed = [self.compiler.tree(part.when, roles, document, ()) for part in compiled.parts]
            self._trees[identity] = tuple(tree for tree in parsed if tree is not None)
        return self._trees[identity]
