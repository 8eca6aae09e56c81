"""Small invented rulebooks and the records that they are tried on, for Hypothesis.

A *world* is a rulebook as a rule author writes it, one YAML file for each thing: a vocabulary of four subjects with facts of every type, readings, definitions that may use each
other, and rules. An *incident* is a record of such a world: entries with links (missing, shared or leading back to the entry itself) and facts in every form that a
record can give them.
"""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import yaml
from hypothesis import strategies as st

from checker import documents
from checker.compiling import compile_folder
from checker.errors import InputError
from checker.folder import Written, read_folder
from checker.records import Record, read_record
from checker.rulebook import Rulebook
from checker.vocabulary import Fact, Vocabulary

Plain = dict[str, Any]

READINGS = ("wide", "close", "odd")
WORDS = ("red", "green", "blue")
DAYS = (datetime.date(2031, 1, 1), datetime.date(2031, 1, 30), datetime.date(2031, 1, 31), datetime.date(2031, 2, 1))

#: Subject to its links: where each leads, and whether to several.
Links = Mapping[str, Mapping[str, tuple[str, bool]]]

LINKS: Links = {
    "conflict": {},
    "event": {"of": ("person", True), "shown": ("person", True), "by": ("party", False)},
    "person": {"held_by": ("party", False), "friend": ("person", False)},
    "party": {},
}

VOICES = [
    {"id": "ours", "name": "One side", "kind": "party", "party": "party-0"},
    {"id": "theirs", "name": "The other side", "kind": "party", "party": "party-1"},
    {"id": "witness", "name": "A witness", "kind": "witness"},
]
REVIEWER = {"id": "reviewer", "name": "A reviewer", "kind": "reviewer"}
SOURCE = {"id": "gazette", "publisher": "The Gazette", "title": "A day"}
AUTHORITY = [{"instrument": "GC III", "article": "13", "gist": "An invented provision."}]


_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Plainly(_Dumper):  # type: ignore[misc]
    """Writes out whatever occurs twice; aliases are refused on reading."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


class World:
    """A rulebook before it is written: file name without ``.yml`` to content."""

    def __init__(self, files: dict[str, Plain]) -> None:
        self.files = files

    def __repr__(self) -> str:
        """What decides, in few words: a failing example is read by a person."""

        def short(value: Any) -> Any:
            if isinstance(value, dict):
                left_out = (
                    "says",
                    "title",
                    "authority",
                    "asks",
                    "limits",
                    "remedy",
                    "for_editors",
                    "status",
                    "addressee",
                    "gravity",
                    "cites",
                    "ground",
                    "exception",
                )
                return {
                    key: short(item)
                    for key, item in value.items()
                    if key not in (*left_out, "plural", "about", "articles", "links", "one_per_record", "readings")
                }
            return [short(item) for item in value] if isinstance(value, list) else value

        return "\n" + yaml.dump(
            {name: short(content) for name, content in self.files.items()},
            None,
            _Plainly,
            sort_keys=False,
            width=200,
            default_flow_style=None,
        )

    def write(self, folder: str) -> None:
        """Writes every file into ``folder``."""
        for name, content in self.files.items():
            path = os.path.join(folder, f"{name}.yml")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                yaml.dump(content, file, _Plainly, sort_keys=False, allow_unicode=True, width=200)

    def compiled(self, folder: str) -> tuple[Rulebook, Written]:
        """The rulebook as compiled and as written, by way of real files in ``folder``. Raises InputError where the compiler refuses it."""
        self.write(folder)
        return Rulebook.from_plain(compile_folder(folder, "world"), "a" * 64, folder), read_folder(folder, "world")

    def rules(self) -> dict[str, Plain]:
        """The rules among the files."""
        return {name: content for name, content in self.files.items() if "elements" in content}

    def with_files(self, files: dict[str, Plain]) -> World:
        """The same world with some files replaced."""
        return World({**self.files, **files})


def compiled(world: World) -> Rulebook | None:
    """The world's rulebook; None where the compiler refuses its rules."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return world.compiled(folder)[0]
        except InputError:
            return None


# --- vocabulary ------------------------------------------------------------------------------------------------------------------------------------------


def fact_entry(kind: str, limit: int | None = None) -> Plain:
    """A fact of the vocabulary as written."""
    entry: Plain = {"type": kind, "asks": "What of it?", "articles": ["13"]}
    if kind == "bool":
        return entry | {"says": {"yes": "It was so.", "no": "It was not so.", "unknown": "It is not known."}}
    if kind == "enum":
        return entry | {"says": {**{word: f"It was {word}." for word in WORDS}, "unknown": "It is not known."}}
    entry |= {"says": {"is": "It was {value}.", "unknown": "It is not known."}}
    return entry | ({} if limit is None else {"max": limit})


