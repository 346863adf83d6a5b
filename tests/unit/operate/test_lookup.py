"""The doors `migrate.operations.ops`, `.toimpl`, `.schemaobj` and `.batch` find names through the registry."""

from __future__ import annotations

import pytest

from migrate.operations import MigrateOperation, batch, ops, schemaobj, toimpl


def test_the_classes_of_operations() -> None:
    """Those with a directive, their bases, and the containers."""
    names = {"CreateTableOp", "AlterTableOp", "AddConstraintOp", "ModifyTableOps", "UpgradeOps", "MigrationScript"}
    assert names <= set(dir(ops))
    assert all(issubclass(getattr(ops, name), MigrateOperation) for name in dir(ops))


def test_a_mistyped_class() -> None:
    """The nearest name is told."""
    with pytest.raises(AttributeError, match=r"no operation is called 'CreateTabelOp'; did you mean 'CreateTableOp'\?"):
        ops.CreateTabelOp  # noqa: B018


def test_the_functions_that_carry_operations_out() -> None:
    """Each by its name."""
    assert {"create_table", "add_column", "create_constraint", "execute_sql"} <= set(dir(toimpl))
    assert toimpl.drop_table.__name__ == "drop_table"
    with pytest.raises(AttributeError, match=r"no implementation is called 'drop_tabel'; did you mean 'drop_table'\?"):
        toimpl.drop_tabel  # noqa: B018


def test_what_operations_share() -> None:
    """The factory of tables, and what stands for the database in a batch."""
    assert schemaobj.SchemaObjects().table("t").name == "t"
    assert batch.BatchOperationsImpl.__name__ == "BatchOperationsImpl"
    with pytest.raises(AttributeError, match="operations share nothing called 'Nothing'"):
        schemaobj.Nothing  # noqa: B018


def test_the_operation_of_postgresql_alone() -> None:
    """It is found beside the implementation of PostgreSQL too."""
    from migrate.ddl.postgresql import CreateExcludeConstraintOp

    assert CreateExcludeConstraintOp is ops.CreateExcludeConstraintOp
