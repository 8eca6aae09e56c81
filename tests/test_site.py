"""The site for editors, file by file: whole, offline, the same each time, and written nowhere but where it was asked for. ``test_site_browser.py`` looks at it in a browser."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path, PurePosixPath
from posixpath import normpath

import pytest
from command import ROOT, RULEBOOK, ihl

from checker.rulebook import Rulebook
from checker.site.build import Site, site
from checker.site.catalogue import shelves
from checker.site.lessons import written_lessons
from checker.site.press import in_page
from checker.training.lessons import lesson
from checker.training.places import slug
from checker.training.scenarios import read_scenarios, section
from checker.wording import worded


class Read(HTMLParser):
    """What stands in a page: ids, links, headings, scripts and styles, and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.loads: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.meta: dict[str, str] = {}
        self.language = ""
        self.words: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes |= set(found)
        self.ids += [found["id"]] if "id" in found else []
        self.loads += [found[name] for name in ("src", "srcset", "data", "poster", "action") if name in found]
        if tag == "a":
            self.links.append(found.get("href", ""))
        elif re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        elif tag == "meta":
            self.meta[found.get("http-equiv") or found.get("name", "charset")] = found.get("content", "")
        elif tag == "html":
            self.language = found.get("lang", "")
        elif tag == "script" and found.get("type") == "application/json":
            self._inside = "data"
        elif tag in ("script", "style"):
            self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside == "style":
            self.styles.append(data)
        elif not self._inside:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._inside = ""


@pytest.fixture(scope="module")
def made(shipped_site: Site) -> Site:
    return shipped_site


@pytest.fixture(scope="module")
def files(made: Site) -> dict[str, str]:
    return {page.path: page.text for page in made.pages}


@pytest.fixture(scope="module")
def pages(files: dict[str, str]) -> dict[str, Read]:
    return {path: Read(text) for path, text in files.items() if path.endswith(".html")}


def test_the_same_rules_give_the_same_bytes(rulebook: Rulebook, files: dict[str, str]) -> None:
    assert {page.path: page.text for page in site(rulebook, "0").pages} == files


def test_the_manifest_lists_every_file_with_its_digest(rulebook: Rulebook, files: dict[str, str]) -> None:
    told = json.loads(files["manifest.json"])
    assert told["rulebook"] == rulebook.digest
    assert told["files"] == {path: hashlib.sha256(text.encode()).hexdigest() for path, text in files.items() if path != "manifest.json"}
    for path, text in files.items():
        if path.endswith(".html"):
            assert rulebook.digest[:12] in text.partition("<footer")[2]


def test_every_link_inside_leads_to_a_page_and_a_place_that_are_there(pages: dict[str, Read], files: dict[str, str]) -> None:
    wrong = []
    for path, page in pages.items():
        for link in page.links:
            if re.match(r"https?://", link):
                continue
            assert not re.match(r"/|\w+:", link), "links are relative, so that the site works in any folder"
            to, _, place = link.partition("#")
            target = normpath(str(PurePosixPath(path).parent / to)) if to else path
            if target not in files or (place and place not in pages[target].ids):
                wrong.append((path, link))
    assert not wrong


def test_a_page_loads_nothing_and_its_policy_knows_what_it_runs(pages: dict[str, Read]) -> None:
    for path, page in pages.items():
        assert not page.loads, path
        assert not page.tags & Counter(("img", "svg", "iframe", "object", "embed", "form", "link", "base", "video", "audio")), path
        assert not [name for name in page.attributes if name.startswith("on") or name == "style"], path
        policy = dict(part.strip().split(" ", 1) for part in page.meta["Content-Security-Policy"].split(";"))
        assert policy.pop("default-src") == policy.pop("base-uri") == policy.pop("form-action") == "'none'"
        assert policy.pop("style-src").split() == [hashed(text) for text in page.styles]
        assert policy.pop("script-src", "").split() == [hashed(text) for text in page.scripts]
        assert not policy
        assert page.meta["referrer"] == "no-referrer"


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


