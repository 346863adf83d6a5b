"""A Firebird for each test, or the reason why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.firebird import FirebirdProject, firebird_project, require


@pytest.fixture
def firebird(tmp_path: Path) -> FirebirdProject:
    """A project with an empty Firebird database, and no revision."""
    require()
    return firebird_project(tmp_path)
