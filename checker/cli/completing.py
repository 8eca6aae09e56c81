"""What a shell offers for the values of options, once ``ihl --install-completion`` has taught it to ask.

Comes in: what was typed so far, with the options before it. Goes out: the values that begin so. Whatever goes wrong is silent: a line that is being typed is no place for a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from checker.rulebook import Rulebook

Offered = Callable[[typer.Context, str], Sequence[str]]


def _offering(values: Callable[[Rulebook], Iterable[str]]) -> Offered:
    """What to offer of the rulebook that the line names."""

    def offered(ctx: typer.Context, incomplete: str) -> Sequence[str]:
        from checker.errors import InputError
        from checker.installed import folder_of
        from checker.rulebook import Rulebook

        named: Any = ctx.params.get("rules")
        try:
            rulebook = Rulebook.load(folder_of(named) if named else None)
            return [value for value in values(rulebook) if value.startswith(incomplete)]
        except (InputError, OSError):
            return []

    return offered


def _articles(rulebook: Rulebook) -> Iterable[str]:
    found = {head.article for head in rulebook.heads if head.article}
    return sorted(found, key=lambda article: (int(article) if article.isdigit() else 1000, article))


def _policies(rulebook: Rulebook) -> Iterable[str]:
    import os

    from checker import library

    files = [path for path in library.desk_files(rulebook.folder) if os.path.basename(os.path.dirname(path)) == library.POLICIES]
    return [os.path.basename(path).removesuffix(".yml") for path in files]


def _settings(rulebook: Rulebook) -> Iterable[str]:
    """Every fact that can be set, with each of its words; of numbers and dates what stands before the value."""
    from checker.vocabulary import UNKNOWN

    for fact in rulebook.vocabulary.facts():
        if not fact.derived:
            yield from (f"{fact.id}={value}" for value in (*(fact.words or ("",)), UNKNOWN))


def _topics(rulebook: Rulebook) -> Iterable[str]:
    from checker.training.topics import ARTICLES, topic_of

    there = {topic_of(head) for head in rulebook.heads}
    return [topic for topic in ARTICLES if topic in there]


rule: Offered = _offering(lambda rulebook: rulebook.rule_ids)
rule_or_fact: Offered = _offering(
    lambda rulebook: (*rulebook.rule_ids, *rulebook.definition_ids, *(fact.id for fact in rulebook.vocabulary.facts() if not fact.derived))
)
rule_or_definition: Offered = _offering(lambda rulebook: (*rulebook.rule_ids, *rulebook.definition_ids))
article: Offered = _offering(_articles)
subject: Offered = _offering(lambda rulebook: rulebook.vocabulary.subjects)
reading: Offered = _offering(lambda rulebook: rulebook.readings)
policy: Offered = _offering(_policies)
setting: Offered = _offering(_settings)
topic: Offered = _offering(_topics)


def scenario(incomplete: str) -> Sequence[str]:
    """Ids of the shipped scenarios; where none begins so, the shell offers files."""
    import os

    from checker import library
    from checker.records import SCENARIO

    try:
        names = sorted(os.listdir(os.path.join(library.examples_folder(), "training")))
    except OSError:
        return []
    return [name.removesuffix(SCENARIO) for name in names if name.endswith(SCENARIO) and name.startswith(incomplete)]


def rule_code(incomplete: str) -> Sequence[str]:
    """Codes of remarks on rules, and all."""
    from checker.lint.remarks import CODES

    return words(*CODES, "all")(incomplete)


def record_code(incomplete: str) -> Sequence[str]:
    """Codes of remarks on records."""
    from checker.record_lint.remarks import CODES

    return words(*CODES)(incomplete)


def record_code_or_all(incomplete: str) -> Sequence[str]:
    """The same, and all."""
    from checker.record_lint.remarks import CODES

    return words(*CODES, "all")(incomplete)


def rulebook(incomplete: str) -> Sequence[str]:
    """Names of rulebooks; where none begins so, the shell offers folders."""
    from checker import library
    from checker.installed import installed, introduced

    names = [introduced(library.rules_folder()).name, *(one.name for one in installed()[0])]
    return [name for name in names if name.startswith(incomplete)]


def words(*values: str) -> Callable[[str], Sequence[str]]:
    """A fixed set of values."""
    return lambda incomplete: [value for value in values if value.startswith(incomplete)]


#: Grades of claims: the letter of the source, the digit of the information.
grade = words(*(letter + digit for letter in "ABCDEF" for digit in "123456"))
