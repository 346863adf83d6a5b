"""`MigrationContext`, at Alembic's short path."""

from migrate.kernel.runtime.context import MigrationContext
from migrate.kernel.runtime.info import MigrationInfo

__all__ = ["MigrationContext", "MigrationInfo"]