#: What a script of a page that keeps, sends and fetches nothing has no use for.
FORBIDDEN = ("fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "EventSource", "localStorage", "sessionStorage", "indexedDB", "document.cookie", "import(", "eval(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "http:", "https:", "serviceWorker", "history.")  # fmt: skip


def test_the_scripts_keep_send_and_fetch_nothing_and_write_no_markup(pages: dict[str, Read]) -> None:
    scripts = {text for page in pages.values() for text in page.scripts}
    assert scripts
    assert not [(word, text[:80]) for text in scripts for word in FORBIDDEN if word in text]


def test_a_page_is_named_ordered_and_not_too_long(pages: dict[str, Read], files: dict[str, str]) -> None:
    titles = Counter(re.findall(r"<title>(.*?)</title>", files[path])[0] for path in pages)
    assert not [title for title, count in titles.items() if count > 1]
    for path, page in pages.items():
        assert page.language == "en", path
        assert not [name for name, count in Counter(page.ids).items() if count > 1], path
        assert page.headings[0] == 1, path
        assert page.headings.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(page.headings)), path
        assert page.links[0] == "#main", path
        assert len(files[path].encode()) < (300_000 if path == "desk.html" else 150_000), path


def test_only_the_desk_and_the_search_need_a_script(pages: dict[str, Read]) -> None:
    assert {path for path, page in pages.items() if page.scripts} <= {"desk.html", "rules/all.html"}


# --- the catalogue ---------------------------------------------------------------------------------------------------------------------------------------


def test_every_rule_stands_in_the_catalogue_once_with_every_case_and_its_verdict(rulebook: Rulebook, pages: dict[str, Read]) -> None:
    stock = shelves(rulebook)
    found = Counter(entry.id for shelf in stock for entry in shelf.entries)
    assert found == Counter((*rulebook.rule_ids, *rulebook.definition_ids))
    text = {path: " ".join(" ".join(page.words).split()) for path, page in pages.items() if path.startswith("rules/")}
    whole = " ".join(text[path] for path in sorted(text))
    for shelf in stock:
        for entry in shelf.entries:
            assert f" {entry.id} " in whole
            assert entry.cases
            for case in entry.cases:
                for one in (case, *case.but):
                    assert " ".join(one.says.split()) in whole
                    assert one.outcomes


def test_a_case_shows_what_the_engine_came_to_on_each_reading(rulebook: Rulebook) -> None:
    article = next(shelf for shelf in shelves(rulebook) if shelf.name == "13")
    entry = next(entry for entry in article.entries if entry.id == "gc3-13-any-public-appearance")
    varied = entry.cases[0].but
    same = {title: outcome.word for outcome in varied[0].outcomes for title in outcome.readings}
    assert same == {
        "ICRC Commentary of 2020": worded("complied", ""),
        "No public showing at all": worded("breach", ""),
        "Parading and humiliation only": worded("complied", ""),
    }
    assert [(outcome.look, outcome.readings) for outcome in varied[1].outcomes] == [("breach", ())]
    opened = next(outcome for one in varied for outcome in one.outcomes if outcome.look == "undetermined")
    assert opened.asks == (rulebook.vocabulary.fact("person.recognisable_to_onlookers").asks,)


def test_no_page_passes_a_judgement_that_is_not_the_programs(pages: dict[str, Read]) -> None:
    """The words of the site itself: what rules and cases say of others is theirs."""
    own = " ".join(
        word for path in ("index.html", "about.html", "rules/index.html", "desk.html") if path in pages for word in pages[path].words
    )
    assert not re.findall(
        r"\b(?:legal to|illegal|guilty|is permitted|permitted to|allowed to publish|violation committed|war criminal)\b", own, flags=re.I
    )


# --- lessons and scenarios -------------------------------------------------------------------------------------------------------------------------------


def said(page: Read) -> str:
    """All the words of a page, in one line."""
    return " ".join("".join(page.words).split())


def line(text: str) -> str:
    return " ".join(text.split())


def test_every_lesson_that_somebody_wrote_has_a_page_with_all_of_it(rulebook: Rulebook, pages: dict[str, Read]) -> None:
    lessons = written_lessons(rulebook)
    assert {path for path in pages if path.startswith("lessons/")} == {
        "lessons/index.html",
        *(f"lessons/{slug(name)}.html" for name in lessons),
    }
    for name, one in lessons.items():
        text = said(pages[f"lessons/{slug(name)}.html"])
        sides = [side.says for point in one.contested for side in point.sides]
        for text_ in (one.title, *one.protects.split("\n\n"), *one.why.split("\n\n"), *one.watch_for, *sides):
            assert line(text_) in text, name


def test_the_lesson_on_public_curiosity_shows_what_the_engine_came_to(rulebook: Rulebook, pages: dict[str, Read]) -> None:
    told, text = lesson("13", rulebook), said(pages["lessons/13.html"])
    assert told.worked is not None
    assert told.contest is not None
    for outcome in (told.worked.outcome, told.worked.counter, *told.contest.outcomes):
        assert outcome.words in text
        assert line(outcome.because) in text
    assert len({outcome.verdict for outcome in told.contest.outcomes}) > 1
    assert any(link.startswith("../rules/13") for link in pages["lessons/13.html"].links)


def test_every_scenario_that_the_engine_confirms_has_a_page_with_its_answers_folded_away(
    rulebook: Rulebook, made: Site, pages: dict[str, Read], files: dict[str, str]
) -> None:
    scenarios, problems = read_scenarios(rulebook)
    assert not problems
    assert made.left_out == 0
    assert {path for path in pages if path.startswith("scenarios/")} == {
        "scenarios/index.html",
        *(f"scenarios/{one.id}.html" for one in scenarios),
    }
    for scenario in scenarios:
        paper = section(scenario, rulebook)
        open_, folded = unfolded(files[f"scenarios/{scenario.id}.html"])
        for question in paper.questions:
            assert line(question.asks) in open_
            assert line(question.explanation) in folded
            for choice in question.choices:
                assert line(choice.text) in open_
                assert f"{'Right.' if choice.right else 'Not right.'} {line(choice.why)}" in folded
        assert line(paper.situation) in open_
        assert line(paper.model_answer) in folded
        assert line(paper.model_answer) not in open_


def unfolded(text: str) -> tuple[str, str]:
    """The words of a page that are seen at once, and those that somebody has to open."""
    folds = re.findall(r'<details class="reveal">.*?</details>', text, flags=re.S)
    for fold in folds:
        text = text.replace(fold, "")
    return said(Read(text)), said(Read("".join(folds)))


def test_scenarios_that_the_rules_do_not_confirm_are_left_out_and_counted(tmp_path: Path) -> None:
    made = site(Rulebook.load(str(RULEBOOK), keep=False), "0")
    assert made.left_out > 0
    assert not [page.path for page in made.pages if page.path.startswith(("scenarios/", "lessons/", "desk"))]
    assert "scenarios/" not in next(page.text for page in made.pages if page.path == "index.html")
    done = ihl("train", "site", "-o", tmp_path / "site", "--rules", RULEBOOK)
    assert (done.code, [problem.code for problem in done.problems]) == (0, ["left-out"])
    assert f"{made.left_out} scenarios are left out" in done.err


# --- data in a page --------------------------------------------------------------------------------------------------------------------------------------


def test_data_in_a_page_can_end_neither_its_element_nor_the_page() -> None:
    data = {"says": ["</script><script>alert(1)</script><!-- & ü", "\u202egnp"], "mask": 3}
    text = str(in_page(data))
    assert not set("<>&") & set(text)
    assert json.loads(text) == {**data, "says": [data["says"][0], "<U+202E>gnp"]}  # type: ignore[index]


def test_what_a_rulebook_says_is_shown_and_never_run(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rule = next(path for path in sorted(folder.rglob("*.yml")) if re.search(r"^elements:", path.read_text(encoding="utf-8"), flags=re.M))
    hostile = 'title: "Attack </script><img src=x onerror=alert(1)> \\u202Egnp"'
    text = re.sub(r"^title: .*$", lambda _: hostile, rule.read_text(encoding="utf-8"), flags=re.M)
    rule.write_text(text, encoding="utf-8")
    made = site(Rulebook.load(str(folder), keep=False), "0").pages
    page = next(page.text for page in made if "onerror" in page.text and "all" not in page.path)
    read = Read(page)
    assert not read.tags["img"]
    assert "<U+202E>" in " ".join(read.words)


def copied(tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(RULEBOOK, tmp_path / "rules"))


# --- the command -----------------------------------------------------------------------------------------------------------------------------------------


def test_the_command_writes_the_site_and_says_where_to_begin(tmp_path: Path) -> None:
    out = tmp_path / "a" / "site"
    done = ihl("train", "site", "-o", out, "--rules", RULEBOOK)
    assert done.code == 0, done.err
    assert "index.html" in done.out
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert {str(path.relative_to(out).as_posix()) for path in out.rglob("*") if path.is_file()} == {*told["files"], "manifest.json"}


def test_nothing_is_replaced_unless_somebody_says_so(tmp_path: Path) -> None:
    out = tmp_path / "site"
    (out / "rules").mkdir(parents=True)
    (out / "rules" / "index.html").write_text("mine", encoding="utf-8")
    done = ihl("train", "site", "-o", out, "--rules", RULEBOOK)
    assert done.code == 2
    assert [problem.code for problem in done.problems] == ["exists"]
    assert [path.name for path in out.rglob("*") if path.is_file()] == ["index.html"]
    assert (out / "rules" / "index.html").read_text(encoding="utf-8") == "mine"
    assert ihl("train", "site", "-o", out, "--rules", RULEBOOK, "--force").code == 0
    assert (out / "rules" / "index.html").read_text(encoding="utf-8") != "mine"


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "rules").symlink_to(elsewhere, target_is_directory=True)
    done = ihl("train", "site", "-o", out, "--rules", RULEBOOK, "--force")
    assert (done.code, [problem.code for problem in done.problems]) == (2, ["output-folder"])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_house_finds_its_own_policy_at_the_desk(tmp_path: Path) -> None:
    house = next((ROOT / "examples" / "policies").glob("*.policy.yml"))
    assert ihl("train", "site", "-o", tmp_path / "site", "--house", house).code == 0
    page = (tmp_path / "site" / "desk.html").read_text(encoding="utf-8")
    name = re.findall(r"^policy: (.+)$", house.read_text(encoding="utf-8"), flags=re.M)[0]
    assert f'<option value="{name}" selected>' in page
    broken = tmp_path / "broken.policy.yml"
    broken.write_text("policy: [", encoding="utf-8")
    done = ihl("train", "site", "-o", tmp_path / "other", "--house", broken)
    assert (done.code, bool(done.problems), (tmp_path / "other").exists()) == (2, True, False)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("x", encoding="utf-8")
    done = ihl("train", "site", "-o", tmp_path / "site", "--rules", RULEBOOK)
    assert (done.code, [problem.code for problem in done.problems]) == (2, ["output-folder"])


def test_rules_that_cannot_be_read_write_nothing(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    next(iter(sorted(folder.rglob("*.yml")))).write_text("id: [", encoding="utf-8")
    done = ihl("train", "site", "-o", tmp_path / "out", "--rules", folder)
    assert done.code == 2
    assert done.problems
    assert not (tmp_path / "out").exists()
