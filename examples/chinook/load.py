"""Load the shop's rows into the database whose URL is given: `python load.py sqlite:///shop.db`."""

from __future__ import annotations

import sys

from shop.data import rows
from shop.models import Base
from sqlalchemy import create_engine


def load(url: str) -> int:
    """Insert all rows in one transaction and return their number."""
    total = 0
    with create_engine(url).begin() as connection:
        for table, values in rows():
            connection.execute(Base.metadata.tables[table].insert(), values)
            total += len(values)
    return total


if __name__ == "__main__":
    print(f"{load(sys.argv[1])} rows loaded into {len(Base.metadata.tables)} tables")
