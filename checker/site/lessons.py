"""The lessons as pages: what an article protects and why, a case beside its counter-case, what is contested, what editors should watch for.

Comes in: the rulebook, the places of its rules in the catalogue. Goes out: a page for every lesson that somebody wrote, and their list by parts of the Convention. What cases come to was computed when the pages were made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checker.rulebook import Rulebook
from checker.site.press import Page, Press
from checker.training.lesson_texts import Lesson, lesson_files, read_lessons
from checker.training.lessons import Taught, taught
from checker.training.places import Places, slug
from checker.training.situations import Bench

#: So many of the rules under an article are named; the others are found in the catalogue.
NAMED = 12

BEYOND = "Annexes, and law beside the Convention"


def written_lessons(rulebook: Rulebook) -> dict[str, Lesson]:
    """The lessons in the rulebook's folder, by article, in the order of articles. Raises InputError with what is wrong in their files."""
    if not lesson_files(rulebook.folder):
        return {}
    found = read_lessons(rulebook, Places(rulebook))
    return {name: found[name] for name in sorted(found, key=_order)}


def lesson_pages(press: Press, lessons: Mapping[str, Lesson], rulebook: Rulebook, places: Mapping[str, str]) -> Iterator[Page]:
    """A page for each lesson, with the one before and the one after, and the list of all. ``places`` has the page of each rule."""
    law, bench = Places(rulebook), Bench(rulebook)
    made: list[tuple[Taught, str, str]] = []
    for name, lesson in lessons.items():
        told = taught(law.find(name), lesson, bench)
        made.append((told, f"{slug(name)}.html", _part(name, rulebook)))
    for number, (told, file, part) in enumerate(made):
        beside = [made[number + step] if 0 <= number + step < len(made) else None for step in (-1, 1)]
        yield press.page(
            f"lessons/{file}", "lesson.html.j2", title=f"{told.called}: {told.title}", lesson=told, part=part, places=places,
            before=beside[0], after=beside[1], named=NAMED,
        )  # fmt: skip
    parts: dict[str, list[tuple[Taught, str]]] = {}
    for told, file, part in made:
        parts.setdefault(part, []).append((told, file))
    yield press.page(
        "lessons/index.html", "lessons.html.j2", title="Lessons", parts_of=list(parts.items()), count=len(made), begins="13" in lessons
    )


def _part(name: str, rulebook: Rulebook) -> str:
    number = int(name) if name.isdigit() else 0
    return next((title for title, first, last in rulebook.sections if first <= number <= last), BEYOND)


def _order(name: str) -> tuple[bool, list[tuple[int, str]]]:
    pieces = re.split(r"(\d+)", name)
    return not name.isdigit(), [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces if piece]
