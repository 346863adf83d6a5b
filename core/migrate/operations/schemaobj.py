"""``SchemaObjects``: SQLAlchemy's tables, indexes and constraints from the arguments of operations."""

from migrate.kernel.operate.lookup import shared_name as __getattr__

__all__ = ["__getattr__"]
