"""A column that is changed on MariaDB keeps all that the change says nothing of."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Connection,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    func,
)
from sqlalchemy.dialects import mysql

from migrate.migration import MigrationContext
from migrate.operations import Operations
from support.comparing import connected, counted_statements
from support.offline import written
from support.roundtrip import both_ways

TABLE = r"""CREATE TABLE t (
    id INTEGER AUTO_INCREMENT PRIMARY KEY,
    a INTEGER NOT NULL DEFAULT 5 COMMENT 'it''s' CHECK (a > 1),
    b VARCHAR(20) COLLATE utf8mb4_bin INVISIBLE DEFAULT 'x' CHECK (b <> 'it''s \\ 100% :new `b`' AND length(b) < 99),
    moment DATETIME NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP CHECK (moment > '2000-01-01'),
    twice INTEGER GENERATED ALWAYS AS (a * 2) STORED,
    j JSON,
    `100%` INTEGER CHECK (`100%` > a),
    CONSTRAINT apart CHECK (a < 100)
)"""


def definitions(connection: Connection, table: str = "t") -> dict[str, str]:
    """Return what MariaDB writes behind the name of each column, and each constraint."""
    text: str = connection.exec_driver_sql(f"SHOW CREATE TABLE {table}").one()[1]
    lines = (line.strip(" ,") for line in text.splitlines()[1:-1])
    return {name: rest for name, _, rest in (line.removeprefix("CONSTRAINT ")[1:].partition("` ") for line in lines)}


def build(connection: Connection) -> Operations:
    # Without parameters, so that a percent sign is one.
    connection.exec_driver_sql(TABLE, execution_options={"no_parameters": True})
    return Operations(MigrationContext.configure(connection))


@pytest.mark.parametrize("column", ["id", "a", "b", "moment", "twice", "j", "100%"])
def test_a_rename_loses_nothing(mariadb_url: str, column: str) -> None:
    """The database renames the column, so that nothing of it has to be known."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        before = definitions(connection)
        op.alter_column("t", column, new_column_name="new", existing_type=Integer())
        after = definitions(connection)
        assert after["new"] == before[column].replace(f"(`{column}`", "(`new`").replace(f" `{column}` ", " `new` ")
        assert len(after) == len(before)
        op.alter_column("t", "new", new_column_name=column, existing_type=Integer())
        assert definitions(connection) == before


def test_a_rename_needs_no_type(mariadb_url: str) -> None:
    """As on other databases; a script for later, which cannot ask, does."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        op.alter_column("t", "a", new_column_name="new")
        assert definitions(connection)["new"] == "int(11) NOT NULL DEFAULT 5 COMMENT 'it''s' CHECK (`new` > 1)"


CHANGES: dict[str, dict[str, Any]] = {
    "type": {"type_": BigInteger()},
    "null": {"nullable": True},
    "comment": {"comment": "other"},
    "no comment": {"comment": None},
    "default": {"server_default": "7"},
    "name and type": {"new_column_name": "new", "type_": BigInteger()},
    "name and default": {"new_column_name": "new", "server_default": "7"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_condition_in_a_column_stays_when_the_column_is_changed(mariadb_url: str, change: str) -> None:
    """A statement that says all of the column says its condition too, under the new name if there is one."""
    existing = {"existing_type": Integer(), "existing_nullable": False, "existing_server_default": "5"}
    with connected(mariadb_url) as connection:
        op = build(connection)
        op.alter_column("t", "a", existing_comment="it's", **existing, **CHANGES[change])
        after, name = definitions(connection), CHANGES[change].get("new_column_name", "a")
        assert after[name].endswith(f" CHECK (`{name}` > 1)")
        assert after["apart"] == f"CHECK (`{name}` < 100)"


@pytest.mark.parametrize("name", ["b", "new"])
def test_a_condition_stays_to_the_letter(mariadb_url: str, name: str) -> None:
    """Quotes, backslashes, percent signs and colons in it are what they were."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        before = definitions(connection)["b"].partition(" CHECK ")[2]
        named = {} if name == "b" else {"new_column_name": name}
        op.alter_column("t", "b", type_=String(30), existing_type=String(20), **named)
        after = definitions(connection)[name].partition(" CHECK ")[2]
        assert after == before.replace("(`b` ", f"(`{name}` ").replace("octet_length(`b`)", f"octet_length(`{name}`)")


