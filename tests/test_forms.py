"""A form made from the vocabulary asks what the vocabulary asks; and what is answered comes back as the record that was meant."""

from __future__ import annotations

import copy
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from surveys import Filled, XForm, central, kobo, parsed

from checker.claims import VOICE_KINDS
from checker.documents import Document, parse_yaml
from checker.exchange import questions, xlsform
from checker.exchange.answers import every_question, read_submissions
from checker.exchange.questions import OPENING, answer, ids, of, plan, upto, value, words
from checker.records import SCHEMA, read_record
from checker.rulebook import Rulebook
from checker.vocabulary import Fact, Subject, Vocabulary
from checker.writing import as_yaml

Plain = dict[str, Any]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Rulebook.load().vocabulary


def form_of(vocabulary: Vocabulary, **wanted: Any) -> XForm:
    converted = xlsform.convert(xlsform.workbook(xlsform.make(plan(vocabulary, **wanted))))
    assert converted is not None
    assert converted.warnings == ()
    return parsed(converted.xform)


@pytest.fixture(scope="module")
def usual(vocabulary: Vocabulary) -> XForm:
    """The form that one gets without asking for anything."""
    return form_of(vocabulary)


@pytest.fixture(scope="module")
def wide(vocabulary: Vocabulary) -> XForm:
    """A form with facts of every type: numbers with limits, dates, and a subject with so many facts that Articles are asked for first."""
    return form_of(vocabulary, subjects=["publication", "person", "medical_care", "repatriation", "work", "conflict"])


# --- the form says what the vocabulary says ------------------------------------------------------------------------------------------------------------


def test_the_form_of_the_whole_vocabulary_has_every_fact_that_can_be_asked_and_no_judgement_or_definition(vocabulary: Vocabulary) -> None:
    form = form_of(vocabulary, subjects=list(vocabulary.subjects))
    asked = {question.name: question for question in form.questions.values()}
    for fact in vocabulary.facts():
        assert (answer(fact) in asked) == (not fact.derived and not fact.judgement), fact.id
        if answer(fact) in asked:
            question = asked[answer(fact)]
            assert " ".join(question.label.split()) == " ".join(fact.asks.split())
            assert tuple(question.choices) == words(fact)
            assert len(set(words(fact))) == len(words(fact)), "what the form adds is no value of the fact"
            assert form.table_of(question) == ("" if fact.subject == "conflict" else fact.subject)
            for word, sentence in fact.says.items():
                if fact.type in ("bool", "enum"):
                    assert question.choices[word] == sentence
    assert len(asked) == len(form.questions), "every name is there once"
    assert {name for name, question in asked.items() if question.type} - set(every_question(vocabulary)) == {"instanceID"}, (
        "the reader knows every question that a form asks"
    )


def test_the_usual_form_is_short_and_has_what_opens_the_door_to_the_rules(vocabulary: Vocabulary, usual: XForm) -> None:
    names = {question.name for question in usual.questions.values()}
    assert all(answer(vocabulary.fact(fact)) in names for fact in OPENING)
    assert xlsform.make(plan(vocabulary)).questions < 90
    assert not [question for question in usual.questions.values() if question.name == "publication__humiliating"], (
        "a judgement is not asked"
    )


def test_nothing_is_asked_of_what_was_not_chosen_and_no_group_begins_without_having_been(usual: XForm) -> None:
    for group in ("source", "voice", "conflict", "party", "outlet", "person", "publication"):
        assert usual.questions[group].relevant == f"selected( /data/record/record_covers , '{group}')"
    assert usual.questions["publication/publication_depicts"].relevant == "selected( /data/record/record_covers , 'person')"
    assert usual.questions["publication/publication_by_outlet"].relevant == "selected( /data/record/record_covers , 'outlet')"
    assert usual.questions["person/person_said_by"].relevant == "selected( /data/record/record_covers , 'voice')"
    assert set(usual.questions["record/record_covers"].choices) == {*usual.repeats, "conflict"}


