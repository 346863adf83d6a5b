"""What keeps PostgreSQL from changing a column: views and whatever else names it, from the catalog alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from migrate_plugins.dialects.generated import Dependent

# Kinds of dependency: "n" stops the change, where "a" goes along.  A view's dependency is that of its rule.
_DEPENDENTS = text(
    """
    WITH RECURSIVE own AS (
        SELECT w.place, a.attrelid, a.attnum
        FROM unnest(CAST(:tables AS text[]), CAST(:columns AS text[])) WITH ORDINALITY w (table_name, name, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = pg_catalog.to_regclass(w.table_name) AND a.attname = w.name
    ), direct AS (
        SELECT own.place, own.attrelid, d.classid, d.objid FROM pg_catalog.pg_depend d
        JOIN own ON d.refobjid = own.attrelid AND d.refobjsubid = own.attnum
        WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'n'
    ), views (place, oid, level) AS (
        SELECT direct.place, r.ev_class, 1 FROM direct JOIN pg_catalog.pg_rewrite r ON r.oid = direct.objid
            AND direct.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        UNION SELECT views.place, r.ev_class, views.level + 1 FROM views JOIN pg_catalog.pg_depend d
            ON d.refobjid = views.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'n'
            AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.ev_class <> views.oid
    ), described (place, level, description, is_constraint) AS (
        SELECT place, level, pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, oid, 0), false
        FROM views
        UNION SELECT direct.place, 0, pg_catalog.pg_describe_object(direct.classid, direct.objid, 0), k.oid IS NOT NULL
            FROM direct LEFT JOIN pg_catalog.pg_constraint k ON k.oid = direct.objid
                AND direct.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
            WHERE direct.classid NOT IN ('pg_catalog.pg_rewrite'::pg_catalog.regclass,
                'pg_catalog.pg_attrdef'::pg_catalog.regclass)
            AND (k.oid IS NULL OR k.conrelid <> direct.attrelid)
    )
    SELECT place, description, is_constraint FROM described GROUP BY place, description, is_constraint
    ORDER BY place, max(level), description
    """
)


def dependents_of(connection: Connection, columns: Sequence[tuple[str, str]]) -> list[list[Dependent]]:
    """Return what depends on each of the columns, such as ``view paid``, in the order in which it was created.

    A column is given by the name of its table as it stands in a statement, and its own name.
    """
    found: list[list[Dependent]] = [[] for _ in columns]
    parameters = {"tables": [table for table, _ in columns], "columns": [column for _, column in columns]}
    for place, description, is_constraint in connection.execute(_DEPENDENTS, parameters):
        found[place - 1].append(Dependent(description, is_constraint))
    return found
