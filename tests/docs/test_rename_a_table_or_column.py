"""The page on renames: each way of saying it keeps the rows, and what it shows is what is said."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from migrate import command
from migrate.config import Config
from migrate_plugins.renames import pairs
from support.comparing import connected
from support.pages import Page, succeed
from support.scenarios import alone_in, run

PAGE = Page("how-to/rename-a-table-or-column.md")
FLAGS, ASKED = PAGE.blocks("console")
[HINTS] = PAGE.blocks("python")
[OPTION] = PAGE.blocks("ini")
MODELS = """\
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


"""
CLASS = """\
class Client(Base):
    __tablename__ = "{}"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(100))
"""
BEFORE = (
    "CREATE TABLE customer (id INTEGER NOT NULL PRIMARY KEY, mail VARCHAR(100) NOT NULL)",
    "INSERT INTO customer VALUES (1, 'x@example.org')",
)


def project(folder: Path, url: str, models: str) -> Path:
    """Set a project up whose database has customers with mails."""
    with connected(url) as connection:
        for statement in BEFORE:
            connection.exec_driver_sql(statement)
        connection.commit()
    (folder / "models.py").write_text(MODELS + models)
    succeed(folder, "init", "--models", "models:Base", "--url", url)
    return folder


def rows(url: str, table: str) -> list[str]:
    with connected(url) as connection:
        return list(connection.exec_driver_sql(f"SELECT email FROM {table}").scalars())


@pytest.mark.parametrize(("line", "table"), [(0, "customer"), (1, "client")])
def test_flags_keep_the_rows(sqlite_url: str, tmp_path: Path, line: int, table: str) -> None:
    """The page's commands, each for models that are so."""
    project(tmp_path, sqlite_url, CLASS.format(table))
    succeed(tmp_path, *shlex.split(FLAGS.splitlines()[line].removeprefix("$ migrate ")))
    succeed(tmp_path, "upgrade", "head")
    assert rows(sqlite_url, table) == ["x@example.org"]
    assert succeed(tmp_path, "check") == ["No new upgrade operations detected."]


def test_hints_keep_the_rows(database_url: str, tmp_path: Path) -> None:
    """In the page's models, of the table and of the column; they may stay there."""
    project(tmp_path, database_url, HINTS)
    printed = run(tmp_path, "migrate", "-q", "revision", "--autogenerate", "-m", "renames")
    assert not any("Error" in line for line in printed), printed
    succeed(tmp_path, "upgrade", "head")
    assert rows(database_url, "client") == ["x@example.org"]
    assert succeed(tmp_path, "check") == ["No new upgrade operations detected."]


def test_the_question_is_the_one_that_is_shown(sqlite_url: str, tmp_path: Path) -> None:
    """What a terminal adds is how to answer."""
    project(tmp_path, sqlite_url, CLASS.format("customer"))
    config, asked = Config(tmp_path / "migrate.ini"), []

    def ask(question: str) -> bool:
        asked.append(f"{question} [y/n]:")
        return True

    config.ask = ask
    with alone_in(tmp_path):
        command.revision(config, autogenerate=True)
    assert asked == ASKED.splitlines()[1:]


def test_without_a_terminal_it_is_an_error(sqlite_url: str, tmp_path: Path) -> None:
    """Until the page's option says otherwise."""
    project(tmp_path, sqlite_url, CLASS.format("customer"))
    run(tmp_path, "sqlite", "test.db", "DELETE FROM customer")  # a new NOT NULL column needs a value for rows
    assert run(tmp_path, "migrate", "-q", "revision", "--autogenerate")[-1] == "[exit 3]"
    ini = tmp_path / "migrate.ini"
    ini.write_text(f"{ini.read_text()}\n{OPTION}")
    succeed(tmp_path, "revision", "--autogenerate")


def test_the_points_are_those_that_are_given() -> None:
    """The table says how alike two columns, and two tables, have to be."""
    cells = [line.split("|")[1:-1] for line in PAGE.text.splitlines() if re.match(r"\| [^|]+ \| +\d* \|", line)]
    columns = [int(points) for _, points, *_ in cells]
    tables = [int(re.sub(r"\D", "", points)) for *_, points in cells if points.strip()]
    assert columns == [
        pairs._SAME_TYPE,
        pairs._TYPE_OF_SAME_KIND,
        pairs._SAME_NULL,
        pairs._SAME_PLACE,
        pairs._SAME_KEYS,
    ]
    assert tables == [pairs._SHARED_COLUMNS, pairs._SAME_PRIMARY_KEY, pairs._SAME_FOREIGN_KEYS]
    assert "six of ten are enough" in PAGE.prose
    assert pairs.LIKELY == 6
    assert sum(tables) == sum(columns) - pairs._TYPE_OF_SAME_KIND == 10
