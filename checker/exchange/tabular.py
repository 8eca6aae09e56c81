"""Records out of the tables that ``ihl records export`` writes, and out of the workbook that ``ihl records template`` makes.

Comes in: the sheets of a file and the vocabulary. Goes out: drafts and problems, one by one. A sheet is either one of the tables (claims, one in a row), the long table of a CSV file, or the sheet of a subject, in which one row is
what one source says of one entry and each fact has its own column. A row with a problem keeps its record out, whole: a record without one of its claims could accuse where the whole would not.

A row that begins with ``#`` is a remark for whoever fills in the sheet. Columns are found by their names; one that has none of them is refused, since what stands there would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.errors import InputError, Problem, did_you_mean, listed
from checker.exchange.gathering import Found, gathered
from checker.exchange.imported import Draft, Origin, SheetRow
from checker.exchange.items import LONG, TABLES, Cells
from checker.exchange.sheets import Line, Sheet, heading
from checker.records import PARTY
from checker.vocabulary import Subject, Vocabulary

#: The sheets of a template that hold no records.
WITHOUT_RECORDS = ("help", "codebook", "lists")

#: The columns of the sheet of a subject that say who states what stands in the row.
SAID = ("source", "at", "said_by", "grade")


def columns_of(subject: Subject) -> tuple[str, ...]:
    """The columns of the sheet of a subject, before those of its facts."""
    return ("record", "id", "label", *(("state",) if subject.name == PARTY else ()), *subject.links, "note", *SAID)


def holds_tables(sheets: Sequence[str], columns: Iterable[str], vocabulary: Vocabulary) -> bool:
    """Whether a file with these sheets, and these columns in its first, holds records in the form of tables."""
    found = {column.strip() for column in columns}
    long = {"table", "record"} <= found or len({"table", "record", "entry", "fact", "exactly"} & found) > 3
    return long or ("record" in found and bool({*TABLES, *vocabulary.subjects} & set(sheets)))


def read_tables(path: str, sheets: Iterable[Sheet], vocabulary: Vocabulary) -> Iterator[Draft | Problem]:
    """The records in the sheets of a file. The rows of a long table are read as they come; those of one record stand together in it."""
    reader = _Reader(path, vocabulary)
    whole = True
    found: dict[str, list[Found]] = {}
    for sheet in sheets:
        try:
            lines = iter(sheet.lines)
            head = heading(lines)
            if head is None:
                continue
            if sheet.name == "" or "table" in head.cells:
                yield from reader.long(sheet.name, head, lines)
            elif sheet.name in TABLES or sheet.name in vocabulary.subjects:
                rows = reader.table(sheet.name, head, lines) if sheet.name in TABLES else reader.wide(sheet.name, head, lines)
                for row in rows:
                    found.setdefault(row.row.cells["record"].strip(), []).append(row)
            elif "record" in head.cells and sheet.name not in WITHOUT_RECORDS:
                known = (*TABLES, *vocabulary.subjects)
                fix = did_you_mean(sheet.name, known, otherwise=f"Sheets are called {listed(known, most=40)}.")
                yield Problem(
                    path, 0, "sheet", f'"{sheet.name}" is not a sheet that holds records.', "What stands in it would be lost.", fix
                )
        except InputError as error:
            whole = False
            yield from error.problems
    yield from reader.problems
    if not whole:
        return  # what stands in a sheet that cannot be read may belong to any record
    for record, together in found.items():
        if record not in reader.bad:
            yield from _one_or_problems(gathered(record, together, vocabulary))


def _one_or_problems(made: Draft | list[Problem]) -> Iterator[Draft | Problem]:
    if isinstance(made, Draft):
        yield made
    else:
        yield from made


class _Reader:
    def __init__(self, path: str, vocabulary: Vocabulary) -> None:
        self.path = path
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []
        self.bad: set[str] = set()

    def long(self, sheet: str, head: Line, lines: Iterator[Line]) -> Iterator[Draft | Problem]:
        """The records of a table in which the rows of one record stand together."""
        done: set[str] = set()
        together: list[Found] = []
        now = ""
        for row in self.rows(sheet, head, lines, LONG):
            yield from self.noted()
            table, record = row.cells.pop("table", "").strip(), row.cells.pop("record").strip()
            if record != now:
                yield from self.finished(now, together)
                done.add(now)
                now, together = record, []
                if record in done:
                    self.bad.add(record)
                    yield Origin(row.row, "record", record).problem(
                        "scattered",
                        f'rows of the record "{record}" stand further up, with others between.',
                        "A long table is read record by record.",
                        'Sort the table by its column "record", keeping the rows of a record in their order.',
                    )
            allowed = TABLES.get(table)
            stray = [column for column in row.cells if allowed is not None and column not in allowed]
            if allowed is None or stray:
                self.bad.add(record)
                what = f'"{table}" is not a table.' if allowed is None else f'a row of "{table}" has no "{stray[0]}".'
                fix = did_you_mean(table, TABLES, otherwise=f"Tables are {listed(TABLES)}.") if allowed is None else "Empty the cell."
                yield Origin(row.row, "table" if allowed is None else stray[0], table).problem(
                    "table", what, "What stands there would be lost.", fix
                )
            together.append(row._replace(table=table))
        yield from self.noted()
        yield from self.finished(now, together)

    def finished(self, record: str, rows: Sequence[Found]) -> Iterator[Draft | Problem]:
        if rows and record not in self.bad:
            yield from _one_or_problems(gathered(record, rows, self.vocabulary))

    def noted(self) -> Iterator[Problem]:
        yield from self.problems
        self.problems.clear()

    def table(self, name: str, head: Line, lines: Iterator[Line]) -> Iterator[Found]:
        """The rows of one of the tables."""
        for row in self.rows(name, head, lines, ("record", *TABLES[name])):
            del row.cells["record"]
            yield row._replace(table=name)

    def wide(self, name: str, head: Line, lines: Iterator[Line]) -> Iterator[Found]:
        """The rows of the sheet of a subject, each as an entry, where it is the first of that entry, and its claims."""
        subject = self.vocabulary.subjects[name]
        facts = [fact for fact in subject.facts.values() if not fact.derived]
        known = columns_of(subject)
        first: dict[tuple[str, str], Cells] = {}
        for row in self.rows(name, head, lines, (*known, *(fact.name for fact in facts))):
            record = row.cells.pop("record").strip()
            given = {column: text.strip() for column, text in row.cells.items() if text.strip()}
            identity = given.get("id") or (name if subject.one_per_record else "")
            if not identity:
                self.bad.add(record)
                what = f"this {name} has no id."
                self.problems.append(
                    Origin(row.row, "id").problem("missing-key", what, "Nothing could lead to it.", "Write a pseudonym or a short name.")
                )
                continue
            entry = {key: given[key] for key in ("label", "state", *subject.links, "note") if key in given}
            before = first.get((record, identity))
            if before is None:
                first[(record, identity)] = entry
                links = "; ".join(f"{link}: {given[link]}" for link in subject.links if link in given)
                head_cells = {key: entry[key] for key in ("label", "state", "note") if key in entry}
                cells = {"subject": name, "id": identity, **head_cells, **({"links": links} if links else {})}
                yield Found("entries", cells, row.row, {link: link for link in subject.links} | {"subject": ""})
            else:
                for key in entry:
                    if before.get(key) != entry[key]:
                        self.bad.add(record)
                        self.problems.append(
                            Origin(row.row, key, entry[key]).problem(
                                "contradiction",
                                f'an earlier row says otherwise of "{identity}" in this column.',
                                "A row after the first of an entry only adds what another source says of its facts.",
                                "Empty the cell, or give the row an id of its own.",
                            )
                        )
            said = {key: given[key] for key in SAID if key in given}
            for fact in facts:
                if fact.name in given:
                    yield Found(
                        "claims",
                        {"entry": identity, "fact": fact.name, "is": given[fact.name], **said},
                        row.row,
                        {"is": fact.name, "entry": "id", "fact": fact.name},
                    )

    def rows(self, sheet: str, head: Line, lines: Iterator[Line], known: Sequence[str]) -> Iterator[Found]:
        """The rows below a heading that say something, each with its record. Raises InputError for a heading that cannot be used."""
        names = [name.strip() for name in head.cells]
        self.heading(sheet, names, head.number, known)
        for line in lines:
            if line.blank or line.cells[0].lstrip().startswith("#"):
                continue
            row = SheetRow(self.path, sheet, line.number, {name: text for name, text in zip(names, line.cells, strict=False) if name})
            cells = {name: text for name, text in row.cells.items() if text}
            wrong = [(names[place] if place < len(names) else "", what) for place, what in line.wrong]
            stray = [text for place, text in enumerate(line.cells) if text.strip() and (place >= len(names) or not names[place])]
            wrong += [("", f'holds "{text}" in a column without a name') for text in stray]
            record = cells.get("record", "").strip()
            if not record:
                wrong.append(("record", "names no record"))
            if wrong:
                self.bad.add(record)
                self.problems += [
                    Origin(row, column, row.cells.get(column, "")).problem(
                        "cell",
                        f"the cell {what}." if column else f"the row {what}.",
                        "What it was to say would be lost.",
                        "Write the value itself.",
                    )
                    for column, what in wrong
                ]
                continue
            yield Found("", cells, row)

    def heading(self, sheet: str, names: Sequence[str], number: int, known: Sequence[str]) -> None:
        place = f' of the sheet "{sheet}"' if sheet else ""
        problems = [
            Problem(
                self.path,
                number,
                "column",
                f'"{name}" is not a column{place}.',
                "What stands below it would be lost.",
                did_you_mean(name, known, otherwise=f"Its columns are {listed(known)}."),
            )
            for name in dict.fromkeys(names)
            if name and name not in known
        ]
        problems += [
            Problem(
                self.path,
                number,
                "column",
                f'the column "{name}" is there twice.',
                "Nobody could tell which is meant.",
                "Rename or delete one.",
            )
            for name in dict.fromkeys(names)
            if name and names.count(name) > 1
        ]
        if "record" not in names:
            problems.append(
                Problem(
                    self.path,
                    number,
                    "column",
                    f'the column "record"{place} is missing.',
                    "Nobody could tell of which record a row is.",
                    "Add it.",
                )
            )
        if problems:
            raise InputError(problems)
