"""``ihl review``: the application, line by line, and one decision named by a script. What is signed is written at once, and stands beside the program's result."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from command import GOOD, RULEBOOK, ihl
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, RadioButton, Static, TextArea
from textual_serve.server import Server

from checker import journal
from checker.cli import serving
from checker.decisions import Decision
from checker.errors import Problem
from checker.pipeline import Beside, check_record, read_records
from checker.redaction import Secrets
from checker.rendering.review import DecisionForm, ReviewApp
from checker.reviewing import Sitting
from checker.rulebook import Rulebook

SNAPSHOTS = Path(__file__).parent / "snapshots"
RULES = ("--rules", RULEBOOK)
RULE = "recognisable-picture"

RECORD = GOOD.read_text(encoding="utf-8").replace("title: A good record beside the broken ones", "title: A picture from the quay")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record with two findings, in a folder of its own."""
    path = tmp_path / "quay.yml"
    path.write_text(RECORD, encoding="utf-8")
    return path


def decisions(record: Path) -> list[Decision]:
    found = journal.read(journal.beside(str(record)))
    assert not found.problems
    return list(found.decisions)


def decided(record: Path, *more: str, decide: str = "confirm") -> None:
    ran = ihl("review", record, *RULES, "--rule", RULE, "--decide", decide, "--reason", "Seen.", "--name", "O. Marsh", *more)
    assert ran.code == 0, ran.err


# --- by a script ---------------------------------------------------------------------------------------------------------------------------------------


def test_a_script_decides_on_one_finding(record: Path) -> None:
    ran = ihl(
        "review", record, *RULES, "--rule", RULE, "--binding", "person=first", "--decide", "confirm", "--reason", "Seen: all of it.", "--name", "O. Marsh",
        "--standard", "reasonable_grounds_to_believe",
    )  # fmt: skip
    assert ran.code == 0
    (made,) = decisions(record)
    assert (made.record, made.rule, made.binding) == ("good", RULE, {"publication": "photo", "person": "first"})
    assert (made.decides, made.reason, made.name, made.standard) == (
        "confirm",
        "Seen: all of it.",
        "O. Marsh",
        "reasonable_grounds_to_believe",
    )
    assert made.verdict == "breach"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", made.date)
    assert ran.out.startswith(
        f"Reviewed: confirmed by O. Marsh on {made.date}, to the standard of reasonable grounds to believe. The program: breach"
    )


REFUSED: list[tuple[list[str], str, str]] = [
    (["--decide", "confirm", "--name", "O. Marsh"], "--reason", "a decision needs a reason"),
    (["--decide", "confirm", "--reason", "Seen."], "--name", "needs the name of the person"),
    (["--decide", "confrm", "--reason", "Seen.", "--name", "O. Marsh"], "--decide", 'Did you mean "confirm"?'),
    (["--decide", "out_of_scope", "--reason", "Seen.", "--name", "O. Marsh", "--standard", "balance_of_probabilities"], "--standard", "does not belong"),
    (["--decide", "confirm", "--reason", "Seen.", "--name", "O. Marsh", "--binding", "person=third"], "--binding", "--binding person=first"),
    (["--decide", "confirm", "--reason", "Seen.", "--name", "O. Marsh", "--binding", "person"], "--binding", "Write --binding person=prisoner-1."),
    (["--decide", "confirm", "--reason", "Seen.", "--name", "O. Marsh", "--record", "god"], "--record", 'Did you mean "good"?'),
]  # fmt: skip


@pytest.mark.parametrize(("options", "place", "says"), REFUSED, ids=[f"{place}-{number}" for number, (_, place, _) in enumerate(REFUSED)])
def test_a_decision_that_is_none_is_refused_and_nothing_is_written(record: Path, options: list[str], place: str, says: str) -> None:
    ran = ihl("review", record, *RULES, "--rule", RULE, *options)
    assert ran.code == 2
    assert [problem.file for problem in ran.problems] == [place]
    assert says in str(ran.problems[0])
    assert not Path(journal.beside(str(record))).exists()


def test_which_of_several_findings_is_meant_must_be_said(tmp_path: Path) -> None:
    path = tmp_path / "two.yml"
    text = RECORD.replace("depicts: first", "depicts: [first, second]").replace(
        "publication:", "  - {id: second, facts: {held: yes}}\npublication:"
    )
    path.write_text(text, encoding="utf-8")
    ran = ihl("review", path, *RULES, "--rule", RULE, "--decide", "confirm", "--reason", "Seen.", "--name", "O. Marsh")
    assert ran.code == 2
    assert "good --binding publication=photo --binding person=second" in ran.err
    decided(path, "--binding", "person=second")
    assert decisions(path)[0].binding["person"] == "second"


