"""What is questionable in what stands around the conditions: authorities, cases, duties, backgrounds, texts for readers.

Comes in: the material. Goes out: remarks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from checker import documents, ledger
from checker.documents import Document, Path
from checker.folder import LEDGER
from checker.lint.facts import article
from checker.lint.material import Material
from checker.remarks import Remark
from checker.rules import Definition, Rule

#: A text shorter than this is hardly a sentence.
SHORTEST = 25


def texts(material: Material) -> Iterator[Remark]:
    """Every remark on authorities, cases, duties, backgrounds and texts."""
    single = _of_one_paragraph(material)
    for identity, entry, document in material.everything():
        yield from _authorities(entry, document, single)
        yield from _terse(entry, document)
        if material.cases[identity] is None:
            yield Remark(
                "no-cases",
                document.file,
                0,
                (identity,),
                f"there is no {os.path.basename(document.file).removesuffix('.yml')}.cases.yml beside it.",
            )
        if entry.review is None:
            yield Remark("unread-rule", document.file, document.line("status"), (identity,), f"{identity} has no review.")
        if isinstance(entry, Definition) and identity not in material.uses.direct:
            yield Remark("definition-unused", document.file, document.line("id"), (identity,), f"nothing rests on {identity}.")
    yield from _copied(material)
    yield from _duties(material)
    yield from _backgrounds(material)


def _has_ledger(material: Material) -> bool:
    return os.path.exists(os.path.join(material.rulebook.folder, LEDGER))


def _of_one_paragraph(material: Material) -> frozenset[str]:
    """The articles that are one paragraph by the ledger, so that there is no number to give."""
    if not _has_ledger(material):
        return frozenset()
    return frozenset(entry.article for entry in ledger.read_ledger(material.rulebook.folder).articles if entry.paragraphs == 1)


def _authorities(entry: Rule | Definition, document: Document, single: frozenset[str]) -> Iterator[Remark]:
    for number, authority in enumerate(entry.authority):
        if authority.instrument == "GC III" and authority.article and not authority.paragraph and authority.article not in single:
            line = document.line("authority", number)
            yield Remark(
                "no-authority", document.file, line, (entry.id,), f"{entry.id} names GC III, Art {authority.article} without a paragraph."
            )
    groups: list[tuple[Path, str]]
    if isinstance(entry, Rule):
        groups = [(("unless", number, "cites"), exemption.cites) for number, exemption in enumerate(entry.unless)]
    else:
        groups = [(("holds_when", number, "cites"), ground.cites) for number, ground in enumerate(entry.holds_when)]
    for path, cites in groups:
        if not re.search(r"\d|\bAnnex\b", re.sub(r"\b(?:19|20)\d\d\b", "", cites)):
            yield Remark(
                "no-authority", document.file, document.line(*path), (entry.id,), f'{entry.id} cites "{cites}", which is no place.'
            )


def _terse(entry: Rule | Definition, document: Document) -> Iterator[Remark]:
    for key in ("remedy", "for_editors", "limits") if isinstance(entry, Rule) else ("limits",):
        text = getattr(entry, key).strip()
        if len(text) < SHORTEST:
            yield Remark("terse", document.file, document.line(key), (entry.id,), f'{key} of {entry.id} is just "{text}"')


def _copied(material: Material) -> Iterator[Remark]:
    same: dict[str, list[Rule]] = {}
    for rule, _ in material.written.rules.values():
        same.setdefault(" ".join(rule.remedy.lower().split()), []).append(rule)
    for rules in same.values():
        for rule in rules:
            others = sorted(other.id for other in rules if article(other.authority[0]) != article(rule.authority[0]))
            if others:
                document = material.written.rules[rule.id][1]
                more = f" and {len(others) - 1} more" if len(others) > 1 else ""
                yield Remark(
                    "copied-remedy",
                    document.file,
                    document.line("remedy"),
                    (rule.id,),
                    f"the remedy of {rule.id} is that of {others[0]}{more}.",
                )


def _duties(material: Material) -> Iterator[Remark]:
    if not _has_ledger(material):
        return
    account = ledger.account(material.rulebook)
    for duty, rules in account.unlisted.items():
        for identity in rules:
            document = material.written.rules[identity][1]
            yield Remark(
                "unknown-duty",
                document.file,
                document.line("duties"),
                (identity, duty),
                f'{identity} lists "{duty}", which the ledger does not have.',
            )
    file, lines = _ledger_lines(material)
    for article_ in account.articles:
        for entry in article_.entries:
            if entry.testable and not entry.rules:
                name = f"Article {article_.article}" if article_.part == "articles" else article_.article
                yield Remark("undecided-duty", file, lines[entry.id], (entry.id,), f'no rule decides {entry.id} ({name}: "{entry.short}").')


def _ledger_lines(material: Material) -> tuple[str, Mapping[str, int]]:
    """How the path of the ledger reads, and on which line each of its entries stands."""
    folder = material.rulebook.folder
    shown = f"{os.path.basename(os.path.normpath(folder))}/{LEDGER}"
    document = documents.parse_yaml(documents.read_text(os.path.join(folder, LEDGER)), shown)
    return shown, {
        entry["id"]: document.line(part, number, "entries", place)
        for part in ledger.PARTS
        for number, article_ in enumerate(document.data.get(part, ()))
        for place, entry in enumerate(article_.get("entries", ()))
    }


def _backgrounds(material: Material) -> Iterator[Remark]:
    file, backgrounds = material.backgrounds
    used: set[str] = set()
    for identity, found in sorted(material.cases.items()):
        if found is None:
            continue
        cases, document = found
        given: list[tuple[Path, str]] = [(("given",), name) for name in cases.given]
        given += [(("cases", number), name) for number, case in enumerate(cases.cases) for name in case.given]
        first = {name: path for path, name in reversed(given)}
        used.update(first)
        for name, path in first.items():
            if name not in file.backgrounds:
                yield Remark(
                    "unknown-background",
                    document.file,
                    document.line(*path),
                    (identity, name),
                    f'the cases of {identity} name the background "{name}", which there is not.',
                )
    for name in file.backgrounds:
        if name not in used:
            yield Remark(
                "background-unused",
                backgrounds.file,
                backgrounds.line("backgrounds", name),
                (name,),
                f"no case uses the background {name}.",
            )
