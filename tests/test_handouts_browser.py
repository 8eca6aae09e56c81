"""The sheets in a real browser: nothing in a paper runs, nothing is fetched, and they can be used on a phone, with a keyboard, in a dark room and on paper."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from browsers import needs_a_browser, started
from papers import CLASS, hostile
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_reports_browser import CONTRAST, opened

from checker.handouts.html import learner_sheet, trainer_sheet

pytestmark = needs_a_browser

NAMES = ("learner", "trainer", "hostile-learner", "hostile-trainer")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with started(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sheets")
    texts = (learner_sheet(CLASS), trainer_sheet(CLASS), learner_sheet(hostile()), trainer_sheet(hostile()))
    for name, text in zip(NAMES, texts, strict=True):
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_runs_nothing_fetches_nothing_and_has_nothing_to_complain_of(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str
) -> None:
    opened(browser, pages[name])
    assert browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    assert {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"} == {
        pages[name].as_uri()
    }
    assert browser.title != "owned"
    assert browser.execute_script("return document.scripts.length") == 0
    assert browser.execute_script("return document.querySelectorAll('img,svg,iframe,object,embed,form,link,base').length") == 0
    strange = "return [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on|^style$/.test(a.name))).length"
    assert browser.execute_script(strange) == 0
    assert browser.execute_script("return getComputedStyle(document.body).getPropertyValue('--paper') !== ''")


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_needs_no_sideways_scrolling(browser: webdriver.Chrome, pages: dict[str, Path], name: str) -> None:
    opened(browser, pages[name], width=360)
    wide, room = browser.execute_script("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room == 360
    if name == "learner":
        small = "return [...document.querySelectorAll('label')].filter(l => l.getBoundingClientRect().height < 44).length"
        assert browser.execute_script(small) == 0, "a finger finds every choice"


@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_one_step_at_a_time_and_everything_has_a_name(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str
) -> None:
    opened(browser, pages[name])
    levels = browser.execute_script("return [...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    lost = "return [...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.getElementById(a.hash.slice(1))).length"
    assert browser.execute_script(lost) == 0
    twice = "const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.length - new Set(ids).size"
    assert browser.execute_script(twice) == 0
    nameless = (
        "return [...document.querySelectorAll('input')].filter(e => !e.labels.length).length"
        " + [...document.querySelectorAll('textarea')].filter(e => !document.getElementById(e.getAttribute('aria-labelledby'))).length"
        " + [...document.querySelectorAll('fieldset')].filter(e => !e.querySelector('legend')).length"
    )
    assert browser.execute_script(nameless) == 0


def test_a_keyboard_answers_every_question(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["learner"])
    seen = []
    for _ in range(8):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        here = browser.switch_to.active_element
        outline = browser.execute_script("const s = getComputedStyle(arguments[0]); return [s.outlineStyle, s.outlineWidth]", here)
        assert outline[0] == "solid"
        assert float(outline[1].removesuffix("px")) >= 2
        seen.append(here.get_attribute("type") or here.tag_name)
    assert seen == ["a", *["checkbox"] * 4, "radio", "textarea", "checkbox"]
    first, second = browser.find_elements(By.CSS_SELECTOR, "input[type=radio]")[:2]
    first.send_keys(Keys.SPACE)
    assert first.is_selected()
    first.send_keys(Keys.ARROW_DOWN)
    assert (first.is_selected(), second.is_selected()) == (False, True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser: webdriver.Chrome, pages: dict[str, Path], scheme: str) -> None:
    for name in ("learner", "trainer"):
        opened(browser, pages[name], scheme=scheme)
        least, where, count = browser.execute_script(CONTRAST)
        assert count > 40
        assert least >= 4.5, where
        ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", ground)[:3])) > 384) is (scheme == "light")


def printed(browser: webdriver.Chrome) -> int:
    """How many A4 pages it prints on."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    content = b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert content.startswith(b"%PDF-")
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", content), "A4"
    return len(re.findall(rb"/Type\s*/Page\b", content))


def test_printed_a_learners_sheet_has_lines_to_write_on_and_boxes_to_tick(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["learner"], media="print", scheme="dark")
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    shown = "return [...document.querySelectorAll(arguments[0])].map(e => e.getBoundingClientRect().height)"
    assert all(height > 150 for height in browser.execute_script(shown, ".ruled"))
    assert browser.execute_script(shown, "textarea") == [0]
    assert all(height > 9 for height in browser.execute_script(shown, "input"))
    assert all(height > 5 for height in browser.execute_script(shown, ".who"))
    assert printed(browser) == 3


def test_what_somebody_typed_is_printed_in_place_of_the_lines(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["learner"])
    browser.find_element(By.TAG_NAME, "textarea").send_keys("We describe it in words.")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
    heights = browser.execute_script("return ['textarea', '.ruled'].map(s => document.querySelector(s).getBoundingClientRect().height)")
    assert heights[0] > 10
    assert heights[1] == 0


def test_printed_a_trainers_sheet_says_right_and_wrong_in_words(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["trainer"], media="print")
    marks = browser.execute_script(
        "return [...document.querySelectorAll('.mark')].map(e => [e.textContent, e.getBoundingClientRect().height > 0])"
    )
    assert {mark for mark, _ in marks} == {"Right", "Wrong"}
    assert all(visible for _, visible in marks)
    assert 3 <= printed(browser) <= 5
