"""Scenarios for somebody who learns alone: each on a page, with the answers folded away.

Comes in: scenarios that the engine has confirmed. Goes out: pages. The learner sees the situation and the questions; what a trainer would say is opened by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.rulebook import Rulebook
from checker.site.press import Page, Press
from checker.training.paper import Section
from checker.training.scenarios import Scenario, section

DIFFICULTY = {1: "a first step", 2: "takes some thought", 3: "hard"}

#: What a question trains, as a learner reads it.
SKILLS = {"spot": "What matters here", "apply": "Apply it", "decide": "Decide", "change": "What would change it"}

#: Topics in words, where the topic's own word is not enough; the first stands first.
TOPICS = {
    "publication": "Pictures, words and names",
    "status": "Who is a prisoner",
    "camp": "Life in camps",
    "medical": "Medical care",
    "correspondence": "Letters and parcels",
    "complaint": "Complaints and representatives",
    "death": "Deaths",
    "visit": "Visits",
}


def scenario_pages(press: Press, scenarios: Sequence[Scenario], rulebook: Rulebook) -> Iterator[Page]:
    """A page for each scenario, and their list by topic."""
    topics: dict[str, list[tuple[Section, str, str]]] = {}
    for scenario in scenarios:
        made, topic = section(scenario, rulebook), topic_words(scenario.written.topic)
        name, difficulty = f"{scenario.id}.html", DIFFICULTY[made.difficulty]
        topics.setdefault(topic, []).append((made, name, difficulty))
        yield press.page(
            f"scenarios/{name}", "scenario.html.j2", title=made.title, section=made, topic=topic, difficulty=difficulty, skills=SKILLS
        )
    first = list(TOPICS.values())
    ordered = sorted(topics.items(), key=lambda item: (first.index(item[0]) if item[0] in first else len(first), item[0]))
    for _, listed in ordered:
        listed.sort(key=lambda one: (one[0].difficulty, one[0].title))
    yield press.page("scenarios/index.html", "scenarios.html.j2", title="Scenarios", topics=ordered, count=len(scenarios))


def topic_words(topic: str) -> str:
    """A topic as a heading."""
    return TOPICS.get(topic, topic.replace("_", " ").capitalize())
