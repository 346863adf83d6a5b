"""The project's filters are asked about enum types and domains, by words of their own."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.dialects.postgresql import DOMAIN

from support.comparing import build, compare, connected, kinds
from support.roundtrip import generated

KINDS = ("enum", "domain")


def models(*types: Any) -> MetaData:
    made = MetaData()
    Table("t", made, Column("id", Integer, primary_key=True), *(Column(f"x{at}", one) for at, one in enumerate(types)))
    return made


def named(kind: str, *, changed: bool = False, schema: str | None = None) -> Any:
    """Return a type called ``n``."""
    if kind == "enum":
        return sa.Enum("a", "b", *(["c"] if changed else []), name="n", schema=schema)
    return DOMAIN("n", sa.String(9), default="x" if changed else None, schema=schema)


def not_of(kind: str, seen: list[Any]) -> Any:
    """Return an ``include_object`` that leaves types out, and notes what it has seen of them."""

    def include_object(item: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
        if type_ != kind:
            return True
        seen.append((item, name, reflected, compare_to))
        return not item.info.get("keep")

    return include_object


def leaving_out(item: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
    return type_ not in ("enum", "domain")


@pytest.mark.parametrize("kind", KINDS)
def test_a_filter_sees_both_sides(postgresql_url: str, kind: str) -> None:
    """What is new, what differs, and what goes: with a name, a schema, a dictionary ``info``, and the type."""
    new, changed = named(kind), named(kind, changed=True)
    changed.info = {"keep": True}
    with connected(postgresql_url) as connection:
        seen: list[Any] = []
        assert len(kinds(compare(connection, models(new), include_object=not_of(kind, seen)))) == 2
        ((item, name, reflected, compare_to),) = seen
        assert (name, reflected, compare_to) == ("n", False, None)
        assert (item.name, item.schema, item.info, item.type) == ("n", None, {}, new)
        build(connection, models(new))

        seen.clear()
        assert compare(connection, models(changed), include_object=not_of(kind, seen)) == []
        ((item, name, reflected, compare_to),) = seen
        assert (item.type, reflected, compare_to.name, compare_to.info) == (changed, False, "n", {})

        seen.clear()
        compare(connection, MetaData(), include_object=not_of(kind, seen))
        ((item, name, reflected, compare_to),) = seen
        assert (item.name, item.type.name, item.info, reflected, compare_to) == ("n", "n", {}, True, None)
        assert hasattr(item, "metadata")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_happens_to_a_type_that_is_left_out(postgresql_url: str, kind: str) -> None:
    """Neither is it created, nor changed, nor dropped; its columns are compared as ever."""
    with connected(postgresql_url) as connection:
        assert kinds(compare(connection, models(named(kind)), include_object=leaving_out)) == ["add_table"]
        build(connection, models(named(kind)))
        changed = models(named(kind, changed=True), sa.Integer())
        assert kinds(compare(connection, changed, include_object=leaving_out)) == ["add_column"]
        assert kinds(compare(connection, changed))[0] != "add_column"
        assert kinds(compare(connection, models(sa.Text()), include_object=leaving_out)) == ["modify_type"]
        assert kinds(compare(connection, MetaData(), include_object=leaving_out)) == ["remove_table"]
        assert len(compare(connection, MetaData())) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_table_does_not_create_a_type_that_is_left_out(postgresql_url: str, kind: str) -> None:
    """Somebody else does."""
    with connected(postgresql_url) as connection:
        revision = generated(connection, models(named(kind)), include_object=leaving_out)
    assert "create_type=False" in revision.upgrade


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("schema", [None, "s"])
def test_names_of_the_database(postgresql_url: str, kind: str, schema: str | None) -> None:
    """With the schema in which it is; a new type is no name of the database."""
    asked = []

    def include_name(name: str | None, type_: str, parent_names: Any) -> bool:
        if type_ == kind:
            asked.append((name, dict(parent_names)))
        return type_ != kind

    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE SCHEMA s")
        assert len(compare(connection, models(named(kind, schema=schema)), include_name=include_name)) == 2
        assert asked == []
        build(connection, models(named(kind, schema=schema)))
        changed = models(named(kind, changed=True, schema=schema))
        assert compare(connection, changed, include_name=include_name) == []
        assert asked == [("n", {"schema_name": schema})]
        assert kinds(compare(connection, MetaData(), include_name=include_name)) == ["remove_table"]


def test_nobody_is_asked_where_it_is_compared_as_by_alembic(postgresql_url: str) -> None:
    """As types are not compared there."""
    seen: list[Any] = []
    with connected(postgresql_url) as connection:
        build(connection, models(named("enum")))
        opts = {"compare": "reference", "include_object": not_of("enum", seen)}
        assert compare(connection, models(named("enum", changed=True)), **opts) == []
    assert seen == []


def test_of_two_kinds_of_a_type_that_is_left_out_nothing_is_said(postgresql_url: str) -> None:
    """It is somebody else's."""
    with connected(postgresql_url) as connection:
        compare(connection, models(sa.Enum("a", name="n"), sa.Enum("b", name="n")), include_object=leaving_out)


def test_without_tables_there_are_no_types(postgresql_url: str) -> None:
    """Nobody asks what columns there are then."""
    models = MetaData()
    Table("t", models, Column("x", sa.Enum("a", "b", name="e")), Column("y", DOMAIN("d", Integer)))
    off = ["migrate.autogenerate.*", "~migrate.autogenerate.tables"]
    with connected(postgresql_url) as connection:
        assert compare(connection, models, autogenerate_plugins=off) == []