def subject_file(name: str, facts: dict[str, Plain], leads: Links = LINKS) -> Plain:
    """A subject of the vocabulary as written."""
    links = {link: {"to": [target], "many": many, "says": "Whom it leads to."} for link, (target, many) in leads[name].items()}
    return {
        "subject": name, "title": f"A {name}", "plural": f"{name}s", "about": f"An invented {name}.", "one_per_record": name == "conflict", "links": links, "facts": facts,
    }  # fmt: skip


@st.composite
def vocabularies(draw: st.DrawFn) -> dict[str, dict[str, Plain]]:
    """Subject to its facts as written: one to three each, of any type."""
    found: dict[str, dict[str, Plain]] = {}
    for subject in LINKS:
        kinds = draw(st.lists(st.sampled_from(("bool", "bool", "bool", "enum", "int", "float", "date")), min_size=1, max_size=3))
        limits = st.sampled_from((None, 4))
        found[subject] = {
            f"{kind}_{number}": fact_entry(kind, draw(limits) if kind == "int" else None) for number, kind in enumerate(kinds)
        }
    return found


# --- conditions ------------------------------------------------------------------------------------------------------------------------------------------

Paths = dict[str, str]
"""Path that a condition may use to the type of the fact at its end."""


def paths_from(
    roles: Mapping[str, str], vocabulary: Mapping[str, Mapping[str, Plain]], derived: Sequence[str], steps: int = 2, leads: Links = LINKS
) -> Paths:
    """Every path from the roles over at most ``steps`` single links."""
    found: Paths = {}

    def walk(path: str, subject: str, left: int) -> None:
        found.update({f"{path}.{name}": fact["type"] for name, fact in vocabulary[subject].items()})
        found.update({f"{path}.{identity.partition('.')[2]}": "bool" for identity in derived if identity.startswith(f"{subject}.")})
        for link, (target, many) in leads[subject].items():
            if left and not many:
                walk(f"{path}.{link}", target, left - 1)

    for role, subject in {"conflict": "conflict", **roles}.items():
        walk(role, subject, steps)
    return found


@st.composite
def pools(draw: st.DrawFn, paths: Paths, derived: tuple[str, ...]) -> Paths:
    """A few of the paths, so that conditions meet on the same facts; definitions and short paths come more often."""
    names = {identity.partition(".")[2] for identity in derived}
    often = (
        [path for path in paths if path.rpartition(".")[2] in names] * 3
        + [path for path in paths if path.count(".") == 1] * 3
        + list(paths)
    )
    chosen = draw(st.lists(st.sampled_from(often), min_size=3, max_size=5, unique=True))
    return {path: paths[path] for path in chosen}


class Dealer:
    """Deals the facts of a pool out to the parts of a rule, mostly each to one part, so that few parts contradict each other."""

    def __init__(self, draw: st.DrawFn, pool: Paths) -> None:
        self.draw = draw
        self.pool = pool
        self.left = list(pool)

    def part(self) -> Plain:
        """A part on one or two facts."""
        fresh = [self.left.pop(0) for _ in range(self.draw(st.sampled_from((1, 1, 2)))) if self.left]
        if not fresh or self.draw(st.sampled_from((False, False, False, True))):
            fresh.append(self.draw(st.sampled_from(sorted(self.pool))))
        return {"says": "It was so.", "when": self.draw(conditions({path: self.pool[path] for path in fresh}))}


@st.composite
def comparisons(draw: st.DrawFn, path: str, kind: str) -> str:
    """A single test of the fact at ``path``, in any of the forms that the language has."""
    if kind == "bool":
        return draw(
            st.sampled_from(
                (
                    path,
                    path,
                    f"not {path}",
                    f"{path} == true",
                    f"{path} != true",
                    f"false == {path}",
                    f"{path} in [true]",
                    f"{path} not in [true]",
                )
            )
        )
    if kind == "enum":
        words = [f'"{word}"' for word in draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True))]
        return draw(
            st.sampled_from(
                (f"{path} == {words[0]}", f"{words[0]} != {path}", f"{path} in [{', '.join(words)}]", f"{path} not in [{', '.join(words)}]")
            )
        )
    constant = draw(constants(kind))
    form = draw(st.sampled_from(("==", "!=", "<", "<=", ">", ">=", "in", "not in", "mirrored")))
    if form in ("in", "not in"):
        return f"{path} {form} [{constant}, {draw(constants(kind))}]"
    return f"{constant} {draw(st.sampled_from(('<', '<=', '>', '>=', '==')))} {path}" if form == "mirrored" else f"{path} {form} {constant}"


