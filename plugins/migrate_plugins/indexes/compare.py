"""Compare indexes and unique constraints of a table: together, since databases keep the ones as the others."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Index, Table, UniqueConstraint

from migrate.plugin import ComparatorSpec
from migrate_plugins.constraints.ops import AddConstraintOp, CreateForeignKeyOp, DropConstraintOp, default_key_names
from migrate_plugins.indexes.leaning import never_without_index
from migrate_plugins.indexes.looks import look_at_indexes
from migrate_plugins.indexes.ops import CreateIndexOp, DropIndexOp
from migrate_plugins.indexes.sides import Member, Side, conn_side, metadata_side

log = logging.getLogger("migrate.autogenerate")


def prepare_indexes(autogen_context: Any, pairs: Iterable[tuple[Any, Table]]) -> None:
    """Let the dialect learn at once all indexes that it has to compare."""
    if autogen_context.compares_all:
        impl = autogen_context.migration_context.impl
        impl.learn_indexes(autogen_context.inspector, _in_both(impl, pairs))


def _in_both(impl: Any, pairs: Iterable[tuple[Any, Table]]) -> Iterator[tuple[Any, Any, Index]]:
    """Yield table, new columns and index of the models for each that is no plain one."""
    for reflected, table in pairs:
        wanted = [index for index in table.indexes if not impl.is_plain_index(index)]
        if wanted:
            told = {index["name"] for index in reflected.indexes}
            columns = impl.types_of_columns(table)
            yield from ((reflected.key, columns, index) for index in wanted if impl.final_name(index) in told)


def compare_indexes_and_uniques(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add operations for indexes and unique constraints.

    Those of a new table are its indexes alone, as the table brings its constraints; so with a dropped table.
    """
    uniques: set[UniqueConstraint] = set()
    indexes: set[Index] = set()
    conn_uniques: set[UniqueConstraint] = set()
    conn_indexes: set[Index] = set()
    if metadata_table is not None:
        indexes = set(metadata_table.indexes)
        uniques = _uniques(metadata_table) if conn_table is not None else set()
    if conn_table is not None:
        parents = {"schema_name": schema, "table_name": tname}
        conn_indexes = _named(autogen_context, conn_table.indexes, "index", parents)
        conn_uniques = _named(autogen_context, _uniques(conn_table), "unique_constraint", parents)
        if metadata_table is None:
            conn_uniques = set()
    impl = autogen_context.migration_context.impl
    told = frozenset(conn_indexes)
    impl.correct_for_autogen_constraints(conn_uniques, conn_indexes, uniques, indexes)
    if impl.indexes_foreign_keys and autogen_context.compares_all:
        conn_indexes |= _left_behind(told - conn_indexes, modify_table_ops, metadata_table)
    comparison = _Comparison(
        autogen_context,
        f"{schema}.{tname}" if schema else tname,
        conn_side(impl, conn_uniques, conn_indexes),
        metadata_side(impl, uniques, indexes),
    )
    operations = list(comparison.operations())
    if operations and impl.indexes_foreign_keys and autogen_context.compares_all and conn_table is not None:
        operations = never_without_index(
            operations,
            conn_table,
            gone={operation.constraint_name for operation in modify_table_ops.ops if _dropped_key(operation)},
            by_itself=told - conn_indexes,
            is_mariadb=impl.dialect.is_mariadb,
        )
    modify_table_ops.ops.extend(operations)


def _uniques(table: Table) -> set[UniqueConstraint]:
    return {constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)}


def _named(autogen_context: Any, items: Iterable[Any], type_: str, parents: dict[str, str | None]) -> set[Any]:
    return {
        item for item in items if item.name is None or autogen_context.run_name_filters(item.name, type_, dict(parents))
    }


def _left_behind(indexes: Iterable[Index], modify_table_ops: Any, metadata_table: Table | None) -> set[Index]:
    """Return the indexes that the database has made for foreign keys which are dropped, and keeps without them."""
    dropped = {tuple(key.local_cols) for key in map(_dropped_key, modify_table_ops.ops) if key is not None}
    keys = metadata_table.foreign_key_constraints if metadata_table is not None else ()
    kept = {tuple(column.name for column in key.columns) for key in keys}
    return {index for index in indexes if tuple(column.name for column in index.columns) in dropped - kept}


def _dropped_key(operation: Any) -> CreateForeignKeyOp | None:
    is_drop = isinstance(operation, DropConstraintOp) and operation.constraint_type == "foreignkey"
    key = operation.reverse() if is_drop else None
    return key if isinstance(key, CreateForeignKeyOp) else None


