"""The graph of revisions as adjacency tables, built in one pass and checked for dangling references and cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migrate.kernel.model.cycles import in_rising_order
from migrate.kernel.model.graph_errors import DependencyLoopDetected, DuplicateRevision, MissingRevision
from migrate.kernel.model.labels import spread_labels, spread_labels_of
from migrate.kernel.model.names import Names
from migrate.kernel.model.revision import Revision, as_tuple
from migrate.kernel.text import nearest


class Graph:
    """The revisions in the order of loading, and their edges by id.

    ``parents`` and ``children`` follow ``down_revision`` alone; ``below`` and ``above`` follow dependencies as well,
    parents first.  Without any dependency both pairs are the same tables.

    Raises ``DuplicateRevision``, ``MissingRevision`` and ``CycleDetected`` while it is built.
    """

    def __init__(self, revisions: Iterable[Revision]) -> None:
        self.revisions: dict[str, Revision] = {}
        for revision in revisions:
            self._enter(revision)
        self.names = Names(self.revisions)
        self.parents: dict[str, tuple[str, ...]] = {id_: each.down_revisions for id_, each in self.revisions.items()}
        self.children = self._inverse(self.parents)
        self.below: dict[str, tuple[str, ...]] = self.parents
        self.above: dict[str, list[str]] = self.children
        dependent = [each for each in self.revisions.values() if each.dependencies]
        if dependent:
            self._resolve(dependent)
        order = in_rising_order(self.parents, self.below, self.above)
        self._link()
        spread_labels(self.revisions, order)

    def add(self, revision: Revision) -> None:
        """Add one revision on top of those that are there.

        Raises ``DuplicateRevision`` and ``MissingRevision``; the graph is then as it was.
        """
        known = self.revisions.get(revision.revision)
        if known is not None:
            raise DuplicateRevision(f"Revision {revision.revision} is present more than once", known, revision)
        dependencies = self._dependencies_of(revision) if revision.dependencies else ()
        for parent in revision.down_revisions:
            if parent not in self.revisions:
                raise self._missing(parent, revision)
        self.names.add(revision)
        self._enter(revision)
        self._connect(revision, dependencies)
        spread_labels_of(revision, self.revisions)

    def _enter(self, revision: Revision) -> None:
        known = self.revisions.setdefault(revision.revision, revision)
        if known is not revision:
            raise DuplicateRevision(f"Revision {revision.revision} is present more than once", known, revision)

    def _inverse(self, edges: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
        inverse: dict[str, list[str]] = {id_: [] for id_ in self.revisions}
        for id_, targets in edges.items():
            for target in targets:
                if target not in inverse:
                    raise self._missing(target, self.revisions[id_])
                inverse[target].append(id_)
        return inverse

    def _resolve(self, dependent: Iterable[Revision]) -> None:
        """Give the dependencies tables of their own."""
        self.below = dict(self.parents)
        for revision in dependent:
            revision.resolved_dependencies = self._dependencies_of(revision)
            self.below[revision.revision] = revision.all_down_revisions
        self.above = self._inverse(self.below)

    def _dependencies_of(self, revision: Revision) -> tuple[str, ...]:
        resolved: list[str] = []
        for name in as_tuple(revision.dependencies):
            found = self.names.matching(name)
            if len(found) != 1:
                raise self._missing(name, revision)
            if found[0] == revision.revision:
                raise DependencyLoopDetected(revision.revision)
            resolved.append(found[0])
        return tuple(dict.fromkeys(resolved))

    def _link(self) -> None:
        """Tell each revision who stands on it."""
        shared = self.above is self.children
        for id_, revision in self.revisions.items():
            children = self.children[id_]
            revision.nextrev = frozenset(children)
            revision.dependents = revision.nextrev if shared else frozenset(self.above[id_])

    def _connect(self, revision: Revision, dependencies: tuple[str, ...]) -> None:
        if dependencies and self.below is self.parents:
            self.below = dict(self.parents)
            self.above = {id_: list(children) for id_, children in self.children.items()}
        id_ = revision.revision
        revision.resolved_dependencies = dependencies
        self.parents[id_] = revision.down_revisions
        self.children[id_] = []
        for parent in revision.down_revisions:
            self.children[parent].append(id_)
        if self.below is not self.parents:
            self.below[id_] = revision.all_down_revisions
            self.above[id_] = []
            for each in self.below[id_]:
                self.above[each].append(id_)
        for each in revision.all_down_revisions:
            self.revisions[each].add_nextrev(revision)

    def _missing(self, name: str, referrer: Revision) -> MissingRevision:
        return MissingRevision(
            name, referrer.revision, nearest=nearest(name, self.revisions), known=len(self.revisions)
        )

    def in_order(self, ids: Iterable[str]) -> Iterator[Revision]:
        """Yield the revisions of the ids in the order of loading."""
        wanted = set(ids)
        return (revision for id_, revision in self.revisions.items() if id_ in wanted)
