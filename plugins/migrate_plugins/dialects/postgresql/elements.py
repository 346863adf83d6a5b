"""How PostgreSQL spells what it spells in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Identity, types
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects import elements as ddl
from migrate_plugins.dialects import spelling as sql

# In the order in which PostgreSQL's manual lists sequence options; ALWAYS comes before them.
_SEQUENCE_OPTIONS = ("start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache")


class PostgresqlColumnType(ddl.AlterColumn):
    """``ALTER COLUMN c TYPE ... USING ...``."""

    def __init__(self, name: str, column_name: str, type_: TypeEngine[Any], **kw: Any) -> None:
        self.using = kw.pop("using", None)
        super().__init__(name, column_name, **kw)
        self.type_ = types.to_instance(type_)


@compiles(ddl.RenameTable, "postgresql")
def _rename_table(element: ddl.RenameTable, compiler: Any, **kw: Any) -> str:
    # The new name has no schema: the table stays in its own.
    head = sql.alter_table(compiler, element.table_name, element.schema)
    return f"{head} RENAME TO {sql.format_table_name(compiler, element.new_table_name, None)}"


@compiles(PostgresqlColumnType, "postgresql")
def _column_type(element: PostgresqlColumnType, compiler: Any, **kw: Any) -> str:
    # It is text of the user's, in which a driver must not look for parameters.
    using = f" USING {compiler.sql_compiler.post_process_text(element.using)}" if element.using else ""
    return f"{ddl.altered_column(compiler, element)} TYPE {sql.format_type(compiler, element.type_)}{using}"


@compiles(ddl.IdentityColumnDefault, "postgresql")
def _identity(element: ddl.IdentityColumnDefault, compiler: Any, **kw: Any) -> str:
    head = ddl.altered_column(compiler, element)
    before, after = element.existing_server_default, element.default
    if after is None:
        return f"{head} DROP IDENTITY"
    if not isinstance(before, Identity):
        return f"{head} ADD {compiler.visit_identity_column(after)}"
    changes = list(_identity_changes(element, before, after, compiler))
    return f"{head} {' '.join(changes)}"


def _identity_changes(
    element: ddl.IdentityColumnDefault, before: Identity, after: Identity, compiler: Any
) -> Iterator[str]:
    if bool(before.always) != bool(after.always):
        yield f"SET GENERATED {'ALWAYS' if after.always else 'BY DEFAULT'}"
    changed = [
        name
        for name in _SEQUENCE_OPTIONS
        if getattr(after, name, None) is not None and getattr(before, name, None) != getattr(after, name, None)
    ]
    for name in sorted(changed):
        options = Identity(**{name: getattr(after, name)})
        yield f"SET {compiler.get_identity_options(options)}"