def test_restricted_values_are_withheld_from_the_reason_and_the_person_is_told(record: Path) -> None:
    record.write_text(RECORD + "restricted:\n  first: {names: [Anselm Torvik]}\n", encoding="utf-8")
    ran = ihl("review", record, *RULES, "--rule", RULE, "--decide", "confirm", "--reason", "Torvik told me.", "--name", "O. Marsh")
    assert ran.code == 0
    assert "was withheld from your reason" in ran.out
    assert decisions(record)[0].reason == "[withheld] told me."
    refused = ihl("review", record, *RULES, "--rule", RULE, "--decide", "confirm", "--reason", "Seen.", "--name", "Anselm Torvik")
    assert refused.code == 2
    assert "Torvik" not in refused.out + refused.err
    assert len(decisions(record)) == 1


def test_a_record_from_standard_input_has_no_place_for_decisions() -> None:
    ran = ihl("review", "-", *RULES, stdin=RECORD)
    assert (ran.code, [problem.code for problem in ran.problems]) == (2, ["no-place"])


# --- line by line --------------------------------------------------------------------------------------------------------------------------------------


def test_line_by_line_each_decision_is_written_and_the_rest_can_wait(record: Path) -> None:
    ran = ihl("review", record, *RULES, "--prompt", stdin="c\nSeen.\n2\nO. Marsh\nq\n")
    assert ran.code == 0
    (made,) = decisions(record)
    assert (made.decides, made.standard, made.name) == ("confirm", "reasonable_grounds_to_believe", "O. Marsh")
    assert "1 decision was signed" in ran.out
    first, again = (int(re.findall(r"^(\d+) findings to go through", one.out)[0]) for one in (ran, ihl("review", record, *RULES, stdin="")))
    assert again == first - 1, "without a terminal it goes line by line, and on from where it ended"


def test_line_by_line_a_way_back_leads_from_every_question(record: Path) -> None:
    ran = ihl("review", record, *RULES, "--rule", RULE, "--prompt", stdin="x\nc\n\nr\nNot so.\n9\nO. Marsh\nr\nNot so.\n\ns\n")
    assert ran.code == 0
    assert "Not understood. c confirm, r reject" in ran.out
    assert '"9" is not a standard of proof' in ran.out
    assert [(made.decides, made.standard) for made in decisions(record)] == [("reject", "")]
    assert decisions(record)[0].name == "O. Marsh", "whose name is remembered, though the first attempt was refused"


def test_line_by_line_the_name_is_asked_for_once(tmp_path: Path) -> None:
    path = tmp_path / "two.yml"
    path.write_text(RECORD.replace("depicts: first", "depicts: [first, second]").replace("publication:", "  - {id: second, facts: {held: yes}}\npublication:"), encoding="utf-8")  # fmt: skip
    ran = ihl("review", path, *RULES, "--rule", RULE, "--prompt", stdin="i\nAsk.\nO. Marsh\no\nNot ours.\n")
    assert ran.code == 0
    assert ran.out.count("Your name:") == 1
    assert [(made.decides, made.name, made.standard) for made in decisions(path)] == [
        ("need_information", "O. Marsh", ""),
        ("out_of_scope", "O. Marsh", ""),
    ]


