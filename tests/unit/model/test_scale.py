"""Graphs far larger than a project's: nothing recurses, and nothing grows faster than the graph."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from migrate.kernel.model.drawing import draw
from migrate.kernel.model.planning import downgrade_plan, stamp_plan, upgrade_plan
from migrate.script.revision import Revision, RevisionMap

Shape = Callable[[int], Iterator[Revision]]

SMALL, LARGE = 1_000, 4_000
# How many times the calls may be at four times the size: four, with an allowance for what grows by a logarithm, and far
# below the sixteen of anything quadratic.
GROWTH = 5.0


@contextmanager
def counted_calls() -> Iterator[list[int]]:
    """Count the calls of functions, those written in C included, inside the ``with`` block: the one entry of a list."""
    calls = [0]

    def note(frame: Any, event: str, argument: Any) -> None:
        calls[0] += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def chain(size: int) -> Iterator[Revision]:
    """One straight line."""
    for number in range(size):
        yield Revision(f"{number:012x}", f"{number - 1:012x}" if number else None)


def merges(size: int) -> Iterator[Revision]:
    """Twenty labelled branches, merged every fifty revisions."""
    tips: tuple[str, ...] = ()
    for start in range(0, size, 50):
        for number in range(start, start + 30):
            yield Revision(f"{number:012x}", tips)
            tips = (f"{number:012x}",)
        fork, tips = tips, tuple(f"{number:012x}" for number in range(start + 30, start + 50))
        for branch, tip in enumerate(tips):
            yield Revision(tip, fork, branch_labels=f"branch{branch}" if start == 0 else None)


def dependent(size: int) -> Iterator[Revision]:
    """Two lines, one of which depends on the other all the way up."""
    for number in range(size // 2):
        lower = number - 1
        yield Revision(f"a{number:011x}", f"a{lower:011x}" if number else None)
        yield Revision(f"b{number:011x}", f"b{lower:011x}" if number else None, dependencies=f"a{number:011x}")


QUESTIONS: dict[str, Callable[[RevisionMap], object]] = {
    "heads": lambda revisions: revisions.heads,
    "the whole history": lambda revisions: list(revisions.iterate_revisions("heads", "base")),
    "upgrade": lambda revisions: upgrade_plan(revisions, (), "heads"),
    "downgrade": lambda revisions: downgrade_plan(revisions, revisions.effective_heads, "base"),
    "stamp": lambda revisions: stamp_plan(revisions, (), "heads"),
    "meetings": lambda revisions: revisions.meetings(revisions.heads),
    "common ancestor": lambda revisions: revisions.common_ancestor(revisions.heads),
    "lineage": lambda revisions: revisions.filter_for_lineage(revisions.heads, revisions.heads[0]),
    "drawing": lambda revisions: draw(revisions.iterate_revisions("heads", "base")),
}


@pytest.mark.parametrize("shape", [chain, merges, dependent])
def test_twenty_thousand_revisions_are_answered_for(shape: Shape) -> None:
    """Every question has an answer on a line, on merges of twenty branches, and across dependencies."""
    revisions = RevisionMap(partial(shape, 20_000))
    for question in QUESTIONS.values():
        question(revisions)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("shape", [chain, merges, dependent])
def test_calls_grow_with_the_graph_and_no_faster(shape: Shape, question: str) -> None:
    """The map is built by the first question, so that its building is counted too."""
    calls = []
    for size in (SMALL, LARGE):
        with counted_calls() as counted:
            QUESTIONS[question](RevisionMap(partial(shape, size)))
        calls.append(counted[0])
    assert calls[1] < GROWTH * calls[0]


def test_lookups_by_beginning_do_not_scan_the_map() -> None:
    """The thousandth lookup takes as many calls in a large map as in a small one."""
    calls = []
    for size in (SMALL, LARGE):
        revisions = RevisionMap(partial(scattered, size))
        assert revisions.get_revision(f"{0:05x}") is not None
        with counted_calls() as counted:
            for number in range(SMALL):
                assert revisions.get_revision(f"{number:05x}") is not None
        calls.append(counted[0])
    assert calls[1] < 1.5 * calls[0]


def scattered(size: int) -> Iterator[Revision]:
    """Many heads, whose ids begin differently."""
    for number in range(size):
        yield Revision(f"{number:05x}{number:07x}", None)
