"""The topics of the classroom, and which provisions belong to each.

A scenario names its topic; a rule has that of its article. Comes in: words, rules. Goes out: topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checker.errors import InputError, did_you_mean, listed
from checker.rulebook import RuleHead

#: The articles of the Third Convention under each topic; ``publication`` has besides these every rule on a publication.
ARTICLES: Mapping[str, tuple[int, ...]] = {
    "publication": (),
    "status": (4, 5),
    "capture": (18,),
    "evacuation": (19, 20),
    "questioning": (17,),
    "camp": (*range(21, 26), *range(39, 46)),
    "food": (26, 27, 28),
    "medical": (*range(29, 34), 112, 113, 114),
    "religion": (34, 35, 36, 37),
    "work": (*range(49, 58), 62),
    "money": (58, 59, 60, 61, 63, 64, 65, 66, 67, 68),
    "correspondence": (69, 70, 71, 74, 76, 77),
    "relief": (72, 73, 75, 125),
    "complaint": (78, 79, 80, 81),
    "discipline": (82, 83, *range(87, 99)),
    "trial": (84, 85, 86, *range(99, 109)),
    "transfer": (12, 46, 47, 48),
    "repatriation": (109, 110, 111, *range(115, 120)),
    "death": (120, 121),
    "visit": (126,),
}

_TOPIC_OF = {str(article): topic for topic, articles in ARTICLES.items() for article in articles}


def topic_of(rule: RuleHead) -> str:
    """The topic of a rule; empty where it has none."""
    if rule.on == "publication" or (rule.article == "13" and rule.place.get("paragraph") == "2"):
        return "publication"
    return _TOPIC_OF.get(rule.article, "")


def unless_unknown(topics: Iterable[str]) -> None:
    """Raises InputError for a topic that there is not."""
    for topic in topics:
        if topic not in ARTICLES:
            fix = did_you_mean(topic, ARTICLES, otherwise=f"Topics are {listed(ARTICLES, joint='and', most=30)}.")
            raise InputError.single("--topic", 0, "unknown-topic", f'"{topic}" is no topic.', "Nothing would be asked.", fix)
