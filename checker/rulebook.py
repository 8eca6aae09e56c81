"""The rulebook as it is run: every rule compiled to grounds.

Comes in: a folder of rules. Goes out: :class:`Rulebook`. The folder is compiled once, which needs rule_engine and pydantic, and kept (``cache``); from then on loading it
imports neither. What is only read, not decided (authority, remedy, limits), is parsed when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache as cache_forever
from functools import cached_property
from typing import Any, NamedTuple, cast

from checker import cache, grounds, library, limits
from checker.bounded import Bounded
from checker.errors import InputError
from checker.grounds import Space
from checker.truth import OUTCOMES
from checker.variables import Variable
from checker.vocabulary import Vocabulary
from checker.wording import rulebook_called

Prose = Callable[[], Mapping[str, Any]]


class Part(NamedTuple):
    """One sentence of a rule or definition, its condition as text, and the boxes in which it holds and fails.

    ``section`` is applies_when, elements, unless or holds_when; ``group`` the number of its exception or alternative, else -1; ``readings`` those that count it
    (empty: all).
    """

    says: str
    when: str
    section: str
    group: int
    readings: tuple[str, ...]
    holds: tuple[int, ...]
    fails: tuple[int, ...]


class Group(NamedTuple):
    """An exception of a rule or an alternative of a definition: its sentence and citation."""

    says: str
    cites: str
    readings: tuple[str, ...]


@cache_forever
def _space(widths: tuple[int, ...]) -> Space:
    return Space(widths)


@dataclass(eq=False, repr=False)
class Compiled:
    """What a rule and a definition have in common once compiled."""

    id: str
    title: str
    status: str
    place: Mapping[str, str]
    variables: tuple[Variable, ...]
    forms: tuple[Mapping[str, tuple[int, ...]], ...]
    form_of: Mapping[str, int]
    space: Space
    prose: Prose

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Its sentences in order."""
        return tuple(
            Part(
                part["says"],
                part["when"],
                part.get("section", "holds_when"),
                part["group"],
                tuple(part.get("readings", ())),
                tuple(part["holds"]),
                tuple(part["fails"]),
            )
            for part in self.prose()["parts"]
        )

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Its exceptions or alternatives in order."""
        return tuple(Group(group["says"], group["cites"], tuple(group.get("readings", ()))) for group in self.prose()["groups"])

    @property
    def file(self) -> str:
        """The file it was written in."""
        return str(self.prose()["file"])

    @property
    def authority(self) -> Sequence[Mapping[str, str]]:
        """Where it stands: instrument, article and paragraph or section, gist, and url where there is one."""
        found: Sequence[Mapping[str, str]] = self.prose()["authority"]
        return found

    @property
    def review(self) -> Mapping[str, Any] | None:
        """The second reading by somebody who did not write it: ``on`` (a day), ``against`` (a text), ``doubts``; None if there was none."""
        found: Mapping[str, Any] | None = self.prose()["review"]
        return found

    @property
    def limits(self) -> str:
        """What it does not see."""
        return str(self.prose()["limits"])

    def grounds(self, reading: str) -> Mapping[str, tuple[int, ...]]:
        """The grounds of each outcome on a reading (definitions have one for all)."""
        return self.forms[self.form_of.get(reading, 0)]

    @cached_property
    def slots(self) -> tuple[tuple[str, tuple[str, ...], str, str, int, int, Variable], ...]:
        """Of each variable what fills its field of a box, at hand: role, links, name of the fact, the definition (or nothing), where its cells begin, all of them, itself."""
        return tuple(
            (one.role, one.links, one.fact.name, one.fact.id if one.fact.derived else "", shift, (1 << one.width) - 1, one)
            for one, shift in zip(self.variables, self.space.shifts, strict=True)
        )

    @cached_property
    def namesakes(self) -> tuple[int, ...]:
        """The variables whose fact has the name of another's: two of them can be one and the same fact of a record."""
        names = [variable.fact.name for variable in self.variables]
        return tuple(index for index, name in enumerate(names) if names.count(name) > 1)

    @cached_property
    def worked_out(self) -> Bounded:
        """What was worked out from its grounds alone, whatever the record, so that the next record need not do it again."""
        return Bounded()

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The number of each variable by its path."""
        return {variable.path: index for index, variable in enumerate(self.variables)}


@dataclass(eq=False, repr=False)
class CompiledDefinition(Compiled):
    """A definition, ready to be decided: outcomes yes and no."""


@dataclass(eq=False, repr=False)
class CompiledRule(Compiled):
    """A rule, ready to be decided: outcomes breach, excepted, complied and not_applicable."""

    on: str
    for_each: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str]
    addressee: str
    gravity: str
    deciding_variables: tuple[int, ...]
    """The variables of elements and exceptions: a record that states one of them raises the rule."""

    @property
    def duties(self) -> tuple[str, ...]:
        """The entries of the catalogue of duties that it decides."""
        return tuple(self.prose()["duties"])

    @property
    def article(self) -> str:
        """The article of the Third Convention that it stands under first, such as ``"13"``; empty where that is another instrument."""
        return self.place.get("article", "") if self.place["instrument"] == "GC III" else ""

    @cached_property
    def provision(self) -> str:
        """The first authority in short: ``GC III, Art 13(2)``."""
        return provision(self.place)

    @property
    def remedy(self) -> str:
        """What puts it right."""
        return str(self.prose()["remedy"])

    @property
    def for_editors(self) -> str:
        """What a newsroom should take from it."""
        return str(self.prose()["for_editors"])


def provision(authority: Mapping[str, str]) -> str:
    """An authority in short: ``GC III, Art 13(2)``, ``DoD Law of War Manual, 9.5.3``."""
    if "article" in authority:
        article = authority["article"]
        place = f"Art {article}" if article[:1].isdigit() else article
        paragraph = authority.get("paragraph", "")
        return f"{authority['instrument']}, {place}" + (f"({paragraph})" if paragraph.isalnum() else paragraph and f" {paragraph}")
    return f"{authority['instrument']}, {authority.get('section', '')}"


def article_url(authority: Mapping[str, str]) -> str:
    """The page of an authority: its own ``url``, or that of the article in the ICRC's database of treaties; empty where neither is known."""
    if "url" in authority:
        return authority["url"]
    series = {"GC III": "gciii-1949", "AP I": "api-1977", "GC I": "gci-1949", "GC II": "gcii-1949", "GC IV": "gciv-1949"}.get(
        authority["instrument"]
    )
    if series and authority.get("article", "").isdigit():
        return f"https://ihl-databases.icrc.org/en/ihl-treaties/{series}/article-{authority['article']}"
    rule = authority.get("section", "").partition(" ")
    if authority["instrument"] == "ICRC Customary IHL Study" and rule[0] == "Rule" and rule[2].isdigit():
        return f"https://ihl-databases.icrc.org/en/customary-ihl/v1/rule{rule[2]}"
    if authority["instrument"].startswith("ICRC Commentary 2020") and authority.get("article", "").isdigit():
        return f"https://ihl-databases.icrc.org/en/ihl-treaties/gciii-1949/article-{authority['article']}/commentary/2020"
    return ""


