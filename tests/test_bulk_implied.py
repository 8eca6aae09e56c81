"""What captives have though no record describes it, decided for many records at once as for each by itself: whatever the rules ask of the implied entry, of its captive, of the captive's party and of the conflict."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_bulk import agree
from worlds import AUTHORITY, READINGS, VOICES, Links, Plain, World, fact_entry, incidents, paths_from, read, subject_file

from checker.bulk import deciding, skeletons
from checker.bulk.columnwise import Columnwise
from checker.bulk.plan import REMEMBERED
from checker.errors import InputError
from checker.judging import Chosen
from checker.records import Record
from checker.rulebook import Rulebook

#: Every captive has an event, whose link back leads to one person, so that a rule can return to him by it, and a notice, whose link may lead to several, as in the shipped vocabulary.
LEADS: Links = {
    "conflict": {},
    "event": {"of": ("person", False), "shown": ("person", True), "by": ("party", False)},
    "notice": {"about": ("person", True)},
    "person": {"held_by": ("party", False), "friend": ("person", False)},
    "party": {},
}
FACTS: dict[str, dict[str, Plain]] = {
    "conflict": {"war": fact_entry("bool"), "done": fact_entry("bool")},
    "event": {"done": fact_entry("bool"), "often": fact_entry("int", 4)},
    "notice": {"sent": fact_entry("bool"), "late": fact_entry("bool")},
    "person": {"hurt": fact_entry("bool"), "days": fact_entry("int")},
    "party": {"fit": fact_entry("bool")},
}
IMPLIED = {"event": "of", "notice": "about"}
#: The last rests on two facts that can be one: captives who are friends may be held by one party.
DEFINITIONS = {
    "event.grave": ("event.done and event.often > 1", "event.of.hurt"),
    "event.kept": ("event.done", "conflict.war"),
    "notice.good": ("notice.sent or notice.late",),
    "person.safe": ("not person.hurt and person.held_by.fit",),
    "person.alike": ("person.held_by.fit", "not person.friend.held_by.fit"),
}
#: What rules are about: roles bound by the link that implies an entry, by that and another, by another alone, or none.
ABOUT: tuple[tuple[str, Plain], ...] = (
    ("event", {}),
    ("event", {"one": "of"}),
    ("event", {"one": ["of", "shown"]}),
    ("event", {"one": "shown"}),
    ("event", {"doer": "by"}),
    ("event", {"one": "of", "other": "of"}),
    ("event", {"one": "of", "other": "shown"}),
    ("notice", {}),
    ("notice", {"one": "about"}),
    ("person", {}),
    ("person", {"other": "friend"}),
)
COUNTS = st.fixed_dictionaries(
    {"event": st.sampled_from((0, 1, 2)), "notice": st.sampled_from((0, 1, 1)), "person": st.sampled_from((1, 2, 3, 3)), "party": st.just(2), "conflict": st.sampled_from((1, 1, 0))}
)  # fmt: skip


def part(when: str) -> Plain:
    return {"says": "It was so.", "when": when}


def rule(
    identity: str,
    about: tuple[str, Plain],
    applies: str,
    element: str,
    exception: str = "",
    *,
    counts: Sequence[str] = READINGS,
    excepts: Sequence[str] = READINGS,
) -> Plain:
    """A rule of up to three parts; ``counts`` are the readings on which its element counts, ``excepts`` those on which its exception does."""
    on, for_each = about
    unless = [{"exception": "It was excepted.", "cites": "GC III, Art 13", "parts": [part(exception)], "only_in": list(excepts)}]
    return {
        "id": identity, "title": "An invented wrong", "status": "draft", "authority": AUTHORITY, "on": on, "for_each": for_each, "addressee": "detaining_power", "gravity": "serious",
        "applies_when": [part(applies)] if applies else [], "elements": [part(element) | {"only_in": list(counts)}], "unless": unless if exception else [],
        "remedy": "Put it right.", "for_editors": "Take care.", "limits": "Invented.",
    }  # fmt: skip


def definition(identity: str, whens: Sequence[str]) -> Plain:
    return {
        "id": identity, "title": "An invented definition", "authority": AUTHORITY, "asks": "Was it so?", "says": {"yes": "It was so.", "no": "It was not so.", "unknown": "It is not known."},
        "holds_when": [{"ground": "A way in which it holds.", "cites": "GC III, Art 13", "parts": [part(when) for when in whens]}], "limits": "Invented.",
    }  # fmt: skip


def world(rules: Sequence[Plain]) -> World:
    """The world of these captives with some rules."""
    files: dict[str, Plain] = {}
    for subject, facts in FACTS.items():
        files[f"vocabulary/{subject}"] = subject_file(subject, facts, LEADS) | (
            {"implied_by": IMPLIED[subject]} if subject in IMPLIED else {}
        )
    readings = {name: {"title": f"The {name} reading", "holds": "What it holds.", "authority": AUTHORITY} for name in READINGS}
    files["readings"] = {"default": READINGS[0], "readings": readings}
    files |= {f"definitions/{identity}": definition(identity, whens) for identity, whens in DEFINITIONS.items()}
    return World(files | {f"law/{one['id']}": one for one in rules})


def compiled(rules: Sequence[Plain]) -> Rulebook:
    """A rulebook of them; a rule that the compiler refuses, since nothing could break it or everything would, is left out."""
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            try:
                return world(rules).compiled(folder)[0]
            except InputError as error:
                problems = error.problems
        refused = {problem.file.rpartition("/")[2] for problem in problems if problem.code in ("never-breached", "always-breached")}
        rules = [one for one in rules if f"{one['id']}.yml" not in refused]
    raise AssertionError(problems)


#: Rules of which drawn ones are seldom: two definitions, of which one rests on two facts that can be one; a definition about one captive beside what it rests on of another.
OWN = (
    rule("two-definitions", ("person", {}), "person.safe", "person.alike"),
    rule("one-and-other", ("event", {"one": "of", "other": "shown"}), "not one.safe", "other.hurt", "event.done"),
)


@cache
def drawn(seed: int, each: int = 5) -> Rulebook:
    """Rules about all of :data:`ABOUT`, each on three facts that can be reached from there; beside it one that differs from it only in what it asks of the implied entry."""
    random = Random(seed)
    rules = list(OWN)
    for number, about in enumerate(ABOUT):
        roles = {about[0]: about[0], **{role: "party" if links == "by" else "person" for role, links in about[1].items()}}
        paths = paths_from(roles, FACTS, list(DEFINITIONS), 2, LEADS)
        for turn in range(each):
            chosen = random.sample(sorted(paths), 3)
            # Facts of one name can be one and the same; such rules are decided record by record, so they come seldom here.
            while turn and (len({path.rpartition(".")[2] for path in chosen}) < 3 or "alike" in str(chosen)):
                chosen = random.sample(sorted(paths), 3)
            asked = [f"{path} > {random.randrange(3)}" if paths[path] == "int" else path for path in chosen]
            whens = [random.choice((when, f"not ({when})")) for when in asked]
            kind = random.randrange(5)
            applies, element, exception = whens[0] if kind else "", whens[1], whens[2] if kind != 1 else ""
            some = random.sample(READINGS, 2)
            counts, excepts = some if kind == 3 else READINGS, some if kind == 2 else READINGS
            rules.append(rule(f"rule-{number}-{turn}", about, applies, element, exception, counts=counts, excepts=excepts))
            if own := {"event": ("event.done", "event.often > 3"), "notice": ("notice.sent", "notice.late")}.get(about[0]):
                turned = [when.replace(*own) if own[0] in when else when.replace(*own[::-1]) for when in (applies, element, exception)]
                rules.append(rule(f"rule-{number}-{turn}-too", about, *turned, counts=counts, excepts=excepts))
    return compiled(rules)


@given(st.integers(0, 2), st.data(), st.sampled_from(READINGS))
def test_what_is_implied_comes_to_the_same_on_many_records_as_on_each(seed: int, data: st.DataObject, reading: str) -> None:
    rulebook = drawn(seed)
    plain = data.draw(st.lists(incidents(world(()), COUNTS), min_size=2, max_size=4))
    subject = data.draw(st.sampled_from(("", "", "event", "notice", "person")))
    chosen = Chosen([head for head in rulebook.heads if subject in ("", head.on)])
    agree(rulebook, [read(one, rulebook.vocabulary) for one in plain], reading, chosen)


def day(rulebook: Rulebook, **subjects: Sequence[Plain]) -> Record:
    """A record of entries written out."""
    return read({"schema": "ihl-incident/1", "id": "day", "title": "A day", **subjects}, rulebook.vocabulary)


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    """Everything that a function of a module is called with first, from now on."""
    calls: list[object] = []
    function = getattr(module, name)

    def counting(*arguments: object) -> object:
        calls.append(arguments[0])
        return function(*arguments)

    monkeypatch.setattr(module, name, counting)
    return calls


def test_rules_that_ask_the_same_of_a_captive_are_decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what nobody describes nothing is stated, so whatever rules ask of it tells them not apart."""
    about, war = ("notice", {"one": "about"}), ("notice", {})
    rulebook = compiled(
        [
            rule("hurt-late", about, "one.hurt", "notice.late", "one.days > 2"),
            rule("hurt-sent", about, "one.hurt", "notice.sent", "one.days > 2"),
            rule("well-sent", about, "not one.hurt", "notice.sent", "one.days > 2"),
            rule("war-late", war, "conflict.war", "notice.late"),
            rule("war-sent", war, "conflict.war", "notice.sent"),
        ]
    )
    record = day(
        rulebook, person=[{"id": "one", "facts": {"hurt": "yes"}}, {"id": "two"}], conflict=[{"id": "war", "facts": {"war": "yes"}}]
    )
    calls = counted(monkeypatch, deciding, "_decide")
    agree(rulebook, [record, record], "wide", Chosen(rulebook.heads))
    # Decided by themselves, and then for the lines without reasons and with them.
    assert len(calls) == 3 * len({"hurt", "well", "war"})


