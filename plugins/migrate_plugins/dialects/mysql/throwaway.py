"""Making databases for a while on MySQL and MariaDB, where nothing can be tried: changes are committed at once."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Connection

from migrate_plugins.dialects.trials import DefaultThrowaway


class MySQLThrowaway(DefaultThrowaway):
    """A database of its own on the same server."""

    right_to_make_databases: ClassVar[str | None] = r"GRANT ALL ON `migrate\_%`.* TO {user}"

    @classmethod
    def create_database(cls, connection: Connection, name: str) -> None:
        """Make a database that compares texts as the project's does."""
        characters, collation = connection.exec_driver_sql(
            "SELECT @@character_set_database, @@collation_database"
        ).one()
        connection.exec_driver_sql(f"CREATE DATABASE {name} CHARACTER SET {characters} COLLATE {collation}")
