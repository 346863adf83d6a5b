"""Tables that are only in the models, only in the database, or in both."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    event,
    inspect,
    schema,
    select,
)

from migrate.migration import MigrationContext
from migrate_plugins.constraints.ops import CreateForeignKeyOp
from migrate_plugins.tables.ops import CreateTableOp, DropTableOp, ModifyTableOps
from migrate_plugins.tables.reflect import ReflectedDatabase
from support.comparing import build, compare, connected, counted_statements, flat, kinds, produce
from support.roundtrip import generated
from support.sqlalchemies import since


def metadata(*names: str, schema: str | None = None) -> MetaData:
    made = MetaData(schema=schema)
    for name in names:
        Table(name, made, Column("id", Integer, primary_key=True))
    return made


def referring(pairs: dict[str, str], *others: str) -> MetaData:
    """Make tables of which each refers to another."""
    made = metadata(*others)
    for name, target in pairs.items():
        Table(name, made, Column("id", Integer, primary_key=True), Column("other", ForeignKey(f"{target}.id")))
    return made


def names(diffs: list[Any]) -> list[tuple[str, str]]:
    return [(diff[0], diff[1].name) for diff in diffs]


def test_added_and_dropped_tables(database_url: str) -> None:
    """On each database; what is in both is left alone."""
    with connected(database_url) as connection:
        build(connection, metadata("stays", "goes"))
        assert names(compare(connection, metadata("stays", "comes"))) == [
            ("add_table", "comes"),
            ("remove_table", "goes"),
        ]


def test_options_of_a_dropped_table_can_be_written_and_given_again(mariadb_url: str) -> None:
    """Although MySQL's inspector gives them names with spaces in them."""
    with connected(mariadb_url) as connection:
        connection.exec_driver_sql("CREATE TABLE goes (id INTEGER) DEFAULT CHARSET=latin1 COMMENT='of old'")
        revision = generated(connection, MetaData())
        revision.run(connection, revision.upgrade)
        revision.run(connection, revision.downgrade)
        options = connection.exec_driver_sql("SHOW CREATE TABLE goes").one()[1].rpartition(")")[2]
    assert revision.upgrade == "op.drop_table('goes')"
    assert "CHARSET=latin1" in options
    assert "of old" in options


def test_tables_are_created_after_those_they_refer_to(sqlite_url: str) -> None:
    """Whatever their names; the drop is the other way round."""
    models = referring({"a": "b", "b": "c"}, "c")
    with connected(sqlite_url) as connection:
        assert [name for _, name in names(compare(connection, models))] == ["c", "b", "a"]
        build(connection, models)
        assert [name for _, name in names(compare(connection, MetaData()))] == ["a", "b", "c"]


def test_a_circle_is_broken_by_foreign_keys_of_their_own(postgresql_url: str) -> None:
    """They are created after all tables, and dropped before."""
    models = referring({"a": "b", "b": "a"})
    with connected(postgresql_url) as connection:
        script = produce(connection, models)
        assert script.upgrade_ops is not None
        created = [type(operation) for operation in flat(script.upgrade_ops)]
        assert created == [CreateTableOp, CreateTableOp, CreateForeignKeyOp, CreateForeignKeyOp]
        build(connection, models)
        assert kinds(compare(connection, MetaData())) == ["remove_fk", "remove_fk", "remove_table", "remove_table"]


def test_a_foreign_key_is_dropped_before_the_table_it_refers_to(postgresql_url: str) -> None:
    """Although its own table is only changed."""
    before, after = metadata("old"), MetaData()
    for made in (before, after):
        Table("kept", made, Column("id", Integer, primary_key=True), Column("old_id", Integer))
    before.tables["kept"].append_constraint(ForeignKeyConstraint(["old_id"], ["old.id"], name="fk"))
    with connected(postgresql_url) as connection:
        build(connection, before)
        assert kinds(compare(connection, after)) == ["remove_fk", "remove_table"]


def test_what_a_new_table_refers_to_is_added_before_it(postgresql_url: str) -> None:
    """The column and the unique constraint of a table that is there already."""
    before, after = metadata("shop"), MetaData()
    Table("shop", after, Column("id", Integer, primary_key=True), Column("code", Integer), UniqueConstraint("code"))
    Table("new", after, Column("id", Integer, primary_key=True), Column("code", ForeignKey("shop.code")))
    with connected(postgresql_url) as connection:
        build(connection, before)
        assert kinds(compare(connection, after)) == ["add_column", "add_constraint", "add_table"]


