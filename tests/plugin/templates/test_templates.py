"""The templates of ``migrate init``: what they make works, is short, and is left alone by formatters."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from migrate import command
from migrate.config import Config

NAMES = ("generic", "async", "multidb", "pyproject", "pyproject_async")
SYNCHRONOUS = ("generic", "multidb", "pyproject")
MODELS = """
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30), server_default="it's")


log = MetaData()
Table("log", log, Column("id", Integer, primary_key=True))
"""


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))


def project(template: str, url: str = "sqlite:///app.db", **options: str) -> Config:
    """Make a project in the current folder, and return its configuration."""
    config = Config("migrate.ini", "pyproject.toml")
    command.init(config, "migrations", template=template, url=url, **options)  # type: ignore[arg-type]  # texts only
    return Config("migrate.ini", "pyproject.toml")


def models(name: str) -> str:
    """Write models into a module of its own, as Python imports a module once."""
    Path(f"{name}.py").write_text(MODELS)
    return f"{name}:Base"


def asynchronous(url: str) -> str:
    return url.replace("sqlite:", "sqlite+aiosqlite:")


@pytest.mark.parametrize("template", NAMES)
def test_each_template_has_its_files(template: str) -> None:
    """A README, env.py, a template of revisions, a folder for them, and a configuration."""
    project(template)
    assert sorted(path.name for path in Path("migrations").iterdir()) == [
        "README",
        "env.py",
        "script.py.mako",
        "versions",
    ]
    assert Path("migrate.ini").exists()
    assert Path("pyproject.toml").exists() == template.startswith("pyproject")


@pytest.mark.parametrize("template", NAMES)
def test_configurations_are_short_and_explained(template: str) -> None:
    """At most 25 lines, each option below a line that says what it is for."""
    project(template)
    for name in ("migrate.ini", "pyproject.toml"):
        lines = Path(name).read_text().splitlines() if Path(name).exists() else []
        assert len(lines) <= 25
        assert all(len(line) <= 120 for line in lines)
        before = ""
        for line in lines:
            if "=" in line and not line.startswith(("#", "[")):
                assert before.startswith(("#", "[engine")), line
            before = line


@pytest.mark.parametrize("formatter", [["black"], ["ruff", "format"]], ids=["black", "ruff"])
@pytest.mark.parametrize("template", NAMES)
def test_formatters_change_nothing(template: str, formatter: list[str]) -> None:
    """F5: env.py and fresh revisions are as black and ruff would write them."""
    if find_spec(formatter[0]) is None:
        pytest.skip(f"{formatter[0]} is not installed")
    config = project(template, models=models(f"models_format_{template}_{formatter[0]}"))
    command.revision(config, message="first", rev_id="aa11", branch_label="shop")
    command.revision(config, message='it\'s "quoted"', rev_id="bb22")
    command.revision(config, message="other", rev_id="cc33", head="aa11", splice=True)
    command.merge(config, "heads", rev_id="dd44")
    files = ["migrations/env.py", *map(str, Path("migrations/versions").glob("*.py"))]
    done = subprocess.run([sys.executable, "-m", *formatter, "--diff", *files], capture_output=True, text=True)
    assert done.stdout == ""


@pytest.mark.parametrize("template", ["generic", "pyproject"])
def test_from_models_to_a_database_without_an_edit(template: str) -> None:
    """``init --models --url``, ``revision --autogenerate`` and ``upgrade head`` are all it takes."""
    config = project(template, models=models(f"models_whole_{template}"))
    made = command.revision(config, message="first", autogenerate=True)
    assert "op.create_table(" in Path(made.path).read_text()
    command.upgrade(config, "head")
    engine = create_engine("sqlite:///app.db")
    assert sorted(inspect(engine).get_table_names()) == ["account", "alembic_version"]
    engine.dispose()
    command.check(config)
    command.downgrade(config, "base")


def test_each_of_several_databases_gets_its_part() -> None:
    """multidb: each database is migrated by functions of its own, and compared with its own models."""
    models("models_multi")
    config = project("multidb")
    env = Path("migrations/env.py")
    text = env.read_text().replace(
        "target_metadata = {}",
        "import models_multi\n\ntarget_metadata = {'engine1': models_multi.Base.metadata, 'engine2': models_multi.log}",
    )
    env.write_text(text)
    made = command.revision(config, message="first", autogenerate=True)
    source = Path(made.path).read_text()
    pieces = ("def upgrade_engine1", '"account"', "def upgrade_engine2", '"log"', "def downgrade_engine2")
    assert sorted(pieces, key=source.index) == list(pieces)
    command.upgrade(config, "head")
    found = {}
    for name in ("app", "engine2"):
        engine = create_engine(f"sqlite:///{name}.db")
        found[name] = sorted(inspect(engine).get_table_names())
        engine.dispose()
    assert found == {"app": ["account", "alembic_version"], "engine2": ["alembic_version", "log"]}


def test_several_databases_are_migrated_together_or_not_at_all() -> None:
    """multidb: a failure in the second database rolls the first one back."""
    config = project("multidb")
    made = command.revision(config, message="first")
    path = Path(made.path)
    text = path.read_text().replace(
        '    """Upgrade engine1 schema."""\n    pass', '    op.execute("CREATE TABLE t (x INT)")'
    )
    path.write_text(text.replace('    """Upgrade engine2 schema."""\n    pass', '    op.execute("nonsense")'))
    with pytest.raises(Exception, match="nonsense"):
        command.upgrade(config, "head")
    engine = create_engine("sqlite:///app.db")
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize("template", ["generic", "async", "pyproject", "pyproject_async"])
def test_sql_is_written_without_connecting(template: str, capsys: pytest.CaptureFixture[str]) -> None:
    """``--sql`` needs the URL alone."""
    config = project(template, url="postgresql://nobody@nowhere/db")
    command.revision(config, message="first", rev_id="aa11")
    capsys.readouterr()
    command.upgrade(config, "head", sql=True)
    assert "INSERT INTO alembic_version (version_num) VALUES ('aa11')" in capsys.readouterr().out


@pytest.mark.skipif(find_spec("aiosqlite") is None, reason="aiosqlite is not installed")
@pytest.mark.parametrize("template", ["async", "pyproject_async"])
def test_async_drivers_work(template: str) -> None:
    """The async templates migrate through an async driver."""
    config = project(template, url="sqlite+aiosqlite:///app.db", models=models(f"models_{template}"))
    command.revision(config, message="first", autogenerate=True)
    command.upgrade(config, "head")
    command.check(config)


def test_a_table_is_added_to_an_existing_pyproject() -> None:
    """What was there stays."""
    Path("pyproject.toml").write_text('[tool.other]\nx = "%(here)s"\n')
    project("pyproject")
    tools = tomllib.loads(Path("pyproject.toml").read_text())["tool"]
    assert tools["other"] == {"x": "%(here)s"}
    assert tools["migrate"]["script_location"] == "%(here)s/migrations"


def test_a_configuration_that_is_there_is_kept() -> None:
    """init overwrites nothing."""
    Path("migrate.ini").write_text("[migrate]\nscript_location = mine\n")
    project("generic")
    assert Path("migrate.ini").read_text() == "[migrate]\nscript_location = mine\n"


def test_a_package_can_be_imported() -> None:
    """``--package`` makes packages of the two folders."""
    command.init(Config("migrate.ini"), "migrations", package=True)
    assert Path("migrations/__init__.py").exists()
    assert Path("migrations/versions/__init__.py").exists()
