"""The ledger for a reader: every article in a table, or one with its entries; for a terminal, or as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.rule import Rule as Line_
from rich.table import Table
from rich.text import Text

from checker.ledger import AS_FAR, ENCODED, NOT_YET, PARTLY, Account, Article, Entry
from checker.rendering.terminal import words
from checker.text import clean
from checker.wording import rulebook_called

_STYLES = {ENCODED: "bold green", AS_FAR: "green", PARTLY: "bold yellow", NOT_YET: "bold"}
_WHAT_IT_IS = "A rule may decide entries of several articles; the totals count it once."


def status(article: Article) -> str:
    """The status of an article in words: ``partly encoded (9 of 37)``."""
    return f"{article.status} ({article.decided} of {article.testable})" if article.status == PARTLY else article.status


def sums(account: Account, articles: Sequence[Article] | None = None) -> str:
    """The line of totals."""
    found = account.totals(articles)
    return (
        f"{_several(found.entries, 'entry', 'entries')}, {found.testable} testable on records, {found.decided} of these decided "
        f"by {_several(found.rules, 'rule', 'rules')} with {_several(found.cases, 'case', 'cases')}."
    )


def _several(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _made_with(account: Account) -> str:
    return f"Rulebook {rulebook_called(account.rulebook_name, account.rulebook)}."


def _name(article: Article) -> str:
    return f"Article {article.article}" if article.part == "articles" else article.article


def _unlisted(account: Account) -> list[str]:
    return [f"{duty}: not in the ledger, though listed by {', '.join(rules)}" for duty, rules in account.unlisted.items()]


# --- terminal ------------------------------------------------------------------------------------------------------------------------------------------


def table(account: Account) -> Iterable[RenderableType]:
    """Every article, one row each, and the totals."""
    rows = Table(box=None, show_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    rows.add_column("article", no_wrap=True)
    rows.add_column("what it is about", ratio=3)
    rows.add_column("status", ratio=2)
    rows.add_column("rules", justify="right", no_wrap=True)
    rows.add_column("cases", justify="right", no_wrap=True)
    for article in account.articles:
        title = words(article.title)
        if article.reason:
            title.append("\n")
            title.append_text(words(article.reason, "dim"))
        counts = (words(str(number) if number else "-", "" if number else "dim") for number in (len(article.rules), article.cases))
        rows.add_row(words(article.article), title, words(status(article), _STYLES.get(article.status, "dim")), *counts)
    yield rows
    yield Text()
    yield words(sums(account), "bold")
    yield words(f"{_WHAT_IT_IS} One article with its entries: ihl law 13. {_made_with(account)}", "dim")
    yield from (words(line, "bold red") for line in _unlisted(account))


def article_page(article: Article, account: Account) -> Iterable[RenderableType]:
    """One article: its entries by paragraph, each with its rules, or why there is none."""
    yield Line_(words(f"{_name(article)}  {article.title}", "bold"), align="left", style="dim")
    yield words(status(article), _STYLES.get(article.status, "dim"))
    if not article.entries:
        yield words(article.reason)
        return
    yield Text()
    rows = Table.grid(padding=(0, 2, 0, 0), expand=True)
    rows.add_column(max_width=18)
    rows.add_column(ratio=1)
    for paragraph in article.by_paragraph:
        own = [entry for entry in article.entries if entry.paragraph == paragraph.place]
        place = words(_place(paragraph.place), "cyan")
        if not own:
            rows.add_row(place, words(f"{paragraph.status}: {' '.join(paragraph.reasons)}", "dim"))
        for number, entry in enumerate(own):
            text = words(entry.short)
            text.append("\n")
            text.append_text(words(entry.id, "dim"))
            for line in _told(entry):
                text.append("\n")
                text.append_text(words(f"→ {line}", _STYLES.get(entry.status, "dim")))
            rows.add_row(Text() if number else place, text)
    yield rows
    yield Text()
    yield from (words(line) for line in _reservations(article))
    yield words(sums(account, [article]), "bold")
    yield words(_made_with(account), "dim")


def _reservations(article: Article) -> list[str]:
    """The reservations to an article, those with the same gist together."""
    by_gist: dict[str, list[str]] = {}
    for one in article.reservations:
        ended = f", withdrawn {one.until}" if one.until else ""
        by_gist.setdefault(one.gist, []).append(f"{one.state} ({one.since}{ended})")
    return [f"Reserved by {', '.join(states)}: {gist}" for gist, states in by_gist.items()]


def _place(paragraph: str) -> str:
    return f"paragraph {paragraph}" if paragraph.isdigit() else paragraph


def _told(entry: Entry) -> list[str]:
    """The rules that decide an entry, and why no more of it is decided."""
    if entry.status == NOT_YET:
        return ["no rule yet"]
    return [*entry.rules, *([f"{'left out' if entry.rules else entry.status}: {entry.reason}"] if entry.reason else [])]


# --- Markdown ------------------------------------------------------------------------------------------------------------------------------------------


def _cell(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _rows(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (heading, ["---"] * len(heading), *([_cell(cell) for cell in row] for row in rows))]


def markdown(account: Account) -> str:
    """Every article as a Markdown table, and the totals."""
    rows = [
        (
            article.article,
            article.title,
            f"{status(article)}: {article.reason}" if article.reason else status(article),
            str(len(article.rules)),
            str(article.cases),
        )
        for article in account.articles
    ]
    lines = _rows(("article", "what it is about", "status", "rules", "cases"), rows)
    return (
        "\n".join([*lines, "", sums(account), f"{_WHAT_IT_IS} {_made_with(account)}", *(f"\n{_cell(line)}" for line in _unlisted(account))])
        + "\n"
    )


def article_markdown(article: Article, account: Account) -> str:
    """One article as Markdown: a heading, its status, and a table of its entries."""
    rows = [(entry.paragraph, entry.short, entry.id, ", ".join(_told(entry))) for entry in article.entries]
    rows += [(place, "no entry", "", f"{why}: {reason}") for place, (why, reason) in article.without.items()]
    lines = [f"# {_name(article)}: {_cell(article.title)}", "", status(article) + (f": {_cell(article.reason)}" if article.reason else "")]
    if rows:
        lines += [
            "",
            *_rows(("paragraph", "entry", "id", "decided by"), rows),
            "",
            *(f"{_cell(line)}\n" for line in _reservations(article)),
            sums(account, [article]),
        ]
    return "\n".join([*lines, "", _made_with(account)]) + "\n"
