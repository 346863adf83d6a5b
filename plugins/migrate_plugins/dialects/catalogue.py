"""The databases in the box."""

from __future__ import annotations

from migrate.plugin import DialectSpec

DIALECTS = (
    DialectSpec("default", "migrate_plugins.dialects.impl:DefaultImpl"),
    DialectSpec("sqlite", "migrate_plugins.dialects.sqlite.impl:SQLiteImpl"),
    DialectSpec("postgresql", "migrate_plugins.dialects.postgresql.impl:PostgresqlImpl"),
    DialectSpec("mysql", "migrate_plugins.dialects.mysql.impl:MySQLImpl"),
    DialectSpec("mariadb", "migrate_plugins.dialects.mysql.impl:MariaDBImpl", family="mysql"),
    DialectSpec("mssql", "migrate_plugins.dialects.mssql.impl:MSSQLImpl"),
    DialectSpec("oracle", "migrate_plugins.dialects.oracle.impl:OracleImpl"),
)
