"""What changed between two states, and what each change is due to, found by putting it back."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import GOOD, ROOT, RULEBOOK, ihl
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from checker.claims import Claim, Stated
from checker.cli.app import app
from checker.differences import Compared, Side, compare
from checker.digests import facts_digest
from checker.documents import parse_yaml
from checker.evaluation import Judge
from checker.judging import judge_record
from checker.pipeline import incident
from checker.records import Record
from checker.rulebook import Rulebook
from checker.statements import statements_of

KURSK = ROOT / "examples" / "kursk-2025" / "incident.yml"
IMAGES = "gc3-13-identifiable-images-in-public"
TEXT = KURSK.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small() -> Rulebook:
    return Rulebook.load(str(RULEBOOK), keep=False)


def record_of(text: str, rulebook: Rulebook) -> Record:
    return incident(parse_yaml(text, "incident.yml"), rulebook)


def between(old: str, new: str, rulebook: Rulebook, *, readings: tuple[str, str] | None = None) -> Compared:
    first, second = readings or (rulebook.default_reading, rulebook.default_reading)
    return compare(Side(rulebook, first, record_of(old, rulebook)), Side(rulebook, second, record_of(new, rulebook)))


def causes(compared: Compared, rule: str) -> set[tuple[str, str]]:
    return {(cause.kind, cause.what) for changed in compared.changed if changed.rule == rule for cause in changed.causes}


def test_nothing_changed_where_nothing_changed(rulebook: Rulebook) -> None:
    compared = between(TEXT, TEXT, rulebook)
    assert (compared.changed, compared.unlisted, compared.stated) == ((), 0, ())


def test_a_changed_fact_is_named_with_its_sentences(rulebook: Rulebook) -> None:
    compared = between(TEXT, TEXT.replace("identifiable: {is: unknown", "identifiable: {is: yes", 1), rulebook)
    changed = [one for one in compared.changed if one.rule == IMAGES]
    assert {one.binding["publication"] for one in changed} == {"sbu-images"}
    assert all(one.enough for one in changed)
    (cause,) = {cause for one in changed for cause in one.causes}
    assert (cause.kind, cause.what, cause.was, cause.now) == ("fact", "sbu-images.identifiable", "unknown", "yes")
    assert cause.says == ("", rulebook.vocabulary.fact("publication.identifiable").says["yes"])


def test_a_changed_fact_that_changes_no_finding_is_named_apart(rulebook: Rulebook) -> None:
    compared = between(
        TEXT, TEXT.replace("wounded: {is: yes, source: nyt, at: para 2", "wounded: {is: yes, source: nyt, at: para 5", 1), rulebook
    )
    assert not compared.changed
    assert [(cause.what, cause.was, cause.now) for cause in compared.idle] == [("prisoner-1.wounded", "yes", "yes")]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda r: r._replace(dates="2025-01-09/2025-01-13"), "dates"),
        (lambda r: r._replace(sources={**r.sources, "nyt": r.sources["nyt"]._replace(title="Another title")}), "source nyt"),
        (lambda r: r._replace(sources={**r.sources, "nyt": r.sources["nyt"]._replace(sha256="0" * 64)}), "source nyt"),
        (lambda r: r._replace(voices={**r.voices, "reporters": r.voices["reporters"]._replace(kind="other")}), "voice reporters"),
        (lambda r: _noted(r), "prisoner-1.wounded"),
    ],
    ids=["dates", "title of a source", "hash", "voice", "note of a claim"],
)
def test_whatever_makes_a_decision_stale_is_named(rulebook: Rulebook, change: Callable[[Record], Record], named: str) -> None:
    old = record_of(TEXT, rulebook)
    new = change(old)
    reading = rulebook.default_reading
    digests = [
        {(one.head.id, *one.binding.values()): facts_digest(one) for one in judge_record(rulebook, record, reading)}
        for record in (old, new)
    ]
    assert digests[0] != digests[1]
    compared = compare(Side(rulebook, reading, old), Side(rulebook, reading, new))
    assert [cause.what for cause in compared.stated] == [named]
    assert statements_of(old) != statements_of(new)


def _noted(record: Record) -> Record:
    stated = record.entries["prisoner-1"].facts["wounded"]
    return record.stating(
        {("prisoner-1", "wounded"): stated._replace(claims=tuple(claim._replace(note="seen") for claim in stated.claims))}
    )


def test_another_title_or_label_changes_nothing(rulebook: Rulebook) -> None:
    compared = between(
        TEXT, TEXT.replace("label: first prisoner", "label: the first").replace("title: Two North", "title: The two North"), rulebook
    )
    assert (compared.changed, compared.stated) == ((), ())


def test_two_facts_that_only_together_change_a_finding_are_named_together(small: Rulebook) -> None:
    old = GOOD.read_text().replace("face: clear", "face: unknown").replace("released: {is: yes", "released: {is: unknown")
    compared = between(old, GOOD.read_text(), small)
    (changed,) = [one for one in compared.changed if one.rule == "recognisable-picture"]
    assert changed.verdicts == ("undetermined", "breach")
    assert not changed.enough
    assert {cause.what for cause in changed.causes} == {"photo.face", "photo.released"}


def test_another_reading_is_the_cause(rulebook: Rulebook) -> None:
    compared = between(TEXT, TEXT, rulebook, readings=("narrow", "strict"))
    assert causes(compared, IMAGES) == {("reading", "strict")}


def test_a_treaty_date_is_the_cause(rulebook: Rulebook) -> None:
    compared = between(TEXT, TEXT.replace('dates: "2025-01-09/2025-01-12"', 'dates: "1950-01-09/1950-01-12"'), rulebook)
    assert causes(compared, IMAGES) == {("treaty", "conflict.powers_bound")}


def test_links_and_entries_are_the_cause(rulebook: Rulebook) -> None:
    new = TEXT.replace("    depicts: [prisoner-1, prisoner-2]", "    depicts: [prisoner-1]", 1)
    compared = between(TEXT, new, rulebook)
    gone = [one for one in compared.changed if one.rule == IMAGES]
    assert [(one.binding["person"], one.after) for one in gone] == [("prisoner-2", ())]
    assert causes(compared, IMAGES) == {("links", "sbu-images linked otherwise")}


@given(st.data())
def test_putting_the_causes_back_puts_the_finding_back(data: st.DataObject) -> None:
    """With any facts of the article's record changed at random: where causes are enough each, one alone makes the change; and without all of them it does not come about."""
    rulebook = data.draw(st.just(_SHIPPED))
    record = _RECORD
    chance = random.Random(data.draw(st.integers(0, 10**6)))
    keys = [
        (entry.id, name)
        for entry in record.entries.values()
        for name in entry.facts
        if entry.subject in ("publication", "person", "conflict")
    ]
    changes = {}
    for entry, name in chance.sample(keys, data.draw(st.integers(1, 4))):
        fact = record.entries[entry].facts[name].fact
        changes[entry, name] = (
            Stated(fact, (Claim(fact.read(chance.choice(fact.words))),)) if fact.words and chance.random() < 0.8 else None
        )
    new = record.stating(changes)
    reading = rulebook.default_reading
    compared = compare(Side(rulebook, reading, record), Side(rulebook, reading, new))
    before, after = (
        {(r.head.id, tuple(r.binding.items())): r.possible for r in judge_record(rulebook, side, reading)} for side in (record, new)
    )
    differing = {key for key in before if before[key] != after[key]}
    assert {(one.rule, tuple(one.binding.items())) for one in compared.changed} <= differing
    assert len(compared.changed) + compared.unlisted == len(differing)
    for one in compared.changed:
        keys_of = [tuple(cause.what.rsplit(".", 1)) for cause in one.causes]
        assert set(keys_of) <= set(changes)

        def possible(applied: list[tuple[str, ...]], one: object = one) -> tuple[str, ...]:
            state = record.stating({key: changes[key] for key in changes if key in applied})
            return tuple(sorted(Judge(rulebook, state, reading).bind(rulebook.rule(one.rule), dict(one.binding)).possible))  # type: ignore[attr-defined]

        if one.enough:
            assert all(possible([key]) == tuple(sorted(one.after)) for key in keys_of)
        else:
            assert possible([key for key in changes if key not in keys_of]) != tuple(sorted(one.after))


