"""The ``Operations`` objects, at Alembic's path."""

from migrate.kernel.operate.operations import AbstractOperations, BatchOperations, Operations

__all__ = ["AbstractOperations", "BatchOperations", "Operations"]
