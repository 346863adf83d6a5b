"""Find what was renamed, before tables are compared: by flags, by hints, and by asking about likely pairs."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, MetaData, Table

from migrate.plugin import ComparatorSpec, MigrateOperation, UpgradeOps
from migrate_plugins.columns.ops import AlterColumnOp
from migrate_plugins.renames.asking import Likely, asked, refusal
from migrate_plugins.renames.following import following
from migrate_plugins.renames.names import Place, in_order
from migrate_plugins.renames.pairs import Pair, column_pairs, table_pairs
from migrate_plugins.renames.policy import Policy, policy_of
from migrate_plugins.renames.view import Key, NewNames, RenamedTable
from migrate_plugins.renames.wishes import Flags, column_hints, table_hints
from migrate_plugins.tables.ops import RenameTableOp

log = logging.getLogger("migrate.autogenerate")

Tables = Mapping[Key, Table]

# Only these write AUTO_INCREMENT anew with the column.
_TOLD_TO_COUNT = ("mysql", "mariadb")


def find_renames(autogen_context: Any, upgrade_ops: UpgradeOps, database: Any, modelled: Tables) -> None:
    """Add the renames, and let the tables of the database go by their new names from here on.

    Raises ``AmbiguousRename`` where something looks like a rename and nobody has said whether it is, and ``UsageError``
    for a flag that is not well formed.
    """
    search = _Search(autogen_context, database, modelled)
    tables = search.tables()
    columns = search.columns(tables)
    search.settle()
    names = NewNames(tables, {key: renamed for key, renamed in columns.items() if renamed})
    if tables or names.columns:
        upgrade_ops.ops.extend(_operations(autogen_context, database, names))
        upgrade_ops.ops.extend(_go_by_new_names(autogen_context, database, names, modelled))


class _Search:
    """The names of both sides, what has been said about them, and the likely pairs about which nothing was said."""

    def __init__(self, autogen_context: Any, database: Any, modelled: Tables) -> None:
        self._context = autogen_context
        self._found: Mapping[Key, Any] = database.tables
        self._wanted = modelled
        self._policy = policy_of(autogen_context)
        self._flags = Flags(autogen_context)
        self._open: list[Likely] = []

    def tables(self) -> dict[Key, Key]:
        """Return the old keys of tables with their new ones."""
        schemas = sorted({key[0] for key in (*self._found, *self._wanted)}, key=lambda schema: schema or "")
        return {(schema, old): (schema, new) for schema in schemas for old, new in self._tables_of(schema).items()}

    def _tables_of(self, schema: str | None) -> dict[str, str]:
        found = {name: told for (one, name), told in self._found.items() if one == schema}
        wanted = {name: table for (one, name), table in self._wanted.items() if one == schema}
        where = f" of the schema {schema!r}" if schema else ""
        place = Place("table", where, found, wanted)
        hints = table_hints((table for table in wanted.values() if self._may_hint(table, "table")), schema)
        renamed, dropped = self._said(place, self._flags.of_tables(schema), hints)

        def pairs(gone: list[str], added: list[str]) -> list[Pair]:
            allowed = [name for name in gone if self._reflected_takes_part(found[name])]
            new = [wanted[name] for name in added if self._takes_part(wanted[name], "table")]
            return table_pairs([found[name] for name in allowed], new)

        return {**renamed, **self._likely(place, renamed, dropped, pairs, schema, None)}

    def columns(self, tables: Mapping[Key, Key]) -> dict[Key, dict[str, str]]:
        """Return the old names of columns with their new ones, by the old key of their table."""
        renamed = {}
        for key, told in self._found.items():
            table = self._wanted.get(tables.get(key, key))
            if table is not None:
                renamed[key] = self._columns_of(told, table)
        return renamed

    def _columns_of(self, told: Any, table: Table) -> dict[str, str]:
        flags = self._flags.of_columns(told.schema, told.name, table.name)
        hints = column_hints(table, [column for column in self._telling(table) if self._takes_part(column, "column")])
        if not flags and not hints and (self._policy is Policy.DROP or _have_the_same_columns(told, table)):
            return {}
        place = self._place_of_columns(told, table)
        renamed, dropped = self._said(place, flags, hints)

        def pairs(gone: list[str], added: list[str]) -> list[Pair]:
            impl = self._context.migration_context.impl
            gone = [name for name in gone if self._column_takes_part(told, name)]
            added = [name for name in added if self._takes_part(table.columns[_key(table, name)], "column")]
            return column_pairs(impl, told, table, gone, added) if gone and added else []

        return {**renamed, **self._likely(place, renamed, dropped, pairs, told.schema, table.name)}

    def _place_of_columns(self, told: Any, table: Table) -> Place:
        found = dict.fromkeys(one["name"] for one in told.columns)
        parents = {"schema_name": told.schema, "table_name": told.name}
        if self._context.filters.looks_at_names:
            allowed = self._context.run_name_filters
            found = {name: None for name in found if allowed(name, "column", dict(parents))}
        wanted = dict.fromkeys(column.name for column in table.columns if not column.system)
        return Place("column", f" of {table.name!r}", found, wanted)

    # What was said, and what was not ------------------------------------------------------------------------------

    def _said(self, place: Place, flags: Any, hints: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
        """Return the renames by flags and hints, and what is to be dropped; flags go before hints."""
        renamed, dropped = self._flags.answered(flags, place)
        hints = {
            new: old
            for new, old in hints.items()
            if old not in renamed and old not in dropped and new not in renamed.values()
        }
        for old, new in place.futile(hints):
            log.warning(
                "The %s %r%s was renamed from %r, as its hint says, but the database has both: nothing is renamed",
                place.what, new, place.where, old,
            )  # fmt: skip
        return {**renamed, **place.hinted(hints)}, dropped

    def _likely(
        self, place: Place, renamed: Mapping[str, str], dropped: set[str], pairs: Any, schema: Any, table: str | None
    ) -> dict[str, str]:
        """Return the likely renames that somebody agrees to; keep the others, as far as they matter."""
        if self._policy is Policy.DROP:
            return {}
        gone = [name for name in place.gone() if name not in renamed and name not in dropped]
        added = [name for name in place.added() if name not in renamed.values()]
        if not gone or not added:
            return {}
        found = [Likely(schema, table, pair) for pair in pairs(gone, added)]
        if self._policy is Policy.PROMPT:
            return asked(found, self._context.opts["revision_context"].ask)
        self._open += found
        return {}

    def settle(self) -> None:
        """Tell the command of what is left over.

        Raises ``AmbiguousRename``, or ``UsageError`` where a flag was to settle a pair and is mistyped.
        """
        self._flags.tell(self._found, self._wanted)
        if not self._open:
            return
        if self._policy is Policy.REPORT:
            self._context.opts["revision_context"].remarks += [likely.remark for likely in self._open]
            return
        raise self._flags.missed() or refusal(self._open)

    # Filters ------------------------------------------------------------------------------------------------------

    def _telling(self, table: Table) -> list[Column[Any]]:
        told = table in self._context.notes["survey"].column_info
        return [column for column in table.columns if "info" in vars(column)] if told else []

    def _may_hint(self, item: Any, kind: str) -> bool:
        # `info` comes to be when it is first asked for, and most have none.
        return "info" in vars(item) and self._takes_part(item, kind)

    def _takes_part(self, item: Any, kind: str) -> bool:
        return bool(self._context.run_object_filters(item, item.name, kind, False, None))

    def _reflected_takes_part(self, told: Any) -> bool:
        filters = self._context.filters
        return not filters.looks_at_objects or filters.allows_object(
            told.table, told.name, "table", reflected=True, compare_to=None
        )

    def _column_takes_part(self, told: Any, name: str) -> bool:
        filters = self._context.filters
        if not filters.looks_at_objects:
            return True
        column = _column(self._context, told, name)
        return bool(filters.allows_object(column, name, "column", reflected=True, compare_to=None))


def _have_the_same_columns(told: Any, table: Table) -> bool:
    return [one["name"] for one in told.columns] == [column.name for column in table.columns]


# What becomes of it -----------------------------------------------------------------------------------------------


def _operations(autogen_context: Any, database: Any, names: NewNames) -> Iterator[MigrateOperation]:
    """Yield the renames of tables, then those of columns."""
    for schema in dict.fromkeys(schema for schema, _ in names.tables):
        renamed = {old: new for (one, old), (_, new) in names.tables.items() if one == schema}
        for old, new in in_order(renamed):
            log.info("Detected renamed table %r, now %r", old, new)
            if autogen_context.dialect.name == "sqlite" and old.lower() == new.lower():
                # To SQLite the new name is taken, by the table itself.
                yield RenameTableOp(old, f"{new}__renamed", schema=schema)
                old = f"{new}__renamed"
            yield RenameTableOp(old, new, schema=schema)
    for key, columns in names.columns.items():
        schema, table = names.tables.get(key, key)
        for old, new in in_order(columns):
            log.info("Detected renamed column '%s.%s', now %r", table, old, new)
            column = _column(autogen_context, database.tables[key], old)
            yield _rename(column, schema, table, new, counts=autogen_context.dialect.name in _TOLD_TO_COUNT)


def _rename(column: Column[Any], schema: str | None, table: str, new: str, *, counts: bool) -> AlterColumnOp:
    """Return the rename with all that is known of the column: some databases write it anew."""
    default: Any = column.server_default
    counting: dict[str, Any] = {"existing_autoincrement": True} if counts and column.autoincrement is True else {}
    return AlterColumnOp(
        table,
        column.name,
        schema=schema,
        modify_name=new,
        existing_type=column.type,
        existing_nullable=column.nullable,
        existing_server_default=False if default is None else default,
        existing_comment=column.comment,
        **counting,
    )


def _column(autogen_context: Any, told: Any, name: str) -> Column[Any]:
    """Return a column of the database, in a table of its own that has no other columns."""
    impl = autogen_context.migration_context.impl
    stub = Table(told.name, MetaData(), schema=told.schema)
    wanted = dict(next(one for one in told.columns if one["name"] == name))
    impl.autogen_column_reflect(autogen_context.inspector, stub, wanted)
    column: Column[Any] = impl.column_as_told(wanted)
    stub.append_column(column)
    return column


def _go_by_new_names(
    autogen_context: Any, database: Any, names: NewNames, modelled: Tables
) -> Iterator[MigrateOperation]:
    """Replace the tables that are concerned, those that refer to them included; yield what lets other names follow."""
    impl, inspector = autogen_context.migration_context.impl, autogen_context.inspector
    concerned = {key: told for key, told in database.tables.items() if names.concern(told)}
    for key in concerned:
        del database.tables[key]
    for told in concerned.values():
        renamed = RenamedTable(told, names, database, impl, inspector)
        database.tables[renamed.schema, renamed.name] = renamed
    dialect, in_batch = autogen_context.dialect.name, bool(autogen_context.opts.get("render_as_batch"))
    for told in concerned.values():
        key = names.tables.get(told.key, told.key)
        if key in modelled:
            yield from following(dialect, database.tables[key], modelled[key], in_batch=in_batch)


def _key(table: Table, name: str) -> str:
    return next(column.key for column in table.columns if column.name == name)


COMPARATORS = (ComparatorSpec("renames", find_renames, element="renames"),)
