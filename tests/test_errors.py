"""Every mistake that the program can name: a broken input for each, and what its message must say.

``RECORDS`` are files in ``broken/records``, checked with a good record beside them. ``RULEBOOKS`` and ``CASES`` change one thing in a copy of the small rulebook in
``broken/rulebook``. ``COMMANDS`` are command lines. ``MADE`` are inputs that cannot lie in a folder. Each names every problem that must be printed, no more and no
fewer: line, code, and words of the message (what is wrong, why it matters or what to do, and the near miss where there is one).

The last tests read the source of the program, so that a new error without a broken input does not pass.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import BROKEN, GOOD, RULEBOOK, Outcome, ihl
from missteps import STEPS, TOLD
from mistakes import EXPECTED, INPUTS

import checker
from checker import documents, judging, limits, pipeline
from checker.errors import Problem

SHOWING = "showing/recognisable-picture.yml"
LATE = "notice/family-told-late.yml"
CAPTIVE = "definitions/person.captive.yml"
PERSON = "vocabulary/person.yml"
PACT = "treaties/pact.yml"


class Wrong(NamedTuple):
    """One problem that must be printed. ``file`` is the end of its path where that is not the broken file itself."""

    line: int
    code: str
    words: tuple[str, ...]
    file: str = ""


class Change(NamedTuple):
    """One change to the small rulebook: ``old`` replaced by ``new`` in ``file``; without ``old``, ``new`` is the whole file (None: no file)."""

    file: str
    old: str | None
    new: str | None
    wrongs: tuple[Wrong, ...]


def wrong(line: int, code: str, *words: str, file: str = "") -> Wrong:
    return Wrong(line, code, words, file)


def in_condition(old: str, new: str, code: str, *words: str, file: str = SHOWING, line: int = 15) -> Change:
    """A condition written otherwise."""
    return Change(file, f"when: {old}", f"when: {new}", (wrong(line, code, *words),))


RECORDS: dict[str, tuple[Wrong, ...]] = {
    # --- the file as a whole
    "empty.yml": (wrong(0, "empty", "the file is empty", "or leave it out"),),
    "comments-only.yml": (wrong(1, "not-a-record", "nothing in this file but comments", 'A record begins with "schema: ihl-incident/1"'),),
    "binary.yml": (wrong(4, "not-text", "binary file", "Only text files", "Leave it out"),),
    "not-utf8.yml": (wrong(4, "not-text", "not UTF-8 text", "Save it as UTF-8"),),
    "utf16.yml": (wrong(1, "not-text", "not UTF-8 text", "Save it as UTF-8"),),
    "control-character.yml": (wrong(4, "not-text", "control character U+0007", "Delete it"),),
    "not-a-mapping.yml": (wrong(1, "not-a-record", "not an incident record", "block of keys", "schema: ihl-incident/1"),),
    "schema-missing.yml": (wrong(1, "schema", "the schema is missing", "which version", 'Write "schema: ihl-incident/1"'),),
    "schema-newer.yml": (wrong(3, "schema", '"ihl-incident/9" is not a schema', "No other version", 'Write "schema: ihl-incident/1"'),),
    "schema-scenario.yml": (wrong(1, "schema", "a case for a class", "invented for teaching", "Leave it out"),),
    "schema-list.yml": (wrong(1, "schema", "the schema is no word", 'Write "schema: ihl-incident/1"'),),
    # --- YAML
    "yaml-broken.yml": (wrong(4, "yaml", "not valid YAML", "Nothing after this place", "put text that holds ': '"),),
    "yaml-quote-left-open.yml": (wrong(5, "yaml", "not valid YAML", "quote"),),
    "duplicate-key.yml": (wrong(8, "duplicate-key", '"released" stands here a second time (first on line 7)', "lost", "one list of claims"),),
    "alias.yml": (wrong(4, "alias", '"*words" is a YAML alias', "Aliases hide", "Write the value out"),),
    "tag.yml": (wrong(4, "tag", "os.system", "is a YAML tag", "Remove it"),),
    "two-documents.yml": (wrong(4, "several-documents", "a second YAML document", "One file holds one", "file of its own"),),
    "too-deep.yml": (wrong(6, "too-deep", "more than 40 levels", "Check the indentation"),),
    "key-is-a-list.yml": (wrong(4, "key", "a key must be a word", "Check the indentation"),),
    # --- JSON
    "json-broken.json": (wrong(5, "json", "not valid JSON", "expecting ',' delimiter", "Check brackets, quotes and commas"),),
    "json-duplicate-key.json": (wrong(6, "duplicate-key", '"held" stands twice', "lost", "one list of claims"),),
    "json-not-a-number.json": (wrong(3, "json", "NaN", "Write the number out"),),
    "json-number-of-5000-digits.json": (wrong(3, "json", "thousands of digits", "Write the number out"),),
    "json-endless-number.json": (wrong(3, "type", "notice.days_until_told", "more than 15 digits", "Check the number"),),
    "lines.jsonl": (
        wrong(2, "json", "not valid JSON", "Check brackets"),
        wrong(4, "unknown-key", '"langauge" is not a key of a record', 'Did you mean "language"?'),
        wrong(5, "json", "not valid JSON"),
        wrong(6, "duplicate-id", 'the record id "one" is taken by', "lines.jsonl:1", "another id"),
        wrong(7, "not-a-record", "not an incident record"),
        wrong(8, "type", 'person.held: "maybe" is neither yes nor no', "Write yes, no or unknown"),
        wrong(10, "not-text", "not UTF-8 text"),
    ),
    # --- keys and ids
    "unknown-state.yml": (
        wrong(5, "unknown-state", '"Norlnd" is no State that is known here', "Which treaties bind it", 'Did you mean "Norland"?'),
        wrong(6, "unknown-state", '"Xanadu" is no State', "ISO 3166-1 alpha-3", "leave it out for what is no State"),
    ),
    "unknown-key.yml": (
        wrong(4, "unknown-key", '"langauge" is not a key of a record', "ignored without a word", 'Did you mean "language"?'),
        wrong(6, "unknown-key", '"publsher" is not a key of a source', 'Did you mean "publisher"?'),
        wrong(8, "unknown-key", '"sayed" is not a key of a voice', "Its keys are id, name, kind, party and note"),
        wrong(11, "unknown-key", '"in_powr_of" is not a key of a captive', 'Did you mean "in_power_of"?'),
        wrong(13, "unknown-key", '"sorce" is not a key of a claim', 'Did you mean "source"?'),
        wrong(14, "unknown-key", '"zebra" is not a key of a record', "Its keys are schema, id, title"),
    ),
    "missing-key.yml": (
        wrong(1, "missing-key", '"id" is missing', "Add id"),
        wrong(1, "missing-key", '"title" is missing', "Add title"),
        wrong(4, "missing-key", '"name" is missing'),
        wrong(6, "missing-key", '"kind" is missing'),
        wrong(8, "missing-key", '"id" is missing'),
        wrong(9, "missing-key", '"id" is missing'),
        wrong(13, "missing-key", "this claim about person.held says nothing", '"is" is missing', "Add is:"),
    ),
    "duplicate-id.yml": (
        wrong(6, "duplicate-id", 'a source "paper" already', "could not tell", "another id"),
        wrong(9, "duplicate-id", 'a voice "ministry" already', "could not tell", "another id"),
        wrong(13, "duplicate-id", 'the id "same" is taken (line 11)', "could not tell", "another id"),
        wrong(14, "duplicate-id", 'the id "same" is taken (line 11)'),
    ),
    "id.yml": (
        wrong(2, "id", '"a broken record" cannot be an id', "used in commands and file names", "never a name of a captive"),
        wrong(5, "id", '"_paper" cannot be an id'),
        wrong(7, "id", '"Ким" cannot be an id'),
        wrong(8, "id", "cannot be an id"),
    ),
    "missing-target.yml": (
        wrong(5, "missing-target", '"papr" is no source of this record', 'Did you mean "paper"?'),
        wrong(5, "missing-target", '"radio" is no source of this record', "Its sources are paper"),
        wrong(7, "missing-target", '"norlnd" is no party of this record', "Whose word", 'Did you mean "norland"?'),
        wrong(12, "missing-target", '"norlandd" is no party of this record', "lead nowhere", 'Did you mean "norland"?'),
        wrong(14, "missing-target", '"minister" is no voice of this record', "Who says it", 'Did you mean "ministry"?'),
        wrong(14, "missing-target", '"paperr" is no source of this record', "rests on", 'Did you mean "paper"?'),
        wrong(15, "missing-target", '"nobody" is no voice of this record', "Its voices are ministry"),
        wrong(15, "missing-target", '"tv" is no source of this record', "Its sources are paper"),
        wrong(18, "missing-target", '"norland" is no person of this record', "Known here: first"),
        wrong(20, "missing-target", "restricted belongs to nobody", "left behind", "Use an id of a person: first"),
    ),
    "restricted-of-nobody.json": (wrong(2, "missing-target", "restricted belongs to nobody", "none here"),),
    "too-many.yml": (
        wrong(6, "too-many", "a record has one conflict", "Make two records"),
        wrong(12, "too-many", '"in_power_of" leads to one party', "Keep one"),
    ),
    # --- facts and values
    "unknown-fact.yml": (
        wrong(7, "unknown-fact", '"relesed" is not a fact of publication', "No rule could ever see it", 'Did you mean "released"?'),
        wrong(8, "unknown-fact", '"weather" is not a fact of publication', "`ihl schema facts` lists"),
    ),
    "derived-fact.yml": (wrong(8, "derived-fact", '"person.captive" is worked out', "what was observed", "`ihl rules show person.captive`"),),
    "misspelt-value.yml": (
        wrong(5, "enum-value", '"partie" is not a kind of voice', 'Did you mean "party"?'),
        wrong(6, "enum-value", '"people" is not a kind of voice', "Kinds are party, agency"),
        wrong(10, "enum-value", 'publication.face: "claer"', "never be judged", 'Did you mean "clear"?'),
        wrong(13, "enum-value", 'publication.face: "blured"', 'Did you mean "blurred"?'),
        wrong(16, "enum-value", 'publication.face: "upside_down"', "Its values are clear, blurred, hidden"),
        wrong(19, "type", "publication.face: a block of keys is not one of its values", "Its values are clear, blurred, hidden"),
    ),
    "wrong-type.yml": (
        wrong(3, "type", '"title" should be text', "quotes"),
        wrong(4, "type", '"sources" should be a list', 'with "- id: ..."'),
        wrong(5, "type", '"voices" should be a list', 'with "- id: ..."'),
        wrong(8, "type", 'an item of "person" should be a block', 'Write "- id: ..."'),
        wrong(10, "type", '"label" should be text', "quotes"),
        wrong(11, "type", '"facts" should be a block', "one fact a line"),
        wrong(14, "type", 'person.held: "maybe" is neither yes nor no', "Write yes, no or unknown"),
        wrong(15, "type", "person.rank has no value", "or leave the fact out"),
        wrong(16, "date", "person.captured_on: a date is expected", 'in quotes as "2025-01-09"'),
        wrong(19, "type", "person.held has an empty list of claims", "Write a claim"),
        wrong(20, "type", "person.rank has no value", "or leave the fact out"),
        wrong(21, "date", "person.captured_on: a date is expected"),
        wrong(26, "type", 'notice.days_until_told: "soon" is not a whole number', "{at_least: 3}"),
        wrong(27, "type", 'notice.kilometres_from_home: "far" is not a number', "{at_least: 3}"),
        wrong(28, "type", '"restricted" should be a block keyed by pseudonym', "Write the id of the person"),
    ),
    "wrong-type.json": (
        wrong(4, "type", '"title" should be text'),
        wrong(5, "type", '"derived_from" should be the id of a source', "or a list"),
        wrong(8, "type", 'person.held: "1" is neither yes nor no'),
        wrong(9, "date", "person.captured_on: a date is expected"),
        wrong(14, "type", 'notice.days_until_told: "1.5" is not a whole number'),
        wrong(15, "type", 'notice.kilometres_from_home: "true" is not a number'),
        wrong(18, "type", "an entry of restricted should be a block of keys", "Write names"),
    ),
    "number.yml": (
        wrong(6, "type", "-1 cannot be", "at least 0 and at most 4000", "Check the number and its unit"),
        wrong(8, "type", "4001 cannot be", "at least 0 and at most 4000"),
        wrong(8, "type", "-0.5 cannot be", "at least 0"),
        wrong(10, "type", "no number is at least 9 and at most 3", "do not cross"),
        wrong(12, "type", '"at_lest" is not a bound', 'Did you mean "at_least"?'),
        wrong(14, "type", "no bound is given", "at_least, more_than, at_most and less_than"),
        wrong(16, "type", "more than 15 digits", "Check the number and its unit"),
        wrong(18, "type", '"2.5" is not a whole number'),
    ),
    "date.yml": (
        wrong(4, "date", 'dates: the date "2031-02-30" does not exist', "Check the month and the day"),
        wrong(6, "date", 'date: "14 March 2031" is not a date', 'Write "2025-01-09"'),
        wrong(9, "date", 'person.captured_on: the date "2031-13" does not exist'),
        wrong(11, "date", "ends before it begins", "earlier date first"),
        wrong(13, "date", '"2031-XX-14" gives a day but not its month', "Leave the day out"),
        wrong(15, "date", '"yesterday" is not a date', 'Write "2025-01-09"'),
    ),
    "grade.yml": (wrong(7, "value", '"G7" is not an Admiralty grade', "such as B2"),),
    "judgement.yml": (
        wrong(8, "judgement", "publication.need_compelling is a judgement", "Only a person can answer for it", "kind reviewer"),
        wrong(11, "judgement", "publication.need_compelling is a judgement", "or leave it unknown"),
    ),
}  # fmt: skip


#: The rule with nothing left of it on the strict reading.
ALWAYS = (RULEBOOK / SHOWING).read_text().replace("when: person.captive\n", "when: person.captive\n    except_in: [strict]\n")
ALWAYS = ALWAYS.replace("when: publication.released\n", "when: publication.released\n    except_in: [strict]\n")

LEDGER = """instrument: GC III
articles:
  - article: Annex II
    title: Something owed
    entries:
      - {id: one, paragraph: "1", short: One thing}
      - {id: two, paragraph: "1", short: Another thing, as_far_as: A second}
