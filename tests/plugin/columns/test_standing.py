"""What stands on a column that is made anew or gets another type: named before a revision is written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Computed, Connection, Index, Integer, MetaData, Table

from migrate.autogenerate import produce_migrations
from migrate.migration import MigrationContext
from migrate.plugin import CommandError
from migrate_plugins.columns.standing import refuse_what_stands_on_columns
from migrate_views.model import ReplaceableObject
from migrate_views.ops import CreateViewOp, DropViewOp
from support.comparing import build, compare, connected, counted_statements, kinds
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
    """A view of other columns stays."""
    with connected(postgresql_url) as connection:
        build(connection, models("a + b"))
        run(connection, "CREATE VIEW v AS SELECT a FROM t")
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


def test_what_would_stop_the_downgrade_is_said(postgresql_url: str) -> None:
    """A column that becomes plain stays where it is, but is made anew on the way back."""
    with connected(postgresql_url) as connection:
        build(connection, models("a + b"))
        run(connection, "CREATE VIEW v AS SELECT x FROM t")
        with pytest.warns(UserWarning, match="t.x is no longer computed") as warned:
            revision = generated(connection, models(None))
        assert str(warned[0].message) == (
            "t.x is no longer computed, and the downgrade drops it and adds it again, but there depends on it: view v. "
            "Drop that before a downgrade, and create it anew after it"
        )
        revision.run(connection, revision.upgrade)
        assert compare(connection, models(None)) == []
        with pytest.raises(sa.exc.InternalError, match="other objects depend on it"):
            revision.run(connection, revision.downgrade)
        connection.rollback()


# Types ------------------------------------------------------------------------------------------------------------


def typed(*types: object, schema: str | None = None) -> MetaData:
    made = MetaData()
    columns = [Column(name, type_) for name, type_ in zip("xy", types, strict=False)]
    Table("t", made, Column("id", Integer, primary_key=True), *columns, schema=schema)
    return made


def test_of_another_type_all_columns_are_named(postgresql_url: str) -> None:
    """With the views below which they are, and those on them."""
    with connected(postgresql_url) as connection:
        build(connection, typed(Integer, sa.String(20)))
        run(
            connection,
            "CREATE VIEW zero AS SELECT x + 1 AS z FROM t",
            "CREATE MATERIALIZED VIEW high AS SELECT z FROM zero",
            "CREATE VIEW another AS SELECT y FROM t",
        )
        error = refusal(connection, typed(BigInteger, sa.String(30)))
    assert str(error) == (
        "t.x is to get another type, which this database refuses while there depends on it: view zero, "
        "materialized view high; "
        "t.y is to get another type, which this database refuses while there depends on it: view another"
    )
    assert error.hint == HINT


IN_THE_WAY_OF_TYPES = {what: OTHERS[what] for what in ("trigger late on table t", "policy own on table t")}


@pytest.mark.parametrize("what", IN_THE_WAY_OF_TYPES)
def test_what_else_keeps_the_type_is_named(postgresql_url: str, what: str) -> None:
    """As the database would say while the revision runs."""
    with connected(postgresql_url) as connection:
        build(connection, typed(Integer))
        run(connection, *IN_THE_WAY_OF_TYPES[what])
        assert str(refusal(connection, typed(BigInteger))).endswith(f"depends on it: {what}")
        with pytest.raises(sa.exc.NotSupportedError, match="cannot alter type of a column used"):
            connection.exec_driver_sql("ALTER TABLE t ALTER COLUMN x TYPE bigint")


def test_what_is_made_anew_for_another_type_is_no_reason(postgresql_url: str) -> None:
    """Foreign keys, indexes and conditions; nor are views of other columns."""
    with connected(postgresql_url) as connection:
        build(connection, typed(Integer, Integer))
        run(connection, *OTHERS["constraint fk on table child"], "CREATE VIEW v AS SELECT id, y FROM t")
        run(connection, "ALTER TABLE t ADD CONSTRAINT ck CHECK (x > 5)", "CREATE INDEX ix ON t (x, y) WHERE x > 7")
        opts = {"include_name": lambda name, type_, parents: name not in ("child", "ck", "ix", "u")}
        revision = generated(connection, typed(BigInteger, Integer), **opts)
        revision.run(connection, revision.upgrade)
        assert compare(connection, typed(BigInteger, Integer), **opts) == []


@pytest.mark.parametrize("name", ["v", '"Of it"', 's."Of it"', "s.v"])
def test_a_view_that_is_dropped_before_is_not_in_the_way(postgresql_url: str, name: str) -> None:
    """Such as one that is replaced around the change; one that is dropped after it is."""
    view = ReplaceableObject(name, "SELECT x FROM t")
    with connected(postgresql_url) as connection:
        build(connection, typed(Integer))
        run(connection, "CREATE SCHEMA s", f"CREATE VIEW {name} AS SELECT x FROM t")
        context = MigrationContext.configure(connection)
        operations = produce_migrations(context, typed(BigInteger)).upgrade_ops
        assert operations is not None
        operations.ops[:] = [DropViewOp(view), *operations.ops, CreateViewOp(view)]
        assert refuse_what_stands_on_columns(context, (), operations) is operations
        operations.ops[:] = [*operations.ops[1:], operations.ops[0]]
        with pytest.raises(CommandError, match=r"^t\.x is to get another type"):
            refuse_what_stands_on_columns(context, (), operations)


def test_it_is_asked_once_and_only_where_a_type_changes(postgresql_url: str) -> None:
    """By one statement for all columns."""

    def asked(after: MetaData) -> int:
        with counted_statements(connection) as statements:
            generated(connection, after)
        return sum("pg_describe_object" in one for one in statements)

    with connected(postgresql_url) as connection:
        build(connection, typed(Integer, Integer))
        assert asked(typed(Integer)) == 0
        assert asked(typed(BigInteger, BigInteger)) == 1
        with counted_statements(connection) as statements:
            generated(connection, typed(BigInteger), compare="reference")
        assert not any("pg_describe_object" in one for one in statements)
