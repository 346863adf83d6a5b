"""The page on what is compared of columns: its message and its option are the real ones."""

from __future__ import annotations

import re
from configparser import ConfigParser

import pytest
import sqlalchemy as sa

from migrate.plugin import CommandError, active_registry
from support.comparing import build, connected
from support.environments import ROOT
from support.roundtrip import generated

PAGE = (ROOT / "docs" / "reference" / "compared-columns.md").read_text()
[MESSAGE] = re.findall(r"```text\nError: (.*?)\n```", PAGE, flags=re.DOTALL)
[OPTION] = re.findall(r"```ini\n(.*?)```", PAGE, flags=re.DOTALL)


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
