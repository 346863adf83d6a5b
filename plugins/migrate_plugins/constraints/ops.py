"""The operations on constraints, each kind in a module of its own."""

from __future__ import annotations

from migrate.plugin import OperationSpec
from migrate_plugins.constraints.base import AddConstraintOp, DropConstraintOp
from migrate_plugins.constraints.checks import CreateCheckConstraintOp
from migrate_plugins.constraints.default_names import default_check_names, default_key_names
from migrate_plugins.constraints.exclusions import CreateExcludeConstraintOp
from migrate_plugins.constraints.foreign_keys import CreateForeignKeyOp
from migrate_plugins.constraints.keys import CreatePrimaryKeyOp, CreateUniqueConstraintOp

__all__ = [
    "OPERATIONS",
    "AddConstraintOp",
    "CreateCheckConstraintOp",
    "CreateExcludeConstraintOp",
    "CreateForeignKeyOp",
    "CreatePrimaryKeyOp",
    "CreateUniqueConstraintOp",
    "DropConstraintOp",
    "default_check_names",
    "default_key_names",
]

OPERATIONS = (
    OperationSpec("create_primary_key", CreatePrimaryKeyOp, CreatePrimaryKeyOp.create_primary_key),
    OperationSpec("create_primary_key", CreatePrimaryKeyOp, CreatePrimaryKeyOp.batch_create_primary_key, batch=True),
    OperationSpec(
        "create_unique_constraint", CreateUniqueConstraintOp, CreateUniqueConstraintOp.create_unique_constraint
    ),
    OperationSpec(
        "create_unique_constraint",
        CreateUniqueConstraintOp,
        CreateUniqueConstraintOp.batch_create_unique_constraint,
        batch=True,
    ),
    OperationSpec("create_foreign_key", CreateForeignKeyOp, CreateForeignKeyOp.create_foreign_key),
    OperationSpec("create_foreign_key", CreateForeignKeyOp, CreateForeignKeyOp.batch_create_foreign_key, batch=True),
    OperationSpec("create_check_constraint", CreateCheckConstraintOp, CreateCheckConstraintOp.create_check_constraint),
    OperationSpec(
        "create_check_constraint",
        CreateCheckConstraintOp,
        CreateCheckConstraintOp.batch_create_check_constraint,
        batch=True,
    ),
    OperationSpec(
        "create_exclude_constraint", CreateExcludeConstraintOp, CreateExcludeConstraintOp.create_exclude_constraint
    ),
    OperationSpec(
        "create_exclude_constraint",
        CreateExcludeConstraintOp,
        CreateExcludeConstraintOp.batch_create_exclude_constraint,
        batch=True,
    ),
    OperationSpec("drop_constraint", DropConstraintOp, DropConstraintOp.drop_constraint),
    OperationSpec("drop_constraint", DropConstraintOp, DropConstraintOp.batch_drop_constraint, batch=True),
)
