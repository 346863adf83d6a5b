"""The examples of the pages on what is compared do what the pages say."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Enum,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import DOMAIN, ExcludeConstraint

from migrate.kernel.autogenerate.plugins import NAMESPACE
from migrate.kernel.plugin.active import active_registry
from support.comparing import build, compare, connected
from support.pages import Page, example

CHOOSE = Page("how-to/choose-what-is-compared.md")
SEVERAL, NAMES, OBJECTS, PLUGINS = CHOOSE.blocks("python")
[TWICE] = CHOOSE.blocks("text")


def models(type_: Any = Integer, default: str | None = None, **tables: dict[str, Any]) -> MetaData:
    """Return models with a table ``t``, and others with the given notes."""
    metadata = MetaData()
    Table("t", metadata, Column("x", type_, server_default=default))
    for name, info in tables.items():
        Table(name, metadata, Column("x", Integer), info=info)
    return metadata


def one_table(name: str) -> MetaData:
    """Return models with only this table."""
    metadata = MetaData()
    Table(name, metadata, Column("x", Integer))
    return metadata


def table_with_everything(number: int) -> MetaData:
    """Return models with a table, in which the names of all that has one end with a number, but for its types."""
    metadata = MetaData()
    Table("other", metadata, Column("id", Integer, primary_key=True))
    Table(
        "t",
        metadata,
        Column("one", Integer, primary_key=number == 1),
        Column("two", Integer, primary_key=number == 2),
        Column("x", Integer),
        Column(f"c{number}", Integer),
        Column("kind", Enum("a", name="kind")),
        Column("amount", DOMAIN("amount", Integer)),
        Index(f"ix{number}", "x"),
        UniqueConstraint("x", name=f"uq{number}"),
        CheckConstraint("x > 1", name=f"ck{number}"),
        ForeignKeyConstraint([f"c{number}"], ["other.id"], name=f"fk{number}"),
        ExcludeConstraint(("x", "="), name=f"ex{number}", using="btree"),
    )
    return metadata


def test_several_collections_are_the_models(sqlite_url: str) -> None:
    """All tables of all of them; a table that two have is an error in the page's words."""
    shop, stock = one_table("invoice"), one_table("part")
    both = example(SEVERAL, Shop=SimpleNamespace(metadata=shop), Stock=SimpleNamespace(metadata=stock))
    with connected(sqlite_url) as connection:
        build(connection, shop)
        assert [(diff[0], diff[1].name) for diff in compare(connection, both["target_metadata"])] == [
            ("add_table", "part")
        ]
        with pytest.raises(ValueError, match="Duplicate") as caught:
            compare(connection, [one_table("invoice"), one_table("invoice")])
    assert str(caught.value) == TWICE.strip()


def test_names_and_objects_are_left_out(postgresql_url: str) -> None:
    """A table that no model knows, another schema, and a table with a note."""
    wanted = models(skipped={"skip_autogenerate": True}, comes={})
    options = example(NAMES, OBJECTS, target_metadata=wanted)["configure"]
    with connected(postgresql_url) as connection:
        build(connection, models(unknown={}))
        connection.exec_driver_sql("CREATE SCHEMA other")
        connection.exec_driver_sql("CREATE TABLE other.t (x INTEGER)")
        found = compare(connection, wanted, **options)
    assert [(diff[0], diff[1].name) for diff in found] == [("add_table", "comes")]


def test_the_kinds_of_names_and_objects_are_those_of_the_page(postgresql_url: str) -> None:
    """Each is asked about, and nothing else is."""
    [said] = re.findall(r"leave it out. `type_` is (.*?)\. `parent_names`", CHOOSE.prose)
    names, objects = set(), set()

    def include_name(name: str | None, type_: str, parent_names: dict[str, str | None]) -> bool:
        names.add(type_)
        assert set(parent_names) <= {"schema_name", "table_name", "schema_qualified_table_name"}
        return True

    def include_object(object: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
        objects.add(type_)
        return True

    with connected(postgresql_url) as connection:
        build(connection, table_with_everything(1))
        compare(
            connection,
            table_with_everything(2),
            include_name=include_name,
            include_object=include_object,
            include_schemas=True,
        )
    assert names == set(re.findall(r"`(\w+)`", said))
    assert objects == names - {"schema"}


def test_patterns_choose_what_takes_part(postgresql_url: str) -> None:
    """Comments are left out, and what else there is to name is in the table."""
    before, after = models(), models(String(20))
    after.tables["t"].comment = "new"
    options = example(PLUGINS)["configure"]
    with connected(postgresql_url) as connection:
        build(connection, before)
        assert [diff[0][0] for diff in compare(connection, after, **options)] == ["modify_type"]
    rows = "".join(re.findall(r"^\| (`.*?) \|", CHOOSE.text.partition(f"| `{NAMESPACE}.` |")[2], flags=re.MULTILINE))
    known = {
        entry.spec.group or entry.plugin
        for entry in active_registry().comparators()
        if entry.plugin in {"columns", "comments", "constraints", "indexes", "renames", "tables", "types"}
    }
    assert set(re.findall(r"`(\w+)`", rows)) == {name for name in known if "." not in name} | {"schemas"}


def test_checks_by_name_have_to_be_asked_for(postgresql_url: str) -> None:
    """Then a condition is no difference, and a new name is one."""
    [name] = re.findall(r"`([\w.]+)` has to be asked for", CHOOSE.prose)

    def checked(**checks: str) -> MetaData:
        metadata = models()
        for key, condition in checks.items():
            metadata.tables["t"].append_constraint(CheckConstraint(condition, name=key))
        return metadata

    patterns = {"autogenerate_plugins": [f"{NAMESPACE}.*", name]}
    with connected(postgresql_url) as connection:
        build(connection, checked(a="x > 1"))
        assert compare(connection, checked(a="x > 2")) != []
        assert compare(connection, checked(a="x > 2"), **patterns) == []
        assert [diff[0] for diff in compare(connection, checked(a="x > 2", b="x > 3"), **patterns)] == [
            "add_constraint"
        ]
