"""The page on what is compared of columns: its message and its option are the real ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from configparser import ConfigParser
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from migrate.plugin import CommandError, active_registry
from support.comparing import build, compare, connected
from support.environments import ROOT
from support.roundtrip import generated
from support.sqlalchemies import has

PAGE = (ROOT / "docs" / "reference" / "compared-columns.md").read_text()
[MESSAGE] = re.findall(r"```text\nError: (.*?)\n```", PAGE, flags=re.DOTALL)
[OPTION] = re.findall(r"```ini\n(.*?)```", PAGE, flags=re.DOTALL)

COLUMNS = ("what", "postgresql", "mariadb", "sqlite", "reference")
ROWS: Mapping[str, Mapping[str, str]] = {
    cells[0]: dict(zip(COLUMNS, cells, strict=True))
    for line in PAGE.partition("|---|")[2].partition("\n\n")[0].splitlines()[1:]
    if (cells := [cell.strip() for cell in line.strip("| ").split(" | ")])
}
WITH_ZONE = sa.DateTime(timezone=True).with_variant(mysql.INTEGER(unsigned=True), "mysql", "mariadb")
WITHOUT = sa.DateTime().with_variant(sa.Integer(), "mysql", "mariadb")
COLLATED = (
    sa.String(20, collation="C")
    .with_variant(sa.String(20, collation="utf8mb4_bin"), "mysql", "mariadb")
    .with_variant(sa.String(20, collation="NOCASE"), "sqlite")
)
ITEMS = sa.ARRAY(sa.Integer).with_variant(sa.Integer(), "mysql", "mariadb", "sqlite")
NAMES = postgresql.ARRAY(sa.Text).with_variant(sa.Integer(), "mysql", "mariadb", "sqlite")
Made = Callable[[], "sa.Column[Any]"]


def x(*arguments: Any, **options: Any) -> Made:
    """Return what makes a column anew each time."""
    return lambda: sa.Column("x", *arguments, **options)


CHANGES: Mapping[str, tuple[Made, Made]] = {
    "name of the type": (x(sa.Integer), x(sa.String(20))),
    "length": (x(sa.Numeric(10, 2)), x(sa.Numeric)),
    "time zone": (x(WITHOUT), x(WITH_ZONE)),
    "collation": (x(sa.String(20)), x(COLLATED)),
    "elements of an array": (x(ITEMS), x(NAMES)),
    "values of an enum": (x(sa.Enum("a", "b", name="e")), x(sa.Enum("a", "b", "c", name="e"))),
    "NULL": (x(sa.Integer), x(sa.Integer, nullable=False)),
    "server default": (x(sa.Integer, server_default="1"), x(sa.Integer, server_default="2")),
    "formula": (x(sa.Integer, sa.Computed("id + 1")), x(sa.Integer, sa.Computed("id + 2"))),
    "identity": (x(sa.Integer, sa.Identity(start=5)), x(sa.Integer, sa.Identity(start=9))),
}
"""For each row, by what it begins with, a change of a column."""


def table(make: Made) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), make())
    return metadata


def test_every_row_is_tried() -> None:
    """In the order of the page."""
    assert len(ROWS) == len(CHANGES)
    assert all(row.startswith(change) for row, change in zip(ROWS, CHANGES, strict=True))


def is_found(cell: str, database: str) -> bool:
    """Return whether a cell says that a change is found."""
    if cell == "MariaDB, MySQL":
        return database == "mariadb"
    return cell not in {"-", "no", "a warning", "if asked for", "only where both sides have them"}


# SQLAlchemy says of what the database does not have that it is left out.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found_where_the_page_says_so(change: str, database_url: str) -> None:
    """By default, and as the reference compares."""
    database = database_url.partition(":")[0].partition("+")[0]
    cells = next(cells for row, cells in ROWS.items() if row.startswith(change))
    if (change, database) == ("collation", "postgresql") and not has("2.1"):
        pytest.skip("SQLAlchemy 2.0 does not tell it")
    before, after = CHANGES[change]
    with connected(database_url) as connection:
        build(connection, table(before))
        assert compare(connection, table(before)) == []
        found = is_found(cells[database], database)
        assert bool(compare(connection, table(after))) == found
        as_reference = bool(compare(connection, table(after), compare="reference"))
        assert as_reference == (found and is_found(cells["reference"], database))
        if cells["reference"] == "if asked for":
            assert compare(connection, table(after), compare="reference", compare_server_default=True) != []
        if cells["reference"] == "a warning":
            with pytest.warns(UserWarning, match="Computed default"):
                compare(connection, table(after), compare="reference")


def test_the_message(sqlite_url: str) -> None:
    """For a table with a row."""

    def models(*columns: sa.Column[bool]) -> sa.MetaData:
        made = sa.MetaData()
        sa.Table("invoice", made, sa.Column("id", sa.Integer, primary_key=True), *columns)
        return made

    with connected(sqlite_url) as connection:
        build(connection, models())
        connection.exec_driver_sql("INSERT INTO invoice VALUES (1)")
        with pytest.raises(CommandError) as caught:
            generated(connection, models(sa.Column("paid", sa.Boolean, nullable=False)))
    assert str(caught.value) == MESSAGE


def test_the_option() -> None:
    """It is one of the plugin's."""
    written = ConfigParser()
    written.read_string(OPTION)
    known = [entry.spec.key for entry in active_registry().entries("options") if entry.plugin == "columns"]
    assert list(written["plugin:columns"]) == known == ["not_null_without_default"]