def test_nothing_signed_is_lost_where_somebody_interrupts(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import checker.cli.review as review

    answers = iter(["i", "Ask.", "O. Marsh"])

    def ask(_: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(review, "_ask", ask)
    ran = ihl("review", record, *RULES, "--prompt")
    assert ran.code == 130
    assert "1 decision was signed" in ran.out
    assert len(decisions(record)) == 1


def test_only_shows_what_waits_or_what_is_asked_for(record: Path) -> None:
    def shown(only: str) -> int:
        ran = ihl("review", record, *RULES, "--rule", RULE, "--prompt", "--only", only, stdin="")
        return int(re.findall(r"^(\d+) findings to go through", ran.out)[0])

    assert [shown(only) for only in ("waiting", "open", "stale", "decided", "all")] == [1, 1, 0, 0, 1]
    decided(record)
    assert [shown(only) for only in ("waiting", "open", "stale", "decided", "all")] == [0, 0, 0, 1, 1]
    record.write_text(RECORD.replace("face: clear", "face: blurred"), encoding="utf-8")
    assert [shown(only) for only in ("waiting", "open", "stale", "decided", "all")] == [1, 0, 1, 0, 1]


# --- beside the findings of a check --------------------------------------------------------------------------------------------------------------------


def test_a_check_shows_the_decision_beside_the_result(record: Path) -> None:
    before = ihl("check", record, *RULES, "--plain", "--fail-on", "never").out
    assert "Reviewed" not in before
    assert "people have decided" not in before
    decided(record, "--standard", "clear_and_convincing")
    shown = " ".join(ihl("check", record, *RULES, "--plain", "--fail-on", "never", COLUMNS="100").out.split())
    day = decisions(record)[0].date
    assert (
        f"Reviewed: confirmed by O. Marsh on {day}, to the standard of clear and convincing evidence. The program: breach indicated."
        in shown
    )
    assert "people have decided 1; 0 open again" in shown


def test_a_check_says_that_a_finding_is_open_again_and_why(record: Path) -> None:
    decided(record)
    record.write_text(RECORD.replace("face: clear", "face: blurred"), encoding="utf-8")
    shown = " ".join(ihl("check", record, *RULES, "--plain", "--fail-on", "never", COLUMNS="100").out.split())
    assert "Open again: confirmed by O. Marsh" in shown
    assert "when the program had: breach indicated. Since then the facts have changed. The program now: complied." in shown


def test_a_finding_that_somebody_decided_on_is_listed_though_the_record_says_nothing_of_it_any_more(record: Path) -> None:
    decided(record)
    text = RECORD.replace('      released: {is: yes, source: paper, at: "para 2", said_by: ministry, grade: B2}\n', "").replace(
        "      face: clear\n", ""
    )
    record.write_text(
        text.replace("      need_compelling: {is: no, said_by: reviewer}\n", "").replace("    facts:\n\n", ""), encoding="utf-8"
    )
    record.write_text(re.sub(r"    facts:\nnotice", "notice", record.read_text(encoding="utf-8")), encoding="utf-8")
    report = json.loads(ihl("check", record, *RULES, "--format", "json", "--fail-on", "never").out)
    finding = next(finding for finding in report["findings"] if finding["rule"] == RULE)
    assert finding["review"]["status"] == "stale"
    assert report["totals"]["reviewed"]["stale"] == 1
    assert report["totals"]["listed"] == len(report["findings"])


def test_json_has_the_decision_beside_the_finding(record: Path) -> None:
    decided(record)
    decided(record, decide="reject")
    report = json.loads(ihl("check", record, *RULES, "--format", "json", "--fail-on", "never").out)
    review = next(finding["review"] for finding in report["findings"] if finding["rule"] == RULE)
    day = decisions(record)[0].date
    assert review == {
        "status": "decided", "because": [], "decides": "reject", "standard": "", "reason": "Seen.", "name": "O. Marsh", "date": day, "program": ["breach"], "earlier": 1,
    }  # fmt: skip
    assert sum(report["totals"]["reviewed"].values()) == report["totals"]["listed"]
    lines = [json.loads(line) for line in ihl("check", record, *RULES, "--format", "jsonl", "--fail-on", "never").out.splitlines()]
    assert lines == report["findings"]


def test_the_reasons_have_the_decision_beside_them(record: Path) -> None:
    why = ("why", record, RULE, *RULES, "--plain")
    assert "eviewed" not in ihl(*why).out
    decided(record)
    assert "Reviewed: confirmed by O. Marsh on" in " ".join(ihl(*why, COLUMNS="100").out.split())
    record.write_text(RECORD.replace("face: clear", "face: blurred"), encoding="utf-8")
    assert "Open again: confirmed by O. Marsh on" in " ".join(ihl(*why, COLUMNS="100").out.split())
    assert "Marsh" not in ihl(*why, "--min-grade", "F6").out


def test_no_decision_changes_an_exit_code(record: Path) -> None:
    assert ihl("check", record, *RULES).code == 1
    decided(record, decide="reject")
    assert ihl("check", record, *RULES).code == 1


def test_decisions_whose_finding_is_gone_are_named(record: Path) -> None:
    decided(record)
    record.write_text(RECORD.replace("id: good", "id: other"), encoding="utf-8")
    ran = ihl("check", record, *RULES, "--plain", "--fail-on", "never")
    assert ran.code == 0
    assert "Not shown: the decision of O. Marsh" in ran.err
    assert "since the file beside it no longer has this record" in ran.err
    report = json.loads(ihl("check", record, *RULES, "--format", "json", "--fail-on", "never").out)
    assert [(left["record"], left["why"]) for left in report["left"]] == [("good", "the file beside it no longer has this record")]
    record.write_text(RECORD.replace("id: photo", "id: picture"), encoding="utf-8")
    assert "since the record no longer has what it was about" in ihl("check", record, *RULES, "--fail-on", "never").err


def test_a_record_that_cannot_be_read_makes_no_decision_look_forsaken(record: Path) -> None:
    decided(record)
    record.write_text(RECORD.replace("rank: soldier", "rank: captain"), encoding="utf-8")
    ran = ihl("check", record, *RULES)
    assert ran.code == 2
    assert "Not shown" not in ran.err


def test_a_file_of_decisions_that_was_tampered_with_is_a_problem_and_all_else_is_shown(record: Path) -> None:
    decided(record)
    path = Path(journal.beside(str(record)))
    path.write_text(path.read_text(encoding="utf-8").replace("name: O. Marsh", "name: I. Lund"), encoding="utf-8")
    ran = ihl("check", record, *RULES, "--fail-on", "never")
    assert ran.code == 2
    assert [problem.code for problem in ran.problems] == ["altered-decision"]
    assert "A recognisable captive" in ran.out


def test_files_of_decisions_are_no_records(record: Path) -> None:
    decided(record)
    beside = journal.beside(str(record))
    for paths in ((record.parent,), (record, beside)):
        ran = ihl("check", *paths, *RULES, "--fail-on", "never")
        assert ran.code == 0, ran.err
    assert ihl("check", beside, *RULES).code == 2


def test_a_register_has_one_file_of_decisions(tmp_path: Path, rulebook: Rulebook) -> None:
    from checker import documents
    from checker.library import examples_folder

    one = documents.read(f"{examples_folder()}/fictional/orrin-quay-handover.json").data
    path = tmp_path / "register.jsonl"
    path.write_text("".join(json.dumps({**one, "id": f"case-{number}"}) + "\n" for number in range(3)), encoding="utf-8")
    problems: list[Problem] = []
    beside = Beside(rulebook, problems, [])
    checked = [
        check_record(rulebook, record, rulebook.default_reading, rulebook.heads)._replace(decisions=beside.of(record))
        for record in read_records([str(path)], rulebook, problems)
    ]
    sitting = Sitting(checked, date="2031-04-01")
    for item in (sitting.items[0], sitting.items[-1]):
        sitting.sign(item, "confirm", reason="Seen.", name="O. Marsh")
    assert [made.record for made in journal.read(str(tmp_path / "register.decisions.yml")).decisions] == ["case-0", "case-2"]
    assert sitting.counts()["decided"] == 2


# --- the application -----------------------------------------------------------------------------------------------------------------------------------


def sitting_of(record: Path, rulebook: Rulebook | None = None) -> Sitting:
    book = rulebook or Rulebook.load(str(RULEBOOK), keep=False)
    problems: list[Problem] = []
    beside = Beside(book, problems, [])
    checked = [
        check_record(book, one, book.default_reading, book.heads)._replace(decisions=beside.of(one))
        for one in read_records([str(record)], book, problems)
    ]
    assert not problems
    return Sitting(checked, date="2031-04-01")


def screen(app: ReviewApp) -> str:
    """What is on the screen, as text."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


def driven(
    record: Path, steps: Callable[[ReviewApp, Pilot[None]], Awaitable[None]], *, size: tuple[int, int] = (80, 24), only: str = "waiting"
) -> ReviewApp:
    """The application after some steps."""
    app = ReviewApp(sitting_of(record), only=only)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(run())
    return app


async def signed(app: ReviewApp, pilot: Pilot[None], key: str, reason: str, name: str = "") -> None:
    """Decides with the keyboard alone."""
    await pilot.press(key)
    await pilot.pause()
    app.screen.query_one(TextArea).insert(reason)
    if name:
        app.screen.query_one(Input).value = name
    await pilot.press("ctrl+s")
    await pilot.pause()


def test_a_decision_is_made_with_the_keyboard_and_written_at_once(record: Path) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, DecisionForm)
        await pilot.press(*"Seen", "tab", "down", "down", "enter", "tab", *"Marsh")
        chosen = [button.label.plain for button in app.screen.query(RadioButton) if button.value]
        assert chosen == ["reasonable grounds to believe"]
        assert screen(app).count("▐x▌") == 1, "what is chosen can be seen without colours"
        await pilot.press("enter")
        await pilot.pause()
        (made,) = decisions(record)
        assert (made.decides, made.reason, made.name, made.date) == ("confirm", "Seen", "Marsh", "2031-04-01")
        assert made.standard == "reasonable_grounds_to_believe"
        assert "1 decided" in screen(app)

    driven(record, steps)


def test_no_standard_is_named_unless_the_person_names_one(record: Path) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        await signed(app, pilot, "r", "Not so.", "Marsh")
        await signed(app, pilot, "i", "Ask.")

    driven(record, steps, only="all")
    assert [(made.decides, made.standard) for made in decisions(record)] == [("reject", ""), ("need_information", "")]


def test_a_later_decision_takes_the_place_of_an_earlier_one_and_both_can_be_read(record: Path) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        await signed(app, pilot, "c", "Seen.", "Marsh")
        await pilot.press("up", "up", "up")
        await pilot.pause()
        await signed(app, pilot, "r", "Seen again.", "Lund")
        await pilot.press("up", "up", "up")
        await pilot.pause()
        story = str(app.query_one("#story", Static).render())
        assert story.index("confirmed by Marsh: Seen.") < story.index("rejected by Lund: Seen again.")
        assert "rejected by Lund, 2031-04-01" in str(app.query_one("#people", Static).render())

    driven(record, steps, only="all", size=(120, 40))


def test_a_stale_decision_is_shown_with_what_has_changed(record: Path) -> None:
    decided(record)
    record.write_text(RECORD.replace("face: clear", "face: blurred"), encoding="utf-8")

    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("n")
        while app.items[app._chosen() or 0].result.head.id != RULE:
            await pilot.press("n")
        await pilot.pause()
        shown = screen(app)
        assert "AGAIN" in shown
        assert "OPEN AGAIN: the facts have changed" in shown
        assert "The program then: breach indicated" in shown
        assert "complied" in str(app.query_one("#program", Static).render())

    driven(record, steps, size=(120, 40))


def test_the_form_says_what_is_missing_and_goes_there(record: Path) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("c", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, DecisionForm)
        assert "a decision needs a reason." in str(app.screen.query_one("#wrong", Static).render())
        assert app.focused is app.screen.query_one(TextArea)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, DecisionForm)
        assert app.focused is app.query_one("#findings")

    driven(record, steps)
    assert not Path(journal.beside(str(record))).exists()


def test_quitting_in_the_middle_of_a_form_keeps_what_was_signed(record: Path) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        await signed(app, pilot, "o", "Not ours.", "Marsh")
        await pilot.press("c", *"half a reas")
        app.exit()

    driven(record, steps)
    assert [made.reason for made in decisions(record)] == ["Not ours."]


def test_somebody_who_decides_at_the_same_time_is_named(record: Path) -> None:
    sitting = sitting_of(record)
    item = next(item for item in sitting.items if item.result.head.id == RULE)
    decided(record, decide="reject")
    mine = sitting.sign(item, "confirm", reason="Seen.", name="I. Lund")
    assert len(mine.remarks) == 1
    assert "O. Marsh decided on it while you were reading (reject: Seen.)" in mine.remarks[0]
    assert [made.name for made in decisions(record)] == ["O. Marsh", "I. Lund"]


def test_text_of_a_record_is_shown_and_never_obeyed(record: Path) -> None:
    hostile = "[red]the sailor[/red] [link=https://x.example]\\u202e"
    text = RECORD.replace("  - id: photo\n", f'  - id: photo\n    label: "{hostile}"\n')
    record.write_text(text, encoding="utf-8")

    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        shown = screen(app)
        assert "[red]the sailor[/red] [link=https://x.example]<U+202E>" in " ".join(shown.split())
        assert "\u202e" not in shown
        await signed(app, pilot, "c", "[bold]Seen[/bold] \x1b[31m", "[b]Marsh[/b]")
        await pilot.press("up", "up", "up")
        await pilot.pause()
        assert "[bold]Seen[/bold] <U+001B>[31m" in str(app.query_one("#story", Static).render())

    driven(record, steps, only="all", size=(120, 40))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80", "120"])
@pytest.mark.parametrize("form", [False, True], ids=["list", "form"])
def test_the_screen_looks_as_it_did_when_somebody_last_looked(record: Path, size: tuple[int, int], form: bool) -> None:
    decided(record, "--standard", "balance_of_probabilities")
    path = Path(journal.beside(str(record)))
    again = [made._replace(date="2031-03-31") for made in decisions(record)]
    path.unlink()
    for made in again:
        journal.append(str(path), made, Secrets())

    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        if form:
            await pilot.press("r")
            await pilot.pause()
        shown = screen(app) + "\n"
        assert all(len(line) <= size[0] for line in shown.splitlines())
        name = SNAPSHOTS / f"review-{'form' if form else 'list'}-{size[0]}.txt"
        if os.environ.get("IHL_UPDATE_SNAPSHOTS") == "1":
            name.write_text(shown, encoding="utf-8")
        assert shown == name.read_text(encoding="utf-8")

    driven(record, steps, size=size, only="all")


def test_the_theme_and_the_findings_shown_can_be_changed(record: Path) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        before = app.theme
        await pilot.press("t", "f")
        assert app.theme != before
        assert app.only == "open"
        await pilot.press("f", "f")
        await pilot.pause()
        assert "Nothing to show here" in screen(app)
        assert app.query_one("#findings", OptionList).option_count == 0
        await pilot.press("c", "n")
        assert not isinstance(app.screen, DecisionForm), "there is nothing to decide on"

    driven(record, steps)


# --- in a browser --------------------------------------------------------------------------------------------------------------------------------------


def test_a_browser_gets_the_application_with_the_same_options() -> None:
    command = serving.command_of(["review", "my records", "--serve", "--port", "9000", "--host=localhost", "--name", "O'Marsh; rm"])
    assert command.endswith("-m checker review 'my records' --name 'O'\"'\"'Marsh; rm' --app")


def test_serving_listens_on_this_machine_alone_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[tuple[str, int]] = []
    monkeypatch.setattr(Server, "serve", lambda server: served.append((server.host, server.port)))
    assert serving.serve_command("localhost", 8000, ["review", "x.yml"]) == 0
    assert capsys.readouterr().err == ""
    assert serving.serve_command("192.0.2.7", 8000, ["review", "x.yml"]) == 0
    assert "no password" in capsys.readouterr().err
    assert served == [("localhost", 8000), ("192.0.2.7", 8000)]


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost:9000", False),
        ("https://elsewhere.example", False),
        ("http://localhost.elsewhere.example:8000", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_page_of_another_site_cannot_connect_to_the_application(origin: str, welcome: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from aiohttp import web
    from aiohttp.test_utils import TestClient, TestServer

    async def connected(_: Server, request: web.Request) -> web.StreamResponse:  # noqa: ARG001
        return web.Response(text="connected")

    monkeypatch.setattr(Server, "handle_websocket", connected)

    async def asked() -> int:
        app = await serving.server_of("true", "localhost", 8000)._make_app()
        async with TestClient(TestServer(app)) as client:
            answer = await client.get("/ws", headers={"Origin": origin} if origin else {})
            return answer.status

    assert asyncio.run(asked()) == (200 if welcome else 403)


# --- without the application ---------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def without_textual(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which textual is not installed."""
    import sys

    monkeypatch.setitem(sys.modules, "textual", None)
    monkeypatch.delitem(sys.modules, "checker.rendering.review")


@pytest.mark.usefixtures("without_textual")
def test_without_textual_the_extra_is_named(record: Path) -> None:
    ran = ihl("review", record, *RULES, "--app")
    assert (ran.code, [problem.code for problem in ran.problems]) == (2, ["missing-extra"])
    assert "ihl-checker[review]" in ran.err
    assert ihl("review", record, *RULES, "--prompt", stdin="").code == 0


def test_a_bar_for_claims_shows_no_decisions_since_they_were_made_on_all_claims(record: Path) -> None:
    decided(record)
    report = json.loads(ihl("check", record, *RULES, "--format", "json", "--fail-on", "never", "--min-grade", "A1").out)
    assert all(finding["review"] is None for finding in report["findings"])
    assert report["totals"]["reviewed"] == {}
    assert report["left"] == []