def constants(kind: str) -> st.SearchStrategy[str]:
    """A constant as written in a condition, now and then one that the fact can never reach."""
    if kind == "date":
        return st.sampled_from(DAYS).map(lambda day: f'd"{day.isoformat()}"')
    if kind == "int":
        return st.sampled_from(("1", "2", "3", "1", "2", "3", "0", "4", "7"))
    return st.sampled_from(("0.5", "1", "1.5", "0.5", "1", "1.5", "0"))


def conditions(pool: Paths) -> st.SearchStrategy[str]:
    """A condition on the facts of ``pool``."""
    single = st.sampled_from(sorted(pool.items())).flatmap(lambda item: comparisons(*item))

    def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})")
        return pair | inner.map(lambda text: f"not ({text})")

    if len(pool) == 1:
        return st.one_of(single, single, single, single, st.recursive(single, joined, max_leaves=3))
    apart = st.tuples(*(comparisons(*item) for item in pool.items())).flatmap(
        lambda tests: st.sampled_from(("and", "or")).map(lambda word: f" {word} ".join(tests))
    )
    return st.one_of(apart, apart, st.recursive(single, joined, max_leaves=3))


# --- rules and definitions -------------------------------------------------------------------------------------------------------------------------------


@st.composite
def definitions(draw: st.DrawFn, vocabulary: dict[str, dict[str, Plain]], derived: tuple[str, ...], number: int) -> tuple[str, Plain]:
    """A definition that may use those in ``derived``."""
    subject = draw(st.sampled_from(("person", "person", "event", "party", "conflict")))
    identity = f"{subject}.defined_{number}"
    pool = draw(pools(paths_from({subject: subject}, vocabulary, derived), derived))
    part = Dealer(draw, pool).part
    alternatives = [
        {"ground": "A way in which it holds.", "cites": "GC III, Art 13", "parts": [part() for _ in range(count)]}
        for count in draw(st.lists(st.integers(1, 2), min_size=1, max_size=2))
    ]  # fmt: skip
    return identity, {
        "id": identity, "title": "An invented definition", "authority": AUTHORITY, "asks": "Was it so?",
        "says": {"yes": "It was so.", "no": "It was not so.", "unknown": "It is not known."}, "holds_when": alternatives, "limits": "Invented.",
    }  # fmt: skip


@st.composite
def marks(draw: st.DrawFn) -> Plain:
    """The readings that count a part: mostly all of them."""
    some = st.lists(st.sampled_from(READINGS), min_size=1, max_size=2, unique=True)
    return draw(
        st.sampled_from(({}, {}, {}, {"except_in": None}, {"only_in": None})).flatmap(
            lambda mark: st.fixed_dictionaries(dict.fromkeys(mark, some))
        )
    )


