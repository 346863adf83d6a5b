"""Graphs far larger than a project's: nothing recurses, and nothing grows faster than the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

import pytest

from migrate.kernel.model.drawing import draw
from migrate.kernel.model.planning import downgrade_plan, stamp_plan, upgrade_plan
from migrate.script.revision import Revision, RevisionMap

# Seconds that each question may take at 20,000 revisions; a few hundredths are usual, so that even a busy machine
# stays below, while anything quadratic takes minutes.
PATIENCE = 5.0
SIZE = 20_000


def chain() -> Iterator[Revision]:
    """One straight line."""
    for number in range(SIZE):
        yield Revision(f"{number:012x}", f"{number - 1:012x}" if number else None)


def merges() -> Iterator[Revision]:
    """Twenty labelled branches, merged every fifty revisions."""
    tips: tuple[str, ...] = ()
    for start in range(0, SIZE, 50):
        for number in range(start, start + 30):
            yield Revision(f"{number:012x}", tips)
            tips = (f"{number:012x}",)
        fork, tips = tips, tuple(f"{number:012x}" for number in range(start + 30, start + 50))
        for branch, tip in enumerate(tips):
            yield Revision(tip, fork, branch_labels=f"branch{branch}" if start == 0 else None)


def dependent() -> Iterator[Revision]:
    """Two lines, one of which depends on the other all the way up."""
    for number in range(SIZE // 2):
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
def test_twenty_thousand_revisions_are_no_trouble(shape: Callable[[], Iterator[Revision]]) -> None:
    """Every question is answered within seconds on a line, on merges of twenty branches, and across dependencies."""
    revisions = RevisionMap(shape)
    for name, question in QUESTIONS.items():
        started = perf_counter()
        question(revisions)
        taken = perf_counter() - started
        assert taken < PATIENCE, f"{name}: {taken:.1f} s"


def test_many_lookups_by_beginning_do_not_scan_the_map() -> None:
    """A thousand lookups by the beginning of an id take no longer than one question about the whole map."""
    revisions = RevisionMap(lambda: (Revision(f"{number:05x}{number:07x}", None) for number in range(SIZE)))
    started = perf_counter()
    for number in range(1000):
        found = revisions.get_revision(f"{number:05x}")
        assert found is not None
    assert perf_counter() - started < PATIENCE
