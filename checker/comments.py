"""The comments of a YAML file, which reading it as data passes over.

Comes in: the text of a file and the document read from it. Goes out: the comments by the path of the key or item above or beside which they stand; those behind everything else under ``()``.
"""

from __future__ import annotations

from checker.documents import Document, Path


def comments_of(text: str, document: Document) -> dict[Path, str]:
    """Every comment without its ``#``, those of one place one below the other."""
    first: dict[int, Path] = {}
    for path, line in document.lines.items():
        if path and (line not in first or len(path) < len(first[line])):
            first[line] = path
    found: dict[Path, list[str]] = {}
    for line, beside, said in _comments(text):
        below = line if beside else min((other for other in first if other > line), default=0)
        while beside and below and below not in first:
            below -= 1
        found.setdefault(first.get(below, ()), []).append(said)
    return {path: "\n".join(lines) for path, lines in found.items()}


def _comments(text: str) -> list[tuple[int, bool, str]]:
    """The comments in their order: line, whether something stands before it on the line, and what it says. They stand in what the scanner leaves between its tokens, and at the head of a block of text."""
    import yaml

    found = []
    end = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        found += _within(text, end, token.start_mark.index)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            header = text.find("\n", token.start_mark.index)
            found += _within(text, token.start_mark.index, header if header >= 0 else len(text))
        end = max(end, token.end_mark.index)
    return found


def _within(text: str, start: int, end: int) -> list[tuple[int, bool, str]]:
    found = []
    while (place := text.find("#", start, end)) >= 0:
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        before = text[text.rfind("\n", 0, place) + 1 : place]
        found.append((text.count("\n", 0, place) + 1, bool(before.strip()), text[place + 1 : stop].removeprefix(" ").rstrip()))
        start = stop
    return found
