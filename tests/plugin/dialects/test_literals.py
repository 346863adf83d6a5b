"""Literals of scripts: the database's own client reads them as they were given."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from migrate.operations import Operations
from migrate.runtime.migration import MigrationContext
from support.clients import run_script
from support.offline import Offline

TEXTS = ("a\r\nb", "a\rb\n", "tab\tand %s, :x, %(x)s, \\:x \\", 'it\'s "quoted" `so`', "日本 😀", "")


def test_any_text_arrives(database_url: str) -> None:
    """As a value and as a default."""
    offline = Offline(sa.make_url(database_url).get_dialect().name)
    for number, text in enumerate(TEXTS):
        table = offline.op.create_table(
            f"t{number}",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("value", sa.String(100)),
            sa.Column("otherwise", sa.String(100), server_default=text),
        )
        offline.op.bulk_insert(table, [{"id": 1, "value": text}])
    run_script(database_url, offline.buffer.getvalue())
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        for number, text in enumerate(TEXTS):
            row = connection.execute(sa.text(f"SELECT value, otherwise FROM t{number}")).one()
            assert tuple(row) == (text, text)


def test_a_nul_arrives_where_the_database_has_one(tmp_path: Path) -> None:
    """SQLite and MariaDB keep it; PostgreSQL cannot, and says so before."""
    offline = Offline("sqlite")
    offline.op.execute(sa.text("CREATE TABLE t (x TEXT)"))
    offline.op.bulk_insert(sa.table("t", sa.column("x", sa.String)), [{"x": "a\0b"}])
    url = f"sqlite:///{tmp_path / 'nul.db'}"
    run_script(url, offline.buffer.getvalue())
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        assert connection.execute(sa.text("SELECT x FROM t")).scalar() == "a\0b"
    with pytest.raises(Exception, match="cannot be written as a literal"):
        Offline("postgresql").op.bulk_insert(sa.table("t", sa.column("x", sa.String)), [{"x": "a\0b"}])


def test_a_string_with_a_parenthesis_is_a_constant(sqlite_url: str) -> None:
    """SQLite adds a column with such a default to a table with rows, and needs no rebuild."""
    engine = sa.create_engine(sqlite_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        op = Operations(MigrationContext.configure(connection))
        op.add_column("t", sa.Column("x", sa.String, server_default=sa.text("'it''s (a) now()'")))
        assert connection.exec_driver_sql("SELECT x FROM t").scalar() == "it's (a) now()"
