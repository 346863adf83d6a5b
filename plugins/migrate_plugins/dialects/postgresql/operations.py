"""The operations that PostgreSQL alone has, where Alembic keeps them: beside its implementation."""

from migrate_plugins.constraints.ops import CreateExcludeConstraintOp

__all__ = ["CreateExcludeConstraintOp"]