class Quiet(NamedTuple):
    """What a rule comes to where the record states none of its own facts: the outcomes possible for each combination of what its definitions may be.

    ``paths`` has role, links and definition of each; ``table`` the outcomes, indexed by their masks (no 1, yes 2, either 3) less one, the last counting fastest.
    """

    paths: tuple[tuple[str, tuple[str, ...], str], ...]
    table: tuple[frozenset[str], ...]


class RuleHead(NamedTuple):
    """What every check needs of a rule before anything is known to touch it.

    ``quiet`` has an entry for each reading, or is empty where the rule is always evaluated; ``duties`` are the numbers of the testable entries of the ledger that it decides.
    """

    id: str
    on: str
    for_each: Mapping[str, tuple[str, ...]]
    place: Mapping[str, str]
    quiet: Mapping[str, Quiet]
    duties: Sequence[int] = ()

    @property
    def article(self) -> str:
        """The article of the Third Convention that it stands under first, such as ``"13"``; empty where that is another instrument."""
        return self.place.get("article", "") if self.place["instrument"] == "GC III" else ""

    @property
    def provision(self) -> str:
        """The first authority in short: ``GC III, Art 13(2)``."""
        return provision(self.place)


_SETS = tuple(frozenset(outcome.value for number, outcome in enumerate(OUTCOMES) if bits >> number & 1) for bits in range(16))


