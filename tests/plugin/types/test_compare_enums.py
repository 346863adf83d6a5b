"""PostgreSQL's enum types in autogenerate: created, changed and dropped with the tables and columns that use them."""

from __future__ import annotations

import enum
import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.dialects import postgresql

from support.comparing import build, compare, connected, counted_statements, kinds
from support.roundtrip import both_ways, generated


def mood(*values: str, **options: Any) -> sa.Enum:
    return sa.Enum(*values, name="mood", **options)


def person(*columns: Column[Any], **options: Any) -> MetaData:
    made = MetaData()
    Table("person", made, Column("id", Integer, primary_key=True), *columns, **options)
    return made


def feels(*values: str, **options: Any) -> MetaData:
    return person(Column("mood", mood(*values), **options))


def types_of(connection: Any) -> list[tuple[str, list[str]]]:
    sa.inspect(connection).clear_cache()
    found: Any = sa.inspect(connection)
    return sorted((one["name"], one["labels"]) for one in found.get_enums(schema="*"))


ADDED = (
    (("a", "b"), ("a", "b", "c"), "op.add_enum_value('mood', 'c')"),
    (("a", "b"), ("c", "a", "b"), "op.add_enum_value('mood', 'c', before='a')"),
    (("a", "b"), ("a", "c", "b"), "op.add_enum_value('mood', 'c', after='a')"),
    (("a",), ("a", "b", "c"), "op.add_enum_value('mood', 'b')\nop.add_enum_value('mood', 'c')"),
    (("b",), ("a", "it's", "b"), "op.add_enum_value('mood', 'a', before='b')"),
)


@pytest.mark.parametrize(("before", "after", "source"), ADDED)
def test_values_are_added_at_their_place(
    postgresql_url: str, before: tuple[str, ...], after: tuple[str, ...], source: str
) -> None:
    """And taken away on the way back."""
    with connected(postgresql_url) as connection:
        revision = both_ways(connection, feels(*before), feels(*after))
        assert revision.upgrade.startswith(source)
        assert types_of(connection) == [("mood", list(after))]


REMOVED = ((("a", "b", "c"), ("a", "c")), (("a", "b", "c"), ("c",)), (("a", "b", "c"), ("a", "x", "c")))


