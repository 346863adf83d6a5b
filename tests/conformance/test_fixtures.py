"""The databases that the tests use."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect, pool


def test_each_test_has_an_empty_database_of_its_own(database_url: str) -> None:
    """A fresh database answers and holds no table."""
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
