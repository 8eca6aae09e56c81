"""The cues of a language, ready to look for.

Comes in: ``rules/cues/<language>.yml`` or a file of that form, and the rulebook. Goes out: :class:`Cues`: what each cue is about, with the provisions of its rules, and its phrases as :class:`Patterns`. The first language is
English; another has the same cues with its own words, and takes what they are about from it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from checker import documents
from checker.documents import Document
from checker.errors import InputError, Problem, did_you_mean, listed
from checker.passages.patterns import CLASSES, BadPattern, Patterns, Phrase
from checker.passages.words import key_of, tokens_of
from checker.passages.written import CuesFile, CueWritten
from checker.rulebook import Rulebook
from checker.shapes import validated
from checker.statements import digest_of
from checker.wording import rulebook_called

FOLDER = "cues"
FIRST = "en"

#: The kinds of questionable wording, and what each is called.
WORDING = {
    "identifies": "may tell readers who a captive is",
    "states_guilt": "states guilt as a fact",
    "coerced_as_free": "passes on words from captivity as if freely said",
}


class Cue(NamedTuple):
    """One cue: what it is about, and the numbers of its phrases among the patterns. ``broad``: taken only where no other of its topic is."""

    id: str
    topic: str
    says: str
    engages: tuple[str, ...]
    provisions: tuple[str, ...]
    facts: tuple[str, ...]
    wording: str
    change: str
    phrases: frozenset[int]
    near: frozenset[int]
    unless: frozenset[int]
    within: str
    only_in: tuple[str, ...] = ()
    broad: bool = False


class Basis(NamedTuple):
    """What a scan was made with: the digest of the cues (they have no part in a rulebook's own), that of the rulebook whose rules and facts they name, and what it calls itself."""

    cues: str
    rulebook: str
    rulebook_name: str

    @property
    def sentence(self) -> str:
        """The same for people."""
        return f"Cues {self.cues[:12]}, rulebook {rulebook_called(self.rulebook_name, self.rulebook)}."


class Cues(NamedTuple):
    """Every cue of a language. ``topics`` are titles by id; ``about``, ``about_several`` (in two sentences), ``about_also`` (somewhere beside) and ``about_unless`` the patterns that show that an article speaks of captives; ``known`` words with a capital that name no person."""

    language: str
    topics: Mapping[str, str]
    cues: tuple[Cue, ...]
    patterns: Patterns
    about: frozenset[int]
    about_several: frozenset[int]
    about_also: frozenset[int]
    about_unless: frozenset[int]
    abbreviations: frozenset[str]
    known: frozenset[str]
    basis: Basis


def languages(folder: str) -> list[str]:
    """The languages that a rules folder has cues for."""
    try:
        names = os.listdir(os.path.join(folder, FOLDER))
    except OSError:
        return []
    return sorted(name.removesuffix(".yml") for name in names if name.endswith(".yml"))


def read_cues(rulebook: Rulebook, language: str = FIRST, path: str | None = None) -> Cues:
    """The cues of a language, from the rulebook's folder or from a file. Raises InputError with everything that is wrong in them."""
    if path is None and language not in (known := languages(rulebook.folder)):
        fix = did_you_mean(language, known, otherwise=f"There are cues for {listed(known, joint='and') or 'none'}.")
        raise InputError.single("--language", 0, "option", f'there are no cues for "{language}".', "", fix)
    first_path = os.path.join(rulebook.folder, FOLDER, f"{FIRST}.yml")
    own_path = path or os.path.join(rulebook.folder, FOLDER, f"{language}.yml")
    document = documents.read(own_path)
    written = validated(CuesFile, document)
    model, data = None, [document.data]
    if written.language != FIRST:
        first = documents.read(first_path)
        model = validated(CuesFile, first)
        data.append(first.data)
    basis = Basis(digest_of(data), rulebook.digest, rulebook.name)
    return _Reader(document, written, model, rulebook).cues(basis)


class _Reader:
    """Reads one file; everything wrong is noted with its line."""

    def __init__(self, document: Document, written: CuesFile, model: CuesFile | None, rulebook: Rulebook) -> None:
        self.document = document
        self.written = written
        self.model = {cue.id: cue for cue in model.cues} if model else {}
        self.topics = {topic.id: topic.title for topic in (written.topics or (model.topics if model else []))}
        self.second = model is not None
        self.provisions = {head.id: head.provision for head in rulebook.heads}
        self.facts = {fact.id for fact in rulebook.vocabulary.facts() if not fact.derived}
        self.problems: list[Problem] = []
        self.phrases: dict[str, int] = {}
        self.read: list[Phrase] = []

    def cues(self, basis: Basis) -> Cues:
        """Everything in the file. Raises InputError."""
        for name, phrases in self.written.lists.items():
            for number, text in enumerate(phrases):
                self._phrase(text, ("lists", name, number), keep=False)
        about = self._numbers(self.written.about.phrases, ("about", "phrases"))
        about_several = self._numbers(self.written.about.several, ("about", "several"))
        about_also = self._numbers(self.written.about.also, ("about", "also"))
        about_unless = self._numbers(self.written.about.unless, ("about", "unless"))
        found: list[Cue] = []
        for number, cue in enumerate(self.written.cues):
            self._once(cue, number)
            found.append(self._cue(cue, number))
        if self.problems:
            raise InputError(self.problems)
        known = frozenset(key for text in self.written.capitals for key in [token.key for token in tokens_of(text)])
        return Cues(
            self.written.language,
            self.topics,
            tuple(found),
            Patterns(self.read, known),
            about,
            about_several,
            about_also,
            about_unless,
            frozenset(key_of(text.rstrip(".")) for text in self.written.abbreviations),
            known,
            basis,
        )

    def _problem(self, path: documents.Path, code: str, what: str, why: str, fix: str) -> None:
        self.problems.append(Problem(self.document.file, self.document.line(*path), code, what, why, fix))

    def _once(self, cue: CueWritten, number: int) -> None:
        path = ("cues", number, "id")
        if any(other.id == cue.id for other in self.written.cues[:number]):
            self._problem(path, "duplicate-id", f'the cue "{cue.id}" is there twice.', "A reader could not tell them apart.", "Rename one.")
        if self.second and cue.id not in self.model:
            fix = did_you_mean(cue.id, self.model, otherwise=f"Add it to {FIRST}.yml first, or take it out.")
            why = "A language has the cues of the first, with its own words."
            self._problem(path, "unknown-cue", f'"{cue.id}" is no cue of {FIRST}.yml.', why, fix)

    def _cue(self, cue: CueWritten, number: int) -> Cue:
        path: documents.Path = ("cues", number)
        model = self.model.get(cue.id, cue)
        topic, says = cue.topic or model.topic or "", cue.says or model.says or ""
        engages, facts = cue.engages or model.engages, cue.facts or model.facts
        wording, change = cue.wording or model.wording or "", cue.change or model.change or ""
        known_cue = not self.second or cue.id in self.model
        if not says and known_cue:
            self._problem(
                path, "missing-key", f'the cue "{cue.id}" does not say why its passages matter.', "", "Add says: with a sentence."
            )
        if not engages and not wording and known_cue:
            what = f'the cue "{cue.id}" is about nothing.'
            self._problem(
                path, "missing-key", what, "A passage would be shown without a provision.", "Add engages: with rules, or wording:."
            )
        if not topic and not wording and known_cue:
            self._problem(path, "missing-key", f'the cue "{cue.id}" has no topic.', "", f"Add topic: with one of {listed(self.topics)}.")
        if topic and topic not in self.topics:
            fix = did_you_mean(topic, self.topics, otherwise=f"The topics are {listed(self.topics)}.")
            self._problem((*path, "topic"), "unknown-topic", f'"{topic}" is no topic.', "Its passages could not be grouped.", fix)
        if wording and not change and known_cue:
            what = f'the cue "{cue.id}" finds questionable wording and proposes nothing.'
            self._problem(path, "missing-key", what, "An editor would not know what to do.", "Add change: with what to write instead.")
        for place, rule in enumerate(cue.engages):
            if rule not in self.provisions:
                fix = did_you_mean(rule, self.provisions, otherwise="`ihl rules list` lists the rules.")
                self._problem((*path, "engages", place), "unknown-rule", f'"{rule}" is no rule.', "It would show no provision.", fix)
        for place, fact in enumerate(cue.facts):
            if fact not in self.facts:
                fix = did_you_mean(fact, self.facts, otherwise="`ihl schema facts` lists the facts.")
                why = "A draft record could not hold it."
                self._problem((*path, "facts", place), "unknown-fact", f'"{fact}" is no fact that records state.', why, fix)
        return Cue(
            cue.id,
            topic,
            says,
            tuple(engages),
            tuple(dict.fromkeys(self.provisions[rule] for rule in engages if rule in self.provisions)),
            tuple(facts),
            wording,
            change,
            self._numbers(cue.phrases, (*path, "phrases")),
            self._numbers(cue.near, (*path, "near")),
            self._numbers(cue.unless, (*path, "unless")),
            cue.within,
            tuple(cue.only_in or model.only_in),
            cue.broad or model.broad,
        )

    def _numbers(self, phrases: Sequence[str], path: documents.Path) -> frozenset[int]:
        """The numbers of phrases among the patterns; the same phrase has one."""
        numbers = (self._phrase(text, (*path, number), keep=True) for number, text in enumerate(phrases))
        return frozenset(number for number in numbers if number is not None)

    def _phrase(self, text: str, path: documents.Path, *, keep: bool) -> int | None:
        if text in self.phrases:
            return self.phrases[text]
        try:
            phrase = Phrase(text, self.written.lists)
        except BadPattern as error:
            fix = error.fix
            if error.word:
                names: Iterable[str] = (*self.written.lists, *CLASSES)
                fix = did_you_mean(error.word, names, otherwise=f"The lists are {listed(names)}.")
            self._problem(path, "phrase", f'"{text}" cannot be read: {error.what}', "Nothing would be found with it.", fix)
            return None
        if not keep:
            return None
        self.phrases[text] = len(self.read)
        self.read.append(phrase)
        return self.phrases[text]
