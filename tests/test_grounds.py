"""Boxes and maximal boxes against a plain listing of every box and every state of small spaces."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import grounds
from checker.grounds import HELD, LIMIT, PAIRS, Effort, Space, TooManyGrounds

Cover = tuple[Space, list[int]]


@st.composite
def spaces(draw: st.DrawFn, facts: int = 4, boxes: int = 2500) -> Space:
    """Up to four facts of two to four cells, with few enough boxes to list them all."""
    widths: list[int] = []
    for width in draw(st.lists(st.integers(2, 4), min_size=1, max_size=facts)):
        boxes //= 2**width - 1
        if boxes:
            widths.append(width)
    return Space(tuple(widths))


def boxes(space: Space) -> st.SearchStrategy[int]:
    """Any box of a space; now and then one that leaves a fact no cell."""
    sets = [
        st.one_of(st.just((1 << width) - 1), st.integers(1, (1 << width) - 1), st.integers(0, (1 << width) - 1)) for width in space.widths
    ]
    return st.tuples(*sets).map(lambda cells: space.box(enumerate(cells)))


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    """A space and some boxes of it."""
    space = draw(spaces())
    return space, draw(st.lists(boxes(space), max_size=6))


def states(space: Space, box: int | None = None) -> set[tuple[int, ...]]:
    """The states in a box (default: all), as the number of a cell for each fact."""
    masks = [space.cells(space.full if box is None else box, index) for index in range(len(space.widths))]
    return set(product(*([cell for cell in range(4) if mask >> cell & 1] for mask in masks)))


def union(space: Space, cover: list[int] | tuple[int, ...]) -> set[tuple[int, ...]]:
    """The states in any box of a cover."""
    return set().union(*(states(space, box) for box in cover))


def every_box(space: Space) -> list[int]:
    """Every box that holds a state."""
    return [space.box(enumerate(masks)) for masks in product(*(range(1, 1 << width) for width in space.widths))]


def maximal_boxes(space: Space, cover: list[int]) -> set[int]:
    """The maximal boxes of a cover by definition: those inside it that no further cell can be added to."""
    covered = union(space, cover)
    inside = {box for box in every_box(space) if states(space, box) <= covered}
    return {box for box in inside if not any(box | cell in inside for cell in cells_outside(space, box))}


def cells_outside(space: Space, box: int) -> list[int]:
    """Each cell that a box leaves out, as a bit."""
    return [1 << bit for bit in range(sum(space.widths)) if not box >> bit & 1]


def any_box(space: Space) -> list[int]:
    """Every box, with those that leave a fact no cell."""
    return [space.box(enumerate(masks)) for masks in product(*(range(1 << width) for width in space.widths))]


SMALL = [Space(widths) for widths in ((2,), (3,), (2, 2), (3, 2))]


@pytest.mark.parametrize("space", SMALL, ids=str)
def test_two_boxes_meet_exactly_if_they_share_a_state_and_one_without_a_state_is_empty(space: Space) -> None:
    for one in any_box(space):
        assert space.empty(one) is (not states(space, one))
        for other in any_box(space):
            assert grounds.meets([one], other, space) is bool(states(space, one) & states(space, other))
            assert grounds.contains([one], other) is (not other & ~one)


@pytest.mark.parametrize("space", SMALL, ids=str)
def test_maximal_is_right_for_every_two_boxes_of_a_small_space(space: Space) -> None:
    for cover in combinations(any_box(space), 2):
        assert set(grounds.maximal(cover, space)) == maximal_boxes(space, list(cover)), cover


@pytest.mark.parametrize("space", [*SMALL, Space((2, 2, 2))], ids=str)
def test_maximal_is_right_for_every_set_of_states_of_a_small_space(space: Space) -> None:
    each = [space.box((fact, 1 << cell) for fact, cell in enumerate(state)) for state in sorted(states(space))]
    for count in range(len(each) + 1):
        for cover in combinations(each, count):
            assert set(grounds.maximal(cover, space)) == maximal_boxes(space, list(cover)), cover


@given(covers())
def test_maximal_finds_every_maximal_box_and_nothing_else(case: Cover) -> None:
    space, cover = case
    assert set(grounds.maximal(cover, space)) == maximal_boxes(space, cover)


@given(covers(), st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_boxes_do_not_matter(case: Cover, random: Random) -> None:
    space, cover = case
    shuffled = [*cover, *cover[:2]]
    random.shuffle(shuffled)
    assert grounds.maximal(shuffled, space) == grounds.maximal(cover, space)


@given(covers())
def test_maximal_boxes_of_maximal_boxes_are_the_same(case: Cover) -> None:
    space, cover = case
    found = grounds.maximal(cover, space)
    assert grounds.maximal(found, space) == found


@given(covers().flatmap(lambda case: st.tuples(st.just(case), boxes(case[0]))))
def test_a_maximal_box_contains_a_box_exactly_if_the_cover_has_all_its_states(case: tuple[Cover, int]) -> None:
    (space, cover), box = case
    if not space.empty(box):
        assert grounds.contains(grounds.maximal(cover, space), box) == (states(space, box) <= union(space, cover))


@given(covers().flatmap(lambda case: st.tuples(st.just(case), boxes(case[0]))))
def test_a_cover_meets_a_box_exactly_if_they_share_a_state(case: tuple[Cover, int]) -> None:
    (space, cover), box = case
    shared = bool(states(space, box) & union(space, cover))
    assert grounds.meets(cover, box, space) == shared
    assert grounds.meets(grounds.maximal(cover, space), box, space) == shared


@given(spaces().flatmap(lambda space: st.tuples(st.just(space), st.lists(st.lists(boxes(space), max_size=3), max_size=3))))
def test_an_intersection_holds_the_states_that_lie_in_every_cover(case: tuple[Space, list[list[int]]]) -> None:
    space, several = case
    expected = states(space).intersection(*(union(space, cover) for cover in several))
    assert union(space, grounds.intersection(several, space)) == expected


@given(covers())
def test_absorbing_drops_only_boxes_that_lie_within_another(case: Cover) -> None:
    space, cover = case
    kept = grounds.absorbed(cover)
    assert union(space, kept) == union(space, cover)
    assert not any(first != second and not first & ~second for first in kept for second in kept)


@st.composite
def twins(draw: st.DrawFn) -> tuple[Space, list[int], int, int]:
    """A cover of a space in which two facts are cut alike."""
    width = draw(st.integers(2, 3))
    others = draw(st.lists(st.integers(2, 3), max_size=2))
    at = sorted(draw(st.lists(st.integers(0, len(others)), min_size=2, max_size=2)))
    widths = [*others[: at[0]], width, *others[at[0] : at[1]], width, *others[at[1] :]]
    space = Space(tuple(widths))
    return space, draw(st.lists(boxes(space), max_size=5)), at[0], at[1] + 1


@given(twins(), st.booleans())
def test_two_facts_made_one_keep_exactly_the_states_in_which_they_agree(case: tuple[Space, list[int], int, int], swapped: bool) -> None:
    space, cover, first, second = case
    if swapped:
        first, second = second, first
    joined = grounds.identified(cover, space, first, second)
    covered = union(space, cover)
    for state in states(space):
        same = tuple(state[first] if index == second else cell for index, cell in enumerate(state))
        assert (state in union(space, joined)) == (same in covered)


@given(spaces())
def test_a_box_tells_which_facts_it_constrains_and_with_which_cells(space: Space) -> None:
    for masks in product(*({1, (1 << width) - 2, (1 << width) - 1} for width in space.widths)):
        box = space.box(enumerate(masks))
        assert [space.cells(box, index) for index in range(len(masks))] == list(masks)
        assert space.constrained(box) == [
            index for index, (mask, width) in enumerate(zip(masks, space.widths, strict=True)) if mask != (1 << width) - 1
        ]


def parity(facts: int) -> Cover:
    """The states in which an odd number of facts are yes: none of them can be joined with another."""
    space = Space((2,) * facts)
    return space, [
        space.box((index, 1 << bit) for index, bit in enumerate(bits)) for bits in product((0, 1), repeat=facts) if sum(bits) % 2
    ]


def pairs(facts: int) -> tuple[Space, list[list[int]]]:
    """One cover for each pair of facts, ``a or b``: their intersection has twice as many boxes with each further pair."""
    space = Space((2,) * (2 * facts))
    return space, [[space.box([(2 * index, 2)]), space.box([(2 * index + 1, 2)])] for index in range(facts)]


def test_more_maximal_boxes_than_the_limit_are_refused() -> None:
    space, cover = parity(5)
    assert len(grounds.maximal(cover, space, Effort(16))) == 16
    with pytest.raises(TooManyGrounds):
        grounds.maximal(cover, space, Effort(15))


def test_a_cover_that_would_take_minutes_is_refused_at_the_usual_limit() -> None:
    space, cover = parity(14)
    with pytest.raises(TooManyGrounds):
        grounds.maximal(cover, space)


def test_an_intersection_that_doubles_without_end_is_refused() -> None:
    space, several = pairs(40)
    with pytest.raises(TooManyGrounds):
        grounds.intersection(several, space)


@given(covers(), st.integers(1, 5))
def test_the_limit_never_changes_an_answer_that_is_given(case: Cover, limit: int) -> None:
    space, cover = case
    complete = grounds.maximal(cover, space)
    try:
        assert grounds.maximal(cover, space, Effort(limit)) == complete
        assert len(complete) <= limit
    except TooManyGrounds:
        assert len(complete) > limit or len(cover) > 1


# --- what is spent -------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
def test_a_rule_may_spend_so_many_steps_in_proportion_to_what_is_allowed_and_not_one_more(times: int) -> None:
    effort = Effort(times * LIMIT)
    effort.pair(times * PAIRS - 1)
    effort.pair(1)
    effort.hold(times * HELD - 1)
    effort.hold(1)
    with pytest.raises(TooManyGrounds):
        effort.pair(1)
    with pytest.raises(TooManyGrounds):
        effort.hold(1)


def spent_by(work: Callable[[Effort], object]) -> tuple[int, int]:
    """How many pairs were joined or met, and how many boxes held against others: what somebody who splits a rule counts on, the same on every machine."""
    effort = Effort(LIMIT)
    work(effort)
    return PAIRS - effort.pairs, HELD - effort.held


def test_each_pair_that_is_met_and_each_box_that_is_held_against_another_is_counted() -> None:
    space = Space((4, 4))
    first, second = ([space.box([(fact, 1 << cell)]) for cell in range(count)] for fact, count in ((0, 3), (1, 4)))
    assert spent_by(lambda effort: grounds.absorbed(first, effort)) == (0, 0 + 1 + 2)
    assert spent_by(lambda effort: grounds.intersection([first, second], space, effort)) == (1 * 3 + 3 * 4, (0 + 1 + 2) + sum(range(12)))


def test_joining_counts_each_pair_once_for_each_fact_that_a_box_constrains() -> None:
    space, cover = parity(3)
    assert len(cover) == 4
    assert spent_by(lambda effort: grounds.maximal(cover, space, effort)) == (3 * 4 * 4, 0 + 1 + 2 + 3)


@given(covers())
def test_facts_that_no_box_constrains_cost_nothing(case: Cover) -> None:
    space, cover = case
    wider = Space((*space.widths, 3, 2))
    beside = [box | wider.fields[-2] | wider.fields[-1] for box in cover]
    assert spent_by(lambda effort: grounds.maximal(beside, wider, effort)) == spent_by(lambda effort: grounds.maximal(cover, space, effort))


def test_joining_boxes_one_of_which_has_all_cells_of_the_other_leads_to_nothing_that_is_held_against_others() -> None:
    space = Space((2, 2))
    cover = [space.box([(0, 1)]), space.box([(1, 1)])]
    assert spent_by(lambda effort: grounds.maximal(cover, space, effort)) == (2 * 2 * 2, 0 + 1)