def test_the_facts_that_open_the_door_are_asked_whatever_articles_are_chosen(vocabulary: Vocabulary, wide: XForm) -> None:
    for fact in (vocabulary.fact(fact) for fact in OPENING):
        path = answer(fact) if fact.subject == "conflict" else f"{fact.subject}/{answer(fact)}"
        question = wide.questions.get(path) or wide.questions[f"{fact.subject}/{answer(fact)}"]
        assert not question.relevant


def test_a_subject_with_many_facts_asks_for_articles_first(wide: XForm) -> None:
    asked = wide.questions[
        "medical_care/medical_care__access_to_care"
        if "medical_care/medical_care__access_to_care" in wide.questions
        else next(path for path in wide.questions if path.startswith("medical_care/medical_care__"))
    ]
    assert re.fullmatch(r"selected\( ?\.\./medical_care_articles ?, 'a\w+'\)( or .*)?", asked.relevant), asked.relevant
    assert wide.questions["medical_care/medical_care_articles"].several


def test_numbers_and_dates_have_limits(vocabulary: Vocabulary, wide: XForm) -> None:
    eyes = wide.questions["repatriation/repatriation__blind_eyes__value"]
    assert (eyes.type, eyes.constraint) == ("int", ". >= 0 and . <= 2")
    assert (
        wide.questions["repatriation/repatriation__blind_eyes__to"].constraint
        == ". >= 0 and . <= 2 and . >  ../repatriation__blind_eyes__value "
    )
    assert wide.questions["work/work__months_worked__value"].type == "decimal"
    pattern = re.fullmatch(r"regex\(\., '(.*)'\)", wide.questions["person/person__captured_on__value"].constraint)
    assert pattern is not None
    for good in ("2031", "2031-05", "2031-05-XX", "2031-05-04", "2031-05?", "2031-05-04/2031-05-06", "../2031-05", "2031-05/.."):
        assert re.search(pattern[1], good), good
        vocabulary.fact("person.captured_on").read(good)
    for bad in ("4 May 2031", "2031/05/04", "05-2031", "2031-05-04 to 2031-05-06", "yesterday", ""):
        assert not re.search(pattern[1], bad), bad


def test_names_are_asked_for_only_in_the_restricted_group_and_not_where_they_are_not_wanted(vocabulary: Vocabulary, usual: XForm) -> None:
    assert usual.questions["person/restricted"].relevant.replace(" ", "") == "../person_restricted='yes'"
    assert all(usual.questions[f"person/restricted/restricted_{key}"].label.startswith("RESTRICTED") for key in questions.RESTRICTED)
    assert not [path for path in form_of(vocabulary, names=False).questions if "restricted" in path]


def test_nothing_asks_for_a_position_or_a_device(vocabulary: Vocabulary) -> None:
    form = xlsform.make(plan(vocabulary, subjects=list(vocabulary.subjects)))
    kinds = {row["type"].partition(" ")[0] for row in form.survey}
    assert kinds == {
        "calculate",
        "today",
        "begin_group",
        "end_group",
        "begin_repeat",
        "end_repeat",
        "text",
        "integer",
        "decimal",
        "select_one",
        "select_multiple",
    }


def test_the_same_plan_gives_the_same_bytes_and_another_one_another_version(vocabulary: Vocabulary) -> None:
    once, twice = (xlsform.workbook(xlsform.make(plan(vocabulary))) for _ in range(2))
    assert once == twice
    assert xlsform.make(plan(vocabulary)).settings["version"] != xlsform.make(plan(vocabulary, names=False)).settings["version"]


def test_no_cell_of_the_workbook_is_a_formula(vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsform.workbook(xlsform.make(plan(vocabulary))))
    for sheet in openpyxl.load_workbook(path):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        assert {type(cell.value) for row in sheet.iter_rows() for cell in row} <= {str, type(None)}


def test_what_the_form_asks_can_be_chosen_by_article(vocabulary: Vocabulary) -> None:
    chosen = plan(vocabulary, articles=["17"])
    assert {asked.subject.name for asked in chosen.asked} >= {"interrogation", "person"}
    assert all("17" in fact.articles or fact.id in OPENING for fact in chosen.facts)
    assert chosen.judgements == sum(fact.judgement for fact in vocabulary.facts() if "17" in fact.articles and not fact.derived)


