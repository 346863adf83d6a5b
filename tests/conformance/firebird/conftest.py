"""A Firebird for each test, or the reason why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.firebird import FirebirdProject, create_database, firebird_project, require


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is an empty Firebird database, to be copied."""
    require()
    file = tmp_path_factory.mktemp("firebird") / "empty.fdb"
    create_database(file)
    return file


@pytest.fixture
def firebird(tmp_path: Path, empty_database: Path) -> FirebirdProject:
    """A project with an empty Firebird database, and no revision."""
    return firebird_project(tmp_path, empty_database)
