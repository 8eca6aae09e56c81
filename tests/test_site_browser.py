"""The site in a real browser, opened from a disk: nothing is fetched, kept or complained of; with a keyboard, a screen reader, a narrow phone, in the dark and on paper it can be used."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import needs_a_browser, started
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from checker.desk import shelf
from checker.desk.answering import answer
from checker.desk.course import DONT_KNOW, Desk, Given
from checker.desk.log import paragraph
from checker.rulebook import Rulebook
from checker.site.build import Site

pytestmark = needs_a_browser

#: Pages of every kind.
KINDS = ("index.html", "desk.html", "about.html", "rules/index.html", "rules/all.html", "rules/13.html", "rules/definitions.html")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with started(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def folder(shipped_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as it lies on a disk."""
    root = tmp_path_factory.mktemp("site")
    for page in shipped_site.pages:
        (root / page.path).parent.mkdir(parents=True, exist_ok=True)
        (root / page.path).write_text(page.text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def desk(rulebook: Rulebook) -> Desk:
    return shelf.load(rulebook)


def kinds(folder: Path) -> list[str]:
    """Pages of every kind that the site has."""
    further = [path for part in ("lessons", "scenarios") for path in sorted((folder / part).glob("*.html"))[:2]]
    return [*KINDS, *(path.relative_to(folder).as_posix() for path in further)]


def opened(browser: webdriver.Chrome, page: Path, *, width: int = 1100, scheme: str = "light", media: str = "") -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(page.as_uri())


def asked(browser: webdriver.Chrome) -> set[str]:
    """Every address that was asked for since the page was opened."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}


def heading(browser: webdriver.Chrome) -> str:
    """The question, or the result, that the desk shows."""
    found: str = browser.find_element(By.CSS_SELECTOR, "#step h2").text
    return found


def press(browser: webdriver.Chrome, text: str) -> None:
    """The button of the desk with this text."""
    button = next(one for one in browser.find_elements(By.CSS_SELECTOR, "#step button") if one.text.strip() == text)
    browser.execute_script("arguments[0].click()", button)


def answered(browser: webdriver.Chrome, desk: Desk, wanted: dict[str, tuple[str, ...]], *, otherwise: str = "no") -> list[Given]:
    """Answers question after question until the desk has its result: ``wanted`` where it says something, else ``otherwise``, or the first option."""
    given: list[Given] = []
    while not browser.find_elements(By.CSS_SELECTOR, ".result"):
        question = next(one for one in desk.plain["questions"] if one["asks"] == heading(browser))
        shown = {option["says"]: option["id"] for option in question["options"]}
        here = [shown[one.text.strip()] for one in browser.find_elements(By.CSS_SELECTOR, "#step .options li") if one.text.strip() in shown]
        chosen = wanted.get(question["id"])
        if chosen is None:
            chosen = () if question["many"] else (otherwise if otherwise in here else here[0],)
        says = {option["id"]: option["says"] for option in question["options"]}
        if chosen == (DONT_KNOW,):
            press(browser, "I don't know")
        elif question["many"] and chosen:
            for one in chosen:
                browser.find_element(By.CSS_SELECTOR, f'#step input[value="{one}"]').click()
            press(browser, "Go on with what is ticked")
        else:
            press(browser, says[chosen[0]] if chosen else question["none_says"])
        given.append(Given(question["id"], chosen))
    return given


#: An item as those of the article: a photograph of a captive who can be recognised by the face.
PHOTO = {"item": ("photo",), "who": ("captive",), "recognisable": ("face", "caption")}


# --- alone with itself ---------------------------------------------------------------------------------------------------------------------------------------


def test_no_page_fetches_anything_or_complains(browser: webdriver.Chrome, folder: Path) -> None:
    for name in kinds(folder):
        opened(browser, folder / name)
        assert browser.get_log("browser") == [], name
        assert asked(browser) == {(folder / name).as_uri()}
        assert browser.execute_script("return getComputedStyle(document.body).getPropertyValue('--paper') !== ''"), name


def test_a_whole_check_fetches_keeps_and_leaves_nothing(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    opened(browser, folder / "desk.html")
    before, past = browser.current_url, browser.execute_script("return history.length")
    answered(browser, desk, PHOTO)
    assert asked(browser) == {(folder / "desk.html").as_uri()}
    assert browser.get_log("browser") == []
    assert browser.current_url == before
    assert browser.get_cookies() == []
    assert browser.execute_script("return [localStorage.length, sessionStorage.length]") == [0, 0]
    assert browser.execute_script("return history.length") == past
    browser.refresh()
    assert heading(browser) == desk.plain["questions"][0]["asks"]
    assert browser.execute_script("return document.querySelectorAll('#step .given li').length") == 0


def test_the_policy_stops_what_gets_in_all_the_same(browser: webdriver.Chrome, folder: Path) -> None:
    opened(browser, folder / "desk.html")
    browser.execute_script(
        "const s = document.createElement('script'); s.textContent = \"document.title = 'owned'\"; document.body.append(s);"
        "const p = document.createElement('img'); p.src = 'https://evil.example/pixel.png'; document.body.append(p);"
        "const f = document.createElement('form'); f.action = 'https://evil.example/'; document.body.append(f); f.submit();"
        "fetch('https://evil.example/').catch(() => {});"
    )
    assert browser.title != "owned"
    said = " ".join(entry["message"] for entry in browser.get_log("browser"))
    assert said.count("Content Security Policy") >= 3
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = {
        event["params"]["requestId"]
        for event in events
        if event["method"] == "Network.requestWillBeSent" and "evil" in event["params"]["request"]["url"]
    }
    assert sent == {event["params"]["requestId"] for event in events if event["params"].get("blockedReason") == "csp"}


# --- the desk ----------------------------------------------------------------------------------------------------------------------------------------------------


def test_the_desk_comes_to_what_the_program_comes_to_and_says_it_in_full(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    opened(browser, folder / "desk.html")
    given = answered(browser, desk, PHOTO)
    assert len(given) <= 12
    found = answer(desk, desk.layers[desk.plain["default"]], desk.state(given))
    assert found.result == "change"
    assert heading(browser) == desk.plain["results"]["change"]["says"]
    shown = browser.find_element(By.ID, "step").text
    for change in desk.plain["changes"]:
        assert (change["do"] in browser.find_element(By.CSS_SELECTOR, ".changes").text) is (change["id"] in found.changes)
    for rule in found.rules:
        assert (rule.title in shown) is True
        assert all(sentence in shown for sentence in rule.because)
    assert browser.find_element(By.ID, "log").text == paragraph(desk, given, found)


def test_every_policy_stands_beside_the_others_with_its_own_answer(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    opened(browser, folder / "desk.html")
    given = answered(browser, desk, PHOTO)
    rows = browser.find_elements(By.CSS_SELECTOR, ".compared tbody tr")
    assert len(rows) == len(desk.layers)
    results = desk.plain["results"]
    for row in rows:
        title = row.find_element(By.CSS_SELECTOR, "th").text.partition("\n")[0]
        layer = next(layer for layer in desk.layers.values() if layer.title == title)
        assert row.find_element(By.CSS_SELECTOR, ".word").text == results[answer(desk, layer, desk.state(given)).result]["says"]
    beside = {row.find_element(By.CSS_SELECTOR, "th").text.partition("\n")[0]: row.text for row in rows}
    assert "stricter" in beside[desk.layers["gc3-strict"].title]
    assert "less strict" in beside[desk.layers["gc3-narrow"].title]
    assert "your measure" in beside[desk.layers[desk.plain["default"]].title]


def test_another_policy_is_answered_from_the_same_answers(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    opened(browser, folder / "desk.html")
    given = answered(browser, desk, PHOTO)
    browser.execute_script("const s = document.getElementById('policy'); s.value = 'gc3-strict'; s.dispatchEvent(new Event('change'))")
    more = answered(browser, desk, PHOTO)
    found = answer(desk, desk.layers["gc3-strict"], desk.state([*given, *more]))
    assert heading(browser) == desk.plain["results"][found.result]["says"]
    assert browser.find_element(By.ID, "log").text == paragraph(desk, [*given, *more], found)


def test_one_can_go_back_change_an_answer_stop_and_start_again(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    opened(browser, folder / "desk.html")
    first = heading(browser)
    press(browser, "A photograph")
    second = heading(browser)
    press(browser, "I don't know")
    press(browser, "Back")
    assert heading(browser) == second
    press(browser, "Show the answer so far")
    assert heading(browser) == desk.plain["results"]["not_enough_facts"]["says"]
    press(browser, "Back")
    assert heading(browser) == second
    answered(browser, desk, PHOTO)
    press(browser, "Change")
    assert heading(browser) == first
    answered(browser, desk, {**PHOTO, "who": ("nobody",)})
    assert heading(browser) == desk.plain["results"]["no_concern"]["says"]
    note = next(option["note"] for option in desk.questions["who"]["options"] if option["id"] == "nobody")
    assert note in browser.find_element(By.CSS_SELECTOR, ".given").text
    press(browser, "Check another item")
    assert heading(browser) == first
    assert not browser.find_elements(By.CSS_SELECTOR, ".given li")


def test_the_paragraph_is_copied(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    opened(browser, folder / "desk.html")
    answered(browser, desk, PHOTO)
    browser.execute_script("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }")
    press(browser, "Copy")
    assert browser.execute_async_script("setTimeout(() => arguments[0](window.copied), 50)") == browser.find_element(By.ID, "log").text
    assert browser.find_element(By.ID, "copied").text == "Copied."
    browser.execute_script("navigator.clipboard.writeText = () => Promise.reject(new Error()); document.execCommand = () => false")
    press(browser, "Copy")
    assert "selected" in browser.execute_async_script("setTimeout(() => arguments[0](document.getElementById('copied').textContent), 50)")
    assert browser.execute_script("return getSelection().toString()") == browser.find_element(By.ID, "log").text


# --- hands, ears and eyes ----------------------------------------------------------------------------------------------------------------------------------------


def test_a_whole_check_with_the_keyboard_alone(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    """Tab, Space and Enter; the focus goes to every new question and to the result, and can be seen wherever it goes."""
    opened(browser, folder / "desk.html")
    browser.execute_script("document.getElementById('policy').focus()")
    steps = 0
    while not browser.find_elements(By.CSS_SELECTOR, ".result"):
        question = next(one for one in desk.plain["questions"] if one["asks"] == heading(browser))
        wanted = PHOTO.get(question["id"])
        for _ in range(40):
            browser.switch_to.active_element.send_keys(Keys.TAB)
            here = browser.switch_to.active_element
            style = browser.execute_script(
                "const s = getComputedStyle(arguments[0]); return [s.outlineStyle, parseFloat(s.outlineWidth)]", here
            )
            assert style[0] == "solid"
            assert style[1] >= 2
            if here.tag_name == "input" and wanted and here.get_attribute("value") in wanted:
                here.send_keys(Keys.SPACE)
            elif here.tag_name == "button":
                says = {option["id"]: option["says"] for option in question["options"]}
                aim = "Go on with what is ticked" if question["many"] and wanted else says[wanted[0]] if wanted else says.get("no")
                if here.text.strip() == aim or (aim is None and "option" in str(here.get_attribute("class"))):
                    here.send_keys(Keys.ENTER)
                    break
        else:
            pytest.fail(f"the keyboard does not answer: {question['asks']}")
        steps += 1
        assert browser.execute_script("return document.activeElement === document.querySelector('#step h2')"), "the focus is on what is new"
        assert steps <= 12
    assert heading(browser) in {result["says"] for result in desk.plain["results"].values()}


def tree(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """What a screen reader is told: role, name and properties of everything that is not ignored."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    return [
        {
            "role": node.get("role", {}).get("value", ""),
            "name": node.get("name", {}).get("value", ""),
            **{one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        }
        for node in nodes
        if not node.get("ignored")
    ]


def test_a_screen_reader_hears_what_everything_is(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    opened(browser, folder / "desk.html")
    press(browser, "A photograph")
    said = tree(browser)
    roles = {node["role"] for node in said}
    assert {"banner", "main", "contentinfo", "navigation", "heading"} <= roles
    controls = [
        node for node in said if node["role"] in ("button", "link", "checkbox", "combobox", "DisclosureTriangle", "textbox", "searchbox")
    ]
    assert len(controls) > 10
    assert not [node for node in controls if not node["name"].strip()]
    assert [node["name"] for node in said if node["role"] == "combobox"] == ["Measured by"]
    assert any(node["role"] == "group" and node["name"] == heading(browser) for node in said), "the options are named by their question"
    live = browser.find_element(By.ID, "live")
    assert (live.get_attribute("role"), live.get_attribute("aria-live")) == ("status", "polite")
    assert live.get_attribute("textContent").startswith("Question 2, at most 12.")  # type: ignore[union-attr]
    answered(browser, desk, PHOTO)
    assert live.get_attribute("textContent") == f"Result: {heading(browser)}."
    changing = [node["name"] for node in tree(browser) if node["role"] == "button" and node["name"].startswith("Change the answer to: ")]
    assert len(changing) == len(set(changing)) > 3
    assert browser.execute_script("return [...document.querySelectorAll('#step h2, #step h3')].map(e => Number(e.tagName[1]))")[0] == 2


def test_the_least_phone_needs_no_sideways_scrolling(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    for name in kinds(folder):
        opened(browser, folder / name, width=320)
        browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        wide, room = browser.execute_script("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room == 320, name
    opened(browser, folder / "desk.html", width=320)
    answered(browser, desk, PHOTO)
    wide, room = browser.execute_script("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room == 320
    opened(browser, folder / "desk.html", width=320)
    small = "return [...document.querySelectorAll('#step button, #step label.tick, #policy')].filter(e => e.getBoundingClientRect().height < 40).length"
    assert browser.execute_script(small) == 0, "what is pressed is large enough for a thumb"


#: For every text that can be seen: the least contrast (WCAG 2) between it and what lies behind it, and where that is.
CONTRAST = """
const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
const light = c => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
let least = [99, ''], count = 0;
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement;
  if (!walk.currentNode.textContent.trim() || !e.checkVisibility() || e.closest('optgroup')) continue;
  const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  count++;
  if (ratio < least[0]) least = [ratio, e.outerHTML.slice(0, 120)];
}
return [least[0], least[1], count];
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser: webdriver.Chrome, folder: Path, desk: Desk, scheme: str) -> None:
    def stands_out(name: str, least_count: int) -> None:
        browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        least, where, count = browser.execute_script(CONTRAST)
        assert count > least_count, name
        assert least >= 4.5, (name, where)
        ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", ground)[:3])) > 384) is (scheme == "light")

    for name in kinds(folder):
        opened(browser, folder / name, scheme=scheme)
        stands_out(name, 10)
    for wanted in (PHOTO, {**PHOTO, "pressure": ("yes",)}, {**PHOTO, "humiliating": ("yes",)}, {"item": ("photo",), "who": ("nobody",)}):
        opened(browser, folder / "desk.html", scheme=scheme)
        answered(browser, desk, wanted)
        stands_out("desk.html", 30)


def test_who_wants_no_motion_gets_none(browser: webdriver.Chrome, folder: Path) -> None:
    opened(browser, folder / "rules/13.html")
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    assert browser.execute_script("return getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    moving = "return [...document.querySelectorAll('*')].filter(e => getComputedStyle(e).animationName !== 'none' || parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    assert browser.execute_script(moving) == 0


# --- the catalogue ---------------------------------------------------------------------------------------------------------------------------------------------------


def test_the_list_of_rules_is_narrowed_by_words_and_articles(browser: webdriver.Chrome, folder: Path, rulebook: Rulebook) -> None:
    opened(browser, folder / "rules/all.html")
    box = browser.find_element(By.ID, "words")
    shown = "return [...document.querySelectorAll('#list li')].filter(e => e.checkVisibility()).map(e => e.textContent)"
    assert len(browser.execute_script(shown)) == len(rulebook.rule_ids) + len(rulebook.definition_ids)
    box.send_keys("recognise 13")
    found = browser.execute_script(shown)
    assert found
    assert all("recogni" in text.lower() for text in found)
    assert f"{len(found)} of " in browser.find_element(By.ID, "found").text
    box.send_keys(" zzz")
    assert browser.execute_script(shown) == []
    assert "No rule" in browser.find_element(By.ID, "found").text


def test_without_scripts_everything_but_the_desk_can_be_read(browser: webdriver.Chrome, folder: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened(browser, folder / "rules/all.html")
        assert not browser.find_element(By.ID, "search").is_displayed()
        assert len(browser.find_elements(By.CSS_SELECTOR, "#list li")) > 100
        opened(browser, folder / "rules/13.html")
        cases = browser.find_element(By.CSS_SELECTOR, ".cases > summary")
        cases.send_keys(Keys.ENTER)
        assert browser.find_element(By.CSS_SELECTOR, ".cases li").is_displayed()
        opened(browser, folder / "desk.html")
        assert "scripts are switched off" in browser.find_element(By.TAG_NAME, "main").text
        assert not browser.find_element(By.ID, "desk").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


# --- paper ---------------------------------------------------------------------------------------------------------------------------------------------------------------


def test_a_result_prints_as_a_sheet_to_sign(browser: webdriver.Chrome, folder: Path, desk: Desk) -> None:
    opened(browser, folder / "desk.html", scheme="dark")
    answered(browser, desk, PHOTO)
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    )
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    seen = browser.execute_script("return [...document.querySelectorAll('button, select, nav a')].filter(e => e.checkVisibility()).length")
    assert seen == 0
    assert browser.execute_script("return [...document.querySelectorAll('.signed dt')].filter(e => e.checkVisibility()).map(e => e.textContent)") == [
        "Item", "Checked by", "Agreed by", "Date",
    ]  # fmt: skip
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    printed = b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", printed), "A4"


def test_rules_print_with_their_cases_open(browser: webdriver.Chrome, folder: Path) -> None:
    opened(browser, folder / "rules/13.html", media="print", scheme="dark")
    closed = "return [...document.querySelectorAll('.cases:not([open])')].map(d => [...d.children].slice(1).some(e => e.getBoundingClientRect().height > 0))"
    shown = browser.execute_script(closed)
    assert shown
    assert all(shown)
