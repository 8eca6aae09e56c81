"""A decision stands for as long as what it was bound to: it is stale when a fact, the law or the program's result changes, and at no other time."""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from command import RULEBOOK
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from worlds import Situation, compiled, situations
from worlds import read as read_world

from checker import documents
from checker.compiling import compile_folder
from checker.decisions import (
    DECIDES,
    PROVEN,
    STANDARDS,
    Decision,
    Decisions,
    Standing,
    decide,
    orphans,
    standing,
    withheld_in,
)
from checker.digests import facts_digest, facts_of, law_digest
from checker.errors import InputError
from checker.findings import Result
from checker.judging import judge_record
from checker.pipeline import incident
from checker.redaction import MARK
from checker.rulebook import Rulebook

Plain = dict[str, Any]

RULE = "recognisable-picture"
ROOT = Path(__file__).parent.parent

RECORD: Plain = {
    "schema": "ihl-incident/1",
    "id": "quay",
    "title": "A picture from the quay",
    "dates": "2031-03",
    "summary": "A picture is shown.",
    "sources": [
        {
            "id": "paper",
            "publisher": "Harbour Post",
            "title": "The picture",
            "url": "https://harbour.example/1",
            "derived_from": ["agency"],
        },
        {"id": "agency", "publisher": "Quay News", "date": "2031-03-15"},
        {"id": "other", "publisher": "Hill Gazette"},
    ],
    "voices": [
        {"id": "ministry", "name": "The ministry", "kind": "party", "party": "norland"},
        {"id": "reporter", "name": "A reporter", "kind": "outlet"},
        {"id": "desk", "name": "O. Marsh", "kind": "reviewer"},
    ],
    "conflict": {"facts": {"fighting": {"is": True, "source": "other", "said_by": "reporter"}}},
    "party": [{"id": "norland", "label": "Norland", "state": "NOR"}, {"id": "sudria", "label": "Sudria", "state": "SUD"}],
    "person": [
        {
            "id": "first",
            "label": "the first sailor",
            "in_power_of": "norland",
            "facts": {"held": {"is": True, "source": "paper", "at": "para 1", "said_by": "ministry", "grade": "B2"}, "rank": "soldier"},
        },
        {"id": "second", "in_power_of": "norland", "facts": {"held": True}},
    ],
    "publication": [
        {
            "id": "photo",
            "label": "the picture",
            "depicts": ["first", "second"],
            "by": "norland",
            "facts": {
                "released": {"is": True, "source": "paper", "at": "para 2", "said_by": "ministry", "grade": "B2"},
                "face": [
                    {"is": "clear", "source": "paper", "said_by": "reporter", "note": "As Anselm Torvik would have it."},
                    {"is": "blurred", "source": "other", "said_by": "ministry"},
                ],
                "need_compelling": {"is": "unknown", "note": "The desk was asked."},
            },
        }
    ],
    "restricted": {"first": {"names": ["Anselm Torvik"]}},
}


