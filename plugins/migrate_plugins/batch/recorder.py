"""Collect the changes of a batch, then alter the table or have it rebuilt."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Column, Connection, Constraint, Index, Table

from migrate.plugin import CommandError
from migrate_plugins.batch import native
from migrate_plugins.batch.rebuild import rebuild

Change = tuple[str, tuple[Any, ...], dict[str, Any]]
"""The name of a method of ``DefaultImpl``, and the arguments it is to be called with."""

_POSITIONS = ("insert_before", "insert_after")


class BatchOperationsImpl:
    """Stand in for the database's implementation: note each call, and carry all out in ``flush()``.

    ``batch`` is what has been noted; a dialect reads it to decide whether the table must be built anew.
    """

    def __init__(
        self,
        operations: Any,
        table_name: str,
        *,
        schema: str | None,
        recreate: str,
        copy_from: Table | None,
        table_args: tuple[Any, ...],
        table_kwargs: dict[str, Any],
        reflect_args: tuple[Any, ...],
        reflect_kwargs: dict[str, Any],
        naming_convention: Mapping[str, Any] | None,
        partial_reordering: tuple[tuple[str, ...], ...],
    ) -> None:
        self.operations = operations
        self.table_name = table_name
        self.schema = schema
        self.recreate = recreate
        self.copy_from = copy_from
        self.table_args = table_args
        self.table_kwargs = table_kwargs
        self.reflect_args = reflect_args
        self.reflect_kwargs = reflect_kwargs
        self.naming_convention = naming_convention
        self.partial_reordering = partial_reordering
        self.batch: list[Change] = []
        self.named_constraints: dict[str, Constraint] = {}

    @property
    def impl(self) -> Any:
        """The database's own implementation."""
        return self.operations.impl

    @property
    def dialect(self) -> Any:
        """The dialect of the database."""
        return self.impl.dialect

    @property
    def bind(self) -> Any:
        """The connection, or None in offline mode."""
        return self.impl.bind

    @property
    def as_sql(self) -> bool:
        """Return whether SQL is written instead of run."""
        return bool(self.impl.as_sql)

    def flush(self) -> None:
        """Carry the changes out.

        Raises ``CommandError`` if the table has to be rebuilt but cannot be.
        """
        with self._transaction():
            if self._must_rebuild() or not self._altered():
                rebuild(self)

    def _transaction(self) -> AbstractContextManager[Any]:
        """Return the transaction in force, or one for this batch alone where there is none."""
        live = not self.as_sql and isinstance(self.bind, Connection) and not self.bind.in_transaction()
        return self.bind.begin() if live else nullcontext()

    def _must_rebuild(self) -> bool:
        if self.recreate == "auto":
            return bool(self.impl.requires_recreate_in_batch(self))
        return self.recreate == "always"

    def _altered(self) -> bool:
        if self.recreate == "auto" and native.may_be_refused(self):
            return native.altered(self.bind, self.table_name, self._alter)
        self._alter()
        return True

    def _alter(self) -> None:
        for method, arguments, keywords in self.batch:
            for key in _POSITIONS:
                if keywords.pop(key, None) is not None:
                    raise CommandError(
                        "Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'"
                    )
            getattr(self.impl, method)(*arguments, **keywords)

    # The methods of DefaultImpl that a batch may call ---------------------------------------------------------------

    def alter_column(self, *args: Any, **kw: Any) -> None:
        """Note a change of a column."""
        self.batch.append(("alter_column", args, kw))

    def add_column(self, *args: Any, **kw: Any) -> None:
        """Note a new column."""
        positions = [key for key in _POSITIONS if kw.get(key) is not None]
        if positions and self.recreate != "always":
            raise CommandError(
                "Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'"
            )
        self.batch.append(("add_column", args, kw))

    def drop_column(self, *args: Any, **kw: Any) -> None:
        """Note the end of a column."""
        self.batch.append(("drop_column", args, kw))

    def add_constraint(self, const: Constraint, **kw: Any) -> None:
        """Note a new constraint."""
        self.batch.append(("add_constraint", (const,), kw))

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Note the end of a constraint."""
        self.batch.append(("drop_constraint", (const,), kw))

    def create_index(self, idx: Index, **kw: Any) -> None:
        """Note a new index."""
        self.batch.append(("create_index", (idx,), kw))

    def drop_index(self, idx: Index, **kw: Any) -> None:
        """Note the end of an index."""
        self.batch.append(("drop_index", (idx,), kw))

    def create_table_comment(self, table: Table) -> None:
        """Note a comment of the table."""
        self.batch.append(("create_table_comment", (table,), {}))

    def drop_table_comment(self, table: Table) -> None:
        """Note the end of the table's comment."""
        self.batch.append(("drop_table_comment", (table,), {}))

    def create_column_comment(self, column: Column[Any]) -> None:
        """Note a comment of a column."""
        self.batch.append(("create_column_comment", (column,), {}))

    def rename_table(self, *args: Any, **kw: Any) -> None:
        """Note a new name of the table."""
        self.batch.append(("rename_table", args, kw))

    def execute(self, *args: Any, **kw: Any) -> Any:
        """Run a statement at once; it does not wait for the end of the batch."""
        return self.impl.execute(*args, **kw)

    def create_table(self, table: Table, **kw: Any) -> None:
        """Refuse: a batch concerns a table that is there."""
        raise NotImplementedError("Can't create table in batch mode")

    def drop_table(self, table: Table, **kw: Any) -> None:
        """Refuse: a batch concerns a table that stays."""
        raise NotImplementedError("Can't drop table in batch mode")
