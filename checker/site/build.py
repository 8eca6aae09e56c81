"""The whole site: every page, and the list of them.

Comes in: the rulebook. Goes out: the files of the site, each with its path below the folder; the same bytes for the same rulebook and program. Nothing is written here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from checker import library
from checker.desk.shelf import load
from checker.rulebook import Rulebook
from checker.site.catalogue import WORDS, Entry, Shelf, shelves
from checker.site.desk import kinds, measure, page_data
from checker.site.lessons import lesson_pages, written_lessons
from checker.site.press import Identity, Page, Press, in_page
from checker.site.scenarios import scenario_pages
from checker.training.scenarios import read_scenarios
from checker.wording import VERDICT_MEANS, worded

#: A page of the catalogue is ended where its rules come to more characters than this; a phone on a slow line has it in a second or two.
_FULL = 90_000

#: What the parts of the site are for, on its first page.
_SAYS = {
    "lessons/index.html": "What each article protects and why, with a worked case, its counter-case, and the point on which people differ.",
    "scenarios/index.html": "Situations from a newsroom and from a camp. Make up your mind, then open the answer and the reason.",
    "rules/index.html": "Every rule with its provision, what it asks, and cases with the verdict that the program comes to.",
    "about.html": "What this can and cannot tell you, and what becomes of what you type.",
}


class Site(NamedTuple):
    """The files of a site, sorted by path, its list of files last; and how many shipped scenarios these rules do not confirm, so that they were left out."""

    pages: list[Page]
    left_out: int


def site(rulebook: Rulebook, version: str, house: Sequence[str] = ()) -> Site:
    """The whole site; ``house`` are files with a house's own policies for the desk. Raises InputError with what is wrong in the texts that it is made from."""
    stock = shelves(rulebook)
    desk = load(rulebook, house) if any(path.endswith(library.DESK) for path in library.desk_files(rulebook.folder)) else None
    scenarios, wrong = read_scenarios(rulebook)
    lessons = written_lessons(rulebook)
    there = {
        "desk.html": desk is not None,
        "lessons/index.html": bool(lessons),
        "scenarios/index.html": bool(scenarios),
        "rules/index.html": True,
        "about.html": True,
    }
    starts = [path for path, is_there in there.items() if is_there]
    press = Press(Identity(version, rulebook.digest, rulebook.name), starts)
    entries = [entry for shelf in stock if shelf.group != WORDS for entry in shelf.entries]
    places: dict[str, str] = {}
    catalogue = list(_catalogue(press, stock, places))
    pages = [
        press.page("index.html", "home.html.j2", title="Before you show a prisoner", says=_SAYS, starts=starts),
        press.page(
            "about.html", "about.html.j2", title="About this site",
            rules=len(entries), cases=sum(entry.count for entry in entries),
            readings=[(reading["title"], reading["holds"]) for reading in rulebook.readings.values()],
        ),
        *catalogue,
        *(lesson_pages(press, lessons, rulebook, places) if lessons else ()),
        *(scenario_pages(press, scenarios, rulebook) if scenarios else ()),
    ]  # fmt: skip
    if desk is not None:
        data = in_page(page_data(desk, places))
        pages.append(
            press.page(
                "desk.html",
                "desk.html.j2",
                title="The desk",
                scripts=["engine.js", "desk.js"],
                measure=measure(desk),
                kinds=list(kinds(desk)),
                data=data,
            )
        )
    pages.sort(key=lambda page: page.path)
    return Site([*pages, manifest(press.identity, pages)], len({problem.file for problem in wrong}))


def manifest(identity: Identity, pages: Sequence[Page]) -> Page:
    """The list of the files with their SHA-256, what made them, and from which rules."""
    files = {page.path: hashlib.sha256(page.text.encode("utf-8")).hexdigest() for page in pages}
    data = {
        "program": f"ihl-checker {identity.version}",
        "rulebook": identity.rulebook,
        "rulebook_name": identity.rulebook_name,
        "files": files,
    }
    return Page("manifest.json", json.dumps(data, indent=1) + "\n")


def _catalogue(press: Press, stock: Sequence[Shelf], places: dict[str, str]) -> Iterator[Page]:
    """The pages of rules, their index, and the list of all; where each rule stands is entered in ``places``."""
    standing: dict[str, list[tuple[Entry, str]]] = {}
    for shelf in stock:
        bundles = list(_bundles(press, shelf))
        names = [f"{shelf.name}{f'-{number + 1}' if number else ''}.html" for number in range(len(bundles))]
        for number, bundle in enumerate(bundles):
            standing.setdefault(shelf.name, []).extend((entry, names[number]) for entry, _ in bundle)
            places.update((entry.id, f"rules/{names[number]}#{entry.key}") for entry, _ in bundle)
            title = f"Rules: {shelf.title}, {shelf.about}" if shelf.about else f"Rules: {shelf.title}"
            yield press.page(
                f"rules/{names[number]}", "shelf.html.j2", title=title + (f", page {number + 1}" if number else ""),
                shelf=shelf, number=number, of=len(names), pages=names, words=WORDS,
                entries=[entry for entry, _ in bundle], made=[made for _, made in bundle],
            )  # fmt: skip
    groups: dict[str, list[tuple[Shelf, str]]] = {}
    for shelf in stock:
        groups.setdefault(shelf.group, []).append((shelf, f"{shelf.name}.html"))
    rules = sum(len(shelf.entries) for shelf in stock if shelf.group != WORDS)
    verdicts = [(worded(word, ""), means) for word, means in VERDICT_MEANS.items()]
    yield press.page(
        "rules/index.html", "rules.html.j2", title="The rules in plain words", groups=list(groups.items()), rules=rules, verdicts=verdicts
    )
    yield press.page(
        "rules/all.html",
        "all.html.j2",
        title="All rules",
        scripts=["search.js"],
        shelves=[(shelf, standing[shelf.name]) for shelf in stock],
    )


def _bundles(press: Press, shelf: Shelf) -> Iterator[list[tuple[Entry, Markup]]]:
    """The entries of a shelf as they are printed, in pages that are not too long."""
    bundle: list[tuple[Entry, Markup]] = []
    long = 0
    for entry in shelf.entries:
        made = press.piece("entry.html.j2", "entry", entry)
        if bundle and long + len(made) > _FULL:
            yield bundle
            bundle, long = [], 0
        bundle.append((entry, made))
        long += len(made)
    yield bundle