def test_a_default_for_a_moment_leaves_the_condition(mariadb_url: str) -> None:
    """It is set by a statement that says all of the column."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        op.alter_column("t", "moment", server_default=func.now(), existing_type=DateTime())
        assert definitions(connection)["moment"].endswith(" CHECK (`moment` > '2000-01-01')")


def test_a_name_with_a_percent_sign(mariadb_url: str) -> None:
    """It stands in the condition as well."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        op.alter_column("t", "100%", type_=BigInteger(), existing_type=Integer())
        assert definitions(connection)["100%"] == "bigint(20) DEFAULT NULL CHECK (`100%` > `a`)"


def test_a_table_in_another_schema(mariadb_url: str) -> None:
    """It is asked for there, and not for its namesake in the database of the connection."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        schema: str = connection.exec_driver_sql("SELECT DATABASE()").scalar_one()
        other = f"{schema}_other"
        connection.exec_driver_sql(f"CREATE DATABASE {other}")
        try:
            connection.exec_driver_sql(f"CREATE TABLE {other}.t (a INTEGER CHECK (a > 3), b INTEGER)")
            op.alter_column("t", "a", schema=other, type_=BigInteger(), existing_type=Integer())
            op.alter_column("t", "b", schema=other, type_=BigInteger(), existing_type=Integer())
            told = definitions(connection, f"{other}.t")
            assert (told["a"], told["b"]) == ("bigint(20) DEFAULT NULL CHECK (`a` > 3)", "bigint(20) DEFAULT NULL")
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {other}")


@pytest.mark.parametrize("existing", [JSON(), mysql.LONGTEXT()])
def test_a_json_column_stays_one(mariadb_url: str, existing: Any) -> None:
    """What MariaDB calls LONGTEXT is JSON by its condition alone."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        op.alter_column("t", "j", nullable=False, existing_type=existing)
        assert definitions(connection)["j"].endswith(" NOT NULL CHECK (json_valid(`j`))")


def test_a_json_column_that_becomes_a_text_may_hold_any_text(mariadb_url: str) -> None:
    """The condition of JSON goes with the type."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        op.alter_column("t", "j", type_=mysql.LONGTEXT(), existing_type=JSON())
        assert definitions(connection)["j"] == "longtext DEFAULT NULL"


def test_a_computed_column_is_changed_with_its_expression(mariadb_url: str) -> None:
    """It was passed over in silence."""
    known = {"existing_server_default": Computed("a * 2", persisted=True)}
    with connected(mariadb_url) as connection:
        op = build(connection)
        op.alter_column("t", "twice", comment="double", existing_type=Integer(), **known)
        op.alter_column("t", "twice", type_=BigInteger(), existing_type=Integer(), existing_comment="double", **known)
        assert definitions(connection)["twice"] == ("bigint(20) GENERATED ALWAYS AS (`a` * 2) STORED COMMENT 'double'")


def test_a_script_for_later_says_all_of_the_column() -> None:
    """It can ask no database, and cannot know whether it can rename."""

    def upgrade(op: Operations) -> None:
        known = {"existing_server_default": Computed("a * 2", persisted=True)}
        op.alter_column("t", "a", new_column_name="new", existing_type=Integer(), existing_nullable=False)
        op.alter_column("t", "twice", new_column_name="double", existing_type=Integer(), **known)

    assert written(upgrade, "mysql") == [
        "ALTER TABLE t CHANGE a new INTEGER NOT NULL",
        "ALTER TABLE t CHANGE twice `double` INTEGER GENERATED ALWAYS AS (a * 2) STORED",
    ]


def test_nothing_is_asked_where_nothing_can_be_lost(mariadb_url: str) -> None:
    """A rename and a default alone are one statement each."""
    with connected(mariadb_url) as connection:
        op = build(connection)
        with counted_statements(connection) as statements:
            op.alter_column("t", "a", server_default="8", existing_type=Integer())
            op.alter_column("t", "a", new_column_name="new", existing_type=Integer())
        assert statements == ["ALTER TABLE t ALTER COLUMN a SET DEFAULT '8'", "ALTER TABLE t RENAME COLUMN a TO new"]


def test_a_rename_found_by_autogenerate_keeps_the_condition(mariadb_url: str) -> None:
    """There and back."""
    before, after = MetaData(), MetaData()
    Table("t", before, Column("id", Integer, primary_key=True), Column("x", Integer, CheckConstraint("x > 5")))
    renamed = Column("y", Integer, CheckConstraint("y > 5"), info={"renamed_from": "x"})
    Table("t", after, Column("id", Integer, primary_key=True), renamed)
    with connected(mariadb_url) as connection:
        both = both_ways(connection, before, after)
        assert definitions(connection)["y"] == "int(11) DEFAULT NULL CHECK (`y` > 5)"
        both.run(connection, both.downgrade)
        assert definitions(connection)["x"] == "int(11) DEFAULT NULL CHECK (`x` > 5)"
