"""Finding cycles: who is on one, and a path that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.kernel.model.graph_errors import CycleDetected, DependencyCycleDetected
from migrate.kernel.model.traversal import inverse, upwards

Edges = Mapping[str, tuple[str, ...]]


def in_rising_order(parents: Edges, below: Edges, above: Mapping[str, Sequence[str]]) -> list[str]:
    """Return all ids, each after all that it stands on.

    ``parents`` follow ``down_revision``, ``below`` dependencies too, and ``above`` is the inverse of ``below``.  Raises
    ``CycleDetected``, or ``DependencyCycleDetected`` for a cycle that needs a dependency.
    """
    order = list(upwards(below, above))
    if len(order) == len(below):
        return order
    involved = _on_cycles(parents)
    if involved:
        raise CycleDetected(involved, _a_cycle(involved, parents))
    involved = _on_cycles(below)
    raise DependencyCycleDetected(involved, _a_cycle(involved, below))


def _on_cycles(below: Edges) -> list[str]:
    """Return what is on a cycle or between two, in the order of the table."""
    ordered = set(upwards(below, inverse(below)))
    unordered = {
        id_: [each for each in lower if each not in ordered] for id_, lower in below.items() if id_ not in ordered
    }
    only_above = set(upwards(inverse(unordered), unordered))
    return [id_ for id_ in unordered if id_ not in only_above]


def _a_cycle(involved: Sequence[str], below: Edges) -> tuple[str, ...]:
    """Return one cycle, its first id repeated at the end; each involved id stands on another involved one."""
    members = set(involved)
    path: dict[str, int] = {}
    id_ = involved[0]
    while id_ not in path:
        path[id_] = len(path)
        id_ = next(each for each in below[id_] if each in members)
    return (*list(path)[path[id_] :], id_)
