"""The page on several databases: its project is set up, migrated, and changed as it says."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from support.pages import Page, put_into_env, succeed
from support.scenarios import play, run

PAGE = Page("how-to/migrate-several-databases.md")
INIT, FIRST = PAGE.blocks("console")
[INI] = PAGE.blocks("ini")
MODELS, CONFIGURED, LEAVE_OUT_EMPTY = PAGE.blocks("python")
TABLES = """\
from sqlalchemy import Column, Integer, MetaData, Table

shop, stock = MetaData(), MetaData()
Table("invoice", shop, Column("id", Integer))
Table("part", stock, Column("id", Integer))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The page's project, set up and edited."""
    assert play(INIT, tmp_path) == []
    (tmp_path / "models.py").write_text(TABLES)
    (tmp_path / "migrate.ini").write_text(INI)
    env = tmp_path / "migrations" / "env.py"
    assert "\ntarget_metadata = {}\n" in env.read_text()
    env.write_text(env.read_text().replace("\ntarget_metadata = {}\n", f"\n{MODELS}"))
    return tmp_path


def revisions(project: Path) -> list[Path]:
    return list((project / "migrations" / "versions").glob("*.py"))


def test_a_revision_has_functions_for_each_database(project: Path) -> None:
    """Each gets what is its own, and there is a script for each."""
    generate, upgrade = (shlex.split(line.removeprefix("$ ")) for line in FIRST.splitlines())
    succeed(project, *generate[1:])
    text = revisions(project)[0].read_text()
    functions = {part.partition("(")[0]: part for part in text.split("\ndef ")}
    assert 'op.create_table(\n        "invoice"' in functions["upgrade_shop"]
    assert 'op.create_table(\n        "part"' in functions["upgrade_stock"]
    assert list(functions)[1:3] == ["upgrade", "downgrade"]
    succeed(project, *upgrade[1:])
    tables = "SELECT name FROM sqlite_master WHERE name IN ('invoice', 'part')"
    assert [run(project, "sqlite", f"{name}.db", tables) for name in ("shop", "stock")] == [["invoice"], ["part"]]
    succeed(project, "upgrade", "head", "--sql")
    assert run(project, "ls", "*.sql") == ["shop.sql", "stock.sql"]


def test_the_page_shows_what_env_py_does(project: Path) -> None:
    """Up to the comments."""
    lines = (line.strip() for line in (project / "migrations" / "env.py").read_text().splitlines())
    written = "\n".join(line for line in lines if not line.startswith("#"))
    assert "\n".join(line.strip() for line in CONFIGURED.splitlines()) in written


def test_a_revision_is_written_if_any_database_differs(project: Path) -> None:
    """The last one here, and then none."""
    put_into_env(project, LEAVE_OUT_EMPTY)
    (project / "models.py").write_text(TABLES.replace('Table("invoice"', '# Table("invoice"'))
    succeed(project, "revision", "--autogenerate", "-m", "first")
    [path] = revisions(project)
    functions = {part.partition("(")[0]: part for part in path.read_text().split("\ndef ")}
    assert "op." not in functions["upgrade_shop"]
    assert "op.create_table" in functions["upgrade_stock"]
    succeed(project, "upgrade", "head")
    succeed(project, "revision", "--autogenerate", "-m", "nothing")
    assert revisions(project) == [path]
