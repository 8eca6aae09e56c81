"""The HTML report in a real browser: nothing in a record runs, nothing is fetched, and somebody with a keyboard, a phone, a dark room or a printer can read it."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browsers import needs_a_browser, started
from hostile import hostile_report
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from checker.library import examples_folder
from checker.pipeline import Run, check_record, read_records
from checker.rendering import html
from checker.rendering.html import as_html
from checker.report.front import report
from checker.rulebook import Rulebook
from checker.text import clean

pytestmark = needs_a_browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with started(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def pages(rulebook: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports that are looked at: the incident of the article, several records folded, and the hostile one."""
    folder = tmp_path_factory.mktemp("reports")

    def made(*names: str) -> Any:
        run = Run(rulebook, rulebook.default_reading)
        for record in read_records([f"{examples_folder()}/{name}" for name in names], rulebook, run.problems):
            run.checked.append(check_record(rulebook, record, run.reading, rulebook.heads))
        return report(run, "0")

    texts = {"kursk": as_html(made("kursk-2025/incident.yml")), "hostile": as_html(hostile_report(rulebook))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html, "_FEW", 1)
        texts["folded"] = as_html(made("fictional/tarnholm-broadcast.yml", "fictional/lowen-ford-search.yml"))
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def opened(browser: webdriver.Chrome, page: Path, *, width: int = 1100, scheme: str = "light", media: str = "") -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(page.as_uri())


@pytest.mark.parametrize("name", ["kursk", "folded", "hostile"])
def test_a_page_runs_nothing_fetches_nothing_and_has_nothing_to_complain_of(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str
) -> None:
    opened(browser, pages[name])
    assert browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}
    assert asked == {pages[name].as_uri()}
    title = re.search(r"<title>(.*?)</title>", pages[name].read_text(encoding="utf-8"), flags=re.S)
    assert title is not None
    assert browser.title != "owned"
    assert browser.execute_script("return document.scripts.length") == 0
    assert browser.execute_script("return document.querySelectorAll('img,svg,iframe,object,embed,form,input,link,base').length") == 0
    assert (
        browser.execute_script(
            "return [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on|^style$/.test(a.name))).length"
        )
        == 0
    )
    assert browser.execute_script("return getComputedStyle(document.body).getPropertyValue('--paper') !== ''"), (
        "the policy lets the page's own style through"
    )


def test_what_a_record_says_is_shown_as_it_is(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["hostile"])
    heading = browser.find_element(By.TAG_NAME, "h1").get_attribute("textContent") or ""
    assert "<script>document.title='owned'</script>" in heading
    assert clean("red \u202egnp.exe") in heading


def test_the_policy_stops_a_script_and_a_picture_that_got_in_all_the_same(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["kursk"])
    browser.execute_script(
        "const s = document.createElement('script'); s.textContent = \"document.title = 'owned'\"; document.body.append(s);"
        "const p = document.createElement('img'); p.src = 'https://evil.example/pixel.png'; document.body.append(p);"
        "document.body.setAttribute('onclick', \"document.title = 'owned'\"); document.body.click();"
    )
    assert browser.title != "owned"
    said = " ".join(entry["message"] for entry in browser.get_log("browser"))
    assert said.count("Content Security Policy") >= 2


@pytest.mark.parametrize("name", ["kursk", "folded", "hostile"])
def test_a_phone_needs_no_sideways_scrolling(browser: webdriver.Chrome, pages: dict[str, Path], name: str) -> None:
    opened(browser, pages[name], width=360)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    wide, room = browser.execute_script("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room == 360


def test_headings_go_down_one_step_at_a_time_and_links_lead_somewhere(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["folded"])
    levels = browser.execute_script("return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert (
        browser.execute_script(
            "return [...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.getElementById(a.hash.slice(1))).length"
        )
        == 0
    )
    assert browser.execute_script("return document.documentElement.lang") == "en"
    without = "return [...document.querySelectorAll('table')].filter(t => !t.caption || !t.querySelector('th[scope=col]') || !t.querySelector('th[scope=row]')).length"
    assert browser.execute_script(without) == 0


def test_a_keyboard_reaches_everything_and_sees_where_it_is(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["folded"])
    seen = []
    for _ in range(12):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        here = browser.switch_to.active_element
        box, outline = browser.execute_script(
            "const e = arguments[0], s = getComputedStyle(e); return [e.getBoundingClientRect(), [s.outlineStyle, s.outlineWidth]]", here
        )
        assert box["width"] > 1
        assert box["left"] >= 0
        assert outline[0] == "solid"
        assert float(outline[1].removesuffix("px")) >= 2
        seen.append(here.text)
    assert seen[0] == "Skip to the answer"
    assert len(set(seen)) > 8
    summary = browser.find_element(By.CSS_SELECTOR, ".record > details > summary")
    assert browser.execute_script("return arguments[0].parentElement.open", summary) is False
    browser.execute_script("arguments[0].focus()", summary)
    summary.send_keys(Keys.ENTER)
    assert browser.execute_script("return arguments[0].parentElement.open", summary) is True


#: For every text that can be seen: the least contrast (WCAG 2) between it and what lies behind it, and where that is.
CONTRAST = """
const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
const light = c => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
let least = [99, ''], count = 0;
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement;
  if (!walk.currentNode.textContent.trim() || !e.checkVisibility()) continue;
  const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  count++;
  if (ratio < least[0]) least = [ratio, e.outerHTML.slice(0, 120)];
}
return [least[0], least[1], count];
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser: webdriver.Chrome, pages: dict[str, Path], scheme: str) -> None:
    grounds = {}
    for name in ("kursk", "folded"):
        opened(browser, pages[name], scheme=scheme)
        browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        least, where, count = browser.execute_script(CONTRAST)
        assert count > 200
        assert least >= 4.5, where
        grounds[name] = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert len(set(grounds.values())) == 1
    assert (sum(map(int, re.findall(r"\d+", grounds["kursk"])[:3])) > 384) is (scheme == "light")


def test_printed_everything_is_open_and_every_page_says_what_it_is(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    opened(browser, pages["folded"], media="print", scheme="dark")
    closed = "return [...document.querySelectorAll('details:not([open])')].map(d => [...d.children].slice(1).some(e => e.getBoundingClientRect().height > 0))"
    shown = browser.execute_script(closed)
    assert shown
    assert all(shown)
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    style = browser.execute_script("return document.querySelector('style').textContent")
    assert "counter(pages)" in style
    assert "rulebook" in style
    assert (
        browser.execute_script("return [...document.styleSheets[0].cssRules].filter(r => r.constructor.name === 'CSSPageRule').length") == 2
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    printed = b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert printed.startswith(b"%PDF-")
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 10 < sheets < 150
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", printed), "A4"
