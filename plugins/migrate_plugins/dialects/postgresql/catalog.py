"""What PostgreSQL's catalog tells beyond an inspector, each in one statement for a whole comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.connecting import connection_of
from migrate_plugins.dialects.packing import Columns, TableKey

Texts: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
"""Names and texts of the constraints of one kind, by table."""

# pg_depend.deptype "a": the sequence goes with its column, as that of SERIAL does (PostgreSQL manual, "pg_depend").
_OWNED_SEQUENCES = text(
    "SELECT tn.nspname, t.relname, a.attname, s.relname FROM pg_catalog.pg_depend d"
    " JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
    " JOIN pg_catalog.pg_class t ON t.oid = d.refobjid"
    " JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
    " WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
    " AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'a'"
)
# A partition or an inheriting table has a parent in pg_inherits; deptype "e" is a member of an extension.
_TABLES_OF_OTHERS = text(
    "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname IN :schemas AND c.relkind IN ('r', 'p', 'f') AND ("
    " EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)"
    " OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid"
    " AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e'))"
).bindparams(bindparam("schemas", expanding=True))

# conislocal is false for a constraint that a table has from its parent alone.
_CONSTRAINTS = text(
    "SELECT k.contype, c.relname, k.conname, CASE k.contype WHEN 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid)"
    " ELSE pg_catalog.pg_get_constraintdef(k.oid) END FROM pg_catalog.pg_constraint k"
    " JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = :schema AND k.contype IN ('c', 'x') AND k.conislocal ORDER BY c.relname, k.conname"
)
_COLUMNS = text(
    "SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),"
    " CASE WHEN a.attcollation <> t.typcollation THEN"
    " pg_catalog.quote_ident(l.nspname) || '.' || pg_catalog.quote_ident(o.collname) END"
    " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
    " LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation"
    " LEFT JOIN pg_catalog.pg_namespace l ON l.oid = o.collnamespace"
    " WHERE n.nspname IN :schemas AND c.relname IN :tables AND a.attnum > 0 AND NOT a.attisdropped"
).bindparams(bindparam("schemas", expanding=True), bindparam("tables", expanding=True))

_INDEXES = (
    "SELECT i.relname, x.indisunique, pg_catalog.pg_get_indexdef(x.indexrelid) FROM pg_catalog.pg_index x"
    " JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace"
)
_NAMED = text(_INDEXES + " WHERE n.nspname = :schema AND i.relname IN :names").bindparams(
    bindparam("names", expanding=True)
)
_IN_SCRATCH = text(_INDEXES + " WHERE n.oid = pg_catalog.pg_my_temp_schema()")


def owned_sequences(inspector: Inspector) -> frozenset[tuple[str, str, str, str]]:
    """Return schema, table, column and sequence of each column that owns a sequence; asked once for an inspector."""
    cache = inspector.info_cache
    key = (__name__, "owned_sequences")
    if key not in cache:
        with connection_of(inspector) as connection:
            cache[key] = frozenset((row[0], row[1], row[2], row[3]) for row in connection.execute(_OWNED_SEQUENCES))
    found: frozenset[tuple[str, str, str, str]] = cache[key]
    return found


def tables_of_others(inspector: Inspector, schemas: Sequence[str | None]) -> set[tuple[str | None, str]]:
    """Return the tables of the schemas that exist because of another table or an extension."""
    default = inspector.default_schema_name
    names = {schema or default: schema for schema in schemas}
    if not names:
        return set()
    with connection_of(inspector) as connection:
        rows = connection.execute(_TABLES_OF_OTHERS, {"schemas": sorted(name for name in names if name)})
        return {(names[schema], table) for schema, table in rows}


def conditions_of_tables(inspector: Inspector, schema: str | None) -> Texts:
    """Return names and texts of the CHECK constraints of a schema by table; asked once for an inspector."""
    return _constraints(inspector, schema)["c"]


def exclusions_of_tables(inspector: Inspector, schema: str | None) -> Texts:
    """Return names and definitions of the EXCLUDE constraints of a schema by table; asked once for an inspector."""
    return _constraints(inspector, schema)["x"]


def _constraints(inspector: Inspector, schema: str | None) -> Mapping[str, Texts]:
    cache = inspector.info_cache
    key = (__name__, "constraints", schema)
    if key not in cache:
        found: dict[str, dict[str, list[tuple[str, str]]]] = {"c": {}, "x": {}}
        with connection_of(inspector) as connection:
            parameters = {"schema": schema or inspector.default_schema_name}
            for kind, table, name, definition in connection.execute(_CONSTRAINTS, parameters):
                # A driver may give the catalog's single characters as bytes.
                kind = kind.decode() if isinstance(kind, bytes) else kind
                found[kind].setdefault(table, []).append((name, definition))
        cache[key] = found
    told: Mapping[str, Texts] = cache[key]
    return told


def index_definitions(connection: Connection, schema: str | None, names: Iterable[str]) -> Mapping[str, str]:
    """Return what stands behind the table in the definitions of indexes, by name; ``UNIQUE`` stands before it."""
    parameters = {"schema": schema or connection.dialect.default_schema_name, "names": sorted(names)}
    return {name: _definition(unique, sql) for name, unique, sql in connection.execute(_NAMED, parameters)}


def scratch_definitions(connection: Connection) -> Mapping[str, str]:
    """Return the definitions of the indexes on this session's temporary tables in the same form."""
    return {name: _definition(unique, sql) for name, unique, sql in connection.execute(_IN_SCRATCH)}


def _definition(unique: bool, sql: str) -> str:
    at = sql.index(" USING ")
    return f"UNIQUE{sql[at:]}" if unique else sql[at + 1 :]


def columns_of(connection: Connection, tables: Iterable[TableKey]) -> Mapping[TableKey, Columns]:
    """Return the definitions of the columns of tables, as the database itself writes them."""
    default = connection.dialect.default_schema_name
    wanted = {(schema or default, table): (schema, table) for schema, table in tables}
    found: dict[TableKey, dict[str, str]] = {}
    parameters = {"schemas": sorted({one for one, _ in wanted if one}), "tables": sorted({one for _, one in wanted})}
    for schema, table, name, type_, collation in connection.execute(_COLUMNS, parameters):
        if (schema, table) in wanted:
            definition = type_ if collation is None else f"{type_} COLLATE {collation}"
            found.setdefault(wanted[schema, table], {})[name] = definition
    return found
