"""What lint says of a small rulebook: nothing, until one thing in it is made questionable; and that the exact codes mean what they say, by listing every state."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from command import RULEBOOK, ihl
from hypothesis import assume, given
from hypothesis import strategies as st
from worlds import AUTHORITY, World, fact_entry, subject_file

from checker import grounds, library
from checker.errors import InputError
from checker.lint import kept, run
from checker.lint.facts import alike
from checker.lint.remarks import CODES
from checker.remarks import Remark
from checker.rulebook import Rulebook

SHOWING = "showing/recognisable-picture.yml"
LATE = "notice/family-told-late.yml"
CAPTIVE = "definitions/person.captive.yml"
REVIEW = 'review: {on: "2031-05-01", against: "Example Convention, English text"}\n'


class Edit(NamedTuple):
    """One edit: ``old`` replaced by ``new`` in ``file``; without ``old``, ``new`` is the whole file, and with neither it is removed."""

    file: str
    old: str = ""
    new: str = ""


#: What makes the small rulebook one of which nothing can be said.
MENDED = [
    Edit(SHOWING, "status: draft\n", f"status: reviewed\n{REVIEW}duties: [face-hidden]\n"),
    Edit(SHOWING, '"13", gist', '"13", paragraph: "2", gist'),
    Edit(SHOWING, "Take it down.", "Take the picture down and ask others who show it to do the same."),
    Edit(SHOWING, "Hide the face.", "Hide the face, or show another picture without one."),
    Edit(LATE, "status: draft\n", f"status: reviewed\n{REVIEW}duties: [family-told]\n"),
    Edit(LATE, '"70", gist', '"70", paragraph: "1", gist'),
    Edit(LATE, "Tell the family.", "Tell the family now, and say what kept the news back."),
    Edit(CAPTIVE, "title: A captive of war\n", f"title: A captive of war\nstatus: reviewed\n{REVIEW}"),
    Edit(CAPTIVE, '"4", gist', '"4", paragraph: "1", gist'),
    Edit("vocabulary/conflict.yml", '["2"]', '["4"]'),
    Edit("vocabulary/party.yml", new="subject: party\ntitle: A party\nplural: parties\nabout: A State that takes part.\nfacts: {}\n"),
    Edit("vocabulary/person.yml", "links:\n  in_power_of: {to: [party], many: no, says: Who holds the person.}\n", ""),
    Edit("vocabulary/person.yml", '["5"]', '["70"]'),
    Edit("vocabulary/publication.yml", "  by: {to: [party, outlet], many: no, says: Who released it.}\n", ""),
    Edit("vocabulary/publication.yml", "      blurred: The face is blurred.\n", ""),
    Edit("showing/recognisable-picture.cases.yml", "blurred", "hidden"),
    Edit(
        "ledger/gc3.yml",
        new="""instrument: GC III
articles:
  - article: "13"
    title: Public curiosity
    paragraphs: 2
    without: {"1": {kind: not_in_records, reason: Nobody records it.}}
    entries:
      - {id: face-hidden, paragraph: "2", short: The face hidden}
  - article: "70"
    title: News to the family
    paragraphs: 1
    entries:
      - {id: family-told, paragraph: "1", short: The family told}
