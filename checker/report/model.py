"""A report as plain values: a first page for whoever decides, an annex for each record, and the rules that were listed.

Comes in: nothing; :mod:`checker.report.front` and the modules beside it fill it. Goes out: named tuples of texts, in the order in which they are read. Texts from records and rules stand in it as
they are: whoever prints them passes them through ``text.clean`` and escapes them for the format. ``key`` names a part of the report within it, for links.
"""

from __future__ import annotations

from typing import NamedTuple


class Link(NamedTuple):
    """Text, and the address or the ``key`` that it leads to; a renderer shows the text alone where the address is none that it may link."""

    text: str
    to: str = ""


class Told(NamedTuple):
    """One claim about a fact: the value, who says so and where, its grade, a note."""

    value: str
    by: str
    grade: str
    note: str


class FactPart(NamedTuple):
    """One fact as recorded. ``says`` has a sentence for each value; ``status`` is stated, disputed, unknown or not_applicable; ``remark`` adds that it is a judgement, or follows from treaties."""

    fact: str
    says: tuple[str, ...]
    values: str
    status: str
    claims: tuple[Told, ...]
    note: str
    remark: str


class SubjectPart(NamedTuple):
    """One entry of a record: what kind it is, how it reads, its links to others, the facts stated of it."""

    kind: str
    name: str
    links: tuple[str, ...]
    note: str
    facts: tuple[FactPart, ...]


class SourcePart(NamedTuple):
    """A source, and what is known of it; ``supplied``: no source of the record, but a table of treaties."""

    publisher: str
    title: str
    date: str
    url: str
    sha256: str
    repeats: str
    supplied: bool


class VoicePart(NamedTuple):
    """A voice: its name, its kind, and the party that it speaks for."""

    name: str
    kind: str
    party: str


class Rival(NamedTuple):
    """One of several claims that differ about a fact: what it says, and who says so."""

    says: str
    told: tuple[str, ...]


class Sentence(NamedTuple):
    """One sentence of a rule, as the record has it. ``kind`` is applies, element, exception or part (of the exception before it); ``beside`` who stands behind it; ``rivals`` the claims that differ, to
    be shown side by side."""

    kind: str
    truth: str
    says: str
    beside: str
    rivals: tuple[Rival, ...] = ()


class Side(NamedTuple):
    """What a person decided about a finding, beside what the program says. ``state`` is open (nobody decided), current or stale; ``why`` says what made it stale."""

    about: str
    program: str
    state: str
    person: str = ""
    name: str = ""
    date: str = ""
    standard: str = ""
    reason: str = ""
    why: str = ""


class FindingPart(NamedTuple):
    """One finding, or several of one rule that came out alike, in full. ``word`` is the verdict as people read it, ``look`` how it is marked: the verdict's word in the JSON form, or ``alleged`` or
    ``acknowledged`` for a breach that is worded with reserve."""

    key: str
    rule: Link
    title: str
    provision: Link
    meta: str
    look: str
    word: str
    about: str
    contested: bool
    number: int
    sentences: tuple[Sentence, ...]
    notes: tuple[tuple[str, str], ...]
    sides: tuple[Side, ...]


class BriefPart(NamedTuple):
    """A finding in a line or two: the sentence that it turns on with its truth, who stands behind that sentence, and what else is to be said."""

    rule: str
    title: str
    provision: str
    about: str
    number: int
    truth: str
    says: str
    beside: str
    note: str


class VerdictPart(NamedTuple):
    """The findings of one record that read alike: in full, and in brief."""

    look: str
    word: str
    means: str
    number: int
    full: tuple[FindingPart, ...]
    brief: tuple[BriefPart, ...]


class QuestionPart(NamedTuple):
    """An open question: whom it is about, and how many findings it bears on."""

    asks: str
    about: str
    bears: str


class RecordPart(NamedTuple):
    """The annex on one record."""

    key: str
    id: str
    title: str
    dates: str
    language: str
    summary: str
    law: tuple[str, ...]
    answer: tuple[str, ...]
    withheld: bool
    sources: tuple[SourcePart, ...]
    voices: tuple[VoicePart, ...]
    subjects: tuple[SubjectPart, ...]
    silent: str
    verdicts: tuple[VerdictPart, ...]
    questions: tuple[QuestionPart, ...]
    counted: str


class RulePart(NamedTuple):
    """A rule of which a finding is shown in full: where it stands, what puts a breach right, what it does not see."""

    key: str
    id: str
    title: str
    status: str
    authority: tuple[tuple[Link, str], ...]
    remedy: str
    for_editors: str
    limits: str


class Row(NamedTuple):
    """One record in the table of records: its counts by verdict in the order of :attr:`Front.columns`, and the first thing to ask."""

    record: Link
    title: str
    counts: tuple[int, ...]
    ask: str


class Weighty(NamedTuple):
    """A finding on the first page: where it stands, what came out, on whose word, and what a person decided."""

    record: Link
    finding: Link
    provision: str
    look: str
    word: str
    about: str
    word_of: str
    decided: str


class Contested(NamedTuple):
    """A rule on which readings or accounts come apart: how it came out here, how there, in how many findings of how many records."""

    title: str
    provision: str
    here: str
    there: str
    where: str


class Asked(NamedTuple):
    """A question over all records: what it would settle."""

    asks: str
    where: str


class Number(NamedTuple):
    """A count at a glance. ``look`` is that of a finding, or contested."""

    look: str
    label: str
    number: int
    means: str


class Front(NamedTuple):
    """The first page."""

    answer: tuple[str, ...]
    ask: str
    unread: tuple[str, ...]
    numbers: tuple[Number, ...]
    weighty: tuple[Weighty, ...]
    more: str
    contested: tuple[Contested, ...]
    contested_more: str
    asked: tuple[Asked, ...]
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    decisions: str
    signed: tuple[tuple[Link, Side], ...]
    reading: tuple[str, ...]
    limits: tuple[str, ...]
    counted: tuple[tuple[str, str], ...]


class Report(NamedTuple):
    """A whole report. ``identity`` is what stands on every page: program, version, rulebook, reading."""

    title: str
    scope: str
    identity: str
    reading: str
    language: str
    front: Front
    records: tuple[RecordPart, ...]
    rules: tuple[RulePart, ...]
