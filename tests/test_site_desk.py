"""The desk in the page against the desk of the program: the same results, next questions, reasons, changes and log, byte for byte, on thousands of states and on whole interviews, in a real browser.

Both are given the same answers; what the page's script (``site/templates/engine.js``) returns is compared with what ``checker.desk`` returns, as JSON. Chance is seeded: a failure comes again.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from browsers import needs_a_browser, started
from selenium import webdriver

from checker.desk import shelf
from checker.desk.answering import answer
from checker.desk.course import DONT_KNOW, MOST, Desk, Given
from checker.desk.layers import Layer
from checker.desk.log import paragraph
from checker.rulebook import Rulebook
from checker.site.desk import page_data
from checker.site.press import in_page

pytestmark = needs_a_browser

TEMPLATES = Path(__file__).parent.parent / "checker" / "site" / "templates"

#: How many states are tried under every policy at once, and how many whole interviews; both grow with IHL_THOROUGH=1.
STATES, INTERVIEWS = (20000, 1500) if os.environ.get("IHL_THOROUGH") == "1" else (1500, 100)


@pytest.fixture(scope="module")
def desk(rulebook: Rulebook) -> Desk:
    return shelf.load(rulebook)


@pytest.fixture(scope="module")
def browser(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A page with the engine and the data as the site has them, and nothing else."""
    folder = tmp_path_factory.mktemp("engine")
    engine = (TEMPLATES / "engine.js").read_text(encoding="utf-8")
    data = in_page(page_data(desk, {}))
    page = f'<!DOCTYPE html><meta charset="utf-8"><title>x</title><script type="application/json" id="data">{data}</script><script>{engine}</script>'
    (folder / "page.html").write_text(page, encoding="utf-8")
    with started(folder / "profile") as driver:
        driver.set_script_timeout(300)
        driver.get((folder / "page.html").as_uri())
        yield driver


#: What the page comes to on each asked: answers and the policies that are asked under.
ASK = """
const desk = JSON.parse(document.getElementById("data").textContent);
return JSON.stringify(arguments[0].map(([answers, names]) => {
  const layers = names.map(name => desk.layers.find(layer => layer.id === name));
  const state = Engine.stateOf(desk, answers);
  const next = Engine.next(desk, answers, layers);
  return [next && next.id, next && Engine.optionsOf(next, state).map(option => option.id), layers.map(layer => {
    const found = Engine.answer(desk, layer, state);
    return [found, [...Engine.deciding(desk, layer, state)].sort(), Engine.paragraph(desk, answers, found)];
  })];
}));
"""

Asked = tuple[list[Given], Sequence[Layer]]


def in_browser(browser: webdriver.Chrome, asked: Sequence[Asked]) -> list[str]:
    """What the page's engine comes to, each as JSON."""
    found: list[str] = []
    for start in range(0, len(asked), 250):
        sent = [
            [[{"question": given.question, "chosen": list(given.chosen)} for given in answers], [layer.id for layer in layers]]
            for answers, layers in asked[start : start + 250]
        ]
        found += [json.dumps(one, ensure_ascii=False) for one in json.loads(browser.execute_script(ASK, sent))]
    return found


def in_python(desk: Desk, asked: Asked) -> str:
    """The same from the program."""
    answers, layers = asked
    state = desk.state(answers)
    following = desk.asked_next(answers, layers)
    came = []
    for layer in layers:
        found = answer(desk, layer, state)
        plain = {**found._asdict(), "rules": [rule._asdict() for rule in found.rules]}
        came.append([plain, sorted(layer.deciding(state)), paragraph(desk, answers, found)])
    options = following and [option["id"] for option in desk.options(following, state)]
    return json.dumps([following and following["id"], options, came], ensure_ascii=False)


