"""The page on generated code: its rewriters are put into a project, whose revisions then run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.comparing import connected
from support.pages import Page, put_into_env, succeed
from support.scenarios import run

PAGE = Page("how-to/change-generated-code.md")
ONLINE, WRITTEN, GRANTS, CHAIN = PAGE.blocks("python")
[LAYOUT] = PAGE.blocks("ini")
MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData(naming_convention={{"ix": "ix_%(column_0_label)s"}})
sa.Table("invoice", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("total", sa.Integer, index={}))
"""


def project(folder: Path, url: str) -> Path:
    """Set a project up, whose models have a table without an index."""
    change_models(folder, index=False)
    run(folder, "migrate", "init", "-q", "--models", "models:metadata", "--url", url)
    return folder


def change_models(folder: Path, *, index: bool) -> None:
    (folder / "models.py").write_text(MODELS.format(index))


def generate(folder: Path, rev_id: str) -> str:
    """Generate a revision, carry it out, and return its text."""
    succeed(folder, "revision", "--autogenerate", "-m", rev_id, "--rev-id", rev_id, "--no-verify")
    succeed(folder, "upgrade", "head")
    return (folder / "migrations" / "versions" / f"{rev_id}_{rev_id}.py").read_text()


def one_at_a_time(example: str) -> str:
    """Return an example without its ``configure()``, so that the chain's can follow it."""
    return re.sub(r"(?m)^context\.configure.*\n", "", example)


def test_a_rewriter_changes_operations(postgresql_url: str, tmp_path: Path) -> None:
    """The code is the page's, and it runs up and down."""
    project(tmp_path, postgresql_url)
    generate(tmp_path, "aa11")
    put_into_env(tmp_path, ONLINE)
    change_models(tmp_path, index=True)
    upgrade = generate(tmp_path, "bb22").split("\ndef ")[1]
    assert WRITTEN in "".join(f"{line.removeprefix('    ')}\n" for line in upgrade.splitlines())
    assert succeed(tmp_path, "check") == ["No new upgrade operations detected."]
    succeed(tmp_path, "downgrade", "base")
    succeed(tmp_path, "upgrade", "head")


@pytest.mark.parametrize("chained", [False, True])
def test_a_rewriter_adds_operations(postgresql_url: str, tmp_path: Path, chained: bool) -> None:
    """By itself, and behind another one in a chain."""
    project(tmp_path, postgresql_url)
    change_models(tmp_path, index=True)
    put_into_env(tmp_path, one_at_a_time(ONLINE) + one_at_a_time(GRANTS) + CHAIN if chained else GRANTS)
    text = generate(tmp_path, "aa11")
    assert ("autocommit_block" in text) == chained
    granted = "SELECT grantee FROM information_schema.role_table_grants WHERE table_name = 'invoice'"
    with connected(postgresql_url) as connection:
        assert "PUBLIC" in connection.exec_driver_sql(granted).scalars().all()


def test_the_layout_is_chosen(tmp_path: Path) -> None:
    """By the page's line."""
    project(tmp_path, "sqlite:///app.db")
    ini = tmp_path / "migrate.ini"
    ini.write_text(ini.read_text().replace("[migrate]\n", f"[migrate]\n{LAYOUT}"))
    assert "op.create_table('invoice',\n" in generate(tmp_path, "aa11")
