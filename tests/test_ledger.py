"""The ledger has the whole Convention once, and ``ihl law`` accounts for every entry of it."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from command import RULEBOOK, ihl

from checker import cache, documents, ledger
from checker.errors import InputError
from checker.ledger import Account, Article, Entry
from checker.rulebook import Rulebook
from checker.rules import CasesFile, LedgerFile
from checker.shapes import validated


@pytest.fixture(scope="module")
def written(rulebook: Rulebook) -> LedgerFile:
    return ledger.read_ledger(rulebook.folder)


@pytest.fixture(scope="module")
def account(rulebook: Rulebook) -> Account:
    return ledger.account(rulebook)


@pytest.fixture(scope="module")
def printed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ihl("law", "--format", "json").out)
    return found


# --- what the file has ---------------------------------------------------------------------------------------------------------------------------------


def test_every_article_and_annex_is_there_once_and_in_order(written: LedgerFile) -> None:
    assert [article.article for article in written.articles] == [str(number) for number in range(1, 144)]
    assert [annex.article for annex in written.annexes] == ["Annex I", "Annex II", "Annex III", "Annex IV", "Annex V"]
    assert [other.article for other in written.beyond] == ["AP I", "CIHL", "Rome Statute"]


def test_every_article_has_a_short_title_of_its_own(written: LedgerFile) -> None:
    titles = [article.title for article in (*written.articles, *written.annexes, *written.beyond)]
    assert len(set(titles)) == len(titles)
    assert max(len(title.split()) for title in titles) <= 8


def test_every_entry_stands_under_a_paragraph_that_its_article_has(written: LedgerFile) -> None:
    for article in written.articles:
        assert article.entries
        for entry in article.entries:
            assert not entry.paragraph or int(entry.paragraph) <= (article.paragraphs or 99), entry.id


def test_what_is_counted_elsewhere_is_counted_there(written: LedgerFile) -> None:
    numbers = {article.article for article in written.articles if article.entries}
    elsewhere = [article for article in (*written.articles, *written.annexes, *written.beyond) if article.counted_under]
    assert elsewhere
    for article in elsewhere:
        assert set(article.counted_under) <= numbers


def test_every_id_that_a_shipped_rule_lists_is_in_the_ledger(rulebook: Rulebook, account: Account) -> None:
    known = {entry.id: entry for article in account.articles for entry in article.entries}
    listed = {(rule.id, duty) for rule in rulebook.rules() for duty in rule.duties}
    assert listed
    assert {(rule, duty) for rule, duty in listed if duty not in known} == set()
    assert dict(account.unlisted) == {}
    assert listed == {(rule, entry.id) for entry in known.values() for rule in entry.rules}


# --- what it adds up to --------------------------------------------------------------------------------------------------------------------------------


def entry(*rules: str, untestable: str = "", reason: str = "") -> Entry:
    return Entry("x", "1", "Something owed", untestable, reason or ("Nobody records it." if untestable else ""), rules)


NOBODY = entry(untestable="not checkable from records")
OPINION = entry(untestable="judgement only", reason="Only judgement decides it.")


STATUSES: dict[str, tuple[tuple[Entry, ...], str, str]] = {
    "all decided": ((entry("a"), entry("a", "b")), "encoded", ""),
    "all that can be": ((entry("a"), NOBODY), "encoded as far as records can show", ""),
    "one of them in part": ((entry("a"), entry("b", reason="How well is not decided.")), "encoded as far as records can show", ""),
    "some": ((entry("a"), entry(), NOBODY), "partly encoded", ""),
    "none": ((entry(), entry()), "not encoded yet", ""),
    "none can be": ((NOBODY, NOBODY), "not checkable from records", "Nobody records it."),
    "judgement alone": ((OPINION,), "judgement only", "Only judgement decides it."),
    "neither records nor more": ((OPINION, NOBODY), "not checkable from records", "Only judgement decides it. Nobody records it."),
    "no entry": ((), "counted under other articles", "Its duties are counted under Articles 70, 71."),
}


@pytest.mark.parametrize("name", STATUSES)
def test_status_follows_from_the_rules_of_the_entries(name: str) -> None:
    entries, status, reason = STATUSES[name]
    article = Article("1", "articles", "Title", 1, entries, {}, () if entries else ("70", "71"), 0)
    assert (article.status, article.reason) == (status, reason)


def test_the_statuses_add_up(account: Account) -> None:
    statuses = Counter(entry.status for article in account.articles for entry in article.entries)
    totals = account.totals()
    assert sum(statuses.values()) == totals.entries == 1043
    assert totals.testable == totals.entries - statuses["not checkable from records"] - statuses["judgement only"] == 998
    assert totals.decided == totals.testable - statuses["not encoded yet"] > 0
    for article in account.articles:
        one = account.totals([article])
        assert (one.entries, one.testable, one.decided) == (len(article.entries), article.testable, article.decided)
        assert (one.rules, one.cases) == (len(article.rules), article.cases)
    assert totals.decided == sum(article.decided for article in account.articles)


def test_a_rule_of_two_articles_is_counted_once(account: Account) -> None:
    assert account.totals().rules == len({rule for article in account.articles for rule in article.rules})
    assert account.totals().rules < sum(len(article.rules) for article in account.articles)


def test_counting_the_first_lines_of_cases_counts_the_cases(rulebook: Rulebook, account: Account) -> None:
    for rule in rulebook.rules():
        path = Path(rulebook.folder) / rule.file.partition("/")[2].replace(".yml", ".cases.yml")
        cases = validated(CasesFile, documents.read(str(path))).cases
        assert account.cases_of[rule.id] == sum(1 + len(case.but) for case in cases), path.name


def test_a_rule_less_makes_its_article_less_encoded(rulebook: Rulebook, account: Account, tmp_path: Path) -> None:
    assert account.find("7").status.startswith("encoded")
    rules = tmp_path / "rules"
    shutil.copytree(rulebook.folder, rules)
    file, duty = next((rule.file, rule.duties[0]) for rule in rulebook.rules() if rule.id in account.find("7").rules)
    path = rules / file.partition("/")[2]
    path.write_text(path.read_text().replace(duty, "gc3-7-no-such-entry"))
    changed = ledger.account(Rulebook.load(str(rules), keep=False))
    assert changed.find("7").decided < account.find("7").decided
    assert list(changed.unlisted) == ["gc3-7-no-such-entry"]


def test_every_paragraph_is_accounted_for(account: Account) -> None:
    for article in account.articles:
        if article.part == "articles":
            assert article.paragraphs, f"Article {article.article} has no number of paragraphs"
            assert [paragraph.place for paragraph in article.by_paragraph] == [str(number + 1) for number in range(article.paragraphs)]
        for paragraph in article.by_paragraph:
            assert (paragraph.status == "encoded") == (bool(paragraph.rules) and not paragraph.reasons)
            assert paragraph.status in ("encoded", "not encoded yet", "partly encoded") or paragraph.reasons


def test_the_sections_hold_every_article_once(written: LedgerFile) -> None:
    numbers = [number for section in written.sections for number in range(section.first, section.last + 1)]
    assert numbers == list(range(1, 144))


def test_what_the_ledger_counts_is_part_of_the_digest(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULEBOOK, rules)
    before = cache.digest(str(rules), keep=False)
    (rules / "ledger").mkdir()
    (rules / "ledger" / "gc3.yml").write_text("instrument: GC III\n")
    assert cache.digest(str(rules), keep=False) != before, "a report says how much of the ledger it could check"


# --- what the command prints ---------------------------------------------------------------------------------------------------------------------------


def test_json_accounts_for_every_id_of_the_ledger(printed: dict[str, Any], written: LedgerFile) -> None:
    parts = (*written.articles, *written.annexes, *written.beyond)
    assert [article["article"] for article in printed["articles"]] == [article.article for article in parts]
    assert [one["id"] for article in printed["articles"] for one in article["entries"]] == [
        one.id for article in parts for one in article.entries
    ]
    for article in printed["articles"]:
        for one in article["entries"]:
            assert one["status"] in (
                "encoded",
                "encoded as far as records can show",
                "not encoded yet",
                "not checkable from records",
                "judgement only",
            )
            assert bool(one["rules"]) == one["status"].startswith("encoded")
            assert bool(one["reason"]) == (one["status"] not in ("encoded", "not encoded yet"))


def test_json_of_one_article_is_that_article(printed: dict[str, Any]) -> None:
    one = json.loads(ihl("law", "13", "--format", "json").out)
    assert one["articles"] == [article for article in printed["articles"] if article["article"] == "13"]
    assert one["totals"]["entries"] == len(one["articles"][0]["entries"])


def test_the_table_has_a_row_for_every_article_and_the_totals(printed: dict[str, Any]) -> None:
    ran = ihl("law", "--plain", COLUMNS="118")
    assert ran.code == 0
    assert re.findall(r"^(\d+|Annex \w+|AP I|CIHL|Rome Statute)  ", ran.out, flags=re.M) == [
        article["article"] for article in printed["articles"]
    ]
    totals = printed["totals"]
    assert (
        f"{totals['entries']} entries, {totals['testable']} testable on records, {totals['decided']} of these decided by "
        f"{totals['rules']} rules with {totals['cases']} cases." in ran.out
    )


@pytest.mark.parametrize("form", ["terminal", "md"])
@pytest.mark.parametrize("number", ["13", "67", "Annex III"])
def test_one_article_shows_every_entry_with_its_rules_or_the_reason(form: str, number: str, account: Account) -> None:
    ran = ihl("law", number, "--format", form, COLUMNS="118")
    shown = " ".join(ran.out.split())
    article = account.find(number)
    assert ran.code == 0
    assert article.title in shown
    for one in article.entries:
        assert all(word in shown for word in (one.short, one.id, *one.rules))
        assert one.rules or ("no rule yet" if one.testable else f"not checkable from records: {one.reason}") in shown
    assert article.entries or article.reason in shown


def test_markdown_is_one_table_with_a_row_for_every_article(account: Account) -> None:
    rows = [line for line in ihl("law", "--format", "md").out.splitlines() if line.startswith("|")]
    assert len(rows) == len(account.articles) + 2
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


@pytest.mark.parametrize("words", [["13"], ["Art", "13"], ["Article 13"], ["gc iii, art. 13"]], ids=" ".join)
def test_an_article_may_be_named_as_people_name_it(words: list[str]) -> None:
    assert "Article 13" in ihl("law", *words).out


@pytest.mark.parametrize(("wanted", "near"), [("Anex II", "Annex II"), ("Rome Statut", "Rome Statute"), ("144", "44")])
def test_an_unknown_article_is_answered_with_a_near_miss(wanted: str, near: str) -> None:
    ran = ihl("law", wanted)
    assert (ran.code, ran.out) == (2, "")
    (problem,) = ran.problems
    assert problem.code == "unknown-article"
    assert wanted in problem.what
    assert problem.fix == f'Did you mean "{near}"?'


def test_an_unknown_format_is_refused() -> None:
    ran = ihl("law", "--format", "markdown")
    assert ran.code == 2
    assert ran.problems[0].code == "option"


@pytest.mark.parametrize("arguments", [[], ["--article", "13", "--article", "17"], ["--rule", "gc3-70-capture-card-delayed"]], ids=" ".join)
def test_a_report_says_how_much_of_the_ledger_it_could_check_and_did(arguments: list[str], rulebook: Rulebook, account: Account) -> None:
    shown = " ".join(ihl("check", *arguments, "--plain", "--fail-on", "never").out.split())
    report = json.loads(ihl("check", *arguments, "--show", "all", "--format", "json", "--fail-on", "never").out)
    raised = json.loads(ihl("check", *arguments, "--format", "json", "--fail-on", "never").out)
    testable = {one.id for article in account.articles for one in article.entries if one.testable}
    ran = {duty for finding in report["findings"] for duty in rulebook.rule(finding["rule"]).duties} & testable
    said = {duty for finding in raised["findings"] for duty in rulebook.rule(finding["rule"]).duties} & testable
    assert raised["reach"] == {"testable": 998, "checked": len(ran), "raised": len(said), "records": 1}
    assert f"Of the 998 duties of GC III and the law beside it that records can show, this run could check {len(ran)}," in shown
    assert f"and the record says something about {len(said)} (ihl law)." in shown


# --- ledgers that cannot be used -----------------------------------------------------------------------------------------------------------------------


def test_a_rulebook_without_a_ledger_says_so() -> None:
    ran = ihl("law", "--rules", str(RULEBOOK))
    assert ran.code == 2
    assert [problem.code for problem in ran.problems] == ["no-ledger"]


GOOD = """instrument: GC III
articles:
  - article: "1"
    title: Something owed
    entries:
      - {id: one, short: One thing}
      - {id: two, short: Another thing, untestable: {kind: not_in_records, reason: Nobody records it.}}
"""

WRONG: dict[str, tuple[str, str, int, str]] = {
    "an id twice": ("id: two", "id: one", 7, "second time"),
    "an untestable entry without a reason": (", reason: Nobody records it.", "", 7, '"reason" is missing'),
    "a kind that there is not": ("not_in_records", "not_in_record", 7, "not one of the values"),
    "an unknown key": ("title:", "titel:", 4, '"titel" is not a key'),
    "entries and a reference": ("    entries:", '    counted_under: ["2"]\n    entries:', 3, "either entries or counted_under"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_in_a_ledger_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    old, new, line, what = WRONG[name]
    (tmp_path / "ledger").mkdir()
    path = tmp_path / "ledger" / "gc3.yml"
    path.write_text(GOOD)
    assert ledger.read_ledger(str(tmp_path)).articles
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        ledger.read_ledger(str(tmp_path))
    assert any(problem.line == line and what in problem.what for problem in caught.value.problems), caught.value.problems