""",
    ),
]


def drop(text: str, start: str, end: str) -> str:
    """A text without what lies from ``start`` to just before ``end``."""
    before, found, after = text.partition(start)
    assert found
    return before + end + after.partition(end)[2]


def edited(root: Path, edits: list[Edit]) -> None:
    for edit in edits:
        path = root / edit.file
        if not edit.old:
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(edit.new) if edit.new else path.unlink()
            continue
        text = path.read_text()
        assert edit.old in text, f"{edit.file} does not hold {edit.old!r}"
        path.write_text(text.replace(edit.old, edit.new))


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    root = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, root)
    edited(root, MENDED)
    for name, start, end in (("notice", "  kilometres_from_home:", ""), ("person", "  rank:", "  captured_on:")):
        path = root / "vocabulary" / f"{name}.yml"
        path.write_text(drop(path.read_text(), start, end) if end else path.read_text().partition(start)[0])
    return root


def said(root: Path) -> set[tuple[str, tuple[str, ...]]]:
    return {(remark.code, remark.about) for remark in run.lint(Rulebook.load(str(root), keep=False)).remarks}


def rule(identity: str, on: str, elements: str, **keys: Any) -> str:
    """Another rule of the small rulebook, good in every way."""
    duties = keys.pop("duties", "face-hidden")
    for_each = {"publication": "{person: depicts}", "notice": "{person: of}"}[on]
    article = {"publication": "13", "notice": "70"}[on]
    more = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"""id: {identity}
title: Another wrong
status: reviewed
{REVIEW}authority:
  - {{instrument: GC III, article: "{article}", paragraph: "1", gist: Something else.}}
duties: [{duties}]
on: {on}
for_each: {for_each}
addressee: detaining_power
gravity: obligation
applies_when:
  - {{says: The person was a captive of war., when: person.captive}}
elements:
{elements}
remedy: Put {identity} right, and say how it came about.
for_editors: Ask about {identity} before anything is published.
limits: Sees nothing of what {identity} leaves out.
{more}"""


def part(when: str, **marks: str) -> str:
    more = "".join(f", {key}: [{value}]" for key, value in marks.items())
    return f"  - {{says: It was so., when: '{when}'{more}}}"


def other(identity: str, on: str, *parts: str, cases: bool = True, **keys: Any) -> list[Edit]:
    edits = [Edit(f"more/{identity}.yml", new=rule(identity, on, "\n".join(parts), **keys))]
    if cases:
        edits.append(
            Edit(f"more/{identity}.cases.yml", new=f"rule: {identity}\ngiven: [captive]\ncases:\n  - {{case: One., expect: breach}}\n")
        )
    return edits


FACT = """
  another:
    type: {type}
    asks: {asks}
    says: {says}
    articles: ["13"]
"""
BOOL = "{{yes: {0}, no: It was not so., unknown: It is not known.}}"


def fact(asks: str, yes: str = "It was quite otherwise.", **more: str) -> Edit:
    text = FACT.format(type="bool", asks=asks, says=BOOL.format(yes))
    text += "".join(f"    {key}: {value}\n" for key, value in more.items())
    path = "vocabulary/publication.yml"
    return Edit(path, "facts:\n", f"facts:{text}")


RELEASED = "Was it released to the public?"
SETTINGS = "lint.yml"
REASON = "A reason of more than two or three words."

#: Code to the edits that call for it, and what exactly must then be said.
CALLED_FOR: dict[str, tuple[list[Edit], set[tuple[str, tuple[str, ...]]]]] = {
    "unused-fact": ([fact("Did the weather change?")], {("unused-fact", ("publication.another",))}),
    "unread-value": (
        [Edit("vocabulary/publication.yml", "      hidden:", "      turned: The face was turned away.\n      hidden:")],
        {("unread-value", ("publication.face",))},
    ),
    "unobservable-fact": (
        [
            Edit(SETTINGS, new="evaluations: [reasonabl*]\n"),
            fact("Was it done with reasonable care?"),
            *other("careless", "publication", part("not publication.another")),
        ],
        {("unobservable-fact", ("publication.another",))},
    ),
    "duplicate-meaning": (
        [fact("Was it RELEASED, to the public?"), *other("again", "publication", part("publication.another"))],
        {("duplicate-meaning", ("publication.another", "publication.released"))},
    ),
    "articles-of-fact": (
        [Edit("vocabulary/publication.yml", '["13"]', '["13", "99"]')],
        {("articles-of-fact", (f"publication.{name}",)) for name in ("released", "face", "need_compelling")},
    ),
    "link-unused": (
        [Edit("vocabulary/publication.yml", "links:\n", "links:\n  by: {to: [party], many: no, says: Who released it.}\n")],
        {("link-unused", ("publication.by",))},
    ),
    "definition-unused": (
        [
            Edit("definitions/publication.seen.yml", new="""id: publication.seen
