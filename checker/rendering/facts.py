"""Facts for a reader: a list of them with how many rules use each, and one fact with everything that rests on it.

Comes in: facts of the vocabulary, and who uses them (``uses``). Goes out: rich renderables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.rule import Rule as Line_
from rich.table import Table
from rich.text import Text

from checker.rendering.layout import Sheet
from checker.rendering.terminal import words
from checker.rulebook import CompiledRule, Rulebook, provision
from checker.uses import Uses
from checker.values import in_digits
from checker.vocabulary import UNKNOWN, Fact


def listing(facts: Sequence[Fact], uses: Uses) -> Iterable[RenderableType]:
    """Facts, one row each: how many rules name it, how many more rest on it by way of a definition, and its question."""
    table = Table(box=None, show_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("fact", ratio=1)
    table.add_column("rules", justify="right", no_wrap=True)
    table.add_column("through", justify="right", no_wrap=True)
    for fact in facts:
        text = words(fact.id)
        text.append("\n")
        text.append_text(words(fact.asks, "dim"))
        table.add_row(text, *(words(str(count) if count else "-", "" if count else "dim") for count in uses.count(fact.id)))
    yield table
    unused = sum(fact.id not in uses.direct for fact in facts)
    idle = f"nothing rests on {unused} of them" if unused else "something rests on each of them"
    yield words(f"{len(facts)} facts; {idle}. through: rules that rest on it only by way of a definition.", "dim")


def fact_page(fact: Fact, rulebook: Rulebook, uses: Uses) -> Iterable[RenderableType]:
    """One fact: its question, its sentences, its type, and every rule and definition that rests on it."""
    yield Line_(words(fact.id, "bold"), align="left", style="dim")
    yield words(fact.asks)
    yield words(f"{kind(fact)} · {'judgement of a named person' if fact.judgement else 'observed'} · {_articles(fact)}", "dim")
    yield Text()
    sheet = Sheet()
    width = max(len(word) for word in fact.says)
    for word, sentence in sorted(fact.says.items(), key=lambda item: item[0] == UNKNOWN):
        sheet.columns(words(word, "dim"), words(sentence), label_width=width)
    yield sheet
    yield Text()
    yield from users(fact, rulebook, uses)


def users(fact: Fact, rulebook: Rulebook, uses: Uses, *, most: int | None = None) -> Iterator[RenderableType]:
    """Every rule and definition that rests on a fact: those that name it, then those that reach it by way of each definition. More than ``most`` are counted, not listed."""
    direct = uses.direct.get(fact.id, ())
    if not direct:
        yield words("Nothing rests on it.", "bold")
        return
    ways = [("", direct), *((f" by way of {definition}", reached) for definition, reached in uses.through(fact.id).items())]
    for way, identities in ways:
        listed = most is None or len(identities) <= most
        yield words(f"{_several(len(identities))} on it{way}{'' if listed else '.'}", "bold")
        if listed:
            yield _list(identities, rulebook, uses)


def _several(number: int) -> str:
    return "1 rule or definition rests" if number == 1 else f"{number} rules and definitions rest"


def _list(identities: Iterable[str], rulebook: Rulebook, uses: Uses) -> Sheet:
    sheet = Sheet()
    for identity in identities:
        known = rulebook.definition(identity) if identity in uses.definitions else rulebook.rule(identity)
        place = known.provision if isinstance(known, CompiledRule) else f"definition, {provision(known.place)}"
        sheet.line(words(known.title))
        sheet.line(words(f"{place} · {identity}", "dim"), indent=4)
    return sheet


def kind(fact: Fact) -> str:
    """The type of a fact in words, with its values or its unit and limits."""
    if fact.type == "bool":
        return "yes or no"
    if fact.type == "enum":
        return f"one of {len(fact.words)} values"
    if fact.type == "date":
        return "a date"
    limits = [f"{word} {in_digits(limit)}" for word, limit in (("at least", fact.minimum), ("at most", fact.maximum)) if limit is not None]
    return ", ".join([f"a {'whole ' if fact.type == 'int' else ''}number{f' of {fact.unit}' if fact.unit else ''}", *limits])


def _articles(fact: Fact) -> str:
    named = [f"Art {article}" if article[:1].isdigit() else article for article in fact.articles]
    return ", ".join(named) or "no article"