def test_the_version_table_is_nobodys(sqlite_url: str) -> None:
    """It is neither dropped nor, if the models have it, created."""
    with connected(sqlite_url) as connection:
        build(connection, metadata("alembic_version", "mine"))
        assert compare(connection, metadata("mine")) == []
        assert compare(connection, metadata("mine", "alembic_version")) == []
        assert names(compare(connection, metadata(), version_table="mine")) == [("remove_table", "alembic_version")]


@since("2.1", "no views before")
def test_views_of_the_models_are_no_tables(sqlite_url: str) -> None:
    """SQLAlchemy can declare a view, and puts it among the tables."""
    models = metadata("t")
    schema.CreateView(select(models.tables["t"]), "v", metadata=models)
    with connected(sqlite_url) as connection:
        build(connection, metadata("t"))
        assert compare(connection, models) == []


def test_the_default_schema_may_be_named_or_not(postgresql_url: str) -> None:
    """Also in foreign keys."""
    plain = referring({"child": "parent"}, "parent")
    named = MetaData(schema="public")
    for table in plain.sorted_tables:
        table.to_metadata(named, schema="public")
    with connected(postgresql_url) as connection:
        build(connection, plain)
        assert compare(connection, named, include_schemas=True) == []
        assert compare(connection, named) == []
        assert compare(connection, plain, include_schemas=True) == []


def test_other_schemas_take_part_if_asked_for(postgresql_url: str) -> None:
    """And none of the system's."""
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE SCHEMA other")
        build(connection, metadata("t", schema="other"))
        assert compare(connection, MetaData()) == []
        assert names(compare(connection, MetaData(), include_schemas=True)) == [("remove_table", "t")]


def test_tables_of_others_are_never_dropped(postgresql_url: str) -> None:
    """Partitions, inheriting tables and those of an extension; a partition in the models is compared like any table."""
    models = MetaData()
    Table("whole", models, Column("id", Integer), postgresql_partition_by="RANGE (id)")
    with connected(postgresql_url) as connection:
        build(connection, models)
        connection.exec_driver_sql("CREATE TABLE part PARTITION OF whole FOR VALUES FROM (1) TO (9)")
        connection.exec_driver_sql("CREATE TABLE base (id integer); CREATE TABLE heir () INHERITS (base)")
        connection.commit()
        Table("base", models, Column("id", Integer))
        assert compare(connection, models) == []
        Table("part", models, Column("id", Integer), Column("extra", Integer))
        assert kinds(compare(connection, models)) == ["add_column"]


def test_names_can_be_left_out(sqlite_url: str) -> None:
    """With all that is in them."""
    asked: set[tuple[str | None, str]] = set()

    def include_name(name: str | None, type_: str, parents: Any) -> bool:
        asked.add((name, type_))
        return type_ != "table" or name == "mine"

    with connected(sqlite_url) as connection:
        build(connection, metadata("mine", "theirs"))
        assert compare(connection, metadata("mine"), include_name=include_name) == []
    assert asked == {(None, "schema"), ("mine", "table"), ("theirs", "table"), ("id", "column")}


def test_objects_can_be_left_out(sqlite_url: str) -> None:
    """New tables, old ones, and those in both, each seen from its side."""
    seen: set[tuple[str, bool, bool]] = set()

    def include_object(item: Any, name: str, type_: str, reflected: bool, compare_to: Any) -> bool:
        if type_ == "table":
            seen.add((name, reflected, compare_to is not None))
        return type_ != "table"

    with connected(sqlite_url) as connection:
        build(connection, metadata("both", "old"))
        assert compare(connection, metadata("both", "new"), include_object=include_object) == []
    assert seen == {("both", False, True), ("old", True, False), ("new", False, False)}


@pytest.mark.parametrize("circle", [False, True])
def test_a_collection_may_refer_to_a_later_one(database_url: str, circle: bool) -> None:
    """The tables of both are created in the order of their foreign keys, and dropped in the other one."""
    target, refers = metadata("target"), MetaData()
    to_target = ForeignKey(target.tables["target"].c.id, name="to_target")
    part = Table("part", refers, Column("id", Integer, primary_key=True), Column("target_id", to_target))
    if circle:
        back = ForeignKey(part.c.id, name="back")
        target.tables["target"].append_column(Column("part_id", back))
    models = [refers, target]
    with connected(database_url) as connection:
        revision = generated(connection, models)
        for body, tables in ((revision.upgrade, 2), (revision.downgrade, 0), (revision.upgrade, 2)):
            revision.run(connection, body)
            assert len(inspect(connection).get_table_names()) == tables
            assert compare(connection, models if tables else MetaData()) == []


def test_several_collections_are_compared_as_one(sqlite_url: str) -> None:
    """None of them drops the tables of another."""
    with connected(sqlite_url) as connection:
        build(connection, metadata("a", "b"))
        assert compare(connection, [metadata("a"), metadata("b")]) == []


