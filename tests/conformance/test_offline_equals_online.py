"""A script of `--sql`, run by the database's own client, leaves what the same command leaves online."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrate import command
from migrate.config import Config
from support.clients import client_errors, run_script
from support.databases import MARIADB, POSTGRESQL, fresh_database, require
from support.dumps import dump
from support.environments import migrate
from support.offline import script_of

REVISIONS = Path(__file__).parent / "everything"


@dataclass(frozen=True)
class Twins:
    """A project, and two databases: one for the command, one for the script."""

    folder: Path
    online: str
    offline: str

    def online_run(self, name: str, target: str) -> None:
        """Run a command on the first database."""
        getattr(command, name)(self._config(self.online), target)

    def script(self, name: str, target: str) -> str:
        """Return the script of a command for the second database."""
        buffer = io.StringIO()
        getattr(command, name)(self._config(self.offline, buffer), target, sql=True)
        return buffer.getvalue()

    def _config(self, url: str, buffer: io.StringIO | None = None) -> Config:
        config = Config(self.folder / "migrate.ini", output_buffer=buffer)
        config.set_main_option("sqlalchemy.url", url)
        return config

    def both(self, name: str, target: str, start: str | None = None) -> None:
        """Run a command on one database, and its script with the client of the other."""
        self.online_run(name, target)
        run_script(self.offline, self.script(name, f"{start}:{target}" if start else target))

    def assert_equal(self) -> list[str]:
        """Compare the databases, and return what is in them."""
        online, offline = dump(self.online), dump(self.offline)
        assert offline == online
        return online


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def twins(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Twins]:
    """The project with all revisions, on each of the databases in turn."""
    folder = tmp_path / "project"
    folder.mkdir()
    assert migrate("init", "-q", cwd=folder).returncode == 0
    for path in REVISIONS.glob("*.py"):
        shutil.copy(path, folder / "migrations" / "versions")
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield Twins(folder, f"sqlite:///{tmp_path}/online.db", f"sqlite:///{tmp_path}/offline.db")
            return
        server = require(POSTGRESQL if request.param == "postgresql" else MARIADB)
        yield Twins(folder, *(stack.enter_context(fresh_database(server)) for _ in range(2)))


def test_up_and_down(twins: Twins) -> None:
    """From an empty database to the head, and back to base: tables, rows, and the version table."""
    for name, target, script_target in (("upgrade", "head", "head"), ("downgrade", "base", "head:base")):
        done = migrate(name, target, "--url", twins.online, cwd=twins.folder)
        assert done.returncode == 0, done.stderr
        run_script(twins.offline, script_of(name, script_target, "--url", twins.offline, cwd=twins.folder))
        assert (len(twins.assert_equal()) > 20) is (name == "upgrade")
    left = twins.assert_equal()
    assert left
    assert all("alembic_version" in line for line in left)


def test_ranges(twins: Twins) -> None:
    """One script after the other, up a branch, back, and up the other one."""
    for name, start, target in (
        ("upgrade", None, "e1"),
        ("upgrade", "e1", "b1"),
        ("downgrade", "b1", "e2"),
        ("upgrade", "e2", "b2"),
    ):
        twins.both(name, target, start)
        twins.assert_equal()


RERUN = "This script has run already: "
ELSEWHERE = "This script starts at e2 and the database is not there"


def test_a_script_that_is_run_twice_stops(twins: Twins) -> None:
    """It says why, and what it does not do a second time."""
    first, second = twins.script("upgrade", "e1"), twins.script("upgrade", "e1:e2")
    back = twins.script("downgrade", "e2:e1")
    run_script(twins.offline, first)
    for script, said in ((first, "alembic_version"), (second, RERUN), (back, RERUN)):
        if script is not first:
            run_script(twins.offline, script)
        before = dump(twins.offline)
        assert said in str(client_errors(twins.offline, script))
        assert dump(twins.offline) == before
    run_script(twins.offline, twins.script("downgrade", "e1:base"))
    for script in (second, back):
        assert "This script starts at e" in str(client_errors(twins.offline, script))


@pytest.mark.parametrize("per_migration", [False, True])
@pytest.mark.parametrize("twins", ["postgresql"], indirect=True)
def test_a_client_that_goes_on_does_nothing_twice(twins: Twins, per_migration: bool) -> None:
    """``psql`` goes on after an error unless it is told to stop, but the transaction does not."""
    env = twins.folder / "migrations" / "env.py"
    if per_migration:
        env.write_text(env.read_text().replace("literal_binds=True", "transaction_per_migration=True"))
    run_script(twins.offline, twins.script("upgrade", "e1"))
    script = twins.script("upgrade", "e1:items@head")
    run_script(twins.offline, script)
    before = dump(twins.offline)
    assert RERUN in str(client_errors(twins.offline, script, goes_on=True))
    assert dump(twins.offline) == before