def _heads(core: cache.Core) -> list[RuleHead]:
    kinds = []
    for on, links, forms, table in core["kinds"]:
        quiet: dict[str, Quiet] = {}
        if table is not None:
            split = [(path.split("."), fact) for path, fact in table["paths"]]
            paths = tuple((path[0], tuple(path[1:-1]), fact) for path, fact in split)
            for readings, outcomes in zip(forms, table["forms"], strict=True):
                quiet.update(dict.fromkeys(readings, Quiet(paths, tuple([_SETS[bits] for bits in outcomes]))))
        kinds.append((on, {role: tuple(names) for role, names in links.items()}, quiet))
    heads = []
    for identity, (kind, place, duties) in core["rules"].items():
        on, for_each, quiet = kinds[kind]
        heads.append(RuleHead(identity, on, for_each, place, quiet, duties))
    return heads


@dataclass(frozen=True, eq=False, repr=False)
class Rulebook:
    """Every rule and definition, compiled, with the vocabulary and readings they use.

    ``digest`` is the SHA-256 of the rule files, ``name`` what the rulebook calls itself (empty, if it does not say). A rule or definition is read when first asked for; its head is always at hand. Of the ledger it has the ``instrument``, the number of duties that
    records can show (``testable``) and the ``sections``: title, first and last article.
    """

    digest: str
    vocabulary: Vocabulary
    default_reading: str
    readings: Mapping[str, Mapping[str, Any]]
    folder: str
    heads: Sequence[RuleHead]
    instrument: str
    testable: int
    sections: Sequence[tuple[str, int, int]]
    _definitions: Sequence[str]
    _touching: Mapping[str, Sequence[int]]
    _read: cache.Lines
    name: str = ""
    _made: dict[str, Any] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """What reports call it: its name, if it has one, and the beginning of its digest."""
        return rulebook_called(self.name, self.digest)

    @classmethod
    def load(cls, folder: str | None = None, *, keep: bool = True) -> Rulebook:
        """The rulebook in ``folder`` (default: the shipped rules).

        Raises InputError with every problem of its files. With ``keep=False`` it is compiled afresh and not kept.
        """
        limits.unless_wrong()
        grounds.allow(library.most_grounds(grounds.LIMIT))
        root = folder or library.rules_folder()
        digest = cache.digest(root, keep=keep)
        found = cache.find(digest) if keep else None
        if found is not None:
            return cls._made_of(*found, digest, root)
        from checker.compiling import compile_folder
        from checker.contents import Contents

        # Read once, and kept under the digest of just these bytes: a file may be changed while the others are being compiled.
        contents = Contents.of(root, keep=keep)
        data = compile_folder(root, contents=contents)
        if data["name"] and not library.is_shipped(root):
            cls.load()._beside(data, root)
        if keep:
            cache.keep(contents.digest, data)
        return cls.from_plain(data, contents.digest, root)

    def _beside(self, data: Mapping[str, Any], root: str) -> None:
        """Raises InputError where another rulebook takes words of this one, the shipped, for something else; a version of the same rulebook may."""
        if data["name"] == self.name:
            return
        from checker.declared import clashes

        problems = clashes(root, data, self.vocabulary, self.head)
        if problems:
            raise InputError(sorted(problems))

    @classmethod
    def from_plain(cls, data: Mapping[str, Any], digest: str, folder: str) -> Rulebook:
        """A rulebook from what the compiler made of a folder."""
        return cls._made_of(*cache.in_memory(data), digest, folder)

    @classmethod
    def _made_of(cls, core: cache.Core, lines: cache.Lines, digest: str, folder: str) -> Rulebook:
        vocabulary = Vocabulary.from_plain(core["subjects"], lambda subject: cast("Mapping[str, Any]", lines(cache.facts_of(subject))[0]))
        instrument, testable, sections = core["ledger"]
        return cls(
            digest, vocabulary, core["default_reading"], core["readings"], folder, _heads(core), instrument, testable, sections, core["definitions"], core["touching"], lines, core["name"]
        )  # fmt: skip

    @cached_property
    def rule_ids(self) -> tuple[str, ...]:
        """The ids of every rule, sorted."""
        return tuple(head.id for head in self.heads)

    @cached_property
    def head(self) -> Mapping[str, RuleHead]:
        """The head of each rule, by id."""
        return {head.id: head for head in self.heads}

    @property
    def definition_ids(self) -> tuple[str, ...]:
        """The ids of every definition, sorted."""
        return tuple(self._definitions)

    def rule(self, identity: str) -> CompiledRule:
        """A rule by id. Raises KeyError."""
        if identity not in self._made:
            entry, prose = self._read(identity)
            self._made[identity] = CompiledRule(
                **self._common(entry, prose), on=entry["on"], for_each={role: tuple(links) for role, links in entry["for_each"].items()},
                roles=entry["roles"], addressee=entry["addressee"], gravity=entry["gravity"], deciding_variables=tuple(entry["deciding"]),
            )  # fmt: skip
        made: CompiledRule = self._made[identity]
        return made

    def definition(self, identity: str) -> CompiledDefinition:
        """A definition by its fact id. Raises KeyError."""
        if identity not in self._made:
            self._made[identity] = CompiledDefinition(**self._common(*self._read(identity)))
        made: CompiledDefinition = self._made[identity]
        return made

    def plain(self, identity: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """A rule or definition as compiled, as plain data: what decides it, and what explains it. Raises KeyError."""
        entry, prose = self._read(identity)
        return entry, prose()

    def rules(self) -> Sequence[CompiledRule]:
        """Every rule, by id."""
        return [self.rule(head.id) for head in self.heads]

    @property
    def treaties(self) -> Mapping[str, Any]:
        """The States that a record may name (``states``, code to name) and the ``treaties`` with their parties, as plain data."""
        found: Mapping[str, Any] = self._read(cache.TREATIES)[0]
        return found

    @cached_property
    def _identities(self) -> Sequence[str]:
        return (*self.rule_ids, *self._definitions)

    def touched(self, facts: Iterable[str], *, through_definitions: bool) -> frozenset[str]:
        """The rules that use one of these facts (``subject.name``); ``through_definitions`` counts those too that use one by way of a definition."""
        found: set[str] = set()
        identities = self._identities
        open_ = list(facts)
        while open_:
            for number in self._touching.get(open_.pop(), ()):
                identity = identities[number]
                if identity not in found:
                    found.add(identity)
                    if through_definitions:
                        open_.append(identity)
        return frozenset(found)

    def _common(self, entry: Mapping[str, Any], prose: Prose) -> dict[str, Any]:
        variables = [
            Variable.at(item["path"], self.vocabulary.fact(item["fact"]), tuple((cut[0], cut[1]) for cut in item["cuts"]))
            for item in entry["variables"]
        ]
        return {
            "id": entry["id"], "title": entry["title"], "status": entry["status"], "place": entry["place"],
            "variables": tuple(variables),
            "forms": tuple({word: tuple(boxes) for word, boxes in form["outcomes"].items()} for form in entry["forms"]),
            "form_of": {reading: index for index, form in enumerate(entry["forms"]) for reading in form["readings"]},
            "space": _space(tuple(variable.width for variable in variables)), "prose": cache_forever(prose),
        }  # fmt: skip