def test_a_foreign_key_to_a_table_left_out_has_a_stand_in(sqlite_url: str) -> None:
    """So that a filter of objects can look at what it refers to."""
    models = referring({"child": "parent"}, "parent")
    referred: list[str] = []

    def include_object(item: Any, name: str, type_: str, reflected: bool, compare_to: Any) -> bool:
        if type_ == "foreign_key_constraint":
            referred.append(item.referred_table.name)
        return True

    with connected(sqlite_url) as connection:
        build(connection, models)
        after = metadata()
        Table("child", after, Column("id", Integer, primary_key=True), Column("other", Integer))
        diffs = compare(
            connection,
            after,
            include_name=lambda name, type_, parents: name != "parent",
            include_object=include_object,
        )
    assert kinds(diffs) == ["remove_fk"]
    assert referred == ["parent"]


def test_listeners_may_change_what_is_reflected(sqlite_url: str) -> None:
    """SQLAlchemy's event for reflected columns is sent for each."""

    def as_text(inspector: Any, table: Any, column: Any) -> None:
        column["type"] = String(9)

    models = MetaData()
    Table("t", models, Column("id", Integer))
    with connected(sqlite_url) as connection:
        build(connection, models)
        event.listen(Table, "column_reflect", as_text)
        try:
            assert kinds(compare(connection, models)) == ["modify_type"]
        finally:
            event.remove(Table, "column_reflect", as_text)


def many(number: int) -> MetaData:
    made = MetaData()
    for at in range(number):
        columns = (Column("name", String(20), unique=True), Column("size", Integer, index=True, server_default="1"))
        Table(f"t{at}", made, Column("id", Integer, primary_key=True), *columns, Column("up", ForeignKey("t0.id")))
    return made


def test_statements_do_not_grow_with_the_tables(postgresql_url: str) -> None:
    """On PostgreSQL, which tells of all tables at once; with a difference and without."""
    counts = []
    with connected(postgresql_url) as connection:
        for number in (5, 50):
            build(connection, many(number))
            changed = many(number)
            changed.tables["t1"].append_column(Column("extra", Integer))
            compare(connection, changed)  # the first look at a connection asks for more than later ones
            with counted_statements(connection) as statements:
                assert compare(connection, many(number), compare_server_default=True) == []
                assert kinds(compare(connection, changed, compare_server_default=True)) == ["add_column"]
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 33


def test_no_kind_is_read_that_is_told_already(sqlite_url: str) -> None:
    """On SQLite, where each kind takes a statement for each table: the columns tell the primary key."""
    counts = []
    with connected(sqlite_url) as connection:
        for number in (10, 20):
            build(connection, many(number))
            with counted_statements(connection) as statements:
                assert compare(connection, many(number)) == []
            counts.append(len(statements))
    assert counts[1] - counts[0] == 9 * 10


def test_of_few_changed_tables_only_they_are_read(sqlite_url: str) -> None:
    """Of what no quick look needs: where each table takes statements of its own, their number tells."""
    more = []
    with connected(sqlite_url) as connection:
        for number in (20, 60):
            build(connection, many(number))
            changed = many(number)
            changed.tables["t1"].append_column(Column("extra", Integer))
            counts = []
            for models in (many(number), changed):
                with counted_statements(connection) as statements:
                    compare(connection, models)
                counts.append(len(statements))
            more.append(counts[1] - counts[0])
    assert more[0] == more[1]


def test_a_table_that_nobody_expected_is_read_all_the_same(postgresql_url: str) -> None:
    """A comparator of somebody else may ask for any table after all."""
    with connected(postgresql_url) as connection:
        models = many(20)
        for table in models.tables.values():
            table.comment = f"about {table.name}"
        build(connection, models)
        database = ReflectedDatabase(inspect(connection), MigrationContext.configure(connection).impl)
        database.add(None, list(models.tables), all_names=True)
        database.expect([database.tables[None, "t1"]])
        assert [database.tables[None, name].comment for name in ("t1", "t2")] == ["about t1", "about t2"]


def test_operations_on_a_table_come_together(sqlite_url: str) -> None:
    """In the order: the table, its indexes; drops the other way round."""
    models = MetaData()
    Table("t", models, Column("id", Integer, primary_key=True), Column("x", Integer, index=True))
    with connected(sqlite_url) as connection:
        script = produce(connection, models)
        assert script.upgrade_ops is not None
        assert script.downgrade_ops is not None
        assert [type(one) for one in script.upgrade_ops.ops] == [CreateTableOp, ModifyTableOps]
        assert [type(one) for one in script.downgrade_ops.ops] == [ModifyTableOps, DropTableOp]
