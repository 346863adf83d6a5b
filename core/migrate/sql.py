"""The SQL port, for implementations of databases."""

from migrate.kernel.sql.port import SqlPort, Verbatim, as_written

__all__ = ["SqlPort", "Verbatim", "as_written"]
