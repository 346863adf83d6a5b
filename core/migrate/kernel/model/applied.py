"""What a database holds: the rows of its version table, and how each move changes them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Sequence

from migrate.kernel.model.graph import Graph
from migrate.kernel.model.graph_errors import UnknownRows
from migrate.kernel.model.traversal import closure, tops
from migrate.kernel.text import nearest


class Applied:
    """The applied revisions, and the rows that stand for them.

    A row stands for its revision and all that this one stands on; ``rows`` are sorted.
    """

    def __init__(self, graph: Graph, rows: Iterable[str]) -> None:
        self._graph = graph
        self._rows = sorted(set(rows))
        self.members = closure((row for row in self._rows if row in graph.revisions), graph.below)
        self._standing: dict[str, int] | None = None

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the version table, sorted."""
        return tuple(self._rows)

    @property
    def unknown_rows(self) -> tuple[str, ...]:
        """The rows that no revision has as its id."""
        return tuple(row for row in self._rows if row not in self._graph.revisions)

    def refuse_unknown_rows(self) -> None:
        """Raise ``UnknownRows`` if there are any."""
        unknown = self.unknown_rows
        if unknown:
            near = nearest(unknown[0], self._graph.revisions)
            raise UnknownRows(unknown, nearest=near, known=len(self._graph.revisions))

    def drop_superfluous_rows(self) -> None:
        """Keep only the rows that no other row implies."""
        self._rows = sorted(tops(self.members, self._graph.below))

    def apply(self, id_: str) -> None:
        """Add a revision; all that it stands on must be there."""
        self._replace(self._graph.below[id_], (id_,))
        self.members.add(id_)

    def revert(self, id_: str) -> None:
        """Take a revision away; nothing that is there may stand on it."""
        standing = self._count_standing()
        uncovered = []
        for lower in self._graph.below[id_]:
            standing[lower] -= 1
            if not standing[lower]:
                uncovered.append(lower)
        self._replace((id_,), uncovered)
        self.members.discard(id_)

    def take_away(self, ids: Collection[str]) -> None:
        """Take many revisions away at once; nothing else that is there may stand on one of them."""
        self.members.difference_update(ids)
        borders = {lower for id_ in ids for lower in self._graph.below[id_] if lower in self.members}
        uncovered = [lower for lower in borders if self.members.isdisjoint(self._graph.above[lower])]
        self._replace(ids, uncovered)
        self._standing = None

    def write(self, id_: str, covered: Iterable[str]) -> None:
        """Write a row for a revision in the place of the rows that it implies."""
        self._replace(covered, (id_,))

    def _replace(self, removed: Iterable[str], added: Sequence[str]) -> None:
        gone = set(removed).intersection(self._rows)
        if gone:
            self._rows = [row for row in self._rows if row not in gone]
        for row in added:
            if row not in self._rows:
                insort(self._rows, row)

    def _count_standing(self) -> dict[str, int]:
        """Return, for each applied revision, how many applied ones stand directly on it."""
        if self._standing is None:
            self._standing = dict.fromkeys(self.members, 0)
            for id_ in self.members:
                for lower in self._graph.below[id_]:
                    self._standing[lower] += 1
        return self._standing
