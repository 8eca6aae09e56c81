"""The workbook in which people fill in records, made from the vocabulary.

Comes in: the vocabulary, and the subjects that are wanted. Goes out: the bytes of a workbook: a page of help, a sheet for records, sources and voices, one for each subject with a column for each of its facts, one for restricted data, and a
codebook. Each cell that takes one of a few words has a drop-down; the words stand on a hidden sheet under a name, since a list written into a cell's rule may have 255 characters at most. ``tabular`` reads the filled sheets.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from checker.claims import VOICE_KINDS
from checker.errors import InputError, did_you_mean, listed
from checker.exchange.items import TABLES
from checker.exchange.tabular import SAID, columns_of
from checker.exchange.workbooks import openpyxl, text_cell, workbook_bytes
from checker.text import clean
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact, Subject, Vocabulary

#: Always in a template: nearly every rule asks for facts of these.
ALWAYS = ("conflict", "party", "person")

#: The rows of a sheet that have drop-downs.
ROWS = 1_000
_FIRST = 3

_GRADES = tuple(letter + digit for letter in "ABCDEF" for digit in "123456")

#: What each column of the sheets is for, in the words of the second row.
_ABOUT = {
    "record": "The id of the incident. The same in every sheet.",
    "title": "The incident in one line.",
    "dates": "When: 2025-01-09, 2025-01, or from-to: 2025-01-09/2025-01-11.",
    "language": "The language of your words: en, fr, uk.",
    "summary": "Two or three sentences of your own.",
    "id": "A short name without blanks, to be named in other cells. Never the name of a captive.",
    "publisher": "Who published it.",
    "date": "When: 2025-01-09 or 2025-01.",
    "url": "Where it is found.",
    "sha256": "The SHA-256 digest of the file, if you keep it.",
    "derived_from": "The ids of the sources that it repeats.",
    "note": "What a reader must know.",
    "name": "Who speaks. Describe witnesses and captives; do not name them.",
    "kind": "What kind of voice it is.",
    "party": "The id of the party that the voice speaks for.",
    "label": "How reports call it; nothing that gives a captive away.",
    "state": "For a real State: its ISO code or name.",
    "source": "The id of the source of everything in this row.",
    "at": "Where in the source: para 4, page 12, 02:40.",
    "said_by": "The id of the voice that says so. A judgement needs a voice of kind reviewer.",
    "grade": "How far it is trusted, A1 to F6.",
    "entry": "The id of the captive whom it is about.",
    "key": "What it is: names, numbers, relatives, addresses ...",
    "value": "The name, number or other detail. It is kept out of reports.",
}

_HELP = (
    ("Filling in this workbook", ""),
    ("What it is for", "Each incident is a record: what sources say, about whom, and who says so. You write down what is reported; the program works out what it indicates. Nothing here asks you for a legal conclusion."),
    ("Where to begin", "1. In the sheet records, give each incident an id and a title.\n2. In sources and voices, write where you read, saw or heard of it, and who says so.\n3. In conflict, party and person, write who fought, who holds whom.\n4. Then the sheets of whatever happened: a publication, an interrogation, a transfer."),
    ("One row", "A row of these sheets is what one source says of one thing. Its source, place, voice and grade hold for every fact in the row. If another source says something else, or the same, add a row with the same record and id, and fill in only what that source says. Both are kept; you never choose."),
    ("Yes, no and the rest", "yes and no: the source says so. unknown: it was asked, and nobody knows or answered. not_applicable: the question does not arise. An empty cell: nobody has asked yet. Silence is never no."),
    ("Words in lists", "Click on a cell to see its question and its list. If the source leaves it open between two, write both with or between them: photograph or video."),
    ("Numbers and dates", "Numbers: 9, or at least 9, or more than 2 and at most 5. Dates: 2025-01-09, 2025-01, 2025, or from-to as 2025-01-09/2025-01-11."),
    ("Judgements", "Columns with a violet heading ask for a judgement. No article answers them. Fill them in only in a row whose voice (said_by) is of kind reviewer, with that person's own name."),
    ("Captives", "Give each captive a pseudonym as id. Names, numbers, relatives and addresses belong in the sheet restricted and nowhere else: not in labels, notes, titles or links."),
    ("When you are done", "Save the workbook and run: ihl records import THIS-FILE.xlsx -o records/ --errors errors.xlsx\nWhat cannot be read comes back in errors.xlsx with its sheet, row and column, and what to do. Rows that begin with # are remarks and are passed over."),
)  # fmt: skip


class _Column(NamedTuple):
    """A column of a sheet: its name, what the second row says of it, its drop-down (a name in the workbook), whether other words are warned of, and its look."""

    name: str
    about: str
    words: str = ""
    strict: bool = False
    look: str = "plain"


def chosen_subjects(names: Sequence[str], vocabulary: Vocabulary) -> list[Subject]:
    """The subjects that a template is for: those named, those that they lead to, and those that every record needs; all without names. Raises InputError for a name that is no subject."""
    for name in names:
        if name not in vocabulary.subjects:
            fix = did_you_mean(name, vocabulary.subjects, otherwise=f"Subjects are {listed(vocabulary.subjects, most=40)}.")
            raise InputError.single("--subject", 0, "option", f'"{name}" is not a subject.', "", fix)
    wanted = {*names, *(name for name in ALWAYS if name in vocabulary.subjects)} if names else set(vocabulary.subjects)
    wanted |= {target for name in list(wanted) for link in vocabulary.subjects[name].links.values() for target in link.to}
    first = [subject for name, subject in vocabulary.subjects.items() if name in wanted and name in ALWAYS]
    return first + [subject for name, subject in vocabulary.subjects.items() if name in wanted and name not in ALWAYS]


def template(path: str, subjects: Sequence[Subject]) -> bytes:
    """The workbook. Raises InputError where the library for it is missing."""
    made = _Template(openpyxl(path))
    made.help()
    for name in ("records", "sources", "voices"):
        made.sheet(name, made.table_columns(name), "1F3864")
    for subject in subjects:
        made.sheet(subject.name, made.subject_columns(subject), "2E75B6")
    made.sheet("restricted", made.table_columns("restricted"), "C00000")
    made.codebook(subjects)
    made.lists()
    return workbook_bytes(made.book)


class _Template:
    def __init__(self, library: Any) -> None:
        self.library = library
        self.book = library.Workbook()
        self.book.remove(self.book.active)
        #: Name of a drop-down to its words.
        self.words: dict[str, Sequence[str]] = {}
        styles = library.styles
        fill = styles.PatternFill
        self.font = font = functools.partial(styles.Font, name="Calibri")
        self.heads = {
            look: (font(bold=True, color="FFFFFF"), fill("solid", start_color=colour))
            for look, colour in {"plain": "1F3864", "link": "1F3864", "said": "7F6000", "fact": "2F5597", "judgement": "7030A0"}.items()
        }
        self.ask = font(italic=True, color="404040", size=9), fill("solid", start_color="F2F2F2")
        self.wrap = styles.Alignment(wrap_text=True, vertical="top")
        self.line = styles.Border(bottom=styles.Side(style="thin", color="808080"))

    # --- columns -------------------------------------------------------------------------------------------------------------------------------------

    def table_columns(self, table: str) -> list[_Column]:
        columns = [_Column("record", _ABOUT["record"], "" if table == "records" else "ids_records")]
        for name in TABLES[table]:
            if name in ("form", "exactly"):
                continue
            words = {
                "kind": self.list("kinds", VOICE_KINDS),
                "party": "ids_party",
                "derived_from": "ids_sources",
                "entry": "ids_person",
            }.get(name, "")
            columns.append(_Column(name, _ABOUT[name], words, strict=name == "kind"))
        return columns

    def subject_columns(self, subject: Subject) -> Iterator[_Column]:
        offered = {"record": "ids_records", "source": "ids_sources", "said_by": "ids_voices"}
        for name in columns_of(subject):
            link = subject.links.get(name)
            if link is not None:
                several = " Several: ids with commas between." if link.many else ""
                yield _Column(name, f"{link.says} Ids of {listed(link.to)}.{several}", f"ids_{link.to[0]}", look="link")
            elif name == "grade":
                yield _Column(name, _ABOUT[name], self.list("grades", _GRADES), strict=True, look="said")
            else:
                yield _Column(name, _ABOUT[name], offered.get(name, ""), look="said" if name in SAID else "plain")
        facts = [fact for fact in subject.facts.values() if not fact.derived]
        for fact in sorted(facts, key=lambda fact: fact.judgement):
            yield self.fact_column(fact)

    def fact_column(self, fact: Fact) -> _Column:
        if fact.type == "bool":
            words = self.list("yes_no", ("yes", "no", UNKNOWN, NOT_APPLICABLE))
        elif fact.words:
            words = self.list(f"{fact.subject}.{fact.name}", (*fact.words, UNKNOWN, NOT_APPLICABLE))
        else:
            words = ""
        unit = f" In {fact.unit}." if fact.unit and fact.unit not in fact.asks else ""
        return _Column(fact.name, fact.asks + unit, words, strict=bool(words), look="judgement" if fact.judgement else "fact")

    def list(self, name: str, words: Sequence[str]) -> str:
        self.words[name] = words
        return f"list_{name}"

    # --- sheets --------------------------------------------------------------------------------------------------------------------------------------

    def sheet(self, name: str, columns: Iterable[_Column], colour: str) -> None:
        sheet = self.book.create_sheet(name)
        sheet.sheet_properties.tabColor = colour
        letter = self.library.utils.get_column_letter
        for place, column in enumerate(columns, start=1):
            head = text_cell(sheet.cell(1, place), column.name)
            head.font, head.fill = self.heads[column.look]
            head.alignment = self.library.styles.Alignment(vertical="center", wrap_text=True)
            ask = text_cell(sheet.cell(2, place), clean(f"# {column.about}" if place == 1 else column.about))
            ask.font, ask.fill, ask.alignment, ask.border = *self.ask, self.wrap, self.line
            dimension = sheet.column_dimensions[letter(place)]
            dimension.width = max(_width(column), len(column.name) + 3)
            dimension.number_format = "@"
            dimension.alignment = self.wrap
            self.drop_down(sheet, letter(place), column)
        sheet.row_dimensions[1].height = 22
        sheet.row_dimensions[2].height = (
            118 if any(len(sheet.cell(2, place).value) > 90 for place in range(1, sheet.max_column + 1)) else 64
        )
        sheet.freeze_panes = f"C{_FIRST}"
        sheet.page_setup.orientation = "landscape"
        ids = "A" if name == "records" else "B" if name in ("sources", "voices") or name not in TABLES else ""
        if ids:
            self.define(f"ids_{name}", f"'{name}'!${ids}${_FIRST}:${ids}${ROWS}")

    def drop_down(self, sheet: Any, letter: str, column: _Column) -> None:
        """The list, the question and the warning of the cells of a column. A column that takes ids only offers those that are there."""
        about = clean(column.about)
        rule = self.library.worksheet.datavalidation.DataValidation(
            type="list" if column.words else None,
            formula1=column.words.replace(".", "_") or None,
            allow_blank=True,
            showErrorMessage=column.strict,
            errorStyle="warning",
            errorTitle="Not in the list",
            error="This is not one of the values of the list. Where a source leaves it open between two, write both with or between them.",
            showInputMessage=True,
            promptTitle=column.name[:32],
            prompt=about if len(about) <= 255 else about[:250] + " ...",
        )
        rule.add(f"{letter}{_FIRST}:{letter}{ROWS}")
        sheet.add_data_validation(rule)

    def define(self, name: str, where: str) -> None:
        defined = self.library.workbook.defined_name.DefinedName(name.replace(".", "_"), attr_text=where)
        self.book.defined_names[defined.name] = defined

    def help(self) -> None:
        sheet = self.book.create_sheet("help")
        sheet.sheet_view.showGridLines = False
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
        font = self.font
        for number, (head, text) in enumerate(_HELP, start=1):
            first, second = text_cell(sheet.cell(number, 1), head), sheet.cell(number, 2)
            first.font = font(bold=True, size=16, color="1F3864") if number == 1 else font(bold=True)
            first.alignment = self.library.styles.Alignment(vertical="top", wrap_text=number > 1)
            sheet.row_dimensions[number].height = 30
            if text:
                text_cell(second, text).alignment = self.wrap
                sheet.row_dimensions[number].height = 15 * sum(1 + len(line) // 105 for line in text.split("\n")) + 8

    def codebook(self, subjects: Sequence[Subject]) -> None:
        sheet = self.book.create_sheet("codebook")
        sheet.sheet_properties.tabColor = "7F7F7F"
        for place, (name, width) in enumerate(_CODEBOOK.items(), start=1):
            head = text_cell(sheet.cell(1, place), name)
            head.font, head.fill = self.heads["plain"]
            sheet.column_dimensions[self.library.utils.get_column_letter(place)].width = width
        row = 1
        for texts in (texts for subject in subjects for fact in subject.facts.values() if not fact.derived for texts in _explained(fact)):
            row += 1
            for place, text in enumerate(texts, start=1):
                if text:
                    cell = text_cell(sheet.cell(row, place), clean(text))
                    cell.alignment = self.wrap
                    cell.font = self.font(color="7F7F7F" if place < 3 and not texts[2] else "000000")
            lines = max(1 + len(text) // width for text, width in zip(texts, _CODEBOOK.values(), strict=True))
            sheet.row_dimensions[row].height = 15 * lines + 1
        sheet.freeze_panes = "C2"
        sheet.auto_filter.ref = f"A1:G{row}"

    def lists(self) -> None:
        sheet = self.book.create_sheet("lists")
        sheet.sheet_state = "hidden"
        for place, (name, words) in enumerate(self.words.items(), start=1):
            letter = self.library.utils.get_column_letter(place)
            for row, text in enumerate((name, *words), start=1):
                text_cell(sheet.cell(row, place), text)
            self.define(f"list_{name}", f"'lists'!${letter}$2:${letter}${len(words) + 1}")


#: The columns of the codebook and how wide they are.
_CODEBOOK = {"subject": 16, "fact": 34, "question": 60, "kind": 16, "value": 26, "what it says": 66, "articles": 26}


def _explained(fact: Fact) -> Iterator[tuple[str, ...]]:
    """The rows of a fact in the codebook, one for each of its values; its question stands in the first."""
    kind = {"bool": "yes or no", "enum": "a word", "int": "a whole number", "float": "a number", "date": "a date"}[fact.type]
    kind += (f" ({fact.unit})" if fact.unit else "") + (", a judgement" if fact.judgement else "")
    for number, (value, says) in enumerate(fact.says.items()):
        shown = f"({kind})" if value == "is" else value
        rest = ("", "", shown, says, "") if number else (fact.asks, kind, shown, says, ", ".join(fact.articles))
        yield (fact.subject, fact.name, *rest)


def _width(column: _Column) -> int:
    if column.look in ("fact", "judgement"):
        return 30
    return {
        "record": 22,
        "title": 44,
        "summary": 50,
        "note": 34,
        "label": 28,
        "url": 36,
        "name": 30,
        "publisher": 26,
        "about": 26,
        "value": 34,
    }.get(column.name, 20)
