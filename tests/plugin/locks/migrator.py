"""Upgrade the database of the URL in ``argv[1]``, as soon as the folder ``argv[2]`` holds ``go``; options are JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import create_engine, pool

from support.histories import chain, sql, upgrade


def counted() -> None:
    from migrate import op

    op.execute("INSERT INTO runs VALUES (1)")
    time.sleep(0.05)


HISTORY = chain(sql("CREATE TABLE runs (x INTEGER)"), counted, counted, sql("CREATE TABLE done (x INTEGER)"))

if __name__ == "__main__":
    folder = Path(sys.argv[2])
    (folder / f"ready-{os.getpid()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.001)
    engine = create_engine(sys.argv[1], poolclass=pool.NullPool)
    with engine.connect() as connection:
        upgrade(connection, HISTORY, **json.loads(sys.argv[3]))
