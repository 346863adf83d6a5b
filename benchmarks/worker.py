"""The tasks that are measured inside of a process, without its start."""

from __future__ import annotations

import io
import sys
import time
from importlib import import_module
from pathlib import Path

import rows

HELP = """
import sys
from {package}.config import main
try:
    main(["--help"])
except SystemExit:
    pass
"""
DISPATCHES = 5000


def create_all(url: str, home: Path) -> None:
    """Create the tables of ``models.py`` in the folder."""
    from sqlalchemy import create_engine

    namespace: dict[str, object] = {}
    exec(compile((home / "models.py").read_text(), "models.py", "exec"), namespace)
    engine = create_engine(url)
    namespace["metadata"].create_all(engine)  # type: ignore[attr-defined]  # a MetaData
    engine.dispose()


def fresh_postgresql_database(server: str, name: str) -> str:
    """Create an empty database and return its URL."""
    from sqlalchemy import create_engine, make_url

    url = make_url(server)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def compare(package: str) -> None:
    """Compare the models with the database that has exactly them."""
    from sqlalchemy import create_engine

    sys.path.insert(0, str(Path.cwd()))
    metadata = import_module("models").metadata
    migration = import_module(f"{package}.migration")
    autogenerate = import_module(f"{package}.autogenerate")
    line = next(line for line in Path("alembic.ini").read_text().splitlines() if line.startswith("sqlalchemy.url"))
    with create_engine(line.partition("= ")[2]).connect() as connection:
        context = migration.MigrationContext.configure(connection)
        start = time.process_time()
        differences = autogenerate.compare_metadata(context, metadata)
        print("seconds:", time.process_time() - start)
    assert differences == [], differences


def dispatch(package: str) -> None:
    """Call one directive many times, writing SQL."""
    from sqlalchemy import Column, Integer

    migration = import_module(f"{package}.migration")
    operations = import_module(f"{package}.operations")
    op = import_module(f"{package}.op")
    options = {"as_sql": True, "output_buffer": io.StringIO()}
    context = migration.MigrationContext.configure(dialect_name="postgresql", opts=options)
    with operations.Operations.context(context):
        op.add_column("t", Column("warm", Integer))
        start = time.process_time()
        for number in range(DISPATCHES):
            op.add_column("t", Column(f"c{number}", Integer))
        print("seconds:", time.process_time() - start)


def render(package: str) -> None:
    """Write the creation of each table of the models as Python."""
    sys.path.insert(0, str(Path.cwd()))
    metadata = import_module("models").metadata
    migration = import_module(f"{package}.migration")
    autogenerate = import_module(f"{package}.autogenerate")
    ops = import_module(f"{package}.operations.ops")
    context = migration.MigrationContext.configure(dialect_name="postgresql")
    upgrade = ops.UpgradeOps([ops.CreateTableOp.from_table(table) for table in metadata.tables.values()])
    start = time.process_time()
    autogenerate.render_python_code(upgrade, migration_context=context)
    print("seconds:", time.process_time() - start)


def plan(package: str) -> None:
    """Plan an upgrade of an empty database, the folder having been read."""
    script = import_module(f"{package}.script")
    config = import_module(f"{package}.config").Config("alembic.ini")
    scripts = script.ScriptDirectory.from_config(config)
    scripts.get_heads()
    start = time.process_time()
    steps = list(scripts.upgrade_plan((), "heads") if package == "migrate" else scripts._upgrade_revs("heads", None))
    print("seconds:", time.process_time() - start)
    assert len(steps) >= 10_000


if __name__ == "__main__":
    {"compare": compare, "dispatch": dispatch, "plan": plan, "render": render, **rows.TASKS}[sys.argv[1]](sys.argv[2])
