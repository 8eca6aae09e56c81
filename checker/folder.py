"""A rulebook folder as written: every file read and checked by itself, with line numbers kept.

Comes in: the path of a folder laid out like ``rules/``. Goes out: :class:`Written`: vocabulary, readings, definitions and rules, each with its document; and, asked for one by one, the
cases beside a rule and the backgrounds. No condition is parsed here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from checker import documents
from checker.contents import Contents
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.library import decides
from checker.rules import (
    BackgroundsFile,
    CasesFile,
    Definition,
    LedgerArticle,
    LedgerFile,
    ReadingsFile,
    Rule,
    StatesFile,
    TreatyFile,
    VocabularyFile,
)
from checker.shapes import validated
from checker.values import BadValue, read_date
from checker.vocabulary import Fact, Link, Subject, Vocabulary

_M = TypeVar("_M")


class Rules(Mapping[str, tuple[Rule, Document]]):
    """The rules of a folder by id, each with its document. One whose file was compiled before, and has not changed since, is read only if somebody asks for it."""

    def __init__(self, contents: Contents | None) -> None:
        self._contents = contents
        self._read: dict[str, tuple[Rule, Document]] = {}
        self._unread: dict[str, str] = {}

    def add(self, rule: Rule, document: Document) -> None:
        """Adds a rule that was read."""
        self._read[rule.id] = rule, document

    def add_unread(self, identity: str, name: str) -> None:
        """Adds a rule that need not be read yet, by the path of its file in the folder."""
        self._unread[identity] = name

    def file(self, identity: str) -> str:
        """The file of a rule, as messages name it."""
        if identity in self._unread and self._contents is not None:
            return f"{self._contents.shown}/{self._unread[identity]}"
        return self._read[identity][1].file

    def __getitem__(self, identity: str) -> tuple[Rule, Document]:
        if identity in self._unread and self._contents is not None:
            document = self._contents.document(self._unread.pop(identity), remembering=False)
            self._read[identity] = validated(Rule, document), document
        return self._read[identity]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._read, *self._unread))

    def __len__(self) -> int:
        return len(self._read) + len(self._unread)

    def __contains__(self, identity: object) -> bool:
        return identity in self._read or identity in self._unread


@dataclass(frozen=True, slots=True)
class Written:
    """Everything a rulebook folder holds, read and checked file by file, with the document of each for line numbers (``subjects``: those of the vocabulary)."""

    vocabulary: Vocabulary
    subjects: Mapping[str, Document]
    readings: ReadingsFile
    readings_document: Document
    definitions: Mapping[str, tuple[Definition, Document]]
    rules: Rules
    states: Mapping[str, str]
    treaties: Sequence[TreatyFile]
    ledger: LedgerFile | None


# --- reading a folder ----------------------------------------------------------------------------------------------------------------------------------


def rule_files(root: str) -> list[str]:
    """The files that decide verdicts and what is counted, relative to ``root`` and sorted: all YAML but cases and backgrounds."""
    found = []
    for folder, _, names in os.walk(root):
        found += [os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/") for name in names]
    return sorted(name for name in found if decides(name))


def read_folder(root: str, shown: str | None = None, contents: Contents | None = None) -> Written:
    """The rulebook in ``root``; ``shown`` is how its path reads in messages. Raises InputError with the problems of every file.

    With ``contents`` the files are those that were read before, and what is remembered of one that has not changed is not worked out again.
    """
    problems: list[Problem] = []
    shown = contents.shown if contents is not None else shown if shown is not None else os.path.basename(os.path.normpath(root))

    def load(name: str, model: Callable[[Document], _M]) -> _M | None:
        try:
            if contents is None:
                document = documents.parse_yaml(documents.read_text(os.path.join(root, name)), f"{shown}/{name}")
            else:
                document = contents.document(name, remembering=not _holds_rule(name))
            return model(document)
        except InputError as error:
            problems.extend(
                Problem(p.file if p.file.startswith(shown) else f"{shown}/{name}", p.line, p.code, p.what, p.why, p.fix)
                for p in error.problems
            )
            return None

    files = rule_files(root) if contents is None else sorted(contents.files)
    if not any(name.startswith("vocabulary/") for name in files) or "readings.yml" not in files:
        raise InputError.single(
            shown,
            0,
            "no-rulebook",
            "this folder holds no rulebook: vocabulary/ or readings.yml is missing.",
            "",
            "Point --rules at a folder laid out like the shipped rules/.",
        )
    vocabulary_files = [
        read
        for name in files
        if name.startswith("vocabulary/") and (read := load(name, lambda d: (validated(VocabularyFile, d), d))) is not None
    ]
    readings = load("readings.yml", lambda d: (validated(ReadingsFile, d), d))
    definitions: dict[str, tuple[Definition, Document]] = {}
    rules = Rules(contents)
    for name in files:
        stem = os.path.basename(name).removesuffix(".yml")
        if name.startswith("definitions/"):
            entry = load(name, lambda d: (validated(Definition, d), d))
            if entry is not None and _new(entry, stem, definitions, problems):
                definitions[entry[0].id] = entry
        elif _holds_rule(name):
            known = contents.identity(name) if contents is not None else None
            if known is not None and known not in rules:
                rules.add_unread(known, name)
                continue
            rule = load(name, lambda d: (validated(Rule, d), d))
            if rule is not None and _new(rule, stem, rules, problems):
                rules.add(*rule)
    unread = {
        os.path.basename(problem.file).removesuffix(".yml") for problem in problems if problem.file.startswith(f"{shown}/vocabulary/")
    }
    vocabulary = _vocabulary(vocabulary_files, definitions, problems, unread)
    states, treaties = _treaties(files, load, vocabulary, problems)
    if readings is not None and readings[0].default not in readings[0].readings:
        problems.append(
            Problem(
                readings[1].file,
                readings[1].line("default"),
                "reading",
                f'the default "{readings[0].default}" is not one of the readings.',
                "",
                did_you_mean(
                    readings[0].default, readings[0].readings, otherwise=f"Readings are {listed(readings[0].readings) or 'none'}."
                ),
            )
        )
    ledger = load(LEDGER, ledger_in) if LEDGER in files else None
    if problems or readings is None:
        raise InputError(sorted(problems))
    subjects = {entry.subject: document for entry, document in vocabulary_files}
    return Written(vocabulary, subjects, *readings, definitions, rules, states, treaties, ledger)


def _holds_rule(name: str) -> bool:
    """Whether a file that decides verdicts is that of a rule, on which no other file rests."""
    return name != "readings.yml" and not name.startswith(("vocabulary/", "treaties/", "ledger/", "definitions/"))


def _new(
    entry: tuple[Rule | Definition, Document], stem: str, known: Mapping[str, tuple[Rule | Definition, Document]], problems: list[Problem]
) -> bool:
    """Whether a rule or definition has an id of its own; what is wrong with it goes to ``problems``."""
    identity, document = entry[0].id, entry[1]
    if identity != stem:
        problems.append(
            Problem(
                document.file,
                document.line("id"),
                "id",
                f'the id "{identity}" is not the name of the file.',
                "One name for one rule keeps every reference findable.",
                f'Write "id: {stem}" or rename the file.',
            )
        )
    if identity not in known:
        return True
    taken = known.file(identity) if isinstance(known, Rules) else known[identity][1].file
    problems.append(
        Problem(
            document.file,
            document.line("id"),
            "duplicate-id",
            f'the id "{identity}" is taken by {taken}.',
            "Findings of the two could not be told apart.",
            "Rename one.",
        )
    )
    return False


_Load = Callable[[str, Callable[[Document], Any]], Any]


def _treaties(
    files: Sequence[str], load: _Load, vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[Mapping[str, str], list[TreatyFile]]:
    """The States that records may name and the treaties whose parties are known; what is wrong with them goes to ``problems``."""
    names = [name for name in files if name.startswith("treaties/") and name != _STATES]
    found: StatesFile | None = load(_STATES, lambda d: validated(StatesFile, d)) if _STATES in files else StatesFile(states={})
    read = [entry for name in names if (entry := load(name, lambda d: (validated(TreatyFile, d), d))) is not None]
    if found is None:
        return {}, []
    for treaty, document in read:
        problems += _treaty_problems(treaty, document, found.states, vocabulary)
    return found.states, sorted((treaty for treaty, _ in read), key=lambda treaty: treaty.adopted)


_STATES = "treaties/states.yml"

#: The ledger of a rules folder.
LEDGER = "ledger/gc3.yml"


def _treaty_problems(treaty: TreatyFile, document: Document, states: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[Problem]:
    named: list[tuple[documents.Path, str]] = [(("parties", code), code) for code in treaty.parties]
    named += [(("outside", number), code) for number, code in enumerate(treaty.outside)]
    named += [(("reservations", number, "state"), entry.state) for number, entry in enumerate(treaty.reservations)]
    for path, code in named:
        if code not in states:
            fix = did_you_mean(code, states, otherwise=f"Add it to {_STATES}.")
            yield Problem(document.file, document.line(*path), "unknown-state", f'"{code}" is no State of {_STATES}.', "", fix)
    for number, code in enumerate(treaty.outside):
        if code in treaty.parties:
            yield Problem(
                document.file,
                document.line("outside", number),
                "duplicate-id",
                f"{code} is named among the parties too.",
                "It cannot be bound and not bound.",
                "Remove one.",
            )
    facts: list[tuple[documents.Path, str, list[str]]] = [
        (("decides", "fact"), treaty.decides.fact, [treaty.decides.all, *treaty.decides.otherwise])
    ]
    facts += [(("binds",), treaty.binds, ["yes", "no"])] if treaty.binds else []
    facts += [(("reserved", article, "fact"), entry.fact, ["yes", "no"]) for article, entry in treaty.reserved.items()]
    for path, identity, words in facts:
        subject, _, name = identity.partition(".")
        fact = vocabulary.subjects[subject].facts.get(name) if subject in vocabulary.subjects else None
        if fact is None or fact.derived or not set(words) <= set(fact.words):
            fix = "Name a fact that records state, and values that it has."
            known = [entry.id for entry in vocabulary.facts() if not entry.derived]
            yield Problem(
                document.file,
                document.line(*path),
                "unknown-fact",
                f'"{identity}" is not a fact with the value{"" if len(words) == 1 else "s"} {listed(words, joint="and")}.',
                "What the treaty decides would reach no rule.",
                did_you_mean(identity, known, otherwise=fix) if fact is None else fix,
            )
    dates: list[tuple[documents.Path, str]] = [
        (("parties", code, key), getattr(entry, key)) for code, entry in treaty.parties.items() for key in ("deposited", "in_force")
    ]
    dates += [
        (("reservations", number, key), getattr(entry, key))
        for number, entry in enumerate(treaty.reservations)
        for key in ("since", "until")
    ]
    for path, text in dates:
        try:
            read_date(text) if text else None
        except BadValue as error:
            yield Problem(document.file, document.line(*path), "date", f"{error.what}.", "", error.fix)


def _vocabulary(
    files: Sequence[tuple[VocabularyFile, Document]],
    definitions: Mapping[str, tuple[Definition, Document]],
    problems: list[Problem],
    unread: Collection[str],
) -> Vocabulary:
    """The vocabulary of the files that can be read. Nothing is said of what leads to a subject whose own file cannot (``unread``)."""
    subjects: dict[str, Subject] = {}
    for entry, document in sorted(files, key=lambda pair: pair[0].subject):
        if entry.subject in subjects:
            problems.append(
                Problem(
                    document.file,
                    document.line("subject"),
                    "duplicate-id",
                    f'the subject "{entry.subject}" has another file already.',
                    "",
                    "Join the two files.",
                )
            )
            continue
        facts = {
            name: Fact(
                entry.subject,
                name,
                fact.type,
                fact.asks,
                fact.says,
                fact.unit,
                (fact.min if fact.min is not None else 0) if fact.type in ("int", "float") else None,
                fact.max,
                fact.judgement,
                tuple(fact.articles),
            )
            for name, fact in sorted(entry.facts.items())
        }
        links = {name: Link(name, tuple(link.to), link.many, link.says) for name, link in entry.links.items()}
        subjects[entry.subject] = Subject(
            entry.subject, entry.title, entry.plural, entry.about, entry.one_per_record, entry.implied_by, links, facts
        )
    problems += [
        Problem(
            document.file,
            document.line("links", name),
            "unknown-subject",
            f'the link "{name}" leads to "{target}", which is no subject.',
            "",
            did_you_mean(target, subjects, otherwise=f"Subjects are {listed(subjects)}."),
        )
        for entry, document in files
        for name, link in entry.links.items()
        for target in link.to
        if target not in subjects and target not in unread
    ]
    problems += [
        Problem(
            document.file,
            document.line("implied_by"),
            "unknown-link",
            f'"{entry.implied_by}" is no link of {entry.subject}.',
            "No captive would ever have one.",
            did_you_mean(entry.implied_by, entry.links, otherwise=f"Its links are {listed(entry.links) or 'none'}."),
        )
        for entry, document in files
        if entry.implied_by and entry.implied_by not in entry.links
    ]
    for identity, (definition, document) in definitions.items():
        subject, _, name = identity.partition(".")
        if subject in unread and subject not in subjects:
            continue
        if subject not in subjects:
            problems.append(
                Problem(
                    document.file,
                    document.line("id"),
                    "unknown-subject",
                    f'"{subject}" is no subject.',
                    "A definition is about a subject of the vocabulary.",
                    did_you_mean(subject, subjects, otherwise=f"Subjects are {listed(subjects)}."),
                )
            )
        elif name in subjects[subject].facts:
            problems.append(
                Problem(
                    document.file,
                    document.line("id"),
                    "duplicate-id",
                    f'"{identity}" is a fact of the vocabulary already.',
                    "One word would have two meanings.",
                    "Rename one.",
                )
            )
        else:
            facts = {
                **subjects[subject].facts,
                name: Fact(
                    subject,
                    name,
                    "bool",
                    definition.asks,
                    definition.says.model_dump(),
                    articles=tuple(a.article for a in definition.authority if a.article),
                    derived=True,
                ),
            }
            subjects[subject] = subjects[subject]._replace(facts=facts)
    return Vocabulary(subjects)


def ledger_in(document: Document) -> LedgerFile:
    """The ledger in a document. Raises InputError with everything that is wrong in it."""
    ledger = validated(LedgerFile, document)
    problems = []
    seen: set[str] = set()
    for part in ("articles", "annexes", "beyond"):
        articles: Sequence[LedgerArticle] = getattr(ledger, part)
        for number, article in enumerate(articles):
            found: list[tuple[str, documents.Path]] = [(article.article, (part, number, "article"))]
            found += [(entry.id, (part, number, "entries", place, "id")) for place, entry in enumerate(article.entries)]
            for name, path in found:
                if name in seen:
                    what, why = f'"{name}" stands here a second time.', "It would be counted twice."
                    problems.append(Problem(document.file, document.line(*path), "duplicate-id", what, why, "Remove one."))
                seen.add(name)
    if problems:
        raise InputError(problems)
    return ledger


def read_cases(root: str, shown: str, rule_file: str) -> tuple[CasesFile, Document] | None:
    """The cases beside a rule or definition, or None if it has none. Raises InputError."""
    path = os.path.join(root, rule_file.removeprefix(f"{shown}/")).removesuffix(".yml") + ".cases.yml"
    if not os.path.exists(path):
        return None
    document = documents.parse_yaml(documents.read_text(path), rule_file.removesuffix(".yml") + ".cases.yml")
    return validated(CasesFile, document), document


def read_backgrounds(root: str, shown: str) -> tuple[BackgroundsFile, Document]:
    """The backgrounds of a rulebook (none, if it has no such file). Raises InputError."""
    path = os.path.join(root, "backgrounds.yml")
    if not os.path.exists(path):
        return BackgroundsFile(backgrounds={}), Document(f"{shown}/backgrounds.yml", {})
    document = documents.parse_yaml(documents.read_text(path), f"{shown}/backgrounds.yml")
    return validated(BackgroundsFile, document), document