# --- a record, as somebody would fill it in ------------------------------------------------------------------------------------------------------------

OWN = {"id": "form", "title": "Filled form", "date": "2031-05-04"}


def filled(record: Plain, vocabulary: Vocabulary, form: XForm) -> Filled:
    """The form filled with what a record says; every account of an entry is a round."""
    answers = {of("record", key): record[key] for key in ("title", "dates", "summary") if key in record}
    rounds: dict[str, list[dict[str, str]]] = {}
    for source in record["sources"][1:]:
        rounds.setdefault("source", []).append({of("source", key): source[key] for key in source})
    for voice in record.get("voices", []):
        rounds.setdefault("voice", []).append({of("voice", key): voice[key] for key in voice})
    covered = []
    for subject in vocabulary.subjects.values():
        entries = record.get(subject.name, [])
        for entry in [entries] if isinstance(entries, dict) else entries:
            made = accounts(entry, subject)
            if subject.one_per_record:
                answers |= made[0]
                continue
            if subject.name == "person" and (kept := record.get("restricted", {}).get(entry["id"])):
                made[0] |= {"person_restricted": "yes", **{of("restricted", key): "\n".join(lines) for key, lines in kept.items()}}
            rounds.setdefault(subject.name, []).extend(made)
        if entries:
            covered.append(subject.name)
    covered += [thing for thing in ("source", "voice") if thing in rounds]
    if covered:
        answers["record_covers"] = " ".join(covered)
    own = record["id"].removeprefix("submission-")
    assert set(rounds) <= set(form.repeats)
    return Filled(answers, rounds, uuid=own)


def accounts(entry: Plain, subject: Subject) -> list[dict[str, str]]:
    """The rounds in which an entry is filled in: one for each of the claims that stand side by side."""
    facts: dict[str, list[Plain]] = {
        name: stated if isinstance(stated, list) else [stated] for name, stated in entry.get("facts", {}).items()
    }
    several = max((len(claims) for claims in facts.values()), default=1)
    made = []
    for number in range(several):
        round_ = {} if subject.one_per_record else {of(subject.name, "id"): entry["id"]}
        if number == 0:
            round_ |= {of(subject.name, key): entry[key] for key in ("label", "state", "note") if key in entry}
            for link in subject.links.values():
                targets = entry.get(link.name, [])
                targets = [targets] if isinstance(targets, str) else targets
                for question, kind in questions.links(link, subject).items():
                    if chosen := [target for target in targets if target in ids(kind)]:
                        round_[question] = " ".join(chosen)
        for name, claims in facts.items():
            if number < len(claims):
                claim, fact = claims[number], subject.facts[name]
                round_ |= given_as(fact, claim["is"])
                about = {of(subject.name, key): claim[key] for key in ("source", "at", "said_by") if key in claim and claim[key] != "form"}
                assert all(round_.setdefault(key, text) == text for key, text in about.items())
        made.append(round_)
    return made


def given_as(fact: Fact, said: Any) -> dict[str, str]:
    """The answers that state a value of a fact."""
    if isinstance(said, dict):
        if set(said) == {"at_least", "at_most"}:
            return {answer(fact): "between", value(fact): said["at_least"], upto(fact): said["at_most"]}
        ((bound, number),) = said.items()
        return {answer(fact): bound, value(fact): number}
    if fact.type in ("bool", "enum") or said in ("unknown", "not_applicable"):
        return {answer(fact): said}
    return {answer(fact): "known" if fact.type == "date" else "exactly", value(fact): said}


# --- records to fill in --------------------------------------------------------------------------------------------------------------------------------

LINES = (
    st.text(alphabet=st.sampled_from("abcdefgh XYZ.,;:'\"-/()=+@#\u00e9\u0456\u4e2d"), min_size=1, max_size=30).map(str.strip).filter(bool)
)
NUMBERS = st.integers(min_value=0, max_value=900)
DATES = st.sampled_from(["2031-05-04", "2031-05", "2031", "2031-05-04/2031-05-06", "../2031-05", "2031-05-XX", "2031-05?"])


