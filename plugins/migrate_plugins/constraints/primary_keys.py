"""Compare the primary keys of tables: their columns, in whatever order and under whatever name, and their options."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Column, PrimaryKeyConstraint, Table

from migrate_plugins.constraints.default_names import primary_key_name
from migrate_plugins.constraints.filters import allowed, described, name_allowed
from migrate_plugins.constraints.ops import CreatePrimaryKeyOp, DropConstraintOp
from migrate_plugins.constraints.order import CountingOp, put_in_order

log = logging.getLogger("migrate.autogenerate")

KIND = "primary_key_constraint"
"""What ``include_object`` calls a primary key."""

_CHANGED = "changed_primary_keys"

ChangedKeys: TypeAlias = Mapping[tuple[str | None, str], frozenset[str]]
"""The columns of the old key, by schema and name of the table."""


def note_changed_keys(autogen_context: Any, pairs: Iterable[tuple[Any, Table]]) -> None:
    """Note the tables whose keys change: foreign keys to them are in the way, wherever they are."""
    impl = autogen_context.migration_context.impl
    impl.compares_fully = autogen_context.compares_all
    if not autogen_context.compares_all:
        return
    told, has_forms = impl.primary_key_as_told, impl.compares_key_forms
    autogen_context.notes[_CHANGED] = {
        (reflected.schema, reflected.name): frozenset(columns)
        for reflected, table in pairs
        if frozenset(columns := told(reflected)) != _columns(table.primary_key)
        or (has_forms and impl.key_form_as_told(reflected.primary_key) != impl.key_form(table.primary_key))
    }


def changed_keys(autogen_context: Any) -> ChangedKeys:
    """Return the old keys of the tables that get another one."""
    found: ChangedKeys = autogen_context.notes.get(_CHANGED, {})
    return found


def look_at_primary_key(autogen_context: Any) -> Callable[[Any, Any], bool]:
    """Return a look that is satisfied if the key of a table has not changed."""
    changed = changed_keys(autogen_context)
    return lambda reflected, table: (reflected.schema, reflected.name) not in changed


def compare_primary_keys(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add the drop of the old key and the creation of the new one, around what happens to the columns."""
    if conn_table is None or metadata_table is None or not autogen_context.compares_all:
        return
    found, wanted = conn_table.primary_key, metadata_table.primary_key
    impl = autogen_context.migration_context.impl
    forms = [impl.key_form(key) for key in (found, wanted)]
    if _columns(found) == _columns(wanted) and forms[0] == forms[1]:
        return
    if not _takes_part(autogen_context, schema, tname, found, wanted):
        return
    _log(described(schema, tname), [found, wanted], forms)
    modify_table_ops.ops.extend(_changes(autogen_context, schema, tname, found, wanted))
    put_in_order(modify_table_ops.ops)


def _takes_part(
    autogen_context: Any, schema: str | None, tname: str, found: PrimaryKeyConstraint, wanted: PrimaryKeyConstraint
) -> bool:
    if not name_allowed(autogen_context, found.name, KIND, schema, tname):
        return False
    item, other = (wanted, found) if wanted.columns else (found, None)
    return allowed(autogen_context, item, item.name, KIND, reflected=item is found, other=other)


def _changes(
    autogen_context: Any, schema: str | None, tname: str, found: PrimaryKeyConstraint, wanted: PrimaryKeyConstraint
) -> Iterator[Any]:
    default = primary_key_name(tname)
    counting_needs_key = autogen_context.migration_context.impl.counting_needs_key
    if found.columns:
        for column in found.columns:
            if counting_needs_key and column.autoincrement is True:
                yield _counting(schema, tname, column, counts=False)
        create = CreatePrimaryKeyOp.from_constraint(found)
        create.kw = {name: value for name, value in create.kw.items() if value}
        create.constraint_name = create.constraint_name or default
        yield DropConstraintOp(create.constraint_name, tname, "primary", schema=schema, _reverse=create)
    if wanted.columns:
        create = CreatePrimaryKeyOp.from_constraint(wanted)
        create.schema = schema
        create.constraint_name = create.constraint_name or default
        yield create
    counting = wanted.table.autoincrement_column
    if counting is not None and counting_needs_key:
        yield _counting(schema, tname, counting, counts=True)


def _counting(schema: str | None, tname: str, column: Column[Any], *, counts: bool) -> CountingOp:
    return CountingOp(
        tname,
        column.name,
        counts=counts,
        schema=schema,
        existing_type=column.type,
        existing_nullable=False,
        existing_comment=column.comment,
    )


def _columns(key: PrimaryKeyConstraint) -> frozenset[str]:
    return frozenset([column.name for column in key])


def _log(table: str, keys: Iterable[PrimaryKeyConstraint], forms: Sequence[Any]) -> None:
    columns = [f"({', '.join(column.name for column in key.columns)})" for key in keys]
    said = [str(form) if forms[0] != forms[1] else "" for form in forms]
    words = [" ".join(filter(None, pair)) for pair in zip(columns, said, strict=True)]
    log.info("Detected changed primary key on %r: %s to %s", table, *words)
