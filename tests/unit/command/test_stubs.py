"""`migrate stubs`: the .pyi files are made from the registered operations, and those in the box are current."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import migrate
from migrate.kernel.command.stubs import built_in_registry, stub_files, stubs
from migrate.kernel.errors import CommandError, DifferencesFound
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.plugin.specs import Entry
from migrate.plugin import MigrateOperation, OperationSpec
from support.sqlalchemies import since

PACKAGE = Path(migrate.__file__).parent


@pytest.fixture(scope="module")
def registry() -> Registry:
    return built_in_registry()


@since("2.1", "its annotations call types by other names before")
def test_the_committed_stubs_are_current(registry: Registry) -> None:
    """If this fails, run `migrate stubs --built-in`."""
    stale = [file.path for file in stub_files(registry) if (PACKAGE / file.path).read_text() != file.text]
    assert stale == []


class SummonOp(MigrateOperation):
    """Summon a daemon."""

    @classmethod
    def summon(cls, operations: object, name: str, *names: str, loudly: bool = False) -> int | None:
        r"""Summon daemons by name, for example ``C:\daemon``."""
        return None


def test_what_plugins_add_is_there(registry: Registry, tmp_path: Path) -> None:
    """Their directives, with arguments and docstrings, and their classes."""
    spec = OperationSpec("summon", SummonOp, SummonOp.summon)
    batch = OperationSpec("summon", SummonOp, SummonOp.summon, batch=True)
    more = Registry(lambda kind: (Entry(spec, "daemons"), Entry(batch, "daemons")) if kind == "operations" else ())
    stubs(more, tmp_path)
    op = (tmp_path / "op.pyi").read_text()
    assert "def summon(name: str, *names: str, loudly: bool = False) -> int | None:\n" in op
    assert 'r"""Summon daemons by name, for example ``C:\\daemon``."""' in op
    assert "    def summon(self, name: str, *names: str, loudly: bool = False) -> int | None:\n" in op
    classes = (tmp_path / "operations/ops.pyi").read_text()
    assert f"from {__name__} import SummonOp as SummonOp" in classes


def test_the_stubs_are_python(registry: Registry) -> None:
    """Each can be parsed, and everything in it has a docstring or is a name."""
    for file in stub_files(registry):
        tree = ast.parse(file.text)
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert all(ast.get_docstring(function) for function in functions), file.path


def test_check_writes_nothing(registry: Registry, tmp_path: Path) -> None:
    """It names what is out of date."""
    with pytest.raises(DifferencesFound) as caught:
        stubs(registry, tmp_path, check=True)
    assert str(caught.value).startswith(f"Out of date: {tmp_path / 'op.pyi'}")
    assert caught.value.hint == "run `migrate stubs` to write them anew"
    assert list(tmp_path.iterdir()) == []
    assert len(stubs(registry, tmp_path)) == 3
    assert stubs(registry, tmp_path, check=True) == ()


def test_a_folder_that_cannot_be_written(registry: Registry, tmp_path: Path) -> None:
    """The path, the cause and the remedy."""
    occupied = tmp_path / "file"
    occupied.write_text("")
    with pytest.raises(CommandError) as caught:
        stubs(registry, occupied / "stubs")
    assert str(caught.value) == f"{occupied / 'stubs' / 'op.pyi'} cannot be written: Not a directory"
    assert caught.value.hint == "give a folder that you may write to, which your editor searches for stubs"


REVISION = """\
import sqlalchemy as sa
from migrate import op
from migrate.operations import ops


def upgrade() -> None:
    genre = op.create_table("genre", sa.Column("id", sa.Integer, primary_key=True), schema="shop")
    op.bulk_insert(genre, [{"id": 1}])
    op.alter_column("genre", "id", type_=sa.BigInteger(), existing_type=sa.Integer())
    with op.batch_alter_table("genre") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(50)), insert_after="id")
    connection: sa.Connection = op.get_bind()
    drop: ops.DropTableOp = ops.CreateTableOp("t", []).reverse()
"""


def test_type_checkers_know_the_directives(tmp_path: Path) -> None:
    """A revision passes mypy --strict; mistakes in it do not."""
    pytest.importorskip("mypy")
    (tmp_path / "right.py").write_text(REVISION)
    (tmp_path / "wrong.py").write_text("from migrate import op\nop.create_tabel('t')\nop.drop_table(5)\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "right.py", "wrong.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line.split(": ", 2)[0] for line in done.stdout.splitlines()[:-1]] == ["wrong.py:2", "wrong.py:3"], (
        done.stdout
    )
    assert "create_tabel" in done.stdout
