"""`EnvironmentContext`, at Alembic's short path."""

from migrate.kernel.runtime.environment import EnvironmentContext

__all__ = ["EnvironmentContext"]
