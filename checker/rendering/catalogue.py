"""The rules for a reader: a list, and one rule or definition as it argues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line_
from rich.table import Table
from rich.text import Text

from checker.rendering.terminal import words
from checker.rendering.trees import authority
from checker.rulebook import Compiled, CompiledDefinition, CompiledRule, Part, Rulebook, article_url, provision
from checker.wording import GRAVITY_WORDS


def listing(rules: Sequence[CompiledRule], rulebook: Rulebook) -> Iterable[RenderableType]:
    """Rules by article, one line each."""
    table = Table(box=None, show_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("provision", no_wrap=True)
    table.add_column("rule", ratio=1)
    table.add_column("gravity", no_wrap=True)
    table.add_column("status", no_wrap=True)
    for rule in sorted(rules, key=lambda rule: ((rule.article.isdigit() and int(rule.article)) or 9999, rule.provision, rule.id)):
        table.add_row(
            words(rule.provision.removeprefix("GC III, "), "dim"),
            _two(rule.title, rule.id),
            words(GRAVITY_WORDS[rule.gravity].partition(" provision")[0]),
            words(rule.status, "dim"),
        )
    yield table
    yield words(
        f"{len(rules)} of {len(rulebook.rule_ids)} rules, {len(rulebook.definition_ids)} definitions, rulebook {rulebook.called}",
        "dim",
    )


def _two(first: str, second: str) -> Text:
    text = words(first)
    text.append("\n")
    text.append_text(words(second, "dim"))
    return text


def rule_page(rule: CompiledRule, rulebook: Rulebook) -> Iterable[RenderableType]:
    """One rule as it argues: authority, conditions, elements, exceptions, and what it does not see."""
    yield Line_(words(rule.title, "bold"), align="left", style="dim")
    yield from authority(rule)
    yield Text()
    each = "".join(f", and each {role} under its {' or '.join(links)}" for role, links in rule.for_each.items())
    yield words(f"Evaluated for each {rule.on.replace('_', ' ')}{each}.", "dim")
    for section, heading in (
        ("applies_when", "It applies when all of this holds"),
        ("elements", "Elements: a breach is indicated when all of this holds"),
    ):
        parts = [part for part in rule.parts if part.section == section]
        if parts:
            yield words(heading, "bold")
            yield from (_part(part, rulebook) for part in parts)
    for number, group in enumerate(rule.groups):
        yield Text.assemble(words("Unless: ", "bold"), words(group.says), words(f"  {group.cites}{_only(group.readings, rulebook)}", "dim"))
        yield from (_part(part, rulebook, readings=False) for part in rule.parts if part.group == number)
    yield Text()
    for label, text in (("Remedy", rule.remedy), ("For editors", rule.for_editors), ("What the rule does not see", rule.limits)):
        yield Text.assemble(words(f"{label}: ", "bold"), words(text))
    yield from _review(rule)
    yield from _figures(rule)


def definition_page(definition: CompiledDefinition, rulebook: Rulebook) -> Iterable[RenderableType]:
    """One definition: its grounds, their parts and authority."""
    yield Line_(words(definition.title, "bold"), align="left", style="dim")
    yield words(f"{definition.id} · status {definition.status} · {rulebook.vocabulary.fact(definition.id).asks}", "dim")
    for entry in definition.authority:
        yield Padding(
            Text.assemble(words(f"{provision(entry)}: ", "bold"), words(entry["gist"]), words(f"  {article_url(entry)}", "dim")),
            (0, 0, 0, 2),
        )
    for number, group in enumerate(definition.groups):
        yield Text()
        yield Text.assemble(words("It holds: " if number == 0 else "Or: ", "bold"), words(group.says), words(f"  {group.cites}", "dim"))
        yield from (_part(part, rulebook) for part in definition.parts if part.group == number)
    yield Text()
    yield Text.assemble(words("What the definition does not see: ", "bold"), words(definition.limits))
    yield from _review(definition)
    yield from _figures(definition)


def _review(compiled: Compiled) -> Iterable[RenderableType]:
    review = compiled.review
    if review is None:
        yield Text.assemble(words("Second reading: ", "bold"), words("none yet by somebody who did not write it."))
        return
    doubts = " ".join(review["doubts"]) or "No doubt was left."
    yield Text.assemble(words("Second reading: ", "bold"), words(f"{review['on']}, against {review['against']}. {doubts}"))


def _part(part: Part, rulebook: Rulebook, *, readings: bool = True) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(width=3, justify="right")
    table.add_column(ratio=1)
    table.add_row(words("–"), Text.assemble(words(part.says), words(_only(part.readings, rulebook) if readings else "", "magenta")))
    table.add_row(Text(), words(part.when, "dim"))
    return table


def _only(readings: tuple[str, ...], rulebook: Rulebook) -> str:
    return (
        f"  (on the reading{'s' if len(readings) > 1 else ''} {', '.join(readings)} only)"
        if readings and len(readings) < len(rulebook.readings)
        else ""
    )


def _figures(compiled: Compiled) -> Iterable[RenderableType]:
    counts = ", ".join(f"{word.replace('_', ' ')} {len(boxes)}" for word, boxes in compiled.forms[0].items())
    yield words(f"Turns on {len(compiled.variables)} facts. Grounds: {counts}.", "dim")