"""

RULEBOOKS: dict[str, Change] = {
    "no conflict to speak of": Change(
        "vocabulary/conflict.yml", None, None,
        (
            wrong(5, "unknown-fact", file="rulebook/treaties/pact.yml"),
            wrong(0, "missing-subject", 'the vocabulary has no subject "conflict"', "Every condition may speak of the conflict", "one_per_record: yes", file="rulebook/vocabulary"),
        ),
    ),
    # --- conditions
    "unknown fact": in_condition(
        "publication.released", "publication.relased", "unknown-fact", '"publication.relased" is not a fact', 'Did you mean "publication.released"?'
    ),
    "unknown fact without a near miss": in_condition(
        "publication.released", "publication.weather", "unknown-fact", "could never be judged", "vocabulary/publication.yml"
    ),
    "unknown subject": in_condition(
        "publication.released", "publicaton.released", "unknown-subject", '"publicaton" is not a subject of this rule', 'Did you mean "publication"?'
    ),
    "subject that is not bound": in_condition(
        "publication.released", "weather.rain", "unknown-subject", "Subjects here are conflict, person or publication", "for_each"
    ),
    "fact without its subject": in_condition("publication.released", "released", "unknown-subject", 'Did you mean "publication.released"?'),
    "value without quotes": in_condition(
        'publication.face == "clear"', "publication.face == blurred", "unknown-subject", "If it is a value, put it in quotes", line=17
    ),
    "misspelt value": in_condition(
        'publication.face == "clear"', 'publication.face == "claer"', "enum-value", '"claer" is not a value of publication.face', "could never hold",
        'Did you mean "clear"?', line=17,
    ),
    "value without a near miss": in_condition(
        'publication.face == "clear"', 'publication.face == "other"', "enum-value", "Its values are clear, blurred or hidden", line=17
    ),
    "condition that ends too early": in_condition("publication.released", "publication.released and", "condition", "ends too early", "Add what is missing"),
    "one equals sign": in_condition(
        'publication.face == "clear"', 'publication.face = "clear"', "condition", 'cannot be read from `= "clear"` on', "Write == for is", line=17
    ),
    "NOT in capitals": in_condition("publication.released", "NOT publication.released", "condition", "in small letters"),
    "two words": in_condition("publication.released", "publication released", "condition", "cannot be read from `released` on", "Conditions compare single facts"),
    "date that cannot be read": in_condition(
        'person.captured_on >= d"2031-01-01"', 'person.captured_on >= d"2031-13-01"', "condition", "a date that does not exist", 'Write a day that exists', file=LATE, line=17
    ),
    "values of two kinds": in_condition(
        "notice.days_until_told > 7", 'notice.days_until_told > d"2031-01-01"', "condition", "compares things of two kinds", "value of its own kind", file=LATE
    ),
    "fact compared with a fact": in_condition(
        "publication.released", "publication.released == person.held", "condition", "with another fact", "compiled exactly", "Make the relation a fact of its own"
    ),
    "null": in_condition("publication.released", "publication.released == null", "condition", "with null", "an unknown fact is dealt with", "Leave the test out"),
    "arithmetic": in_condition(
        "notice.days_until_told > 7", "notice.days_until_told + 1 > 8", "condition", "compares arithmetic, not a fact", "Write the fact first", file=LATE
    ),
    "pattern": in_condition('publication.face == "clear"', "publication.face =~ 'c.*'", "condition", "uses a pattern", "leave out", line=17),
    "condition without a fact": in_condition("publication.released", "5 > 3", "condition", "uses a value that stands alone", "leave out"),
    "list after ==": in_condition('publication.face == "clear"', "publication.face == ['clear']", "condition", "with a list", "Use in for a list", line=17),
    "one value after in": in_condition('publication.face == "clear"', "publication.face in 'clear'", "condition", "with one value", "in brackets", line=17),
    "value of another kind": in_condition("publication.released", "publication.released == 'yes'", "condition", "value of another kind", "Write the fact alone"),
    "number that is none": in_condition(
        "notice.days_until_told > 7", "notice.days_until_told > nan", "condition", "value of another kind", "Compare it with a number", file=LATE
    ),
    "list in a list": in_condition(
        "notice.days_until_told > 7", "notice.days_until_told in [[7], [8]]", "condition", "value of another kind", "Compare it with a number", file=LATE
    ),
    "part of a number": in_condition(
        "notice.days_until_told > 7", "notice.days_until_told > 7.5", "condition", "is a whole number and is compared with 7.5", "with a whole number", file=LATE
    ),
    "time of day": in_condition(
        'person.captured_on >= d"2031-01-01"', 'person.captured_on >= d"2031-01-01T12:00"', "condition", "a time of day", "Leave the time out", file=LATE, line=17
    ),
    "order where there is none": in_condition("publication.released", "publication.released > false", "condition", "has no order", "Use == or in"),
    "listed fact alone": in_condition(
        'publication.face == "clear"', "publication.face", "condition", '"publication.face" is not a yes-or-no fact', "clear, blurred or hidden", line=17
    ),
    "date alone": in_condition('person.captured_on >= d"2031-01-01"', "person.captured_on", "condition", "Compare it with a number or date", file=LATE, line=17),
    "part of a fact": in_condition("publication.released", "publication.face.length > 3", "condition", "asks for a part of publication.face", "fact itself"),
    "part of a listed fact": in_condition(
        'publication.face == "clear"', 'publication.face.shade == "clear"', "condition", "`publication.face.shade == \"clear\"` asks for a part of a fact", line=17
    ),
    "number of too many digits": in_condition(
        "notice.days_until_told > 7", "notice.days_until_told > 12345678901234567", "condition", "with a number of more than 15 digits", "could not be compared exactly", "Check the number", file=LATE
    ),
    "link instead of a fact": in_condition("publication.released", "person.in_power_of", "condition", "a link to another subject", "Go on to one of its facts"),
    "link to several": in_condition(
        "publication.released", "publication.depicts.held", "unknown-link", "can lead to several subjects", "whose fact is meant", "Bind it: for_each: {person: depicts}"
    ),
    "link to two kinds": in_condition("publication.released", "publication.by.held", "unknown-link", "can lead to several subjects", "Use a fact of the subject itself"),
    "third link in a row": Change(
        "vocabulary/party.yml", "facts:", "links:\n  ally: {to: [party], many: no, says: Whose ally it is.}\nfacts:", (
            wrong(15, "unknown-link", '"party.ally" is a third link in a row', "two at most", "Bind it: for_each: {party: ally}", file=SHOWING),
        ),
    ),
    "endless condition": in_condition(
        "publication.released", " and ".join(["publication.released"] * 2000), "too-large", "characters, and the limit is 5,000", "Split it", "IHL_LIMIT_CONDITION=49995"
    ),
    "deep condition": in_condition("publication.released", "not " * 1100 + "publication.released", "condition", "joins or nests too many tests", "Split it"),
    "condition in too many brackets": in_condition("publication.released", "(" * 41 + "publication.released" + ")" * 41, "too-deep", "41 levels of brackets", "Split it", "IHL_LIMIT_CONDITION_DEPTH=41"),
    "shift": in_condition("publication.released", "1 << 99999999999", "condition", "uses arithmetic"),
    "pattern without an end": in_condition("publication.released", '"\\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\\" =~ \\"(a+)+$\\""', "condition", "uses a pattern"),
    "condition that can never hold": in_condition("notice.days_until_told > 7", "notice.days_until_told > 4000", "constant", "can never hold", "decides nothing", "Check the values and limits", file=LATE),
    "condition that always holds": in_condition("notice.days_until_told > 7", "notice.days_until_told >= 0", "constant", "always holds", "decides nothing", file=LATE),
    "more than can be": in_condition("notice.days_until_told > 7", "notice.days_until_told == 5000", "constant", "can never hold", file=LATE),
    "less than can be": in_condition("notice.days_until_told > 7", "notice.days_until_told < 0", "constant", "can never hold", file=LATE),
    "other than cannot be": in_condition("notice.days_until_told > 7", "notice.days_until_told != 5000", "constant", "always holds", file=LATE),
    "list of no values": in_condition('publication.face == "clear"', "publication.face in []", "constant", "can never hold", line=17),
    # --- rules
    "rule that can never be breached": Change(SHOWING, "when: publication.released", "when: not person.captive", (
        wrong(13, "never-breached", "on the reading strict no state of the facts is a breach", "protects nobody", "Check the elements"),
        wrong(13, "never-breached", "on the reading usual no state of the facts is a breach"),
    )),
    "rule that is always breached": Change(SHOWING, None, ALWAYS, (
        wrong(14, "always-breached", "on the reading strict every state of the facts is a breach", "even an empty one", "Leave a part that counts"),
    )),
    "id that is not the file's name": Change(SHOWING, "id: recognisable-picture", "id: recognised-picture", (
        wrong(1, "id", '"recognised-picture" is not the name of the file', "findable", 'Write "id: recognisable-picture"'),
    )),
    "id taken by another rule": Change("notice/recognisable-picture.yml", None, (RULEBOOK / SHOWING).read_text(), (
        wrong(1, "duplicate-id", 'the id "recognisable-picture" is taken by rulebook/notice/recognisable-picture.yml', "Rename one", file=SHOWING),
    )),
    "subject that there is not": Change(SHOWING, "on: publication", "on: publicaton", (
        wrong(6, "unknown-subject", '"publicaton" is no subject', "never be evaluated", 'Did you mean "publication"?'),
    )),
    "link that there is not": Change(SHOWING, "{person: depicts}", "{person: depict}", (
        wrong(7, "unknown-link", '"depict" is no link of publication', "never be evaluated", 'Did you mean "depicts"?'),
    )),
    "link without a near miss": Change(SHOWING, "{person: depicts}", "{person: zebra}", (wrong(7, "unknown-link", "Its links are depicts or by"),)),
    "link that cannot be bound": Change(SHOWING, "{person: depicts}", "{person: by}", (
        wrong(7, "unknown-link", '"by" leads to party or outlet', 'cannot be bound to "person"', "leads to one subject"),
    )),
    "reading that there is not": Change(SHOWING, "    except_in: [strict]\nunless", "    except_in: [strikt]\nunless", (
        wrong(18, "reading", '"strikt" is not a reading', "by mistake", 'Did you mean "strict"?'),
    )),
    "reviewed without a review": Change(SHOWING, "status: draft", "status: reviewed", (
        wrong(1, "value", "it is reviewed, but no review is given", "or leave it a draft"),)),
    "review on a day that is none": Change(SHOWING, "status: draft", "status: draft\nreview: {on: yesterday, against: GC III}", (
        wrong(4, "value", '"yesterday" is no date', "Write a date such as"),)),
    "key that there is not": Change(SHOWING, "gravity: obligation", "gravity: obligation\ngravitas: high", (
        wrong(10, "unknown-key", '"gravitas" is not a key here', "ignored without a word", 'Did you mean "gravity"?'),
    )),
    "key of a part that there is not": Change(SHOWING, "    except_in: [strict]\nunless", "    exept_in: [strict]\nunless", (
        wrong(18, "unknown-key", '"exept_in" is not a key here', 'Did you mean "except_in"?'),
    )),
    "key without a near miss": Change(SHOWING, "article: \"13\", gist", "zebra: \"13\", article: \"13\", gist", (
        wrong(5, "unknown-key", '"zebra" is not a key here', "Keys here are instrument, article, paragraph, section, gist or url"),
    )),
    "missing key": Change(SHOWING, "remedy: Take it down.\n", "", (wrong(1, "missing-key", '"remedy" is missing', "Add remedy"),)),
    "missing key of an authority": Change(SHOWING, ", gist: Captives are protected against public curiosity.", "", (
        wrong(5, "missing-key", '"gist" is missing in authority, entry 1', "Add gist"),
    )),
    "misspelt status": Change(SHOWING, "status: draft", "status: drafd", (
        wrong(3, "enum-value", 'status: "drafd" is not one of the values', 'Did you mean "draft"?'),
    )),
    "status that is a list": Change(SHOWING, "status: draft", "status: [draft]", (
        wrong(3, "enum-value", "status: this is not one of the values", "Its values are draft, reviewed or settled"),
    )),
    "authority without a place": Change(SHOWING, ', article: "13"', "", (
        wrong(5, "value", "an authority needs an article or a section", "down to the paragraph"),
    )),
    "name in capitals": Change(SHOWING, "{person: depicts}", "{person: Depicts}", (
        wrong(7, "id", 'for_each, person: "Depicts" cannot be a name here', "Use small letters"),
    )),
    "text where a list belongs": Change(SHOWING, "    except_in: [strict]\nunless", "    except_in: strict\nunless", (
        wrong(18, "type", "elements, entry 2, except_in: a list is expected here", "in brackets"),
    )),
    "no text where text belongs": Change(SHOWING, "remedy: Take it down.", "remedy:", (
        wrong(25, "type", "remedy: text is expected here", "It holds nothing"),
    )),
    "text where a block belongs": Change(SHOWING, "  - says: It was released to the public.\n    when: publication.released\n", "  - It was released.\n", (
        wrong(14, "type", "elements, entry 1: a block of keys is expected here", 'Write "key: value" lines'),
    )),
    "title of one letter": Change(SHOWING, "title: A recognisable captive shown to the public", "title: A", (
        wrong(2, "type", "title: this is too short", "Write it out"),
    )),
    "no authority": Change(SHOWING, '  - {instrument: GC III, article: "13", gist: Captives are protected against public curiosity.}\n', "  []\n", (
        wrong(4, "type", "authority: at least one entry is needed", "Add one"),
    )),
    "rule of comments only": Change(SHOWING, None, "# to be written\n", (wrong(1, "type", "the file: a block of keys is expected here"),)),
    "rule that is not YAML": Change(SHOWING, "title: A recognisable", 'title: "A recognisable', (wrong(5, "yaml", "not valid YAML", "quote"),)),
    "key of a rule that stands twice": Change(SHOWING, "status: draft", "status: draft\nzebra: yes\nzebra: no", (
        wrong(5, "duplicate-key", '"zebra" stands here a second time (first on line 4)'),
    )),
    # --- definitions
    "definitions in a circle": Change(CAPTIVE, "when: person.held", "when: person.captive", (
        wrong(10, "definition-cycle", "person.captive → person.captive", "A circle decides nothing", "by recorded facts"),
    )),
    "definition that can never hold": Change(CAPTIVE, "when: person.held", "when: not conflict.fighting", (
        wrong(10, "constant", "this definition can never hold", "decide nothing", "Check its parts"),
    )),
    "definition named like a fact": Change(
        "definitions/person.held.yml", None, (RULEBOOK / CAPTIVE).read_text().replace("id: person.captive", "id: person.held"), (
            wrong(1, "duplicate-id", '"person.held" is a fact of the vocabulary already', "two meanings", "Rename one"),
        ),
    ),
    "definition about no subject": Change(
        "definitions/persn.captive.yml", None, (RULEBOOK / CAPTIVE).read_text().replace("id: person.captive", "id: persn.captive"), (
            wrong(1, "unknown-subject", '"persn" is no subject', "about a subject of the vocabulary", 'Did you mean "person"?'),
        ),
    ),
    "definition without a subject": Change(CAPTIVE, "id: person.captive", "id: captive", (
        wrong(1, "id", 'id: "captive" cannot be a name here', "such as person.protected"),
    )),
    # --- vocabulary
    "fact without its unknown sentence": Change(PERSON, "      unknown: It is not known what rank the person had.\n", "", (
        wrong(16, "value", "facts, rank: says has no sentence for \"unknown\"", "Every fact can be open"),
    )),
    "fact without its no sentence": Change(PERSON, "      no: The person was not in the hands of the other side.\n", "", (
        wrong(8, "value", "exactly the keys yes, no and unknown", "one sentence for each"),
    )),
    "listed fact with one value": Change(PERSON, "      officer: The person was an officer.\n      soldier: The person was a soldier.\n", "", (
        wrong(16, "value", "at least two values besides unknown", "Add the other"),
    )),
    "date without its value": Change(PERSON, "captured on {value}.", "captured.", (wrong(25, "value", 'no "{value}" in it', "Put {value} where"),)),
    "question without its mark": Change(PERSON, "What rank did the person have?", "What rank did the person have", (
        wrong(18, "value", "a question ends with a question mark", "as one would ask it"),
    )),
    "type that there is not": Change(PERSON, "type: enum", "type: enumm", (wrong(17, "enum-value", "facts, rank, type:", 'Did you mean "enum"?'),)),
    "limit that is no number": Change("vocabulary/notice.yml", "max: 4000", "max: many", (wrong(12, "type", "a number is expected here", "in digits"),)),
    "neither yes nor no": Change(PERSON, "many: no", "many: perhaps", (wrong(6, "type", "yes or no is expected here", "Write yes or no"),)),
    "fact in capitals": Change(PERSON, "  rank:", "  Rank:", (wrong(16, "id", 'facts, Rank: "Rank" cannot be a name here', "Use small letters"),)),
    "link to no subject": Change(PERSON, "to: [party]", "to: [partie]", (
        wrong(6, "unknown-subject", 'the link "in_power_of" leads to "partie"', 'Did you mean "party"?'),
    )),
    "implied by no link": Change("vocabulary/notice.yml", "implied_by: of", "implied_by: off", (
        wrong(5, "unknown-link", '"off" is no link of notice', "No captive would ever have one", 'Did you mean "of"?'),
    )),
    # --- the ledger
    "ledger with an entry twice": Change("ledger/gc3.yml", None, LEDGER.replace("id: two", "id: one"), (
        wrong(7, "duplicate-id", '"one" stands here a second time', "counted twice", "Remove one"),)),
    "entry that is untestable and partly decided": Change("ledger/gc3.yml", None, LEDGER.replace("A second}", "A second, untestable: {kind: judgement, reason: Nobody can.}}"), (
        wrong(7, "value", "no rule can decide is not decided in part either", "Keep untestable or as_far_as"),)),
    "article without entries": Change("ledger/gc3.yml", None, LEDGER.replace("    entries:", '    counted_under: ["2"]\n    entries:'), (
        wrong(3, "value", "either entries or counted_under is needed", "List the entries"),)),
    "paragraph that nothing accounts for": Change("ledger/gc3.yml", None, LEDGER.replace("    entries:", "    paragraphs: 2\n    entries:"), (
        wrong(3, "value", "no entry and no reason stands for paragraph 2", "the reason under without"),)),
    "paragraph that there is not": Change("ledger/gc3.yml", None, LEDGER.replace("    entries:", "    paragraphs: 1\n    entries:").replace('"1", short: Another', '"4", short: Another'), (
        wrong(3, "value", "it has 1 paragraphs, and an entry names paragraph 4", "Correct one"),)),
    "paragraph with and without entries": Change("ledger/gc3.yml", None, LEDGER.replace("    entries:", '    without: {"1": {kind: judgement, reason: Nobody can.}}\n    entries:'), (
        wrong(3, "value", "paragraph 1 has entries, and a reason why it has none", "Keep one"),)),
    # --- treaties
    "state that there is not": Change(PACT, "outside: [SUD]", "outside: [SUT]", (
        wrong(13, "unknown-state", '"SUT" is no State of treaties/states.yml', 'Did you mean "SUD"?'),)),
    "state without a near miss": Change(PACT, "outside: [SUD]", "outside: [XQX]", (wrong(13, "unknown-state", "Add it to treaties/states.yml"),)),
    "state by a name": Change(PACT, "outside: [SUD]", "outside: [Sudria]", (
        wrong(13, "id", '"Sudria" cannot be a name here', "three capital letters"),)),
    "party that is outside": Change(PACT, "outside: [SUD]", "outside: [NOR]", (
        wrong(13, "duplicate-id", "NOR is named among the parties too", "bound and not bound", "Remove one"),)),
    "fact of a treaty that there is not": Change(PACT, "fact: conflict.fighting", "fact: conflict.fightin", (
        wrong(5, "unknown-fact", '"conflict.fightin" is not a fact with the values yes and no', "reach no rule", 'Did you mean "conflict.fighting"?'),)),
    "value that its fact does not have": Change(PACT, 'otherwise: ["no"]', "otherwise: [maybe]", (
        wrong(5, "unknown-fact", "is not a fact with the values yes and maybe", "values that it has"),)),
    "day of a treaty that there is not": Change(PACT, 'in_force: "1990-07-01"', 'in_force: "1990-17-01"', (
        wrong(12, "date", 'the date "1990-17-01" does not exist', "Check the month"),)),
    "subject in two files": Change("vocabulary/party2.yml", None, (RULEBOOK / "vocabulary/party.yml").read_text(), (
        wrong(1, "duplicate-id", 'the subject "party" has another file', "Join the two files"),
    )),
    # --- readings, and no rulebook at all
    "default that is no reading": Change("readings.yml", "default: usual", "default: usuall", (
        wrong(1, "reading", 'the default "usuall" is not one of the readings', 'Did you mean "usual"?'),
    )),
    "no readings": Change("readings.yml", None, None, (
        wrong(0, "no-rulebook", "this folder holds no rulebook", "vocabulary/ or readings.yml is missing", "laid out like the shipped rules/", file="rulebook"),
    )),
}  # fmt: skip


CASES: dict[str, Change] = {
    "no cases": Change("showing/recognisable-picture.cases.yml", None, None, (
        wrong(0, "no-cases", "no cases beside it", "cannot be relied on", "Write rulebook/showing/recognisable-picture.cases.yml", file=SHOWING),
    )),
    "cases of another rule": Change("showing/recognisable-picture.cases.yml", "rule: recognisable-picture", "rule: another-rule", (
        wrong(1, "id", 'these cases name the rule "another-rule"', "beside another", 'Write "rule: recognisable-picture"'),
    )),
    "background that there is not": Change("showing/recognisable-picture.cases.yml", "given: [captive]", "given: [captiv]", (
        wrong(2, "background", '"captiv" is not a background', 'Did you mean "captive"?'),
    )),
    "misspelt verdict": Change("showing/recognisable-picture.cases.yml", "expect: breach\n", "expect: breech\n", (
        wrong(6, "enum-value", "cases, entry 1, expect", '"breech"', 'Did you mean "breach"?'),
    )),
    "misspelt verdict on a reading": Change("showing/recognisable-picture.cases.yml", "{usual: complied, strict: breach}", "{usual: complied, strict: breech}", (
        wrong(13, "enum-value", "cases, entry 1, but, entry 2, expect, strict", '"breech"', 'Did you mean "breach"?'),
    )),
    "case on no reading": Change("showing/recognisable-picture.cases.yml", "{usual: complied, strict: breach}", "{usual: complied, strikt: breach}", (
        wrong(13, "reading", '"strikt" is not a reading', 'Did you mean "strict"?'),
    )),
    "case with an unknown fact": Change("showing/recognisable-picture.cases.yml", "publication.face: clear", "publication.fase: clear", (
        wrong(5, "unknown-fact", '"fase" is not a fact of publication', "No rule could see it", 'Did you mean "face"?'),
    )),
    "case about no subject": Change("showing/recognisable-picture.cases.yml", "publication.face: clear", "publicaton.face: clear", (
        wrong(5, "unknown-subject", '"publicaton.face" is about no subject', 'Did you mean "publication"?'),
    )),
    "case about the target of several links": Change("showing/recognisable-picture.cases.yml", "publication.face: clear", "publication.depicts.held: yes", (
        wrong(5, "unknown-subject", '"publication.depicts.held" is about no subject', "From publication it can follow 2 links"),
    )),
    "case with a fact and no subject": Change("showing/recognisable-picture.cases.yml", "publication.face: clear", "zebra: clear", (
        wrong(5, "unknown-subject", "Write subject.fact", "subjects here are conflict, publication or person"),
    )),
    "case with a derived fact": Change("showing/recognisable-picture.cases.yml", "publication.face: clear", "person.captive: yes", (
        wrong(5, "derived-fact", '"person.captive" is worked out', "or use a background"),
    )),
    "case with a misspelt value": Change("showing/recognisable-picture.cases.yml", "publication.face: clear", "publication.face: claer", (
        wrong(5, "enum-value", '"claer"', 'Did you mean "clear"?'),
    )),
    "background with an unknown fact": Change("backgrounds.yml", "person.held", "person.hold", (
        wrong(6, "unknown-fact", '"hold" is not a fact of person', 'Did you mean "held"?'),
    )),
    "background with a misspelt subject": Change("backgrounds.yml", "person.held", "persn.held", (
        wrong(6, "unknown-subject", '"persn.held" is about no subject', 'Did you mean "person"?'),
    )),
    "background with a value that the fact cannot have": Change("backgrounds.yml", "person.held: yes", "person.held: perhaps", (
        wrong(6, "type", 'person.held: "perhaps" is neither yes nor no'),
    )),
    "background that is not YAML": Change("backgrounds.yml", "says: A", 'says: "A', (wrong(7, "yaml", "not valid YAML"),)),
}  # fmt: skip


RULES = ("--rules", str(RULEBOOK))

COMMANDS: dict[str, tuple[tuple[str, ...], Wrong, int]] = {
    "no such file": (("check", str(GOOD).replace("good", "goood"), *RULES), wrong(0, "unreadable", "goood.yml: there is no such file", 'Did you mean "good.yml"?'), 2),
    "no such folder": (("check", "no/such/folder", *RULES), wrong(0, "unreadable", "no/such/folder: there is no such file", "Check the path"), 2),
    "no such rulebook": (("check", "--rules", "no/such/rules"), wrong(0, "unreadable", "the rules cannot be read", "no such file", "--rules"), 2),
    "format": (("check", "--format", "jsonn", *RULES), wrong(0, "option", '--format: "jsonn" is not one of its values', 'Did you mean "json"?'), 2),
    "format without a near miss": (("check", "--format", "pdf", *RULES), wrong(0, "option", "Its values are terminal, json, jsonl, html"), 2),
    "threshold": (("check", "--fail-on", "breech", *RULES), wrong(0, "option", "--fail-on", 'Did you mean "breach"?'), 2),
    "show": (("check", "--show", "al", *RULES), wrong(0, "option", "--show", 'Did you mean "all"?'), 2),
    "reading": (("check", "--reading", "strikt", *RULES), wrong(0, "reading", '--reading: "strikt" is not a reading', 'Did you mean "strict"?'), 2),
    "rule": (("check", "--rule", "recognisable-pictur", *RULES), wrong(0, "filter", "--rule", "Nothing would be checked", 'Did you mean "recognisable-picture"?'), 2),
    "article": (("check", "--article", "999", *RULES), wrong(0, "filter", '--article: no rule has "999"', "`ihl rules list`"), 2),
    "subject": (("check", "--subject", "publicaton", *RULES), wrong(0, "filter", "--subject", 'Did you mean "publication"?'), 2),
    "filters that exclude each other": (("check", "--article", "13", "--subject", "notice", *RULES), wrong(0, "filter", "no rule meets all of 13 and notice at once", "Leave one of them out"), 2),
    "folder without records": (("check", str(RULEBOOK / "empty"), *RULES), wrong(0, "nothing", "no records were found", "nothing was checked", "docs/writing-records.md"), 3),
    "rule to explain": (("why", str(GOOD), "recognisable-pictur", *RULES), wrong(0, "unknown-rule", "RULE:", "not the id of a rule", 'Did you mean "recognisable-picture"?'), 2),
    "rule to explain that has no subject": (("why", "SPARSE", "recognisable-picture", *RULES), wrong(0, "no-subject", "the record has no publication", "Add one under publication"), 3),
    "two records to explain": (("why", "TWO", "recognisable-picture", *RULES), wrong(0, "one-record", "takes one record, and 2 were found", "Found: one and two"), 2),
    "rule to show": (("rules", "show", "recognisable-pictur", *RULES), wrong(0, "unknown-rule", "rule or definition", 'Did you mean "recognisable-picture"?'), 2),
    "rule to test": (("rules", "test", "person.captiv", *RULES), wrong(0, "unknown-rule", "rule or definition", 'Did you mean "person.captive"?'), 2),
    "setting": (("what-if", str(GOOD), "--set", "photo.face", *RULES), wrong(0, "option", '--set: "photo.face" is not of the form SUBJECT.FACT=VALUE', "Write for example"), 2),
    "setting of nobody": (("what-if", str(GOOD), "--set", "phto.face=clear", *RULES), wrong(0, "missing-target", '--set: the record has no "phto"', 'Did you mean "photo"?'), 2),
    "setting of no fact": (("what-if", str(GOOD), "--set", "photo.fase=clear", *RULES), wrong(0, "unknown-fact", '--set: "fase" is not a fact of publication', 'Did you mean "face"?'), 2),
    "setting of a value": (("what-if", str(GOOD), "--set", "photo.face=claer", *RULES), wrong(0, "enum-value", '--set: publication.face: "claer"', 'Did you mean "clear"?'), 2),
    "kind of file": (("schema", "recrd", *RULES), wrong(0, "option", 'KIND: "recrd" is not a kind of file', 'Did you mean "record"?'), 2),
    "kind of file without a near miss": (("schema", "zebra", *RULES), wrong(0, "option", "Kinds are record, decisions, rule"), 2),
    "fact to show": (("rules", "show", "person.hold", *RULES), wrong(0, "unknown-rule", "nor a fact", 'Did you mean "person.held"?'), 2),
    "subject of facts": (("rules", "facts", "persn", *RULES), wrong(0, "unknown-subject", 'SUBJECT: "persn" is no subject', 'Did you mean "person"?'), 2),
    "code to explain": (("rules", "lint", "--explain", "subsumd"), wrong(0, "option", "--explain", 'Did you mean "subsumed"?'), 2),
    "name to lint": (("rules", "lint", "person.hold", *RULES), wrong(0, "unknown-name", 'NAME: "person.hold" is nothing that lint looks at', 'Did you mean "person.held"?'), 2),
    "name to lint without a near miss": (("rules", "lint", "zebra", *RULES), wrong(0, "unknown-name", "a rule, a definition, a fact or a code"), 2),
    "code to keep": (("rules", "lint", "--rules", "LINT"), wrong(2, "unknown-code", "lint.yml:2", '"ters" is no code of a remark', "keep nothing", 'Did you mean "terse"?'), 2),
    "remark kept twice": (("rules", "lint", "--rules", "LINT-TWICE"), wrong(3, "duplicate-id", "lint.yml:3", "kept already", "Remove one"), 2),
    "restricted data for a program": (("check", str(GOOD), "--unredacted", "--format", "json", *RULES), wrong(0, "option", '--unredacted: "--format json" is for other programs too', "Leave out one"), 2),
    "copy over another file": (("records", "redact", str(GOOD), "-o", "SPARSE", *RULES), wrong(0, "exists", "sparse.yml: there is a file of this name already", "add --force"), 2),
    "copy over a folder": (("records", "redact", str(GOOD), "-o", "TAKEN", *RULES), wrong(0, "output-folder", "good.yml: this is a folder", "Give the name of a file"), 2),
    "copy into no folder": (("records", "redact", str(GOOD), "-o", "no/such/copy.yml", *RULES), wrong(0, "output-folder", "copy.yml: its folder does not exist", "Make the folder first"), 2),
    "copy of two records in one file": (("records", "redact", "TWO", "-o", "COPY", *RULES), wrong(0, "output-folder", "there are 2 records, and this names one file", "ends in .jsonl"), 2),
    "copy under a restricted name": (("records", "redact", "KEPT", "-o", "NAMED", *RULES), wrong(0, "leak", "the name of the file holds a restricted value: of first, under names", "Nothing was written"), 2),
    "copy under a word of the rules": (("records", "redact", "KEPT", "-o", "WORD", *RULES), wrong(0, "perhaps-a-leak", "the name of the file holds a restricted value: of first, under aliases", "says this word by itself"), 0),
    "copy of a restricted value that decides": (("records", "redact", "DECIDES", "-o", "COPY", *RULES), wrong(1, "restricted-value", "the value of card.days_until_told is itself restricted", "state the fact less exactly"), 2),
    "copy by a policy for nobody": (("records", "redact", str(GOOD), "-o", "COPY", "--policy", "POLICY", *RULES), wrong(2, "unknown-key", 'labels: "persn" is not known', 'Did you mean "person"?'), 2),
    "copy by a policy on no fact": (("records", "redact", str(GOOD), "-o", "COPY", "--policy", "POLICY-FACT", *RULES), wrong(2, "unknown-fact", '"person.hold" is not a fact that records state', 'Did you mean "person.held"?'), 2),
    "scan for nothing": (("records", "scan", str(GOOD), "--against", str(GOOD)), wrong(0, "nothing", "--against: none of the records keeps anything restricted", "restricted blocks"), 3),
    "article of no ledger": (("law", "13", *RULES), wrong(0, "no-ledger", "ledger/gc3.yml: this rulebook has no ledger", "leave --rules out"), 2),
    "article that the ledger lacks": (("law", "Anex II", "--rules", "LEDGER"), wrong(0, "unknown-article", 'ARTICLE: "Anex II" is no article', 'Did you mean "Annex II"?'), 2),
}  # fmt: skip


# --- running them ------------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Outcome]:
    """What came of one entry of one table, worked out once."""
    known: dict[tuple[str, str], Outcome] = {}

    def outcome(table: str, name: str) -> Outcome:
        if (table, name) not in known:
            known[table, name] = _RUNS[table](name, tmp_path_factory.mktemp("broken"))
        return known[table, name]

    return outcome


def _check_record(name: str, _: Path) -> Outcome:
    return ihl("check", BROKEN / "records" / name, GOOD, *RULES)


def changed_rulebook(change: Change, folder: Path) -> Path:
    """A copy of the small rulebook with one change."""
    root = folder / "rulebook"
    shutil.copytree(RULEBOOK, root)
    path = root / change.file
    if change.new is None:
        path.unlink()
    elif change.old is None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(change.new)
    else:
        text = path.read_text()
        assert text.count(change.old) >= 1, f"{change.file} does not hold {change.old!r}"
        path.write_text(text.replace(change.old, change.new, 1))
    return root


def _check_with_rulebook(name: str, folder: Path) -> Outcome:
    change = RULEBOOKS[name]
    root = changed_rulebook(change, folder)
    if name == "third link in a row":
        rule = root / SHOWING
        rule.write_text(rule.read_text().replace("when: publication.released", "when: person.in_power_of.ally.ally.delegate_appointed"))
    return ihl("check", GOOD, "--rules", root)


def _test_rulebook(name: str, folder: Path) -> Outcome:
    return ihl("rules", "test", "--rules", changed_rulebook(CASES[name], folder))


def _run_command(name: str, folder: Path) -> Outcome:
    sparse, two, empty = folder / "sparse.yml", folder / "two.jsonl", folder / "empty"
    sparse.write_text("schema: ihl-incident/1\nid: sparse\ntitle: A sparse record\n")
    two.write_text("".join(f'{{"schema": "ihl-incident/1", "id": "{identity}", "title": "A record"}}\n' for identity in ("one", "two")))
    empty.mkdir()
    places = {"SPARSE": str(sparse), "TWO": str(two), str(RULEBOOK / "empty"): str(empty)}
    if name.startswith("copy"):
        places |= files_to_copy(folder)
    if "LEDGER" in COMMANDS[name][0]:
        places["LEDGER"] = str(shutil.copytree(RULEBOOK, folder / "rules"))
        (folder / "rules" / "ledger").mkdir()
        (folder / "rules" / "ledger" / "gc3.yml").write_text(LEDGER)
    for place, codes in (("LINT", ("ters",)), ("LINT-TWICE", ("terse", "terse"))):
        if place in COMMANDS[name][0]:
            places[place] = str(shutil.copytree(RULEBOOK, folder / "rules"))
            entries = [f"  - {{code: {code}, about: family-told-late, reason: A reason of some twenty-five letters.}}\n" for code in codes]
            (folder / "rules" / "lint.yml").write_text("kept:\n" + "".join(entries))
    return ihl(*(places.get(argument, argument) for argument in COMMANDS[name][0]))


def files_to_copy(folder: Path) -> dict[str, str]:
    """Records with restricted values, policies, and places for copies."""
    kept = documents.read(str(GOOD)).data | {"restricted": {"first": {"names": ["Anselm Torvik"], "aliases": ["Camp"]}}}
    told = kept["notice"][0] | {"facts": {"days_until_told": {"at_least": 1000}}}
    decides = kept | {"notice": [told], "restricted": {"first": {"days": 1000}}}
    texts = {
        "KEPT": ("kept.json", json.dumps(kept)),
        "DECIDES": ("decides.json", json.dumps(decides)),
        "POLICY": ("policy.yml", "labels:\n  persn: keep\n"),
        "POLICY-FACT": ("fact.yml", "facts:\n  withhold: [person.hold]\n"),
    }
    for file, text in texts.values():
        (folder / file).write_text(text)
    (folder / "taken" / "good.yml").mkdir(parents=True)
    made = {"COPY": "copy.yml", "NAMED": "Torvik.yml", "WORD": "camp.yml", "TAKEN": "taken"}
    return {name: str(folder / file) for name, file in {**made, **{name: file for name, (file, _) in texts.items()}}.items()}


def _make(name: str, folder: Path) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        return MADE[name][0](folder, patch)


def _meet(name: str, folder: Path) -> Outcome:
    files, command = (INPUTS | STEPS)[name]
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return ihl(*(f"{folder}/{argument[1:]}" if argument.startswith("@") else argument for argument in command))


_RUNS: Mapping[str, Callable[[str, Path], Outcome]] = {
    "INPUTS": _meet,
    "STEPS": _meet,
    "RECORDS": _check_record,
    "RULEBOOKS": _check_with_rulebook,
    "CASES": _test_rulebook,
    "COMMANDS": _run_command,
    "MADE": _make,
}


# --- inputs that cannot lie in a folder -----------------------------------------------------------------------------------------------------------------


def _dangling(folder: Path, _: pytest.MonkeyPatch) -> Outcome:
    (folder / "gone.yml").symlink_to(folder / "nowhere.yml")
    return ihl("check", folder, GOOD, *RULES)


def _forbidden(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    (folder / "secret.jsonl").write_text("{}\n")
    real = os.open

    def refusing(path: Any, *arguments: Any, **options: Any) -> Any:
        if str(path).endswith("secret.jsonl"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **options)

    patch.setattr(os, "open", refusing)
    return ihl("check", folder, GOOD, *RULES)


def _locked(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    (folder / "locked").mkdir()
    real = os.scandir

    def refusing(path: Any = ".") -> Any:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    patch.setattr(os, "scandir", refusing)
    return ihl("check", folder, GOOD, *RULES)


def _large(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    (folder / "large.yml").write_text(GOOD.read_text() + "# " + "x" * 2000 + "\n")
    patch.setattr(limits.FILE_BYTES, "value", 2000)
    return ihl("check", folder, GOOD, *RULES)


def _large_from_standard_input(_: Path, patch: pytest.MonkeyPatch) -> Outcome:
    patch.setattr(limits.FILE_BYTES, "value", 2000)
    return ihl("check", "-", GOOD, *RULES, stdin=GOOD.read_text().replace("id: good", "id: large") + "# " + "x" * 2000 + "\n")


def _long_line(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    patch.setattr(limits.LINE_BYTES, "value", 200)
    line = '{"schema": "ihl-incident/1", "id": "one", "title": "A record"}\n'
    (folder / "lines.jsonl").write_text(line + line.replace("A record", "x" * 200).replace("one", "two"))
    return ihl("check", folder, GOOD, *RULES)


def _deep_json(folder: Path, _: pytest.MonkeyPatch) -> Outcome:
    (folder / "deep.json").write_text("[" * 200_000 + "]" * 200_000)
    return ihl("check", folder, GOOD, *RULES)


def _same_record_twice(folder: Path, _: pytest.MonkeyPatch) -> Outcome:
    shutil.copy(GOOD, folder / "good.yml")
    shutil.copy(GOOD, folder / "again.yml")
    return ihl("check", folder, *RULES)


def _too_many_grounds(folder: Path, patch: pytest.MonkeyPatch, limit: int, *, file: str, old: str, new: str) -> Outcome:
    patch.setenv("IHL_GROUNDS", str(limit))
    return ihl("check", GOOD, "--rules", changed_rulebook(Change(file, old, new, ()), folder))


def _too_many_in_rule(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    facts = ("publication.released", "person.held", "publication.need_compelling", "not conflict.fighting", 'person.rank == "officer"')
    return _too_many_grounds(folder, patch, 4, file=SHOWING, old="when: publication.released", new=f"when: {' or '.join(facts)}")


def _too_many_in_definition(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    old = (RULEBOOK / CAPTIVE).read_text()
    new = old.replace("when: conflict.fighting", "when: conflict.fighting or person.rank == 'officer'")
    return _too_many_grounds(
        folder, patch, 2, file=CAPTIVE, old=old, new=new.replace("when: person.held", "when: person.held or person.rank == 'soldier'")
    )


def _own_fault(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    real = judging.judge_record

    def failing(rulebook: Any, record: Any, *arguments: Any, **options: Any) -> Any:
        if record.id == "bad":
            raise RuntimeError("the cat sat on it")
        return real(rulebook, record, *arguments, **options)

    patch.setattr(pipeline, "judge_record", failing)
    (folder / "bad.yml").write_text(GOOD.read_text().replace("id: good", "id: bad"))
    return ihl("check", folder, GOOD, *RULES)


def _full(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    def refusing(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    patch.setattr("tempfile.mkstemp", refusing)
    return ihl("records", "redact", GOOD, "-o", folder / "copy.yml", *RULES)


def _without_openpyxl(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    patch.setitem(sys.modules, "openpyxl", None)
    return ihl("records", "template", "-o", folder / "x.xlsx", *RULES)


def _another_verdict(folder: Path, patch: pytest.MonkeyPatch) -> Outcome:
    patch.setattr("checker.sharing.outcomes", lambda *_: object())
    return ihl("records", "redact", GOOD, "-o", folder / "copy.yml", *RULES)


MADE: dict[str, tuple[Callable[[Path, pytest.MonkeyPatch], Outcome], Wrong, int]] = {
    "file that cannot be found": (_dangling, wrong(0, "unreadable", "gone.yml: the file cannot be read: no such file or directory", "Check the path"), 2),
    "file that may not be read": (_forbidden, wrong(0, "unreadable", "secret.jsonl: the file cannot be read: permission denied", "Check that you may read it"), 2),
    "folder that may not be read": (_locked, wrong(0, "unreadable", "locked: the folder cannot be read: permission denied", "Check that you may read it"), 2),
    "file too large": (_large, wrong(0, "too-large", "large.yml: the file has ", " bytes, and the limit is 2,000.", "Split it", "IHL_LIMIT_FILE_BYTES="), 2),
    "standard input too large": (_large_from_standard_input, wrong(0, "too-large", "<stdin>: the file has more than 2,000 bytes", "Split it", "IHL_LIMIT_FILE_BYTES=4000"), 2),
    "line too long": (_long_line, wrong(2, "too-large", "lines.jsonl:2: the line has ", " bytes, and the limit is 200.", "Split the record", "IHL_LIMIT_LINE_BYTES="), 2),
    "JSON too deep": (_deep_json, wrong(1, "too-deep", "deep.json:1: the nesting here has more than 40 levels", "IHL_LIMIT_DEPTH=80"), 2),
    "same record in two files": (_same_record_twice, wrong(2, "duplicate-id", "good.yml:2", 'the record id "good" is taken by', "again.yml:1", "another id"), 2),
    "too many grounds of a rule": (_too_many_in_rule, wrong(15, "too-many-grounds", f"{SHOWING}:15: `publication.released or", "alone has more than 4 grounds", "on 5 facts in too many combinations", "Split it"), 2),
    "too many grounds of a definition": (_too_many_in_definition, wrong(0, "too-many-grounds", f"{CAPTIVE}: this has more than 2 grounds", "Split it"), 2),
    "copy on a full disk": (_full, wrong(0, "unwritable", "copy.yml: the file cannot be written: no space left on device", "space left"), 2),
    "template without the library": (_without_openpyxl, wrong(0, "extra", "workbooks need the library openpyxl", "ihl-checker[tables]"), 2),
    "copy with another verdict": (_another_verdict, wrong(1, "redaction", "good.yml:1: without its texts a verdict would come out otherwise", "nothing was written"), 2),
    "fault of the program": (_own_fault, wrong(1, "internal", "bad.yml:1: the program failed on the record bad", "the cat sat on it", "not affected", "Please report it"), 4),
}  # fmt: skip


# --- the tables hold ---------------------------------------------------------------------------------------------------------------------------------------


def assert_named(outcome: Outcome, wrongs: Sequence[Wrong], file: str) -> None:
    """Exactly these problems are printed, each with its place and its words."""
    found = [(problem.line, problem.code) for problem in outcome.problems]
    assert sorted(found) == sorted((one.line, one.code) for one in wrongs), f"{outcome.err}{outcome.out}"
    for problem, one in zip(outcome.problems, wrongs, strict=True):
        text = str(problem)
        place = f"{one.file or file}:{one.line}: " if one.line else f"{one.file or file}: "
        assert place in text[: text.index(problem.what)]
        for words in one.words:
            assert words in text


def assert_good_record_checked(outcome: Outcome) -> None:
    assert "A good record beside the broken ones" in outcome.out
    assert "A recognisable captive shown to the public" in outcome.out


def test_every_broken_record_is_in_the_table() -> None:
    assert sorted(path.name for path in (BROKEN / "records").iterdir()) == sorted(RECORDS)


@pytest.mark.parametrize("name", RECORDS)
def test_broken_record_is_named_with_place_reason_and_remedy(name: str, outcomes: Callable[[str, str], Outcome]) -> None:
    outcome = outcomes("RECORDS", name)
    assert outcome.code == 2
    assert_named(outcome, RECORDS[name], f"records/{name}")
    assert_good_record_checked(outcome)


@pytest.mark.parametrize("name", RULEBOOKS)
def test_broken_rulebook_is_named_with_place_reason_and_remedy(name: str, outcomes: Callable[[str, str], Outcome]) -> None:
    outcome = outcomes("RULEBOOKS", name)
    assert outcome.code == 2
    assert_named(outcome, RULEBOOKS[name].wrongs, f"rulebook/{RULEBOOKS[name].file}")


@pytest.mark.parametrize("name", CASES)
def test_broken_cases_are_named_with_place_reason_and_remedy(name: str, outcomes: Callable[[str, str], Outcome]) -> None:
    outcome = outcomes("CASES", name)
    assert outcome.code == 2
    assert_named(outcome, CASES[name].wrongs, f"rulebook/{CASES[name].file}")


@pytest.mark.parametrize("name", COMMANDS)
def test_unusable_command_is_named_with_reason_and_remedy(name: str, outcomes: Callable[[str, str], Outcome]) -> None:
    outcome = outcomes("COMMANDS", name)
    _, expected, code = COMMANDS[name]
    assert outcome.code == code
    assert_named(outcome, [expected], "")


@pytest.mark.parametrize("name", INPUTS)
def test_broken_table_decision_or_run_is_named_with_place_reason_and_remedy(name: str, outcomes: Callable[[str, str], Outcome]) -> None:
    outcome = outcomes("INPUTS", name)
    code, wrongs = EXPECTED[name]
    assert outcome.code == code
    assert [(problem.line, problem.code) for problem in outcome.problems] == [(line, code) for line, code, *_ in wrongs]
    for problem, (_, _, *words) in zip(outcome.problems, wrongs, strict=True):
        assert all(word in str(problem) for word in words), problem


@pytest.mark.parametrize("name", STEPS)
def test_what_cannot_be_done_at_the_desk_or_in_class_is_named_with_place_reason_and_remedy(
    name: str, outcomes: Callable[[str, str], Outcome]
) -> None:
    outcome = outcomes("STEPS", name)
    code, wrongs = TOLD[name]
    assert outcome.code == code
    assert [(problem.line, problem.code) for problem in outcome.problems] == [(line, code) for line, code, *_ in wrongs]
    for problem, (_, _, *words) in zip(outcome.problems, wrongs, strict=True):
        assert all(str(word) in str(problem) for word in words), problem


@pytest.mark.parametrize("name", MADE)
def test_unusable_input_is_named_with_place_reason_and_remedy(name: str, outcomes: Callable[[str, str], Outcome]) -> None:
    outcome = outcomes("MADE", name)
    _, expected, code = MADE[name]
    assert outcome.code == code
    assert_named(outcome, [expected], "")
    if "grounds" not in name and "copy" not in name and "template" not in name:
        assert_good_record_checked(outcome)


def test_good_lines_between_bad_ones_are_checked() -> None:
    out = ihl("check", BROKEN / "records" / "lines.jsonl", *RULES, "--format", "json").out
    assert re.findall(r'"records": \[(.*?)\]', out, re.DOTALL)[0].split() == ['"one",', '"five",', '"seven"']


def test_what_a_message_quotes_is_cut_where_it_is_very_long(tmp_path: Path) -> None:
    (tmp_path / "long.yml").write_text(GOOD.read_text().replace("face: clear", f"face: {'very' * 100_000}"))
    outcome = ihl("check", tmp_path, *RULES)
    assert [problem.code for problem in outcome.problems] == ["enum-value"]
    assert len(outcome.err) < 1000
    assert "[...]" in outcome.err
    assert outcome.err.endswith("Its values are clear, blurred, hidden.\n")


def test_mistakes_of_several_files_are_named_at_once(tmp_path: Path) -> None:
    root = changed_rulebook(Change(SHOWING, "status: draft", "status: drafd", ()), tmp_path)
    for file, old, new in (
        (SHOWING, "gravity: obligation", "gravity: heavy"),
        (LATE, "on: notice", "zebra: notice"),
        (PERSON, "many: no", "many: x"),
    ):
        path = root / file
        path.write_text(path.read_text().replace(old, new))
    outcome = ihl("check", GOOD, "--rules", root)
    assert outcome.code == 2
    assert [(problem.file, problem.line) for problem in outcome.problems] == [
        (f"rulebook/{LATE}", 1),
        (f"rulebook/{LATE}", 6),
        (f"rulebook/{SHOWING}", 3),
        (f"rulebook/{SHOWING}", 9),
        (f"rulebook/{PERSON}", 6),
    ]


def test_definitions_that_rest_on_each_other_are_named_with_the_whole_circle(tmp_path: Path) -> None:
    root = changed_rulebook(Change(CAPTIVE, "when: person.held", "when: person.detained", ()), tmp_path)
    other = (
        (RULEBOOK / CAPTIVE)
        .read_text()
        .replace("id: person.captive", "id: person.detained")
        .replace("when: person.held", "when: person.captive")
    )
    (root / "definitions/person.detained.yml").write_text(other)
    outcome = ihl("check", GOOD, "--rules", root)
    assert outcome.code == 2
    assert "person.captive → person.detained → person.captive" in outcome.err


def test_small_rulebook_and_good_record_have_no_mistake() -> None:
    tested = ihl("rules", "test", *RULES)
    assert (tested.code, tested.problems) == (0, ())
    assert "0 came out otherwise" in tested.out
    checked = ihl("check", GOOD, *RULES)
    assert (checked.code, checked.problems, checked.err) == (1, (), "")


_TABLES: Mapping[str, Iterable[str]] = {
    "RECORDS": RECORDS, "RULEBOOKS": RULEBOOKS, "CASES": CASES, "COMMANDS": COMMANDS, "MADE": MADE, "INPUTS": INPUTS, "STEPS": STEPS,
}  # fmt: skip


def every_problem(outcomes: Callable[[str, str], Outcome]) -> Iterator[Problem]:
    for table, entries in _TABLES.items():
        for name in entries:
            yield from outcomes(table, name).problems


def test_every_message_is_a_place_and_whole_sentences(outcomes: Callable[[str, str], Outcome]) -> None:
    for text in map(str, every_problem(outcomes)):
        assert re.fullmatch(r"[^ ].*?: .+[.?]", text), text
        assert not re.search(r"\.\.(?!\.| |\")|  |\bNone\b|\(\)| \.(?!\w)", text.replace("...", "").replace("../", "")), text
        assert "Traceback" not in text


# --- nothing in the source goes untested ----------------------------------------------------------------------------------------------------------------


class Site(NamedTuple):
    """One place in the source where a mistake is named: the expressions of its code and of what is wrong."""

    module: str
    place: str
    code: ast.expr | None
    what: ast.expr
    function: ast.AST


#: Where the code and the sentence stand among the arguments of what names mistakes.
_POSITIONS = {"Problem": (2, 3), "single": (2, 3), "note": (2, 3), "problem": (1, 2), "BadCondition": (3, 0), "BadValue": (None, 0)}


def _of_method(function: ast.expr, tree: ast.Module) -> tuple[int, int]:
    """Where code and sentence stand in a call of a method ``problem``: as its module defines it, as readers of blocks have it (place, code, sentence), or as a cell has it (code, sentence)."""
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "self"):
        return 0, 1
    for node in ast.walk(tree):
        names = [argument.arg for argument in node.args.args] if isinstance(node, ast.FunctionDef) and node.name == "problem" else []
        if "code" in names:
            return names.index("code") - 1, names.index("what") - 1
    return _POSITIONS["problem"][0] or 1, _POSITIONS["problem"][1] or 2


def sites() -> Iterator[Site]:
    """Every call in the package that names a mistake."""
    for path in sorted(Path(checker.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text())
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            code_at, what_at = _POSITIONS.get(name, (None, None))
            if name == "problem":
                code_at, what_at = _of_method(node.func, tree)
            if what_at is None or len(node.args) <= what_at:
                continue
            code = node.args[code_at] if code_at is not None and len(node.args) > code_at else None
            inside = [function for function in functions if function.lineno <= node.lineno <= (function.end_lineno or 0)]
            yield Site(
                ".".join(path.relative_to(Path(checker.__file__).parent).with_suffix("").parts),
                f"{path.name}:{node.lineno}",
                code,
                node.args[what_at],
                max(inside, key=lambda function: function.lineno, default=tree),
            )


def constants(expression: ast.expr | None, function: ast.AST) -> Iterator[str]:
    """The strings that an expression can be, through choices and names assigned in the same function."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value
    elif isinstance(expression, ast.IfExp):
        yield from constants(expression.body, function)
        yield from constants(expression.orelse, function)
    elif isinstance(expression, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == expression.id for target in node.targets):
                yield from constants(node.value, function)


