"""What the revision map says when it cannot answer; each error carries the data that a good message needs."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.kernel.errors import RevisionError
from migrate.kernel.text import did_you_mean, listed


class RangeNotAncestorError(RevisionError):
    """The lower end of a range is not below its upper end."""

    def __init__(self, lower: object, upper: object) -> None:
        super().__init__(f"Revision {lower or 'base'} is not an ancestor of revision {upper or 'base'}")
        self.lower = lower
        self.upper = upper


class MultipleHeads(RevisionError):
    """One head is asked for where there are several; ``argument`` is what asked for it."""

    def __init__(self, heads: Sequence[str], argument: str | None) -> None:
        super().__init__(f"Multiple heads are present for given argument '{argument}'; {', '.join(heads)}")
        self.heads = tuple(heads)
        self.argument = argument


class ResolutionError(RevisionError):
    """No revision, or more than one, answers to the argument.

    ``nearest`` are known ids and labels that resemble it, the most alike first; ``known`` counts the revisions there
    are; ``candidates`` are the ids that an ambiguous prefix could mean.
    """

    def __init__(
        self,
        message: str,
        argument: str,
        *,
        nearest: Sequence[str] = (),
        known: int = 0,
        candidates: Sequence[str] = (),
    ) -> None:
        super().__init__(message, hint=did_you_mean(argument, nearest) if nearest else None)
        self.argument = argument
        self.nearest = tuple(nearest)
        self.known = known
        self.candidates = tuple(candidates)


class UnknownRows(ResolutionError):
    """The version table holds ids that no revision has; ``rows`` are these ids."""

    def __init__(self, rows: Sequence[str], *, nearest: Sequence[str] = (), known: int = 0) -> None:
        sentence = f"No such revision or branch '{rows[0]}'"
        super().__init__(sentence, rows[0], nearest=nearest, known=known)
        self.hint = (
            f"the database is at {listed(rows)}, which no revision file defines: get the missing file, or set the "
            "version table with `migrate stamp`; `current` and `history` still work"
        )
        self.rows = tuple(rows)


class MissingRevision(ResolutionError):
    """A revision names a parent or a dependency that does not exist; ``referrer`` is the revision that names it."""

    def __init__(self, argument: str, referrer: str, *, nearest: Sequence[str] = (), known: int = 0) -> None:
        message = f"Revision {argument} referenced from {referrer} is not present"
        super().__init__(message, argument, nearest=nearest, known=known)
        self.referrer = referrer


class DuplicateRevision(RevisionError):
    """Two revisions have one id, or two carry one branch label; ``first`` and ``second`` are the two revisions."""

    def __init__(self, message: str, first: object, second: object) -> None:
        super().__init__(message)
        self.first = first
        self.second = second


class CycleDetected(RevisionError):
    """Revisions stand below themselves.

    ``revisions`` are all that cannot be put in order; ``path`` is one cycle, its first id repeated at the end.
    """

    kind = "Cycle"

    def __init__(self, revisions: Sequence[str], path: Sequence[str] = ()) -> None:
        super().__init__(f"{self.kind} is detected in revisions ({', '.join(revisions)})")
        self.revisions = list(revisions)
        self.path = tuple(path)


class DependencyCycleDetected(CycleDetected):
    """Revisions stand below themselves by way of ``depends_on``."""

    kind = "Dependency cycle"


class LoopDetected(CycleDetected):
    """A revision names itself as its parent."""

    kind = "Self-loop"

    def __init__(self, revision: str) -> None:
        super().__init__([revision], (revision, revision))


class DependencyLoopDetected(DependencyCycleDetected, LoopDetected):
    """A revision depends on itself."""

    kind = "Dependency self-loop"

    def __init__(self, revision: str) -> None:
        LoopDetected.__init__(self, revision)


class OverlappingRevisions(RevisionError):
    """Revisions are asked for together of which one stands on the other."""

    def __init__(self, upper: str, lower: str) -> None:
        hint = f"{upper} stands on {lower}; name only one of them"
        super().__init__(f"Requested revision {upper} overlaps with other requested revisions {lower}", hint=hint)
        self.upper = upper
        self.lower = lower


class NotReachable(RevisionError):
    """A target cannot be reached from where the database is.

    ``target`` is the argument, ``heads`` are the rows of the version table, ``possible`` says how many steps a
    relative target could take at most.
    """

    def __init__(
        self,
        message: str,
        target: str,
        heads: Sequence[str] = (),
        *,
        possible: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.target = target
        self.heads = tuple(heads)
        self.possible = possible


class AmbiguousTarget(NotReachable):
    """A relative target could start at several revisions."""
