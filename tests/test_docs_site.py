"""The pages as a site: built by the program that is named for it, with every warning an error, whole without the network."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from command import ROOT


@pytest.fixture(scope="module")
def making() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    ran = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "build.py"), str(folder)], cwd="/", capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return folder


class Loaded(HTMLParser):
    """What a page loads by itself, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a":
            self.links.append(found.get("href") or "")
        elif tag == "link" and (found.get("rel") or "") not in ("index", "search", "next", "prev", "canonical"):
            self.loads.append(found.get("href") or "")
        elif "src" in found:
            self.loads.append(found["src"] or "")


def test_every_page_is_there(site: Path, making: ModuleType) -> None:
    pages = making.pages()
    assert {"README.md", "docs/cli.md", "docs/rulebook-packages.md", "examples/rulebook-package/README.md"} <= set(pages)
    assert all((site / page).with_suffix(".html").exists() for page in pages)
    assert not list(site.rglob("*.md.txt"))


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = Loaded()
        page.feed(path.read_text(encoding="utf-8"))
        assert page.loads
        for target in page.loads:
            assert not re.match(r"[a-z]+:|//", target) or target.startswith("data:"), f"{path.name} loads {target}"
            assert target.startswith("data:") or (path.parent / target.partition("?")[0]).exists()
    for path in site.rglob("*.css"):
        assert not re.search(r"@import|url\(\s*[\"']?(?:https?:|//)", path.read_text(encoding="utf-8")), path.name


def test_links_between_pages_lead_somewhere(site: Path) -> None:
    seen = 0
    for path in site.rglob("*.html"):
        page = Loaded()
        page.feed(path.read_text(encoding="utf-8"))
        for target in page.links:
            file, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target) or not target:
                continue
            there = path.parent / file if file else path
            assert there.exists(), f"{path.name}: {target}"
            assert not anchor or f'id="{anchor}"' in there.read_text(encoding="utf-8"), f"{path.name}: {target}"
            seen += 1
    assert seen > 1000


def test_the_same_pages_give_the_same_site(site: Path, making: ModuleType, tmp_path: Path) -> None:
    assert making.build(str(tmp_path)) == 0
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert files == {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert [name for name in sorted(files) if (site / name).read_bytes() != (tmp_path / name).read_bytes()] == []


@pytest.mark.parametrize("broken", ["[x](docs/cli.md#no-such-heading)", "[x][nowhere]\n\n[y](#nowhere)"])
def test_a_link_that_leads_nowhere_ends_the_build(making: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    whole = making.adapted
    monkeypatch.setattr(making, "adapted", lambda text, page: whole(text, page) + (f"\n{broken}\n" if page == "README.md" else ""))
    assert making.build(str(tmp_path)) != 0


def test_a_page_that_no_list_names_ends_the_build(making: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(making.CONTENTS, "Examples", [])
    assert making.build(str(tmp_path)) != 0


def test_what_is_no_page_is_named_by_its_path(making: ModuleType) -> None:
    assert making.adapted("[tables](rules/treaties/) `[a](b)`", "README.md") == "tables (`rules/treaties`) `[a](b)`"
    assert making.adapted("[cli](../docs/cli.md#json)", "examples/README.md") == "[cli](../docs/cli.md#json)"
