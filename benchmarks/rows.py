"""The cases with many rows: what a change of a filled table costs, and what the database alone needs for it."""

from __future__ import annotations

import shutil
import sqlite3
import time
from importlib import import_module
from pathlib import Path

ROWS = 1_000_000
_TABLE = (
    "CREATE TABLE {name} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, code {code},"
    " price NUMERIC(10, 2), note TEXT{extra})"
)
_INDEXES = ("CREATE INDEX ix_name ON t (name)", "CREATE INDEX ix_code ON t (code, price)")
_COLUMNS = "id, name, code, price, note"


def fill(package: str, home: Path) -> None:
    """Make a SQLite file with a table of many rows."""
    connection = sqlite3.connect(home / "filled.db")
    connection.execute(_TABLE.format(name="t", code="INTEGER", extra=""))
    rows = ((n, f"name {n * 7919 % ROWS}", n * 31 % 1000, n % 977, "n" * 20) for n in range(ROWS))
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    for index in _INDEXES:
        connection.execute(index)
    connection.commit()
    connection.close()


def restore(package: str, home: Path) -> None:
    """Give the next round the table as it was."""
    shutil.copy(home / "filled.db", home / "rows.db")


def alter(package: str) -> None:
    """Change a column of the table, which keeps its shape, by batch mode."""
    _rebuild(package, wider=False)


def widen(package: str) -> None:
    """Change a column and add another, so that each row is written anew, by batch mode."""
    _rebuild(package, wider=True)


def _rebuild(package: str, *, wider: bool) -> None:
    from sqlalchemy import Column, Integer, create_engine

    migration = import_module(f"{package}.migration")
    operations = import_module(f"{package}.operations")
    with create_engine("sqlite:///rows.db").connect() as connection:
        op = operations.Operations(migration.MigrationContext.configure(connection))
        start = time.process_time()
        with op.batch_alter_table("t", recreate="always") as batch:
            batch.alter_column("code", nullable=False, existing_type=Integer())
            if wider:
                batch.add_column(Column("extra", Integer(), server_default="1"))
        connection.commit()
        print("seconds:", time.process_time() - start)


def copied_by_hand(home: Path, *, wider: bool) -> float:
    """Do the same by the statements that one would write oneself; return the CPU seconds."""
    restore("", home)
    connection = sqlite3.connect(home / "rows.db", isolation_level=None)
    extra = ", extra INTEGER DEFAULT 1" if wider else ""
    start = time.process_time()
    for statement in (
        "BEGIN",
        _TABLE.format(name="new", code="INTEGER NOT NULL", extra=extra),
        f"INSERT INTO new ({_COLUMNS}) SELECT {_COLUMNS} FROM t",
        "DROP TABLE t",
        "ALTER TABLE new RENAME TO t",
        *_INDEXES,
        "COMMIT",
    ):
        connection.execute(statement)
    seconds = time.process_time() - start
    connection.close()
    return seconds


TASKS = {"alter": alter, "widen": widen}
