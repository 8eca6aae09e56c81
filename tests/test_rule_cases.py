"""Every shipped rule and definition passes its own cases, and no ground of any outcome is left untried."""

from __future__ import annotations

import pytest

from checker.cases import try_rulebook
from checker.coverage import coverage
from checker.folder import read_folder
from checker.library import rules_folder
from checker.rulebook import Rulebook
from checker.rules import GRAVITIES

WRITTEN = read_folder(rules_folder())
IDENTITIES = [*WRITTEN.definitions, *WRITTEN.rules]


@pytest.mark.parametrize("identity", IDENTITIES)
def test_cases_come_out_as_expected_and_try_every_ground(rulebook: Rulebook, identity: str) -> None:
    (trial,) = try_rulebook(rulebook, "rules", [identity])
    assert not trial.problems, "\n".join(str(problem) for problem in trial.problems)
    assert not [f"line {ran.line} [{ran.reading}] {ran.case}: {ran.wrong}" for ran in trial.failed]
    found = coverage(trial.compiled, trial.ran)
    assert not found.missing
    assert not found.untried


def test_there_are_rules_for_every_provision_that_the_incident_raises(rulebook: Rulebook) -> None:
    assert len(rulebook.rule_ids) >= 45
    articles = {rule.article for rule in rulebook.rules()}
    wanted = {
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "20",
        "22",
        "23",
        "29",
        "30",
        "31",
        "33",
        "69",
        "70",
        "71",
        "122",
        "123",
        "126",
    }
    assert wanted <= articles


@pytest.mark.parametrize("identity", WRITTEN.rules)
def test_a_rule_cites_the_treaty_to_the_paragraph_and_owns_its_limits(identity: str) -> None:
    rule, _ = WRITTEN.rules[identity]
    first = rule.authority[0]
    assert first.article is not None or first.section is not None
    assert rule.duties, "names the duty of the catalogue that it decides"
    assert len(rule.limits) > 20
    assert rule.gravity in GRAVITIES


@pytest.mark.parametrize("identity", IDENTITIES)
def test_no_wording_convicts_or_permits(identity: str) -> None:
    entry, document = WRITTEN.rules.get(identity) or WRITTEN.definitions[identity]
    text = entry.model_dump_json(exclude={"authority", "duties"}).lower()
    for word in ("guilty", "illegal", "unlawful", "war criminal", "is permitted", "is legal", "perpetrator"):
        assert word not in text, f"{document.file}: {word}"
