"""Fixtures for all tests: real databases, each test in one of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from support.databases import MARIADB, POSTGRESQL, fresh_database, require
from support.scenarios import forget_modules

# The gate tries the same examples each time, so that it judges the change at hand; everyone else goes on searching.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("gate" if os.environ.get("CI") else "search")


@pytest.fixture(autouse=True)
def no_module_of_another_test(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Forget the modules that a test has imported from a temporary folder: the hint for forgotten models names them."""
    yield
    forget_modules(tmp_path_factory.getbasetemp())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with fresh_database(require(POSTGRESQL)) as url:
        yield url


@pytest.fixture
def mariadb_url() -> Iterator[str]:
    """The URL of an empty MariaDB database."""
    with fresh_database(require(MARIADB)) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, on each of the three live databases in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
