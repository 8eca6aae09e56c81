"""Rulebooks of any size, made of invented rules over the shipped vocabulary and definitions.

Comes in: how many rules, on which subjects. Goes out: a folder of rules as a rule author would write them, YAML files that our compiler compiles. Each rule has the form of most shipped ones: it applies where a
person is protected as a prisoner of war, has two elements on facts of its subject and one exception. Which facts is drawn; the same seed gives the same folder. Nothing in them is law.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from checker.library import rules_folder
from checker.vocabulary import Fact, Subject, Vocabulary

#: What a rulebook cannot do without; the rules, policies and lessons of the shipped one are left out.
SHARED = ("vocabulary", "definitions", "treaties", "readings.yml")

RULE = """\
id: {id}
title: An invented rule to measure with
status: draft
authority:
  - {{instrument: GC III, article: "13", gist: "Nothing; this rule is invented."}}
on: {on}
for_each: {{person: {link}}}
addressee: detaining_power
gravity: obligation
applies_when:
  - {{says: "The person was protected.", when: person.protected_as_prisoner_of_war}}
elements:
  - {{says: "The first is so.", when: '{first}'}}
  - {{says: "The second is so.", when: '{second}'}}
unless:
  - exception: "The third is so."
    cites: "Nothing; this rule is invented."
    parts:
      - {{says: "The third is so.", when: '{third}'}}
remedy: "None; this rule is invented."
for_editors: "Nothing; this rule is invented."
limits: "It is invented."
"""


def test_of(fact: Fact, chance: random.Random) -> str:
    """A test of a fact that can hold and can fail."""
    path = f"{fact.subject}.{fact.name}"
    if fact.type == "bool":
        return chance.choice((path, f"not {path}"))
    return f'{path} {chance.choice(("==", "!="))} "{chance.choice(fact.words)}"'


def usable(subject: Subject) -> list[Fact]:
    """The facts of a subject that a drawn rule can test: yes-or-no and listed ones, observed."""
    return [fact for fact in subject.facts.values() if len(fact.words) > 1 and not fact.derived]


def folder(into: Path, rules: int, subjects: Sequence[str], vocabulary: Vocabulary, seed: int = 1949) -> Path:
    """A rules folder with so many rules on these subjects in turn."""
    chance = random.Random(f"{seed} {rules} {' '.join(subjects)}")
    shipped = Path(rules_folder())
    into.mkdir(parents=True)
    for name in SHARED:
        source = shipped / name
        if source.is_dir():
            shutil.copytree(source, into / name)
        else:
            shutil.copy(source, into / name)
    (into / "invented").mkdir()
    for number in range(rules):
        subject = vocabulary.subjects[subjects[number % len(subjects)]]
        link = next(link.name for link in subject.links.values() if "person" in link.to)
        first, second, third = (test_of(fact, chance) for fact in chance.sample(usable(subject), 3))
        identity = f"invented-{number:05d}"
        text = RULE.format(id=identity, on=subject.name, link=link, first=first, second=second, third=third)
        (into / "invented" / f"{identity}.yml").write_text(text, encoding="utf-8")
    return into
