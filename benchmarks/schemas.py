"""The suite of autogenerate: how long it takes to find what differs, or nothing, in schemas of many tables.

Three processes take turns: the reference, this package, and the limit, which only has SQLAlchemy's inspector read the
same things.  All three have the models in memory, and both packages have compared an empty database of SQLite, so that
their modules are loaded.  CPU seconds are those of the client, elapsed ones have the server's beside them; memory is
the client's peak.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

SIZES = (10, 100, 1_000, 3_000)
SCHEMAS = 20
POSTGRESQL = os.environ.get("MIGRATE_TEST_POSTGRESQL", "postgresql+psycopg2://postgres@127.0.0.1:5432/postgres")
KINDS = (
    "columns",
    "pk_constraint",
    "foreign_keys",
    "indexes",
    "unique_constraints",
    "check_constraints",
    "table_comment",
)


@dataclass(frozen=True)
class Setting:
    """A database of so many tables, spread over so many schemas."""

    database: str
    tables: int
    schemas: int = 1

    def __str__(self) -> str:
        spread = f" in {self.schemas} schemas" if self.schemas > 1 else ""
        return f"{self.database}, {self.tables:,} tables{spread}"


@dataclass(frozen=True)
class Measure:
    """What one process has needed: seconds of CPU and of the clock, MiB at most, statements; and what it has found."""

    seconds: float
    elapsed: float
    memory: float
    statements: int
    found: int


SETTINGS = (
    *(Setting("SQLite", size) for size in SIZES),
    *(Setting("PostgreSQL", size) for size in SIZES),
    *(Setting("PostgreSQL", size, SCHEMAS) for size in SIZES[1:]),
)


# The tables ---------------------------------------------------------------------------------------------------------


def models(tables: int, schemas: int, *, changed: bool) -> Any:
    """Return tables of ten columns with a foreign key, a unique constraint and an index; one in 100 may differ."""
    from sqlalchemy import MetaData

    metadata = MetaData()
    for number in range(tables):
        schema = f"s{number % schemas}" if schemas > 1 else None
        _add_table(metadata, number, schema, schemas, is_first=number < schemas, wider=changed and number % 100 == 0)
    return metadata


def _add_table(metadata: Any, number: int, schema: str | None, schemas: int, *, is_first: bool, wider: bool) -> None:
    from sqlalchemy import Column, ForeignKey, Index, Integer, Numeric, String, Table, UniqueConstraint

    types = (String(50), Integer(), Numeric(10, 2))
    prefix = f"{schema}." if schema else ""
    parent = [] if is_first else [ForeignKey(f"{prefix}t{number - schemas}.id", name=f"fk{number}")]
    Table(
        f"t{number}",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent_id", Integer, *parent),
        Column("code", String(20)),
        *(Column(f"c{at}", types[at % 3], nullable=at % 2 == 0) for at in range(7)),
        *([Column("added", Integer)] if wider else []),
        UniqueConstraint("code", name=f"uq{number}"),
        Index(f"ix{number}", "c0", "c1"),
        schema=schema,
    )


# Inside of a measured process ---------------------------------------------------------------------------------------


def work(tool: str, url: str, tables: int, schemas: int, changed: int) -> None:
    """Compare once, or read once, and print what that has taken."""
    from sqlalchemy import create_engine, event

    metadata = models(tables, schemas, changed=bool(changed))
    compare = _reader(schemas) if tool == "limit" else _comparison(tool, metadata, schemas)
    statements = 0

    def count(*_: Any) -> None:
        nonlocal statements
        statements += 1

    with create_engine(url).connect() as connection:
        event.listen(connection, "before_cursor_execute", count)
        run = compare(connection)
        start, clock = time.process_time(), time.perf_counter()
        found = run()
        seconds, elapsed = time.process_time() - start, time.perf_counter() - clock
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(asdict(Measure(seconds, elapsed, memory, statements, found))))


def _comparison(package: str, metadata: Any, schemas: int) -> Callable[[Any], Callable[[], int]]:
    from sqlalchemy import MetaData, create_engine

    migration = import_module(f"{package}.migration")
    autogenerate = import_module(f"{package}.autogenerate")

    def prepare(connection: Any) -> Callable[[], int]:
        with create_engine("sqlite://").connect() as empty:
            autogenerate.compare_metadata(migration.MigrationContext.configure(empty), MetaData())
        context = migration.MigrationContext.configure(connection, opts={"include_schemas": schemas > 1})
        return lambda: len(autogenerate.compare_metadata(context, metadata))

    return prepare


def _reader(schemas: int) -> Callable[[Any], Callable[[], int]]:
    from sqlalchemy import inspect

    def prepare(connection: Any) -> Callable[[], int]:
        def read() -> int:
            inspector = inspect(connection)
            names = [f"s{number}" for number in range(schemas)] if schemas > 1 else [None]
            kinds = KINDS if connection.dialect.supports_comments else KINDS[:-1]
            held = [getattr(inspector, f"get_multi_{kind}")(schema=name) for name in names for kind in kinds]
            return 0 * len(held)

        return read

    return prepare


# Around it ----------------------------------------------------------------------------------------------------------


def run(pythons: Mapping[str, str], rounds: int, only: str) -> None:
    """Measure all settings with the interpreter of each package, and print the table."""
    print(f"medians of {rounds} rounds; each figure: reference / ours / limit\n")
    print(
        f"{'case':54}{'CPU seconds':>24}{'ours÷limit':>11}{'ref÷ours':>9}"
        f"{'seconds elapsed':>25}{'÷limit':>7}{'MiB':>16}{'÷limit':>7}{'statements':>22}"
    )
    for setting in SETTINGS:
        if only not in str(setting):
            continue
        with _database(setting) as url:
            for changed in (False, True):
                _print_row(setting, changed, _measured(pythons, url, setting, changed, rounds))


def _measured(
    pythons: Mapping[str, str], url: str, setting: Setting, changed: bool, rounds: int
) -> dict[str, list[Measure]]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MIGRATE", "ALEMBIC"))}
    measures: dict[str, list[Measure]] = {}
    contenders = {**pythons, "limit": pythons["migrate"]}
    for number in range(rounds + 1):
        for tool in contenders if number % 2 else reversed(contenders):
            arguments = (tool, url, setting.tables, setting.schemas, int(changed))
            command = [contenders[tool], __file__, *map(str, arguments)]
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{setting} failed with {tool}:\n{done.stderr[-2000:]}")
            if number:  # the first turn warms caches
                measures.setdefault(tool, []).append(Measure(**json.loads(done.stdout.splitlines()[-1])))
    return measures


def _print_row(setting: Setting, changed: bool, measures: Mapping[str, list[Measure]]) -> None:
    tools = ("alembic", "migrate", "limit")
    seconds = [statistics.median(one.seconds for one in measures[tool]) for tool in tools]
    elapsed = [statistics.median(one.elapsed for one in measures[tool]) for tool in tools]
    memory = [statistics.median(one.memory for one in measures[tool]) for tool in tools]
    statements = [measures[tool][0].statements for tool in tools]
    expected = max(1, setting.tables // 100) if changed else 0
    assert measures["migrate"][0].found == expected, measures["migrate"][0]
    name = f"{setting}, {'1 %' if changed else 'no'} difference"
    print(
        f"{name:54}{_three(seconds, '.3f'):>24}{seconds[1] / seconds[2]:11.2f}{seconds[0] / seconds[1]:9.2f}"
        f"{_three(elapsed, '.3f'):>25}{elapsed[1] / elapsed[2]:7.2f}"
        f"{_three(memory, '.0f'):>16}{memory[1] / memory[2]:7.2f}{_three(statements, ',d'):>22}",
        flush=True,
    )


def _three(values: list[Any], form: str) -> str:
    return " / ".join(format(value, form) for value in values)


@contextmanager
def _database(setting: Setting) -> Iterator[str]:
    """Give the URL of a database with the tables of a setting, and drop it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if setting.database == "SQLite":
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            _fill(setting, url)
            yield url
            return
        name = f"bench_schemas_{os.getpid()}"
        _administer(f"CREATE DATABASE {name}")
        try:
            url = POSTGRESQL.rpartition("/")[0] + f"/{name}"
            _fill(setting, url)
            yield url
        finally:
            _administer(f"DROP DATABASE {name}")


def _fill(setting: Setting, url: str) -> None:
    from sqlalchemy import create_engine

    # Each table is committed by itself: PostgreSQL has no room for locks on thousands of new tables at once.
    options = {} if setting.database == "SQLite" else {"isolation_level": "AUTOCOMMIT"}
    engine = create_engine(url, **options)
    with engine.begin() as connection:
        if setting.schemas > 1:
            for number in range(setting.schemas):
                connection.exec_driver_sql(f"CREATE SCHEMA s{number}")
        models(setting.tables, setting.schemas, changed=False).create_all(connection, checkfirst=False)
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _administer(statement: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
