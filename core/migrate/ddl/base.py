"""The statements that alter tables, as SQLAlchemy elements."""

from migrate.kernel.plugin.modules import dialect_module

__getattr__ = dialect_module("default", "elements", "spelling")
