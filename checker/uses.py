"""Which rules and definitions rest on which fact, and which links they follow.

Comes in: the rulebook, compiled. Goes out: :class:`Uses`: for each fact and definition those whose conditions name it, and those that reach it by way of a definition. The compiled variables
alone do not tell: a definition is written out in a rule where it shares a fact with something else, so the conditions are read as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checker.rulebook import Compiled, CompiledRule, Rulebook
from checker.vocabulary import Vocabulary

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PATH = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)+")


@dataclass(frozen=True, slots=True)
class Uses:
    """``direct`` has, for each fact or definition that a condition names, the ids of the rules and definitions with such a condition, sorted. ``links`` are those followed: ``subject.link``."""

    direct: Mapping[str, tuple[str, ...]]
    links: frozenset[str]
    definitions: frozenset[str]

    @classmethod
    def of(cls, rulebook: Rulebook) -> Uses:
        """Who uses what in a rulebook."""
        found: dict[str, set[str]] = {}
        links: set[str] = set()
        every: list[Compiled] = [*rulebook.rules(), *(rulebook.definition(identity) for identity in rulebook.definition_ids)]
        for compiled in every:
            if isinstance(compiled, CompiledRule):
                roles = compiled.roles
                links.update(f"{compiled.on}.{link}" for names in compiled.for_each.values() for link in names)
            else:
                subject = compiled.id.partition(".")[0]
                roles = {subject: subject, "conflict": "conflict"}
            for part in compiled.parts:
                for path in paths(part.when):
                    fact, followed = resolved(path, roles, rulebook.vocabulary)
                    found.setdefault(fact, set()).add(compiled.id)
                    links.update(followed)
        return cls({fact: tuple(sorted(users)) for fact, users in found.items()}, frozenset(links), frozenset(rulebook.definition_ids))

    def through(self, fact: str) -> Mapping[str, tuple[str, ...]]:
        """Who rests on ``fact`` only by way of a definition: for each definition that rests on it, those that name that one, each named once and never if it names ``fact`` itself."""
        seen = set(self.direct.get(fact, ()))
        waiting = [user for user in self.direct.get(fact, ()) if user in self.definitions]
        found: dict[str, tuple[str, ...]] = {}
        while waiting:
            definition = waiting.pop(0)
            fresh = tuple(user for user in self.direct.get(definition, ()) if user not in seen)
            seen.update(fresh)
            if fresh:
                found[definition] = fresh
            waiting += [user for user in fresh if user in self.definitions]
        return found

    def count(self, fact: str) -> tuple[int, int]:
        """How many rules name ``fact`` in a condition, and how many more rest on it by way of a definition."""
        direct = [user for user in self.direct.get(fact, ()) if user not in self.definitions]
        through = [user for users in self.through(fact).values() for user in users if user not in self.definitions]
        return len(direct), len(through)


def paths(condition: str) -> Iterator[str]:
    """Every path to a fact that a condition names: ``person.in_power_of.recognised``."""
    return (found[0] for found in _PATH.finditer(_QUOTED.sub(" ", condition)))


def resolved(path: str, roles: Mapping[str, str], vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """The id of the fact at the end of a path of a condition that compiles, and the links followed on the way."""
    role, *links, name = path.split(".")
    subject, followed = roles[role], []
    for link in links:
        followed.append(f"{subject}.{link}")
        subject = vocabulary.subjects[subject].links[link].to[0]
    return f"{subject}.{name}", followed
