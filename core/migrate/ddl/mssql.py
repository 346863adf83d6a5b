"""The implementation of SQL Server."""

from migrate.kernel.plugin.modules import dialect_module

__getattr__ = dialect_module("mssql", "elements")
