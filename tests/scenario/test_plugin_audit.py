"""A stranger's plugin: installed and nothing else, all of it works; switched off, none of it does."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from support.environments import ROOT, Environment

MODELS = """\
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    __table_args__ = {"info": {"audited": True}}
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
"""
SETTINGS = """\
hooks = audit_header
audit_header.text = to be audited by the house

[plugin:audit]
journal = %(here)s/audit.log
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A fresh environment with the package and the plugin."""
    return Environment.create(tmp_path_factory.mktemp("env") / "venv", ROOT, ROOT / "examples" / "plugin_audit")


@pytest.fixture
def app(tmp_path: Path, environment: Environment) -> Path:
    """An application whose database is at the first revision."""
    (tmp_path / "models.py").write_text(MODELS)
    run = environment.migrate("init", "--models", "models:Base", "--url", "sqlite:///app.db", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    ini = tmp_path / "migrate.ini"
    ini.write_text(ini.read_text().removesuffix("hooks =\n") + SETTINGS)
    for command in (["revision", "--autogenerate", "-m", "first", "--rev-id", "ab12"], ["upgrade", "head"]):
        run = environment.migrate(*command, cwd=tmp_path)
        assert run.returncode == 0, run.stderr
    return tmp_path


def edit_ini(app: Path, old: str, new: str) -> None:
    ini = app / "migrate.ini"
    assert old in ini.read_text()
    ini.write_text(ini.read_text().replace(old, new))


def revision_file(app: Path) -> str:
    return next((app / "migrations" / "versions").glob("*.py")).read_text()


def views(app: Path) -> list[str]:
    connection = sqlite3.connect(app / "app.db")
    found = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    connection.close()
    return found


def test_its_comparator_renderer_and_write_hook_shape_the_revision(app: Path) -> None:
    """Autogenerate writes the plugin's directives, both ways, and the write hook adds its line."""
    text = revision_file(app)
    assert text.startswith("# to be audited by the house\n")
    assert "op.create_audit_view('customer')" in text.replace('"', "'")
    assert "op.drop_audit_view('customer')" in text.replace('"', "'")


def test_its_operation_runs_and_nothing_differs_afterwards(app: Path, environment: Environment) -> None:
    """The view is there, and ``check`` finds no difference."""
    assert views(app) == ["audit_customer"]
    assert environment.migrate("check", cwd=app).returncode == 0


def test_its_command_option_and_lifecycle_hook_keep_a_journal(app: Path, environment: Environment) -> None:
    """``migrate audit`` shows what was run, from the file that the option names."""
    assert environment.migrate("audit", cwd=app).stdout == "upgrade ab12\n"
    assert (app / "audit.log").read_text() == "upgrade ab12\n"
    assert environment.migrate("audit", cwd=app, AUDIT_JOURNAL="elsewhere.log").stdout == "nothing was run yet\n"


def test_it_is_listed_with_its_distribution(app: Path, environment: Environment) -> None:
    """``migrate plugins --json`` names the plugin, where it comes from and its hooks."""
    run = environment.migrate("plugins", "--json", cwd=app)
    listed = {plugin["name"]: plugin for plugin in json.loads(run.stdout)["plugins"]}
    assert listed["audit"]["distribution"] == "migrate-example-audit"
    assert listed["audit"]["version"] == "1.0.0"
    assert "migrate_after_step" in listed["audit"]["hooks"]


def test_the_ini_switches_it_off_in_whole(app: Path, environment: Environment) -> None:
    """With ``plugins = *, ~audit`` its command is unknown and its directive is an error with a place."""
    edit_ini(app, "[migrate]\n", "[migrate]\nplugins = *, ~audit\n")
    assert environment.migrate("audit", cwd=app).returncode == 2
    run = environment.migrate("downgrade", "base", cwd=app)
    assert run.returncode != 0
    assert "op has no directive 'drop_audit_view'" in run.stderr
    assert "ab12_first.py:" in run.stderr
    assert views(app) == ["audit_customer"]


def test_the_command_line_switches_it_off_in_whole(app: Path, environment: Environment) -> None:
    """``-p no:audit`` does so for one command."""
    run = environment.migrate("-p", "no:audit", "plugins", "--json", cwd=app)
    listed = {plugin["name"]: plugin for plugin in json.loads(run.stdout)["plugins"]}
    assert listed["audit"]["enabled"] is False


def test_the_ini_switches_a_single_hook_off(app: Path, environment: Environment) -> None:
    """With ``hooks = *, ~migrate_after_step`` the journal stands still, and the rest works."""
    edit_ini(app, "[plugin:audit]\n", "[plugin:audit]\nhooks = *, ~migrate_after_step\n")
    run = environment.migrate("downgrade", "base", cwd=app)
    assert run.returncode == 0, run.stderr
    assert views(app) == []
    assert (app / "audit.log").read_text() == "upgrade ab12\n"
