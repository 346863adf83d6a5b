"""Changes of a type for which PostgreSQL has to be told how to convert the values."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.dialects import postgresql

from support.comparing import build, connected
from support.roundtrip import both_ways

CHANGES: list[tuple[Any, Any, str, str, str | None, str | None]] = [
    (sa.String(20), sa.Integer(), "'7'", "7", "x::INTEGER", None),
    (sa.Text(), sa.Numeric(5, 1), "'7.5'", "7.5", "x::NUMERIC(5, 1)", None),
    (sa.Text(), sa.JSON(), "'{}'", "{}", "x::JSON", None),
    (sa.Text(), postgresql.JSONB(), "'{}'", "{}", "x::JSONB", None),
    (sa.Text(), sa.Date(), "'2020-01-02'", "2020-01-02", "x::DATE", None),
    (sa.String(36), sa.Uuid(), f"'{'0' * 32}'", "00000000-0000-0000-0000-000000000000", "x::UUID", None),
    (sa.Boolean(), sa.Integer(), "true", "1", "x::integer::INTEGER", "x::integer::BOOLEAN"),
    (sa.SmallInteger(), sa.Boolean(), "1", "true", "x::integer::BOOLEAN", "x::integer::SMALLINT"),
    (sa.Integer(), sa.ARRAY(sa.Integer), "7", "{7}", "ARRAY[x]::INTEGER[]", "x[1]::INTEGER"),
    (sa.ARRAY(sa.Integer), sa.Text(), "'{7}'", "{7}", None, "ARRAY[x]::INTEGER[]"),
    (sa.ARRAY(sa.Text), sa.ARRAY(sa.Integer), "'{7}'", "{7}", "x::INTEGER[]", None),
    (sa.Integer(), sa.BigInteger(), "7", "7", None, None),
    (sa.DateTime(), sa.Date(), "'2020-01-02'", "2020-01-02", None, None),
    (sa.Integer(), sa.Text(), "7", "7", None, "x::INTEGER"),
]


def models(type_: Any, **options: Any) -> MetaData:
    made = MetaData()
    Table("t", made, Column("id", Integer, primary_key=True), Column("x", type_, **options))
    return made


@pytest.mark.parametrize(("old", "new", "value", "becomes", "forth", "back"), CHANGES)
def test_values_are_converted_and_back(
    postgresql_url: str, old: Any, new: Any, value: str, becomes: str, forth: str | None, back: str | None
) -> None:
    """By an expression where one is needed, and with none where the database does it unasked."""
    with connected(postgresql_url) as connection:
        build(connection, models(old))
        if not isinstance(old, sa.ARRAY) or isinstance(new, sa.ARRAY):  # else the way back is not for these values
            connection.exec_driver_sql(f"INSERT INTO t VALUES (1, {value})")
            connection.commit()
        revision = both_ways(connection, models(old), models(new))
        for source, expression in ((revision.upgrade, forth), (revision.downgrade, back)):
            assert (f"postgresql_using={expression!r}" in source) is (expression is not None)
            assert ("postgresql_using" in source) is (expression is not None)
        assert connection.exec_driver_sql("SELECT x::text FROM t").scalar() in (becomes, None)


@pytest.mark.parametrize(("old", "new"), [("1", "1"), ("1", "2"), ("1", None), (None, "2")])
def test_the_default_is_converted_too(postgresql_url: str, old: str | None, new: str | None) -> None:
    """PostgreSQL would not convert it by itself."""
    before, after = models(sa.String(9), server_default=old), models(Integer, server_default=new)
    with connected(postgresql_url) as connection:
        both_ways(connection, before, after)


def test_a_name_that_has_to_be_quoted(postgresql_url: str) -> None:
    """In the expression as elsewhere."""

    def named(type_: Any) -> MetaData:
        made = MetaData()
        Table("t", made, Column("id", Integer, primary_key=True), Column('Per "%', type_))
        return made

    with connected(postgresql_url) as connection:
        both_ways(connection, named(sa.Text()), named(Integer()))
