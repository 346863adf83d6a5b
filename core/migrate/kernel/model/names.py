"""The names that revisions answer to: ids, branch labels, and unambiguous beginnings of either."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from functools import cached_property

from migrate.kernel.model.graph_errors import DuplicateRevision
from migrate.kernel.model.revision import Revision


class Names:
    """An index of ids and labels.

    A whole name is found by one lookup; the beginning of one by bisection in a sorted list, made on first need.
    """

    def __init__(self, revisions: Mapping[str, Revision]) -> None:
        self._revisions = revisions
        self.labels: dict[str, str] = {}
        for revision in revisions.values():
            if revision.own_labels:
                self._enter_labels(revision)

    def add(self, revision: Revision) -> None:
        """Enter the names of one more revision."""
        self._enter_labels(revision)
        if "_sorted" in self.__dict__:
            for name in (revision.revision, *revision.own_labels):
                insort(self._sorted, name)

    def matching(self, name: str) -> tuple[str, ...]:
        """Return the ids of the revisions that the name, or a beginning of a name, could mean; sorted by name."""
        if name in self._revisions:
            return (name,)
        if name in self.labels:
            return (self.labels[name],)
        return self._beginning_with(name) if name else ()

    def known(self) -> list[str]:
        """Return all ids and labels, sorted."""
        return self._sorted

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted([*self._revisions, *self.labels])

    def _beginning_with(self, start: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for position in range(bisect_left(self._sorted, start), len(self._sorted)):
            name = self._sorted[position]
            if not name.startswith(start):
                break
            found[self.labels.get(name, name)] = None
        return tuple(found)

    def _enter_labels(self, revision: Revision) -> None:
        for label in revision.own_labels:
            taken = label if label in self._revisions else self.labels.get(label)
            if taken is not None:
                raise DuplicateRevision(
                    f"Branch name '{label}' in revision {revision.revision} already used by revision {taken}",
                    self._revisions[taken],
                    revision,
                )
        self.labels.update(dict.fromkeys(revision.own_labels, revision.revision))
