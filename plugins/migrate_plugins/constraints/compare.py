"""Compare the foreign keys of a table, and say when which constraints are compared."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, TypeAlias

from sqlalchemy import ForeignKeyConstraint, Table

from migrate.plugin import ComparatorSpec, surely_unchanged
from migrate_plugins.constraints.compare_checks import compare_checks, look_at_checks, prepare_checks
from migrate_plugins.constraints.compare_exclusions import compare_exclusions, look_at_exclusions, prepare_exclusions
from migrate_plugins.constraints.default_names import default_key_names
from migrate_plugins.constraints.filters import described, name_allowed
from migrate_plugins.constraints.looks import look_at_foreign_keys
from migrate_plugins.constraints.named_checks import compare_checks_by_name
from migrate_plugins.constraints.ops import CreateForeignKeyOp, DropConstraintOp
from migrate_plugins.constraints.own_indexes import with_their_indexes
from migrate_plugins.constraints.primary_keys import (
    changed_keys,
    compare_primary_keys,
    look_at_primary_key,
    note_changed_keys,
)
from migrate_plugins.constraints.signatures import ForeignKeySignature, signature

log = logging.getLogger("migrate.autogenerate")

Signatures: TypeAlias = dict[ForeignKeySignature, ForeignKeyConstraint]


def compare_dropped_foreign_keys(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add a drop for each foreign key that only the database has, before the indexes that it needs."""
    if conn_table is not None and metadata_table is not None:
        sides = _sides(autogen_context, schema, tname, conn_table, metadata_table)
        modify_table_ops.ops.extend(_dropped(autogen_context, *sides, described(schema, tname)))


def compare_added_foreign_keys(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add the creation of each foreign key that only the models have, after the indexes that it needs.

    Those of new tables come with the tables.
    """
    if conn_table is not None and metadata_table is not None:
        sides = _sides(autogen_context, schema, tname, conn_table, metadata_table)
        created: Iterator[Any] = _created(autogen_context, *sides, described(schema, tname))
        impl = autogen_context.migration_context.impl
        if impl.indexes_foreign_keys and autogen_context.compares_all:
            if_there = {"if_not_exists": True} if impl.dialect.is_mariadb else {}
            created = with_their_indexes(created, conn_table, metadata_table, modify_table_ops.ops, **if_there)
        modify_table_ops.ops.extend(list(created))


def _sides(
    autogen_context: Any, schema: str | None, tname: str, conn_table: Table, metadata_table: Table
) -> tuple[Signatures, Signatures]:
    conn = {
        key
        for key in conn_table.foreign_key_constraints
        if name_allowed(autogen_context, key.name, "foreign_key_constraint", schema, tname)
    }
    metadata = set(metadata_table.foreign_key_constraints)
    autogen_context.migration_context.impl.correct_for_autogen_foreignkeys(conn, metadata)
    found, wanted = _by_signature(autogen_context, conn), _by_signature(autogen_context, metadata)
    return found, {**wanted, **_made_anew(autogen_context, (schema, tname), found, wanted)}


def _made_anew(
    autogen_context: Any, table: tuple[str | None, str], conn: Signatures, metadata: Signatures
) -> Signatures:
    """Return the foreign keys of both sides that have to make way while a primary key changes."""
    changed = changed_keys(autogen_context) if autogen_context.dialect.supports_alter else {}
    own = changed.get(table) if autogen_context.migration_context.impl.indexes_foreign_keys else None
    in_the_way = {}
    for one in conn.keys() & metadata.keys() if changed else ():
        referred = changed.get((one.referred_schema, one.referred_table), frozenset())
        if referred == set(one.referred_columns) or (own is not None and own >= set(one.columns)):
            in_the_way[one] = conn[one]
    return in_the_way


def _dropped(autogen_context: Any, conn: Signatures, metadata: Signatures, table: str) -> Iterator[DropConstraintOp]:
    by_name: dict[Any, Any] = {key.name: key for key in metadata.values() if key.name}
    dropped = sorted(_differing(conn, metadata), key=ForeignKeySignature.order)
    # The last first: the names by which those without one are dropped are found anew after each drop.
    unnamed = [one for one in reversed(dropped) if conn[one].name is None and autogen_context.compares_all]
    for one in (*unnamed, *(one for one in dropped if one not in unnamed)):
        key = conn[one]
        if autogen_context.run_object_filters(key, key.name, "foreign_key_constraint", True, by_name.get(key.name)):
            log.info("Detected removed foreign key %s on table %s", one, table)
            drop = DropConstraintOp.from_constraint(key)
            drop.constraint_name = drop.constraint_name or _default_name(autogen_context, key, conn)
            yield drop


def _default_name(autogen_context: Any, key: ForeignKeyConstraint, conn: Signatures) -> str | None:
    """Return the name by which a foreign key without one can be dropped, unless two are on the same columns."""
    keys: list[Any] = [(one.name, one.column_keys) for one in conn.values()]
    if not autogen_context.compares_all or keys.count((None, key.column_keys)) > 1:
        return None
    return default_key_names(key.table.name, "fkey", keys)[tuple(key.column_keys)]


def _created(autogen_context: Any, conn: Signatures, metadata: Signatures, table: str) -> Iterator[CreateForeignKeyOp]:
    by_name: dict[Any, Any] = {key.name: key for key in conn.values() if key.name}
    for one in sorted(_differing(metadata, conn), key=ForeignKeySignature.order):
        key = metadata[one]
        if autogen_context.run_object_filters(key, key.name, "foreign_key_constraint", False, by_name.get(key.name)):
            log.info("Detected added foreign key %s on table %s", one, table)
            yield CreateForeignKeyOp.from_constraint(key)


def _differing(keys: Signatures, others: Signatures) -> list[ForeignKeySignature]:
    """Return those that the other side lacks, and those that stand for themselves on both, as they are made anew."""
    return [one for one, key in keys.items() if one not in others or others[one] is key]


def _by_signature(autogen_context: Any, keys: set[ForeignKeyConstraint]) -> Signatures:
    impl = autogen_context.migration_context.impl
    default = autogen_context.dialect.default_schema_name
    return {signature(key, default, impl.foreign_key_options(key)): key for key in keys}


COMPARATORS = (
    ComparatorSpec("tables", prepare_exclusions, element="exclusions", dialect="postgresql"),
    ComparatorSpec("tables", prepare_checks, element="checks"),
    ComparatorSpec("tables", note_changed_keys, element="primary_keys"),
    ComparatorSpec(
        "table",
        compare_dropped_foreign_keys,
        element="dropped_foreign_keys",
        before=("indexes",),
        unchanged=look_at_foreign_keys,
    ),
    ComparatorSpec(
        "table",
        compare_added_foreign_keys,
        element="foreign_keys",
        after=("indexes",),
        unchanged=lambda autogen_context: surely_unchanged,  # the look before covers both
    ),
    ComparatorSpec(
        "table",
        compare_primary_keys,
        element="primary_key",
        after=("constraints.foreign_keys",),
        unchanged=look_at_primary_key,
    ),
    ComparatorSpec(
        "table", compare_checks_by_name, element="check_constraints", group="migrate.ext.checkconstraint_byname"
    ),
    ComparatorSpec(
        "table",
        compare_checks,
        element="check_constraints",
        after=("constraints.primary_key",),
        unchanged=look_at_checks,
    ),
    ComparatorSpec(
        "table",
        compare_exclusions,
        element="exclude_constraints",
        dialect="postgresql",
        after=("constraints.primary_key",),
        unchanged=look_at_exclusions,
    ),
)
