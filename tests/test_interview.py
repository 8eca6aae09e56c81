"""The interview that ends in a record: it asks only what matters, loses nothing when it is interrupted, and writes what a person would."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from command import GOOD, RULEBOOK, ihl
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import example_records

from checker import documents
from checker.comments import comments_of
from checker.documents import Document
from checker.interview import paper
from checker.interview.answers import looks_like_a_name, slug, value
from checker.interview.course import answered, next_prompt, on_paper, resumed
from checker.interview.facts import NOT_KNOWN, Asking
from checker.interview.state import BadAnswer, Prompt, State, begun
from checker.judging import judge_record
from checker.library import examples_folder
from checker.pipeline import incident
from checker.redaction import Secrets
from checker.rulebook import Rulebook
from checker.vocabulary import Fact

NOBODY = Secrets()

#: Three invented incidents: what is answered, by the key of the question or its first word; facts that are not named are left out.
SKELETON = {
    "title": "A captured sailor in a ministry's picture", "dates": "2018-05-02/2018-05-16", "sources": ["Harbour Post", "Ministry of Sudria", ""],
    "source.title": ["The sailor in the picture", "A post"], "source.date": ["2018-05-16", ""], "source.url": "", "source.repeats": "",
    "parties": ["Sudria", "Norland", ""], "captives": "1", "label prisoner-1": "the sailor", "link prisoner-1.in_power_of": "1",
    "fact conflict.powers_bound": "both_parties", "fact conflict.armed_force_between_states": "yes", "fact prisoner-1.in_enemy_power": "y",
    "fact prisoner-1.finally_released_and_repatriated": "n", "fact prisoner-1.belonged_to": "armed_forces",
    "source": "1", "voice": ["1"], "said": "para 3", "reviewer": "Odile Marsh, standards editor", "reason": "The standards desk weighed it.",
}  # fmt: skip
INCIDENTS: dict[str, dict[str, str | list[str]]] = {
    "publication": {
        **SKELETON, "happened": "publication", "link publication-1.depicts": "", "link publication-1.quotes": "", "link publication-1.by": "1",
        "fact publication-1.made_public": "y", "fact publication-1.captor_involvement": "own", "fact publication-1.form": "photograph or video",
        "fact publication-1.identifiable": "y", "fact publication-1.dignity_preserved": "d the desk was asked", "fact publication-1.vital_interest_served": "n",
        "fact publication-1.public_interest_compelling": "n", "fact publication-1.humiliating": "s", "fact publication-1.voice": "na a photograph has none",
    },
    "interrogation": {
        **SKELETON, "happened": "8", "sources": ["Harbour Post", ""], "captives": "2", "label prisoner-2": "", "link prisoner-2.in_power_of": "",
        "link interrogation-1.of": "1", "link interrogation-1.by": "sudria", "fact interrogation-1.refusal": "beyond_identity", "fact interrogation-1.silence_punished": "!",
        "account interrogation-1.silence_punished": ["disciplinary", "not_punished", ""], "voice": ["1", "the sailor after his return", "Ministry of Defence of Sudria"],
        "voice.kind": ["captive", "party"], "voice.party": "1", "fact interrogation-1.meant_for_information": "y",
        "said": ["", "note told to the reporter", "para 5, grade B2", ""],
    },
    "transfer": {
        **SKELETON, "parties": ["Ukrane", "y", "RUS", ""], "near": "y", "dates": "2023-05", "happened": "transfer transfer", "label transfer-1": "the move to the camp", "label transfer-2": "",
        "link transfer-1.to": "", "link transfer-1.by": "1", "link transfer-2.to": "2", "link transfer-2.by": "1", "fact transfer-1.recipient": "d", "unknown": "",
        "fact transfer-2.recipient": "non_state_body", "fact transfer-2.transferring_power_kept_control": "n", "fact transfer-1.after_arrival_in_camp": "x", "said": ["para 1", ""],
    },
}  # fmt: skip
INCIDENTS["transfer"]["parties"] = ["Ukrane", "RUS", ""]


def asking_of(rulebook: Rulebook, *articles: str) -> Asking:
    heads = [head for head in rulebook.heads if not articles or head.article in articles]
    return Asking(rulebook, rulebook.default_reading, heads, bool(articles))


def told(asked: Prompt, answers: Mapping[str, str | list[str]], used: dict[str, int]) -> str:
    """What is answered to a question: by its key, else by its first word; where there are several answers one after the other, the last for the rest.

    A fact that is not named is left out, and with the last named fact of an entry all others of it.
    """
    for key in (asked.key, asked.step):
        if key in answers:
            found = answers[key]
            used[key] = used.get(key, -1) + 1
            return found if isinstance(found, str) else found[min(used[key], len(found) - 1)]
    assert asked.step == "fact", asked
    entry = asked.target.rpartition(".")[0]
    return "s" if any(key.startswith(f"fact {entry}.") and key not in used for key in answers) else "x"


def walked(state: State, asking: Asking, answers: Mapping[str, str | list[str]]) -> Iterator[tuple[State, Prompt, str, State]]:
    """An interview to its end: each state, what was asked in it and answered, and the state after it."""
    used: dict[str, int] = {}
    while (asked := next_prompt(state, asking)) is not None:
        text = told(asked, answers, used)
        after = answered(state, asked, text, asking, NOBODY)
        yield state, asked, text, after
        state = after


class Told:
    """One incident told to its end."""

    def __init__(self, name: str, rulebook: Rulebook) -> None:
        self.asking = asking_of(rulebook, *(("17",) if name == "interrogation" else ("13",) if name == "publication" else ("12", "46")))
        self.steps = list(walked(begun("incident"), self.asking, INCIDENTS[name]))
        self.lines = [text for _, _, text, _ in self.steps]
        self.last = self.steps[-1][3]
        self.text = on_paper(self.last, self.asking)
        self.articles = [word for head in dict.fromkeys(head.article for head in self.asking.rules) for word in ("--article", head)]


@pytest.fixture(scope="module")
def told_incidents(rulebook: Rulebook) -> dict[str, Told]:
    return {name: Told(name, rulebook) for name in INCIDENTS}


every_incident = pytest.mark.parametrize("name", INCIDENTS)


def read_back(text: str, rulebook: Rulebook, file: str = "incident.yml") -> State:
    return paper.read(text, documents.parse_yaml(text, file), rulebook.vocabulary)


def verdicts(path: Path) -> dict[tuple[str, str], str]:
    found = json.loads(ihl("check", path, "--format", "json", "--fail-on", "never").out)["findings"]
    return {(finding["rule"], finding["subject"]): finding["verdict"] for finding in found}


# --- what comes out ------------------------------------------------------------------------------------------------------------------------------------


@every_incident
def test_what_the_terminal_writes_is_what_the_interview_came_to(name: str, told_incidents: dict[str, Told], tmp_path: Path) -> None:
    one = told_incidents[name]
    ran = ihl("records", "new", "-o", tmp_path / "incident.yml", *one.articles, stdin="\n".join([*one.lines, ""]))
    assert ran.code == 0, ran.err
    assert (tmp_path / "incident.yml").read_text(encoding="utf-8") == one.text
    assert "Nothing that is still open could change a finding." in ran.out
    assert not ran.problems
    assert ihl("check", tmp_path / "incident.yml", "--fail-on", "never").code == 0, "it is valid"
    assert [path.name for path in tmp_path.iterdir()] == ["incident.yml"]


def test_a_publication_comes_out_as_it_was_told(told_incidents: dict[str, Told], tmp_path: Path) -> None:
    one = told_incidents["publication"]
    path = tmp_path / "incident.yml"
    path.write_text(one.text, encoding="utf-8")
    data = one.last.data
    facts = data["publication"][0]["facts"]
    assert facts["made_public"] == {"is": "yes", "source": "harbour-post", "at": "para 3", "said_by": "harbour-post"}
    assert facts["form"]["is"] == {"one_of": ["photograph", "video"]}
    assert facts["dignity_preserved"] == {"is": "unknown", "note": "the desk was asked"}
    assert facts["vital_interest_served"] == {"is": "no", "said_by": "reviewer", "note": "The standards desk weighed it."}
    assert {"id": "reviewer", "name": "Odile Marsh, standards editor", "kind": "reviewer"} in data["voices"]
    assert data["person"][0]["depends_on"] == "norland", "the other of two parties"
    assert verdicts(path)["gc3-13-identifiable-images-in-public", "publication-1"] == "breach"


def test_lint_finds_nothing_that_the_interview_should_have_asked(told_incidents: dict[str, Told], tmp_path: Path) -> None:
    path = tmp_path / "incident.yml"
    path.write_text(told_incidents["publication"].text, encoding="utf-8")
    found = ihl("records", "lint", path, "--format", "json", "--fail-on", "never").out
    codes = {remark["code"] for remark in json.loads(found)["remarks"]}
    assert codes == {"judgements", "undated-source", "unused-source"}, "the second source was given no date, and said nothing"


def test_a_dispute_keeps_every_account_with_its_voice(told_incidents: dict[str, Told], tmp_path: Path) -> None:
    one = told_incidents["interrogation"]
    path = tmp_path / "incident.yml"
    path.write_text(one.text, encoding="utf-8")
    claims = one.last.data["interrogation"][0]["facts"]["silence_punished"]
    assert [claim["is"] for claim in claims] == ["disciplinary", "not_punished"]
    voices = {voice["id"]: voice for voice in one.last.data["voices"]}
    assert [voices[claim["said_by"]]["kind"] for claim in claims] == ["captive", "party"]
    assert voices["ministry-of-defence"]["party"] == "sudria"
    found = json.loads(ihl("check", path, "--format", "json", "--fail-on", "never").out)["findings"]
    finding = next(one for one in found if one["rule"] == "gc3-17-silence-punished")
    assert finding["verdict"] == "undetermined"
    assert {account["verdict"] for account in finding["accounts"]} == {"breach", "complied"}


def test_for_states_the_treaties_are_looked_up_and_not_asked(told_incidents: dict[str, Told], tmp_path: Path) -> None:
    one = told_incidents["transfer"]
    path = tmp_path / "incident.yml"
    path.write_text(one.text, encoding="utf-8")
    assert [party["state"] for party in one.last.data["party"]] == ["UKR", "RUS"]
    assert not [asked.key for _, asked, _, _ in one.steps if asked.key == "fact conflict.powers_bound"]
    facts = [entry.get("facts", {}) for entry in one.last.data["transfer"]]
    assert facts[1]["recipient"]["is"] == "non_state_body"
    assert all(fact.get("recipient", {}).get("note", NOT_KNOWN) == NOT_KNOWN for fact in facts[:1])
    assert verdicts(path)["gc3-12-handed-to-non-state-body", "transfer-2"] == "breach"


@every_incident
def test_the_question_stands_above_each_fact_and_what_is_open_or_left_out_at_the_end(
    name: str, told_incidents: dict[str, Told], rulebook: Rulebook
) -> None:
    one = told_incidents[name]
    said = comments_of(one.text, documents.parse_yaml(one.text, "x.yml"))
    for key, subject in rulebook.vocabulary.subjects.items():
        blocks = one.last.data.get(key, [])
        for number, block in enumerate(blocks if isinstance(blocks, list) else []):
            for fact in block.get("facts", {}):
                assert said[key, number, "facts", fact].replace("\n", " ") == subject.facts[fact].asks
    end = said[()]
    assert all(f"- {key}: " in end for key in one.last.skipped)
    assert max(map(len, one.text.splitlines()[:-1])) <= 170
    half = on_paper(one.steps[-3][0], one.asking)
    assert "Still open" in half


@every_incident
def test_a_typical_fact_takes_two_answers(name: str, told_incidents: dict[str, Told]) -> None:
    asked = [asked.step for _, asked, text, _ in told_incidents[name].steps if text != "s"]
    assert ("fact", "said", "fact", "said") in set(zip(asked, asked[1:], asked[2:], asked[3:], strict=False))


# --- nothing is lost -----------------------------------------------------------------------------------------------------------------------------------


@every_incident
def test_interrupted_after_any_answer_the_file_gives_back_the_state_it_was(
    name: str, told_incidents: dict[str, Told], rulebook: Rulebook
) -> None:
    """What is asked next and what an answer makes of it follows from the state alone, so that the record comes out the same."""
    one = told_incidents[name]
    for _, _, _, after in one.steps:
        again = resumed(read_back(on_paper(after, one.asking), rulebook), one.asking)
        assert again == after
        assert next_prompt(again, one.asking) == next_prompt(after, one.asking)


@every_incident
def test_interrupted_after_any_answer_and_resumed_the_record_is_the_same(
    name: str, told_incidents: dict[str, Told], tmp_path: Path
) -> None:
    one = told_incidents[name]
    path = tmp_path / "incident.yml"
    half_told = [number + 1 for number, (_, _, _, after) in enumerate(one.steps) if after.pending]
    for stop in sorted({1, 4, *half_told[::9], len(one.lines) - 1}):
        path.unlink(missing_ok=True)
        first = ihl("records", "new", "-o", path, *one.articles, stdin="\n".join([*one.lines[:stop], ""]))
        assert first.code == 0
        assert f"ihl records new --resume {path}" in first.out
        assert ihl("records", "new", "--resume", path, *one.articles, stdin="\n".join([*one.lines[stop:], ""])).code == 0
        assert path.read_text(encoding="utf-8") == one.text, stop


def test_an_interrupt_saves_and_says_how_to_go_on(told_incidents: dict[str, Told], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = told_incidents["publication"]
    path = tmp_path / "incident.yml"
    lines = iter(one.lines[:9])

    def typed() -> str:
        for line in lines:
            return line + "\n"
        raise KeyboardInterrupt

    from checker.cli import interview

    monkeypatch.setattr(interview.sys, "stdin", type("Typed", (), {"readline": staticmethod(typed), "isatty": staticmethod(lambda: True)}))
    assert interview.new_command(interview.Wanted(str(path), articles=["13"])) == 130
    assert path.read_text(encoding="utf-8") == on_paper(one.steps[8][3], one.asking)


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "incident.yml"
    path.write_text("mine", encoding="utf-8")
    assert [problem.code for problem in ihl("records", "new", "-o", path, stdin="A title\n").problems] == ["exists"]
    assert path.read_text(encoding="utf-8") == "mine"
    assert ihl("records", "new", "-o", path, "--force", stdin="A title\n").code == 0
    assert "title: A title" in path.read_text(encoding="utf-8")
    assert [problem.code for problem in ihl("records", "new", "-o", tmp_path / "x.json", stdin="").problems] == ["format"]


def test_without_a_name_the_file_is_called_after_the_record_and_never_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-picture.yml").write_text("mine", encoding="utf-8")
    ran = ihl("records", "new", stdin="A picture\n\nanother\n")
    assert "there is a file of this name already" in ran.out
    assert (tmp_path / "a-picture.yml").read_text(encoding="utf-8") == "mine"
    assert "id: another" in (tmp_path / "another.yml").read_text(encoding="utf-8")
    assert ihl("records", "new", stdin="").code == 3


def test_a_file_that_somebody_changes_meanwhile_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "incident.yml"

    def typed() -> Iterator[str]:
        yield "A title\n"
        path.write_text(path.read_text(encoding="utf-8") + "# a word of mine\n", encoding="utf-8")
        yield "2018\n"
        yield ""

    from checker.cli import interview

    lines = typed()
    monkeypatch.setattr(
        interview.sys, "stdin", type("Typed", (), {"readline": staticmethod(lambda: next(lines)), "isatty": staticmethod(lambda: True)})
    )
    assert interview.new_command(interview.Wanted(str(path))) == 0
    assert path.read_text(encoding="utf-8").endswith("# a word of mine\n")
    assert 'dates: "2018"' in (tmp_path / "incident-2.yml").read_text(encoding="utf-8")


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60)
def test_whatever_is_typed_is_refused_or_read_back_as_it_is(rulebook: Rulebook, title: str, publisher: str) -> None:
    asking = asking_of(rulebook, "13")
    state = begun("x")
    for typed in (title, "2018", publisher):
        asked = next_prompt(state, asking)
        assert asked is not None
        try:
            state = answered(state, asked, typed, asking, NOBODY)
        except BadAnswer:
            return
        assert resumed(read_back(on_paper(state, asking), rulebook), asking) == state
    assert state.data["title"] == title.strip()


# --- records of others ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", example_records(".yml"), ids=lambda path: path.stem)
def test_a_persons_record_goes_on_with_its_own_words_and_comments(path: Path, tmp_path: Path, rulebook: Rulebook) -> None:
    theirs = path.read_text(encoding="utf-8")
    mine = tmp_path / "incident.yml"
    mine.write_text(theirs, encoding="utf-8")
    lines, state = [], resumed(read_back(theirs, rulebook), asking_of(rulebook))
    while (asked := next_prompt(state, asking_of(rulebook))) is not None and asked.step != "fact":
        lines.append("s")
        state = answered(state, asked, "s", asking_of(rulebook), NOBODY)
    ran = ihl("records", "new", "--resume", mine, stdin="\n".join([*lines, "d nobody would say", "q", ""]))
    assert ran.code == 0, ran.err
    before, after = documents.parse_yaml(theirs, "x.yml"), documents.parse_yaml(mine.read_text(encoding="utf-8"), "x.yml")
    kept, written = comments_of(theirs, before), comments_of(mine.read_text(encoding="utf-8"), after)
    assert all(text in written[place] for place, text in kept.items())
    assert json.dumps(after.data).count("nobody would say") == 1
    assert json.dumps(before.data)[:200] == json.dumps(after.data)[:200]
    theirs_say = verdicts(path)
    assert theirs_say == {key: verdict for key, verdict in verdicts(mine).items() if key in theirs_say}


def test_resuming_elsewhere_leaves_the_record_as_it_is(tmp_path: Path) -> None:
    path = Path(examples_folder()) / "fictional" / "orrin-quay-handover.json"
    theirs = path.read_text(encoding="utf-8")
    assert [problem.code for problem in ihl("records", "new", "--resume", path, stdin="").problems] == ["format"]
    assert ihl("records", "new", "--resume", path, "-o", tmp_path / "mine.yml", stdin="s\nq\n").code == 0
    assert path.read_text(encoding="utf-8") == theirs
    assert verdicts(path) == verdicts(tmp_path / "mine.yml")


def test_what_was_left_out_is_not_asked_again_unless_somebody_wants_it(told_incidents: dict[str, Told], rulebook: Rulebook) -> None:
    one = told_incidents["publication"]
    back = read_back(one.text, rulebook)
    assert next_prompt(resumed(back, one.asking), one.asking) is None
    again = resumed(back, one.asking, again=True)
    asked = next_prompt(again, one.asking)
    assert asked is not None
    assert asked.key in one.last.passed, "a link that was left out"
    while asked is not None and asked.step != "fact":
        again = answered(again, asked, "s", one.asking, NOBODY)
        asked = next_prompt(again, one.asking)
    assert asked is not None
    assert asked.target in one.last.skipped or f"{asked.target.rpartition('.')[0]}.*" in one.last.skipped
    line = next(key for key in one.last.skipped if key.endswith(".*"))
    shorter = "".join(text for text in one.text.splitlines(keepends=True) if not text.startswith(f"# - {line}: "))
    asked = next_prompt(resumed(read_back(shorter, rulebook), one.asking), one.asking)
    assert asked is not None
    assert asked.target.startswith(line[:-1]), "a line that was deleted is asked again"


def test_notes_that_were_damaged_are_named(told_incidents: dict[str, Told], tmp_path: Path) -> None:
    path = tmp_path / "incident.yml"
    text = told_incidents["publication"].text
    path.write_text(text.replace('# {"passed"', '# {"past"'), encoding="utf-8")
    assert [problem.code for problem in ihl("records", "new", "--resume", path, stdin="").problems] == ["interview-notes"]
    path.write_text(text.partition("# ---")[0], encoding="utf-8")
    assert ihl("records", "new", "--resume", path, stdin="").code == 0, "without the notes it goes on from the record alone"


def test_a_record_that_lacks_its_title_is_asked_for_it(tmp_path: Path) -> None:
    path = tmp_path / "incident.yml"
    path.write_text("# mine\nschema: ihl-incident/1\nperson:\n  - {id: prisoner-1}\n", encoding="utf-8")
    assert ihl("records", "new", "--resume", path, stdin="A picture\nthe-picture\n").code == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\nschema: ihl-incident/1\nid: the-picture\ntitle: A picture\n")
    path.write_text("schema: ihl-incident/1\nperson: nobody\n", encoding="utf-8")
    ran = ihl("records", "new", "--resume", path, stdin="A picture\n")
    assert [problem.code for problem in ran.problems] == ["type"]
    assert ihl("records", "new", "--again", stdin="").code == 2


def test_a_broken_record_is_answered_with_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "incident.yml"
    path.write_text(
        GOOD.read_text(encoding="utf-8").replace("schema: ihl-incident/1", "schema: ihl-incident/1\nnonsense: 1"), encoding="utf-8"
    )
    ran = ihl("records", "new", "--resume", path, "--rules", RULEBOOK, stdin="")
    assert [problem.code for problem in ran.problems] == ["unknown-key"]
    assert ran.code == 2


# --- only what matters ---------------------------------------------------------------------------------------------------------------------------------

HARMLESS = frozenset(("complied", "not_applicable"))


@given(st.data())
@settings(max_examples=8)
def test_every_fact_that_is_asked_can_still_decide_an_open_finding(rulebook: Rulebook, data: st.DataObject) -> None:
    asking = asking_of(rulebook)
    happened = data.draw(
        st.sampled_from(["publication", "interrogation search", "transfer", "death", "complaint", "interrogation interrogation"])
    )
    answers = {**SKELETON, "happened": happened, "captives": data.draw(st.sampled_from(["1", "2"])), "label": "", "link": ""}
    del answers["link prisoner-1.in_power_of"]
    answers = {key: text for key, text in answers.items() if not key.startswith("fact ")}
    state, asked_before, used = begun("x"), set(), dict[str, int]()
    for _ in range(70):
        asked = next_prompt(state, asking)
        if asked is None:
            break
        if asked.step in ("fact", "account"):
            words = [option.word for option in asked.options]
            typed = data.draw(st.sampled_from(words or ["3", "2020-01-01", "at least 2"]) | st.sampled_from(["d", "s", "na", "!"]))
        else:
            typed = told(asked, {**answers, "unknown": "", "voice.kind": "witness", "voice.party": ""}, used)
        if asked.step == "fact":
            assert asked.key not in asked_before, "nothing is asked twice"
            matters_now(state, asked, rulebook)
        try:
            after = answered(state, asked, typed, asking, NOBODY)
        except BadAnswer:
            continue
        if asked.step == "fact" and typed != "!":
            asked_before.add(asked.key)
        assert resumed(read_back(on_paper(after, asking), rulebook), asking) == after
        state = after


def matters_now(state: State, asked: Prompt, rulebook: Rulebook) -> None:
    """Looked at anew: a finding that is raised, or about something that was said to have happened, is open and turns on the fact."""
    identity, _, name = asked.target.rpartition(".")
    record = incident(Document("x", dict(state.data)), rulebook)
    happened = {
        entry.id
        for entry in record.entries.values()
        if not entry.implied and entry.subject not in ("party", "outlet", "person", "conflict")
    }
    assert any(
        (identity, name) in result.bound.deciding()
        for result in judge_record(rulebook, record, rulebook.default_reading)
        if (result.raised or result.binding[result.head.on] in happened) and len(result.possible) > 1 and not result.possible <= HARMLESS
    )


@every_incident
def test_a_link_is_asked_only_where_there_is_something_to_choose(name: str, told_incidents: dict[str, Told]) -> None:
    for state, asked, _, _ in told_incidents[name].steps:
        if asked.step == "link" and asked.target.endswith(".of"):
            assert len(state.data["person"]) > 1
        if asked.step == "link":
            assert asked.options


# --- what may be typed ---------------------------------------------------------------------------------------------------------------------------------


def fact(kind: str, *words: str) -> Fact:
    return Fact("x", "y", kind, "?", {word: word for word in (*words, "unknown")}, minimum=0)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("bool", "y", "yes"),
        ("bool", "n", "no"),
        ("bool", "No", "No"),
        ("int", "3", "3"),
        ("int", ">= 3", {"at_least": "3"}),
        ("int", "at least 3", {"at_least": "3"}),
        ("int", "less than 9", {"less_than": "9"}),
        ("int", "more than 7", {"more_than": "7"}),
        ("int", "3 to 5", {"at_least": "3", "at_most": "5"}),
        ("int", "3-5", {"at_least": "3", "at_most": "5"}),
        ("float", "up to 2.5", {"at_most": "2.5"}),
        ("date", "2018-05", "2018-05"),
        ("date", "../2018-05-01", "../2018-05-01"),
        ("enum", "2", "sea"),
        ("enum", "land", "land"),
        ("enum", "1 or 3", {"one_of": ["land", "air"]}),
        ("enum", "land, air", {"one_of": ["land", "air"]}),
    ],
)
def test_what_is_typed_becomes_a_value(kind: str, typed: str, expected: object) -> None:
    assert value(fact(kind, *(("land", "sea", "air") if kind == "enum" else ())), typed) == expected


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("bool", "perhaps", "neither yes nor no"),
        ("int", "many", "not a whole number"),
        ("int", "5 to 3", "no number is"),
        ("date", "yesterday", "not a date"),
        ("date", "2018-02-30", "does not exist"),
        ("enum", "see", 'Did you mean "sea"?'),
        ("enum", "4", "a number from 1 to 3"),
    ],
)
def test_what_cannot_be_a_value_is_answered_with_what_to_type(kind: str, typed: str, says: str) -> None:
    with pytest.raises(BadAnswer) as bad:
        value(fact(kind, *(("land", "sea", "air") if kind == "enum" else ())), typed)
    assert says in f"{bad.value.what} {bad.value.fix}"


@pytest.mark.parametrize("label", ["Anselm Torvik", "Torvik", "Private Torvik", "the sailor Torvik", "NV-3310-7", "Анна Ковач"])
def test_a_label_that_reads_like_a_name_is_noticed(label: str) -> None:
    assert looks_like_a_name(label, "Sudria Norland Harbour Post")


@pytest.mark.parametrize(
    "label", ["the sailor", "The sailor", "a sailor of Norland", "the second officer", "the gunner released in May", "prisoner 12", ""]
)
def test_a_description_is_no_name(label: str) -> None:
    assert not looks_like_a_name(label, "Sudria Norland Harbour Post")


def test_an_id_is_made_of_latin_letters() -> None:
    assert slug("The ministry's 2nd post", "x") == "the-ministry-s-2nd-post"
    assert slug("Правда", "source", {"source"}) == "source-2"


# --- the conversation ----------------------------------------------------------------------------------------------------------------------------------


def test_an_interview_reads_as_it_did_when_somebody_last_looked(
    told_incidents: dict[str, Told], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change that is meant, run with ``IHL_UPDATE_SNAPSHOTS=1`` and read the difference before committing it."""
    monkeypatch.chdir(tmp_path)
    one = told_incidents["interrogation"]
    shown = ihl("records", "new", "-o", "incident.yml", *one.articles, stdin="\n".join([*one.lines, ""]), COLUMNS="80").out
    path = Path(__file__).parent / "snapshots" / "interview-80.txt"
    text = f"{shown}\n{'=' * 80}\n\n{(tmp_path / 'incident.yml').read_text(encoding='utf-8')}"
    if os.environ.get("IHL_UPDATE_SNAPSHOTS") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_a_name_for_a_label_is_asked_back_and_not_kept_by_enter(tmp_path: Path) -> None:
    lines = ["A title", "", "", "Sudria", "", "", "Anselm Torvik", "", "the sailor"]
    ran = ihl("records", "new", "-o", tmp_path / "x.yml", stdin="\n".join([*lines, ""]))
    assert "This reads like a name or a number." in ran.out
    text = (tmp_path / "x.yml").read_text(encoding="utf-8")
    assert "Torvik" not in text
    assert "label: the sailor" in text


