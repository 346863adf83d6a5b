"""The examples of the pages on what is compared do what the pages say."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Numeric, String, Table
from sqlalchemy.types import TypeDecorator

from support.comparing import build, compare, connected
from support.environments import ROOT

HOW_TO = ROOT / "docs" / "how-to"


def examples(page: str, **names: Any) -> dict[str, Any]:
    """Run the Python of a page; what it gives to ``configure()`` is under that name."""
    given: dict[str, Any] = {}
    names["context"] = type("Context", (), {"configure": staticmethod(lambda *_, **options: given.update(options))})
    for block in re.findall(r"```python\n(.*?)```", (HOW_TO / page).read_text(encoding="utf-8"), flags=re.DOTALL):
        exec(block.replace("configure(..., ", "configure("), names)
    return {**names, "configure": given}


def models(type_: Any = Integer, default: str | None = None, **tables: dict[str, Any]) -> MetaData:
    """Return models with a table ``t``, and others with the given notes."""
    metadata = MetaData()
    Table("t", metadata, Column("x", type_, server_default=default))
    for name, info in tables.items():
        Table(name, metadata, Column("x", Integer), info=info)
    return metadata


def test_names_and_objects_are_left_out(postgresql_url: str) -> None:
    """A table that no model knows, another schema, and a table with a note."""
    wanted = models(skipped={"skip_autogenerate": True}, comes={})
    options = examples("choose-what-is-compared.md", target_metadata=wanted)["configure"]
    with connected(postgresql_url) as connection:
        build(connection, models(unknown={}))
        connection.exec_driver_sql("CREATE SCHEMA other")
        connection.exec_driver_sql("CREATE TABLE other.t (x INTEGER)")
        found = compare(connection, wanted, **options)
    assert [(diff[0], diff[1].name) for diff in found] == [("add_table", "comes")]


def test_functions_decide_on_types_and_defaults(sqlite_url: str) -> None:
    """What they have no opinion on is compared as ever."""
    page = examples("compare-types-and-defaults.md", TypeDecorator=TypeDecorator, Numeric=Numeric)
    options, money = page["configure"], page["Money"]
    money.cache_ok = True
    with connected(sqlite_url) as connection:
        build(connection, models(Integer))
        assert compare(connection, models(money), **options) == []
        assert compare(connection, models(money)) != []
        assert compare(connection, models(String(5)), **options) != []
        assert compare(connection, models(default="so"), **options) != []
