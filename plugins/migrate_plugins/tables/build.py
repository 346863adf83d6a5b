"""Make ``Table`` objects of what an inspector tells, without asking the database again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    asc,
    desc,
    nulls_first,
    nulls_last,
)
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.schema import conv

DOUBLED = "doubled_constraint"
"""The key in an index's ``info`` of the unique constraint that the database keeps as this index."""

_CHECKED = ("deferrable", "initially")
"""When a key is checked, where a dialect tells more than an inspector does."""

_ORDERS: Mapping[str, Callable[[Any], Any]] = {
    "asc": asc,
    "desc": desc,
    "nulls_first": nulls_first,
    "nulls_last": nulls_last,
}


class TableBuilder:
    """Make tables in one collection; a table referred to by a foreign key gets its columns first, the rest when asked.

    ``known`` are the tables that can be made, by schema and name.  A foreign key to any other table gets a stand-in
    with the columns it needs.
    """

    def __init__(self, metadata: MetaData, inspector: Inspector, impl: Any, known: Mapping[Any, Any]) -> None:
        self._metadata = metadata
        self._inspector = inspector
        self._impl = impl
        self._known = known
        self._tables: dict[tuple[str | None, str], Table] = {}
        self._columns: dict[tuple[str | None, str], dict[str, Column[Any]]] = {}

    def complete(self, reflected: Any) -> Table:
        """Return the table with all that belongs to it."""
        table = self._with_columns(reflected)
        columns = self._columns[reflected.schema, reflected.name]
        table.comment = reflected.comment
        # MySQL's inspector tells `mysql_default charset`; with an underscore it means the same, and can be an argument.
        table.dialect_kwargs.update({name.replace(" ", "_"): value for name, value in reflected.options.items()})
        for foreign_key in reflected.foreign_keys:
            self._add_foreign_key(table, columns, foreign_key)
        doubled = {}
        for unique in reflected.unique_constraints:
            constraint = self._add_unique(table, columns, unique)
            if unique.get("duplicates_index"):
                table.constraints.discard(constraint)  # the index stands for it
                doubled[unique["duplicates_index"]] = constraint
        for check in reflected.check_constraints:
            table.append_constraint(CheckConstraint(**{**check, "name": _final(check["name"])}))
        for index in reflected.indexes:
            self._add_index(table, columns, index, doubled.get(index["name"]))
        return table

    def _with_columns(self, reflected: Any) -> Table:
        key = (reflected.schema, reflected.name)
        if key not in self._tables:
            table = Table(reflected.name, self._metadata, schema=reflected.schema)
            by_name = {told["name"]: self._add_column(table, dict(told)) for told in reflected.columns}
            self._tables[key], self._columns[key] = table, by_name
            _set_primary_key(table, by_name, reflected.primary_key)
        return self._tables[key]

    def _add_column(self, table: Table, told: dict[str, Any]) -> Column[Any]:
        self._impl.autogen_column_reflect(self._inspector, table, told)
        table.dispatch.column_reflect(self._inspector, table, told)
        column: Column[Any] = self._impl.column_as_told(told)
        table.append_column(column, replace_existing=True)
        return column

    def _add_foreign_key(self, table: Table, columns: Mapping[str, Column[Any]], told: Mapping[str, Any]) -> None:
        local = [columns[name] for name in told["constrained_columns"] if name in columns]
        if len(local) != len(told["constrained_columns"]):
            return  # an event listener has left one of the columns out
        referred = self._referred(told, local)
        constraint = ForeignKeyConstraint(
            [column.key for column in local],
            _targets(referred, told["referred_columns"]),
            _final(told["name"]),
            link_to_name=True,
            comment=told.get("comment"),
            **told.get("options", {}),
        )
        table.append_constraint(constraint)

    def _referred(self, told: Mapping[str, Any], local: list[Column[Any]]) -> Table:
        key = (told["referred_schema"], told["referred_table"])
        if key in self._known:
            return self._with_columns(self._known[key])
        schema, name = key
        stand_in = Table(name, self._metadata, schema=schema, keep_existing=True)
        for column_name, column in zip(told["referred_columns"], local, strict=False):
            if column_name not in stand_in.c:
                stand_in.append_column(Column(column_name, column.type))
        return stand_in

    def _add_unique(
        self, table: Table, columns: Mapping[str, Column[Any]], told: Mapping[str, Any]
    ) -> UniqueConstraint:
        members = [columns[name] for name in told["column_names"] if name in columns]
        options = self._impl.adjust_reflected_dialect_options(told, "unique_constraint")
        when = {key: told[key] for key in _CHECKED if key in told}
        constraint = UniqueConstraint(
            *members, name=_final(told["name"]), comment=told.get("comment"), **when, **options
        )
        table.append_constraint(constraint)
        return constraint

    def _add_index(
        self, table: Table, columns: Mapping[str, Column[Any]], told: Mapping[str, Any], doubled: Any
    ) -> None:
        if told.get("duplicates_constraint"):
            return  # the constraint stands for it
        elements = [self._element(columns, told, at, name) for at, name in enumerate(told["column_names"])]
        if any(element is None for element in elements):
            return  # the dialect cannot tell the expression
        options = self._impl.adjust_reflected_dialect_options(told, "index")
        info = {DOUBLED: doubled} if doubled is not None else None
        Index(_final(told["name"]), *elements, _table=table, unique=told["unique"], info=info, **options)

    def _element(self, columns: Mapping[str, Column[Any]], told: Mapping[str, Any], at: int, name: str | None) -> Any:
        expressions = told.get("expressions")
        if name is not None and name in columns:
            element: Any = columns[name]
        elif expressions:
            name = expressions[at]
            element = self._impl.expression_as_told(name)
        else:
            return None
        for order in told.get("column_sorting", {}).get(name, ()):
            element = _ORDERS[order](element) if order in _ORDERS else element
        return element


def _set_primary_key(table: Table, columns: Mapping[str, Column[Any]], told: Mapping[str, Any]) -> None:
    key = table.primary_key
    key.name = _final(told.get("name"))
    key.comment = told.get("comment")
    for option in _CHECKED:
        setattr(key, option, told.get(option))
    key.dialect_kwargs.update(told.get("dialect_options") or {})
    members = [columns[name] for name in told["constrained_columns"] if name in columns]
    for column in members:
        column.primary_key = True
    key._reload(members)  # SQLAlchemy has no public way to fill the key of a table that has its columns already


def _targets(table: Table, names: Sequence[str]) -> Sequence[Any]:
    """Return what a foreign key refers to: as text, unless a dot in a name would make it mean something else."""
    found = [table.columns.get(name) for name in names]
    if any(column is None for column in found) or not any("." in name for name in (table.name, *names)):
        return [f"{table.key}.{name}" for name in names]
    return found


def _final(name: str | None) -> conv | None:
    """Mark the name of the database as final, so that no naming convention is applied to it."""
    return None if name is None else conv(name)
