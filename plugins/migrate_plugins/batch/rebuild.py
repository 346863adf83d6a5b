"""Build a table anew, following the procedure of twelve steps in SQLite's manual, https://sqlite.org/lang_altertable.html.

The steps that concern a live SQLite database alone (foreign keys, counters, triggers, views) are in `sqlite_steps`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sqlalchemy import DDL, Column, Constraint, MetaData, Table, column, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import DropTable

from migrate_plugins.batch import sqlite_steps
from migrate_plugins.batch.changes import Target, apply
from migrate_plugins.batch.source import Source
from migrate_plugins.batch.waiting import telling

PREFIX = "_alembic_tmp_"
_LONGEST_NAME = 50
"""The reference's limit for the temporary name, which other tools may look for."""


def rebuild(batch: Any) -> None:
    """Create the new table under a temporary name, copy the rows, and let it take the old one's place.

    Raises whatever the database raises; the temporary table is gone then, and the old one as it was.
    """
    if batch.dialect.name != "sqlite" or batch.as_sql:
        target = _target(batch, Source.of(batch), {})
        _exchange(batch, target)
    else:
        what = f"building the table {batch.table_name!r} anew"
        with telling(batch.bind, what), sqlite_steps.undisturbed(batch) as was_enforced:
            target = _rebuild_on_sqlite(batch, was_enforced=was_enforced)
    for comment in target.comments:
        comment()


def _rebuild_on_sqlite(batch: Any, *, was_enforced: bool) -> Target:
    source = Source.of(batch)
    names: dict[str, str] = {}
    if batch.copy_from is None:
        _check_columns(batch, source)
        names = sqlite_steps.rename_columns(batch)
        source = Source.of(batch, names) if names else source
    target = _target(batch, source, names)
    with sqlite_steps.surroundings(batch, source, target, was_enforced=was_enforced):
        _exchange(batch, target)
    return target


def _target(batch: Any, source: Source, names: dict[str, str]) -> Target:
    target = Target(batch, source, names)
    apply(target)
    target.definition.check()
    batch.named_constraints.update(_kept_by_name(target, source.table))
    batch.impl.prep_table_for_batch(batch, source.table)
    return target


def _check_columns(batch: Any, source: Source) -> None:
    """Raise ``CommandError`` for a change of a column that is not there, before anything is touched."""
    known = {column.name for column in source.definition.columns}
    for method, arguments, _ in batch.batch:
        if method == "alter_column" and arguments[1] not in known:
            added = {args[1].name for change, args, _ in batch.batch if change == "add_column"}
            if arguments[1] not in added:
                source.definition.column(arguments[1])


def _kept_by_name(target: Target, table: Table) -> dict[str, Constraint]:
    """Return the old table's constraints whose names the new one needs too."""
    kept = {clause.name for clause in target.definition.constraints}
    return {str(one.name): one for one in table.constraints if one.name is not None and str(one.name) in kept}


def temporary_name(table_name: str) -> str:
    """Return the name under which the new table is built."""
    return f"{PREFIX}{table_name}"[:_LONGEST_NAME]


def _exchange(batch: Any, target: Target) -> None:
    impl, temporary = batch.impl, temporary_name(batch.table_name)
    new = Table(temporary, MetaData(), *(Column(one.name) for one in target.definition.columns), schema=batch.schema)
    _remove_leftovers(batch, new)
    quoted = ".".join(impl.identifier(part) for part in (batch.schema, temporary) if part)
    impl.execute(_verbatim(target.definition.create(quoted)))
    try:
        _copy(batch, target, new)
        impl.execute(DropTable(Table(batch.table_name, MetaData(), schema=batch.schema)))
    except Exception:
        if batch.as_sql or batch.dialect.name != "sqlite" or sqlite_steps.in_transaction(batch.bind):
            with suppress(SQLAlchemyError):  # after an error PostgreSQL takes no statement, and gives all of it up
                impl.execute(DropTable(new))
        raise
    impl.rename_table(temporary, batch.table_name, schema=batch.schema)
    counting = [one.name for one in target.definition.columns if one.counts and one.name in target.transfers]
    impl.resume_counting(batch.table_name, counting, schema=batch.schema)
    for statement in target.indexes.values():
        impl.execute(_verbatim(statement))
    if target.new_name:
        impl.rename_table(batch.table_name, target.new_name, schema=batch.schema)


def _copy(batch: Any, target: Target, new: Table) -> None:
    transfers = target.transfers
    if not transfers:
        return
    if target.copies_whole_rows:
        # Without lists of columns SQLite copies its pages' records as they are, if the two tables are alike enough.
        names = map(batch.dialect.identifier_preparer.format_table, (new, target.table))
        batch.impl.execute(_verbatim("INSERT INTO {} SELECT * FROM {}".format(*names)))
        return
    expressions = [_expression(name, transfer["expr"]) for name, transfer in transfers.items()]
    batch.impl.execute(insert(new).from_select([column(name) for name in transfers], select(*expressions)))


def _expression(name: str, expression: Any) -> Any:
    return expression if isinstance(expression, Column) else expression.label(name)


def _remove_leftovers(batch: Any, new: Table) -> None:
    """Drop a temporary table that a killed run has left behind."""
    if not batch.as_sql and batch.dialect.has_table(batch.bind, new.name, schema=batch.schema):
        batch.impl.execute(DropTable(new))


def _verbatim(sql: str) -> DDL:
    # DDL binds nothing, so that ':x' in a default or a CHECK stays as it is; it formats with %, so % is doubled.
    return DDL(sql.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy's DDL has no types