title: Seen
status: reviewed
review: {on: "2031-05-01", against: Example Convention}
authority: [{instrument: GC III, article: "13", paragraph: "2", gist: Something.}]
asks: Was it seen?
says: {yes: It was seen., no: It was not seen., unknown: It is not known.}
holds_when: [{ground: Released., cites: "GC III, Art 13(2)", parts: [{says: It was released., when: publication.released}]}]
limits: Says nothing of who saw the picture.
"""),
            Edit("definitions/publication.seen.cases.yml", new="rule: publication.seen\ncases:\n  - {case: One., expect: undetermined}\n"),
        ],
        {("definition-unused", ("publication.seen",))},
    ),
    "no-authority": (
        [Edit(SHOWING, "Example Convention, Art 13", "Example Convention 1949"), Edit(SHOWING, ', paragraph: "2"', "")],
        {("no-authority", ("recognisable-picture",))},
    ),
    "no-cases": (other("untried", "publication", part('publication.face == "hidden"'), cases=False), {("no-cases", ("untried",))}),
    "unread-rule": (
        [Edit(LATE, f"status: reviewed\n{REVIEW}", "status: draft\n"), Edit(CAPTIVE, f"status: reviewed\n{REVIEW}", "")],
        {("unread-rule", ("family-told-late",)), ("unread-rule", ("person.captive",))},
    ),
    "terse": ([Edit(LATE, "Does not see letters that went astray.", "Little.")], {("terse", ("family-told-late",))}),
    "copied-remedy": (
        [Edit(LATE, "Tell the family now, and say what kept the news back.", "Take the picture  down and ask others who show it to do the same.")],
        {("copied-remedy", ("family-told-late",)), ("copied-remedy", ("recognisable-picture",))},
    ),
    "unknown-duty": (
        [Edit(SHOWING, "duties: [face-hidden]", "duties: [face-hidden, face-hiden]")],
        {("unknown-duty", ("recognisable-picture", "face-hiden"))},
    ),
    "undecided-duty": ([Edit(LATE, "duties: [family-told]\n", "")], {("undecided-duty", ("family-told",))}),
    "unknown-background": (
        [Edit("notice/family-told-late.cases.yml", "given: [captive]", "given: [captive, captve]")],
        {("unknown-background", ("family-told-late", "captve"))},
    ),
    "background-unused": (
        [Edit("backgrounds.yml", "backgrounds:\n", "backgrounds:\n  free:\n    says: A soldier at home.\n    facts: {person.held: no}\n")],
        {("background-unused", ("free",))},
    ),
    "always-breached": (
        [Edit(LATE, "    when: person.captive\n", "    when: person.captive\n  - {says: It was late., when: notice.days_until_told > 9}\n"),
         Edit(LATE, '  - says: The captive was captured in this war.\n    when: person.captured_on >= d"2031-01-01"\n', ""),
         *other("in-this-war", "notice", part('person.captured_on >= d"2031-01-01"'), duties="family-told")],
        {("always-breached", ("family-told-late",))},
    ),
    "redundant-part": (
        [Edit(LATE, "elements:\n", "elements:\n  - {says: Days went by., when: notice.days_until_told > 3}\n")],
        {("redundant-part", ("family-told-late",))},
    ),
    "exception-never-matters": (
        [Edit(LATE, "remedy:", """unless:
  - exception: It was told soon.
    cites: Example Convention, Art 70
    parts:
      - {says: It was told soon., when: notice.days_until_told < 3}
