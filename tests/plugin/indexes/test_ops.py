"""The operations on indexes as values: from an index and back, reversed, as diff tuples."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, column, func, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from migrate.operations import ops


def model() -> Table:
    return Table("t", MetaData(), Column("a", Integer), Column("B", String, key="bee"), schema="s")


INDEXES = {
    "plain": lambda t: Index("ix", t.c.a, t.c.bee),
    "unique": lambda t: Index("ix", t.c.a, unique=True),
    "expression": lambda t: Index("ix", func.lower(t.c.bee), t.c.a.desc().nulls_last()),
    "text": lambda t: Index("ix", text("(a + 1)"), t.c.a),
    "where": lambda t: Index("ix", t.c.a, postgresql_where=t.c.a > 5, postgresql_using="btree"),
    "include": lambda t: Index("ix", t.c.a, postgresql_include=["bee"], postgresql_ops={"a": "int4_ops"}),
}


def create(index: Index) -> str:
    statement = CreateIndex(index).compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    return str(statement)


@pytest.fixture(params=list(INDEXES))
def index(request: pytest.FixtureRequest) -> Index:
    """An index of each kind, on a table."""
    return INDEXES[request.param](model())


def test_an_index_survives_the_way_through_an_operation(index: Index) -> None:
    """The operation makes the same index, on a table of its own."""
    again = ops.CreateIndexOp.from_index(index).to_index()
    assert again is not index
    assert again.table is not index.table
    assert create(again) == create(index)


def test_an_index_survives_two_reversals(index: Index) -> None:
    """Create, drop, create: the last is as the first."""
    operation = ops.CreateIndexOp.from_index(index)
    assert create(operation.reverse().to_index()) == create(index)
    assert create(operation.reverse().reverse().to_index()) == create(index)
    assert create(ops.DropIndexOp.from_index(index).reverse().to_index()) == create(index)


def test_a_models_indexes_are_left_alone(index: Index) -> None:
    """Making an operation of a model's index, or of its columns, adds nothing to the model."""
    table = index.table
    assert table is not None
    before = set(table.indexes)
    ops.CreateIndexOp.from_index(index).reverse().reverse().to_index()
    ops.CreateIndexOp("other", "t", [table.c.a, func.abs(table.c.a)], schema="s").to_index()
    assert set(table.indexes) == before


def test_diff_tuples(index: Index) -> None:
    """They tell the verb and the index."""
    operation = ops.CreateIndexOp.from_index(index)
    assert operation.to_diff_tuple()[0] == "add_index"
    assert operation.reverse().to_diff_tuple()[0] == "remove_index"


def test_a_name_alone_is_one_column() -> None:
    """A string in the place of a list is not taken apart into letters."""
    made = ops.CreateIndexOp("ix", "t", "length").to_index()
    assert create(made) == "CREATE INDEX ix ON t (length)"


def test_keywords_may_be_changed_on_the_operation(index: Index) -> None:
    """What a rewriter adds is in the index, also after a reversal."""
    operation = ops.CreateIndexOp.from_index(index)
    operation.kw["postgresql_concurrently"] = True
    assert operation.to_index().dialect_kwargs["postgresql_concurrently"] is True
    assert operation.reverse().to_index().dialect_kwargs["postgresql_concurrently"] is True


def test_if_exists_and_if_not_exists_are_exchanged() -> None:
    """What may be there already may be gone already."""
    operation = ops.CreateIndexOp("ix", "t", [column("a")], if_not_exists=True)
    assert operation.reverse().if_exists is True
    assert operation.reverse().reverse().if_not_exists is True


def test_a_drop_by_name_cannot_be_reversed() -> None:
    """Nothing is known of its columns."""
    operation = ops.DropIndexOp("ix", "t")
    assert operation.to_index().name == "ix"
    with pytest.raises(ValueError, match="operation is not reversible; original index is not present"):
        operation.reverse()
