"""Filled forms, as drafts of records.

Comes in: the submissions of a form made by ``xlsform``, read by ``submissions``. Goes out: one draft for each, or problems that name the sheet, row and column. The names of questions are those of ``questions``; nothing is
inferred, and what cannot be mapped keeps its submission back whole, so that no record lacks an answer without anybody knowing.

Every claim has a source: the one chosen in its round, or else the submission itself, which becomes the source ``form`` with its date, and in its note the id, the time and the version of the form. Two rounds with the same id are
two accounts of the same thing, and their answers stand side by side as claims. An answer left blank or ``question_not_asked`` is absent, ``unknown`` is unknown and ``not_applicable`` is not applicable. What is entered as
restricted goes into ``restricted`` under the pseudonym; where it also stands in another text it is withheld there, and a comment says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checker.claims import VOICE_KINDS
from checker.documents import Document, Path
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.exchange.imported import Draft, Imported, Origin
from checker.exchange.questions import (
    AMOUNTS,
    BETWEEN,
    FORM,
    KNOWN,
    NOT_ASKED,
    RESTRICTED,
    SOURCE_KEYS,
    answer,
    ids,
    in_order,
    links,
    of,
    upto,
    value,
    words,
)
from checker.exchange.submissions import Answers, Submission, read_export
from checker.records import PARTY, SCHEMA, read_record
from checker.redaction import MARK, Secrets
from checker.values import BadValue, read_date
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact, Subject, Vocabulary

#: The source that a submission is of itself.
OWN_SOURCE = "form"

Plain = dict[str, Any]


def read_submissions(path: str, vocabulary: Vocabulary) -> Imported:
    """The records in an export of KoboToolbox (.xlsx) or ODK Central (.zip, or a folder). Raises InputError where the file as a whole cannot be used."""
    questions = every_question(vocabulary)
    groups = ("source", "voice", *(subject.name for subject in vocabulary.subjects.values() if not subject.one_per_record))
    export = read_export(path, questions, groups)
    drafts: list[Draft] = []
    problems = list(export.problems)
    for submission in export.submissions:
        draft = _Reader(submission, export.program, vocabulary, problems).draft()
        if draft is not None:
            drafts.append(draft)
    return Imported(tuple(drafts), tuple(problems))


def every_question(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Every question that any form could ask, with the choices of those that take several."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(
        (
            "ihl_form",
            "ihl_form_version",
            "ihl_language",
            "today",
            *(of("record", key) for key in ("title", "dates", "summary")),
            "person_restricted",
            *(of("source", key) for key in ("id", *SOURCE_KEYS)),
            *(of("voice", key) for key in ("id", "name", "kind", "party", "note")),
            *(of("restricted", key) for key in RESTRICTED),
        ),
        (),
    )
    found[of("record", "covers")] = ("source", "voice", *vocabulary.subjects)
    for subject in vocabulary.subjects.values():
        for key in ("id", "label", "state", "source", "at", "said_by", "note"):
            found[of(subject.name, key)] = ()
        found[of(subject.name, "articles")] = ()
        for link in subject.links.values():
            for question, kind in links(link, subject).items():
                found[question] = ids(kind) if link.many else ()
        for fact in subject.facts.values():
            if not fact.derived and not fact.judgement:
                found |= dict.fromkeys((answer(fact), value(fact), upto(fact)), ())
    return found


class _Reader:
    """Reads one submission. Problems are noted; with any, there is no draft."""

    def __init__(self, submission: Submission, program: str, vocabulary: Vocabulary, problems: list[Problem]) -> None:
        self.submission = submission
        self.program = program
        self.vocabulary = vocabulary
        self.all_problems = problems
        self.problems: list[Problem] = []
        self.restricted: dict[str, Plain] = {}
        self.secrets = Secrets()
        #: The ids that rounds gave to themselves, by kind.
        self.given: dict[str, set[str]] = {}

    def draft(self) -> Draft | None:
        """The record, or None and the problems noted."""
        head = self.submission.record
        self.restricted = self.kept_apart()
        self.secrets = Secrets({**self.restricted, "": self.entered()})
        if head.of("ihl_form") != FORM:
            self.problem(
                head, "ihl_form", "form-version", f'"{head.of("ihl_form")}" is not a form that can be read.', f"This program reads {FORM}."
            )
        for kind in ("source", "voice", *(subject.name for subject in in_order(self.vocabulary) if not subject.one_per_record)):
            chosen = [round_.of(of(kind, "id")) for round_ in self.submission.rounds.get(kind, ())]
            self.given[kind] = set(chosen) - {""}
        record: Plain = {"schema": SCHEMA, "id": f"submission-{re.sub('^uuid:', '', self.submission.uuid)}"}
        record["title"] = self.text(head, "record_title", required=True)
        record |= self.some(
            dates=self.date(head, "record_dates"), language=head.of("ihl_language"), summary=self.text(head, "record_summary")
        )
        record["sources"] = [self.own_source(), *self.sources()]
        record |= self.some(voices=self.voices())
        for subject in in_order(self.vocabulary):
            entries = list(self.entries(subject))
            if entries:
                record[subject.name] = entries[0] if subject.one_per_record else entries
        record |= self.some(restricted=self.restricted)
        if not self.problems:
            try:
                read_record(Document(head.row.file, record, {}, head.row.number), self.vocabulary)
            except InputError as error:
                for problem in error.problems:
                    self.problem(head, "", problem.code, problem.what, problem.fix, problem.why)
        self.all_problems += self.problems
        if self.problems:
            return None
        rows = (head.row.number,)
        return Draft(record, self.withheld(record), rows)

    # --- single answers ---

    def problem(self, answers: Answers, question: str, code: str, what: str, fix: str, why: str = "") -> None:
        """Notes what is wrong with an answer; whatever of its row is restricted is withheld."""
        row, column, written = answers.origin(question)
        cells = {name: cell if name in row.restricted else self.secrets.hide(cell) for name, cell in row.cells.items()}
        place = Origin(row._replace(cells=cells), column, self.secrets.hide(written))
        found = place.problem(code, self.secrets.hide(what), why or "The submission was left out.", self.secrets.hide(fix))
        if found not in self.problems:  # a source that is missing is missing for every answer of its round
            self.problems.append(found)

    @staticmethod
    def some(**values: Any) -> Plain:
        """The keys that have something to say."""
        return {key: value_ for key, value_ in values.items() if value_}

    def text(self, answers: Answers, question: str, *, required: bool = False) -> str:
        """A text without what is restricted."""
        return self.secrets.hide(self.given_to(answers, question, required=required))

    def given_to(self, answers: Answers, question: str, *, required: bool = False) -> str:
        """An answer as it is; noted where it is missing."""
        text = answers.of(question)
        if required and not text:
            self.problem(
                answers,
                question,
                "missing",
                "there is no answer.",
                "Answer it where the submission is kept, and export again.",
                "A record cannot do without it.",
            )
        return text

    def date(self, answers: Answers, question: str) -> str:
        """A date or interval; noted where it is none."""
        text = answers.of(question)
        if text:
            try:
                read_date(text)
            except BadValue as error:
                self.problem(answers, question, "date", f"{error.what}.", error.fix)
        return text

    def choice(self, answers: Answers, question: str, known: tuple[str, ...], *, required: bool = False) -> str:
        """One of several words; noted where it is none of them. Of ids none is suggested: they all look alike, and a wrong one would lead to another person."""
        chosen = self.given_to(answers, question, required=required)
        if chosen and chosen not in known:
            self.problem(
                answers,
                question,
                "choice",
                f'"{chosen}" is not one of its choices.',
                f"Its choices are {listed(known)}."
                if question.endswith("_id")
                else did_you_mean(chosen, known, otherwise=f"Its choices are {listed(known)}."),
            )
        return chosen

    def chosen(self, answers: Answers, question: str, kind: str, one: str | None = None) -> str:
        """The id of something that the same submission describes (``one`` of several that were chosen); noted where it describes none."""
        own = answers.of(question) if one is None else one
        if own and own not in self.given.get(kind, set()):
            others = sorted(self.given.get(kind, set()))
            self.problem(
                answers,
                question,
                "missing-target",
                f'"{own}" is chosen, and no round of {kind} is about it.',
                f"Described are {listed(others) or 'none'}: describe it, or choose one of them.",
            )
        return own

    # --- sources, voices, restricted ---

    def own_source(self) -> Plain:
        """The submission itself, as a source."""
        head, time = self.submission.record, self.submission.time
        known = (
            f"Submission {self.submission.uuid}"
            + (f", received {time}" if time else "")
            + f", form {FORM} version {head.of('ihl_form_version') or 'unknown'}."
        )
        day = head.of("today") or time
        found = re.match(r"\d{4}-\d{2}-\d{2}", day)
        return self.some(id=OWN_SOURCE, publisher=self.program, title="Filled form", date=found[0] if found else "", note=known)

    def sources(self) -> Iterator[Plain]:
        """The sources that were described."""
        for round_, own in self.once("source"):
            texts = {
                key: self.date(round_, of("source", key)) if key == "date" else self.text(round_, of("source", key)) for key in SOURCE_KEYS
            }
            yield {"id": own, **self.some(**texts)}

    def voices(self) -> list[Plain]:
        """The voices that were described."""
        found = []
        for round_, own in self.once("voice"):
            kinds = tuple(kind for kind in VOICE_KINDS if kind != "reviewer")
            name, kind = self.text(round_, "voice_name", required=True), self.choice(round_, "voice_kind", kinds, required=True)
            found.append(
                {
                    "id": own,
                    "name": name,
                    "kind": kind,
                    **self.some(party=self.chosen(round_, "voice_party", PARTY), note=self.text(round_, "voice_note")),
                }
            )
        return found

    def once(self, kind: str) -> Iterator[tuple[Answers, str]]:
        """The rounds of something that has one description each, with their ids."""
        taken: set[str] = set()
        for round_ in self.submission.rounds.get(kind, ()):
            question = of(kind, "id")
            own = self.choice(round_, question, ids(kind), required=True)
            if own and own in taken:
                self.problem(
                    round_,
                    question,
                    "duplicate-id",
                    f'"{own}" is described twice.',
                    "Give each its own number, or take one out.",
                    "Answers could not tell the two apart.",
                )
            elif own:
                taken.add(own)
                yield round_, own

    def kept_apart(self) -> dict[str, Plain]:
        """What is restricted, by pseudonym."""
        found: dict[str, Plain] = {}
        for round_ in self.submission.rounds.get("person", ()):
            own = round_.of("person_id")
            for key in RESTRICTED:
                lines = [line.strip() for line in round_.of(of("restricted", key)).splitlines() if line.strip()]
                if lines and own:
                    kept = found.setdefault(own, {}).setdefault(key, [])
                    kept += [line for line in lines if line not in kept]
        return found

    def entered(self) -> dict[str, list[str]]:
        """Everything that was entered as restricted, also in a round that does not say about whom."""
        rounds = self.submission.rounds.get("person", ())
        return {key: [line for round_ in rounds for line in round_.of(of("restricted", key)).splitlines()] for key in RESTRICTED}

    # --- entries and facts ---

    def entries(self, subject: Subject) -> Iterator[Plain]:
        """The entries of a subject, each from all the rounds that are about it."""
        if subject.one_per_record:
            head = self.submission.record
            entry = self.entry(subject, subject.name, [head])
            if len(entry) > 1:
                yield {key: part for key, part in entry.items() if key != "id"}
            return
        rounds: dict[str, list[Answers]] = {}
        for round_ in self.submission.rounds.get(subject.name, ()):
            own = self.choice(round_, of(subject.name, "id"), ids(subject.name), required=True)
            rounds.setdefault(own, []).append(round_)
        for own, several in rounds.items():
            yield self.entry(subject, own, several)

    def entry(self, subject: Subject, own: str, rounds: list[Answers]) -> Plain:
        """One entry: its label, links and notes, and the claims of every round about each fact."""
        entry: Plain = {"id": own}
        entry |= self.some(label=self.agreed(rounds, of(subject.name, "label")))
        if subject.name == PARTY:
            entry |= self.some(state=self.agreed(rounds, of(subject.name, "state")))
        for link in subject.links.values():
            targets: list[str] = []
            for round_ in rounds:
                for question, kind in links(link, subject).items():
                    parts = round_.of(question).split() if link.many else [round_.of(question)]
                    targets += [own_ for part in parts if (own_ := self.chosen(round_, question, kind, part)) and own_ not in targets]
            if len(targets) > 1 and not link.many:
                self.problem(
                    rounds[-1],
                    of(subject.name, link.name),
                    "too-many",
                    f"it leads to {listed(targets, joint='and')}, and can lead to one.",
                    "Choose one; make another entry of what differs.",
                )
            if targets:
                entry[link.name] = targets if len(targets) > 1 else targets[0]
        facts = {
            fact.name: claims
            for fact in subject.facts.values()
            if not fact.derived and not fact.judgement and (claims := self.claims(fact, rounds))
        }
        entry |= self.some(facts={name: claims if len(claims) > 1 else claims[0] for name, claims in facts.items()})
        notes = [note for round_ in rounds if (note := self.text(round_, of(subject.name, "note")))]
        return entry | self.some(note="\n".join(dict.fromkeys(notes)))

    def agreed(self, rounds: list[Answers], question: str) -> str:
        """What all rounds about the same thing call it; noted where they differ."""
        texts = {text: round_ for round_ in rounds if (text := self.text(round_, question))}
        if len(texts) > 1:
            called = listed([f'"{text}"' for text in texts], joint="and")
            self.problem(
                list(texts.values())[-1],
                question,
                "differs",
                f"the same one is called {called}.",
                "Call it the same, or give it another number.",
                "Two rounds with one number are two accounts of one thing.",
            )
        return next(iter(texts), "")

    def claims(self, fact: Fact, rounds: list[Answers]) -> list[Plain]:
        """What the rounds say of one fact."""
        found: list[Plain] = []
        arises: set[bool] = set()
        for round_ in rounds:
            word = self.choice(round_, answer(fact), words(fact))
            if not word or word == NOT_ASKED or word not in words(fact):
                continue
            said = word if word in (UNKNOWN, NOT_APPLICABLE) or fact.type in ("bool", "enum") else self.measured(fact, word, round_)
            arises.add(word != NOT_APPLICABLE)
            about = {
                "source": self.chosen(round_, of(fact.subject, "source"), "source") or OWN_SOURCE,
                "at": self.text(round_, of(fact.subject, "at")),
                "said_by": self.chosen(round_, of(fact.subject, "said_by"), "voice"),
            }
            found.append({"is": said, **self.some(**about)})
        if len(arises) > 1:
            self.problem(
                rounds[-1],
                answer(fact),
                "differs",
                "one account says that the question does not arise, and another answers it.",
                "Leave the one blank that has nothing to say of it.",
            )
        elif arises == {False}:
            return found[:1]
        return found

    def measured(self, fact: Fact, word: str, round_: Answers) -> Any:
        """The number or date that goes with an answer."""
        first = self.given_to(round_, value(fact), required=True)
        if word in (KNOWN, "exactly"):
            said: Any = first
        elif word == BETWEEN:
            said = {"at_least": first, "at_most": self.given_to(round_, upto(fact), required=True)}
        else:
            said = {word: first}
        if first and (word not in AMOUNTS or not isinstance(said, dict) or all(said.values())):
            try:
                fact.read(said)
            except BadValue as error:
                self.problem(round_, value(fact), "value", f"{error.what}.", error.fix)
        return said

    def withheld(self, record: Mapping[str, Any]) -> dict[Path, str]:
        """A comment above every part of a record in which something restricted stood."""
        return {
            path: "A restricted value stood in a text here and was withheld."
            for path, text in _texts(record)
            if MARK in text and path[0] != "restricted"
        }


def _texts(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a record, with the path of the top-level key or entry in which it stands."""
    if isinstance(data, str):
        yield path[: 2 if len(path) > 1 and isinstance(path[1], int) else 1], data
    elif isinstance(data, Mapping):
        for key, inner in data.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(data, list):
        for number, inner in enumerate(data):
            yield from _texts(inner, (*path, number))
