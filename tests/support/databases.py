"""Fresh databases on the servers that tests may use; each is dropped afterwards."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import URL, create_engine, make_url, pool
from sqlalchemy.exc import OperationalError

POSTGRESQL = os.environ.get("MIGRATE_TEST_POSTGRESQL", "postgresql+psycopg2://postgres@127.0.0.1:5432/postgres")
MARIADB = os.environ.get("MIGRATE_TEST_MARIADB", "mariadb+pymysql://root@127.0.0.1:3306/?charset=utf8mb4")

_TWO_SECONDS = {"connect_timeout": 2}


def unreachable(url: str) -> str | None:
    """Return why the server does not answer, or None if it does."""
    try:
        engine = create_engine(url, poolclass=pool.NullPool, connect_args=_TWO_SECONDS)
        engine.connect().close()
    except (OperationalError, ImportError) as cause:
        return str(cause).splitlines()[0]
    return None


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Create a database of its own on the server, give its URL, and drop it."""
    name = f"migrate_{uuid.uuid4().hex[:12]}"
    url = make_url(server)
    admin = create_engine(url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    character_set = " CHARACTER SET utf8mb4" if url.get_backend_name() in ("mysql", "mariadb") else ""
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}{character_set}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(_drop(url, name))


def _drop(url: URL, name: str) -> str:
    force = " WITH (FORCE)" if url.get_backend_name() == "postgresql" else ""
    return f"DROP DATABASE IF EXISTS {name}{force}"


_state: dict[str, str | None] = {}


def require(server: str) -> str:
    """Return the server's URL, or skip the test where the server is not there.

    With ``MIGRATE_TEST_REQUIRE_DATABASES=1`` a missing server fails the test instead.
    """
    if server not in _state:
        _state[server] = unreachable(server)
    if _state[server] is not None:
        reason = f"{make_url(server).get_backend_name()} is not reachable: {_state[server]}"
        if os.environ.get("MIGRATE_TEST_REQUIRE_DATABASES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return server
