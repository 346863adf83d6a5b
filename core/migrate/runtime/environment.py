"""`EnvironmentContext`, at Alembic's path."""

from migrate.kernel.runtime.environment import EnvironmentContext

__all__ = ["EnvironmentContext"]
