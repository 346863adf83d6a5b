"""The page on types of one's own: each of its ways gives a revision that runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from support.pages import Page, put_into_env
from support.rendering import create_table, rendered
from support.scenarios import run

PAGE = Page("how-to/write-types-of-your-own.md")
[REFUSED] = PAGE.blocks("text")
LINE, PREFIX, IMPORT, RENDER_ITEM, RENDERER = PAGE.blocks("python")
MODELS = """\
from sqlalchemy import Integer
from sqlalchemy.orm import DeclarativeBase, mapped_column
from shop.types import Money


class Base(DeclarativeBase):
    pass


class Invoice(Base):
    __tablename__ = "invoice"
    id = mapped_column(Integer, primary_key=True)
    total = mapped_column(Money("CHF"), nullable=False)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the page's type, whose env.py knows it."""
    PAGE.write_files(tmp_path)
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "models.py").write_text(MODELS)
    run(tmp_path, "migrate", "init", "--models", "shop.models:Base", "--url", "sqlite:///app.db", "-q")
    put_into_env(tmp_path, "from shop.types import Money\n")
    return tmp_path


def revision(project: Path) -> str:
    """Generate a revision, carry it out, and return it."""
    printed = run(project, "migrate", "-q", "revision", "--autogenerate", "-m", "invoices", "--rev-id", "aa11")
    assert not any(line.startswith("[exit") for line in printed), printed
    assert run(project, "migrate", "-q", "upgrade", "head") == []
    assert run(project, "migrate", "-q", "check") == ["No new upgrade operations detected."]
    return (project / "migrations" / "versions" / "aa11_invoices.py").read_text()


def test_a_type_is_written_as_its_repr(project: Path) -> None:
    """With its module, which is imported."""
    text = revision(project)
    assert LINE.strip() in text
    assert "\nimport shop.types\n" in text


def test_without_a_repr_nothing_is_written(project: Path) -> None:
    """The trial says what is wrong, in the page's words."""
    path = project / "shop" / "types.py"
    path.write_text(path.read_text().partition("    def __repr__")[0])
    printed = run(project, "migrate", "-q", "revision", "--autogenerate", "-m", "invoices")
    assert REFUSED.strip() in "\n".join(printed)
    assert printed[-1] == "[exit 4]"
    assert list((project / "migrations" / "versions").glob("*.py")) == []


def test_types_come_from_one_module(project: Path) -> None:
    """The prefix and the template's import fit together."""
    put_into_env(project, PREFIX)
    template = project / "migrations" / "script.py.mako"
    template.write_text(template.read_text().replace("from migrate import op\n", f"from migrate import op\n{IMPORT}"))
    text = revision(project)
    assert 'types.Money("CHF")' in text
    assert "import shop.types" not in text


def test_render_item_goes_before_everything(project: Path) -> None:
    """Its text and its import are in the revision."""
    put_into_env(project, RENDER_ITEM)
    text = revision(project)
    assert 'sa.Column("total", Numeric(10, 2), nullable=False)' in text
    assert "\nfrom sqlalchemy import Numeric\n" in text


def test_a_renderer_serves_a_type(project: Path) -> None:
    """Its text and its import are in the revision."""
    put_into_env(project, RENDERER)
    text = revision(project)
    assert 'types.Money("CHF")' in text
    assert "\nfrom shop import types\n" in text


def test_the_kinds_are_those_that_are_asked_about() -> None:
    """All that a table can have, and nothing else."""
    [said] = re.findall(r"is asked before we write a (.*?)\. A string", PAGE.prose)
    asked = set()

    def render_item(kind: str, thing: Any, autogen_context: Any) -> bool:
        asked.add(kind)
        return False

    table = create_table(
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("x", sa.Integer, sa.ForeignKey("t.id"), server_default="1"),
        sa.UniqueConstraint("x"),
        sa.CheckConstraint("x > 1"),
        ExcludeConstraint(("x", "=")),
    )
    rendered(table, "postgresql", render_item=render_item)
    assert asked == set(re.findall(r"`(\w+)`", said))
