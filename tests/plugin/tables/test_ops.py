"""The operations on tables as values: from a table and back, reversed, as diff tuples."""

from __future__ import annotations

import pytest
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.schema import CreateTable

from migrate.operations import ops


def ddl(table: Table) -> str:
    return " ".join(str(CreateTable(table).compile(dialect=postgresql.dialect())).split())


def full_table() -> Table:
    metadata = MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"})
    Table("artist", metadata, Column("id", Integer, primary_key=True), schema="shop")
    return Table(
        "album",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("artist_id", ForeignKey("shop.artist.id", ondelete="CASCADE"), index=True),
        Column("title", String(160), nullable=False, unique=True, comment="as printed"),
        Column("parent_id", ForeignKey("shop.album.id")),
        Column("sold", Boolean(create_constraint=True, name="ck_sold"), server_default="false"),
        CheckConstraint("length(title) > 0", name="ck_title"),
        ExcludeConstraint(("title", "="), name="no_twins", using="btree", ops={"title": "text_ops"}),
        schema="shop",
        comment="albums",
        info={"audited": True},
        prefixes=["UNLOGGED"],
        postgresql_with_oids=False,
    )


def test_a_table_survives_the_way_through_an_operation() -> None:
    """`from_table().to_table()` is the same table, not the same object."""
    table = full_table()
    again = ops.CreateTableOp.from_table(table).to_table()
    assert again is not table
    assert ddl(again) == ddl(table)
    assert (again.comment, again.info, again.schema) == ("albums", {"audited": True}, "shop")


def test_a_table_survives_two_reversals() -> None:
    """Create, drop, create: the last is as the first."""
    operation = ops.CreateTableOp.from_table(full_table())
    assert ddl(operation.reverse().reverse().to_table()) == ddl(full_table())
    assert ddl(operation.reverse().to_table()) == ddl(full_table())


def test_constraints_come_in_the_order_in_which_they_were_written() -> None:
    """A set has no order of its own, so a generated file would change from run to run."""
    names = [getattr(item, "name", None) for item in ops.CreateTableOp.from_table(full_table()).columns]
    assert names == [name for name in names if name] or names.index("ck_title") < names.index("no_twins")
    assert names == [getattr(item, "name", None) for item in ops.CreateTableOp.from_table(full_table()).columns]


def test_a_types_constraint_is_there_once() -> None:
    """The CHECK of a Boolean comes from its type, and is not written a second time."""
    again = ops.CreateTableOp.from_table(full_table()).to_table()
    checks = [constraint for constraint in again.constraints if constraint.name == "ck_sold"]
    assert len(checks) == 1


def test_an_operation_makes_its_table_any_number_of_times() -> None:
    """Columns that a first table has taken are copied for the second, with foreign keys, flags and checks."""
    price = Column("price", Integer)
    operation = ops.CreateTableOp(
        "item",
        [
            Column("id", Integer, primary_key=True),
            Column("shop_id", Integer, ForeignKey("shop.id", ondelete="CASCADE")),
            Column("code", String(9), unique=True),
            price,
            CheckConstraint(price > 0, name="ck_price"),
            UniqueConstraint("shop_id", "code", name="uq_item"),
            Index("ix_price", price),
        ],
    )
    first = operation.to_table()
    second = operation.to_table()
    assert ddl(second) == ddl(first)
    assert [index.name for index in second.indexes] == ["ix_price"]
    assert [index.name for index in first.indexes] == ["ix_price"]


def test_a_foreign_key_given_as_a_constraint_is_not_doubled() -> None:
    """`op.create_table("t", *other.columns, *other.constraints)` copies a table."""
    metadata = MetaData()
    source = Table("t", metadata, Column("id", Integer, primary_key=True), Column("r_id", Integer, ForeignKey("r.id")))
    operation = ops.CreateTableOp("t", [*source.columns, *source.constraints])
    assert ddl(operation.to_table()).count("FOREIGN KEY") == 1


def test_a_models_table_is_left_alone() -> None:
    """Making an operation of a model's table adds nothing to the model."""
    table = full_table()
    constraints, indexes, tables = set(table.constraints), set(table.indexes), set(table.metadata.tables)
    ops.CreateTableOp.from_table(table).reverse().reverse().to_table()
    assert (set(table.constraints), set(table.indexes), set(table.metadata.tables)) == (constraints, indexes, tables)


def test_a_drop_without_a_table_knows_the_name_alone() -> None:
    """`DropTableOp("t")` can be asked for its table, which has no columns."""
    operation = ops.DropTableOp("t", schema="s")
    table = operation.to_table()
    assert (table.name, table.schema, list(table.c)) == ("t", "s", [])


def test_diff_tuples() -> None:
    """Creation and drop tell the verb and the table."""
    added, removed = ops.CreateTableOp.from_table(full_table()), ops.DropTableOp.from_table(full_table())
    assert added.to_diff_tuple()[0] == "add_table"
    assert removed.to_diff_tuple()[0] == "remove_table"
    assert ddl(removed.to_diff_tuple()[1]) == ddl(full_table())


def test_keywords_of_dialects_may_be_changed_on_the_operation() -> None:
    """What a rewriter adds is in the table, also after a reversal."""
    operation = ops.CreateTableOp.from_table(Table("t", MetaData(), Column("a", Integer)))
    operation.kw["postgresql_partition_by"] = "a"
    assert operation.to_table().dialect_kwargs["postgresql_partition_by"] == "a"
    assert operation.reverse().to_table().dialect_kwargs["postgresql_partition_by"] == "a"


def test_renaming_is_reversed_by_renaming_back() -> None:
    """The reverse of a -> b is b -> a in the same schema."""
    back = ops.RenameTableOp("a", "b", schema="s").reverse()
    assert (back.table_name, back.new_table_name, back.schema) == ("b", "a", "s")


def test_changes_of_a_table_are_reversed_last_first() -> None:
    """A container keeps its table, and turns round the order of what is in it."""
    container = ops.ModifyTableOps(
        "t", [ops.AddColumnOp("t", Column("a", Integer)), ops.AddColumnOp("t", Column("b", Integer))], schema="s"
    )
    undone = container.reverse()
    assert [operation.column_name for operation in undone.ops] == ["b", "a"]
    assert (undone.table_name, undone.schema) == ("t", "s")
    assert [diff[0] for diff in container.as_diffs()] == ["add_column", "add_column"]


@pytest.mark.parametrize("primary_key", [True, False])
def test_an_explicit_primary_key_is_kept(*, primary_key: bool) -> None:
    """Its name comes through, whether or not its column says so too."""
    table = Table(
        "t", MetaData(), Column("a", Integer, primary_key=primary_key), PrimaryKeyConstraint("a", name="pk_t")
    )
    assert ops.CreateTableOp.from_table(table).to_table().primary_key.name == "pk_t"
