"""The operations on constraints as values: from a constraint and back, reversed, as diff tuples."""

from __future__ import annotations

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    column,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.schema import AddConstraint, DropConstraint

from migrate.operations import ops


def table_with(*constraints: Constraint) -> Table:
    metadata = MetaData()
    Table("r", metadata, Column("x", Integer, key="y"), schema="other")
    return Table("t", metadata, Column("a", Integer), Column("b", Integer), *constraints, schema="s")


CONSTRAINTS = {
    "primary": lambda: PrimaryKeyConstraint("a", "b", name="pk"),
    "unique": lambda: UniqueConstraint("b", "a", name="uq", deferrable=True, initially="DEFERRED"),
    "nulls": lambda: UniqueConstraint("a", name="uq2", postgresql_nulls_not_distinct=True),
    "foreignkey": lambda: ForeignKeyConstraint(
        ["a"], ["other.r.y"], name="fk", onupdate="CASCADE", ondelete="SET NULL", deferrable=False, match="FULL"
    ),
    "self": lambda: ForeignKeyConstraint(["a"], ["s.t.b"], name="fk2", postgresql_not_valid=True),
    "check": lambda: CheckConstraint("a > b", name="ck", postgresql_not_valid=True),
    "expression": lambda: CheckConstraint(column("a") > column("b"), name="ck2"),
    "exclude": lambda: ExcludeConstraint(
        ("a", "="), (text("int4range(a, b)"), "&&"), name="ex", where=text("a > 1"), ops={"a": "gist_int4_ops"}
    ),
}


def add(constraint: Constraint) -> str:
    return str(AddConstraint(constraint).compile(dialect=postgresql.dialect()))


@pytest.fixture(params=list(CONSTRAINTS))
def constraint(request: pytest.FixtureRequest) -> Constraint:
    """A constraint of each kind, on a table."""
    made = CONSTRAINTS[request.param]()
    table_with(made)
    return made


def test_a_constraint_survives_the_way_through_an_operation(constraint: Constraint) -> None:
    """The operation makes the same constraint, on a table of its own."""
    again = ops.AddConstraintOp.from_constraint(constraint).to_constraint()
    assert again is not constraint
    assert again.table is not constraint.table
    assert add(again) == add(constraint)


def test_a_constraint_survives_two_reversals(constraint: Constraint) -> None:
    """Create, drop, create: the last is as the first."""
    operation = ops.AddConstraintOp.from_constraint(constraint)
    drop = operation.reverse()
    assert add(drop.to_constraint()) == add(constraint)
    assert add(drop.reverse().to_constraint()) == add(constraint)
    assert ops.DropConstraintOp.from_constraint(constraint).reverse().to_diff_tuple()[0] == operation.to_diff_tuple()[0]


def test_a_constraint_is_dropped_by_its_name(constraint: Constraint) -> None:
    """The drop names table and constraint."""
    drop = ops.DropConstraintOp.from_constraint(constraint)
    statement = DropConstraint(drop.to_named_constraint())
    assert str(statement.compile(dialect=postgresql.dialect())) == f"ALTER TABLE s.t DROP CONSTRAINT {constraint.name}"


def test_a_models_constraints_are_left_alone(constraint: Constraint) -> None:
    """Making an operation of a model's constraint adds nothing to the model."""
    before = set(constraint.table.constraints)
    ops.AddConstraintOp.from_constraint(constraint).reverse().reverse().to_constraint()
    assert set(constraint.table.constraints) == before


def test_a_condition_over_a_models_columns_does_not_change_the_model() -> None:
    """SQLAlchemy adds a CheckConstraint to the table of its columns; that of an operation must not be."""
    table = table_with()
    before = set(table.constraints)
    made = ops.CreateCheckConstraintOp("ck", "t", table.c.a > 5, schema="s").to_constraint()
    assert set(table.constraints) == before
    assert add(made) == "ALTER TABLE s.t ADD CONSTRAINT ck CHECK (a > 5)"


def test_the_kinds_of_drops() -> None:
    """`type_` is what MySQL needs to know; an exclude constraint has no kind of its own."""
    kinds = {}
    for name, make in CONSTRAINTS.items():
        made = make()
        table_with(made)
        kinds[name] = ops.DropConstraintOp.from_constraint(made).constraint_type
    assert kinds == {
        "primary": "primary",
        "unique": "unique",
        "nulls": "unique",
        "foreignkey": "foreignkey",
        "self": "foreignkey",
        "check": "check",
        "expression": "check",
        "exclude": None,
    }


def test_a_foreign_key_names_the_columns_of_the_database() -> None:
    """A column's key in Python is not its name."""
    made = CONSTRAINTS["foreignkey"]()
    table_with(made)
    operation = ops.CreateForeignKeyOp.from_constraint(made)
    assert operation.remote_cols == ["x"]
    assert operation.kw["referent_schema"] == "other"
    assert operation.to_diff_tuple()[0] == "add_fk"
    assert operation.reverse().to_diff_tuple()[0] == "remove_fk"


def test_a_foreign_key_to_names_with_dots() -> None:
    """A dot in a name is part of it."""
    made = ops.CreateForeignKeyOp("fk", "my.t", "a.b", ["c.d"], ["e.f"]).to_constraint()
    assert add(made) == 'ALTER TABLE "my.t" ADD CONSTRAINT fk FOREIGN KEY("c.d") REFERENCES "a.b" ("e.f")'


def test_a_drop_may_be_renamed_and_moved() -> None:
    """What a rewriter changes is in the constraint, and in the reverse."""
    for make in (CONSTRAINTS["unique"], CONSTRAINTS["self"]):
        made = make()
        table_with(made)
        drop = ops.DropConstraintOp.from_constraint(made)
        drop.constraint_name, drop.table_name, drop.schema = "other_name", "t2", None
        for again in (drop.to_constraint(), drop.reverse().to_constraint()):
            assert (again.name, again.table.name, again.table.schema) == ("other_name", "t2", None)


def test_a_drop_by_name_has_no_constraint() -> None:
    """Nothing more is known of it, so it cannot be reversed."""
    operation = ops.DropConstraintOp("x", "y", type_="unique")
    for ask in (operation.to_constraint, operation.reverse, operation.to_diff_tuple):
        with pytest.raises(ValueError, match="constraint cannot be produced; original constraint is not present"):
            ask()


def test_a_project_adds_a_kind_of_constraint() -> None:
    """`register_add_constraint` lets a class stand for a SQLAlchemy constraint, also for one in the box."""

    class Odd(Constraint):
        __visit_name__ = "odd"

    with pytest.raises(ValueError, match=r"No operation creates a Odd; register one with .*\('odd'\)"):
        ops.AddConstraintOp.from_constraint(Odd())

    @ops.AddConstraintOp.register_add_constraint("odd")
    class CreateOddOp(ops.AddConstraintOp):
        @classmethod
        def from_constraint(cls, constraint: Constraint) -> CreateOddOp:
            return cls()

    assert isinstance(ops.AddConstraintOp.from_constraint(Odd()), CreateOddOp)
    assert ops.CreateCheckConstraintOp.visit_names.isdisjoint({"odd"})
