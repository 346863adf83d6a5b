"""Comments of tables and columns."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from support.comparing import build, compare, connected, kinds


def models(of_table: str | None = None, of_column: str | None = None) -> MetaData:
    made = MetaData()
    Table("t", made, Column("id", Integer, primary_key=True, comment=of_column), comment=of_table)
    return made


@pytest.mark.parametrize("server", ["postgresql_url", "mariadb_url"])
def test_comments(server: str, request: pytest.FixtureRequest) -> None:
    """Added, changed and dropped; an empty one counts as none."""
    with connected(request.getfixturevalue(server)) as connection:
        build(connection, models())
        assert compare(connection, models("", "")) == []
        assert kinds(compare(connection, models("a", "b"))) == ["modify_comment", "add_table_comment"]
        models().drop_all(connection)
        build(connection, models("it's :a %", "it's :b %"))
        assert compare(connection, models("it's :a %", "it's :b %")) == []
        assert kinds(compare(connection, models("other"))) == ["modify_comment", "add_table_comment"]
        assert kinds(compare(connection, models())) == ["modify_comment", "remove_table_comment"]


def test_a_database_without_comments_has_none_to_compare(sqlite_url: str) -> None:
    """SQLite keeps none."""
    with connected(sqlite_url) as connection:
        build(connection, models())
        assert compare(connection, models("a", "b")) == []