class Files(dict[str, str]):
    """The files of a rulebook, by path."""

    @classmethod
    def of(cls, folder: Path) -> Files:
        return cls({str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yml"))})

    def rulebook(self) -> Rulebook:
        with TemporaryDirectory() as folder:
            for name, text in self.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return Rulebook.from_plain(compile_folder(folder, "rules"), "b" * 64, folder)

    def with_change(self, name: str, old: str, new: str) -> Files:
        assert old in self[name], f"{old} does not stand in {name}"
        return Files({**self, name: self[name].replace(old, new)})


FILES = Files.of(RULEBOOK)

#: Both States are party to the pact, so that its table speaks.
FILES = FILES.with_change(
    "treaties/pact.yml", 'in_force: "1990-07-01"}', 'in_force: "1990-07-01"}\n  SUD: {by: ratification, deposited: "1991-01-01", in_force: "1991-07-01"}'
).with_change("treaties/pact.yml", "outside: [SUD]", "outside: []")  # fmt: skip
FILES = FILES.with_change(
    "vocabulary/person.yml",
    "  in_power_of: {to: [party], many: no, says: Who holds the person.}",
    "  in_power_of: {to: [party], many: no, says: Who holds the person.}\n  depends_on: {to: [party], many: no, says: Whose soldier it was.}",
)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return FILES.rulebook()


def result_of(book: Rulebook, record: Plain, *, person: str = "first", reading: str = "usual", file: str = "quay.json") -> Result:
    """The finding on one person of the picture."""
    read = incident(documents.parse_json(json.dumps(record), file), book)
    return next(r for r in judge_record(book, read, reading) if r.head.id == RULE and r.binding["person"] == person)


def confirmed(result: Result, **other: str) -> Decision:
    return decide(result, "confirm", **{"reason": "Seen.", "name": "O. Marsh", "date": "2031-04-01", **other})


def after(book: Rulebook, changed: Plain, *, books: Rulebook | None = None, start: Plain = RECORD, **which: str) -> Standing:
    """How a decision on the record ``start`` stands once the record or the rulebook has changed."""
    made = confirmed(result_of(book, start, **which))
    return standing(result_of(books or book, changed, **which), Decisions([made]))


def changed(*path: str | int, to: Any = None, start: Plain = RECORD) -> Plain:
    """The record with another value at a place; without ``to``, with nothing there."""
    record = copy.deepcopy(start)
    place: Any = record
    for step in path[:-1]:
        place = place[step]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return record


# --- what makes a decision stale ---------------------------------------------------------------------------------------------------------------------

PHOTO = ("publication", 0)
FIRST = ("person", 0)

STALE: dict[str, Plain] = {
    "a fact": changed(*PHOTO, "facts", "released", "is", to=False),
    "a fact taken away": changed(*PHOTO, "facts", "released"),
    "a fact that was open": changed(*PHOTO, "facts", "need_compelling", to={"is": True, "said_by": "desk"}),
    "what is said of an open fact": changed(*PHOTO, "facts", "need_compelling", "note", to="The desk does not answer."),
    "a fact that is no longer asked": changed(*PHOTO, "facts", "need_compelling"),
    "the value of one claim": changed(*PHOTO, "facts", "face", 1, "is", to="hidden"),
    "one claim of two taken away": changed(*PHOTO, "facts", "face", 1),
    "a claim that confirms": changed(*PHOTO, "facts", "face", to=[*RECORD["publication"][0]["facts"]["face"], {"is": "clear", "source": "other", "said_by": "reporter"}]),
    "the grade of a claim": changed(*PHOTO, "facts", "released", "grade", to="D4"),
    "the place of a claim": changed(*PHOTO, "facts", "released", "at", to="para 3"),
    "the source of a claim": changed(*PHOTO, "facts", "released", "source", to="other"),
    "the voice of a claim": changed(*PHOTO, "facts", "released", "said_by", to="reporter"),
    "the note of a claim": changed(*PHOTO, "facts", "face", 0, "note", to="He took it back."),
    "who publishes a source": changed("sources", 0, "publisher", to="Quay Post"),
    "when a source was published": changed("sources", 0, "date", to="2031-03-16"),
    "the file of a source": changed("sources", 0, "sha256", to="ab" * 32),
    "on what a source rests": changed("sources", 0, "derived_from", to=["other"]),
    "who publishes what a source rests on": changed("sources", 1, "publisher", to="Harbour Post"),
    "for whom a voice speaks": changed("voices", 0, "party", to="sudria"),
    "what kind of voice it is": changed("voices", 1, "kind", to="witness"),
    "a fact of the definition": changed(*FIRST, "facts", "held", "is", to="unknown"),
    "the grade of a fact of the definition": changed(*FIRST, "facts", "held", "grade", to="A1"),
    "a fact of the conflict": changed("conflict", "facts", "fighting", "said_by", to="ministry"),
    "the date of the record": changed("dates", to="2031-04"),
}  # fmt: skip


@pytest.mark.parametrize("what", STALE)
def test_a_change_of_what_the_finding_rests_on_makes_the_decision_stale(book: Rulebook, what: str) -> None:
    now = after(book, STALE[what])
    assert now.status == "stale"
    assert now.because == ("facts",)
    assert now.decision is not None, "what was decided is shown all the same"


def test_a_link_that_leads_elsewhere_makes_the_decision_stale(book: Rulebook) -> None:
    files = FILES.with_change("showing/recognisable-picture.yml", "when: person.captive\n", "when: person.captive and not person.in_power_of.delegate_appointed\n")  # fmt: skip
    linked = files.rulebook()
    start = changed("party", 0, "state", start=changed("party", 1, "state"))
    elsewhere = changed(*FIRST, "in_power_of", to="sudria", start=start)
    assert after(linked, elsewhere, start=start).because == ("facts",)
    assert after(book, elsewhere, start=start).status == "decided", "this rule does not ask who holds the person"
    with_states = changed(*FIRST, "in_power_of", to="sudria")
    assert after(book, with_states).status == "stale", "a treaty that now counts between the two gives the conflict a claim"


def treaty(book: Rulebook) -> Plain:
    """The record with a captive between two States that are both party to the pact."""
    record = changed(*FIRST, "depends_on", to="sudria")
    assert "conflict.fighting" in facts_of(result_of(book, record))["facts"]
    return record


def test_a_date_in_a_table_of_treaties_that_changes_makes_the_decision_stale(book: Rulebook) -> None:
    start = treaty(book)
    later = FILES.with_change("treaties/pact.yml", 'in_force: "1990-07-01"', 'in_force: "1990-08-01"').rulebook()
    now = after(book, start, books=later, start=start)
    assert (now.status, now.because) == ("stale", ("facts",))
    assert after(book, RECORD, books=later).status == "decided", "between these the pact does not count"


def test_the_day_on_which_a_table_was_compared_makes_no_decision_stale(book: Rulebook) -> None:
    start = treaty(book)
    later = FILES.with_change("treaties/pact.yml", 'checked: "2026-01-01"', 'checked: "2026-06-01"').rulebook()
    assert after(book, start, books=later, start=start).status == "decided"


RULE_FILE, DEFINITION = "showing/recognisable-picture.yml", "definitions/person.captive.yml"

LAW: dict[str, tuple[str, str, str]] = {
    "an element": (RULE_FILE, 'publication.face == "clear"', 'publication.face != "hidden"'),
    "the sentence of an element": (RULE_FILE, "- says: The face can be seen.", "- says: The face can be made out."),
    "when it applies": (RULE_FILE, "when: person.captive", "when: person.captive and person.rank == 'soldier'"),
    "an exception": (RULE_FILE, "when: publication.need_compelling", "when: publication.need_compelling or publication.face == 'blurred'"),
    "the sentence of an exception": (RULE_FILE, "- exception: The captive needed it shown.", "- exception: It was needed."),
    "where an exception stands": (RULE_FILE, "cites: Example Convention, Art 13", "cites: Example Convention, Art 14"),
    "its title": (RULE_FILE, "title: A recognisable captive", "title: A captive whom one can recognise"),
    "its gravity": (RULE_FILE, "gravity: obligation", "gravity: serious"),
    "whom it binds": (RULE_FILE, "addressee: detaining_power", "addressee: any_party"),
    "its provision": (RULE_FILE, 'article: "13", gist: Captives', 'article: "14", gist: Captives'),
    "on which readings a part counts": (RULE_FILE, 'when: publication.face == "clear"\n    except_in: [strict]', 'when: publication.face == "clear"\n    except_in: [usual]'),
    "a definition": (DEFINITION, "when: person.held}", "when: person.held and person.rank != 'none'}"),
    "the sentence of a definition": (DEFINITION, "says: The person was in the hands", "says: The person was in the power"),
    "where a definition stands": (DEFINITION, "cites: Example Convention, Art 4", "cites: Example Convention, Art 5"),
    "what the reading holds": ("readings.yml", "is kept from the public, save", "is kept from the public, except"),
    "the question of a fact": ("vocabulary/publication.yml", "asks: How much of the face can be seen?", "asks: How much of the head can be seen?"),
    "the sentence of a fact": ("vocabulary/publication.yml", "clear: The face can be seen.", "clear: The face can be seen well."),
    "the question of a fact of the definition": ("vocabulary/person.yml", "asks: Was the person in the hands", "asks: Was that person in the hands"),
}  # fmt: skip


@pytest.mark.parametrize("what", LAW)
def test_a_change_of_the_law_makes_the_decision_stale(book: Rulebook, what: str) -> None:
    now = after(book, RECORD, books=FILES.with_change(*LAW[what]).rulebook())
    assert now.status == "stale"
    assert now.because[0] == "law"


def test_a_part_that_counts_on_another_reading_only_makes_no_decision_stale(book: Rulebook) -> None:
    other = FILES.with_change(RULE_FILE, "- says: The face can be seen.", "- says: The face can be made out.").rulebook()
    assert after(book, RECORD, books=other, reading="strict").status == "decided"
    assert after(book, RECORD, books=other, reading="usual").status == "stale"


def test_a_decision_on_one_reading_is_none_on_another(book: Rulebook) -> None:
    decisions = Decisions([confirmed(result_of(book, RECORD, reading="usual"))])
    assert standing(result_of(book, RECORD, reading="strict"), decisions) == Standing(None)


def test_another_result_on_the_same_facts_and_law_makes_the_decision_stale(book: Rulebook) -> None:
    result = result_of(book, RECORD)
    before = confirmed(result)._replace(verdict="breach", possible=("breach",))
    assert standing(result, Decisions([before])).because == ("result",)


# --- what does not -----------------------------------------------------------------------------------------------------------------------------------

STANDS: dict[str, Plain] = {
    "the title": changed("title", to="Another title"),
    "the summary": changed("summary", to="Told otherwise."),
    "a fact that the rule does not ask for": changed(*FIRST, "facts", "rank", to="officer"),
    "a fact about somebody else": changed("person", 1, "facts", "held", to=False),
    "a source that nothing here rests on": changed("sources", to=[*RECORD["sources"], {"id": "third", "publisher": "The Third"}]),
    "where a copy of a source lies": changed("sources", 0, "url", to="https://archive.example/1"),
    "a label": changed(*FIRST, "label", to="the sailor on the left"),
    "whom the picture shows besides": changed(*PHOTO, "depicts", to=["first"]),
    "claims in another order": changed(*PHOTO, "facts", "face", to=RECORD["publication"][0]["facts"]["face"][::-1]),
    "the name of the captive in another spelling": changed("publication", 0, "facts", "face", 0, "note", to="As ANSELM-TORVIK would have it."),
    "what is restricted of others": changed("restricted", "second", to={"names": ["Ivo Brandt"]}),
}  # fmt: skip


@pytest.mark.parametrize("what", STANDS)
def test_a_change_of_anything_else_leaves_the_decision_standing(book: Rulebook, what: str) -> None:
    now = after(book, STANDS[what])
    assert now.status == "decided"
    assert now.because == ()


REWRITTEN: dict[str, tuple[str, str, str]] = {
    "a condition spelt otherwise": (RULE_FILE, "when: publication.released", "when: not (not publication.released)"),
    "its status": (RULE_FILE, "status: draft", "status: draft  # no change"),
    "its remedy": (RULE_FILE, "remedy: Take it down.", "remedy: Take it off."),
    "another rule": ("notice/family-told-late.yml", "title: ", "title: Now "),
    "a fact that it does not ask for": ("vocabulary/person.yml", "asks: What rank", "asks: Which rank"),
}


@pytest.mark.parametrize("what", REWRITTEN)
def test_a_rulebook_written_otherwise_that_says_the_same_leaves_the_decision_standing(book: Rulebook, what: str) -> None:
    assert after(book, RECORD, books=FILES.with_change(*REWRITTEN[what]).rulebook()).status == "decided"


def test_a_record_that_moves_or_has_its_keys_in_another_order_leaves_the_decision_standing(book: Rulebook) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    made = Decisions([confirmed(result_of(book, RECORD))])
    assert standing(result_of(book, turned(RECORD), file="elsewhere/other.json"), made).status == "decided"


def test_a_redacted_copy_leaves_the_decision_standing(book: Rulebook) -> None:
    redacted = changed(*PHOTO, "facts", "face", 0, "note", to=f"As {MARK} would have it.")
    del redacted["restricted"]
    assert after(book, redacted).status == "decided"


def test_digests_are_the_same_in_every_process(tmp_path: Path, book: Rulebook) -> None:
    """Neither the hash seed nor the order in which sets come decides."""
    (tmp_path / "quay.json").write_text(json.dumps(RECORD), encoding="utf-8")
    for name, text in FILES.items():
        (tmp_path / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
    code = (
        "import sys\nfrom checker.rulebook import Rulebook\nfrom checker.pipeline import incident\nfrom checker import documents\n"
        "from checker.judging import judge_record\nfrom checker.digests import facts_digest, law_digest\n"
        f"book = Rulebook.load({str(tmp_path / 'rules')!r}, keep=False)\nrecord = incident(documents.read({str(tmp_path / 'quay.json')!r}), book)\n"
        "print([(facts_digest(r), law_digest(book, r.head.id, 'usual')) for r in judge_record(book, record, 'usual')])\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    here = [
        (facts_digest(r), law_digest(book, r.head.id, "usual"))
        for r in judge_record(book, incident(documents.parse_json(json.dumps(RECORD), "quay.json"), book), "usual")
    ]
    assert printed == {f"{here}\n"}


def test_digests_are_what_they_were() -> None:
    """A change here reopens every finding that anybody has decided: it must be meant, and named among the changes."""
    result = result_of(FILES.rulebook(), RECORD)
    assert (facts_digest(result), law_digest(result.judge.rulebook, RULE, "usual")) == ("994a29b19019727e", "2d5a229bb1da0b6b")


# --- both ways: whatever changes -----------------------------------------------------------------------------------------------------------------------


def visible(result: Result) -> str:
    """What the digest of the facts is meant to cover, gathered in another way: by walking over every fact of every entry that the rule reaches."""
    record = result.judge.record
    lines = [record.dates]
    for entry, name in sorted(result.bound.base_keys()):
        stated = record.entries[entry].facts.get(name) if entry in record.entries else None
        claims = sorted(
            f"{sorted(c.value.words) if c.value and c.value.words else c.value and c.value.text}|{c.source}|{c.at}|{c.said_by}|{c.grade}|{c.note}"
            for c in (stated.claims if stated else ())
        )
        lines.append(f"{entry}.{name}: {stated and (stated.status, stated.note)} {claims}")
    return "\n".join(lines)


@settings(max_examples=60)
@given(situation=situations, seed=st.integers(0, 2**32))
def test_the_digest_differs_exactly_where_something_that_the_finding_rests_on_does(situation: Situation, seed: int) -> None:
    world, plain = situation
    book = compiled(world)
    assume(book is not None)
    draw = random.Random(seed)
    other = copy.deepcopy(plain)
    entries = [entry for subject in ("event", "person", "party", "conflict") for entry in other[subject] if entry["facts"]]
    assume(entries)
    entry = draw.choice(entries)
    fact = draw.choice(sorted(entry["facts"]))
    stated = entry["facts"][fact]
    if isinstance(stated, dict) and "is" in stated and draw.random() < 0.7:
        stated["grade"] = draw.choice(["A1", "F6", "B2"])
    elif draw.random() < 0.5:
        del entry["facts"][fact]
    else:
        entry["facts"][fact] = {"is": "unknown", "note": "Asked anew."}
    reading = book.default_reading
    before = {(r.head.id, *r.binding.items()): r for r in judge_record(book, read_world(plain, book.vocabulary), reading)}
    now = {(r.head.id, *r.binding.items()): r for r in judge_record(book, read_world(other, book.vocabulary), reading)}
    assert before.keys() == now.keys()
    for key, result in before.items():
        assert (facts_digest(result) == facts_digest(now[key])) == (visible(result) == visible(now[key]))
        if facts_digest(result) == facts_digest(now[key]):
            assert result.possible == now[key].possible, "with the same facts under the same law the program comes to the same result"


# --- several decisions, and none -----------------------------------------------------------------------------------------------------------------------


def test_the_last_decision_counts_and_those_before_it_are_kept(book: Rulebook) -> None:
    result = result_of(book, RECORD)
    first = confirmed(result)
    second = decide(result, "reject", reason="Seen again.", name="I. Lund", date="2031-04-02")
    now = standing(result, Decisions([first, second]))
    assert (now.decision, now.history, now.status) == (second, (first,), "decided")


def test_a_decision_on_one_person_is_none_on_another(book: Rulebook) -> None:
    decisions = Decisions([confirmed(result_of(book, RECORD))])
    assert standing(result_of(book, RECORD, person="second"), decisions).status == "open"


def test_a_decision_whose_finding_is_gone_is_named_with_the_reason(book: Rulebook) -> None:
    result = result_of(book, RECORD)
    made = confirmed(result)
    gone = made._replace(rule="a-rule-that-was")
    unread = made._replace(reading="wide")
    nobody = made._replace(binding={**made.binding, "person": "third"})
    found = orphans([made, gone, unread, nobody], result.judge.record, book)
    assert [(decision, reason) for decision, reason in found] == [
        (gone, "the rulebook no longer has this rule"),
        (unread, "the rulebook no longer has this reading"),
        (nobody, "the record no longer has what it was about"),
    ]


# --- deciding ------------------------------------------------------------------------------------------------------------------------------------------


def test_a_decision_has_the_result_of_the_program_beside_it(book: Rulebook) -> None:
    result = result_of(book, RECORD)
    made = confirmed(result, standard="reasonable_grounds_to_believe")
    assert (made.verdict, made.possible) == (result.finding.verdict, result.finding.possible)
    assert (made.decides, made.standard, made.name, made.date) == ("confirm", "reasonable_grounds_to_believe", "O. Marsh", "2031-04-01")


def test_the_program_never_names_a_standard_of_proof(book: Rulebook) -> None:
    assert all(decide(result_of(book, RECORD), word, reason="Seen.", name="O. Marsh", date="2031-04-01").standard == "" for word in DECIDES)


def test_every_standard_of_proof_says_where_it_is_taken_from() -> None:
    assert next(iter(STANDARDS)) == "reasonable_grounds_to_suspect"
    assert list(STANDARDS)[-1] == "beyond_reasonable_doubt"
    assert all(standard.id == key and standard.means and standard.authority for key, standard in STANDARDS.items())


WRONG: list[tuple[str, dict[str, str], str, str]] = [
    ("confrm", {}, "decides", 'Did you mean "confirm"?'),
    ("confirm", {"standard": "beyond_resonable_doubt"}, "standard", 'Did you mean "beyond_reasonable_doubt"?'),
    ("need_information", {"standard": "beyond_reasonable_doubt"}, "standard", "Leave it out."),
    ("out_of_scope", {"standard": "balance_of_probabilities"}, "standard", "Leave it out."),
    ("confirm", {"reason": "  "}, "reason", "Give one, in a sentence."),
    ("confirm", {"reason": "x" * 5001}, "reason", "Say it shorter"),
    ("confirm", {"name": " \n "}, "name", "Give yours."),
    ("confirm", {"date": "yesterday"}, "date", 'Write it as "2026-11-23".'),
]


@pytest.mark.parametrize(("word", "given_", "code", "fix"), WRONG, ids=[f"{word}-{code}" for word, _, code, _ in WRONG])
def test_what_cannot_be_decided_is_refused_with_the_reason(book: Rulebook, word: str, given_: dict[str, str], code: str, fix: str) -> None:
    with pytest.raises(InputError) as caught:
        decide(result_of(book, RECORD), word, **{"reason": "Seen.", "name": "O. Marsh", "date": "2031-04-01", **given_})
    assert [problem.code for problem in caught.value.problems] == [code]
    assert fix in str(caught.value)


def test_only_what_decides_something_is_held_to_a_standard(book: Rulebook) -> None:
    for word in PROVEN:
        assert decide(
            result_of(book, RECORD), word, reason="Seen.", name="O. Marsh", date="2031-04-01", standard="balance_of_probabilities"
        ).standard


def test_restricted_values_in_a_reason_are_withheld_and_the_person_can_be_told(book: Rulebook) -> None:
    reason = "Torvik himself told me."
    made = confirmed(result_of(book, RECORD), reason=reason)
    assert made.reason == f"{MARK} himself told me."
    assert withheld_in(made, reason)
    assert not withheld_in(confirmed(result_of(book, RECORD)), "Seen.")
