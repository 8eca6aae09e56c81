"""What programs would make of an output, found out by readers that share nothing with what wrote it: a scanner for what terminals obey (ECMA-48), parsers of HTML, XML, CSV, JSON, workbooks, documents and Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import lxml.etree
import lxml.html
import openpyxl
from markdown_it import MarkdownIt

#: Code points that no program draws (Default_Ignorable_Code_Point of Unicode 15), and that are no control or format characters either.
_IGNORED = {
    0x034F,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    0x180B,
    0x180C,
    0x180D,
    0x180F,
    0x3164,
    0xFFA0,
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
}

_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212")


def unseen(text: str, *, breaks: str = "\n") -> list[str]:
    """Characters of a text that something obeys or nobody sees. A joiner or a selector of form counts only where the letter before it is ASCII or nothing."""
    found = set()
    before = " "
    for letter in text:
        if letter not in breaks and (unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or ord(letter) in _IGNORED):
            joins = (
                letter in "\u200c\u200d\ufe0e\ufe0f"
                and not before.isascii()
                and unicodedata.category(before)[0] in "LMS"
                and before not in "\u200c\u200d"
            )
            if not joins:
                found.add(f"U+{ord(letter):04X}")
        before = letter
    return sorted(found)


# --- terminals -----------------------------------------------------------------------------------------------------------------------------------------

_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)(?P<csi>[0-?]*[ -/]*[@-~]?)"  # control sequence
    "|(?:\x1b[PX^_\\]]|[\x90\x98\x9d\x9e\x9f])(?P<string>.*?)(?:\x1b\\\\|\x9c|\x07|$)"  # strings: device control, start of string, operating system, privacy message, application
    "|\x1b(?P<escape>[ -/]*[0-~]?)"  # other escape sequences
    "|(?P<control>[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f])",  # every other control but the line feed
    re.S,
)


def obeyed(text: str) -> list[str]:
    """Everything in a text that a terminal obeys, after ECMA-48, but for the line feed: ``CSI 31m``, ``string 0;owned``, ``ESC c``, ``control 07``."""
    found = []
    for part in _SEQUENCE.finditer(text):
        kind = str(part.lastgroup)
        found.append(f"{kind} {part[kind] if kind != 'control' else f'{ord(part[kind]):02x}'}")
    return found


def shown(text: str) -> str:
    """What is left of a text without its colours."""
    return re.sub("\x1b\\[[0-9;]*m", "", text)


def commands(text: str) -> list[str]:
    """The lines that a build server would take for commands to itself."""
    return [line for line in text.split("\n") if line.lstrip().startswith("::") or re.search(r"##(\[|vso\[|teamcity\[)", line)]


# --- pages ---------------------------------------------------------------------------------------------------------------------------------------------


class Structure(HTMLParser):
    """The elements and attributes of a page, counted, and where it leads; what is said in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.leads: list[str] = []
        self.said: list[str] = []
        self.other: list[str] = []
        self._mute = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = [
            (name, value) for name, value in attrs if name != "lang" or not re.fullmatch(r"[A-Za-z0-9-]+", str(value))
        ]  # a language or none
        self.elements[tag, tuple(f"{name}={value}" if name in ("class", "style", "rel", "dir") else name for name, value in known)] += 1
        self.leads += [
            str(value) for name, value in attrs if name in ("href", "src", "action", "formaction", "data", "srcdoc", "background", "poster")
        ]
        self._mute = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser hands it over
        self._mute = False

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.other.append(f"comment {data}")

    def handle_pi(self, data: str) -> None:
        self.other.append(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.other.append(f"declaration {data}")


def structure(page: str) -> Structure:
    """The structure of a page as Python's parser has it; libxml's must count the same elements."""
    made = Structure()
    made.feed(page)
    made.close()
    tree = lxml.html.document_fromstring(page.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    counted = Counter(node.tag for node in tree.iter() if isinstance(node.tag, str))
    mine: Counter[str] = Counter()
    for (tag, _), number in made.elements.items():
        mine[tag] += number
    for tag in {*counted, *mine} - {"html", "head", "body", "tbody"}:
        assert counted[tag] == mine[tag], tag
    assert not [node for node in tree.iter() if not isinstance(node.tag, str)]
    return made


def leads_astray(addresses: list[str]) -> list[str]:
    """The addresses that are neither of the web nor within the page or its folder."""
    return [
        one
        for one in addresses
        if not re.fullmatch(
            r"https?://[^\s\"'<>\\\x00-\x20\x7f-\x9f\u200b-\u200f\u202a-\u202e]+|#[\w.-]+|(\.\./)*[\w/-]+\.(html|json)(#[\w.-]+)?", one
        )
    ]


def plain(text: str) -> str:
    """A text with every run of blanks as one."""
    return " ".join(text.split())


# --- tables --------------------------------------------------------------------------------------------------------------------------------------------


def csv_cells(text: str, delimiter: str = ",") -> list[list[str]]:
    """The cells of a CSV file."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def formulas(text: str) -> list[str]:
    """The cells of a CSV file that a spreadsheet program might work out, whether it divides cells at commas, semicolons or tabs."""
    cells = [cell for delimiter in ",;\t" for row in csv_cells(text, delimiter) for cell in row]
    return [
        cell for cell in cells if cell.lstrip(" \u00a0\u3000\u200b\u200c\u200d\ufeff").startswith(_FORMULA) or cell.startswith(_FORMULA)
    ]


def workbook_cells(content: bytes) -> Iterator[tuple[str, str]]:
    """Type and text of every cell of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((cell.data_type, str(cell.value)) for cell in row if cell.value is not None)


def archive_parts(content: bytes) -> dict[str, bytes]:
    """The parts of an archive, with names that lead nowhere else."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        assert not [name for name in names if name.startswith("/") or ".." in name.split("/") or "\\" in name]
        return {name: archive.read(name) for name in names}


def xml_tree(content: bytes) -> Any:
    """XML read by libxml without entities, networks or documents from elsewhere."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    tree = lxml.etree.fromstring(content, parser)
    assert tree.getroottree().docinfo.doctype == ""
    return tree


def xml_structure(content: bytes) -> Counter[tuple[str, tuple[str, ...]]]:
    """Its elements and attributes, counted. There are no comments, instructions and entities."""
    nodes = list(xml_tree(content).iter())
    assert all(isinstance(node.tag, str) for node in nodes)
    return Counter((node.tag, tuple(sorted(name for name in node.attrib if not name.endswith("}space")))) for node in nodes)


# --- Markdown and JSON ---------------------------------------------------------------------------------------------------------------------------------


def markdown_structure(text: str) -> tuple[Counter[str], list[str], str]:
    """What Markdown makes of a text, with HTML, tables and links without brackets: its tokens counted, where they lead, what is said."""
    tokens = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["table", "strikethrough", "linkify"]).parse(text)
    every = [token for outer in tokens for token in (outer, *(outer.children or ()))]
    leads = [str(address) for token in every for address in (token.attrGet("href"), token.attrGet("src")) if address]
    kept = [token for token in every if token.type not in ("text", "softbreak", "inline", "text_special")]
    return (
        Counter(token.type for token in kept),
        leads,
        "".join(token.content for token in every if token.type in ("text", "text_special", "code_inline")),
    )


def json_texts(data: Any) -> Iterator[str]:
    """Every text in plain data, keys too."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from json_texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from json_texts(value)
    elif isinstance(data, str):
        yield data


def json_of(text: str) -> Any:
    """JSON as RFC 8259 has it, without NaN and its like."""

    def refused(word: str) -> Any:
        raise AssertionError(word)

    return json.loads(text, parse_constant=refused)
