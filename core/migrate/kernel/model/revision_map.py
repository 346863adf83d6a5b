"""`RevisionMap`: the revisions of a project, loaded on first use, and the questions one can ask of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from migrate.kernel.model.graph import Graph
from migrate.kernel.model.graph_errors import MultipleHeads, ResolutionError
from migrate.kernel.model.ranges import RangeQuery, revisions_between
from migrate.kernel.model.resolution import bases_of, branch_root, heads_of, resolve
from migrate.kernel.model.revision import Revision
from migrate.kernel.model.targets import HEAD, parse_target, target_texts
from migrate.kernel.model.traversal import closure, highest_common, meetings, tops

RevisionArgument = str | Sequence[str] | None
_Node = TypeVar("_Node", bound=Revision | str)


class RevisionMap:
    """The revisions that a generator gives; it is called on first use.

    Every question that names revisions raises ``ResolutionError`` for a name that nothing answers to, and
    ``MultipleHeads`` where one revision is asked for and several answer.
    """

    def __init__(self, generator: Callable[[], Iterable[Revision]]) -> None:
        self._generator = generator

    @cached_property
    def graph(self) -> Graph:
        """The graph of all revisions."""
        return Graph(self._generator())

    def __iter__(self) -> Iterator[Revision]:
        """Iterate over all revisions in the order of loading."""
        return iter(self.graph.revisions.values())

    def __contains__(self, id_: object) -> bool:
        """Return whether a revision has exactly this id."""
        return id_ in self.graph.revisions

    @property
    def heads(self) -> tuple[str, ...]:
        """The ids that no revision follows, in the order of loading."""
        return heads_of(self.graph)

    @property
    def effective_heads(self) -> tuple[str, ...]:
        """The ids that no revision follows or depends on: what the version table holds after `upgrade heads`."""
        return tuple(id_ for id_, above in self.graph.above.items() if not above)

    @property
    def bases(self) -> tuple[str, ...]:
        """The ids without a parent, in the order of loading."""
        return bases_of(self.graph)

    @property
    def effective_bases(self) -> tuple[str, ...]:
        """The ids with neither a parent nor a dependency, in the order of loading."""
        return tuple(id_ for id_, below in self.graph.below.items() if not below)

    def add_revision(self, revision: Revision, _replace: bool = False) -> None:
        """Add a revision, or put it in the place of the one of the same id.

        Raises ``DuplicateRevision`` for a known id that is not to be replaced, and ``MissingRevision``.
        """
        if _replace and revision.revision in self.graph.revisions:
            others = {**self.graph.revisions, revision.revision: revision}
            self.graph = Graph(others.values())
        else:
            self.graph.add(revision)

    def get_current_head(self, branch_label: str | None = None) -> str | None:
        """Return the id of the only head, of a branch if one is named; None if there is no revision."""
        heads = heads_of(self.graph, branch_label)
        if len(heads) > 1:
            raise MultipleHeads(heads, HEAD if branch_label is None else f"{branch_label}@{HEAD}")
        return heads[0] if heads else None

    def get_revision(self, id_: RevisionArgument) -> Revision | None:
        """Return the one revision that the argument stands for; None for base."""
        if isinstance(id_, str) and id_ in self.graph.revisions:
            return self.graph.revisions[id_]
        found = self._resolved(id_)
        if len(found) > 1:
            raise MultipleHeads(found, str(id_))
        return self.graph.revisions[found[0]] if found else None

    def get_revisions(self, id_: RevisionArgument) -> tuple[Revision, ...]:
        """Return the revisions that the arguments stand for, in their order; none for base."""
        return tuple(self.graph.revisions[each] for each in self._resolved(id_))

    def get_existing(self, id_: str) -> Revision:
        """Return the revision of exactly this id.

        Raises ``ResolutionError``; a beginning or a label does not do.
        """
        if id_ not in self.graph.revisions:
            resolve(self.graph, parse_target(id_))
            raise ResolutionError(f"No such revision or branch '{id_}'", id_, known=len(self.graph.revisions))
        return self.graph.revisions[id_]

    def current_heads(self, ids: Iterable[str]) -> tuple[Revision, ...]:
        """Return the highest applied revision of each branch, in the order of loading, for rows of the version table.

        These are the rows, and what they hold of other branches through dependencies.  Unknown ids are left out.
        """
        applied = closure((id_ for id_ in ids if id_ in self.graph.revisions), self.graph.below)
        return tuple(self.graph.in_order(tops(applied, self.graph.parents)))

    def common_ancestor(self, ids: Sequence[str]) -> Revision | None:
        """Return the highest revision that all the given ones stand on or are; None if there is none."""
        found = highest_common(self._resolved(ids), self.graph.parents)
        return None if found is None else self.graph.revisions[found]

    def meetings(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the given ids and those where their lines meet, from the top down, each with the next below it."""
        return meetings(ids, self.graph.parents, self.graph.revisions)

    def filter_for_lineage(
        self, targets: Iterable[_Node], check_against: str | None, include_dependencies: bool = False
    ) -> tuple[_Node, ...]:
        """Return those of the targets that stand above, below or at what ``check_against`` names."""
        given = tuple(targets)
        against: set[str] = set()
        if check_against:
            target = parse_target(check_against)
            against.update(resolve(self.graph, target if target.is_symbolic else replace(target, label=None)))
            if target.label is not None:
                against.add(branch_root(self.graph, target.label))
        if not against:
            return given
        down = self.graph.below if include_dependencies else self.graph.parents
        up = self.graph.above if include_dependencies else self.graph.children
        line = closure(against, down) | closure(against, up)
        return tuple(each for each in given if (each if isinstance(each, str) else each.revision) in line)

    def iterate_revisions(
        self,
        upper: RevisionArgument,
        lower: RevisionArgument,
        implicit_base: bool = False,
        inclusive: bool = False,
        assert_relative_length: bool = True,
        select_for_downgrade: bool = False,
    ) -> Iterator[Revision]:
        """Yield the revisions between two ends, from the upper to the lower.

        Without ``implicit_base`` only what stands on the lower end counts, with it also other branches that the upper
        end needs.  ``inclusive`` adds the lower end.  A relative end starts from the other; without
        ``assert_relative_length`` one that leads too far stops at the edge.  ``select_for_downgrade`` takes ``upper``
        as the rows of a version table and yields what a downgrade to ``lower`` would run.

        Raises ``RangeNotAncestorError`` if ``lower`` is not below ``upper``.
        """
        query = RangeQuery(upper, lower, implicit_base, inclusive, assert_relative_length, select_for_downgrade)
        for id_ in revisions_between(self.graph, query):
            yield self.graph.revisions[id_]

    def _resolved(self, argument: RevisionArgument) -> tuple[str, ...]:
        return tuple(id_ for text in target_texts(argument) for id_ in resolve(self.graph, parse_target(text)))
