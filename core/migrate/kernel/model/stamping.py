"""The steps of a stamp: moves of the version table alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migrate.kernel.model.applied import Applied
from migrate.kernel.model.graph import Graph
from migrate.kernel.model.plan import Direction, Step
from migrate.kernel.model.ranges import Descent, descent_to, ends_from
from migrate.kernel.model.resolution import branch_root
from migrate.kernel.model.targets import BASE, HEADS, Target, parse_target
from migrate.kernel.model.traversal import beyond, closure, closure_within


def stamp_steps(graph: Graph, heads: Sequence[str], targets: Sequence[Target]) -> Iterator[Step]:
    """Yield a step for each target that changes the version table, downward moves first."""
    applied = Applied(graph, heads)
    downward, upward = _moves(graph, [row for row in heads if row in graph.revisions], targets, applied)
    before = applied.rows
    foreign = applied.unknown_rows if any(target.label is not None for target in targets) else ()
    applied.drop_superfluous_rows()
    for row in foreign:
        applied.write(row, ())
    for target, descent in downward:
        applied.take_away(_leaving(graph, target, descent, applied))
        yield from _step(graph, before, applied.rows, upwards=False)
        before = applied.rows
    # What an earlier target took away, and a later one names, is written again.
    lost = [id_ for _, descent in downward for id_ in descent.kept if id_ not in applied.members]
    covered = _Covered(graph, applied)
    for id_ in (*lost, *upward):
        applied.write(id_, covered.by(id_))
        yield from _step(graph, before, applied.rows, upwards=True)
        before = applied.rows


def _moves(
    graph: Graph, known: Sequence[str], targets: Sequence[Target], applied: Applied
) -> tuple[list[tuple[Target, Descent]], list[str]]:
    """Sort the targets into those below or at the rows, and the ids above them or beside them."""
    downward: list[tuple[Target, Descent]] = []
    upward: list[str] = []
    for target in targets or (parse_target(BASE),):
        higher = [] if _leads_down(target) else _not_applied(graph, target, known, applied)
        upward.extend(higher)
        if not higher:
            downward.append((target, descent_to(graph, known, (target,), applied.members)))
    return downward, upward


class _Covered:
    """Finds the rows that a revision implies, visiting each revision once for all that are asked."""

    def __init__(self, graph: Graph, applied: Applied) -> None:
        self._below = graph.below
        self._applied = applied.members
        self._rows = set(applied.rows)
        self._visited: set[str] = set()

    def by(self, id_: str) -> list[str]:
        """Return the rows that the revision stands on and that no earlier one covered."""
        found: list[str] = []
        pending = [id_]
        while pending:
            for lower in self._below[pending.pop()]:
                if lower not in self._visited:
                    self._visited.add(lower)
                    if lower in self._rows:
                        found.append(lower)
                    if lower not in self._applied:
                        pending.append(lower)
        return found


def _leads_down(target: Target) -> bool:
    return target.is_base or (target.is_relative and (target.offset or 0) < 0)


def _not_applied(graph: Graph, target: Target, known: Sequence[str], applied: Applied) -> list[str]:
    ends: Iterable[str] = ends_from(graph, (target,), known)
    if target.symbol == HEADS:
        implied = beyond(ends, graph.below)
        ends = (end for end in ends if end not in implied)
    return [end for end in ends if end not in applied.members]


def _leaving(graph: Graph, target: Target, descent: Descent, applied: Applied) -> set[str]:
    leaving = closure_within(descent.roots, graph.above, applied.members)
    if target.is_base and target.label is not None:
        # What branches share stays as long as a row of another branch stands on it.
        root = branch_root(graph, target.label)
        line = closure([root], graph.below) | closure([root], graph.above)
        leaving -= closure((row for row in applied.rows if row in graph.revisions and row not in line), graph.below)
    return leaving


def _step(graph: Graph, before: tuple[str, ...], after: tuple[str, ...], *, upwards: bool) -> Iterator[Step]:
    if before == after:
        return
    removed = tuple(row for row in before if row not in after)
    added = tuple(row for row in after if row not in before)
    upper, lower = (added, removed) if upwards else (removed, added)
    revisions = tuple(graph.revisions[id_] for id_ in upper if id_ in graph.revisions)
    yield Step(Direction.STAMP, revisions, lower, before, after, upwards)