def chosen(desk: Desk, question: Any, chance: random.Random, *, state: dict[str, int] | None = None) -> Given:
    """Some answer to a question: one of those that can be given, several where that is possible, or that nobody knows."""
    options = [option["id"] for option in (desk.options(question, state) if state is not None else question["options"])]
    if not options or chance.random() < 0.15:
        return Given(question["id"], (DONT_KNOW,))
    if question["many"]:
        return Given(question["id"], tuple(option for option in options if chance.random() < 0.3))
    return Given(question["id"], (chance.choice(options),))


def same(desk: Desk, browser: webdriver.Chrome, asked: Sequence[Asked]) -> Counter[str]:
    """Compares all; returns how often each result was come to, so that a test can see that it tried something."""
    results: Counter[str] = Counter()
    for one, theirs in zip(asked, in_browser(browser, asked), strict=True):
        ours = in_python(desk, one)
        assert theirs == ours, one[0]
        results.update(found["result"] for found, _, _ in json.loads(ours)[2])
    return results


def test_on_thousands_of_states_the_page_says_what_the_program_says_under_every_policy(desk: Desk, browser: webdriver.Chrome) -> None:
    """Any answers in any order, also such as contradict each other."""
    chance = random.Random(13)
    layers = list(desk.layers.values())
    asked: list[Asked] = []
    for _ in range(STATES):
        questions = chance.sample(desk.plain["questions"], chance.randint(0, min(MOST, len(desk.plain["questions"]))))
        asked.append(([chosen(desk, question, chance) for question in questions], chance.sample(layers, min(len(layers), 3))))
    asked.append(([], layers))
    results = same(desk, browser, asked)
    assert set(results) >= {"do_not_use", "words_only", "change", "no_concern", "not_enough_facts"}
    assert {name for _, used in asked for name in (layer.id for layer in used)} == set(desk.layers)


def test_a_whole_interview_takes_the_same_course_in_the_page(desk: Desk, browser: webdriver.Chrome) -> None:
    """Under each policy by itself, and under all at once: question by question to the end."""
    chance = random.Random(17)
    layers = list(desk.layers.values())
    asked: list[Asked] = []
    lengths: set[int] = set()
    for number in range(INTERVIEWS):
        under = layers if number % 10 == 0 else [layers[number % len(layers)]]
        answers: list[Given] = []
        while True:
            asked.append((list(answers), under))
            question = desk.asked_next(answers, under)
            if question is None:
                break
            answers.append(chosen(desk, question, chance, state=desk.state(answers)))
        lengths.add(len(answers))
    assert max(lengths) <= MOST
    assert len(lengths) > 3
    same(desk, browser, asked)


def test_the_page_is_given_everything_that_decides(desk: Desk) -> None:
    data = json.loads(str(in_page(page_data(desk, {"gc3-13-humiliating-images": "rules/13.html#x"}))))
    assert data["digest"] == desk.plain["digest"]
    for ours, theirs in zip(desk.plain["layers"], data["layers"], strict=True):
        assert theirs["results"] == ours["results"]
        assert [rule["outcomes"] for rule in theirs["rules"]] == [rule["outcomes"] for rule in ours["rules"]]
        assert [list(rule["outcomes"]) for rule in theirs["rules"]] == [list(rule["outcomes"]) for rule in ours["rules"]], (
            "the order of outcomes decides which reasons are named"
        )
    assert data["places"] == {"gc3-13-humiliating-images": "rules/13.html#x"}


def test_a_wrong_engine_would_be_noticed(desk: Desk, browser: webdriver.Chrome) -> None:
    """The comparison is not empty: one bit changed in the data of the page, and it fails."""
    layer = next(iter(desk.layers.values()))
    asked: list[Asked] = [([], [layer])]
    whole = in_browser(browser, asked)
    spoilt = ASK.replace(
        "return JSON",
        f'for (const word in desk.layers.find(l => l.id === "{layer.id}").results) desk.layers.find(l => l.id === "{layer.id}").results[word] = []; return JSON',
    )
    assert json.dumps(json.loads(browser.execute_script(spoilt, [[[], [layer.id]]]))[0], ensure_ascii=False) != whole[0]
