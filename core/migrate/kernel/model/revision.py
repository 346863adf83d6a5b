"""One revision: its id, its place in the graph, and what it is to its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from migrate.kernel.errors import RevisionError
from migrate.kernel.model.graph_errors import DependencyLoopDetected, LoopDetected

RevisionIds = str | Iterable[str] | None

# Characters of the target language (`a:b`, `label@head`, `id+1`, `id-1`), which an id or a label therefore cannot hold.
RESERVED = frozenset(":@+-")
# Its words, which stand for places in the graph.
WORDS = frozenset({"head", "heads", "base", "current"})
NO_LABELS: AbstractSet[str] = frozenset()
NO_IDS: frozenset[str] = frozenset()


class Revision:
    """A node of the graph; the `RevisionMap` that holds it fills in what depends on its neighbours.

    ``down_revision`` and ``dependencies`` are None, one id, or a tuple of several; a dependency may also be a branch
    label or the beginning of an id.
    """

    revision: str
    down_revision: str | tuple[str, ...] | None
    dependencies: str | tuple[str, ...] | None
    # The ids of the parents, and the labels that the revision itself carries.
    down_revisions: tuple[str, ...]
    own_labels: tuple[str, ...] = ()
    # The labels of the branch: the revision's own, and those it gets from the revisions around it.
    branch_labels: AbstractSet[str] = NO_LABELS
    # The ids of the revisions that name this one as a parent, and of those that stand on it in any way.
    nextrev: frozenset[str] = NO_IDS
    dependents: frozenset[str] = NO_IDS
    # The ids that the dependencies stand for.
    resolved_dependencies: tuple[str, ...] = ()

    def __init__(
        self,
        revision: str,
        down_revision: RevisionIds,
        dependencies: RevisionIds = None,
        branch_labels: RevisionIds = None,
    ) -> None:
        self.verify_rev_id(revision)
        self.revision = revision
        self.down_revisions = parents = as_tuple(down_revision)
        if revision in parents:
            raise LoopDetected(revision)
        self.down_revision = as_scalar(parents)
        self.dependencies = None
        if dependencies:
            self.dependencies = as_scalar(as_tuple(dependencies))
            if revision in as_tuple(dependencies):
                raise DependencyLoopDetected(revision)
        if branch_labels:
            self.own_labels = as_tuple(branch_labels)
            self.branch_labels = frozenset(self.own_labels)

    @classmethod
    def verify_rev_id(cls, revision: str) -> None:
        """Raise ``RevisionError`` if the id is empty, is a word of the target language, or holds its characters."""
        if not isinstance(revision, str) or not revision or revision in WORDS:
            raise RevisionError(f"{revision!r} cannot be a revision identifier")
        if not RESERVED.isdisjoint(revision):
            found = ", ".join(sorted(RESERVED.intersection(revision)))
            raise RevisionError(f"Character(s) '{found}' not allowed in revision identifier '{revision}'")

    def add_nextrev(self, revision: Revision) -> None:
        """Note that the given revision follows or depends on this one."""
        self.dependents |= {revision.revision}
        if self.revision in revision.down_revisions:
            self.nextrev |= {revision.revision}

    @property
    def all_down_revisions(self) -> tuple[str, ...]:
        """The ids of the parents, then of the dependencies that are no parents."""
        parents = self.down_revisions
        return parents + tuple(each for each in self.resolved_dependencies if each not in parents)

    @property
    def is_head(self) -> bool:
        """Whether no revision follows this one; a revision that others only depend on is a head."""
        return not self.nextrev

    @property
    def is_base(self) -> bool:
        """Whether this revision has no parent; it may have dependencies."""
        return self.down_revision is None

    @property
    def is_branch_point(self) -> bool:
        """Whether more than one revision follows this one."""
        return len(self.nextrev) > 1

    @property
    def is_merge_point(self) -> bool:
        """Whether this revision has more than one parent."""
        return len(self.down_revisions) > 1

    def __repr__(self) -> str:
        parts = [repr(self.revision), repr(self.down_revision)]
        if self.dependencies:
            parts.append(f"dependencies={self.dependencies!r}")
        if self.branch_labels:
            parts.append(f"branch_labels={{{', '.join(map(repr, sorted(self.branch_labels)))}}}")
        return f"{type(self).__name__}({', '.join(parts)})"


def as_tuple(ids: RevisionIds) -> tuple[str, ...]:
    """Return the ids as a tuple, each once; a string is one id."""
    if not ids:
        return ()
    if isinstance(ids, str):
        return (ids,)
    return tuple(dict.fromkeys(ids))


def as_scalar(ids: tuple[str, ...]) -> str | tuple[str, ...] | None:
    """Return None for no id, the id itself for one, and the tuple for several."""
    if len(ids) > 1:
        return ids
    return ids[0] if ids else None
