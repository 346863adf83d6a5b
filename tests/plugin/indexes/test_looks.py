"""Quick looks at indexes, before any object is made."""

from __future__ import annotations

import sqlalchemy as sa

from support.comparing import build, compare


def test_a_condition_is_left_to_the_full_comparison(database_url: str) -> None:
    """SQLAlchemy tells that of SQLite as a clause, which has no truth value."""
    metadata = sa.MetaData()
    table = sa.Table("t", metadata, sa.Column("x", sa.Integer))
    condition = sa.text("x > 0")
    sa.Index("partial", table.c.x, sqlite_where=condition, postgresql_where=condition)
    engine = sa.create_engine(database_url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        build(connection, metadata)
        assert compare(connection, metadata) == []
    engine.dispose()