@st.composite
def rules(draw: st.DrawFn, vocabulary: dict[str, dict[str, Plain]], derived: tuple[str, ...], number: int) -> tuple[str, Plain]:
    """A rule on an event and up to two persons of it; the two roles may well be one person."""
    for_each: Plain = draw(st.sampled_from(({}, {"person": "of"}, {"person": ["of", "shown"]}, {"person": "of", "other": "shown"})))
    pool = draw(pools(paths_from({"event": "event", **dict.fromkeys(for_each, "person")}, vocabulary, derived), derived))
    part = Dealer(draw, pool).part
    identity = f"rule-{number}"
    return identity, {
        "id": identity, "title": "An invented wrong", "status": "draft", "authority": AUTHORITY, "on": "event", "for_each": for_each, "addressee": "detaining_power",
        "gravity": draw(st.sampled_from(("serious", "obligation"))),
        "applies_when": [part() | draw(marks()) for _ in range(draw(st.integers(0, 2)))],
        "elements": [part() | draw(marks()) for _ in range(draw(st.integers(1, 2)))],
        "unless": [
            {"exception": "It was excepted.", "cites": "GC III, Art 13", "parts": [part() for _ in range(count)], **draw(marks())}
            for count in draw(st.sampled_from(((), (1,), (2,), (1, 1), (1, 2))))
        ],
        "remedy": "Put it right.", "for_editors": "Take care.", "limits": "Invented.",
    }  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A rulebook of one or two rules and up to two definitions."""
    vocabulary = draw(vocabularies())
    files: dict[str, Plain] = {f"vocabulary/{subject}": subject_file(subject, facts) for subject, facts in vocabulary.items()}
    readings = {name: {"title": f"The {name} reading", "holds": "What it holds.", "authority": AUTHORITY} for name in READINGS}
    files["readings"] = {"default": draw(st.sampled_from(READINGS)), "readings": readings}
    derived: tuple[str, ...] = ()
    for number in range(draw(st.integers(0, 2))):
        identity, content = draw(definitions(vocabulary, derived, number))
        files[f"definitions/{identity}"] = content
        derived += (identity,)
    for number in range(draw(st.sampled_from((1, 1, 2)))):
        identity, content = draw(rules(vocabulary, derived, number))
        files[f"law/{identity}"] = content
    return World(files)


# --- incidents -------------------------------------------------------------------------------------------------------------------------------------------


@st.composite
def values(draw: st.DrawFn, fact: Plain) -> Any:
    """A value as a record may state it: plain, one of several, bounded, or a date known only in part."""
    kind = fact["type"]
    if kind == "bool":
        return draw(st.booleans())
    if kind == "enum":
        several = st.lists(st.sampled_from(WORDS), min_size=2, max_size=2, unique=True).map(lambda words: {"one_of": words})
        return draw(st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), several))
    if kind == "date":
        day, later = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
        forms = (f"{day}", f"{day}", f"{day}/{later}", f"../{day}", f"{day}/..", "2031-01", "2031", f"{day}?", "2031-01-XX")
        return draw(st.sampled_from(forms))
    number = draw(st.sampled_from((0, 1, 2, 3, 4) if kind == "int" else (0, 0.25, 0.5, 1, 1.5, 2, 3.5)))
    bounds = ({"at_least": number}, {"at_most": number}, {"at_least": number, "at_most": min(number + 1, 4)})
    strict = ({"less_than": number + 1},) if kind == "int" or number == 0 else ({"more_than": number}, {"less_than": number})
    return draw(st.sampled_from((number, number, number, *bounds, *strict)))


@st.composite
def statements(draw: st.DrawFn, fact: Plain) -> Any:
    """What a record writes for a fact: a value, claims that may differ, unknown or not_applicable."""
    form = draw(st.sampled_from(("value",) * 6 + ("claim", "claims", "claims", "unknown", "not_applicable")))
    if form == "value":
        return draw(values(fact))
    if form in ("unknown", "not_applicable"):
        return draw(st.sampled_from((form, {"is": form, "note": "Asked."})))
    claims = [
        {"is": value, **draw(st.fixed_dictionaries({}, optional={"said_by": st.sampled_from(("ours", "theirs", "witness")), "source": st.just("gazette"), "grade": st.sampled_from(("A1", "C3"))}))}
        for value in draw(st.lists(values(fact) | st.just("unknown"), min_size=1, max_size=1 if form == "claim" else 3))
    ]  # fmt: skip
    return claims[0] if form == "claim" else claims


#: How many entries of each subject a record has: one or two events, up to three persons, two parties.
COUNTS: st.SearchStrategy[dict[str, int]] = st.fixed_dictionaries(
    {"event": st.sampled_from((1, 1, 2)), "person": st.integers(1, 3), "party": st.just(2), "conflict": st.sampled_from((1, 1, 1, 0))}
)


@st.composite
def incidents(draw: st.DrawFn, world: World, counts: st.SearchStrategy[dict[str, int]] = COUNTS) -> Plain:
    """A record of the world as plain data, with so many entries of each subject and links in every shape."""
    ids = {subject: [f"{subject}-{number}" for number in range(count)] for subject, count in draw(counts).items()}
    record: Plain = {"schema": "ihl-incident/1", "id": "day", "title": "A day", "sources": [SOURCE]}
    record["voices"] = VOICES
    for subject, names in ids.items():
        record[subject] = []
        for name in names:
            entry: Plain = {"id": name}
            for link, leads in world.files[f"vocabulary/{subject}"]["links"].items():
                (target,) = leads["to"]
                if leads["many"]:
                    targets = draw(st.lists(st.sampled_from(ids[target]), max_size=2, unique=True))
                else:
                    targets = draw(st.sampled_from((None, *ids[target], *ids[target])))
                if targets:
                    entry[link] = targets
            facts = world.files[f"vocabulary/{subject}"]["facts"]
            stated = draw(
                st.lists(st.sampled_from(sorted(facts)), min_size=draw(st.sampled_from((0, len(facts) - 1, len(facts)))), unique=True)
            )
            entry["facts"] = {fact: draw(statements(facts[fact])) for fact in stated}
            record[subject].append(entry)
    return record


Situation = tuple[World, Plain]

#: A world and a record of it.
situations: st.SearchStrategy[Situation] = worlds().flatmap(lambda world: st.tuples(st.just(world), incidents(world)))


def read(record: Plain, vocabulary: Vocabulary) -> Record:
    """A record from plain data, by way of text."""
    return read_record(documents.parse_json(json.dumps(record), "day.json"), vocabulary)


# --- records for the shipped rules -----------------------------------------------------------------------------------------------------------------------


def renaming(names: Mapping[str, str]) -> Callable[[str], str]:
    """What the ids of entries become under other names, also of those that the program supplies for a captive (``camp-of-prisoner-1``)."""

    def name(entry: str) -> str:
        head, of, owner = entry.partition("-of-")
        return names.get(entry) or (f"{head}-of-{names[owner]}" if of and owner in names else entry)

    return name


def shipped_incident(random: Random, vocabulary: Vocabulary, backgrounds: Sequence[Mapping[str, Any]]) -> Plain:
    """A random record of any vocabulary: two parties, up to two captives mostly in one of the situations in ``backgrounds``, and some of what may happen to them."""
    chosen = random.sample(sorted(set(vocabulary.subjects) - {"conflict", "party", "person"}), 4)
    counts = {"conflict": 1, "party": 2, "person": random.choice((1, 2))} | {subject: random.choice((1, 1, 2)) for subject in chosen}
    ids = {subject: [f"{subject}-{number}" for number in range(count)] for subject, count in counts.items()}
    plain: Plain = {"schema": "ihl-incident/1", "id": "day", "title": "A day", "sources": [SOURCE], "voices": [*VOICES, REVIEWER]}
    for subject, names in ids.items():
        plain[subject] = []
        for name in names:
            entry: Plain = {"id": name}
            for link in vocabulary.subjects[subject].links.values():
                targets = [target for kind in link.to for target in ids.get(kind, ())]
                if targets and random.random() < 0.85:
                    entry[link.name] = random.sample(targets, random.choice((1, len(targets)))) if link.many else random.choice(targets)
            facts = [fact for fact in vocabulary.subjects[subject].facts.values() if not fact.derived]
            background = random.choice((backgrounds[0], random.choice(list(backgrounds))))
            given = {
                key.partition(".")[2]: value for key, value in background.items() if key.startswith(f"{subject}.") and random.random() < 0.9
            }
            others = {
                fact.name: shipped_statement(random, fact) for fact in random.sample(facts, min(len(facts), random.choice((2, 6, 12))))
            }
            entry["facts"] = {**others, **given}
            plain[subject].append(entry)
    return plain


def shipped_statement(random: Random, fact: Fact) -> Any:
    """A random statement of a fact: mostly one value, now and then disputed, unknown or not applicable."""

    def claim() -> Plain:
        voice = "reviewer" if fact.judgement else random.choice(("ours", "theirs", "witness"))
        if fact.words:
            value: Any = random.choice(fact.words)
        elif fact.type == "date":
            value = random.choice(("2031-01-09", "2031-01", "2031-01-09/2031-01-11", "2031?"))
        else:
            number = random.randrange(int(fact.minimum or 0), int(fact.maximum or 40) + 1)
            value = random.choice((number, {"at_least": number}, {"at_most": number}))
        return {"is": value, "said_by": voice, "source": "gazette"}

    form = random.random()
    if form < 0.1:
        return random.choice(("unknown", "not_applicable"))
    return [claim(), claim()] if form < 0.3 else claim()


# --- records as strangers write them -----------------------------------------------------------------------------------------------------------------------

#: Texts that files of other programs have trouble with: formulas, guards, quotes, blanks and breaks at the ends, control and format characters, escapes, halves of surrogate pairs, look-alikes of values.
AWKWARD = (
    "=1+1", "'=1+1", "''", "-3", "+44 20", "@SUM(A1)", "\uff1dcmd|' /C calc'!A1", "\t=1", "\r=1", "\n", " ", "  two  blanks ", "a\rb", "a\r\nb", "a,b;c", 'say "so"', '"', "'", "\x00", "\x01\x1f\x7f",
    "\x85\u2028", "\u202eabc", "\ufeffb", "\ufffe\uffff", "\ud800", "\udfff", "_x0041_", "_x005F_x0041_", "_x000D_", "yes", "no", "unknown", "at least 3", "red or blue", "2031-01-02", "3.0", "1e5", "[withheld]", "{}",
    "null", "\u00a0", "\u200b", "\U0001f54a", "é", "é", "safe", "exact", "#remark", "a: b; c: d",
)  # fmt: skip

awkward: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(AWKWARD), st.text(max_size=12), st.tuples(st.sampled_from(AWKWARD), st.text(max_size=4)).map("".join)
)

_free: st.SearchStrategy[Any] = st.recursive(
    st.one_of(awkward, st.integers(-9, 99), st.booleans(), st.none(), st.just(2.5)), lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(awkward, inner, max_size=2)), max_leaves=4
)  # fmt: skip


@st.composite
def strange_incidents(draw: st.DrawFn, vocabulary: Vocabulary, backgrounds: Sequence[Mapping[str, Any]]) -> Plain:
    """A valid record of any vocabulary as strangers write it: awkward texts wherever a text may stand, keys that say nothing, lists of one, JSON's own types, restricted data in any shape."""
    random = Random(draw(st.integers(0, 10_000)))
    plain = shipped_incident(random, vocabulary, backgrounds)
    plain["title"] = draw(awkward.filter(bool))

    def decorate(block: Plain, keys: tuple[str, ...]) -> None:
        for key in draw(st.lists(st.sampled_from(keys), max_size=2, unique=True)):
            block[key] = draw(st.one_of(awkward, awkward, st.sampled_from(("", None))))

    decorate(plain, ("language", "summary"))
    source = {**SOURCE}
    decorate(source, ("publisher", "title", "url", "note"))
    second = {"id": "second", "derived_from": draw(st.sampled_from(("gazette", ["gazette"], [], None))), "note": draw(_free)}
    plain["sources"] = [source, second][: draw(st.integers(1, 2))]
    plain["voices"] = [dict(voice) for voice in plain["voices"]]
    decorate(plain["voices"][0], ("note",))
    if draw(st.booleans()):
        plain["dates"] = draw(st.sampled_from(("2031-01", "../2031-01-02", "", None)))
    for subject in vocabulary.subjects.values():
        for block in plain.get(subject.name, []):
            decorate(block, ("label", "note"))
            facts: Plain = block["facts"]
            for name in draw(st.lists(st.sampled_from(sorted(facts)), max_size=2, unique=True)) if facts else []:
                facts[name] = (
                    draw(st.sampled_from(_shapes(facts[name]))) if not isinstance(facts[name], str) or draw(st.booleans()) else facts[name]
                )
                for claim in facts[name] if isinstance(facts[name], list) else [facts[name]]:
                    if isinstance(claim, dict) and "is" in claim:
                        decorate(claim, ("note", "at"))
            if draw(st.integers(0, 9)) == 0:
                block["facts"] = draw(st.sampled_from(({}, None)))
            for link in subject.links:
                if isinstance(block.get(link), str) and draw(st.booleans()):
                    block[link] = [block[link]]
    if draw(st.booleans()):
        plain["conflict"] = {key: value for key, value in plain["conflict"][0].items() if key != "id" or draw(st.booleans())}
    for subject in draw(st.lists(st.sampled_from(sorted(vocabulary.subjects)), max_size=1)):
        plain.setdefault(subject, draw(st.sampled_from(([], None))))
    if draw(st.booleans()):
        person = plain["person"][0]["id"]
        names = st.lists(awkward, max_size=3)
        plain["restricted"] = {
            person: draw(
                st.one_of(st.dictionaries(st.sampled_from(("names", "numbers")), names), st.dictionaries(awkward, _free, max_size=2))
            )
        }
    return plain


def _shapes(stated: Any) -> list[Any]:
    """Other ways to write the same: a list of one, a claim around a value, JSON's own truth."""
    if isinstance(stated, list):
        return [stated]
    shapes: list[Any] = [
        stated,
        stated if stated == "not_applicable" or (isinstance(stated, dict) and stated.get("is") == "not_applicable") else [stated],
    ]
    if isinstance(stated, dict) and stated.get("is") in ("yes", "no"):
        shapes.append({**stated, "is": stated["is"] == "yes"})
    if isinstance(stated, str):
        shapes.append({"is": stated})
    return shapes
