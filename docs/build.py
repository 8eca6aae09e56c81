"""Makes a site of the pages: ``python docs/build.py site`` writes it into the folder ``site``. Needs the extra ``docs``.

Every Markdown page of the repository that is meant for readers is part of it, at the place where it lies in the repository, so that links between pages hold as they are. What is no page (a rule, a record, a folder) is named by its path.
A page that no list of contents names, or a link that leads nowhere, ends the build.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: The list of contents: headings, and the pages under each. ``*`` stands for all others of a folder, in order.
CONTENTS = {
    "Start": ["README.md", "SECURITY.md", "CHANGELOG.md"],
    "At the desk": ["docs/desk.md", "docs/scan.md", "rules/policies/README.md"],
    "Reviewing records": [
        "docs/reviewing.md", "docs/writing-records.md", "docs/evidence.md", "docs/importing.md", "docs/tables.md", "docs/review.md", "docs/reports.md", "docs/redaction.md",
    ],
    "In class": ["docs/training.md"],
    "Writing rules": ["docs/writing-rules.md", "docs/rulebook-packages.md", "docs/repositories.md"],
    "Reference": ["docs/cli.md"],
    "How it is made": ["docs/architecture.md", "docs/performance.md", "docs/releasing.md", "CONTRIBUTING.md", "docs/*", "docs/decisions/*"],
    "Examples": ["examples/*"],
    "Beside the rules": ["rules/*"],
}  # fmt: skip

_LINK = re.compile(r"\[([^\[\]]*)\]\(([^)\s:#]+)(#[^)\s]*)?\)")


def pages() -> list[str]:
    """Every page, as its path in the repository."""
    found = [*ROOT.glob("*.md"), *(path for folder in ("docs", "examples", "rules") for path in (ROOT / folder).rglob("*.md"))]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def adapted(text: str, page: str) -> str:
    """The text of a page; links to what is no page are replaced by its path, and in code nothing is a link."""

    def link(found: re.Match[str]) -> str:
        words, target = found[1], (ROOT / page).parent.joinpath(found[2]).resolve()
        path = os.path.relpath(target, ROOT).replace(os.sep, "/")
        if path in known:
            return found[0]
        if path == "docs/decisions":
            return f"[{words}](/index.md)"
        return words if words.strip("`").rstrip("/") == path else f"{words} (`{path}`)"

    known = frozenset(pages())
    parts = re.split(r"(^```.*?^```|`[^`\n]*`(?!\]))", text, flags=re.M | re.S)
    return "".join(part if number % 2 else _LINK.sub(link, part) for number, part in enumerate(parts))


def contents() -> str:
    """The first page: a list of all others."""
    left = pages()
    named = {page for several in CONTENTS.values() for page in several if not page.endswith("*")}
    blocks = []
    for heading, several in CONTENTS.items():
        listed = []
        for entry in several:
            folder = entry.removesuffix("*")
            inner = [page for page in left if page.startswith(folder) and page not in named] if entry.endswith("*") else [entry]
            if entry == "docs/*":
                inner = [page for page in inner if page.count("/") == 1]
            listed += inner
        left = [page for page in left if page not in listed]
        entries = "\n".join(page.removesuffix(".md") for page in listed)
        blocks.append(f"```{{toctree}}\n:caption: {heading}\n:maxdepth: 1\n\n{entries}\n```\n")
    return "# ihl-checker\n\nWhat the recorded facts about a captured soldier indicate under the Third Geneva Convention.\n\n" + "\n".join(
        blocks
    )


def build(out: str) -> int:
    """Builds the site into a folder; 0 if nothing was amiss."""
    with tempfile.TemporaryDirectory() as folder:
        for page in pages():
            path = Path(folder, page)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(adapted((ROOT / page).read_text(encoding="utf-8"), page), encoding="utf-8")
        Path(folder, "index.md").write_text(contents(), encoding="utf-8")
        # A fixed day instead of today's, and no leave to reach anywhere: the same pages give the same site.
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1580601600", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html", "-c", str(ROOT / "docs"), "-d", str(Path(folder, ".trees")), folder, out]  # fmt: skip
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python docs/build.py FOLDER")
    sys.exit(build(sys.argv[1]))
