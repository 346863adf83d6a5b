"""Names that PostgreSQL would cut, so that an operation would concern another object than the one it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, Dialect, ForeignKeyConstraint, Sequence, Table
from sqlalchemy.schema import ExecutableDDLElement

from migrate.plugin import DatabaseError
from migrate_plugins.tables.ops import target_of

LONGEST_NAME = 63
"""Bytes of an identifier; PostgreSQL cuts longer ones with a notice (manual, 4.1.1, NAMEDATALEN)."""

_OWN_NAMES = ("table_name", "new_table_name", "column_name", "newname", "schema")


def refuse_cut_names(construct: Any, dialect: Dialect) -> None:
    """Raise ``DatabaseError`` if a statement names anything that is too long."""
    if not isinstance(construct, ExecutableDDLElement):
        return
    for name in filter(None, _names(construct, dialect)):
        size = len(name.encode())
        if size > LONGEST_NAME:
            raise DatabaseError(
                f"The name {str(name)!r} has {size} bytes, and PostgreSQL would cut it to {LONGEST_NAME}",
                hint="choose a shorter name",
            )


def _names(construct: Any, dialect: Dialect) -> Iterator[str | None]:
    """Yield the names in a statement of this package's or of SQLAlchemy's."""
    for attribute in _OWN_NAMES:
        yield getattr(construct, attribute, None)
    yield from _names_of_type(getattr(construct, "type_", None))
    column = getattr(construct, "column", None)
    if isinstance(column, Column):
        yield from _names_of_column(column)
    element: Any = getattr(construct, "element", None)
    if isinstance(element, Table):
        yield from _names_of_table(element, dialect)
    elif isinstance(element, Column):
        yield from (element.name, element.table.name)
    elif isinstance(element, Sequence):
        yield from (element.name, element.schema)
    elif isinstance(getattr(element, "table", None), Table):
        yield from (element.table.name, element.table.schema)
        yield from _names_of_item(element, dialect)


def _names_of_table(table: Table, dialect: Dialect) -> Iterator[str | None]:
    yield table.name
    yield table.schema
    for column in table.columns:
        yield from _names_of_column(column)
    for constraint in table.constraints:
        yield from _names_of_item(constraint, dialect)


def _names_of_column(column: Column[Any]) -> Iterator[str | None]:
    yield column.name
    yield from _names_of_type(column.type)


def _names_of_type(type_: Any) -> Iterator[str | None]:
    """Yield the name of an enum or a domain, also of one that is an array's element."""
    type_ = getattr(type_, "item_type", type_)
    name = getattr(type_, "name", None)
    if isinstance(name, str) and getattr(type_, "native_enum", True) and not isinstance(type_, Boolean):
        yield name


def _names_of_item(item: Any, dialect: Dialect) -> Iterator[str | None]:
    """Yield the name of a constraint or an index, those of its columns, and of what a foreign key refers to."""
    yield _final(item, dialect)
    for column in getattr(item, "columns", ()):
        yield column.name
    if isinstance(item, ForeignKeyConstraint):
        for foreign_key in item.elements:
            yield from target_of(foreign_key)


def _final(item: Any, dialect: Dialect) -> str | None:
    """Return a constraint's or an index's name as a convention makes it; one that is too long by convention is cut."""
    if item.name is None:
        return None
    preparer: Any = dialect.identifier_preparer
    name: str | None = preparer.format_constraint(item, _alembic_quote=False)
    return name