def test_back_takes_an_answer_back(tmp_path: Path) -> None:
    ran = ihl("records", "new", "-o", tmp_path / "x.yml", stdin="b\nA title\n2018\nb\n2019\n")
    assert "There is nothing before this." in ran.out
    assert 'dates: "2019"' in (tmp_path / "x.yml").read_text(encoding="utf-8")


def test_why_names_the_rules_and_what_each_answer_leaves(told_incidents: dict[str, Told], tmp_path: Path) -> None:
    one = told_incidents["publication"]
    first = next(number for number, (_, asked, _, _) in enumerate(one.steps) if asked.step == "fact")
    ran = ihl("records", "new", "-o", tmp_path / "x.yml", *one.articles, stdin="\n".join([*one.lines[:first], "?", ""]))
    assert re.search(r"Asked because it can settle \d+ of the open findings:", ran.out)
    assert "(GC III, Art 13(2))" in ran.out
    assert re.search(r": then (complied or )?not applicable", ran.out)


def test_a_bad_answer_is_asked_again_and_nothing_is_written(tmp_path: Path) -> None:
    ran = ihl("records", "new", "-o", tmp_path / "x.yml", stdin="\nA title\x1b[2J\nA\ufffdtitle\nA title\nsoon\n")
    assert "This cannot be left out." in ran.out
    assert "\x1b" not in ran.out
    assert '"soon" is not a date' in ran.out
    assert "dates" not in (tmp_path / "x.yml").read_text(encoding="utf-8").partition("# ---")[0]


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_nothing_is_wider_than_the_terminal(
    columns: str, told_incidents: dict[str, Told], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one = told_incidents["interrogation"]
    ran = ihl("records", "new", "-o", "x.yml", *one.articles, stdin="\n".join([*one.lines[:-3], "?", ""]), COLUMNS=columns)
    assert max(map(len, ran.out.splitlines())) <= int(columns)


# --- restricted --------------------------------------------------------------------------------------------------------------------------------------------


def test_what_a_record_restricts_is_neither_taken_nor_shown_nor_lost(tmp_path: Path, rulebook: Rulebook) -> None:
    path = tmp_path / "incident.yml"
    path.write_text(
        "schema: ihl-incident/1\nid: x\ntitle: A picture\ndates: '2018'\nsources:\n  - {id: article, publisher: Harbour Post}\n"
        "party:\n  - {id: sudria, label: Sudria}\nperson:\n  - {id: prisoner-1, in_power_of: sudria}\npublication:\n  - {id: picture, depicts: prisoner-1}\n"
        "restricted:\n  # told by his mother\n  prisoner-1: {names: [Anselm Torvik]}\n",
        encoding="utf-8",
    )
    lines = ["s", "s", "s", "d Torvik was asked", "d nobody was asked"]
    ran = ihl("records", "new", "--resume", path, stdin="\n".join([*lines, ""]))
    assert ran.code == 0, ran.err
    assert "keeps restricted" in ran.out
    text = path.read_text(encoding="utf-8")
    assert "names: [Anselm Torvik]" in text
    assert "# told by his mother" in text
    assert "Torvik was asked" not in text
    assert "nobody was asked" in text
    assert next_prompt(read_back(text, rulebook), asking_of(rulebook)) is not None
    path.write_text(text.replace("title: A picture", "title: A picture of Torvik"), encoding="utf-8")
    leaking = ihl("records", "new", "--resume", path, stdin="s\n")
    assert [problem.code for problem in leaking.problems] == ["leak"]
    assert "Torvik" not in leaking.out + leaking.err
