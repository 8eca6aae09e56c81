"""The written part of a lesson: one file for each article, in ``rules/lessons/``.

Comes in: a file. Goes out: :class:`Lesson`, or every mistake in it. It decides no verdict; the cases that a lesson shows are computed elsewhere (:mod:`checker.training.lessons`).
"""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import Field, model_validator

from checker import documents
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean
from checker.rulebook import Rulebook
from checker.rules import Authority, Sentence, Slug
from checker.shapes import Written, validated
from checker.training.places import Place, Places, slug

FOLDER = "lessons"


class Side(Written):
    """One way to see a contested point: what is said, who says it, and where it stands (one of the two at least)."""

    says: Sentence
    who: str = ""
    cites: str = ""

    @model_validator(mode="after")
    def _somebody(self) -> Side:
        if not self.who and not self.cites:
            raise ValueError("nobody is named who sees it so|Add who, or cites.")
        return self


class Point(Written):
    """A contested point, and the sides that are taken on it."""

    point: Sentence
    sides: Annotated[list[Side], Field(min_length=1)]

    @model_validator(mode="after")
    def _disputed(self) -> Point:
        if len(self.sides) < 2:
            raise ValueError("a contested point has one side only|Add who sees it otherwise, or leave the point out.")
        return self


class Lesson(Written):
    """What an article protects and why, for people who have never read it.

    ``watch_for`` are short sentences for editors. Either ``contested`` has points, or ``contested_none`` says why there is none. ``rules_first`` are the rules that make the best worked case.
    """

    article: Annotated[str, Field(min_length=1)]
    title: Sentence
    protects: Sentence
    why: Sentence
    watch_for: Annotated[list[Sentence], Field(min_length=1)]
    contested: list[Point] = Field(default_factory=list)
    contested_none: str = ""
    authority: Annotated[list[Authority], Field(min_length=1)]
    rules_first: list[Slug] = Field(default_factory=list)

    @model_validator(mode="after")
    def _contested(self) -> Lesson:
        if bool(self.contested) == bool(self.contested_none):
            raise ValueError("either a contested point or contested_none is needed|List the points, or say why nothing is contested.")
        return self


def lesson_files(folder: str) -> list[str]:
    """The lessons of a rules folder, by the names of their files, sorted."""
    path = os.path.join(folder, FOLDER)
    return sorted(name for name in os.listdir(path) if name.endswith(".yml")) if os.path.isdir(path) else []


def read_lesson(rulebook: Rulebook, places: Places, place: Place) -> Lesson | None:
    """The lesson written for the article of a place, or None. Raises InputError with everything that is wrong in its file."""
    name = f"{place.slug}.yml"
    path = os.path.join(rulebook.folder, FOLDER, name)
    if not os.path.exists(path):
        return None
    shown = f"{os.path.basename(os.path.normpath(rulebook.folder))}/{FOLDER}/{name}"
    return lesson_in(documents.parse_yaml(documents.read_text(path), shown), rulebook, places)


def read_lessons(rulebook: Rulebook, places: Places) -> dict[str, Lesson]:
    """Every lesson of a rules folder by its article. Raises InputError with what is wrong in all of the files."""
    shown = os.path.basename(os.path.normpath(rulebook.folder))
    problems: list[Problem] = []
    found: dict[str, Lesson] = {}
    for name in lesson_files(rulebook.folder):
        try:
            document = documents.parse_yaml(documents.read_text(os.path.join(rulebook.folder, FOLDER, name)), f"{shown}/{FOLDER}/{name}")
            lesson = lesson_in(document, rulebook, places)
            found[lesson.article] = lesson
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def lesson_in(document: Document, rulebook: Rulebook, places: Places) -> Lesson:
    """The lesson in a document, held against the ledger and the rules. Raises InputError with every mistake."""
    lesson = validated(Lesson, document)
    try:
        place = places.find(lesson.article)
    except InputError as error:
        raise InputError(
            Problem(document.file, document.line("article"), problem.code, problem.what, "The lesson would never be found.", problem.fix)
            for problem in error.problems
        ) from error
    problems = []
    if place.name != lesson.article or place.paragraph:
        what, fix = f'"{lesson.article}" is not how the article is named.', f'Write article: "{place.article}".'
        problems.append(Problem(document.file, document.line("article"), "unknown-article", what, "One name for one article.", fix))
    stem = os.path.basename(document.file).removesuffix(".yml")
    if stem != slug(place.article):
        what = f'a lesson on {place.called} lies in a file called "{stem}.yml".'
        fix = f"Call it {slug(place.article)}.yml."
        problems.append(Problem(document.file, document.line("article"), "id", what, "It would never be found.", fix))
    for number, rule in enumerate(lesson.rules_first):
        line = document.line("rules_first", number)
        if rule not in rulebook.rule_ids:
            fix = did_you_mean(rule, rulebook.rule_ids, otherwise=f"`ihl law {place.article}` shows its rules.")
            problems.append(
                Problem(document.file, line, "unknown-rule", f'"{rule}" is not the id of a rule.', "No case could be shown.", fix)
            )
        elif rule not in place.rules:
            fix = did_you_mean(rule, place.rules, otherwise=f"`ihl law {place.article}` shows its rules.")
            what = f'the rule "{rule}" does not stand under {place.called}.'
            problems.append(Problem(document.file, line, "unknown-rule", what, "Its case would teach something else.", fix))
        elif rule in lesson.rules_first[:number]:
            what = f'"{rule}" stands here a second time.'
            problems.append(Problem(document.file, line, "duplicate-id", what, "It would be shown twice.", "Remove one."))
    if problems:
        raise InputError(problems)
    return lesson
