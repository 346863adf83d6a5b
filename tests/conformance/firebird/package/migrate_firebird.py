"""Firebird for migrate, as a package of somebody else's would bring it: written against the public paths only.

env.py imports it, and Firebird is served from then on.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.exc import CompileError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement

from migrate.ddl.base import AddColumn, ColumnName, DropColumn, RenameTable, alter_table, format_column_name
from migrate.ddl.impl import DefaultImpl

NAMES = ("firebird", "firebird.firebird")
"""SQLAlchemy's names of the dialect, alone and with its driver."""


class FirebirdImpl(DefaultImpl):
    """How Firebird carries out operations."""

    __dialect__ = NAMES[0]
    transactional_ddl = False

    def _exec(self, construct: Any, *args: Any, **kw: Any) -> Any:
        result = super()._exec(construct, *args, **kw)
        if isinstance(construct, ExecutableDDLElement) and not self.as_sql:
            # What DDL makes can be used by statements only after a commit.
            self.connection.connection.commit()
        return result

    def autogen_column_reflect(self, inspector: Any, table: Any, column_info: MutableMapping[str, Any]) -> None:
        """Leave out the identity that a plain integer key is given: the models do not have it."""
        if column_info.get("identity") == {"always": False, "start": 1, "increment": 1}:
            del column_info["identity"]

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Leave out the indexes that serve unique constraints, under the same name or under one that Firebird made."""
        names = {constraint.name for constraint in conn_uniques}
        conn_indexes -= {index for index in conn_indexes if index.name in names or str(index.name).startswith("rdb$")}


class FirebirdDriverImpl(FirebirdImpl):
    """The same for the name that the dialect of firebird-driver bears."""

    __dialect__ = NAMES[1]


@compiles(AddColumn, *NAMES)
def add_column(element: AddColumn, compiler: Any, **kw: Any) -> str:
    """Write ``ALTER TABLE t ADD c INTEGER``."""
    head = alter_table(compiler, element.table_name, element.schema)
    return f"{head} ADD {compiler.get_column_specification(element.column)}"


@compiles(DropColumn, *NAMES)
def drop_column(element: DropColumn, compiler: Any, **kw: Any) -> str:
    """Write ``ALTER TABLE t DROP c``."""
    head = alter_table(compiler, element.table_name, element.schema)
    return f"{head} DROP {format_column_name(compiler, element.column.name)}"


@compiles(ColumnName, *NAMES)
def rename_column(element: ColumnName, compiler: Any, **kw: Any) -> str:
    """Write ``ALTER TABLE t ALTER a TO b``."""
    head = alter_table(compiler, element.table_name, element.schema)
    old, new = (format_column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"{head} ALTER {old} TO {new}"


@compiles(RenameTable, *NAMES)
def rename_table(element: RenameTable, compiler: Any, **kw: Any) -> str:
    """Raise ``CompileError``: Firebird keeps the name that a table was given."""
    raise CompileError(f"Firebird cannot rename the table {element.table_name!r}; create a new one and copy the rows")
