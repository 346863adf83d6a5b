"""The indexes that MySQL and MariaDB make for new foreign keys, and keep when these are dropped again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from migrate_plugins.columns.ops import AddColumnOp
from migrate_plugins.constraints.ops import CreateForeignKeyOp
from migrate_plugins.indexes.ops import CreateIndexOp, DropIndexOp, OneWayOps


class OwnIndexOps(OneWayOps):
    """Do nothing on the way there, and drop the index of a foreign key on the way back; it is called like the key."""

    def __init__(self, key: CreateForeignKeyOp, **if_there: Any) -> None:
        super().__init__()
        self._key = key
        self._if_there = if_there

    def reverse(self) -> OneWayOps:
        """Return the drop of the index; by now the key has a name."""
        key = self._key
        schema = key.kw.get("source_schema")
        index = CreateIndexOp(
            key.constraint_name, key.source_table, list(key.local_cols), schema=schema, **self._if_there
        )
        return OneWayOps([index.reverse()], back=[self])


def with_their_indexes(
    keys: Iterable[CreateForeignKeyOp], conn_table: Table, metadata_table: Table, others: Iterable[Any], **if_there: Any
) -> Iterator[Any]:
    """Yield the creation of each key, and before it what drops its index on the way back, after the key itself.

    ``others`` are the operations on the table so far.
    """
    others = list(others)
    dropped = {one.index_name for one in others if isinstance(one, DropIndexOp)}
    new = {one.column.name for one in others if isinstance(one, AddColumnOp)}
    there = [
        *(index for index in conn_table.indexes if index.name not in dropped),
        *metadata_table.indexes,
        *(one for one in metadata_table.constraints if isinstance(one, (PrimaryKeyConstraint, UniqueConstraint))),
    ]
    led = [[column.name for column in one.columns] for one in there]
    for key in keys:
        columns = list(key.local_cols)
        leans = any(own[: len(columns)] == columns for own in led)
        if not leans and not new.issuperset(columns):  # an index goes with its columns
            yield OwnIndexOps(key, **if_there)
        yield key
