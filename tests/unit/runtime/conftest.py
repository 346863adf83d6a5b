"""Connections for the tests of the runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, pool

from support.live_projects import Project, simple_project


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on each of the three live databases in turn."""
    engine = create_engine(database_url, poolclass=pool.NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """An engine on a new SQLite file."""
    engine = create_engine(sqlite_url, poolclass=pool.NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Engine]:
    """An engine on an empty PostgreSQL database."""
    engine = create_engine(postgresql_url, poolclass=pool.NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def mariadb(mariadb_url: str) -> Iterator[Engine]:
    """An engine on an empty MariaDB database."""
    engine = create_engine(mariadb_url, poolclass=pool.NullPool)
    yield engine
    engine.dispose()


Statements = list[str]
Recorder = Callable[[Engine], AbstractContextManager[Statements]]


@pytest.fixture
def recorded() -> Recorder:
    """A function whose ``with`` block notes the statements that an engine is sent."""

    @contextmanager
    def recording(engine: Engine) -> Iterator[Statements]:
        seen: Statements = []

        def note(connection: Connection, cursor: object, statement: str, *rest: object) -> None:
            seen.append(" ".join(statement.split()))

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return recording


@pytest.fixture
def project(tmp_path: Path, sqlite_url: str) -> Project:
    """A project of one revision on SQLite."""
    return simple_project(tmp_path, sqlite_url)