_SHIPPED = Rulebook.load(keep=False)
_RECORD = record_of(TEXT, _SHIPPED)


# --- rulebooks -------------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def changed_rulebook(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(RULEBOOK, folder)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def diffed(*arguments: str | Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(ihl("diff", *arguments, "--format", "json").out)
    return found


def test_a_changed_rule_is_the_cause_and_its_words_are_not(changed_rulebook: Path) -> None:
    edit(changed_rulebook / "showing" / "recognisable-picture.yml", "remedy: Take it down.", "remedy: Take it down at once.")
    same = diffed(RULEBOOK, changed_rulebook, "--on", GOOD)
    assert same["rules"] == [{"id": "recognisable-picture", "how": "texts"}]
    assert [record["changed"] for record in same["records"]] == [[]]  # type: ignore[attr-defined]


def test_a_changed_definition_is_the_cause(changed_rulebook: Path) -> None:
    edit(changed_rulebook / "definitions" / "person.captive.yml", "when: person.held}", "when: not person.held}")
    (changed_rulebook / "definitions" / "person.captive.cases.yml").unlink()
    outcome = ihl("diff", RULEBOOK, changed_rulebook, "--on", GOOD, "--format", "json")
    assert outcome.code == 1
    found = json.loads(outcome.out)
    assert {"id": "person.captive", "how": "decides"} in found["rules"]
    assert {(cause["kind"], cause["what"]) for record in found["records"] for one in record["changed"] for cause in one["causes"]} == {
        ("definition", "person.captive")
    }


