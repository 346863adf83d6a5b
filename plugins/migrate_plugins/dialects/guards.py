"""Checks that a written script makes by itself: it stops, and says why, where it is run at the wrong time.

Pure SQL, one statement each, because nobody knows which client will run the script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Guard = Callable[[str, int, str], str]
"""Make a statement of a query that counts, its column named ``n``; of the count at which the script may go on; and of
the reason as a literal."""


def _postgresql(count: str, expected: int, reason: str) -> str:
    tag = "$migrate$"
    while tag in count + reason:
        tag = f"{tag[:-1]}_$"
    raising = f"RAISE EXCEPTION USING MESSAGE = {reason}"
    return f"DO {tag} BEGIN IF ({count}) <> {expected} THEN {raising}; END IF; END {tag}"


def _mysql(count: str, expected: int, reason: str) -> str:
    # SIGNAL is for stored programs only; a variable that refuses a value repeats it.
    return f"SET SESSION sql_mode = CASE WHEN ({count}) <> {expected} THEN {reason} ELSE @@SESSION.sql_mode END"


def _sqlite(count: str, expected: int, reason: str) -> str:
    # RAISE() is for triggers only; a path that is none is repeated.
    path = f"CASE WHEN n <> {expected} THEN {reason} END"
    return f"SELECT json_extract('{{}}', {path}) FROM ({count}) WHERE n <> {expected}"


def _mssql(count: str, expected: int, reason: str) -> str:
    # What follows the next GO would be run in spite of the error, but for NOEXEC.
    stopping = f"RAISERROR('%s', 16, 1, {reason}); IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION; SET NOEXEC ON;"
    return f"IF ({count}) <> {expected} BEGIN {stopping} END"


def _oracle(count: str, expected: int, reason: str) -> str:
    raising = f"RAISE_APPLICATION_ERROR(-20000, {reason})"
    return (
        f"DECLARE found INTEGER; BEGIN SELECT ({count}) INTO found FROM dual; "
        f"IF found <> {expected} THEN {raising}; END IF; END;"
    )


GUARDS: Mapping[str, Guard] = {
    "postgresql": _postgresql,
    "mysql": _mysql,
    "mariadb": _mysql,
    "sqlite": _sqlite,
    "mssql": _mssql,
    "oracle": _oracle,
}
"""By the name of the dialect: a relative of PostgreSQL may know no DO."""
