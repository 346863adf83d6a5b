"""Branch labels: which revisions belong to the branch that a label names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from migrate.kernel.model.revision import NO_LABELS, Revision


class BranchLabels(AbstractSet[str]):
    """A set of labels: some of its own, and those of other sets, which it does not copy.

    Thousands of labelled branches that merge again and again thus take no more room than the graph itself.  It is
    never empty.
    """

    __slots__ = ("_inherited", "_own")

    def __init__(self, own: Iterable[str], inherited: tuple[AbstractSet[str], ...]) -> None:
        self._own = frozenset(own)
        self._inherited = inherited

    def __iter__(self) -> Iterator[str]:
        seen: set[int] = set()
        given: set[str] = set()
        pending: list[AbstractSet[str]] = [self]
        while pending:
            labels = pending.pop()
            if id(labels) in seen:
                continue
            seen.add(id(labels))
            own: AbstractSet[str] = labels
            if isinstance(labels, BranchLabels):
                own = labels._own
                pending.extend(labels._inherited)
            yield from own - given
            given |= own

    def __contains__(self, label: object) -> bool:
        return any(each == label for each in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"{{{', '.join(map(repr, sorted(self)))}}}"

    @classmethod
    def _from_iterable(cls, labels: Iterable[str]) -> AbstractSet[str]:  # type: ignore[override]  # what `&` and `|` give
        return frozenset(labels)


def spread_labels(revisions: Mapping[str, Revision], order: Iterable[str]) -> None:
    """Give each revision the labels of its branch; ``order`` are all ids from the bases up.

    A label belongs to the revision that carries it, to all that follow, and to those below it on the same straight
    line.
    """
    for revision in revisions.values():
        revision.branch_labels = NO_LABELS
    if not any(revision.own_labels for revision in revisions.values()):
        return
    rising = [revisions[id_] for id_ in order]
    from_above: dict[str, AbstractSet[str]] = {}
    for revision in reversed(rising):
        received = _together(revision.own_labels, (from_above.get(revision.revision, NO_LABELS),))
        for lower in _next_on_line(revision, revisions) if received else ():
            from_above[lower.revision] = received
    for revision in rising:
        inherited = [revisions[parent].branch_labels for parent in revision.down_revisions]
        inherited.append(from_above.get(revision.revision, NO_LABELS))
        revision.branch_labels = _together(revision.own_labels, inherited)


def spread_labels_of(revision: Revision, revisions: Mapping[str, Revision]) -> None:
    """Give a revision that was just added the labels of its branch, and its line below the revision's own."""
    inherited = [revisions[parent].branch_labels for parent in revision.down_revisions]
    revision.branch_labels = _together(revision.own_labels, inherited)
    if revision.own_labels:
        line = [revision]
        while line:
            line = _next_on_line(line[0], revisions)
            for lower in line:
                lower.branch_labels = _together(revision.own_labels, (lower.branch_labels,))


def _next_on_line(revision: Revision, revisions: Mapping[str, Revision]) -> list[Revision]:
    """Return the revision below this one if the line between them neither forks nor joins, in a list."""
    lower = [revisions[parent] for parent in revision.down_revisions]
    return lower if len(lower) == 1 and not lower[0].is_branch_point and not lower[0].is_merge_point else []


def _together(own: Iterable[str], inherited: Iterable[AbstractSet[str]]) -> AbstractSet[str]:
    different = tuple({id(labels): labels for labels in inherited if labels}.values())
    if own:
        return BranchLabels(own, different)
    if len(different) > 1:
        return BranchLabels((), different)
    return different[0] if different else NO_LABELS
