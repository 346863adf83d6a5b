"""The cases: each tool gets the same project, the same text but for the package's name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import rows
import worker

REVISIONS_TO_READ = 1000
REVISIONS_TO_RUN = 300
TABLES = 300
TABLES_TO_RENDER = 3000

INI = """\
[alembic]
script_location = %(here)s/scripts
sqlalchemy.url = {url}
"""
ENV = """\
from {package} import context
from sqlalchemy import create_engine

try:
    from models import metadata as target_metadata
except ImportError:
    target_metadata = None

engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = '''\
"""revision number {number}

Revision ID: {rev}
Revises: {down}
Create Date: 2026-01-01 00:00:00

"""
from {package} import op
import sqlalchemy as sa

revision = "{rev}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("t{number}", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50)))


def downgrade() -> None:
    op.drop_table("t{number}")
'''
TEMPLATE = '''\
"""${{message}}"""
from {package} import op

revision = ${{repr(up_revision)}}
down_revision = ${{repr(down_revision)}}
branch_labels = ${{repr(branch_labels)}}
depends_on = ${{repr(depends_on)}}


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
'''
MODELS = """\
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Numeric, String, Table, UniqueConstraint

metadata = MetaData()
for number in range({tables}):
    columns = [Column(f"c{{i}}", (String(50), Integer, Numeric(10, 2))[i % 3], nullable=i % 2 == 0) for i in range(7)]
    parent = [ForeignKey(f"t{{number - 1}}.id", name=f"fk{{number}}")] if number else []
    Table(
        f"t{{number}}",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent_id", Integer, *parent),
        Column("code", String(20)),
        *columns,
        UniqueConstraint("code", name=f"uq{{number}}"),
        Index(f"ix{{number}}", "c0", "c1"),
    )
"""
POSTGRESQL = os.environ.get("MIGRATE_TEST_POSTGRESQL", "postgresql+psycopg2://postgres@127.0.0.1:5432/postgres")


@dataclass(frozen=True)
class Case:
    """Something to measure: files to prepare once, a state to restore before each run, and the command."""

    name: str
    prepare: Callable[[str, Path], None]
    command: Callable[[str, Path], list[str]]
    reset: Callable[[str, Path], None] = lambda package, home: None


def _project(package: str, home: Path, revisions: int, url: str) -> None:
    versions = home / "scripts" / "versions"
    versions.mkdir(parents=True)
    (home / "alembic.ini").write_text(INI.format(url=url))
    (home / "scripts" / "env.py").write_text(ENV.format(package=package))
    (home / "scripts" / "script.py.mako").write_text(TEMPLATE.format(package=package))
    down: str | None = None
    for number in range(revisions):
        down = _write(package, versions, number, down)


def _to_read(package: str, home: Path) -> None:
    _project(package, home, REVISIONS_TO_READ, "sqlite://")


def _to_run(package: str, home: Path) -> None:
    _project(package, home, REVISIONS_TO_RUN, f"sqlite:///{home}/bench.db")


def _merging(package: str, home: Path, revisions: int) -> None:
    """Write a history in which every fifty revisions twenty branches part and are merged."""
    _project(package, home, 0, f"sqlite:///{home}/bench.db")
    versions = home / "scripts" / "versions"
    number, down = 0, None
    while number < revisions:
        for _ in range(29):
            down, number = _write(package, versions, number, down), number + 1
        tips = []
        for _ in range(20):
            tips.append(_write(package, versions, number, down))
            number += 1
        down, number = _write(package, versions, number, tuple(tips)), number + 1


def _write(package: str, versions: Path, number: int, down: str | tuple[str, ...] | None) -> str:
    rev = f"{number:012x}"
    text = REVISION.format(package=package, number=number, rev=rev, down=down)
    (versions / f"{rev}_revision_number_{number}.py").write_text(text)
    return rev


def _no_database(package: str, home: Path) -> None:
    (home / "bench.db").unlink(missing_ok=True)


