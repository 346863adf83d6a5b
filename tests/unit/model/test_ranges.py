"""`RevisionMap.iterate_revisions`: what is between two ends, and in which order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.kernel.model.graph_errors import AmbiguousTarget, OverlappingRevisions
from migrate.script.revision import RangeNotAncestorError
from support.graphs import Spec, below, built, databases, graphs, highest, ids, parse

TWO_BRANCHES = """
a <- b <- c1 [left] <- d1
b <- c2 [right] <- d2
"""


def between(text: str, upper: object, lower: object, **how: Any) -> list[str]:
    return ids(parse(text).iterate_revisions(upper, lower, **how))  # type: ignore[arg-type]  # what users write


def test_one_branch_is_finished_before_the_next_begins() -> None:
    """The order follows one branch to where it meets another, and goes on below when all have arrived."""
    assert between(TWO_BRANCHES, "heads", "base") == ["d1", "c1", "d2", "c2", "b", "a"]


@pytest.mark.parametrize(
    ("upper", "lower", "found"),
    [
        ("d1", "b", ["d1", "c1"]),
        ("heads", "b", ["d1", "c1", "d2", "c2"]),
        ("heads", "right@base", ["d2", "c2", "b", "a"]),
        ("left@head", "base", ["d1", "c1", "b", "a"]),
        ("a", "a", []),
        (None, None, []),
    ],
)
def test_the_lower_end_is_left_out(upper: object, lower: object, found: list[str]) -> None:
    """A range holds what is above its lower end, up to its upper end."""
    assert between(TWO_BRANCHES, upper, lower) == found


@pytest.mark.parametrize(
    ("upper", "lower", "found"),
    [
        ("d1", "b", ["d1", "c1", "b"]),
        ("d1", "-2", ["d1", "c1", "b"]),
        ("d1", "-9", ["d1", "c1", "b", "a"]),
        ("+2", "a", None),
        ("left@+2", "a", ["c1", "b", "a"]),
        ("left@+9", "a", ["d1", "c1", "b", "a"]),
        ("heads", "left@-1", ["d1", "c1"]),
        (("d1", "c2"), "b", ["d1", "c1", "c2", "b"]),
    ],
)
def test_history_takes_the_lower_end_in(upper: object, lower: object, found: list[str] | None) -> None:
    """With both ends included, one end may be counted from the other, and may lead beyond the graph."""
    how = {"inclusive": True, "assert_relative_length": False}
    if found is None:
        with pytest.raises(AmbiguousTarget):
            between(TWO_BRANCHES, upper, lower, **how)
    else:
        assert between(TWO_BRANCHES, upper, lower, **how) == found


@pytest.mark.parametrize(("upper", "lower"), [("b", "d1"), ("d1", "c2"), (None, "a"), ((), "a"), ("a", "heads")])
def test_a_range_upside_down_is_refused(upper: object, lower: object) -> None:
    """A lower end that is not below the upper one is an error naming both as they were given."""
    with pytest.raises(RangeNotAncestorError) as caught:
        between(TWO_BRANCHES, upper, lower)
    assert str(caught.value) == f"Revision {lower} is not an ancestor of revision {upper or 'base'}"
    assert (caught.value.lower, caught.value.upper) == (lower, upper or None)


def test_ends_that_overlap_are_refused() -> None:
    """Two upper or two lower ends of which one stands on the other are an error; one named twice is not."""
    with pytest.raises(OverlappingRevisions) as caught:
        between(TWO_BRANCHES, ["c1", "d2", "d1"], ())
    assert str(caught.value) == "Requested revision d1 overlaps with other requested revisions c1"
    assert (caught.value.upper, caught.value.lower) == ("d1", "c1")
    assert between(TWO_BRANCHES, ("d1", "d1"), "c1") == ["d1"]


def test_dependencies_are_needed_but_not_followed_by_a_range() -> None:
    """A range from base holds the dependencies; one from a revision holds only what stands on it."""
    graph = "a <- b\nx <- y\ny ~> b"
    assert between(graph, "y", "base") == ["y", "x", "b", "a"]
    assert between(graph, "y", "x") == ["y"]
    assert between(graph, "y", "x", implicit_base=True) == ["y", "b", "a"]


@given(graphs(), st.data())
def test_a_range_equals_brute_force(graph: list[Spec], data: st.DataObject) -> None:
    """A range holds exactly what is below the upper end, not below the lower end, and above it unless told not to."""
    names = [spec.id for spec in graph]
    upper, lower = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
    whole = data.draw(st.booleans())
    expected = below(graph, [upper]) - below(graph, [lower])
    revisions = built(graph).iterate_revisions(upper, lower, implicit_base=whole)
    if not whole and lower not in below(graph, [upper]):
        with pytest.raises(RangeNotAncestorError):
            list(revisions)
        return
    if not whole:
        expected = {each for each in expected if lower in below(graph, [each])}
    assert set(ids(revisions)) == expected


@given(databases())
def test_what_is_above_comes_first(database: tuple[list[Spec], tuple[str, ...]]) -> None:
    """No revision comes before one that stands on it, and each comes once."""
    graph, _ = database
    order = ids(built(graph).iterate_revisions("heads", "base"))
    assert sorted(order) == sorted(spec.id for spec in graph)
    for position, id_ in enumerate(order):
        assert not below(graph, [id_]) & set(order[:position])


@given(databases(), st.data())
def test_a_downgrade_takes_the_branch_above_and_its_dependents(
    database: tuple[list[Spec], tuple[str, ...]], data: st.DataObject
) -> None:
    """A downgrade takes away what follows the target, and all applied revisions that stand on what goes."""
    graph, rows = database
    applied = below(graph, rows)
    if not applied:
        return
    target = data.draw(st.sampled_from(sorted(applied)))
    leaving = {spec.id for spec in graph if spec.id in applied and target in spec.parents}
    leaving = {each for each in applied if below(graph, [each]) & leaving}
    found = ids(built(graph).iterate_revisions(rows, target, select_for_downgrade=True))
    assert set(found) == leaving
    assert set(highest(graph, applied - leaving)) <= applied
