"""The Python interface: load records, check them, get a typed report.

>>> from checker import Rulebook, check, load_record
>>> report = check(load_record("examples/kursk-2025/incident.yml"))  # doctest: +SKIP
>>> [finding.title for finding in report.findings if finding.verdict == "breach"]  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from os import PathLike, fspath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from checker import __version__, documents
from checker.accounts import ByAccount, by_account
from checker.bar import above, known_grade
from checker.decisions import Left, Reviewed, reviewed
from checker.errors import InputError, Problem
from checker.pipeline import Beside, check_record, chosen_reading, chosen_rules, incident
from checker.pipeline import read_records as _read_records
from checker.records import Record
from checker.rulebook import Rulebook
from checker.summary import Reach, Totals, reach, set_aside, totals
from checker.withholding import without_secrets_of


class Report(BaseModel):
    """What records indicate under a rulebook on one reading.

    ``findings`` holds what is raised (everything, with ``show_all``); ``totals`` counts every rule and binding; ``reach`` how much of the ledger could be checked; ``records`` the ids checked, ``law`` which
    treaties bind their States; ``left`` the decisions of people whose finding is no longer there; ``rulebook`` the digest of the rules used, ``rulebook_name`` what they call themselves; ``set_aside`` how many claims weaker than ``min_grade`` count as
    unknown, by record.
    """

    model_config = ConfigDict(frozen=True)

    schema_: Literal["ihl-findings/1"] = Field(default="ihl-findings/1", alias="schema")
    version: str
    rulebook: str
    rulebook_name: str = ""
    reading: str
    records: tuple[str, ...]
    totals: Totals
    reach: Reach
    law: dict[str, tuple[str, ...]]
    min_grade: str = ""
    set_aside: dict[str, dict[str, int]] = Field(default_factory=dict)
    by_account: tuple[ByAccount, ...] = ()
    findings: tuple[Reviewed, ...]
    left: tuple[dict[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()


@lru_cache(maxsize=1)
def _shipped() -> Rulebook:
    return Rulebook.load()


def load_record(path: str | PathLike[str], rulebook: Rulebook | None = None, *, unredacted: bool = False) -> Record:
    """The record in a YAML or JSON file, typed against the rulebook's vocabulary (default: the shipped one).

    What it keeps restricted is withheld from its texts and ids, unless ``unredacted``. Raises InputError with every problem in the file.
    """
    data = None
    try:
        document = documents.read(fspath(path))
        data = document.data
        return incident(document, rulebook or _shipped(), unredacted=unredacted)
    except InputError as error:
        if unredacted:
            raise
        raise InputError(without_secrets_of(error, data)) from None


def load_records(paths: Iterable[str | PathLike[str]], rulebook: Rulebook | None = None, *, unredacted: bool = False) -> list[Record]:
    """Every record in files and folders, as :func:`load_record` gives it. Raises InputError if any of them cannot be read."""
    problems: list[Problem] = []
    records = list(_read_records([fspath(path) for path in paths], rulebook or _shipped(), problems, unredacted=unredacted))
    if problems:
        raise InputError(problems)
    return records


def check(
    records: Record | Iterable[Record],
    rulebook: Rulebook | None = None,
    *,
    reading: str | None = None,
    rules: Iterable[str] = (),
    show_all: bool = False,
    min_grade: str = "",
    by_accounts: bool = False,
) -> Report:
    """The report on one record or several.

    ``reading`` is one of the rulebook's readings (default: its default), ``rules`` limits the check to these ids, ``show_all`` lists what the records say nothing about, too, and
    ``min_grade`` (such as B2) treats claims with a weaker grade, or none, as unknown; ``by_accounts`` adds how every finding comes out on each side's telling. Raises InputError for a reading or rule that the rulebook does not have, and for what is no grade.
    """
    book = rulebook or _shipped()
    chosen = chosen_reading(book, reading)
    several = [records] if isinstance(records, Record) else list(records)
    if min_grade:
        several = [above(record, known_grade("min_grade", min_grade)) for record in several]
    chosen_from = chosen_rules(book, rules=list(rules))
    problems: list[Problem] = []
    left: list[Left] = []
    beside = Beside(book, problems, left)
    checked = [
        check_record(book, record, chosen, chosen_from)._replace(decisions=None if min_grade else beside.of(record)) for record in several
    ]
    beside.end()
    return Report(
        version=__version__, rulebook=book.digest, rulebook_name=book.name, reading=chosen, records=tuple(record.id for record in several), totals=totals(checked, show_all=show_all), reach=reach(checked, book),
        law={record.id: record.law for record in several}, min_grade=min_grade, set_aside=set_aside(several),
        by_account=tuple(by_account(one, show_all=show_all) for one in checked) if by_accounts else (),
        findings=tuple(reviewed(result, one.decisions) for one in checked for result in one.results if one.lists(result, show_all=show_all)),
        left=tuple({**one.decision.plain(), "why": one.why} for one in left), problems=tuple(problems),
    )  # fmt: skip
