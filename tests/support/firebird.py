"""A project on Firebird embedded: the database is a file, and the engine a library in this process."""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import migrate_plugins.templates
from support.environments import migrate

PACKAGE = Path(__file__).parents[1] / "conformance" / "firebird" / "package"
TEMPLATE = Path(migrate_plugins.templates.__path__[0]) / "generic" / "script.py.mako"
MODULES = {
    "sqlalchemy_firebird": "sqlalchemy-firebird",
    "firebird.driver": "firebird-driver",
    "firebird.embedded": "firebird-embedded",
}
LIBRARIES = (
    {"libtommath.so.1": "libtommath1", "libtomcrypt.so.1": "libtomcrypt1"} if sys.platform.startswith("linux") else {}
)
"""What the engine needs besides, by the Debian package that brings it."""

CREATE = """
import sys
from firebird.driver import create_database, driver_config
driver_config.fb_client_library.value = sys.argv[1]
create_database(sys.argv[2], user="SYSDBA", charset="UTF8").close()
"""
LOOK = """
import json, sys
from sqlalchemy import create_engine, inspect
with create_engine(sys.argv[1]).connect() as connection:
    print(json.dumps(eval(sys.argv[2])))
"""
INI = """\
[migrate]
script_location = %(here)s/migrations
sqlalchemy.url = {url}
prepend_sys_path = . {package}
"""
ENV = """\
import migrate_firebird
from migrate import context
from models import metadata

with context.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # of a package around it
        return False


def _loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(importable: Callable[[str], bool] = _importable, loadable: Callable[[str], bool] = _loadable) -> str | None:
    """Return what has to be installed for Firebird to run here, or None."""
    packages = [name for module, name in MODULES.items() if not importable(module)]
    if packages:
        return f"Firebird is not installed: pip install {' '.join(packages)}"
    libraries = [name for library, name in LIBRARIES.items() if not loadable(library)]
    if libraries:
        return f"Firebird lacks libraries: apt-get install {' '.join(libraries)}"
    return None


def require() -> None:
    """Skip the test where Firebird cannot run; with ``MIGRATE_TEST_REQUIRE_FIREBIRD=1`` fail it instead."""
    reason = missing()
    if reason is not None and os.environ.get("MIGRATE_TEST_REQUIRE_FIREBIRD") == "1":
        pytest.fail(reason)
    if reason is not None:
        pytest.skip(reason)


@dataclass(frozen=True)
class FirebirdProject:
    """A project with a Firebird file of its own, and the command line to work on it."""

    folder: Path
    url: str
    runtime: Path

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))

    def models(self, text: str) -> None:
        """Write the models, tables of ``metadata``."""
        self.write("models.py", f"import sqlalchemy as sa\n\nmetadata = sa.MetaData()\n{dedent(text)}")

    def revision(self, rev_id: str, below: str | None, upgrade: str, downgrade: str) -> None:
        """Write a revision with the given bodies."""
        head = f"import sqlalchemy as sa\nfrom migrate import op\nrevision = {rev_id!r}\ndown_revision = {below!r}\n"
        bodies = (f"def {name}():\n{_indented(body)}\n" for name, body in _named(upgrade, downgrade))
        self.write(f"migrations/versions/{rev_id}.py", head + "\n".join(bodies))

    def look(self, expression: str) -> Any:
        """Return what an expression gives that asks ``connection`` or ``inspect(connection)``."""
        command = [sys.executable, "-W", "ignore", "-c", LOOK, self.url, expression]
        done = subprocess.run(command, env=self._variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def rows(self, statement: str) -> Any:
        """Return the rows of a query."""
        return self.look(f"[list(row) for row in connection.exec_driver_sql({statement!r})]")

    def run(self, *arguments: str) -> str:
        """Run a command that succeeds, and return what it prints."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def fail(self, *arguments: str) -> tuple[int, str]:
        """Run a command that does not succeed; return its exit code and what it says, the log aside."""
        done = self.attempt(*arguments)
        lines = [line for line in done.stderr.splitlines() if not line.startswith("INFO ")]
        return done.returncode, "\n".join([*lines, ""])

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command."""
        return migrate(*arguments, cwd=self.folder, **self._engine)

    @property
    def _variables(self) -> dict[str, str]:
        return {**os.environ, **self._engine}

    @property
    def _engine(self) -> dict[str, str]:
        """Return where the engine finds its plugins, and where it keeps its locks: beside the database."""
        return {"FIREBIRD": str(self.runtime), "FIREBIRD_LOCK": str(self.folder / "locks")}


def _named(upgrade: str, downgrade: str) -> tuple[tuple[str, str], ...]:
    return (("upgrade", upgrade), ("downgrade", downgrade))


def _indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in dedent(body).strip().splitlines()) or "    pass\n"


def create_database(file: Path) -> None:
    """Create an empty database; copies of it are databases too."""
    from firebird.embedded.provider import FirebirdProvider

    provider = FirebirdProvider()
    command = [sys.executable, "-c", CREATE, str(provider.client_library), str(file)]
    subprocess.run(command, env={**os.environ, "FIREBIRD": str(provider.root)}, check=True)


def firebird_project(folder: Path, empty: Path) -> FirebirdProject:
    """Return a project with a copy of the empty database, and no revision."""
    from firebird.embedded.provider import FirebirdProvider

    provider = FirebirdProvider()
    shutil.copy(empty, folder / "test.fdb")
    options = f"charset=UTF8&user=SYSDBA&fb_client_library={provider.client_library}"
    url = f"firebird+firebird:///{folder}/test.fdb?{options}"
    project = FirebirdProject(folder, url, provider.root)
    project.write("migrate.ini", INI.format(url=url, package=PACKAGE))
    project.write("migrations/env.py", ENV)
    project.write("migrations/script.py.mako", TEMPLATE.read_text())
    project.models("")
    return project
