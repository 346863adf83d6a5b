"""`MigrationInfo`: what ``on_version_apply`` callbacks are told about a step."""

from __future__ import annotations

from typing import Any

from migrate.kernel.model.plan import Step


class MigrationInfo:
    """Describe one step of a run: which way it went, and which revisions it moved between.

    ``source`` and ``destination`` follow the direction of the step; ``up`` and ``down`` follow the graph.
    """

    def __init__(
        self,
        revision_map: Any,  # a RevisionMap, known here by get_revision() and get_revisions() only
        is_upgrade: bool,
        is_stamp: bool,
        up_revisions: str | tuple[str, ...],
        down_revisions: str | tuple[str, ...],
    ) -> None:
        self.revision_map = revision_map
        self.is_upgrade = is_upgrade
        self.is_stamp = is_stamp
        self.up_revision_ids = _ids(up_revisions)
        self.down_revision_ids = _ids(down_revisions)

    @classmethod
    def of_step(cls, revision_map: Any, step: Step) -> MigrationInfo:
        """Return the description of a planned step."""
        above = tuple(revision.revision for revision in step.up_revisions)
        return cls(revision_map, step.is_upgrade, step.is_stamp, above, step.down_revisions)

    @property
    def is_migration(self) -> bool:
        """Return whether a script ran, as opposed to a stamp."""
        return not self.is_stamp

    @property
    def up_revision_id(self) -> str | None:
        """The only id on the upper side; None if a stamp moved to base, the first id if it moved to several."""
        return self.up_revision_ids[0] if self.up_revision_ids else None

    @property
    def up_revision(self) -> Any:
        """The only revision on the upper side, or None."""
        return self.revision_map.get_revision(self.up_revision_id)

    @property
    def up_revisions(self) -> tuple[Any, ...]:
        """The revisions on the upper side."""
        return self._revisions(self.up_revision_ids)

    @property
    def down_revisions(self) -> tuple[Any, ...]:
        """The revisions on the lower side."""
        return self._revisions(self.down_revision_ids)

    @property
    def source_revision_ids(self) -> tuple[str, ...]:
        """The ids that the step came from."""
        return self.down_revision_ids if self.is_upgrade else self.up_revision_ids

    @property
    def source_revisions(self) -> tuple[Any, ...]:
        """The revisions that the step came from."""
        return self._revisions(self.source_revision_ids)

    @property
    def destination_revision_ids(self) -> tuple[str, ...]:
        """The ids that the step went to."""
        return self.up_revision_ids if self.is_upgrade else self.down_revision_ids

    @property
    def destination_revisions(self) -> tuple[Any, ...]:
        """The revisions that the step went to."""
        return self._revisions(self.destination_revision_ids)

    def _revisions(self, ids: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(self.revision_map.get_revisions(ids))


def _ids(given: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if not given:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)