@pytest.mark.parametrize(("before", "after"), REMOVED)
def test_values_are_removed_where_no_row_has_them(
    postgresql_url: str, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    """The type is made anew; the way back puts them where they were."""
    with connected(postgresql_url) as connection:
        revision = both_ways(connection, feels(*before), feels(*after))
        revision.run(connection, revision.downgrade)
        assert types_of(connection) == [("mood", list(before))]


def test_a_removed_value_that_a_row_has(postgresql_url: str) -> None:
    """The upgrade fails with the database's words, and nothing has changed."""
    with connected(postgresql_url) as connection:
        build(connection, feels("a", "b"))
        connection.exec_driver_sql("INSERT INTO person VALUES (1, 'b')")
        connection.commit()
        revision = generated(connection, feels("a"))
        with pytest.raises(sa.exc.DBAPIError, match='invalid input value for enum mood: "b"'):
            revision.run(connection, revision.upgrade)
        connection.rollback()
        assert types_of(connection) == [("mood", ["a", "b"])]


ORDER = (
    "The enum type 'mood' has its values in another order than the models: a, b, not b, a. PostgreSQL moves no "
    "value; to change the order, write a revision that creates the type anew and converts its columns, or put the "
    "models' values into the database's order"
)


def test_another_order_is_said_and_left(postgresql_url: str) -> None:
    """PostgreSQL moves no value."""
    with connected(postgresql_url) as connection:
        build(connection, feels("a", "b"))
        with pytest.warns(UserWarning, match=re.escape(ORDER)):
            assert compare(connection, feels("b", "a")) == []


def test_a_new_column_a_new_table_and_an_array(postgresql_url: str) -> None:
    """The type is created once, before all who use it, and dropped once, after the last of them."""
    before = person()
    after = person(Column("mood", mood("a", "b"), server_default="a"), Column("moods", sa.ARRAY(mood("a", "b"))))
    Table("pet", after, Column("id", Integer, primary_key=True), Column("mood", mood("a", "b")))
    with connected(postgresql_url) as connection:
        revision = both_ways(connection, before, after)
        assert revision.upgrade.count("create_enum") == 1
        assert revision.upgrade.startswith("op.create_enum('mood', ['a', 'b'])")
        assert revision.downgrade.endswith("op.drop_enum('mood')")
        revision.run(connection, revision.downgrade)
        assert types_of(connection) == []


def test_a_type_that_is_there_is_used_by_a_new_table(postgresql_url: str) -> None:
    """It is neither created nor dropped again."""
    after = feels("a", "b")
    Table("pet", after, Column("id", Integer, primary_key=True), Column("mood", mood("a", "b")))
    with connected(postgresql_url) as connection:
        revision = both_ways(connection, feels("a", "b"), after)
        assert "_enum" not in revision.upgrade + revision.downgrade
        revision.run(connection, revision.downgrade)
        assert types_of(connection) == [("mood", ["a", "b"])]


def test_a_type_goes_with_its_last_user(postgresql_url: str) -> None:
    """And comes back before it."""
    two = feels("a", "b")
    Table("pet", two, Column("id", Integer, primary_key=True), Column("mood", mood("a", "b")))
    with connected(postgresql_url) as connection:
        build(connection, two)
        one = feels("a", "b")
        assert kinds(compare(connection, one)) == ["remove_table"]
        revision = both_ways(connection, two, MetaData())
        assert types_of(connection) == []
        assert revision.downgrade.startswith("op.create_enum('mood', ['a', 'b'])")


def test_a_type_that_something_else_uses_stays(postgresql_url: str) -> None:
    """A view, a table of another schema, a domain."""
    with connected(postgresql_url) as connection:
        build(connection, feels("a", "b"))
        connection.exec_driver_sql("CREATE DOMAIN feeling AS mood")
        connection.commit()
        assert kinds(compare(connection, person())) == ["remove_column"]


@pytest.mark.parametrize("schema", [None, "other one"])
@pytest.mark.parametrize("gone", [True, False], ids=["dropped", "of another type"])
def test_a_type_goes_with_the_last_column_of_a_renamed_table(
    postgresql_url: str, schema: str | None, gone: bool
) -> None:
    """By its new name it is not known to the database yet; the column may have another one too."""

    def models(name: str, *columns: Column[Any], **options: Any) -> MetaData:
        made = MetaData()
        Table(name, made, Column("id", Integer, primary_key=True), *columns, schema=schema, **options)
        return made

    feeling = Column("feeling", String(20), info={"renamed_from": "mood"})
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql('CREATE SCHEMA "other one"')
        before = models("person", Column("mood", mood("a", "b")))
        after = models("human", *(() if gone else (feeling,)), info={"renamed_from": "person"})
        revision = both_ways(connection, before, after, include_schemas=schema is not None)
        assert types_of(connection) == []
        revision.run(connection, revision.downgrade)
        assert types_of(connection) == [("mood", ["a", "b"])]


def test_types_that_nobody_uses_are_left_alone(postgresql_url: str) -> None:
    """They are somebody else's."""
    with connected(postgresql_url) as connection:
        build(connection, person())
        connection.exec_driver_sql("CREATE TYPE other AS ENUM ('x')")
        assert compare(connection, person()) == []


def test_words_become_an_enum_and_back(postgresql_url: str) -> None:
    """With the rows and the default converted; so do arrays, and one enum becomes another."""

    def models(type_: Any, array: Any, other: Any) -> MetaData:
        return person(
            Column("mood", type_, server_default="a", nullable=False), Column("moods", array), Column("other", other)
        )

    before = models(String(20), sa.ARRAY(sa.Text), sa.Enum("a", "c", name="former"))
    after = models(mood("a", "b"), sa.ARRAY(mood("a", "b")), mood("a", "b"))
    with connected(postgresql_url) as connection:
        build(connection, before)
        connection.exec_driver_sql("INSERT INTO person VALUES (1, 'b', '{a,b}', 'a')")
        connection.commit()
        both_ways(connection, before, after)
        found = connection.exec_driver_sql("SELECT mood::text, moods::text, other::text FROM person").one()
        assert tuple(found) == ("b", "{a,b}", "a")
        assert types_of(connection) == [("mood", ["a", "b"])]


def test_a_new_value_that_is_a_default_at_once(postgresql_url: str) -> None:
    """It is committed before the default is set."""
    with connected(postgresql_url) as connection:
        before, after = feels("a", server_default="a"), feels("a", "b", server_default="b")
        revision = both_ways(connection, before, after)
        assert revision.upgrade.startswith(
            "with op.get_context().autocommit_block():\n    op.add_enum_value('mood', 'b')"
        )


def test_schemas(postgresql_url: str) -> None:
    """Types of one name in two schemas are two; the default schema may be named or not."""

    def models(*values: str) -> MetaData:
        own = mood(*values, schema="other")
        return person(Column("mood", mood("a", schema="public")), Column("own", own))

    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE SCHEMA other")
        revision = both_ways(connection, models("x"), models("x", "y"))
        assert revision.upgrade == "op.add_enum_value('mood', 'y', schema='other')"
        assert types_of(connection) == [("mood", ["a"]), ("mood", ["x", "y"])]


class Colour(enum.Enum):
    red = 1
    green = 2


class Kept(sa.types.TypeDecorator[str]):
    """A type around an enum."""

    impl = sa.Enum("a", "b", name="mood")
    cache_ok = True


def test_enums_of_python_decorated_types_and_variants(postgresql_url: str) -> None:
    """All are found."""
    after = person(
        Column("colour", sa.Enum(Colour)),
        Column("kept", Kept()),
        Column("words", String(9).with_variant(postgresql.ENUM("x", "y", name="xy"), "postgresql")),
    )
    with connected(postgresql_url) as connection:
        build(connection, person())
        found = kinds(compare(connection, after))
        assert found == ["add_enum", "add_enum", "add_enum", "add_column", "add_column", "add_column"]
        build(connection, after)


def test_enums_that_are_somebody_elses(postgresql_url: str) -> None:
    """The models say that they are not created; the reference compares none."""
    with connected(postgresql_url) as connection:
        build(connection, person())
        own: Any = postgresql.ENUM("a", name="mood", create_type=False)
        assert kinds(compare(connection, person(Column("mood", own)))) == ["add_column"]
        assert kinds(compare(connection, feels("a"), compare="reference")) == ["add_column"]


TWO_KINDS = (
    "The enum type 'mood' has other values in the table 'pet' than elsewhere in the models: b, not a; give all columns "
    "the same type"
)


def test_two_kinds_of_one_type(postgresql_url: str) -> None:
    """The models contradict themselves, which is said."""
    models = feels("a")
    Table("pet", models, Column("id", Integer, primary_key=True), Column("mood", mood("b")))
    with connected(postgresql_url) as connection, pytest.warns(UserWarning, match=re.escape(TWO_KINDS)):
        compare(connection, models)


def test_without_enums_nothing_is_asked(postgresql_url: str) -> None:
    """The comparison of other tables costs no statement more."""
    with connected(postgresql_url) as connection:
        build(connection, person())
        with counted_statements(connection) as full:
            compare(connection, person())
        with counted_statements(connection) as reference:
            compare(connection, person(), compare="reference", compare_server_default=True)
        assert sum("pg_enum" in one for one in full) == sum("pg_enum" in one for one in reference)


@pytest.mark.parametrize("schema", ["public", "other"])
def test_a_schema_for_all_tables(postgresql_url: str, schema: str) -> None:
    """The default one by its name, or another that takes part; a type follows its tables."""

    def models(*values: str) -> MetaData:
        made = MetaData(schema=schema)
        mood_type = sa.Enum(*values, name="mood", schema=schema)
        columns = [Column("mood", mood_type)] if values else []
        Table("person", made, Column("id", Integer, primary_key=True), *columns)
        return made

    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE SCHEMA other")
        both_ways(connection, models(), models("a"), include_schemas=True)
        both_ways(connection, models("a"), models("a", "b"), include_schemas=True)
