"""The desk for a page: the compiled desk as the page's script takes it.

Comes in: the desk of ``checker.desk``. Goes out: plain data with everything that the script needs to do the same: facts, questions, policies with their boxes, and the constants that Python has in its code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.desk.answering import SENIOR
from checker.desk.course import DONT_KNOW, MOST, Desk
from checker.desk.log import BLANK

#: The kinds of policy: those of one kind together, and one of them.
KINDS = {
    "house": ("House rules", "house rules"),
    "reading": ("Readings of the treaty", "reading of the treaty"),
    "state": ("Positions of States", "position of a State"),
    "guidance": ("Published guidance", "guidance"),
    "code": ("Codes of conduct", "code of conduct"),
    "regulator": ("Codes of regulators", "code of a regulator"),
}

#: The script's numbers have room for so many values of one fact.
WIDEST = 30


def page_data(desk: Desk, places: Mapping[str, str]) -> dict[str, Any]:
    """The compiled desk, and the constants of the engine, for the page. ``places`` has the page of each rule of law, to which a reason leads. The order of keys counts."""
    plain = desk.plain
    assert all(len(fact["words"]) <= WIDEST for fact in plain["facts"].values())
    layers = [{**layer, "rules": [_rule(rule) for rule in layer["rules"]]} for layer in plain["layers"]]
    followed = {rule["id"]: places[rule["id"]] for layer in layers for rule in layer["rules"] if rule["id"] in places}
    return {
        "most": MOST,
        "dont_know": DONT_KNOW,
        "senior": SENIOR,
        "blank": BLANK,
        "measure": measure(desk),
        "kinds": {kind: one for kind, (_, one) in KINDS.items()},
        **plain,
        "layers": layers,
        "places": followed,
    }


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule of a policy without what only its own page shows: a phone should not have to fetch it."""
    kept = {key: rule[key] for key in ("id", "title", "advice", "sign_off", "for_editors", "law", "outcomes")}
    return {**kept, "cites": list(dict.fromkeys(authority["cites"] for authority in rule["authority"]))}


def measure(desk: Desk) -> str:
    """The policy that the page begins with: a house's own, where there is one."""
    return str([*desk.plain["own"], desk.plain["default"]][0])


def kinds(desk: Desk) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The policies by kind, the kinds in the order in which the desk has their first."""
    layers = desk.plain["layers"]
    for kind in dict.fromkeys(layer["kind"] for layer in layers):
        yield KINDS[kind][0], [layer for layer in layers if layer["kind"] == kind]
