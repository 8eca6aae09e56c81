"""The texts of the lessons: one for every article with rules, nothing cited that the rulebook does not cite, nothing said twice, no wording of guilt."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
import yaml

from checker.folder import read_folder
from checker.library import rules_folder
from checker.rulebook import Rulebook
from checker.training.lesson_texts import Lesson, lesson_files, read_lessons
from checker.training.places import Places, slug

WRITTEN = read_folder(rules_folder())

#: Words that would say how a court decided or that something may be done. Verdicts are worded by ``checker.wording`` alone.
VERDICTS = re.compile(
    r"\b(?:un|il)?(?:lawful|legal)(?:ly)?\b|\bpermi(?:tted|ssible)\b|\ballowed\b|\bguilt(?:y)?\b|\bperpetrators?\b", re.IGNORECASE
)


#: Where one sentence ends and the next begins.
SENTENCE = re.compile(r"(?<=[.?!])\s+")


@pytest.fixture(scope="module")
def places(rulebook: Rulebook) -> Places:
    return Places(rulebook)


@pytest.fixture(scope="module")
def lessons(rulebook: Rulebook, places: Places) -> dict[str, Lesson]:
    return read_lessons(rulebook, places)


def sentences(lesson: Lesson) -> Iterator[str]:
    """Every sentence of a lesson in our own words: not the names of authorities, nor who takes a side."""
    texts = [lesson.title, lesson.protects, lesson.why, *lesson.watch_for, lesson.contested_none]
    texts += [text for point in lesson.contested for text in (point.point, *(side.says for side in point.sides))]
    texts += [authority.gist for authority in lesson.authority]
    for text in texts:
        yield from SENTENCE.split(text)


def words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))


def outcomes(rule: str) -> list[set[str]]:
    """What the cases of a rule expect, case by case: one outcome, or one for each reading where these part."""
    folder = os.path.dirname(os.path.join(rules_folder(), WRITTEN.rules[rule][1].file.partition("/")[2]))
    with open(os.path.join(folder, f"{rule}.cases.yml"), encoding="utf-8") as file:
        cases = yaml.safe_load(file)["cases"]
    expected = [one["expect"] for case in cases for one in (case, *case.get("but", ()))]
    return [set(each.values()) if isinstance(each, dict) else {each} for each in expected]


def test_every_article_of_the_convention_and_of_the_protocol_with_rules_has_a_lesson(places: Places, lessons: dict[str, Lesson]) -> None:
    taught = [name for name in places.articles if not name.startswith(("CIHL", "Rome Statute"))]
    assert [name for name in taught if places.find(name).rules and name not in lessons] == []


def test_a_lesson_is_called_as_its_article(lessons: dict[str, Lesson]) -> None:
    assert lesson_files(rules_folder()) == sorted(f"{slug(article)}.yml" for article in lessons)


def test_no_two_lessons_share_a_sentence(lessons: dict[str, Lesson]) -> None:
    said: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for article, lesson in lessons.items():
        for sentence in sentences(lesson):
            if len(words(sentence)) > 4:
                said[words(sentence)].add(article)
    assert {" ".join(sentence): found for sentence, found in said.items() if len(found) > 1} == {}


def test_a_lesson_says_in_a_few_sentences_what_is_protected_and_why_and_what_to_look_for(lessons: dict[str, Lesson]) -> None:
    for article, lesson in lessons.items():
        assert 2 <= len(SENTENCE.split(lesson.protects)) <= 3, article
        assert 2 <= len(SENTENCE.split(lesson.why)) <= 4, article
        assert 2 <= len(lesson.watch_for) <= 4, article


def test_a_lesson_cites_only_what_the_rulebook_cites(places: Places, lessons: dict[str, Lesson]) -> None:
    """No authority enters by way of a lesson: a provision of the Convention stands in the ledger, anything else is cited by a rule or a reading."""
    sources = [rule.authority for rule, _ in WRITTEN.rules.values()] + [reading.authority for reading in WRITTEN.readings.readings.values()]
    known = {(each.instrument, each.article, each.section) for source in sources for each in source}
    for article, lesson in lessons.items():
        for each in lesson.authority:
            if each.instrument != "GC III":
                assert (each.instrument, each.article, each.section) in known, (article, each)
            elif each.article is None:
                assert each.section == article, (article, each)  # the annex of forms, to which no rule is cited
            else:
                numbered = each.paragraph is not None and each.paragraph.isdigit()
                entries = places.ledger.articles + places.ledger.annexes
                (found,) = [one for one in entries if one.article == each.article]
                assert not numbered or int(each.paragraph or 0) <= (found.paragraphs or 0), (article, each)


@pytest.mark.parametrize(
    "wrong", ["It was lawful.", "an illegal act", "Publication is permitted.", "Not allowed.", "He is guilty.", "the perpetrators"]
)
def test_a_word_of_a_court_or_a_licence_is_seen(wrong: str) -> None:
    assert VERDICTS.search(wrong)


def test_no_lesson_uses_the_words_of_a_court_or_a_licence(lessons: dict[str, Lesson]) -> None:
    for article, lesson in lessons.items():
        for text in (*sentences(lesson), *(side.who for point in lesson.contested for side in point.sides)):
            assert not VERDICTS.search(text), (article, text)


def test_each_side_of_a_point_says_something_else(lessons: dict[str, Lesson]) -> None:
    for article, lesson in lessons.items():
        for point in lesson.contested:
            said = [words(side.says) for side in point.sides]
            assert len(set(said)) == len(said), (article, point.point)


def test_where_the_readings_part_the_lesson_says_that_it_is_contested(places: Places, lessons: dict[str, Lesson]) -> None:
    parted = {rule for rule in WRITTEN.rules if any(len(expected) > 1 for expected in outcomes(rule))}
    assert "gc3-13-identifiable-images-in-public" in parted
    for article, lesson in lessons.items():
        if parted.intersection(places.find(article).rules):
            assert lesson.contested, article


def test_the_rules_that_come_first_have_a_breach_and_a_counter_case_on_every_reading(lessons: dict[str, Lesson]) -> None:
    for article, lesson in lessons.items():
        for rule in lesson.rules_first:
            expected = outcomes(rule)
            assert {"breach"} in expected, (article, rule)
            assert {"complied"} in expected, (article, rule)


def test_rules_come_first_in_every_lesson_on_an_article_with_rules(places: Places, lessons: dict[str, Lesson]) -> None:
    for article, lesson in lessons.items():
        assert bool(lesson.rules_first) == bool(places.find(article).rules), article