def sentences(expression: ast.expr, function: ast.AST) -> Iterator[str]:
    """The sentences that an expression can be, as regular expressions."""
    if isinstance(expression, ast.JoinedStr):
        yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in expression.values)
    elif isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield re.escape(expression.value)
    elif isinstance(expression, ast.IfExp):
        yield from sentences(expression.body, function)
        yield from sentences(expression.orelse, function)
    elif isinstance(expression, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == expression.id for target in node.targets):
                yield from sentences(node.value, function)


#: Modules whose mistakes need workbooks, archives, a terminal or a missing library, each with the file that has a test for each of them, and the codes that occur nowhere else.
BESIDE: dict[str, tuple[str, set[str]]] = {
    "batch": ("test_runs.py", {"leak"}),
    "cli.reporting": ("test_reports.py", {"extra"}),
    "cli.review": ("test_review.py", {"missing-extra"}),
    "cli.serving": ("test_review.py", {"missing-extra"}),
    "cli.streaming": ("test_runs.py", {"changed"}),
    "inputs": ("test_faults_reading.py", {"changed"}),
    "decisions": ("test_decisions.py", {"date"}),
    "exchange.answers": ("test_submissions.py", {"form-version", "choice", "differs"}),
    "exchange.grids": ("test_submissions.py", {"archive"}),
    "exchange.submissions": (
        "test_submissions.py",
        {"not-our-form", "submission-id", "rejected", "unknown-group", "unknown-column", "no-parent"},
    ),
    "cli.site": ("test_site.py", {"left-out"}),
    "declared": ("test_rulebook_packages.py", {"rulebook-form", "rulebook-version", "rule-taken", "fact-differs"}),
    "installed": ("test_rulebook_packages.py", {"rulebook-place", "rulebook-name", "rulebook-twice", "unknown-rulebook"}),
    "handouts.forms": ("test_handouts.py", {"extra"}),
    "handouts.items": ("test_handouts.py", {"question", "duplicate-id", "nothing"}),
    "exchange.mapped": ("test_import.py", {"sheet"}),
    "outputs": ("test_faults_surroundings.py", {"locked", "no-file"}),
    "elsewhere": ("test_elsewhere.py", {"other-rules", "order"}),
    "workers": ("test_faults_surroundings.py", {"several-cores"}),
    "cli.verifying": ("test_faults_surroundings.py", set()),
    "library": ("test_explosion.py", set()),
    "limits": ("test_limits.py", {"too-many-decisions"}),
    "passages.articles": ("test_passages.py", {"format"}),
    "passages.cues": ("test_passages.py", set()),
    "passages.office": ("test_passages.py", {"extra"}),
    "interview.paper": ("test_interview.py", {"interview-notes"}),
    "training.checks": (
        "test_scenarios.py",
        {"unknown-rule", "unknown-policy", "subjects", "account", "key", "variant", "unknown", "herring", "minority", "structure"},
    ),
    "training.scenarios": ("test_scenarios.py", {"file-name", "restricted"}),
}