class _Comparison:
    """The indexes and unique constraints of one table, of the database and of the models."""

    def __init__(self, autogen_context: Any, table: str, conn: Side, metadata: Side) -> None:
        self._context = autogen_context
        self._impl = autogen_context.migration_context.impl
        self._table = table
        self._conn = conn
        self._metadata = metadata
        database = autogen_context.notes.get("database")
        self._knows_uniques = database is None or "unique_constraints" not in database.unreflected

    def operations(self) -> Iterator[Any]:
        """Yield the drops, then what has changed, then what is new."""
        conn, metadata = self._conn.by_name, self._metadata.by_name
        unnamed_in_models = {member.columns for member in self._metadata.unnamed}
        # First, and the last of them first: the names by which they are dropped are found anew after each drop.
        for member in sorted(self._conn.unnamed, key=_columns, reverse=True):
            if member.columns not in unnamed_in_models:
                yield from self._removed(member)
        for name in sorted(conn.keys() - metadata.keys()):
            if not (conn[name].is_unique and conn[name].columns in unnamed_in_models):
                yield from self._removed(conn[name])
        for name in sorted(conn.keys() & metadata.keys()):
            yield from self._both(conn[name], metadata[name])
        for name in sorted(metadata.keys() - conn.keys()):
            yield from self._added(metadata[name])
        for member in self._metadata.unnamed:
            yield from self._unnamed(member)

    def _removed(self, conn: Member) -> Iterator[Any]:
        if conn.is_unique and not self._knows_uniques:
            return  # a unique constraint of the models may be behind this index
        if self._context.run_object_filters(conn.item, conn.name, conn.kind, True, None):
            log.info("Detected removed %s %r on %r", conn.described, conn.name, self._table)
            yield self._drop(conn)

    def _added(self, metadata: Member) -> Iterator[Any]:
        if metadata.is_constraint and not self._knows_uniques:
            return
        if self._context.run_object_filters(metadata.item, metadata.name, metadata.kind, False, None):
            log.info("Detected added %s %r on %r", metadata.described, metadata.name, self._table)
            yield self._create(metadata)

    def _both(self, conn: Member, metadata: Member) -> Iterator[Any]:
        if metadata.is_constraint and not self._knows_uniques:
            return
        if metadata.is_constraint and conn.doubled is not None:
            conn = conn.doubled
        if conn.is_constraint != metadata.is_constraint:
            reason = f"{conn.described} became {metadata.described}"
        else:
            result = self._compare(conn, metadata)
            if result.is_skip:
                log.info("Cannot compare %s %r: %s", metadata.described, metadata.name, result.message)
            if not result.is_different:
                return
            reason = result.message
        if self._context.run_object_filters(metadata.item, metadata.name, metadata.kind, False, conn.item):
            log.info("Detected changed %s %r on %r: %s", metadata.described, metadata.name, self._table, reason)
            yield self._drop(conn)
            yield self._create(metadata)

    def _unnamed(self, metadata: Member) -> Iterator[Any]:
        """Yield what makes one of the models' members without a name: it is known by its columns."""
        twins = [member for member in self._conn.all if member.is_unique and member.columns == metadata.columns]
        if twins and not (self._context.compares_all and metadata.is_constraint):
            return
        if not all(twin.is_constraint and self._compare(twin, metadata).is_different for twin in twins):
            return
        others = [twin for twin in twins if twin.name not in self._metadata.by_name]
        if not others:
            yield from self._added(metadata)
        for operation in self._both(others[0], metadata) if others else ():
            if isinstance(operation, AddConstraintOp):
                operation.constraint_name = operation.constraint_name or others[0].name
            yield operation

    def _compare(self, conn: Member, metadata: Member) -> Any:
        if not metadata.is_constraint:
            return self._impl.compare_indexes(metadata.item, conn.item)
        return self._impl.compare_unique_constraint(metadata.item, conn.item)

    def _drop(self, member: Member) -> Any:
        if member.is_constraint:
            drop_constraint = DropConstraintOp.from_constraint(member.item)
            drop_constraint.constraint_name = drop_constraint.constraint_name or self._default_name(member)
            return drop_constraint
        drop = DropIndexOp.from_index(member.item)
        elements = self._impl.index_elements_as_told(member.item)
        if elements is not None and drop._reverse is not None:
            drop._reverse.columns = elements
            for keywords in (drop.kw, drop._reverse.kw):
                for option in ("ops", "length"):
                    keywords.pop(f"{self._context.dialect.name}_{option}", None)  # the elements name them
        return drop

    def _default_name(self, member: Member) -> str:
        """Return the name by which a unique constraint without one can be dropped."""
        uniques = [(one.name, _columns(one)) for one in self._conn.all if one.is_constraint]
        return default_key_names(member.item.table.name, "key", uniques)[_columns(member)]

    @staticmethod
    def _create(member: Member) -> Any:
        return (
            AddConstraintOp.from_constraint(member.item)
            if member.is_constraint
            else CreateIndexOp.from_index(member.item)
        )


def _columns(member: Member) -> tuple[str, ...]:
    return tuple(column.name for column in member.item.columns)


COMPARATORS = (
    ComparatorSpec("tables", prepare_indexes, element="indexes", group="constraints"),
    ComparatorSpec(
        "table", compare_indexes_and_uniques, element="indexes", group="constraints", unchanged=look_at_indexes
    ),
)
