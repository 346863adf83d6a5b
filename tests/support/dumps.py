"""All that a database holds, as text: what its catalog tells, and the rows of each table."""

from __future__ import annotations

from sqlalchemy import Connection, create_engine, inspect, pool

_POSTGRESQL = (
    "SELECT c.relname, c.relkind, obj_description(c.oid, 'pg_class') FROM pg_class c"
    " WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1",
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,"
    " pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
    " ORDER BY c.relname, a.attnum",
    "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1",
    "SELECT t.typname, e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid ORDER BY 1, e.enumsortorder",
)
_SQLITE = ("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",)


def dump(url: str) -> list[str]:
    """Return a line for each thing in the database, and for each row of its tables."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        tables = sorted(inspect(connection).get_table_names())
        lines = [*_schema(connection, tables)]
        for name in tables:
            quoted = connection.dialect.identifier_preparer.quote_identifier(name)
            lines += [f"{name}: {row}" for row in sorted(_rows(connection, f"SELECT * FROM {quoted}"))]
    engine.dispose()
    return lines


def _schema(connection: Connection, tables: list[str]) -> list[str]:
    dialect = connection.dialect.name
    if dialect == "mariadb":
        quoted = [connection.dialect.identifier_preparer.quote_identifier(name) for name in tables]
        views = inspect(connection).get_view_names()
        return [
            *(line for name in quoted for line in _rows(connection, f"SHOW CREATE TABLE {name}")),
            *(line for name in views for line in _rows(connection, f"SELECT * FROM {name}")),
        ]
    queries = _POSTGRESQL if dialect == "postgresql" else _SQLITE
    return [line for query in queries for line in _rows(connection, query)]


def _rows(connection: Connection, query: str) -> list[str]:
    return [repr(tuple(_plain(value) for value in row)) for row in connection.exec_driver_sql(query, ())]


def _plain(value: object) -> object:
    """Return a value that can be compared: SQLite keeps CREATE TABLE as given, and scripts indent it with spaces."""
    if isinstance(value, str) and value.startswith("CREATE TABLE"):
        return value.replace("\n\t", "\n    ")
    return bytes(value) if isinstance(value, memoryview) else value
