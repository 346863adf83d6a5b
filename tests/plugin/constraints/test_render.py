"""How constraints, and the operations on them, are written as Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.sql.elements import conv

from migrate.operations import ops
from migrate.plugin import MigrateOperation
from support.rendering import body, create_table, rendered


@pytest.mark.parametrize(
    ("operation", "wanted"),
    [
        (ops.CreatePrimaryKeyOp("pk", "t", ["a"], schema="s"), "op.create_primary_key('pk', 't', ['a'], schema='s')"),
        (
            ops.CreateUniqueConstraintOp("uq", "t", ["a", "b"], deferrable=True, initially="DEFERRED", schema="s"),
            "op.create_unique_constraint('uq', 't', ['a', 'b'], deferrable=True, initially='DEFERRED', schema='s')",
        ),
        (
            ops.CreateUniqueConstraintOp(conv("uq"), "t", ["a"], postgresql_nulls_not_distinct=True),
            "op.create_unique_constraint(op.f('uq'), 't', ['a'], postgresql_nulls_not_distinct=True)",
        ),
        (ops.CreateCheckConstraintOp("ck", "t", "a > 1"), "op.create_check_constraint('ck', 't', 'a > 1')"),
        (
            ops.CreateCheckConstraintOp("ck", "t", sa.column("a") > 1, schema="s", postgresql_not_valid=True),
            "op.create_check_constraint('ck', 't', 'a > 1', schema='s', postgresql_not_valid=True)",
        ),
        (
            ops.CreateForeignKeyOp("fk", "t", "o", ["a"], ["id"], source_schema="s", ondelete="CASCADE", match="FULL"),
            "op.create_foreign_key('fk', 't', 'o', ['a'], ['id'], source_schema='s', ondelete='CASCADE', match='FULL')",
        ),
        (
            ops.CreateForeignKeyOp(None, "t", "o", ["a"], ["id"], deferrable=False, onupdate=None),
            "op.create_foreign_key(None, 't', 'o', ['a'], ['id'], deferrable=False)",
        ),
        (
            ops.CreateExcludeConstraintOp("ex", "t", [("a", "="), (sa.text("f(b)"), "&&")], using="gist", schema="s"),
            "op.create_exclude_constraint('ex', 't', (sa.column('a'), '='), (sa.text('f(b)'), '&&'), schema='s', "
            "using='gist')",
        ),
        (
            ops.CreateExcludeConstraintOp("ex", "t", [("a", "=")], where="b", ops={"a": "int4_ops"}),
            "op.create_exclude_constraint('ex', 't', (sa.column('a'), '='), where=sa.text('b'), ops={'a': 'int4_ops'})",
        ),
        (
            ops.DropConstraintOp("uq", "t", "unique", schema="s", if_exists=True),
            "op.drop_constraint('uq', 't', schema='s', type_='unique', if_exists=True)",
        ),
    ],
)
def test_operations(operation: MigrateOperation, wanted: str) -> None:
    """Name, table and columns by position, all else by keyword."""
    assert rendered(operation) == wanted


@pytest.mark.parametrize(
    ("operation", "wanted"),
    [
        (ops.CreatePrimaryKeyOp("pk", "t", ["a"], schema="s"), "create_primary_key('pk', ['a'])"),
        (ops.CreateUniqueConstraintOp("uq", "t", ["a"], schema="s"), "create_unique_constraint('uq', ['a'])"),
        (ops.CreateCheckConstraintOp("ck", "t", "a > 1", schema="s"), "create_check_constraint('ck', 'a > 1')"),
        (
            ops.CreateForeignKeyOp("fk", "t", "o", ["a"], ["id"], source_schema="s", referent_schema="r"),
            "create_foreign_key('fk', 'o', ['a'], ['id'], referent_schema='r')",
        ),
        (
            ops.CreateExcludeConstraintOp("ex", "t", [("a", "=")], schema="s"),
            "create_exclude_constraint('ex', (sa.column('a'), '='))",
        ),
        (
            ops.DropConstraintOp(conv("uq"), "t", "unique", schema="s"),
            "drop_constraint(batch_op.f('uq'), type_='unique')",
        ),
    ],
)
def test_operations_in_a_batch(operation: MigrateOperation, wanted: str) -> None:
    """The batch knows table and schema."""
    assert f"        batch_op.{wanted}\n" in body(ops.ModifyTableOps("t", [operation]), render_as_batch=True)


def test_the_drop_of_an_unnamed_constraint_warns() -> None:
    """In the code, and when it is written."""
    with pytest.warns(UserWarning, match="unnamed constraint on table 't'"):
        code = rendered(ops.DropConstraintOp(None, "t", "foreignkey"))
    assert code.startswith("# WARNING: constraint name is None")
    assert code.endswith("\nop.drop_constraint(None, 't', type_='foreignkey')")


def in_table(constraint: Any, dialect: str | None = None, **table_kw: Any) -> str:
    """Return a constraint as it is written inside of ``create_table()``."""
    columns = [sa.Column(name, sa.Integer) for name in "ab"]
    lines = rendered(create_table(*columns, constraint, **table_kw), dialect).split("\n")
    return lines[3].removesuffix(",") if len(lines) > 4 else ""


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda: sa.PrimaryKeyConstraint("a", "b", name="pk"), "sa.PrimaryKeyConstraint('a', 'b', name='pk')"),
        (
            lambda: sa.UniqueConstraint("a", name="uq", deferrable=True, initially="DEFERRED"),
            "sa.UniqueConstraint('a', deferrable=True, initially='DEFERRED', name='uq')",
        ),
        (lambda: sa.CheckConstraint("a ~ ':b'"), "sa.CheckConstraint(\"a ~ '\\\\:b'\")"),
        (lambda: sa.CheckConstraint(sa.column("a").like("5%")), "sa.CheckConstraint(\"a LIKE '5%'\")"),
        (
            lambda: sa.ForeignKeyConstraint(["a"], ["s.o.id"], name="fk", onupdate="CASCADE", use_alter=True),
            "sa.ForeignKeyConstraint(['a'], ['s.o.id'], name='fk', onupdate='CASCADE', use_alter=True)",
        ),
        (
            lambda: ExcludeConstraint(
                ("a", "="), where=sa.text("b > 0"), name="ex", ops={"a": "int4_ops"}, deferrable=True
            ),
            "postgresql.ExcludeConstraint((sa.column('a'), '='), where=sa.text('b > 0'), using='gist', "
            "ops={'a': 'int4_ops'}, deferrable=True, name='ex')",
        ),
    ],
)
@pytest.mark.parametrize("dialect", [None, "postgresql"])
def test_constraints_of_a_new_table(make: Callable[[], Any], wanted: str, dialect: str | None) -> None:
    """With all that makes them what they are."""
    assert in_table(make(), dialect) == wanted


def test_names_by_a_convention_are_final() -> None:
    """They are frozen, so that a later change of the convention does not touch them."""
    metadata = sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s", "uq": "uq_%(table_name)s"})
    table = sa.Table(
        "t", metadata, sa.Column("a", sa.Integer), sa.CheckConstraint("a > 1", name="low"), sa.UniqueConstraint("a")
    )
    code = rendered(ops.CreateTableOp.from_table(table))
    assert "sa.CheckConstraint('a > 1', name=op.f('ck_t_low'))" in code
    assert "sa.UniqueConstraint('a', name=op.f('uq_t'))" in code


def test_a_check_of_a_type_is_left_to_the_type() -> None:
    """``sa.Boolean(create_constraint=True)`` brings it itself."""
    column = sa.Column("flag", sa.Boolean(create_constraint=True, name="ck"))
    assert "CheckConstraint" not in rendered(create_table(column))


def test_references_to_a_table_of_a_default_schema() -> None:
    """The schema of the models is written out."""
    metadata = sa.MetaData(schema="s")
    table = sa.Table("t", metadata, sa.Column("a", sa.ForeignKey("o.id")))
    assert "sa.ForeignKeyConstraint(['a'], ['s.o.id'], )" in rendered(ops.CreateTableOp.from_table(table))


def test_a_constraint_that_nobody_can_write() -> None:
    """A warning tells, and what is written is no Python, so that no revision is made of it."""

    class Strange(sa.schema.ColumnCollectionConstraint):
        __visit_name__ = "strange"

    with pytest.warns(UserWarning, match="No renderer is established for object Strange"):
        assert in_table(Strange("a")).startswith("[Unknown Python object Strange(")
