"""A freshly generated revision: formatters leave it alone, it runs both ways, and any text in the models is safe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import black
import pytest

from support.environments import migrate

MODELS = """\
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Money(sa.types.TypeDecorator):
    impl = sa.Numeric
    cache_ok = True


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention={"ix": "ix_%(column_0_label)s", "fk": "fk_%(column_0_label)s"})


class Customer(Base):
    __tablename__ = "customer"
    __table_args__ = {"comment": "it's \\"all\\" of them: '); raise SystemExit(9)  # %s ${1/0}"}
    id = mapped_column(sa.Integer, primary_key=True)
    name = mapped_column(sa.String(50), nullable=False, index=True, server_default=sa.text("'a:b %'"), comment="x" * 90)
    kind = mapped_column(sa.Enum("private", "company", "public body", "something else", name="customer_kind"))


class Invoice(Base):
    __tablename__ = "invoice"
    __table_args__ = (sa.CheckConstraint("total > 0 OR note <> ':none'", name="total_or_a_note"),)
    id = mapped_column(sa.Integer, primary_key=True)
    customer_id = mapped_column(sa.ForeignKey("customer.id", ondelete="CASCADE", onupdate="CASCADE"), nullable=False)
    total = mapped_column(Money(10, 2), server_default=sa.text("0"))
    note = mapped_column(sa.Text().with_variant(sa.String(500), "mysql").with_variant(sa.CLOB(), "oracle"))
"""

CHANGES = {
    "sa.String(50), nullable=False, index=True, server_default=sa.text(\"'a:b %'\")": "sa.String(80), nullable=True",
    "    note =": "    paid = mapped_column(sa.Boolean, server_default=sa.false(), index=True)\n    note =",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with models, and a database without tables."""
    package = tmp_path / "app"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "models.py").write_text(MODELS)
    succeed(tmp_path, "init", "--models", "app.models:Base", "--url", "sqlite:///app.db")
    return tmp_path


def succeed(folder: Path, *arguments: str) -> str:
    """Run a command that must not fail, and return its output."""
    done = migrate(*arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def newest_revision(folder: Path) -> Path:
    """Return the file that was written last."""
    return max(folder.glob("*/versions/*.py"), key=lambda path: path.stat().st_mtime_ns)


def assert_formatted(path: Path) -> None:
    """Neither black nor ruff has anything to change."""
    source = path.read_text(encoding="utf-8")
    assert black.format_str(source, mode=black.Mode()) == source
    ruff = Path(sys.executable).with_name("ruff")
    if ruff.exists():
        done = subprocess.run(
            [ruff, "format", "--isolated", "--diff", path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


def change_models(folder: Path) -> None:
    """Add, drop and alter columns and indexes."""
    path = folder / "app" / "models.py"
    text = path.read_text()
    for old, new in CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def test_generated_revisions_are_formatted_and_run_both_ways(project: Path) -> None:
    """The first one, with every kind of text in it, and one that changes what is there."""
    succeed(project, "revision", "--autogenerate", "-m", "first")
    assert_formatted(newest_revision(project))
    assert "import app.models\n" in newest_revision(project).read_text()
    succeed(project, "upgrade", "head")
    succeed(project, "check")
    change_models(project)
    succeed(project, "revision", "--autogenerate", "-m", "second")
    assert "with op.batch_alter_table(" in newest_revision(project).read_text()
    assert_formatted(newest_revision(project))
    succeed(project, "upgrade", "head")
    succeed(project, "check")
    succeed(project, "downgrade", "base")


def test_the_same_models_give_the_same_revision(project: Path) -> None:
    """Whatever order sets and hashes have in a process."""
    bodies = []
    for seed in ("1", "2", "3"):
        done = migrate("revision", "--autogenerate", "--rev-id", "same", cwd=project, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        path = newest_revision(project)
        bodies.append(path.read_text().partition("def upgrade")[2])
        path.unlink()
    assert bodies[0] == bodies[1] == bodies[2]


def test_an_empty_revision_is_formatted_too(project: Path) -> None:
    """Without operations, and without a revision before it."""
    succeed(project, "revision", "-m", "empty")
    assert_formatted(newest_revision(project))