def test_what_follows_is_worked_out_once_for_all_rows_that_are_the_same_to_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which captives a row is about, and whether they are one, makes no difference to a rule all whose facts are apart."""
    about = ("event", {"one": "of", "other": "shown"})
    rulebook = compiled([rule("apart", about, "one.hurt", "other.days > 1")])
    people = [{"id": name, "held_by": "side", "facts": {"hurt": "yes", "days": 2}} for name in ("anna", "ben")]
    same, apart = ({"id": "event", "of": "anna", "shown": [other]} for other in ("anna", "ben"))
    records = [day(rulebook, party=[{"id": "side"}], person=people, event=[one]) for one in (same, apart, same, apart)]
    calls = counted(monkeypatch, skeletons, "raised_on")
    for reasons in (False, True):
        del calls[:]
        Columnwise(rulebook, "wide", Chosen(rulebook.heads), reasons=reasons).checked(records)
        assert len(calls) == 1
    for some in (records, records[::-1]):
        agree(rulebook, some, "wide", Chosen(rulebook.heads))


def test_no_more_values_are_remembered_than_a_register_needs() -> None:
    """The cells of a value are found once where records share it; a register of ever new values takes no more memory for it, and each keeps its own cells."""
    rulebook = compiled([rule("long", ("person", {}), "person.hurt", "person.days > 1")])
    facts: list[Plain] = [{"hurt": "yes", "days": {"at_least": number % 20, "at_most": number}} for number in range(40)]
    records = [day(rulebook, person=[{"id": "one", "facts": one}]) for one in facts]
    columnwise = Columnwise(rulebook, "wide", Chosen(rulebook.heads), reasons=False)
    held = []
    for record in records:
        columnwise.checked([record])
        held.append(max(len(slot.known) for slot in columnwise.plan.captives.slots))
    assert len(records) > max(held) == REMEMBERED
    agree(rulebook, records, "wide", Chosen(rulebook.heads))


def test_a_dispute_is_told_of_whoever_it_is_about() -> None:
    """Where the readings leave a rule nothing but when it applies, a dispute about that alone raises it, for this captive and in this record, described or implied."""
    about = {"event": {"one": "of"}, "notice": {"one": "about"}}
    rulebook = compiled([rule(on, (on, for_each), "one.hurt", f"{on}.{name}", counts=["close"]) for (on, for_each), name in zip(about.items(), ("done", "sent"), strict=True)])  # fmt: skip
    told = [{"is": "yes", "said_by": "ours"}, {"is": "no", "said_by": "theirs"}, {"is": "unknown", "said_by": "witness"}]
    people = [{"id": name} for name in ("anna", "ben", "carl")]
    records = []
    for disputed in (None, 0, 1, 2):
        there = [{**one, "facts": {"hurt": told}} if number == disputed else one for number, one in enumerate(people)]
        for described in ([], [{"id": "event", "of": "ben"}]):
            parties = [{"id": "party-0"}, {"id": "party-1"}]
            records.append(day(rulebook, party=parties, person=there, event=described, voices=VOICES))
    for reading in READINGS:
        agree(rulebook, records, reading, Chosen(rulebook.heads))
    raised = [
        line.count("undetermined") for line, *_ in Columnwise(rulebook, "wide", Chosen(rulebook.heads), reasons=False).checked(records)
    ]
    assert raised == [0, 0, *[2] * 6]
