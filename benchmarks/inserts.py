"""The insertion of many rows: by `op.bulk_insert()` of each tool, and by the plain driver, which is the limit."""

from __future__ import annotations

import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from operator import itemgetter
from typing import Any

import worker

ROWS = 1_000_000
COLUMNS = ("id", "name", "code", "price", "note")
TABLE = (
    "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, code INTEGER, price FLOAT, note TEXT)"
)
Row = dict[str, Any]


def rows(count: int) -> Iterator[Row]:
    """Yield the rows, all different."""
    for n in range(count):
        yield {"id": n, "name": f"name {n}", "code": n * 31 % 1000, "price": n / 8, "note": None if n % 3 else "n" * 20}


@contextmanager
def measured() -> Iterator[None]:
    """Print what the block has cost: CPU seconds, elapsed seconds, peak MiB, and how many of them are the block's."""
    before, start, cpu = _peak(), time.perf_counter(), time.process_time()
    yield
    print(time.process_time() - cpu, time.perf_counter() - start, _peak(), _peak() - before)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# What is measured, each in a process of its own -----------------------------------------------------------------------


def by_tool(package: str, given: Any, url: str) -> None:
    """Insert with `op.bulk_insert()`."""
    from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, create_engine

    types = (Integer, String(50), Integer, Float, Text)
    table = Table("t", MetaData(), *(Column(name, type_) for name, type_ in zip(COLUMNS, types, strict=True)))
    migration, operations = (import_module(f"{package}.{name}") for name in ("migration", "operations"))
    with create_engine(url).connect() as connection:
        op = operations.Operations(migration.MigrationContext.configure(connection))
        op.execute("SELECT 1")  # what a tool loads for its first operation is not the insertion's
        with measured():
            op.bulk_insert(table, given)
            connection.commit()


def by_sqlite3(given: list[Row], url: str) -> None:
    """Insert with `sqlite3`."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, measured():
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", map(itemgetter(*COLUMNS), given))
        connection.commit()


def by_executemany(given: list[Row], url: str) -> None:
    """Insert with psycopg2's `executemany()`, a statement a row."""
    with closing(_psycopg2(url)) as connection, closing(connection.cursor()) as cursor, measured():
        cursor.executemany("INSERT INTO t VALUES (%s, %s, %s, %s, %s)", map(itemgetter(*COLUMNS), given))
        connection.commit()


def by_execute_values(given: list[Row], url: str) -> None:
    """Insert with psycopg2's `execute_values()`, a statement of a thousand rows each."""
    from psycopg2.extras import execute_values

    with closing(_psycopg2(url)) as connection, closing(connection.cursor()) as cursor, measured():
        execute_values(cursor, "INSERT INTO t VALUES %s", map(itemgetter(*COLUMNS), given), page_size=1000)
        connection.commit()


def _psycopg2(url: str) -> Any:
    import psycopg2
    from sqlalchemy import make_url

    parts = make_url(url)
    return psycopg2.connect(host=parts.host, port=parts.port, user=parts.username, dbname=parts.database)


WAYS: dict[str, Callable[[Any, str], None]] = {
    "sqlite3": by_sqlite3,
    "executemany": by_executemany,
    "execute_values": by_execute_values,
    "alembic": partial(by_tool, "alembic"),
    "migrate": partial(by_tool, "migrate"),
}


def main(way: str, url: str, count: int, given: Any) -> None:
    """Make the table, insert by one way, and print what that has cost."""
    from sqlalchemy import create_engine

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS t")
        connection.exec_driver_sql(TABLE)
    WAYS[way](given, url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*), sum(id) FROM t").one() == (count, count * (count - 1) // 2)


# The table of all ways ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contestant:
    """A way of inserting: its name in the table, its interpreter, and what is given to it."""

    title: str
    way: str
    python: str
    generator: bool = False
    share: int = 1
    """It is measured with so small a part of the rows, and the time is multiplied."""


def report(reference: str, own: str, rounds: int, server: str) -> None:
    """Measure all ways on both databases, and print a table for each."""
    print(f"{ROWS:,} rows of {len(COLUMNS)} columns, median of {rounds} rounds; MiB are the peak, and what it grew by")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        limits = _lists_and_generators("limit: executemany of sqlite3", "sqlite3", own)
        _print_table("SQLite", f"sqlite:///{folder}/bench.db", limits, _tools(reference, own), rounds)
    limits = _lists_and_generators("limit: execute_values of psycopg2", "execute_values", own)
    slow = Contestant("executemany of psycopg2 (a tenth, times ten)", "executemany", own, share=10)
    url = worker.fresh_postgresql_database(server, "bench_inserts")
    _print_table("PostgreSQL", url, limits, (*_tools(reference, own), slow), rounds)


def _tools(reference: str, own: str) -> Sequence[Contestant]:
    return (*_lists_and_generators("ours", "migrate", own), Contestant("reference", "alembic", reference))


def _lists_and_generators(title: str, way: str, python: str) -> tuple[Contestant, Contestant]:
    """Return one that is given a list, and one that is given a generator, whose own work is measured too."""
    return Contestant(title, way, python), Contestant(f"{title}, generator", way, python, generator=True)


def _print_table(
    database: str, url: str, limits: Sequence[Contestant], others: Sequence[Contestant], rounds: int
) -> None:
    print(f"\n{database:44} {'CPU s':>8} {'x limit':>8} {'elapsed':>8} {'x limit':>8} {'MiB':>6} {'grew':>6}")
    contestants = (*limits, *others)
    runs: dict[Contestant, list[list[float]]] = {contestant: [] for contestant in contestants}
    for _ in range(rounds):
        for contestant in contestants:
            runs[contestant].append(_one_run(contestant, url))
    medians = {one: [statistics.median(column) for column in zip(*runs[one], strict=True)] for one in contestants}
    for contestant, (cpu, elapsed, peak, grown) in medians.items():
        limit_cpu, limit_elapsed = medians[limits[contestant.generator]][:2]
        times = f"{cpu:8.2f} {cpu / limit_cpu:8.2f} {elapsed:8.2f} {elapsed / limit_elapsed:8.2f}"
        print(f"{contestant.title:44} {times} {peak:6.0f} {grown:6.0f}")


def _one_run(contestant: Contestant, url: str) -> list[float]:
    """Return CPU seconds, elapsed seconds, peak MiB, and by how many MiB it grew while the rows were inserted."""
    count = ROWS // contestant.share
    arguments = [contestant.way, url, str(count), "generator" if contestant.generator else "list"]
    done = subprocess.run([contestant.python, __file__, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{contestant.title} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    cpu, elapsed, peak, grown = (float(figure) for figure in done.stdout.split())
    return [cpu * contestant.share, elapsed * contestant.share, peak, grown]


if __name__ == "__main__":
    way, url, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    main(way, url, count, rows(count) if sys.argv[4] == "generator" else list(rows(count)))