def test_a_rule_that_was_removed_shows(changed_rulebook: Path) -> None:
    for path in (changed_rulebook / "notice").iterdir():
        path.unlink()
    found = diffed(RULEBOOK, changed_rulebook, "--on", GOOD)
    assert {"id": "family-told-late", "how": "removed"} in found["rules"]  # type: ignore[operator]
    assert [one["after"] for record in found["records"] for one in record["changed"]] == [[]]  # type: ignore[attr-defined]


# --- runs ------------------------------------------------------------------------------------------------------------------------------------------------


def kept(folder: Path, text: str, *options: str) -> Path:
    folder.mkdir()
    (folder / "incident.yml").write_text(text, encoding="utf-8")
    ihl("check", folder / "incident.yml", "--save", folder / "run", *options)
    return folder / "run"


@pytest.mark.parametrize("options", [(), ("--brief",)])
def test_two_runs_are_compared_from_what_they_kept(tmp_path: Path, options: tuple[str, ...]) -> None:
    old = kept(tmp_path / "old", TEXT, *options)
    new = kept(tmp_path / "new", TEXT.replace("identifiable: {is: unknown", "identifiable: {is: yes", 1), *options)
    found = diffed(old, new)
    computed = diffed(tmp_path / "old" / "incident.yml", tmp_path / "new" / "incident.yml")

    def key(side: dict[str, object], *, known: bool) -> set[tuple[str, ...]]:
        """The findings that changed; with ``known`` only those that were listed before: a run keeps no others, so what is newly listed may have been as open as it is."""
        return {
            (one["rule"], *one["binding"].values(), *one["after"])
            for record in side["records"]  # type: ignore[attr-defined]
            for one in record["changed"]
            if one["listed"][0] or not known
        }

    assert key(found, known=True) == key(computed, known=True)
    assert key(found, known=False) >= key(computed, known=False)
    named = {cause["what"] for record in found["records"] for one in record["changed"] for cause in one["causes"]}  # type: ignore[attr-defined]
    assert named == {"sbu-images.identifiable"}


def test_another_reading_and_other_records_show_between_runs(tmp_path: Path) -> None:
    old = kept(tmp_path / "old", TEXT)
    new = kept(tmp_path / "new", TEXT.replace("id: kursk-2025-01", "id: other-2025-01"), "--reading", "strict")
    outcome = ihl("diff", old, new)
    assert outcome.code == 1
    assert f"Only in {new}: other-2025-01" in " ".join(outcome.out.split()).replace("- ", "-") or "other-2025-01" in outcome.out
    again = kept(tmp_path / "again", TEXT, "--reading", "strict")
    causes_ = {cause["kind"] for record in diffed(old, again)["records"] for one in record["changed"] for cause in one["causes"]}  # type: ignore[attr-defined]
    assert causes_ == {"reading"}


# --- as a command ----------------------------------------------------------------------------------------------------------------------------------------


def test_the_exit_code_says_whether_a_finding_changed(tmp_path: Path) -> None:
    assert ihl("diff", KURSK, KURSK).code == 0
    (tmp_path / "new.yml").write_text(TEXT.replace("identifiable: {is: unknown", "identifiable: {is: yes", 1))
    assert ihl("diff", KURSK, tmp_path / "new.yml").code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((KURSK, RULEBOOK), "kinds"),
        ((KURSK, "nowhere.yml"), "unreadable"),
        ((KURSK, KURSK, "--reading", "lenient"), "reading"),
        ((KURSK, KURSK, "--format", "xml"), "option"),
    ],
)
def test_what_cannot_be_compared_is_a_problem(arguments: tuple[str | Path, ...], code: str) -> None:
    outcome = ihl("diff", *arguments)
    assert outcome.code == 2
    assert code in [problem.code for problem in outcome.problems]


def test_it_reads_as_it_did_when_somebody_last_looked(tmp_path: Path) -> None:
    new = TEXT.replace("identifiable: {is: unknown", "identifiable: {is: yes", 1).replace(
        "wounded: {is: yes, source: nyt, at: para 2", "wounded: {is: yes, source: nyt, at: para 5", 1
    )
    (tmp_path / "new.yml").write_text(new.replace('dates: "2025-01-09/2025-01-12"', 'dates: "1950-01-09/1950-01-12"'))
    result = CliRunner().invoke(app, ["diff", str(KURSK), str(tmp_path / "new.yml"), "--plain"], env={"COLUMNS": "80"})
    path = ROOT / "tests" / "snapshots" / "diff-80.txt"
    shown = re.sub(r"Rulebook gc3 [0-9a-f]{12}", "Rulebook gc3 0123456789ab", result.output)
    if os.environ.get("IHL_UPDATE_SNAPSHOTS") == "1":
        path.write_text(shown, encoding="utf-8")
    assert re.sub(r"\s+\n", "\n", shown) == re.sub(r"\s+\n", "\n", path.read_text(encoding="utf-8"))
    assert max(map(len, result.output.splitlines())) <= 80
