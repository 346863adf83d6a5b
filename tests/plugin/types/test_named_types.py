"""For any tables with enum types and domains of PostgreSQL: the types that are used are there, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table
from sqlalchemy.dialects.postgresql import DOMAIN

from support.comparing import connected
from support.roundtrip import both_ways

TYPES: Mapping[str, Callable[[], Any]] = {
    "mood": lambda: sa.Enum("sad", "it's 100% ok", name="mood"),
    "Of It": lambda: sa.Enum("a:b", name="Of It"),
    "number": lambda: DOMAIN("number", Integer(), check="VALUE > 0", not_null=True, default="7"),
    "Its word": lambda: DOMAIN("Its word", sa.String(20), collation="C", default="it's 100%"),
}
COLUMNS = st.sets(st.tuples(st.sampled_from(sorted(TYPES)), st.booleans()), max_size=3)
MODELS = st.dictionaries(st.sampled_from(("one", "two", "Its own")), COLUMNS)
"""The columns of each table: of which type, and whether it is an array of it."""

Drawn = Mapping[str, set[tuple[str, bool]]]


def models_of(drawn: Drawn) -> MetaData:
    made = MetaData()
    for table, columns in drawn.items():
        types = [(name, TYPES[name](), is_array) for name, is_array in sorted(columns)]
        own = [Column(f"{name} {is_array}", sa.ARRAY(type_) if is_array else type_) for name, type_, is_array in types]
        Table(table, made, Column("id", Integer, primary_key=True), *own)
    return made


def used(drawn: Drawn) -> set[str]:
    return {name for columns in drawn.values() for name, _ in columns}


def types_of(connection: Connection) -> set[str]:
    query = (
        "SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE typtype IN ('d', 'e')"
        " AND nspname = 'public'"
    )
    found = set(connection.exec_driver_sql(query).scalars())
    connection.rollback()
    return found


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=MODELS, after=MODELS)
def test_they_come_and_go_with_their_users(postgresql_url: str, before: Drawn, after: Drawn) -> None:
    """Up, down and up again, with nothing left to do after each step."""
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.commit()
        revision = both_ways(connection, models_of(before), models_of(after))
        assert types_of(connection) == used(after)
        revision.run(connection, revision.downgrade)
        assert types_of(connection) == used(before)
