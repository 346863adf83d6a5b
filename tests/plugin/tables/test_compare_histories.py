"""Whatever two models are, the operations from one to the other run both ways and leave no difference."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, Integer, MetaData, Table, UniqueConstraint

from support.comparing import build, carry_out, compare, connected, produce

NAMES = ("a", "b", "c", "d")


@dataclass(frozen=True)
class Shape:
    """A table: which columns it has beside its key, what is unique, indexed and referred to."""

    columns: frozenset[str]
    unique: frozenset[str]
    indexed: frozenset[str]
    refers: tuple[tuple[str, str], ...]  # (table, "id" or a unique column)


def shapes() -> st.SearchStrategy[Shape]:
    some = st.frozensets(st.sampled_from(("x", "y", "z")))
    references = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(("id", "x"))), max_size=2, unique=True)
    return st.builds(Shape, some, some, some, references.map(tuple))


def models(drawn: dict[str, Shape]) -> MetaData:
    metadata = MetaData()
    for name, shape in drawn.items():
        table = Table(
            name,
            metadata,
            Column("id", Integer, primary_key=True),
            *(Column(column, Integer) for column in sorted(shape.columns)),
            *(UniqueConstraint(c, name=f"uq_{name}_{c}") for c in sorted(shape.unique & shape.columns)),
            *(Index(f"ix_{name}_{c}", c) for c in sorted(shape.indexed & shape.columns)),
        )
        for target, column in shape.refers:
            if _can_be_referred_to(drawn.get(target), column):
                local = f"{target}_{column}"
                table.append_column(Column(local, Integer))
                key = ForeignKeyConstraint([local], [f"{target}.{column}"], name=f"fk_{name}_{local}", use_alter=True)
                table.append_constraint(key)
    return metadata


def _can_be_referred_to(shape: Shape | None, column: str) -> bool:
    return shape is not None and (column == "id" or column in shape.unique & shape.columns)


histories = st.dictionaries(st.sampled_from(NAMES), shapes(), max_size=4).map(models)
few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
@few
@given(old=histories, new=histories)
def test_each_way_leaves_no_difference(
    server: str, request: pytest.FixtureRequest, old: MetaData, new: MetaData
) -> None:
    """From one model to the other and back, in the order that autogenerate gives."""
    with connected(request.getfixturevalue(f"{server}_url")) as connection:
        build(connection, old)
        try:
            assert compare(connection, old) == []
            script = produce(connection, new)
            assert script.upgrade_ops is not None
            assert script.downgrade_ops is not None
            carry_out(connection, script.upgrade_ops)
            assert compare(connection, new) == []
            carry_out(connection, script.downgrade_ops)
            assert compare(connection, old) == []
        finally:
            connection.rollback()
            empty(connection)


def empty(connection: Connection) -> None:
    """Drop all tables."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    connection.commit()


@few
@given(shape=st.dictionaries(st.sampled_from(NAMES), shapes(), max_size=4))
def test_what_was_created_does_not_differ(tmp_path_factory: pytest.TempPathFactory, shape: dict[str, Shape]) -> None:
    """A database that was just created from the models has no difference to them, on SQLite."""
    with connected(f"sqlite:///{tmp_path_factory.mktemp('db') / 'a.db'}") as connection:
        build(connection, models(shape))
        assert compare(connection, models(shape)) == []
