"""The names that a database gives to constraints without one.

A constraint that autogenerate adds is given its name at once, so that it can be dropped by the downgrade.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy.schema import conv

_LONGEST = 63  # bytes of a name on PostgreSQL, the shortest limit of the databases in the box


def primary_key_name(table: str) -> conv:
    """Return the name of a table's primary key; MySQL gives it one of its own, whatever it is told."""
    return composed(table, "", "pkey")


def free_name(table: str, columns: Collection[str], label: str, taken: Collection[str]) -> conv:
    """Return a name that is not taken: of the table, of the column if there is one alone, and of the kind."""
    column = next(iter(columns)) if len(columns) == 1 else ""
    name, number = composed(table, column, label), 0
    while name in taken:
        number += 1
        name = composed(table, column, f"{label}{number}")
    return name


def default_check_names(table: str, checks: Sequence[tuple[str | None, Collection[str]]]) -> list[str]:
    """Return the names of all CHECK constraints of a table, given their own names and the columns they mention.

    One without a name gets the one that PostgreSQL would give; by that, SQLite's can be dropped in batch mode.
    """
    taken = {name for name, _ in checks if name is not None}
    names: list[str] = []
    for name, columns in checks:
        names.append(name if name is not None else free_name(table, columns, "check", taken))
        taken.add(names[-1])
    return names


def default_key_names(
    table: str, label: str, keys: Iterable[tuple[str | None, Sequence[str]]]
) -> dict[tuple[str, ...], str]:
    """Return the names by which SQLite's constraints of a kind that have none can be dropped, by their columns.

    They are those of PostgreSQL: ``label`` is "key" for unique constraints and "fkey" for foreign keys.  ``keys`` are
    the own names and the columns of all of them in the table.
    """
    given = list(keys)
    taken = {name for name, _ in given if name is not None}
    names: dict[tuple[str, ...], str] = {}
    for columns in sorted({tuple(columns) for name, columns in given if name is None}):
        names[columns] = free_name(table, ["_".join(columns)], label, taken)
        taken.add(names[columns])
    return names


def composed(table: str, column: str, label: str) -> conv:
    """Return a name as PostgreSQL composes it: the longer part is shortened until all fits."""
    parts = [table.encode(), column.encode()]
    room = _LONGEST - len(label) - (2 if column else 1)
    while len(parts[0]) + len(parts[1]) > room:
        longer = 0 if len(parts[0]) > len(parts[1]) else 1
        parts[longer] = parts[longer][:-1]
    texts = [part.decode(errors="ignore") for part in parts]
    return conv("_".join([*filter(None, texts), label]))
