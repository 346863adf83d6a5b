"""What keeps PostgreSQL from dropping a column: views and whatever else names it, from the catalog alone."""

from __future__ import annotations

from sqlalchemy import Connection, text

# Kinds of dependency: "n" stops the drop, where "a" goes along.  A view's dependency is that of its rule.
_DEPENDENTS = text(
    """
    WITH RECURSIVE own AS (
        SELECT a.attrelid, a.attnum FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(:table) AND a.attname = :column
    ), direct AS (
        SELECT d.classid, d.objid FROM pg_catalog.pg_depend d JOIN own ON d.refobjid = own.attrelid
            AND d.refobjsubid = own.attnum
        WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'n'
    ), views (oid, level) AS (
        SELECT r.ev_class, 1 FROM direct JOIN pg_catalog.pg_rewrite r ON r.oid = direct.objid
            AND direct.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        UNION SELECT r.ev_class, views.level + 1 FROM views JOIN pg_catalog.pg_depend d ON d.refobjid = views.oid
            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'n'
            AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.ev_class <> views.oid
    ), described (level, description) AS (
        SELECT level, pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, oid, 0) FROM views
        UNION SELECT 0, pg_catalog.pg_describe_object(direct.classid, direct.objid, 0) FROM direct
            LEFT JOIN pg_catalog.pg_constraint k ON k.oid = direct.objid
                AND direct.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
            WHERE direct.classid NOT IN ('pg_catalog.pg_rewrite'::pg_catalog.regclass,
                'pg_catalog.pg_attrdef'::pg_catalog.regclass)
            AND (k.oid IS NULL OR k.conrelid <> (SELECT attrelid FROM own))
    )
    SELECT description FROM described GROUP BY description ORDER BY max(level), description
    """
)


def dependents_of(connection: Connection, quoted_table: str, column: str) -> list[str]:
    """Return what depends on a column and would not go with it, such as ``view paid``, in the order of its creation."""
    return list(connection.scalars(_DEPENDENTS, {"table": quoted_table, "column": column}))
