"""Plans: what will run, in which order, and what the version table holds before and after each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from migrate.kernel.model.revision import Revision


class Direction(Enum):
    """Which way a step goes."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class Step:
    """One move of the database: run a revision one way, or only write the version table (a stamp).

    ``up_revisions`` are the revisions on the upper side of the move (a migration has exactly one), ``down_revisions``
    the ids on its lower side.  ``heads_before`` and ``heads_after`` are the whole content of the version table,
    sorted, so that the rows to insert, update or delete are their difference.  ``upwards`` tells a stamp's direction.
    """

    direction: Direction
    up_revisions: tuple[Revision, ...]
    down_revisions: tuple[str, ...]
    heads_before: tuple[str, ...]
    heads_after: tuple[str, ...]
    upwards: bool = True

    @property
    def revision(self) -> Revision:
        """The revision that a migration step runs."""
        return self.up_revisions[0]

    @property
    def is_upgrade(self) -> bool:
        """Return whether the step goes up."""
        return self.upwards

    @property
    def is_stamp(self) -> bool:
        """Return whether the step writes the version table and runs nothing."""
        return self.direction is Direction.STAMP

    @property
    def removed(self) -> tuple[str, ...]:
        """The rows that leave the version table."""
        kept = set(self.heads_after)
        return tuple(row for row in self.heads_before if row not in kept)

    @property
    def added(self) -> tuple[str, ...]:
        """The rows that enter the version table."""
        old = set(self.heads_before)
        return tuple(row for row in self.heads_after if row not in old)


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one run, in order; made before anything is touched."""

    steps: tuple[Step, ...] = ()
    heads_before: tuple[str, ...] = ()

    @property
    def heads_after(self) -> tuple[str, ...]:
        """What the version table must hold, sorted, when all steps have run."""
        return self.steps[-1].heads_after if self.steps else self.heads_before

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)