def _models_on_sqlite(package: str, home: Path) -> None:
    url = f"sqlite:///{home}/bench.db"
    _project(package, home, 0, url)
    (home / "models.py").write_text(MODELS.format(tables=TABLES))
    worker.create_all(url, home)


def _models_on_postgresql(package: str, home: Path) -> None:
    url = worker.fresh_postgresql_database(POSTGRESQL, f"bench_{package}")
    _project(package, home, 0, url)
    (home / "models.py").write_text(MODELS.format(tables=TABLES))
    worker.create_all(url, home)


def _models_alone(package: str, home: Path) -> None:
    (home / "models.py").write_text(MODELS.format(tables=TABLES_TO_RENDER))


def _cli(*arguments: str) -> Callable[[str, Path], list[str]]:
    return lambda package, home: ["-c", f"from {package}.config import main; main()", *arguments]


def _work(task: str) -> Callable[[str, Path], list[str]]:
    return lambda package, home: [worker.__file__, task, package]


def _nothing(package: str, home: Path) -> None:
    pass


CASES = (
    Case("start of --help", _nothing, lambda package, home: ["-c", worker.HELP.format(package=package)]),
    Case(f"heads, {REVISIONS_TO_READ} revisions", _to_read, _cli("heads")),
    Case(f"history, {REVISIONS_TO_READ} revisions", _to_read, _cli("history")),
    Case(f"upgrade head, {REVISIONS_TO_RUN} revisions on SQLite", _to_run, _cli("upgrade", "head"), _no_database),
    Case(f"check, {TABLES} equal tables on SQLite", _models_on_sqlite, _work("compare")),
    Case(f"check, {TABLES} equal tables on PostgreSQL", _models_on_postgresql, _work("compare")),
    Case("dispatch of 5,000 operations, offline", _nothing, _work("dispatch")),
    Case(f"rendering of {TABLES_TO_RENDER:,} operations", _models_alone, _work("render")),
)


def _graph_cases() -> tuple[Case, ...]:
    """Return the commands that read the whole graph, at three sizes and in two shapes."""
    shapes: dict[str, Callable[[str, Path, int], None]] = {
        "linear": lambda package, home, size: _project(package, home, size, f"sqlite:///{home}/bench.db"),
        "merges": _merging,
    }
    cases = []
    for shape, write in shapes.items():
        for size in (100, 1_000, 10_000):

            def prepare(package: str, home: Path, write: Callable[..., None] = write, size: int = size) -> None:
                write(package, home, size)

            where = f"{size:,} revisions, {shape}"
            for command in ("heads", "history", "current"):
                cases.append(Case(f"{command}, {where}", prepare, _cli(command)))
            new = _cli("revision", "-m", "zz", "--rev-id", "zzbench")
            cases.append(Case(f"revision -m, {where}", prepare, new, _no_new_revision))
            if size == 10_000:
                cases.append(Case(f"heads without caches, {where}", prepare, _cli("heads"), _no_caches))
                cases.append(Case(f"plan of upgrade head, {where}", prepare, _work("plan")))
    return tuple(cases)


def _no_new_revision(package: str, home: Path) -> None:
    for path in (home / "scripts" / "versions").glob("zzbench*"):
        path.unlink()


def _no_caches(package: str, home: Path) -> None:
    shutil.rmtree(home / "scripts" / "versions" / "__pycache__", ignore_errors=True)


GRAPH_CASES = _graph_cases()
ROW_CASES = (
    Case(f"batch, {rows.ROWS:,} rows, same columns", rows.fill, _work("alter"), rows.restore),
    Case(f"batch, {rows.ROWS:,} rows, a new column", rows.fill, _work("widen"), rows.restore),
)
LIMITS = (
    ("start of Python with click and pluggy", "import click, pluggy"),
    (
        "reading and parsing 10,000 revisions",
        "import ast, pathlib; [ast.parse(p.read_bytes()) for p in pathlib.Path('scripts/versions').glob('*.py')]",
    ),
)
