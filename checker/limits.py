"""How much of anything is read: every limit in one place, with what it protects and how to raise it.

Comes in: the environment. Goes out: :data:`TABLE`, one :class:`Limit` for each thing that is counted. A limit is raised or lowered for a run with ``IHL_LIMIT_<NAME>=<number>``; the environment is read once, when this module is
imported, in worker processes too. :func:`unless_wrong` tells of settings that cannot be used. ``docs/limits.md`` is made from this table.

Everything is counted in bytes, characters, rows, entries and the like, never in seconds, so that the same input is refused or taken on every machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checker.errors import InputError, Problem, did_you_mean

PREFIX = "IHL_LIMIT_"


@dataclass(slots=True, eq=False)
class Limit:
    """One limit: ``value`` is what counts in this run, ``default`` what counts unless somebody says otherwise.

    ``what`` has it ("the file"), ``unit`` is counted ("bytes"), ``why`` it is limited, ``fix`` what to do rather than raise it. It can be raised up to ``most``; where ``most`` is ``default`` it is fixed, for the reason in ``why``.
    """

    name: str
    default: int
    unit: str
    what: str
    why: str
    fix: str
    code: str = "too-large"
    most: int = 10**15
    value: int = 0

    def __post_init__(self) -> None:
        self.value = self.default

    @property
    def variable(self) -> str:
        """The name of the variable of the environment that sets it."""
        return PREFIX + self.name

    @property
    def fixed(self) -> bool:
        """Whether it cannot be raised."""
        return self.most == self.default

    def problem_at(self, file: str, line: int, found: int | None = None, what: str = "") -> Problem:
        """The problem that something at a place is beyond the limit: ``found`` is how much it has (None where counting stopped at the limit), ``what`` says which thing it is where that is more than :attr:`what`."""
        met = f"more than {self.value:,}" if found is None else f"{found:,}"
        sentence = f"{what or self.what} has {met} {self.unit}, and the limit is {self.value:,}."
        wanted = max(2 * self.value if found is None else found, 1)
        raised = f"Or set {self.variable}={wanted} to raise the limit." if wanted <= self.most else "This limit cannot be raised so far."
        return Problem(file, line, self.code, sentence, self.why, f"{self.fix} {raised}")

    def exceeded(self, file: str, line: int, found: int | None = None, what: str = "", text: str = "") -> InputError:
        """The same as an error to be raised; ``text``: what was read, see :class:`InputError`."""
        return InputError([self.problem_at(file, line, found, what)], text)


# fmt: off
_MEMORY = "A file can be made to exhaust the memory or the time of whoever opens it."
_SPLIT = "Split the record."

# --- files -----------------------------------------------------------------------------------------------------------------------------------------------

FILE_BYTES = Limit("FILE_BYTES", 20_000_000, "bytes", "the file", _MEMORY, "Split it, or keep registers as JSON Lines (.jsonl), which are read line by line.")
LINE_BYTES = Limit("LINE_BYTES", 10_000_000, "bytes", "the line", "Every line of a register is held in memory as a whole.", _SPLIT)
DEPTH = Limit("DEPTH", 40, "levels", "the nesting here", "No record or rule needs that.", "Check the indentation and the brackets.", "too-deep", 200)
VALUES = Limit("VALUES", 1_000_000, "values", "the file", _MEMORY, "Split it.")
PROBLEMS = Limit("PROBLEMS", 200, "problems", "it", "What is wrong after that is not looked for.", "Correct these first.", "too-many")
FILES = Limit("FILES", 100_000, "files of records", "what was named", "The names of all of them are held in memory.", "Put them together in a register (.jsonl), or name fewer folders.", "too-many")

# --- one record ------------------------------------------------------------------------------------------------------------------------------------------

_EVERY_RULE = "Every rule is decided for every one of them."
ENTRIES = Limit("ENTRIES", 5_000, "entries", "the record", _EVERY_RULE, _SPLIT, "too-many")
LINKS = Limit("LINKS", 50_000, "links", "the record", _EVERY_RULE, _SPLIT, "too-many")
VERDICTS = Limit("VERDICTS", 500_000, "findings", "the record", "A finding is made for each rule and each combination of entries that it is about.", _SPLIT, "too-many")
ACCOUNTS = Limit("ACCOUNTS", 5_000_000, "tellings of findings", "the record", "A finding that rests on a disputed fact is decided once more as each voice tells it.", "Split the record, or keep fewer claims of what is disputed.", "too-many")
FACTS = Limit("FACTS", 100_000, "facts", "the record", _MEMORY, _SPLIT, "too-many")
CLAIMS = Limit("CLAIMS", 200_000, "claims", "the record", _MEMORY, _SPLIT, "too-many")
CLAIMS_PER_FACT = Limit("CLAIMS_PER_FACT", 200, "claims", "the fact", "Every claim is weighed against every other.", "Keep one claim of each source and voice.", "too-many")
SOURCES = Limit("SOURCES", 1_000, "sources", "the record", "Every claim is weighed by its source, and by what that is derived from.", _SPLIT, "too-many")
VOICES = Limit("VOICES", 1_000, "voices", "the record", "Disputed facts are decided as each voice tells them.", _SPLIT, "too-many")
RESTRICTED = Limit("RESTRICTED", 5_000, "restricted values", "the record", "Every one of them is looked for in every text.", _SPLIT, "too-many")
TEXT = Limit("TEXT", 100_000, "characters", "the text", "A record summarises and quotes a few words; it does not hold articles.", "Shorten it, and give the place in the source.")
ID = Limit("ID", 80, "characters", "an id", "Ids are used in commands and file names.", "Shorten it.", most=80)
DIGITS = Limit("DIGITS", 15, "digits", "a number", "More could not be compared exactly.", "Check the number and its unit.", most=15)
ALIASES = Limit("ALIASES", 0, "aliases", "a YAML file", "Aliases hide what a record says and can blow up a small file into a huge one.", "Write the value out.", most=0)

# --- tables, workbooks and archives ----------------------------------------------------------------------------------------------------------------------

_EMPTY = "Check the quotes before this row."
ROWS = Limit("ROWS", 10_000_000, "rows", "the table", _MEMORY, "Split it.", "too-many")
COLUMNS = Limit("COLUMNS", 2_000, "columns", "the row", _MEMORY, "Check the quotes before this row, and delete the columns without content.")
CELL = Limit("CELL", 1_000_000, "characters", "a cell", _MEMORY, _EMPTY)
ROW = Limit("ROW", 20_000_000, "characters", "the row", _MEMORY, _EMPTY)
CELLS = Limit("CELLS", 1_000_000, "cells that hold something", "the export", "All tables of an export are held in memory, since their rows belong together.", "Export fewer submissions at a time.", "too-many")
CELL_ENTRIES = Limit("CELL_ENTRIES", 100, "entries", "the cell", "A cell with a long list is mostly a mistake.", "Check it, or make several records.", "cell")
WORKBOOK_BYTES = Limit("WORKBOOK_BYTES", 50_000_000, "bytes", "the workbook", _MEMORY, "Save the one sheet that matters as CSV, or split it.")
UNPACKED_BYTES = Limit("UNPACKED_BYTES", 200_000_000, "bytes when unpacked", "the archive", _MEMORY, "Split it, or save what matters as text or CSV.")
ZIP_RATIO = Limit("ZIP_RATIO", 200, "bytes unpacked for each byte packed", "a part of the archive", _MEMORY, "Save it anew in the program that it comes from.")
ZIP_PARTS = Limit("ZIP_PARTS", 5_000, "parts", "the archive", _MEMORY, "Save it without pictures, or what matters as text or CSV.", "too-many")
SHARED_TEXT_BYTES = Limit("SHARED_TEXT_BYTES", 50_000_000, "bytes of shared texts", "the workbook", "All of them are held in memory while it is read.", "Save the one sheet that matters as CSV, or split it.")

# --- articles --------------------------------------------------------------------------------------------------------------------------------------------

_ARTICLE = "An article is shorter."
ARTICLE_BYTES = Limit("ARTICLE_BYTES", 20_000_000, "bytes", "the file", _ARTICLE, "Save only its text.")
ARTICLE_SOURCE = Limit("ARTICLE_SOURCE", 3_000_000, "characters without data of pictures", "the file", _ARTICLE, "Save only its text.")
ARTICLE_TEXT = Limit("ARTICLE_TEXT", 400_000, "letters", "the article", _ARTICLE, "Split it, and give each part by itself.")
PASSAGES = Limit("PASSAGES", 20_000, "paragraphs", "the article", _ARTICLE, "Split it, and give each part by itself.", "too-many")
ARTICLE_XML_BYTES = Limit("ARTICLE_XML_BYTES", 5_000_000, "bytes of XML", "the Word file", _ARTICLE, "Save only its text, as .txt.")

# --- rules, decisions, runs ------------------------------------------------------------------------------------------------------------------------------

RULE_VALUES = Limit("RULE_VALUES", 100_000, "values", "the file", "Every mistake in it would be worked out at once.", "Split it; one rule, one file.", "too-many")
CONDITION = Limit("CONDITION", 5_000, "characters", "the condition", "Nobody could check it against the law.", "Split it into several parts or a definition.")
CONDITION_DEPTH = Limit("CONDITION_DEPTH", 40, "levels of brackets", "the condition", "Nobody could check it against the law.", "Split it into several parts or a definition.", "too-deep", 60)
DECISIONS = Limit("DECISIONS", 50_000, "decisions", "the file", "All of them are held in memory.", "Split the register beside it, with its decisions.", "too-many-decisions")
RUN_RECORDS = Limit("RUN_RECORDS", 5_000_000, "records", "the run", "Where each of them stands is held in memory.", "Compare runs of parts of the register.", "too-many")

# fmt: on

#: Every limit, in the order in which a file meets them.
TABLE: tuple[Limit, ...] = tuple(found for found in list(globals().values()) if isinstance(found, Limit))

_WRONG: list[Problem] = []


def take(environment: Mapping[str, str]) -> list[Problem]:
    """Sets every limit as the environment says, the others as they are by default; what cannot be used is told and changes nothing."""
    wrong: list[Problem] = []
    known = {limit.variable: limit for limit in TABLE}
    for limit in TABLE:
        limit.value = limit.default
    for name in sorted(one for one in environment if one.startswith(PREFIX)):
        set_ = known.get(name)
        written = environment[name].strip()
        if set_ is None:
            fix = did_you_mean(name, known, otherwise="docs/limits.md lists the limits.")
            wrong.append(Problem(name, 0, "option", f"{name} is no limit.", "It would change nothing, without a word.", fix))
        elif not (written.isascii() and written.isdigit() and len(written) <= 15 and 1 <= int(written) <= set_.most):
            fix = f"It can be a whole number from 1 to {set_.most:,}." if not set_.fixed else "It is fixed; leave the variable out."
            wrong.append(Problem(name, 0, "option", f'the limit cannot be "{written}".', "", fix))
        else:
            set_.value = int(written)
    return wrong


def unless_wrong() -> None:
    """Raises InputError where the environment has a limit that there is not, or a value that it cannot have."""
    if _WRONG:
        raise InputError(_WRONG)


def listed(problems: Iterable[Problem], file: str, line: int = 0) -> list[Problem]:
    """As many problems as are listed of one file, the limit told where there are more; the rest is not even worked out."""
    found: list[Problem] = []
    for problem in problems:
        if len(found) >= PROBLEMS.value:
            return [*found, PROBLEMS.problem_at(file, line)]
        found.append(problem)
    return found


_WRONG.extend(take(os.environ))
