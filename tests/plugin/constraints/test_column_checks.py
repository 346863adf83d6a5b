"""CHECK constraints in columns, which MariaDB drops by no statement, and loses with any that modifies the column."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Connection, Integer, MetaData, Table

from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways, generated


def models(condition: str | None = None, *, name: str = "x", type_: Any = Integer, **options: Any) -> MetaData:
    made = MetaData()
    checks = [CheckConstraint(condition)] if condition else []
    columns = (Column("id", Integer, primary_key=True), Column(name, type_, *checks, **options), Column("j", JSON))
    Table("t", made, *columns)
    return made


def definitions(connection: Connection) -> list[str]:
    """Return the columns and constraints as MariaDB writes them."""
    definition: str = connection.exec_driver_sql("SHOW CREATE TABLE t").one()[1]
    return sorted(line.strip(" ,") for line in definition.splitlines()[1:-1])


CHANGES: dict[str, tuple[MetaData, str]] = {
    "condition": (models("x > 6"), "remove_constraint add_constraint"),
    "gone": (models(), "remove_constraint"),
    "type": (models("x > 5", type_=BigInteger), "remove_constraint modify_type add_constraint"),
    "nullable": (models("x > 5", nullable=False), "remove_constraint modify_nullable add_constraint"),
    "comment": (models("x > 5", comment="it's: 100% :new\\\n"), "remove_constraint modify_comment add_constraint"),
    "condition and type": (models("x > 6", type_=BigInteger), "remove_constraint modify_type add_constraint"),
    "gone and type": (models(type_=BigInteger), "remove_constraint modify_type"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_condition_in_a_column_is_kept_changed_and_dropped(mariadb_url: str, change: str) -> None:
    """It stands by itself afterwards, and in its column again, to the letter, after the way back."""
    after, expected = CHANGES[change]
    with connected(mariadb_url) as connection:
        build(connection, models("x > 5"))
        start = definitions(connection)
        assert " ".join(kinds(compare(connection, after))) == expected
        both = both_ways(connection, models("x > 5"), after)
        conditions = [line for line in definitions(connection) if "CHECK (`x`" in line]
        assert len(conditions) == expected.count("add_constraint")
        both.run(connection, both.downgrade)
        assert definitions(connection) == start


def test_what_else_there_is_of_the_column_stays(mariadb_url: str) -> None:
    """The statement says all of it again, whatever its texts and names."""
    options = {"name": "it's 100%", "comment": "it's: 100% :new\\\n", "server_default": "7", "nullable": False}
    with connected(mariadb_url) as connection:
        build(connection, models("`it's 100%` > 5", **options))
        start = definitions(connection)
        both = generated(connection, models(**options))
        assert both.upgrade.startswith("op.execute(")
        both.run(connection, both.upgrade)
        assert definitions(connection) == sorted(line.partition(" CHECK (`it")[0] for line in start)
        both.run(connection, both.downgrade)
        assert definitions(connection) == start


def test_the_condition_on_a_json_column_is_of_mariadb(mariadb_url: str) -> None:
    """It comes and goes with the type."""
    with connected(mariadb_url) as connection:
        build(connection, models())
        assert any("json_valid" in line for line in definitions(connection))
        assert compare(connection, models()) == []


def test_the_reference_compares_no_conditions_in_columns(mariadb_url: str) -> None:
    """Nor any others."""
    with connected(mariadb_url) as connection:
        build(connection, models("x > 5"))
        assert compare(connection, models(), compare="reference") == []


def test_a_dropped_table_gets_the_conditions_of_its_columns_back(mariadb_url: str) -> None:
    """As constraints by themselves."""
    stays = MetaData()
    Table("stays", stays, Column("id", Integer, primary_key=True))
    before = models("x > 5")
    Table("stays", before, Column("id", Integer, primary_key=True))
    with connected(mariadb_url) as connection:
        both = both_ways(connection, before, stays)
        both.run(connection, both.downgrade)
        assert [line for line in definitions(connection) if "CHECK (`x`" in line] == [
            "CONSTRAINT `CONSTRAINT_1` CHECK (`x` > 5)"
        ]
