"""What a survey form asks: the questions about a record, its sources, its voices, its subjects and their facts, made from the vocabulary.

Comes in: the vocabulary and what is wanted of it. Goes out: :class:`Plan`: the subjects with the facts to be asked, and for every question the one name under which the form asks it and an export answers it. The
module that makes a form and the one that reads submissions both hold on to these names; none of them has a dash, a dot or a slash, which the column names of exports use for other things.

Judgements are never asked: only a named reviewer can enter them. Definitions are worked out, not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from checker.errors import InputError, Problem, did_you_mean, listed
from checker.vocabulary import NOT_APPLICABLE, UNKNOWN, Fact, Link, Subject, Vocabulary

#: Which form of the form this is; an export without it was not made by a form of ours. Changed when names of questions change their meaning.
FORM = "ihl-form/1"

#: A question left blank and one answered so were not asked. (Some facts have a value ``not_asked`` of their own, about a captive who asked for nothing.)
NOT_ASKED = "question_not_asked"

#: How an answer with a number is meant.
AMOUNTS = ("exactly", "at_least", "more_than", "at_most", "less_than")
BETWEEN, KNOWN = "between", "known"

#: The facts that open the door to nearly every rule: docs/writing-records.md, section 3. They are in every form.
OPENING = (
    "conflict.armed_force_between_states",
    "conflict.powers_bound",
    "person.in_enemy_power",
    "person.finally_released_and_repatriated",
    "person.belonged_to",
    "person.captured_on",
    "person.wounded",
)

#: What a form asks about where nothing else is wanted.
USUAL = ("publication",)

#: The subjects that others link to, and that every form has: without them nobody could say who was shown or held by whom.
LINKED = ("conflict", "party", "outlet", "person")

#: Of each thing that has an id of its own, a form offers so many to choose from. Ids are chosen, not typed: so none of them can be a name.
OFFERED = {"source": 8, "voice": 10, "party": 6, "outlet": 6, "person": 12}
OFFERED_OTHERWISE = 8

#: What a captive is called in a record.
PSEUDONYM = {"person": "prisoner"}

#: Above so many facts of a subject, the form first asks of which Articles the report speaks, and then only what belongs to them.
AT_ONCE = 20

#: What may be kept of a captive in the restricted part of a record, and how the form asks.
RESTRICTED = {
    "names": "Names of this captive, one on a line",
    "numbers": "Numbers: of the service, the identity card, the capture card; one on a line",
    "relatives": "Relatives, one on a line",
    "other": "Whatever else would lead to this captive, one on a line",
}


class Asked(NamedTuple):
    """One subject of a form with the facts that it asks, in the order of the vocabulary."""

    subject: Subject
    facts: tuple[Fact, ...]

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles of these facts, in order, where there are so many facts that the form asks for them first."""
        if len(self.facts) <= AT_ONCE:
            return ()
        return tuple(sorted({article for fact in self.facts for article in fact.articles}, key=_by_number))


class Plan(NamedTuple):
    """What a form asks: the subjects in order, whether names may be entered, the language of the answers, and how many judgements were left out."""

    asked: tuple[Asked, ...]
    names: bool = True
    language: str = "en"
    judgements: int = 0

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact that is asked."""
        return tuple(fact for asked in self.asked for fact in asked.facts)


def plan(
    vocabulary: Vocabulary, subjects: Iterable[str] = (), articles: Iterable[str] = (), *, names: bool = True, language: str = "en"
) -> Plan:
    """What a form about these subjects asks, or of all subjects what belongs to these articles; both together: what belongs to both. Without either: :data:`USUAL`.

    The subjects that others link to and the facts of :data:`OPENING` are always there. Raises InputError with every unknown subject and article.
    """
    subjects, articles = tuple(subjects), tuple(articles)
    known = {article for fact in vocabulary.facts() for article in fact.articles}
    problems = [
        Problem(
            "--subject",
            0,
            "option",
            f'"{name}" is not a subject.',
            "",
            did_you_mean(name, vocabulary.subjects, otherwise=f"Subjects are {listed(vocabulary.subjects, most=30)}."),
        )
        for name in subjects
        if name not in vocabulary.subjects
    ]
    problems += [
        Problem(
            "--article",
            0,
            "option",
            f'no fact belongs to Article "{article}".',
            "The form would ask nothing.",
            did_you_mean(article, known, otherwise="Write a number, such as 13; `ihl rules facts` lists the facts with their articles."),
        )
        for article in articles
        if article not in known
    ]
    if problems:
        raise InputError(problems)
    wanted = subjects or (() if articles else USUAL)
    asked, left_out = [], 0
    for subject in in_order(vocabulary):
        chosen = [
            fact
            for fact in subject.facts.values()
            if not fact.derived
            and (
                fact.id in OPENING
                or ((not wanted or subject.name in wanted) and (not articles or any(article in fact.articles for article in articles)))
            )
        ]
        left_out += sum(fact.judgement for fact in chosen)
        facts = tuple(fact for fact in chosen if not fact.judgement)
        if facts or subject.name in LINKED or subject.name in wanted:
            asked.append(Asked(subject, facts))
    return Plan(tuple(asked), names, language, left_out)


def in_order(vocabulary: Vocabulary) -> list[Subject]:
    """The subjects in the order of a form and of a record: first those that others link to."""
    first = [vocabulary.subjects[name] for name in LINKED if name in vocabulary.subjects]
    return [*first, *(subject for name, subject in vocabulary.subjects.items() if name not in LINKED)]


# --- names ---------------------------------------------------------------------------------------------------------------------------------------------


def answer(fact: Fact) -> str:
    """The question that asks for a fact."""
    return f"{fact.subject}__{fact.name}"


def value(fact: Fact) -> str:
    """The question for the number or date of a fact."""
    return f"{answer(fact)}__value"


def upto(fact: Fact) -> str:
    """The question for the higher number, where a number lies between two."""
    return f"{answer(fact)}__to"


def of(thing: str, key: str) -> str:
    """The question for a key of a source, a voice, an entry or the record."""
    return f"{thing}_{key}"


def links(link: Link, subject: Subject) -> dict[str, str]:
    """The questions that ask for a link: by their name the kind of subject that they lead to. One choice list holds ids of one kind, so a link to two kinds is two questions."""
    if len(link.to) == 1:
        return {of(subject.name, link.name): link.to[0]}
    return {of(subject.name, f"{link.name}_{kind}"): kind for kind in link.to}


def ids(thing: str) -> tuple[str, ...]:
    """The ids that a form offers for a source, a voice or an entry of a subject."""
    word = PSEUDONYM.get(thing, thing).replace("_", "-")
    return tuple(f"{word}-{number}" for number in range(1, OFFERED.get(thing, OFFERED_OTHERWISE) + 1))


def words(fact: Fact) -> tuple[str, ...]:
    """What may be chosen for a fact, in the order in which a form shows it."""
    own = (
        ("yes", "no")
        if fact.type == "bool"
        else fact.words
        if fact.type == "enum"
        else (KNOWN,)
        if fact.type == "date"
        else (*AMOUNTS, BETWEEN)
    )
    return (*own, UNKNOWN, NOT_APPLICABLE, NOT_ASKED)


def _by_number(article: str) -> tuple[bool, int, str]:
    return (not article.isdigit(), int(article) if article.isdigit() else 0, article)


SOURCE_KEYS: Mapping[str, str] = {
    "publisher": "Who published it, or whose it is",
    "title": "Its title, or what it is",
    "date": "Its date",
    "url": "Its address on the web",
    "note": "What a reader must know about it",
}
