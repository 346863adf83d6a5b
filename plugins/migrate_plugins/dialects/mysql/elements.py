"""How MySQL and MariaDB change a column: by saying all of it again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint, types
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DropConstraint
from sqlalchemy.types import TypeEngine

from migrate.plugin import UsageError
from migrate_plugins.dialects import elements as ddl
from migrate_plugins.dialects import spelling as sql
from migrate_plugins.dialects.texts import as_compiled
from migrate_plugins.dialects.unsupported import Unsupported


class MySQLAlterDefault(ddl.AlterColumn):
    """``ALTER COLUMN c SET DEFAULT ...`` or ``DROP DEFAULT``."""

    def __init__(self, name: str, column_name: str, default: Any, schema: str | None = None) -> None:
        super().__init__(name, column_name, schema=schema)
        self.default = default


class MySQLRenameColumn(ddl.AlterColumn):
    """``RENAME COLUMN a TO b``."""

    def __init__(self, name: str, column_name: str, newname: str, schema: str | None = None) -> None:
        super().__init__(name, column_name, schema=schema)
        self.newname = newname


class MySQLChangeColumn(ddl.AlterColumn):
    """``CHANGE a b INTEGER NOT NULL DEFAULT ... AUTO_INCREMENT COMMENT ... CHECK (...)``."""

    def __init__(
        self,
        name: str,
        column_name: str,
        schema: str | None = None,
        newname: str | None = None,
        type_: TypeEngine[Any] | None = None,
        nullable: bool | None = None,
        default: Any = False,
        autoincrement: bool | None = None,
        comment: Any = False,
        condition: str | None = None,
    ) -> None:
        super().__init__(name, column_name, schema=schema)
        if type_ is None:
            raise UsageError(
                "All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
                hint=f"add existing_type= to the change of {name}.{column_name}",
            )
        self.newname = newname
        self.nullable = nullable
        self.default = default
        self.autoincrement = autoincrement
        self.comment = comment
        self.condition = condition
        self.type_ = types.to_instance(type_)


class MySQLModifyColumn(MySQLChangeColumn):
    """``MODIFY a INTEGER NOT NULL ...``."""


@compiles(ddl.ColumnNullable, "mysql", "mariadb")
@compiles(ddl.ColumnName, "mysql", "mariadb")
@compiles(ddl.ColumnDefault, "mysql", "mariadb")
@compiles(ddl.ColumnType, "mysql", "mariadb")
def _not_by_itself(element: ddl.AlterColumn, compiler: Any, **kw: Any) -> str:
    raise NotImplementedError("Individual alter column constructs not supported by MySQL")


@compiles(MySQLAlterDefault, "mysql", "mariadb")
def _alter_default(element: MySQLAlterDefault, compiler: Any, **kw: Any) -> str:
    return f"{ddl.altered_column(compiler, element)} {ddl.default_change(compiler, element.default)}"


@compiles(MySQLRenameColumn, "mysql", "mariadb")
def _rename(element: MySQLRenameColumn, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    old, new = (sql.format_column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"{head} RENAME COLUMN {old} TO {new}"


@compiles(MySQLModifyColumn, "mysql", "mariadb")
def _modify(element: MySQLModifyColumn, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    name = sql.format_column_name(compiler, element.column_name)
    return f"{head} MODIFY {name} {_specification(element, compiler)}"


@compiles(MySQLChangeColumn, "mysql", "mariadb")
def _change(element: MySQLChangeColumn, compiler: Any, **kw: Any) -> str:
    head = sql.alter_table(compiler, element.table_name, element.schema)
    old, new = (sql.format_column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"{head} CHANGE {old} {new} {_specification(element, compiler)}"


def _specification(element: MySQLChangeColumn, compiler: Any) -> str:
    parts = (
        sql.format_type(compiler, element.type_),
        *_value_and_null(element, compiler),
        "AUTO_INCREMENT" if element.autoincrement else "",
        f"COMMENT {sql.format_comment(compiler, element.comment)}" if element.comment else "",
        f"CHECK ({as_compiled(compiler.dialect, element.condition)})" if element.condition else "",
    )
    return " ".join(filter(None, parts))


def _value_and_null(element: MySQLChangeColumn, compiler: Any) -> tuple[str, str]:
    null, default = "NULL" if element.nullable else "NOT NULL", element.default
    if default is False or default is None:
        return null, ""
    text = sql.format_server_default(compiler, default)
    if isinstance(default, Computed):
        return text, "" if element.nullable else null  # in this order, and MariaDB has no word for NULL here
    return null, f"DEFAULT {text}"


@compiles(DropConstraint, "mysql", "mariadb")
def _drop_constraint(element: Any, compiler: Any, **kw: Any) -> str:
    constraint = element.element
    kind = next((_KINDS[base] for base in type(constraint).__mro__ if base in _KINDS), "CONSTRAINT")
    if kind == "CHECK" and compiler.dialect.is_mariadb:
        kind = "CONSTRAINT"
    elif kind == "CONSTRAINT" and not compiler.dialect.is_mariadb:
        raise Unsupported(
            "No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type",
            hint="add type_='foreignkey', 'unique', 'check' or 'primary' to op.drop_constraint()",
        )
    head = sql.alter_table(compiler, constraint.table.name, constraint.table.schema)
    condition = " IF EXISTS" if element.if_exists and compiler.dialect.is_mariadb else ""
    name = "" if kind == "PRIMARY KEY" else f" {compiler.preparer.format_constraint(constraint)}"
    return f"{head} DROP {kind}{condition}{name}"


_KINDS: dict[type, str] = {
    ForeignKeyConstraint: "FOREIGN KEY",
    PrimaryKeyConstraint: "PRIMARY KEY",
    UniqueConstraint: "INDEX",
    CheckConstraint: "CHECK",
}