def values_of(fact: Fact) -> st.SearchStrategy[Any]:
    """Every form in which the form can take a value."""
    if fact.type in ("bool", "enum"):
        return st.sampled_from([*fact.words, "unknown"])
    if fact.type == "date":
        return DATES | st.just("unknown")
    high = int(fact.maximum) if fact.maximum is not None else 900
    number = st.integers(min_value=int(fact.minimum or 0), max_value=high).map(str)
    if fact.type == "float":
        number = number | st.sampled_from(["0.5", "2.25"])
    between = st.tuples(st.integers(0, high // 2), st.integers(1, max(high // 2, 1))).map(
        lambda pair: {"at_least": str(pair[0]), "at_most": str(pair[0] + pair[1])}
    )
    bounds = st.sampled_from(["at_least", "at_most"]).flatmap(lambda bound: number.map(lambda text: {bound: text}))
    return number | between | bounds | st.just("unknown")


@st.composite
def records(draw: Any, vocabulary: Vocabulary, form: XForm) -> Plain:
    """A record that a form can take in whole."""
    asked = {question.name for question in form.questions.values()}
    record: Plain = {"schema": SCHEMA, "id": f"submission-{draw(st.uuids())}", "title": draw(LINES)}
    record |= {
        key: text for key, text in (("dates", draw(st.none() | DATES)), ("language", "en"), ("summary", draw(st.none() | LINES))) if text
    }
    sources = [{"id": own, "title": draw(LINES), **draw(st.fixed_dictionaries({}, optional={"date": DATES, "url": st.just("https://post.example/a")}))} for own in ids("source")[: draw(st.integers(0, 2))]]  # fmt: skip
    parties = list(ids("party")[: draw(st.integers(0, 2))])
    persons = list(ids("person")[: draw(st.integers(0, 3))])
    outlets = list(ids("outlet")[: draw(st.integers(0, 1))])
    there = {"party": parties, "person": persons, "outlet": outlets}
    kinds = st.sampled_from([kind for kind in VOICE_KINDS if kind != "reviewer"])
    voices = []
    for own in ids("voice")[: draw(st.integers(0, 3))]:
        party = {"party": draw(st.sampled_from(parties))} if parties and draw(st.booleans()) else {}
        voices.append({"id": own, "name": draw(LINES), "kind": draw(kinds), **party})
    record["sources"] = [OWN, *sources]
    if voices:
        record["voices"] = voices
    for subject in questions.in_order(vocabulary):
        facts = [fact for fact in subject.facts.values() if answer(fact) in asked]
        own_ids = there.get(subject.name, list(ids(subject.name)[: draw(st.integers(0, 2))]) if facts else [])
        if subject.one_per_record:
            own_ids = [subject.name] if draw(st.booleans()) else []
        entries = [
            draw(entry(subject, own, facts, there, [source["id"] for source in sources], [voice["id"] for voice in voices]))
            for own in own_ids
        ]
        if subject.one_per_record:
            entries = [{key: part for key, part in one.items() if key != "id"} for one in entries if len(one) > 1]
        if entries:
            record[subject.name] = entries[0] if subject.one_per_record else entries
    kept = {
        own: draw(
            st.fixed_dictionaries({}, optional={"names": st.just([f"Anselm Q{own[-1]}torvik"]), "numbers": st.just(["NV-3310-7", "88 41"])})
        )
        for own in persons
    }
    if any(kept.values()):
        record["restricted"] = {own: details for own, details in kept.items() if details}
    return record


@st.composite
def entry(
    draw: Any, subject: Subject, own: str, facts: list[Fact], there: dict[str, list[str]], sources: list[str], voices: list[str]
) -> Plain:
    """An entry with links to what is there, and with facts on up to two accounts."""
    made: Plain = {"id": own}
    if draw(st.booleans()):
        made["label"] = draw(LINES)
    for link in subject.links.values():
        targets = [target for kind in link.to for target in there[kind]]
        chosen = draw(st.lists(st.sampled_from(targets), unique=True, max_size=3 if link.many else 1)) if targets else []
        chosen = [target for target in targets if target in chosen]
        if chosen:
            made[link.name] = chosen if len(chosen) > 1 else chosen[0]
    rounds = []
    for _ in range(1 if subject.one_per_record else 2):
        about = {"source": draw(st.sampled_from([*sources, "form"]))}
        if draw(st.booleans()):
            about["at"] = draw(LINES)
        if voices and draw(st.booleans()):
            about["said_by"] = draw(st.sampled_from(voices))
        rounds.append(about)
    stated = {}
    for fact in draw(st.lists(st.sampled_from(facts), unique_by=lambda fact: fact.name, max_size=6)) if facts else []:
        claims = [{"is": draw(values_of(fact)), **about} for about in rounds[: draw(st.integers(1, len(rounds)))]]
        stated[fact.name] = claims if len(claims) > 1 else claims[0]
        if draw(st.integers(0, 5)) == 0:
            stated[fact.name] = {"is": "not_applicable", **rounds[0]}
    if stated:
        made["facts"] = {name: stated[name] for name in subject.facts if name in stated}
    if draw(st.booleans()):
        made["note"] = draw(LINES)
    return made


LAYOUTS: dict[str, Callable[[XForm, list[Filled], Path], Path]] = {
    "kobo": lambda form, all_, folder: kobo(form, all_, folder / "export.xlsx"),
    "kobo, one column": lambda form, all_, folder: kobo(form, all_, folder / "export.xlsx", layout="summary", separator=""),
    "kobo, a column for each choice": lambda form, all_, folder: kobo(form, all_, folder / "export.xlsx", layout="details", separator="/"),
    "kobo, other separator, numbers as numbers": lambda form, all_, folder: kobo(
        form, all_, folder / "export.xlsx", separator=".", native=True
    ),
    "central": lambda form, all_, folder: central(form, all_, folder / "ihl_incident.zip"),
    "central, choices split": lambda form, all_, folder: central(form, all_, folder / "ihl_incident.zip", layout="both"),
    "central, no group paths, unpacked": lambda form, all_, folder: central(
        form, all_, folder / "unpacked", group_paths=False, unpacked=True
    ),
}


def without_own_notes(record: Plain) -> Plain:
    """A record without what the submission notes of itself, which no answer said."""
    plain = copy.deepcopy(record)
    own = plain["sources"][0]
    assert own.pop("publisher") in ("KoboToolbox", "ODK Central")
    assert re.fullmatch(
        r"Submission (uuid:)?[0-9a-f-]{36}, received 2031-05-04T10:20:30, form ihl-form/1 version [0-9a-f]{12}\.", own.pop("note")
    )
    return plain


@pytest.mark.parametrize("layout", LAYOUTS)
@given(data=st.data())
@settings(max_examples=max(settings().max_examples // 3, 10))
def test_what_is_answered_comes_back_as_the_record_that_was_meant(
    layout: str, data: st.DataObject, vocabulary: Vocabulary, wide: XForm
) -> None:
    meant = data.draw(st.lists(records(vocabulary, wide), min_size=1, max_size=2, unique_by=lambda record: record["id"]))
    with tempfile.TemporaryDirectory() as folder:
        imported = read_submissions(
            str(LAYOUTS[layout](wide, [filled(record, vocabulary, wide) for record in meant], Path(folder))), vocabulary
        )
    assert imported.problems == ()
    assert len(imported.drafts) == len(meant)
    for draft, record in zip(imported.drafts, meant, strict=True):
        came = without_own_notes(dict(draft.data))
        assert {key: part for key, part in came.items() if part != record.get(key)} == {
            key: part for key, part in record.items() if part != came.get(key)
        }
    for draft in imported.drafts:
        read_record(Document("form", draft.data), vocabulary)
        assert parse_yaml(as_yaml(draft.data, draft.comments), "form").data == draft.data
