"""The compiled desk, kept in the cache: whatever happens to it while it is written or read, the answers are those of the policies that lie there."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty import CHANGES, SWAPS, Ended, Machine, Plan, Run, machine, swap
from test_faults_writing import age, emptied, files, leftovers, spread

from checker import library

THOROUGH = os.environ.get("IHL_THOROUGH") == "1"
SHIPPED = Path(library.rules_folder())

ASKED = ("desk", "--answer", "item=photo", "--answer", "recognisable=face", "--format", "json")


class Shelf:
    """A cache in which the rules are compiled, and the desk is not yet."""

    def __init__(self, folder: Path, computer: Machine, rules: Path = SHIPPED) -> None:
        self.cache, self.computer, self.rules = folder / "shelf", computer, rules
        self.cache.mkdir()
        self.arguments = (*ASKED, "--rules", str(rules))
        self.around = {"IHL_CACHE_DIR": str(self.cache)}
        assert computer.run("rules", "list", "--rules", rules, environment=self.around).code == 0
        self.rulebook = {name: content for name, content in files(self.cache).items() if not name.startswith("index-")}
        self.first = self.ask(Plan(str(self.cache / "desk-")))
        self.whole = files(self.cache)
        (self.name,) = (name for name in self.whole if name.startswith("desk-"))

    def cleared(self, kept: bytes | None = None) -> Path:
        """Where the desk is kept; nothing lies there, or this."""
        emptied(self.cache, self.rulebook if kept is None else {**self.rulebook, self.name: kept})
        return self.cache / self.name

    def ask(self, plan: Plan | None = None) -> Ended:
        """The desk, asked once."""
        return self.computer.run(*self.arguments, plan=plan, environment=self.around)

    def assert_whole(self) -> None:
        """It answers as ever, and what it keeps is what it would keep anew."""
        again = self.ask()
        assert (again.code, again.err, again.out) == (0, "", self.first.out)
        assert files(self.cache)[self.name] == self.whole[self.name]


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine(tmp_path_factory.mktemp("cache"), SHIPPED) as made:
        yield made


@pytest.fixture(scope="module")
def shelf(computer: Machine, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("desk"), computer)


@pytest.mark.parametrize("kind", ["KILL", "CUT", "ENOSPC", "EROFS", "EIO"])
def test_a_desk_that_cannot_be_kept_answers_and_is_never_half_kept(kind: str, shelf: Shelf) -> None:
    for at in spread(len(shelf.first.calls), 9 if kind == "KILL" else 3):
        shelf.cleared()
        ended = shelf.ask(Plan(str(shelf.cache / "desk-"), at, kind, stays=kind == "EROFS"))
        if kind in ("KILL", "CUT"):
            assert ended.code == -9
        else:
            assert (ended.code, ended.err, ended.out) == (0, "", shelf.first.out), "a cache that cannot be written costs time"
            assert not leftovers(shelf.cache) or kind == "EROFS"
        found = files(shelf.cache).get(shelf.name)
        assert found is None or found == shelf.whole[shelf.name]
        if at % 2 or kind == "KILL":
            age(shelf.cache)
            shelf.assert_whole()


@pytest.mark.parametrize("many", [2, 8])
def test_several_who_ask_a_desk_that_is_not_there_yet_are_answered(many: int, shelf: Shelf) -> None:
    shelf.cleared()
    for ended in shelf.computer.together([Run(shelf.arguments, environment=shelf.around)] * many):
        assert (ended.code, ended.err, ended.out) == (0, "", shelf.first.out)
    assert files(shelf.cache)[shelf.name] == shelf.whole[shelf.name]
    assert not leftovers(shelf.cache)


def test_one_who_is_killed_among_several_disturbs_none(shelf: Shelf) -> None:
    shelf.cleared()
    kill = Plan(str(shelf.cache / "desk-"), 2, "KILL")
    killed, *others = shelf.computer.together([Run(shelf.arguments, environment=shelf.around, plan=plan) for plan in (kill, None, None)])
    assert killed.code in (-9, 0)
    assert [(one.code, one.err, one.out) for one in others] == [(0, "", shelf.first.out)] * 2
    shelf.assert_whole()


def test_a_desk_that_was_damaged_is_made_again(shelf: Shelf) -> None:
    whole = shelf.whole[shelf.name]
    head, _, rest = whole.partition(b"\n")
    damaged = [b"", b"\n", whole[:-1], whole[: len(whole) // 2], rest, head, whole.replace(b"photo", b"phot0", 1), whole + b" ", b"\0" * 9]
    for content in damaged if THOROUGH else damaged[2:8]:
        shelf.cleared(content)
        shelf.assert_whole()


@pytest.mark.parametrize("swapped", SWAPS)
def test_what_takes_the_place_of_a_desk_is_not_waited_for(swapped: str, shelf: Shelf, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("untouched", encoding="utf-8")
    swap(str(shelf.cleared()), swapped, str(outside))
    assert shelf.ask().out == shelf.first.out
    shelf.cleared(shelf.whole[shelf.name])
    plan = Plan(str(shelf.cache / "desk-"), 0, swapped, put=str(outside))
    ended = shelf.ask(plan)
    assert (ended.code, ended.err, ended.out) == (0, "", shelf.first.out)
    assert outside.read_text(encoding="utf-8") == "untouched"


@pytest.mark.parametrize("change", CHANGES)
def test_a_desk_that_changes_while_it_is_read_is_whole_or_made_again(change: str, shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "put").write_bytes(shelf.whole[shelf.name].replace(b"photo", b"phot0"))
    plan = Plan(str(shelf.cache / "desk-"), calls=("open", "read"), put=str(tmp_path / "put"))
    shelf.cleared(shelf.whole[shelf.name])
    count = len([call for call in shelf.ask(plan).calls if call.name in plan.calls])
    for at in spread(count, 3):
        shelf.cleared(shelf.whole[shelf.name])
        ended = shelf.ask(plan._replace(at=at, do=change))
        assert (ended.code, ended.err, ended.out) == (0, "", shelf.first.out), at


def test_a_desk_made_of_policies_that_changed_meanwhile_is_never_kept_for_those_before(computer: Machine, tmp_path: Path) -> None:
    """A policy that is another one only while it is compiled: nobody may be answered by it later on."""
    rules = tmp_path / "rules"
    shutil.copytree(SHIPPED, rules)
    shelf = Shelf(tmp_path, computer, rules)
    policy = next(path for path in sorted((rules / "policies").glob("*.yml")) if path.read_text(encoding="utf-8").count("title: "))
    text = policy.read_text(encoding="utf-8")
    put = tmp_path / "put"
    put.write_text(re.sub(r"^title: ", "title: Another ", text, count=1, flags=re.M), encoding="utf-8")
    shelf.cleared()
    watched = Plan(str(policy), calls=("open",), put=str(put))
    opened = len(shelf.ask(watched).calls)
    assert opened > 1
    for change in ("LEND", "REPLACE"):
        for at in range(opened):
            shelf.cleared()
            policy.write_text(text, encoding="utf-8")
            for left in policy.parent.glob("*.lent"):
                left.unlink()
            ended = shelf.ask(watched._replace(at=at, do=change))
            assert ended.code in (0, 2), ended.err
            assert ended.code == 0 or "changed while they were read" in ended.err or "changed while it was read" in ended.err
            policy.write_text(text, encoding="utf-8")
            again = shelf.ask()
            assert (again.code, again.out) == (0, shelf.first.out), (change, at)


@pytest.mark.parametrize("many", [2, 6])
def test_of_those_who_put_a_check_into_one_file_one_is_first_and_the_others_are_shown_theirs(
    many: int, shelf: Shelf, tmp_path: Path
) -> None:
    shelf.cleared(shelf.whole[shelf.name])
    path = tmp_path / "check.json"
    arguments = ("desk", "--plain", "--format", "json", "-o", str(path), "--rules", str(shelf.rules))
    ended = shelf.computer.together([Run(arguments, stdin=b"%d\nq\n" % (1 + one % 2), environment=shelf.around) for one in range(many)])
    written = [one for one in ended if f"The check is written to {path}." in one.out]
    assert len(written) == 1
    kept = json.loads(path.read_bytes())["checks"][0]["answers"]
    assert kept
    for one in ended:
        assert "Traceback" not in one.err
        assert (one.code == 2) == (one is not written[0]), one.err
        assert one is written[0] or "there is a file of this name already" in one.err
        assert one is written[0] or "Answers given." in " ".join(one.out.split()), "what they answered is not lost"
    assert not leftovers(tmp_path)
