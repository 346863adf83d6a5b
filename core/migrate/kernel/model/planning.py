"""Plans as values: which revisions run, in which order, and what the version table holds after each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from migrate.kernel.model.applied import Applied
from migrate.kernel.model.graph import Graph
from migrate.kernel.model.graph_errors import OverlappingRevisions
from migrate.kernel.model.plan import Direction, Plan, Step
from migrate.kernel.model.ranges import descent_to, ends_from, refuse_overlap
from migrate.kernel.model.resolution import too_far
from migrate.kernel.model.revision_map import RevisionMap
from migrate.kernel.model.stamping import stamp_steps
from migrate.kernel.model.targets import Target, parse_target, target_texts
from migrate.kernel.model.traversal import beyond, closure, closure_within, downwards
from migrate.kernel.text import listed

TargetArgument = str | Sequence[str] | None


def upgrade_plan(revisions: RevisionMap, heads: Sequence[str], target: TargetArgument) -> Plan:
    """Return the steps that bring a database at ``heads`` up to the target; none if it is there or above.

    Raises ``UnknownRows`` for heads that no revision has, ``OverlappingRevisions``, ``NotReachable`` and
    ``AmbiguousTarget``, beside the errors of ``RevisionMap.get_revisions``.
    """
    graph = revisions.graph
    applied = _applied(graph, heads)
    targets = _targets(target)
    for each in targets:
        steps = each.offset or 0
        if each.is_relative and steps < 0:
            raise too_far(each, hint=f"an upgrade leads up: use +{-steps}, or `migrate downgrade {each.text}`")
    ends = ends_from(graph, targets, tuple(heads))
    pending = closure(ends, graph.below) - applied.members
    order = list(downwards(pending, graph.below, graph.revisions))
    order.reverse()
    return Plan(tuple(_steps(graph, applied, applied.apply, order, Direction.UPGRADE)), tuple(sorted(set(heads))))


def downgrade_plan(revisions: RevisionMap, heads: Sequence[str], target: TargetArgument) -> Plan:
    """Return the steps that bring a database at ``heads`` down to the target; none if it is there.

    What stands on a revision that goes, goes before it, also by way of a dependency.  Raises as ``upgrade_plan``
    does; ``NotReachable`` if the target is not below the heads.
    """
    graph = revisions.graph
    applied = _applied(graph, heads)
    descent = descent_to(graph, tuple(heads), _targets(target), applied.members)
    leaving = closure_within(descent.roots, graph.above, applied.members)
    order = downwards(leaving, graph.below, graph.revisions)
    return Plan(tuple(_steps(graph, applied, applied.revert, order, Direction.DOWNGRADE)), tuple(sorted(set(heads))))


def stamp_plan(revisions: RevisionMap, heads: Sequence[str], target: TargetArgument) -> Plan:
    """Return the steps that write the target into the version table and run nothing.

    The rows that result are those that an upgrade or a downgrade to the target would leave.  Of several targets each
    is written as it is named.  Rows that no revision has are dropped, unless the target names a branch.
    """
    steps = tuple(stamp_steps(revisions.graph, tuple(heads), _targets(target)))
    return Plan(steps, tuple(sorted(set(heads))))


def heads_above(revisions: RevisionMap, heads: Sequence[str], target: TargetArgument) -> tuple[str, ...]:
    """Return the heads that stand above the target: with these, an upgrade to it has nothing to do."""
    graph = revisions.graph
    ends = ends_from(graph, _targets(target), tuple(heads))
    higher = beyond(ends, graph.above)
    return tuple(head for head in heads if head in higher)


def _targets(argument: TargetArgument) -> list[Target]:
    return [parse_target(text) for text in target_texts(argument)]


def _applied(graph: Graph, heads: Sequence[str]) -> Applied:
    applied = Applied(graph, heads)
    applied.refuse_unknown_rows()
    try:
        refuse_overlap(graph, heads)
    except OverlappingRevisions as error:
        error.hint = (
            f"the version table holds {listed(sorted(heads))}, though {error.upper} stands on {error.lower}: "
            f"write the right rows with `migrate stamp`"
        )
        raise
    return applied


def _steps(
    graph: Graph, applied: Applied, move: Callable[[str], None], order: Iterable[str], direction: Direction
) -> Iterator[Step]:
    before = applied.rows
    for id_ in order:
        move(id_)
        after = applied.rows
        revision = graph.revisions[id_]
        yield Step(direction, (revision,), revision.down_revisions, before, after, direction is Direction.UPGRADE)
        before = after
