"""How things are compared on SQLite, whose unique constraints need no name."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from migrate_plugins.dialects.compare import DefaultComparison


class SQLiteComparison(DefaultComparison):
    """What is the same on SQLite although it looks different."""

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Leave out unnamed unique constraints that the models lack: SQLite has no way to drop them by name."""
        self.leave_out_expressions(metadata_indexes)
        wanted = {tuple(sorted(column.name for column in one.columns)) for one in metadata_unique_constraints}
        for unique in list(conn_uniques):
            if unique.name is None and tuple(sorted(column.name for column in unique.columns)) not in wanted:
                conn_uniques.discard(unique)
