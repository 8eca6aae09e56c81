"""What is questionable in the vocabulary: facts that nothing rests on, that ask the same, or that ask for more than can be seen.

Comes in: the material. Goes out: remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.cells import tests
from checker.lint.material import Material
from checker.remarks import Remark
from checker.rules import Authority, Definition, Rule
from checker.vocabulary import Fact

#: Two questions, or the sentences of two facts, mean the same if they share this much of their words (Jaccard).
ALIKE = 0.8

#: Words that carry no meaning of their own when two questions are compared. Negation is none of them.
_EMPTY = frozenset(
    re.findall(
        r"\w+", "a an the of to in on at by for with from and or it its was were be been had has have did do does is are as that this any"
    )
)

#: Instruments as ``articles`` in the vocabulary names them; the Third Convention is not named at all, the Study's rules stand under its section.
_SHORT = {"GC III": "", "ICRC Customary IHL Study": "CIHL ", "Rome Statute": "Rome "}


def facts(material: Material) -> Iterator[Remark]:
    """Every remark on facts and links."""
    recorded = [fact for fact in material.written.vocabulary.facts() if not fact.derived]
    used = [fact for fact in recorded if fact.id in material.uses.direct]
    for fact in recorded:
        if fact.id not in material.uses.direct:
            yield _about(material, "unused-fact", fact, f'nothing rests on {fact.id} ("{fact.asks}").')
    yield from _unread_values(material, used)
    yield from _unobservable(material, recorded)
    yield from _duplicates(material, recorded)
    yield from _articles(material, used)
    yield from _links(material)


def _about(material: Material, code: str, fact: Fact, what: str, *others: Fact) -> Remark:
    document = material.written.subjects[fact.subject]
    return Remark(code, document.file, document.line("facts", fact.name), tuple(each.id for each in (fact, *others)), what)


def _unread_values(material: Material, used: Sequence[Fact]) -> Iterator[Remark]:
    compared: dict[str, set[frozenset[str]]] = {}
    for identity, _, _ in material.everything():
        for tree in material.trees(identity):
            for test in tests(tree):
                compared.setdefault(test.fact.id, set()).add(frozenset(str(constant) for constant in test.constants))
    for fact in used:
        if fact.type != "enum":
            continue
        alike: dict[tuple[bool, ...], list[str]] = {}
        for word in fact.words:
            alike.setdefault(tuple(word in constants for constants in compared[fact.id]), []).append(word)
        groups = [" = ".join(words) for words in alike.values() if len(words) > 1]
        if groups:
            yield _about(material, "unread-value", fact, f"no condition tells these values of {fact.id} apart: {'; '.join(groups)}.")


def _unobservable(material: Material, recorded: Iterable[Fact]) -> Iterator[Remark]:
    words = material.settings[0].evaluations
    if not words:
        return
    any_of = "|".join(re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    pattern = re.compile(rf"\b(?:{any_of})\b", flags=re.IGNORECASE)
    for fact in recorded:
        if fact.judgement:
            continue
        found = dict.fromkeys(match.lower() for text in (fact.asks, *fact.says.values()) for match in pattern.findall(text))
        if found:
            said = ", ".join(f'"{word}"' for word in found)
            yield _about(
                material, "unobservable-fact", fact, f'{fact.id} asks for {said} ("{fact.asks}") and is not marked as a judgement.'
            )


# --- facts that ask the same -----------------------------------------------------------------------------------------------------------------------------


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in re.findall(r"[^\W_]+", text.lower())) - _EMPTY


def alike(texts: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """The pairs of keys whose words are alike, each once. Texts are compared with those of about their length only, which is what makes a thousand of them quick."""
    order = sorted(texts.items(), key=lambda item: (len(item[1]), item[0]))
    for number, (first, words) in enumerate(order):
        for second, others in order[number + 1 :]:
            if len(words) < ALIKE * len(others):
                break
            common = len(words & others)
            if common and common >= ALIKE * (len(words) + len(others) - common):
                yield (first, second) if first < second else (second, first)


def _duplicates(material: Material, recorded: Sequence[Fact]) -> Iterator[Remark]:
    known = {fact.id: fact for fact in recorded}
    questions = set(alike({fact.id: _words([fact.asks]) for fact in recorded}))
    sentences = set(alike({fact.id: _words(text for key, text in fact.says.items() if key != "unknown") for fact in recorded}))
    for first, second in sorted(questions | sentences):
        one, other = known[first], known[second]
        if (one.type, one.words) == (other.type, other.words) or one.type == other.type == "enum":
            what = "ask" if (first, second) in questions else "say"
            yield _about(
                material, "duplicate-meaning", one, f'{first} and {second} {what} nearly the same: "{one.asks}" and "{other.asks}"', other
            )


# --- articles ----------------------------------------------------------------------------------------------------------------------------------------------


def article(authority: Authority) -> str:
    """An authority as ``articles`` in the vocabulary names it: ``13``, ``AP I 75``, ``CIHL 118``, ``Rome 8``; empty for what is no law."""
    short = _SHORT.get(authority.instrument, f"{authority.instrument} ")
    if authority.instrument.startswith("ICRC Commentary"):
        return ""
    place = authority.article or (authority.section or "").removeprefix("Rule ")
    return f"{short}{place}" if place else ""


def _named(entry: Rule | Definition) -> set[str]:
    """Every article that an authority or a citation of a rule or definition names."""
    found = {article(authority) for authority in entry.authority}
    cites = [exemption.cites for exemption in entry.unless] if isinstance(entry, Rule) else [ground.cites for ground in entry.holds_when]
    for text in cites:
        for instrument, places in re.findall(r"(GC III|AP I|Rome Statute), Arts? ([\d, and()]+)", text):
            found.update(f"{_SHORT.get(instrument, f'{instrument} ')}{number}" for number in re.findall(r"(?<![\d(])\d+", places))
        found.update(f"CIHL {number}" for number in re.findall(r"Rule (\d+)", text))
    return found


def _articles(material: Material, used: Iterable[Fact]) -> Iterator[Remark]:
    entries = {identity: entry for identity, entry, _ in material.everything()}
    for fact in used:
        users = [entries[user] for user in material.uses.direct[fact.id]]
        wanted = {first: user.id for user in reversed(users) if (first := article(user.authority[0]))}
        named = set().union(*(_named(user) for user in users))
        said = []
        if lacking := [f"{place} ({user})" for place, user in sorted(wanted.items()) if place not in fact.articles]:
            said.append(f"it lacks {', '.join(lacking)}")
        if beside := [place for place in fact.articles if place not in named]:
            said.append(f"no rule that uses it names {', '.join(beside)}")
        if said:
            yield _about(material, "articles-of-fact", fact, f"the articles of {fact.id} are not those of its rules: {'; '.join(said)}.")


def _links(material: Material) -> Iterator[Remark]:
    for subject in material.written.vocabulary.subjects.values():
        document = material.written.subjects[subject.name]
        for name in subject.links:
            if f"{subject.name}.{name}" not in material.uses.links and name != subject.implied_by:
                what = f"no rule follows {subject.name}.{name} (to {' or '.join(subject.links[name].to)})."
                yield Remark("link-unused", document.file, document.line("links", name), (f"{subject.name}.{name}",), what)
