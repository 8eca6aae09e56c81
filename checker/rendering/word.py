"""The pieces of a Word document: paper, styles, headings, paragraphs, lists, tables, links.

Comes in: texts, each with how it is to look. Goes out: the bytes of a document on A4, the same for the same pieces: no times stand in it, neither in its properties nor in its archive. Every text is cleaned
(``text.clean``), which also takes out what a document could not hold; only http and https addresses become links.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.document import Document as Made
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from checker.rendering.packing import archive
from checker.report.model import Link
from checker.text import clean, web_address

#: What the properties give as time, as the archive does: the first that an archive can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)

#: The longest text that a property of a document can hold.
_LONGEST = 255

_SERIF, _SANS = "Georgia", "Arial"
_INK, _SOFT = RGBColor(0x1D, 0x1C, 0x1A), RGBColor(0x57, 0x53, 0x4B)
_COLOURS = {
    "breach": RGBColor(0x8F, 0x1D, 0x17),
    "alleged": RGBColor(0x84, 0x3A, 0x10),
    "acknowledged": RGBColor(0x84, 0x3A, 0x10),
    "undetermined": RGBColor(0x74, 0x50, 0x00),
    "excepted": RGBColor(0x1C, 0x4D, 0x7C),
    "complied": RGBColor(0x2C, 0x5A, 0x33),
    "contested": RGBColor(0x6B, 0x2A, 0x73),
}

#: How a stretch of text may look.
_LOOKS = ("lead", "bold", "italic", "soft", "label", "link", *_COLOURS, "not_applicable")

#: A stretch of text: how it looks (one of these, or nothing), and what it says.
Stretch = tuple[str, str]


class Pages:
    """A document in the making. ``identity`` stands at the foot of every page."""

    def __init__(self, title: str, identity: str, language: str) -> None:
        self.document: Made = Document()
        self._styles: dict[str, Any] = {str(style.name): style for style in self.document.styles}
        self._set_up(title, identity, language)

    def bytes(self) -> bytes:
        """The document, its archive without times."""
        made = io.BytesIO()
        self.document.save(made)
        with zipfile.ZipFile(made) as before:
            return archive((name, before.read(name)) for name in before.namelist())

    # --- paper, styles, foot of the page

    def _set_up(self, title: str, identity: str, language: str) -> None:
        properties = self.document.core_properties
        properties.title, properties.subject = clean(title)[:_LONGEST], clean(identity)[:_LONGEST]
        properties.author = properties.last_modified_by = "ihl-checker"
        properties.comments = properties.keywords = properties.category = ""
        properties.language, properties.revision = language, 1
        properties.created = properties.modified = datetime.datetime(*_NO_TIME)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(22)
        for name, size, face, before, after in (
            ("Normal", 10.5, _SERIF, 0, 5), ("Title", 23, _SERIF, 0, 6), ("Heading 1", 15, _SERIF, 18, 6), ("Heading 2", 14, _SERIF, 16, 4),
            ("Heading 3", 11, _SANS, 14, 3), ("Heading 4", 10.5, _SANS, 12, 3), ("Heading 5", 11, _SERIF, 10, 1),
            ("List Bullet", 10.5, _SERIF, 0, 2), ("List Bullet 2", 10, _SERIF, 0, 1), ("List Number", 10.5, _SERIF, 0, 2), ("Caption", 9, _SANS, 6, 3),
        ):  # fmt: skip
            style = self._styles[name]
            style.font.name, style.font.size, style.font.italic = face, Pt(size), False
            style.font.bold = name not in ("Normal", "Caption") and not name.startswith("List")
            style.font.color.rgb = _SOFT if name == "Caption" else _INK
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        for look in _LOOKS:
            self._look(look)
        for border in self._styles["Title"].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break
        foot = section.footer.paragraphs[0]
        foot.style = self._styles["Normal"]
        foot.paragraph_format.tab_stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT)
        self._runs(foot, [("soft", identity)])
        foot.add_run("\t")
        self._field(foot, "PAGE")
        self._runs(foot, [("soft", " / ")])
        self._field(foot, "NUMPAGES")

    def _look(self, look: str) -> None:
        """A style for stretches of text."""
        style: Any = self.document.styles.add_style(f"Report {look}", WD_STYLE_TYPE.CHARACTER)
        self._styles[look] = style
        if look in ("soft", "label", "link"):
            style.font.size, style.font.name = Pt(8.5 if look != "label" else 7.5), _SANS
            style.font.color.rgb = _COLOURS["excepted"] if look == "link" else _SOFT
            style.font.underline = True if look == "link" else None
        if look == "lead":
            style.font.size = Pt(14)
        style.font.italic = True if look == "italic" else None
        style.font.bold = None if look in ("soft", "link", "italic") else True
        if look in _COLOURS:
            style.font.color.rgb = _COLOURS[look]

    def _field(self, made: Paragraph, word: str) -> None:
        """A number that the word processor fills in."""
        for kind, text in (("begin", ""), ("", word), ("separate", ""), ("shown", "1"), ("end", "")):
            run = made.add_run("1" if kind == "shown" else "")
            run._r.style = self._styles["soft"].style_id
            if kind == "shown":
                continue
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            run._r.append(element)

    # --- pieces

    def head(self, style: str, text: str, *, fresh: bool = False) -> None:
        """A heading; ``fresh`` on a new page."""
        made = self._added(style)
        made.add_run(clean(text))
        if fresh:
            made.paragraph_format.page_break_before = True

    def paragraph(self, runs: Iterable[Stretch], style: str = "Normal") -> Paragraph:
        """A paragraph of runs."""
        made = self._added(style)
        self._runs(made, runs)
        return made

    def _added(self, style: str) -> Paragraph:
        """An empty paragraph. Its style is set by id, since looking one up by name reads all of them."""
        made = self.document.add_paragraph()
        if style != "Normal":
            made._p.style = self._styles[style].style_id
        return made

    def _runs(self, made: Paragraph, runs: Iterable[Stretch]) -> None:
        for look, text in runs:
            if not text:
                continue
            run = made.add_run(clean(text))
            if look:
                run._r.style = self._styles[look].style_id

    def link(self, made: Paragraph, link: Link) -> None:
        """The text of a link, which leads there where the address is one that may be linked."""
        address = web_address(link.to)
        if not address:
            self._runs(made, [("soft", link.text)])
            return
        element = OxmlElement("w:hyperlink")
        element.set(qn("r:id"), made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = made.add_run(clean(link.text))
        run._r.style = self._styles["link"].style_id
        element.append(run._r)
        made._p.append(element)

    def list_of(self, items: Iterable[Sequence[Stretch]], style: str = "List Bullet") -> None:
        """A list of paragraphs."""
        for runs in items:
            self.paragraph(runs, style)

    def ruled(self, lines: int) -> None:
        """Empty lines to write on."""
        for place in range(lines):
            made = self.paragraph([])
            made.add_run("\t")
            made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(12), Pt(0)
            made.paragraph_format.tab_stops.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
            made.paragraph_format.keep_with_next = place < lines - 1

    def table(self, caption: str, heads: Sequence[str], rows: Iterable[Sequence[Sequence[Stretch]]], widths: Sequence[float]) -> None:
        """A table with its caption before it; its first row is repeated on every page, and no row is broken."""
        if caption:
            self.paragraph([("", caption)], "Caption").paragraph_format.keep_with_next = True
        filled = list(rows)
        made = self.document.add_table(len(filled) + 1, len(heads), self._styles["Table Grid"])
        made.autofit = False
        made._tbl.tblPr.append(_lines())
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
        cells = made._cells  # looked up once: a cell asked for by row and column searches the whole table each time
        for number, row in enumerate([[[("label", head)] for head in heads], *filled]):
            for column, (runs, width) in enumerate(zip(row, widths, strict=True)):
                self._fill(cells[number * len(heads) + column], runs, width)
        for number, line in enumerate(made._tbl.tr_lst):
            properties = line.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if not number:
                properties.append(OxmlElement("w:tblHeader"))
        self.paragraph([])

    def _fill(self, cell: Any, runs: Sequence[Stretch], width: float) -> None:
        cell.width = Mm(width)
        made = cell.paragraphs[0]
        made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(2.5)
        self._runs(made, runs)


def _lines() -> Any:
    """Thin lines between the rows of a table, and none between its columns."""
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{edge}")
        drawn = edge in ("top", "bottom", "insideH")
        for key, value in (("val", "single" if drawn else "nil"), *((("sz", "4"), ("space", "0"), ("color", "B9B4A8")) if drawn else ())):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    return borders