remedy:""")],
        {("exception-never-matters", ("family-told-late",))},
    ),
    "reading-changes-nothing": (
        [Edit(LATE, "when: person.captive\n", "when: person.captive\n  - {says: It was fought over., when: conflict.fighting, only_in: [strict]}\n"),
         Edit("vocabulary/conflict.yml", '["4"]', '["4", "70"]')],
        {("reading-changes-nothing", ("family-told-late",)), ("redundant-part", ("family-told-late",))},
    ),
    "same-breach": (
        other("same", "notice", part("not (notice.days_until_told <= 7)"), part('person.captured_on > d"2030-12-31"'), duties="family-told"),
        {("same-breach", ("family-told-late", "same"))},
    ),
    "subsumed": (
        other("later", "notice", part("notice.days_until_told > 30"), part('person.captured_on >= d"2031-02-01"'), duties="family-told"),
        {("subsumed", ("later", "family-told-late"))},
    ),
    "contradicting": (
        other("kept-back", "publication", part("not publication.released")),
        {("contradicting", ("kept-back", "recognisable-picture"))},
    ),
    "stale-exception": (
        [Edit(SETTINGS, new=f"kept:\n  - {{code: terse, about: family-told-late, reason: {REASON}}}\n")],
        {("stale-exception", ("family-told-late",))},
    ),
    "not-compared": ([], set()),
}  # fmt: skip


def test_nothing_is_said_of_a_rulebook_in_order(clean: Path) -> None:
    assert said(clean) == set()
    outcome = ihl("rules", "lint", "--rules", clean)
    assert (outcome.code, outcome.out) == (0, f"Rulebook {Rulebook.load(str(clean)).called}.\nno remarks; none kept.\n")


def test_every_code_is_called_for() -> None:
    assert set(CALLED_FOR) == set(CODES)


@pytest.mark.parametrize("code", CALLED_FOR)
def test_a_remark_is_made_where_it_is_called_for_and_no_other(code: str, clean: Path) -> None:
    edits, expected = CALLED_FOR[code]
    edited(clean, edits)
    assert said(clean) == expected


def test_rules_that_can_both_be_met_do_not_contradict_each_other(clean: Path) -> None:
    """Whoever was captured before this war can be told of late or soon: the day of capture is conduct here, since no applies_when asks for it."""
    too_soon = other(
        "too-soon", "notice", part("notice.days_until_told <= 7"), part('person.captured_on >= d"2031-01-01"'), duties="family-told"
    )
    edited(clean, too_soon)
    assert said(clean) == set()


def test_two_rules_contradict_each_other_where_the_situation_leaves_no_way_out(clean: Path) -> None:
    """The day of capture belongs to the situation, the days until the family is told are conduct: at most a week is a breach of the one, more of the other."""
    edited(
        clean,
        [
            Edit(
                LATE,
                "  - says: The captive was captured in this war.\n    when: person.captured_on",
                "  - says: It was so.\n    when: person.captured_on",
            )
        ],
    )
    late = clean / LATE
    line = '  - says: It was so.\n    when: person.captured_on >= d"2031-01-01"\n'
    late.write_text(late.read_text().replace(line, "").replace("elements:\n", f"{line}elements:\n"))
    edited(clean, other("too-soon", "notice", part("notice.days_until_told <= 9"), duties="family-told"))
    assert said(clean) == {("contradicting", ("family-told-late", "too-soon"))}


def test_rules_too_large_to_be_compared_are_named(clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(clean, other("later", "notice", part("notice.days_until_told > 30"), duties="family-told"))
    rulebook = Rulebook.load(str(clean), keep=False)

    def refusing(*_: Any, **__: Any) -> Any:
        raise grounds.TooManyGrounds

    monkeypatch.setattr("checker.lint.pairs.cover", refusing)
    found = {(remark.code, remark.about) for remark in run.lint(rulebook).remarks}
    assert found == {("not-compared", ("family-told-late", "later"))}
    monkeypatch.undo()
    monkeypatch.setattr("checker.lint.parts.Frame.meeting", refusing)
    found = {(remark.code, remark.about) for remark in run.lint(rulebook).remarks}
    assert ("not-compared", ("recognisable-picture",)) in found


# --- what is kept ------------------------------------------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_counted_and_shown_when_asked_for(clean: Path) -> None:
    edited(clean, other("kept-back", "publication", part("not publication.released")))
    edited(clean, [Edit(SETTINGS, new=f"kept:\n  - {{code: contradicting, about: [recognisable-picture, kept-back], reason: {REASON}}}\n")])
    outcome = ihl("rules", "lint", "--rules", clean)
    assert (outcome.code, outcome.out.splitlines()[-1]) == (0, "no remarks; 1 kept, each with a reason.")
    everything = ihl("rules", "lint", "--all", "--rules", clean)
    assert everything.code == 0
    assert f"Kept: {REASON}" in everything.out
    plain = json.loads(ihl("rules", "lint", "--format", "json", "--rules", clean).out)
    assert plain["totals"] == {"remarks": {}, "kept": {"contradicting": 1}}
    assert plain["kept"][0]["reason"] == REASON


def test_a_remark_says_where_what_why_and_what_to_do(clean: Path) -> None:
    edited(clean, CALLED_FOR["terse"][0])
    (remark,) = json.loads(ihl("rules", "lint", "--format", "json", "--rules", clean).out)["remarks"]
    assert remark == {
        "code": "terse",
        "about": ["family-told-late"],
        "file": "rulebook/notice/family-told-late.yml",
        "line": 22,
        "what": 'limits of family-told-late is just "Little."',
        "why": CODES["terse"].why,
        "fix": CODES["terse"].fix,
    }
    outcome = ihl("rules", "lint", "--rules", clean)
    assert outcome.code == 1
    assert "rulebook/notice/family-told-late.yml:22" in outcome.out
    assert outcome.out.strip().splitlines()[-1] == "1 remark (terse 1); none kept."


def test_names_choose_remarks(clean: Path) -> None:
    edited(clean, [*CALLED_FOR["terse"][0], fact("Did the weather change?")])
    assert ihl("rules", "lint", "--rules", clean).code == 1
    for name, expected in (
        ("terse", "terse"),
        ("family-told-late", "terse"),
        ("publication.another", "unused-fact"),
        ("person.captive", ""),
    ):
        outcome = ihl("rules", "lint", name, "--rules", clean, "--format", "json")
        assert [remark["code"] for remark in json.loads(outcome.out)["remarks"]] == [code for code in (expected,) if code]
        assert outcome.code == (1 if expected else 0)


def test_every_code_is_explained() -> None:
    outcome = ihl("rules", "lint", "--explain", "all")
    assert outcome.code == 0
    assert all(code in outcome.out for code in CODES)
    assert "in the first is breached" not in ihl("rules", "lint", "--explain", "terse").out


def test_the_words_and_exceptions_of_lint_decide_nothing(clean: Path) -> None:
    assert not library.decides("lint.yml")
    before = Rulebook.load(str(clean), keep=False).digest
    edited(clean, [Edit(SETTINGS, new="evaluations: [fair]\n")])
    assert Rulebook.load(str(clean), keep=False).digest == before


def test_what_shipped_rules_keep_is_kept_for_a_reason() -> None:
    file, _ = kept.read_kept(library.rules_folder())
    assert file.evaluations
    assert len({entry.reason for entry in file.kept}) == len(file.kept), "a reason is about one remark"


def test_a_word_stands_for_itself_and_with_a_star_for_all_that_begin_with_it(clean: Path) -> None:
    asked = [fact("Was it an unfair and reasonably fairish thing?"), *other("careless", "publication", part("not publication.another"))]
    edited(clean, [*asked, Edit(SETTINGS, new="evaluations: [fair, reasonabl]\n")])
    assert said(clean) == set()
    edited(clean, [Edit(SETTINGS, new="evaluations: [fair*]\n")])
    assert said(clean) == {("unobservable-fact", ("publication.another",))}
    edited(clean, [Edit("vocabulary/publication.yml", "fairish thing?", "fairish thing?\n    judgement: yes")])
    assert said(clean) == set()


# --- exact, by listing every state ---------------------------------------------------------------------------------------------------------------------------

ATOMS = (
    "person.a",
    "person.b",
    "person.c",
    'person.d == "red"',
    'person.d in ["red", "green"]',
    "person.n > 1",
    "person.n > 3",
    "person.both",
)
READINGS = ("usual", "strict", "narrow")


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """One or two tests of a few facts, some by way of a definition."""
    first = draw(st.sampled_from(ATOMS))
    form = draw(st.sampled_from(("{0}", "{0}", "not ({0})", "{0} or {1}", "{0} and {1}", "not ({0} and {1})")))
    return form.format(first, draw(st.sampled_from(ATOMS)))


@st.composite
def small_rules(draw: st.DrawFn, identity: str) -> dict[str, Any]:
    marks = st.sampled_from(
        (
            {},
            {},
            {},
            {"except_in": ["strict"]},
            {"only_in": ["strict"]},
            {"except_in": ["strict", "narrow"]},
            {"only_in": ["usual", "narrow"]},
        )
    )

    def some(least: int, most: int) -> list[dict[str, Any]]:
        return [{"says": "It was so.", "when": draw(conditions())} for _ in range(draw(st.integers(least, most)))]

    return {
        "id": identity, "title": "An invented wrong", "status": "draft", "authority": AUTHORITY, "on": "person",
        "addressee": "detaining_power", "gravity": "obligation",
        "applies_when": [{**each, **draw(marks)} for each in some(0, 2)],
        "elements": [{**each, **draw(marks)} for each in some(1, 2)],
        "unless": [
            {"exception": "It was excepted.", "cites": "GC III, Art 13", "parts": some(1, 2), **draw(marks)} for _ in range(draw(st.integers(0, 2)))
        ],
        "remedy": "Put it right.", "for_editors": "Take care.", "limits": "Invented.",
    }  # fmt: skip


@st.composite
def small_worlds(draw: st.DrawFn) -> World:
    number = fact_entry("int")
    facts = {**{name: fact_entry("bool") for name in "abc"}, "d": fact_entry("enum"), "n": number}
    person = {**subject_file("person", facts), "links": {}}
    both = {
        "id": "person.both", "title": "Both", "authority": AUTHORITY, "asks": "Both?", "says": {"yes": "So.", "no": "Not.", "unknown": "Open."}, "limits": "None.",
        "holds_when": [
            {"ground": "Both.", "cites": "GC III, Art 13", "parts": [{"says": "So.", "when": "person.a"}, {"says": "So.", "when": "person.b"}]},
            *draw(st.sampled_from(([], [{"ground": "Or.", "cites": "GC III, Art 13", "parts": [{"says": "So.", "when": "person.a and person.c"}]}],
                                   [{"ground": "Or.", "cites": "GC III, Art 13", "parts": [{"says": "So.", "when": "person.b and person.a and person.c"}]}]))),
        ],
    }  # fmt: skip
    return World({
        "vocabulary/person": person,
        "vocabulary/conflict": {**subject_file("conflict", {}), "links": {}},
        "readings": {"default": "usual", "readings": {name: {"title": name, "holds": "What it holds.", "authority": AUTHORITY} for name in READINGS}},
        "definitions/person.both": both,
        "law/first": draw(small_rules("first")),
        "law/second": draw(small_rules("second")),
    })  # fmt: skip


State = tuple[Any, ...]
STATES: tuple[State, ...] = tuple(product((False, True), (False, True), (False, True), ("red", "green", "blue"), (0, 2, 5)))
NAMES = ("a", "b", "c", "d", "n")


class Listed:
    """A rule judged in every state by Python itself, whose words for these conditions are the same."""

    def __init__(self, world: World, name: str) -> None:
        self.rule = world.files[f"law/{name}"]
        self.grounds = world.files["definitions/person.both"]["holds_when"]

    def holds(self, when: str, state: State) -> bool:
        person = SimpleNamespace(**dict(zip(NAMES, state, strict=True)))
        person.both = any(all(eval(each["when"], {"person": person}) for each in way["parts"]) for way in self.grounds)
        return bool(eval(when, {"person": person}))

    def outcomes(self, reading: str, without: Any = None, marked: Any = None) -> tuple[str, ...]:
        """The outcome in every state; ``without`` one part or exception, or with the marks of ``marked`` taken away."""
        rule = self.rule

        def counts(entry: Any) -> bool:
            if entry is marked:
                return True
            return reading not in entry.get("except_in", ()) and reading in entry.get("only_in", READINGS)

        def every(parts: Any, state: State) -> bool:
            return all(self.holds(each["when"], state) for each in parts if each is not without and counts(each))

        def one(state: State) -> str:
            if not every(rule["applies_when"], state):
                return "not_applicable"
            if not every(rule["elements"], state):
                return "complied"
            ways = [way for way in rule["unless"] if way is not without and counts(way)]
            return "excepted" if any(every(way["parts"], state) for way in ways) else "breach"

        return tuple(one(state) for state in STATES)

    def breach(self, reading: str) -> frozenset[State]:
        return frozenset(state for state, outcome in zip(STATES, self.outcomes(reading), strict=True) if outcome == "breach")

    def asked(self, reading: str) -> set[int]:
        """The numbers of the facts that applies_when names on a reading."""
        counting = [
            each
            for each in self.rule["applies_when"]
            if reading not in each.get("except_in", ()) and reading in each.get("only_in", READINGS)
        ]
        text = " ".join(each["when"] for each in counting)
        found = {number for number, name in enumerate(NAMES) if f"person.{name}" in text.replace("person.both", "")}
        if "person.both" in text:
            found |= {
                number
                for number, name in enumerate(NAMES)
                if any(f"person.{name}" in each["when"] for way in self.grounds for each in way["parts"])
            }
        return found


def no_way_out(first: Listed, second: Listed, reading: str) -> bool:
    """The definition of two rules that contradict each other, word for word."""
    situation = sorted(first.asked(reading) | second.asked(reading))
    one, two = first.breach(reading), second.breach(reading)
    groups: dict[State, list[State]] = {}
    for state in STATES:
        groups.setdefault(tuple(state[number] for number in situation), []).append(state)
    return any(
        all(state in one or state in two for state in group)
        and not all(state in one for state in group)
        and not all(state in two for state in group)
        for group in groups.values()
    )


def linted(world: World) -> tuple[Remark, ...]:
    """What lint says of a world that compiles."""
    with tempfile.TemporaryDirectory() as folder:
        world.write(folder)
        try:
            found = run.lint(Rulebook.load(folder, keep=False)).remarks
        except InputError:
            assume(False)
        return found


@given(small_worlds())
def test_what_lint_says_of_two_rules_is_so_in_every_state(world: World) -> None:
    found = {(remark.code, remark.about) for remark in linted(world)}
    first, second = Listed(world, "first"), Listed(world, "second")
    forth = all(first.breach(reading) <= second.breach(reading) for reading in READINGS)
    back = all(second.breach(reading) <= first.breach(reading) for reading in READINGS)
    expected = set()
    if forth and back:
        expected.add(("same-breach", ("first", "second")))
    elif forth or back:
        expected.add(("subsumed", ("first", "second") if forth else ("second", "first")))
    if any(no_way_out(first, second, reading) for reading in READINGS):
        expected.add(("contradicting", ("first", "second")))
    assert {remark for remark in found if remark[0] in ("same-breach", "subsumed", "contradicting")} == expected


def expected_of_one(listed: Listed) -> Iterator[tuple[str, int]]:
    """What must be said of the parts of one rule: the code and how many times."""
    rule = listed.rule
    plain = {reading: listed.outcomes(reading) for reading in READINGS}

    def counting(entry: Any) -> list[str]:
        return [reading for reading in READINGS if reading not in entry.get("except_in", ()) and reading in entry.get("only_in", READINGS)]

    def idle(entry: Any, readings: list[str]) -> bool:
        return all(listed.outcomes(reading, without=entry) == plain[reading] for reading in readings)

    def breaches(outcomes: tuple[str, ...]) -> list[bool]:
        return [outcome == "breach" for outcome in outcomes]

    never = [reading for reading in READINGS if "complied" not in plain[reading]]
    yield "always-breached", int(bool(never))
    redundant = sum(idle(each, counting(each)) for each in rule["applies_when"])
    redundant += sum(idle(each, counting(each)) for each in rule["elements"] if not set(counting(each)) & set(never))
    pointless = 0
    for way in rule["unless"]:
        live = [r for r in counting(way) if breaches(listed.outcomes(r, without=way)) != breaches(plain[r])]
        pointless += not live
        if live and len(way["parts"]) > 1:
            redundant += sum(all(breaches(listed.outcomes(r, without=each)) == breaches(plain[r]) for r in live) for each in way["parts"])
    yield "exception-never-matters", pointless
    yield "redundant-part", redundant
    idle_marks = 0
    for each in (*rule["applies_when"], *rule["elements"], *rule["unless"]):

        def same(reading: str, each: Any = each) -> bool:
            return listed.outcomes(reading, marked=each) == plain[reading] or (
                each in rule["unless"] and breaches(listed.outcomes(reading, marked=each)) == breaches(plain[reading])
            )

        idle_marks += any(same(reading) for reading in each.get("except_in", ()))
        idle_marks += "only_in" in each and all(same(reading) for reading in READINGS if reading not in each["only_in"])
    yield "reading-changes-nothing", idle_marks


@given(small_worlds())
def test_what_lint_says_of_the_parts_of_a_rule_is_so_in_every_state(world: World) -> None:
    remarks = linted(world)
    for name in ("first", "second"):
        said_of_it = [remark.code for remark in remarks if remark.about == (name,)]
        for code, count in expected_of_one(Listed(world, name)):
            assert (name, code, said_of_it.count(code)) == (name, code, count)
    forms = {reading: [Listed(world, name).outcomes(reading) for name in ("first", "second")] for reading in READINGS}
    idle_readings = {r.about[0] for r in remarks if r.code == "reading-changes-nothing"} & set(READINGS)
    assert idle_readings == {reading for reading in READINGS[1:] if forms[reading] == forms["usual"]}
    both = Listed(world, "first")
    ways, holding = both.grounds, [both.holds("person.both", state) for state in STATES]
    idle = 0
    for way in ways:
        both.grounds = [each for each in ways if each is not way]
        idle += [both.holds("person.both", state) for state in STATES] == holding
    assert [r.code for r in remarks if r.about == ("person.both",)].count("exception-never-matters") == idle


@given(st.dictionaries(st.text("pqrst", min_size=1, max_size=3), st.frozensets(st.sampled_from("abcdefgh"), max_size=8), max_size=12))
def test_questions_are_alike_if_they_share_four_fifths_of_their_words(texts: dict[str, frozenset[str]]) -> None:
    expected = {
        (a, b)
        for a in texts
        for b in texts
        if a < b and texts[a] & texts[b] and 5 * len(texts[a] & texts[b]) >= 4 * len(texts[a] | texts[b])
    }
    found = list(alike(texts))
    assert len(found) == len(set(found))
    assert set(found) == expected
