"""The attack set where files are named, linked and handed out: names that a system keeps for itself, links that lead elsewhere, papers for a class, the review application, and pages in a browser."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
import strict
from attacks import ATTACKS, TEXTS, attacked, papers, turned, twin, words
from browsers import needs_a_browser, started
from command import GOOD, RULEBOOK, ihl
from hypothesis import given
from hypothesis import strategies as st
from planted import betrayed
from test_attacks import run
from test_handouts_platforms import FORMS, anki_comes_through, comes_through
from textual.widgets import OptionList, Static

from checker import journal, outputs
from checker.errors import InputError
from checker.handouts.html import learner_sheet, trainer_sheet
from checker.handouts.markdown import trainer_text
from checker.pipeline import check_record, read_records, record_files
from checker.redaction import Secrets
from checker.rendering.html import as_html
from checker.rendering.review import ReviewApp
from checker.report.front import report
from checker.reviewing import Sitting
from checker.rulebook import Rulebook
from checker.site.press import in_page
from checker.text import clean, escape_unprintable, guarded, inert, unguarded

RULES = ("--rules", RULEBOOK)

#: How many papers hold the whole set between them.
PAPERS = 6


# --- what the boundary promises of any text ------------------------------------------------------------------------------------------------------------

anything = st.text(st.characters(), max_size=30) | st.lists(
    st.sampled_from([*TEXTS, "a", "=", ";", "'", '"', "\t", "\n", "\u200c", "\u0645", "\u0928", "\ufe0f", "\U0001f600", "\u200d"]),
    max_size=8,
).map("".join)


@given(anything)
def test_cleaning_shows_everything_and_once_is_enough(text: str) -> None:
    cleaned = clean(text)
    assert strict.unseen(cleaned) == []
    assert clean(cleaned) == cleaned
    assert inert(cleaned) == cleaned


@given(anything)
def test_json_loses_nothing_and_holds_nothing_unseen(text: str) -> None:
    written = escape_unprintable(json.dumps({"text": text}, ensure_ascii=False, indent=1))
    assert strict.unseen(written) == strict.commands(written) == []
    assert json.loads(written) == json.loads(json.dumps({"text": text}))


@given(anything)
def test_a_guard_is_undone_and_leaves_no_formula_wherever_cells_are_divided(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert strict.formulas(f'"{guarded(text).replace(chr(34), chr(34) * 2)}"\r\n') == []


# --- names of people -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [attack.text for attack in ATTACKS if attack.kind == "alike"])
def test_a_restricted_name_is_found_however_it_is_spelt_and_once_it_is_cleaned(text: str) -> None:
    secrets = Secrets({"first": {"names": ["Anselm T\u00f6rvik"]}})
    for form in (text, clean(text), escape_unprintable(json.dumps(text, ensure_ascii=False)), guarded(clean(text))):
        assert list(secrets.hits(form)), form
        assert betrayed(secrets.hide(form)) == []


# --- names of files ------------------------------------------------------------------------------------------------------------------------------------

DEVICES = ("CON", "nul", "PRN", "com1", "LPT9.backup", "aux")


def named(identity: str) -> str:
    return GOOD.read_text(encoding="utf-8").replace("\nid: good\n", f"\nid: {identity}\n")


def test_no_file_is_called_as_a_device_is_and_none_replaces_another_that_differs_in_capitals(tmp_path: Path) -> None:
    folder, outs = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number, identity in enumerate((*DEVICES, "SAME-name", "same-NAME", "plain")):
        (folder / f"{number}.yml").write_text(named(identity))
    assert "id: same-NAME" in (folder / "7.yml").read_text()
    for command in (["records", "redact", folder, "-o", f"{outs / 'copies'}/"],):
        outcome = ihl(*command, *RULES)
        assert outcome.code == 0, outcome.err
        made = sorted(path.name for path in (outs / "copies").iterdir())
        assert len(made) == len(DEVICES) + 3
        assert len({name.casefold() for name in made}) == len(made)
        assert not [name for name in made if name.split(".")[0].casefold() in ("con", "nul", "prn", "com1", "lpt9", "aux")]
        assert {"_CON.yml", "plain.yml", "SAME-name.yml", "same-NAME-2.yml"} <= set(made)


@pytest.mark.parametrize(
    "identity", [text for text in TEXTS if not text.isascii() or "/" in text or "\\" in text or text[:1] in ".-_" or not text]
)
def test_no_id_leads_out_of_a_folder(identity: str, tmp_path: Path) -> None:
    record = {"schema": "ihl-incident/1", "id": identity, "title": "x"}
    (tmp_path / "in.json").write_text(json.dumps(record))
    before = set(tmp_path.rglob("*"))
    outcome = ihl("records", "redact", tmp_path / "in.json", "-o", tmp_path / "out", *RULES)
    assert outcome.code == 2
    assert strict.unseen(outcome.err) == []
    assert {path for path in set(tmp_path.rglob("*")) - before if path.is_file()} == set()


# --- links ---------------------------------------------------------------------------------------------------------------------------------------------


def test_a_link_in_a_folder_that_leads_out_of_it_is_not_followed(tmp_path: Path) -> None:
    folder, secret = tmp_path / "in", tmp_path / "secret.yml"
    folder.mkdir()
    secret.write_text("password: hunter2\n")
    (folder / "good.yml").write_text(GOOD.read_text(encoding="utf-8"))
    (folder / "secret.yml").symlink_to(secret)
    (folder / "twice.yml").symlink_to(folder / "good.yml")
    (folder / "loop.yml").symlink_to(folder / "loop.yml")
    os.mkfifo(folder / "pipe.yml")
    files, problems = record_files([str(folder)])
    assert sorted(os.path.basename(path) for path in files) == ["good.yml", "loop.yml", "twice.yml"]
    assert sorted((os.path.basename(problem.file), problem.code) for problem in problems) == [
        ("pipe.yml", "no-file"),
        ("secret.yml", "link"),
    ]
    outcome = ihl("check", folder, *RULES)
    assert outcome.code == 2
    assert "hunter2" not in outcome.out + outcome.err
    assert "password" not in outcome.out + outcome.err
    assert record_files([str(folder / "secret.yml")]) == ([str(folder / "secret.yml")], [])  # named by a person, it is meant


def test_nothing_is_added_or_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("untouched")
    link = tmp_path / "link.yml"
    link.symlink_to(outside)
    with pytest.raises(InputError) as refused:
        outputs.append(str(link), lambda _: "added", Secrets())
    assert [problem.code for problem in refused.value.problems] == ["link"]
    with pytest.raises(InputError):
        outputs.write(str(link), "written", Secrets())
    outputs.write(str(link), "written", Secrets(), force=True)
    assert outside.read_text() == "untouched"
    assert not link.is_symlink()
    assert link.read_text() == "written"


def test_a_decision_is_not_written_to_where_a_link_leads(tmp_path: Path) -> None:
    record, outside = tmp_path / "quay.yml", tmp_path / "shell.rc"
    record.write_text(GOOD.read_text(encoding="utf-8"))
    outside.write_text("# untouched\n")
    Path(journal.beside(str(record))).symlink_to(outside)
    outcome = ihl(
        "review",
        record,
        *RULES,
        "--rule",
        "recognisable-picture",
        "--binding",
        "person=first",
        "--decide",
        "confirm",
        "--reason",
        "Seen",
        "--name",
        "O. Marsh",
    )
    assert outcome.code == 2
    assert outside.read_text() == "# untouched\n"


def test_a_run_that_is_resumed_writes_through_no_link(tmp_path: Path) -> None:
    outside, kept = tmp_path / "outside.txt", tmp_path / "run"
    outside.write_text("untouched")
    assert ihl("check", GOOD, "--save", kept, *RULES).code in (0, 1)
    for name in ("findings.jsonl", "records.jsonl", "problems.jsonl", "manifest.json"):
        (kept / name).unlink(missing_ok=True)
        (kept / name).symlink_to(outside)
    assert ihl("check", GOOD, "--save", kept, "--force", *RULES).code in (0, 1)
    assert outside.read_text() == "untouched"
    assert not (kept / "findings.jsonl").is_symlink()


def test_the_cache_is_not_written_through_a_link(tmp_path: Path) -> None:
    from checker import cache

    outside = tmp_path / "outside.txt"
    outside.write_text("untouched")
    (tmp_path / f"kept.json.{os.getpid()}.part").symlink_to(outside)
    cache.write(str(tmp_path / "kept.json"), b"compiled")
    assert outside.read_text() == "untouched"


# --- papers --------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [*FORMS, "anki"])
def test_every_platform_reads_every_attack_as_a_text(form: str) -> None:
    for paper in papers(turned, PAPERS):
        anki_comes_through(paper) if form == "anki" else comes_through(form, paper)


@pytest.mark.parametrize("sheet", [learner_sheet, trainer_sheet])
def test_a_sheet_has_no_element_or_attribute_more_than_that_of_an_innocent_paper(sheet: object) -> None:
    plain = words()
    for bad, good in zip(papers(turned, PAPERS), papers(lambda start: twin(turned(start), plain), PAPERS), strict=True):
        page = sheet(bad)  # type: ignore[operator]
        found, own = strict.structure(page), strict.structure(sheet(good))  # type: ignore[operator]
        # A text with line breaks in it makes paragraphs of its own, and nothing else.
        paragraph = ("p", ("dir=auto",))
        assert {**found.elements, paragraph: 0} == {**own.elements, paragraph: 0}
        assert found.other == []
        assert strict.unseen(page) == []


def test_a_sheet_in_markdown_has_nothing_more_than_that_of_an_innocent_paper() -> None:
    plain = words()
    for bad, good in zip(papers(turned, PAPERS), papers(lambda start: twin(turned(start), plain), PAPERS), strict=True):
        tokens, leads, _ = strict.markdown_structure(trainer_text(bad))
        own = strict.markdown_structure(trainer_text(good))[0]
        # A text with line breaks in it makes paragraphs of its own, and nothing else.
        assert {name: number for name, number in tokens.items() if "paragraph" not in name} == {
            name: number for name, number in own.items() if "paragraph" not in name
        }
        assert leads == []


# --- the review application and a browser --------------------------------------------------------------------------------------------------------------


def test_the_review_application_shows_attacks_as_texts(tmp_path: Path) -> None:
    rulebook = Rulebook.load(str(RULEBOOK))
    path = tmp_path / "attacked.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in attacked()[::25]))
    checked = [
        check_record(rulebook, record, rulebook.default_reading, rulebook.heads) for record in read_records([str(path)], rulebook, [])
    ]

    async def seen() -> str:
        app = ReviewApp(Sitting(checked, date="2031-04-01"), only="all")
        async with app.run_test(size=(110, 40)) as pilot:
            shown = []
            for _ in range(min(20, len(app.items))):
                await pilot.press("n")
                shown += [str(widget.render()) for widget in app.query(Static)]
            options = app.query_one(OptionList)
            return "".join([*shown, *(str(options.get_option_at_index(place).prompt) for place in range(options.option_count))])

    text = asyncio.run(seen())
    assert strict.unseen(text) == strict.obeyed(text) == []
    assert len(text) > 2000


def test_data_in_a_page_of_the_site_end_no_element_and_are_read_as_they_are() -> None:
    page = f'<!doctype html><html><head><title>x</title></head><body><script type="application/json" id="x">{in_page({text: [text] for text in TEXTS})}</script></body></html>'
    found = strict.structure(page)
    assert sorted(tag for tag, _ in found.elements.elements()) == ["body", "head", "html", "script", "title"]
    assert strict.unseen(page) == []
    data = json.loads(page.partition('id="x">')[2].partition("</script>")[0])
    assert [value for values in data.values() for value in values] == [clean(text) for text in TEXTS]


@needs_a_browser
def test_nothing_runs_and_nothing_is_asked_for_in_a_browser(tmp_path: Path) -> None:
    rulebook = Rulebook.load(str(RULEBOOK))
    pages = {
        "report": as_html(report(run(attacked()[::7], rulebook), "0")),
        "paper": trainer_sheet(papers(turned, 1)[0]),
        "sheet": learner_sheet(papers(turned, 1)[0]),
    }
    with started(tmp_path / "profile") as browser:
        for name, text in pages.items():
            page = tmp_path / f"{name}.html"
            page.write_text(text, encoding="utf-8")
            browser.get_log("browser")
            browser.get_log("performance")
            browser.get(page.as_uri())
            assert browser.get_log("browser") == []
            events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
            assert {
                event["params"]["request"]["url"]
                for event in events
                if event["method"] == "Network.requestWillBeSent" and not event["params"]["documentURL"].startswith("chrome:")
            } == {page.as_uri()}
            assert not [event for event in events if event["method"] == "Page.javascriptDialogOpening"]
            assert browser.title != "owned"
            assert browser.execute_script("return document.scripts.length") == 0
            assert (
                browser.execute_script(
                    "return [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
                )
                == 0
            )
            hrefs = browser.execute_script("return [...document.querySelectorAll('[href]')].map(e => e.getAttribute('href'))")
            assert strict.leads_astray(hrefs) == []
