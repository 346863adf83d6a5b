"""Compare the sequences of the database with those of the models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, inspect, text

from migrate.plugin import ComparatorSpec, UpgradeOps
from migrate_sequences.model import sequences_of_model
from migrate_sequences.ops import CreateSequenceOp, DropSequenceOp

Key = tuple[str | None, str]

# A sequence that depends on a column ("a": SERIAL, OWNED BY; "i": IDENTITY) comes and goes with it (PostgreSQL manual,
# pg_depend.deptype).
_POSTGRESQL_FREE = text(
    "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind = 'S' AND n.nspname IN :schemas AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d"
    " WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))"
).bindparams(bindparam("schemas", expanding=True))


def compare_sequences(autogen_context: Any, upgrade_ops: UpgradeOps, schemas: Iterable[str | None]) -> None:
    """Add an operation for each sequence that only the models or only the database has."""
    if not autogen_context.dialect.supports_sequences:
        return
    wanted = {key for metadata in _metadata(autogen_context) for key in sequences_of_model(metadata)}
    present = _present(autogen_context.connection, autogen_context.dialect, set(schemas))
    upgrade_ops.ops[0:0] = [CreateSequenceOp(name, schema) for schema, name in _sorted(wanted - present)]
    upgrade_ops.ops.extend(DropSequenceOp(name, schema) for schema, name in _sorted(present - wanted))


def _metadata(autogen_context: Any) -> Iterable[Any]:
    metadata = autogen_context.metadata
    return metadata if isinstance(metadata, (list, tuple)) else (metadata,)


def _present(connection: Connection, dialect: Any, schemas: set[str | None]) -> set[Key]:
    if dialect.name != "postgresql":
        inspector = inspect(connection)
        return {(schema, name) for schema in schemas for name in inspector.get_sequence_names(schema)}
    default = dialect.default_schema_name
    names = {schema or default: schema for schema in schemas}
    rows = connection.execute(_POSTGRESQL_FREE, {"schemas": sorted(names)})
    return {(names[schema], name) for schema, name in rows}


def _sorted(keys: set[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: (key[0] or "", key[1]))


COMPARATORS = (ComparatorSpec("schema", compare_sequences, element="sequences"),)
