"""A table that a batch builds anew on PostgreSQL: what ALTER TABLE would have kept by itself."""

from __future__ import annotations

from sqlalchemy import DDL, Connection, text

from migrate.plugin import CommandError

# What belongs to a table and is gone with it, without DROP TABLE complaining.
_LOST = text(
    """
    SELECT 'trigger ' || quote_ident(tgname) FROM pg_trigger
        WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal
    UNION ALL SELECT 'policy ' || quote_ident(polname) FROM pg_policy WHERE polrelid = CAST(:table AS regclass)
    UNION ALL SELECT 'the granted privileges' FROM pg_class
        WHERE oid = CAST(:table AS regclass) AND relacl IS NOT NULL AND cardinality(relacl) > 1
    ORDER BY 1
    """
)


def refuse_losses(connection: Connection, quoted_table: str, table_name: str) -> None:
    """Raise ``CommandError`` naming triggers, policies and privileges, which the new table would not have."""
    lost = connection.scalars(_LOST, {"table": quoted_table}).all()
    if lost:
        raise CommandError(
            f"Building the table {table_name!r} anew would lose {', '.join(lost)}",
            hint='leave recreate="always" away: PostgreSQL can alter the table as it is',
        )


def counting_resumed(quoted_table: str, column: str, quoted_column: str) -> DDL:
    """Return the statement that lets a column count on from its highest value; without rows it does nothing."""
    table, name = (text.replace("'", "''") for text in (quoted_table, column))
    sql = f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'), max({quoted_column})) FROM {quoted_table}"
    return DDL(sql.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy's DDL has no types
