"""PostgreSQL's domains are created with their first user, and dropped with the last one."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Connection, Integer, MetaData, Table
from sqlalchemy.dialects.postgresql import DOMAIN

from support.comparing import build, compare, connected, counted_statements, kinds
from support.roundtrip import both_ways, generated

OPTIONS: dict[str, Any] = {
    "collation": "C",
    "default": "it's 100%",
    "not_null": True,
    "check": "VALUE <> 'a:b'",
    "constraint_name": "Its own",
}


def word(**options: Any) -> DOMAIN[Any]:
    return DOMAIN("word", sa.String(20), **options)


def models(*columns: Column[Any], name: str = "t", **options: Any) -> MetaData:
    made = MetaData()
    Table(name, made, Column("id", Integer, primary_key=True), *columns, **options)
    return made


def domains_of(connection: Connection) -> list[str]:
    query = "SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE typtype = 'd'"
    names = connection.exec_driver_sql(f"{query} AND nspname <> 'information_schema' ORDER BY 1").scalars().all()
    connection.rollback()
    return list(names)


def definition_of(connection: Connection) -> Any:
    query = (
        "SELECT format_type(typbasetype, typtypmod), typdefault, typnotnull, typcollation::regcollation::text,"
        " ARRAY(SELECT conname || ' ' || pg_get_constraintdef(c.oid) FROM pg_constraint c WHERE contypid = t.oid"
        " ORDER BY 1) FROM pg_type t WHERE typname = 'word'"
    )
    row = tuple(connection.exec_driver_sql(query).one())
    connection.rollback()
    return row


CHANGES = {
    "a table": (lambda: MetaData(), lambda: models(Column("x", word(**OPTIONS)))),
    "a column": (models, lambda: models(Column("x", word(**OPTIONS)))),
    "an array": (models, lambda: models(Column("x", sa.ARRAY(word(**OPTIONS))))),
    "another type": (lambda: models(Column("x", sa.String(20))), lambda: models(Column("x", word(**OPTIONS)))),
}


@pytest.mark.parametrize("change", CHANGES)
def test_with_the_first_and_the_last_user(postgresql_url: str, change: str) -> None:
    """Up, down and up again; down, up and down again."""
    without, using = CHANGES[change]
    with connected(postgresql_url) as connection:
        revision = both_ways(connection, without(), using())
        before = definition_of(connection)
        revision.run(connection, revision.downgrade)
        assert domains_of(connection) == []
        without().drop_all(connection)
        connection.commit()
        revision = both_ways(connection, using(), without())
        assert domains_of(connection) == []
        revision.run(connection, revision.downgrade)
        assert definition_of(connection) == before


def test_all_conditions_come_back(postgresql_url: str) -> None:
    """A model can say one alone, but the database may have more; and the collation of another schema."""
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE SCHEMA s")
        connection.exec_driver_sql('CREATE COLLATION s."Mine" FROM "C"')
        connection.exec_driver_sql(
            "CREATE DOMAIN word AS varchar(20) COLLATE s.\"Mine\" CONSTRAINT a CHECK (VALUE <> '%%')"
        )
        connection.exec_driver_sql("ALTER DOMAIN word ADD CONSTRAINT \"b b\" CHECK (VALUE ~ ':x')")
        connection.exec_driver_sql("CREATE TABLE t (id integer PRIMARY KEY, x word)")
        connection.commit()
        before = definition_of(connection)
        revision = generated(connection, MetaData())
        revision.run(connection, revision.upgrade)
        assert domains_of(connection) == []
        revision.run(connection, revision.downgrade)
        assert definition_of(connection) == before


def test_a_domain_that_something_else_uses_stays(postgresql_url: str) -> None:
    """Another column, a view, a function, another domain."""
    others = (
        "CREATE TABLE other (x word[])",
        "CREATE VIEW other AS SELECT 'x'::word AS x",
        "CREATE FUNCTION other(word) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE DOMAIN other AS word",
        "CREATE TYPE other AS (x word)",
    )
    with connected(postgresql_url) as connection:
        build(connection, models(Column("x", word())))
        assert kinds(compare(connection, models())) == ["remove_column", "remove_domain"]
        for statement in others:
            connection.exec_driver_sql(statement)
            opts = {"include_name": lambda name, type_, parents: name != "other"}
            assert kinds(compare(connection, models(), **opts)) == ["remove_column"]
            connection.rollback()


def test_a_domain_that_the_models_still_use_stays(postgresql_url: str) -> None:
    """Also where they leave its creation to others."""
    with connected(postgresql_url) as connection:
        build(connection, models(Column("x", word())))
        after = models(Column("y", word(create_type=False)))
        assert kinds(compare(connection, after)) == ["add_column", "remove_column"]


def test_a_domain_that_nobody_uses_is_left_alone(postgresql_url: str) -> None:
    """It is somebody else's; and so are all with the reference's comparison, or without types."""
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE DOMAIN other AS integer")
        build(connection, models(Column("x", word())))
        assert kinds(compare(connection, models(), compare="reference")) == ["remove_column"]
        assert kinds(compare(connection, models(), compare_type=False)) == ["remove_column"]
        both_ways(connection, models(Column("x", word())), models())
        assert domains_of(connection) == ["other"]


@pytest.mark.parametrize("schema", [None, "other one"])
def test_a_domain_goes_with_the_last_column_of_a_renamed_table(postgresql_url: str, schema: str | None) -> None:
    """By its new name it is not known to the database yet."""
    domain = DOMAIN("Of It", Integer(), schema=schema, check="VALUE > 0")
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql('CREATE SCHEMA "other one"')
        before = models(Column("x", domain), name="old", schema=schema)
        after = models(name="new", schema=schema, info={"renamed_from": "old"})
        both_ways(connection, before, after, include_schemas=schema is not None)
        assert domains_of(connection) == []


def test_without_domains_nothing_is_asked(postgresql_url: str) -> None:
    """The comparison of other tables costs no statement more, nor does a dropped one."""
    with connected(postgresql_url) as connection:
        build(connection, models(Column("x", sa.String(20))))
        with counted_statements(connection) as statements:
            compare(connection, models())
            compare(connection, MetaData())
    assert not any("typtype = 'd'" in one and "pg_get_expr(t.typdefaultbin" in one for one in statements)
    assert not any("UNION ALL SELECT tn.nspname" in one for one in statements)