#: What only a fault of the program, or of a library that it asks, could bring about: no input does.
GUARDS = (
    re.escape("this is not valid CSV: ") + ".*" + re.escape("."),
    re.escape("the file holds comments that could not be kept in their places."),
    "pyxform\\ refuses\\ the\\ form:\\ .*\\.",
    "no\\ finding\\ of\\ .*\\ is\\ in\\ these\\ records\\.",
    # Tried in test_attack_files.py and, with a disk that fills up, in test_faults_writing.py.
    re.escape("this is no file, but something that goes by the name of one."),
    re.escape("this is a link to a file outside the folder that was named."),
    re.escape("the run cannot be written: ") + ".*" + re.escape("."),
)


#: Their codes, and that of an export of no submissions at all, which the programs that make such exports do not offer.
UNTRIED = {"csv", "comments", "xlsform", "no-submissions"}


@pytest.mark.parametrize("module", BESIDE)
def test_mistakes_that_are_tried_elsewhere_are_tried_there(module: str) -> None:
    file, codes = BESIDE[module]
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    assert [code for code in sorted(codes) if f'"{code}"' not in text] == []


def test_every_code_in_the_source_has_a_broken_input(outcomes: Callable[[str, str], Outcome]) -> None:
    raised = (
        {code for site in sites() for code in constants(site.code, site.function)} | {"condition"} | {limit.code for limit in limits.TABLE}
    )
    named = {problem.code for problem in every_problem(outcomes)}
    assert len(raised) > 40
    assert named - raised <= {"word"}, "codes that are worked out"
    assert raised - named - UNTRIED == set().union(*(codes for _, codes in BESIDE.values())) - named


def test_every_sentence_about_a_mistake_in_the_source_has_a_broken_input(outcomes: Callable[[str, str], Outcome]) -> None:
    printed = "\n".join(problem.what for problem in every_problem(outcomes))
    untested = [
        f"{site.place}: {sentence}"
        for site in sites()
        for sentence in sentences(site.what, site.function)
        if site.module not in BESIDE and sentence not in GUARDS and sentence.strip(".*") and not re.search(sentence, printed)
    ]
    assert not untested, "\n".join(untested)


def test_all_broken_records_at_once_with_the_shipped_rules_leave_no_traceback() -> None:
    outcome = ihl("check", BROKEN / "records", "--format", "json")
    assert outcome.code == 2
    assert "Traceback" not in outcome.err
    files = {problem.file.rpartition("/")[2] for problem in outcome.problems}
    assert files == set(RECORDS)
