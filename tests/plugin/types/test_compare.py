"""When two types are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Enum,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import NullType, TypeEngine

from support.comparing import build, compare, connected, kinds


def models(type_: TypeEngine[Any]) -> MetaData:
    return several([type_])


def several(types: Sequence[TypeEngine[Any]]) -> MetaData:
    made = MetaData()
    columns = (Column(f"x{at}" if at else "x", type_) for at, type_ in enumerate(types))
    Table("t", made, Column("id", Integer, primary_key=True), *columns)
    return made


UNCHANGED = (
    Integer(),
    BigInteger(),
    SmallInteger(),
    String(20),
    Text(),
    Numeric(10, 2),
    Numeric(),
    Float(),
    Boolean(),
    DateTime(),
    LargeBinary(),
    Enum("a", "b", name="letters"),
)


def test_a_type_that_did_not_change_is_no_difference(database_url: str) -> None:
    """However the database calls it."""
    with connected(database_url) as connection:
        build(connection, several(UNCHANGED))
        assert compare(connection, several(UNCHANGED)) == []


CHANGED = (
    (String(20), String(30)),
    (String(20), Text()),
    (Integer(), String(10)),
    (Numeric(10, 2), Numeric(12, 2)),
    (Integer(), BigInteger()),
)


def test_a_changed_type_is_found(database_url: str) -> None:
    """By its name or its arguments."""
    with connected(database_url) as connection:
        build(connection, several([before for before, _ in CHANGED]))
        diffs = compare(connection, several([after for _, after in CHANGED]))
        assert kinds(diffs) == ["modify_type"] * len(CHANGED)


def test_types_can_be_left_alone(sqlite_url: str) -> None:
    """By the option."""
    with connected(sqlite_url) as connection:
        build(connection, models(Integer()))
        assert compare(connection, models(String(9)), compare_type=False) == []


@pytest.mark.parametrize(("answer", "expected"), [(True, ["modify_type"]), (False, []), (None, ["modify_type"])])
def test_the_project_may_compare_types(sqlite_url: str, answer: bool | None, expected: list[str]) -> None:
    """None leaves it to the type and the dialect; the other columns are asked about too."""
    asked: list[str] = []

    def compare_type(context: Any, conn: Any, model: Any, conn_type: Any, type_: Any) -> bool | None:
        asked.append(model.name)
        return answer if model.name == "x" else None

    with connected(sqlite_url) as connection:
        build(connection, models(Integer()))
        assert kinds(compare(connection, models(String(9)), compare_type=compare_type)) == expected
    assert asked == ["id", "x"]


class Money(TypeDecorator[Any]):
    """A type that knows itself in the database."""

    impl = Numeric
    cache_ok = True

    def compare_against_backend(self, dialect: Dialect, conn_type: TypeEngine[Any]) -> bool | None:
        return isinstance(conn_type, Integer) or None


def test_a_type_may_compare_itself(sqlite_url: str) -> None:
    """True means the same; None leaves it to the dialect."""
    with connected(sqlite_url) as connection:
        build(connection, models(Integer()))
        assert compare(connection, models(Money(10, 2))) == []


def test_a_decorated_type_is_what_it_decorates(sqlite_url: str) -> None:
    """As the dialect sees it."""
    with connected(sqlite_url) as connection:
        build(connection, models(Numeric(10, 2)))
        assert compare(connection, models(Money(10, 2))) == []
        assert kinds(compare(connection, models(Money(10, 3)))) == ["modify_type"]


def test_an_unknown_type_is_not_compared(sqlite_url: str) -> None:
    """Whichever side has none."""
    with connected(sqlite_url) as connection:
        build(connection, models(Integer()))
        assert compare(connection, models(NullType())) == []
