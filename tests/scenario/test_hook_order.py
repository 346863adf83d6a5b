"""Which hooks are called, and in which order, when a revision is made, run and taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.environments import ROOT, migrate

MODELS = """\
from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData()
Table("t", metadata, Column("id", Integer, primary_key=True))
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder in which the example plugin lies as if it were installed."""
    folder = tmp_path / "site"
    information = folder / "migrate_example_tour-1.0.0.dist-info"
    information.mkdir(parents=True)
    shutil.copy(ROOT / "examples" / "plugin_tour" / "migrate_tour.py", folder)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: migrate-example-tour\nVersion: 1.0.0\n")
    (information / "entry_points.txt").write_text("[migrate]\ntour = migrate_tour\n")
    return folder


@pytest.fixture
def project(tmp_path: Path, site: Path) -> Path:
    """A project that has been set up, with models."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "models.py").write_text(MODELS)
    run = migrate("init", "--models", "models:metadata", "--url", "sqlite:///app.db", cwd=folder, PYTHONPATH=str(site))
    assert run.returncode == 0, run.stderr
    return folder


def notes(project: Path, site: Path, *command: str, fails: bool = False) -> list[str]:
    """Run a command and return what the plugin has noted."""
    file = project / "notes.txt"
    file.unlink(missing_ok=True)
    run = migrate(*command, cwd=project, PYTHONPATH=str(site), TOUR_NOTES=str(file), TOUR_REVISION="ab12")
    assert (run.returncode != 0) is fails, run.stderr
    return file.read_text().splitlines() if file.exists() else []


def test_a_revision_calls_these_hooks(project: Path, site: Path) -> None:
    """From the configuration to the written file; the new code is verified by a comparison after each direction."""
    assert notes(project, site, "revision", "--autogenerate", "-m", "first") == [
        "configure",
        "make_revision_id",
        "connect sqlite",
        "connection_opened sqlite",
        "version_table alembic_version",
        "produce_script 1 operations",
        "process_revision 1",
        "produce_script 0 operations",
        "produce_script 1 operations",
        "make_file_name ab12",
        "revision_written ab12",
    ]
    assert (project / "migrations" / "versions" / "ab12_on_tour.py").exists()


def test_an_upgrade_and_a_downgrade_call_these_hooks(project: Path, site: Path) -> None:
    """Each run: lock, plan, and around each step."""
    notes(project, site, "revision", "--autogenerate", "-m", "first")
    run = [
        "configure",
        "connect sqlite",
        "connection_opened sqlite",
        "version_table alembic_version",
        "lock alembic_version",
        "before_run 1",
        "run_plan begins 1",
        "before_step {direction} ab12",
        "run_step ab12",
        "version_applied {heads}",
        "run_plan ends",
        "after_run 1",
    ]
    assert notes(project, site, "upgrade", "head") == [line.format(direction="upgrade", heads="ab12") for line in run]
    assert notes(project, site, "downgrade", "base") == [
        line.format(direction="downgrade", heads="base") for line in run
    ]


def test_a_run_with_nothing_to_do_takes_no_lock(project: Path, site: Path) -> None:
    """The second upgrade asks nobody for a lock, and runs no plan."""
    notes(project, site, "revision", "--autogenerate", "-m", "first")
    notes(project, site, "upgrade", "head")
    assert notes(project, site, "upgrade", "head") == [
        "configure",
        "connect sqlite",
        "connection_opened sqlite",
        "version_table alembic_version",
    ]


def test_a_failing_step_is_told(project: Path, site: Path) -> None:
    """``migrate_on_error`` learns of the error, and ``migrate_after_run`` is not called."""
    notes(project, site, "revision", "--autogenerate", "-m", "first")
    path = project / "migrations" / "versions" / "ab12_on_tour.py"
    path.write_text(
        path.read_text().replace("def upgrade() -> None:\n", "def upgrade() -> None:\n    op.execute('no sql')\n")
    )
    told = notes(project, site, "upgrade", "head", fails=True)
    assert [line for line in told if line.startswith(("on_error", "after_run", "version_applied"))] == [
        "on_error OperationalError"
    ]


def test_templates_and_dialects_of_a_plugin_are_known(project: Path, site: Path) -> None:
    """What the plugin registers is listed, and can be used."""
    run = migrate("list_templates", cwd=project, PYTHONPATH=str(site))
    assert "tour - an empty house" in run.stdout
