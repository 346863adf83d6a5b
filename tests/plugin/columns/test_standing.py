"""What stands on a computed column that has to be dropped and added again: named before a revision is written."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Computed, Connection, Index, Integer, MetaData, Table

from migrate.plugin import CommandError
from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways, generated

HINT = "drop that in a revision before this one, and create it anew in one after it"


def models(formula: str | None, name: str = "t", column: str = "x", schema: str | None = None) -> MetaData:
    made = MetaData()
    computed = () if formula is None else (Computed(formula, persisted=True),)
    key, a, b = Column("id", Integer, primary_key=True), Column("a", Integer), Column("b", Integer)
    table = Table(name, made, key, a, b, Column(column, Integer, *computed), schema=schema)
    Index("ix", table.c[column])
    return made


def run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.commit()


def refusal(connection: Connection, after: MetaData) -> CommandError:
    with pytest.raises(CommandError) as raised:
        generated(connection, after)
    return raised.value


def test_views_are_named_in_the_order_in_which_they_can_be_created(postgresql_url: str) -> None:
    """Those on views too, but none that is of other columns; the difference itself is told."""
    with connected(postgresql_url) as connection:
        build(connection, models("a + b"))
        run(
            connection,
            "CREATE VIEW zero AS SELECT x + 1 AS y FROM t",
            "CREATE MATERIALIZED VIEW high AS SELECT y FROM zero",
            "CREATE VIEW another AS SELECT a, b FROM t",
        )
        assert kinds(compare(connection, models("a - b"))) == ["modify_default"]
        error = refusal(connection, models("a - b"))
    assert str(error) == (
        "t.x would be dropped and added again, as this database alters no formula, but there depends on it: "
        "view zero, materialized view high"
    )
    assert error.hint == HINT


OTHERS = {
    "trigger late on table t": (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER late BEFORE UPDATE OF x ON t FOR EACH ROW EXECUTE FUNCTION f()",
    ),
    "policy own on table t": ("CREATE POLICY own ON t USING (x > 0)",),
    "constraint fk on table child": (
        "CREATE UNIQUE INDEX u ON t (x)",
        "CREATE TABLE child (y integer, CONSTRAINT fk FOREIGN KEY (y) REFERENCES t (x))",
    ),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_else_keeps_the_column_is_named(postgresql_url: str, what: str) -> None:
    """Of what no model knows, or what is another table's."""
    with connected(postgresql_url) as connection:
        build(connection, models("a + b"))
        run(connection, *OTHERS[what])
        assert str(refusal(connection, models("a - b"))).endswith(f"depends on it: {what}")


def test_a_table_of_a_schema_that_is_renamed_at_once(postgresql_url: str) -> None:
    """The database knows the old names."""
    with connected(postgresql_url) as connection:
        run(connection, 'CREATE SCHEMA "of it"')
        build(connection, models("a + b", "Old one", schema="of it"))
        run(connection, 'CREATE VIEW v AS SELECT x FROM "of it"."Old one"')
        after = models("a - b", "New one", "y", schema="of it")
        after.tables["of it.New one"].info["renamed_from"] = "Old one"
        after.tables["of it.New one"].c.y.info["renamed_from"] = "x"
        with pytest.raises(CommandError, match=r"^of it\.New one\.y would be .*: view v$"):
            generated(connection, after, include_schemas=True)


@pytest.mark.parametrize("after", [None, "a - b"])
def test_what_does_not_stand_in_the_way_is_no_reason(postgresql_url: str, after: str | None) -> None:
    """A column that becomes plain stays, and a view of other columns does too."""
    with connected(postgresql_url) as connection:
        build(connection, models("a + b"))
        run(connection, f"CREATE VIEW v AS SELECT {'x' if after is None else 'a'} FROM t")
        revision = generated(connection, models(after))
        revision.run(connection, revision.upgrade)
        assert compare(connection, models(after)) == []


@pytest.mark.parametrize("after", [None, "a - b"])
def test_elsewhere_a_view_stays_as_it_is(request: pytest.FixtureRequest, after: str | None) -> None:
    """SQLite rebuilds the table below it, and MariaDB looks at it when it is used."""
    for database in ("sqlite", "mariadb"):
        with connected(request.getfixturevalue(f"{database}_url")) as connection:
            build(connection, models("a + b"))
            run(connection, "INSERT INTO t (id, a, b) VALUES (1, 5, 3)", "CREATE VIEW v AS SELECT x FROM t")
            build(connection, models("a + b"))
            both_ways(connection, models("a + b"), models(after))
            assert connection.exec_driver_sql("SELECT x FROM v").scalar() == (8 if after is None else 2)
