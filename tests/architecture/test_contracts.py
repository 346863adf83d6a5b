"""The import contracts hold, and each of them sees a violation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("core", "plugins", "contrib_views", "contrib_sequences", "contrib_formatters")


def lint(root: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(str(root / folder) for folder in SOURCES)
    only = ("--contract", contract) if contract else ()
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo", *only],
        cwd=root,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, for planting violations."""
    root = tmp_path_factory.mktemp("tree")
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", root)
    return root


@dataclass(frozen=True)
class Planted:
    """A line that breaks a contract, in a file of its own so that it can be taken away again."""

    contract: str
    file: str
    line: str


KERNEL = "core/migrate/kernel"
TYPING = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "

VIOLATIONS = [
    Planted("layers", f"{KERNEL}/model/planted.py", "import migrate.kernel.script"),
    Planted("layers", f"{KERNEL}/model/planted.py", TYPING + "import migrate.kernel.runtime"),
    Planted("layers", f"{KERNEL}/planted.py", "x = 1"),
    Planted("doors", f"{KERNEL}/model/planted.py", "import migrate.config"),
    Planted("doors", "core/migrate/planted.py", "x = 1"),
    Planted("ignorant-kernel", f"{KERNEL}/model/planted.py", "import migrate_plugins.tables"),
    Planted("ignorant-kernel", "core/migrate/op_planted/__init__.py", TYPING + "import migrate_views"),
    Planted("plugins-through-doors", "plugins/migrate_plugins/tables/planted.py", "import migrate.kernel.errors"),
    Planted("plugins-apart", "plugins/migrate_plugins/tables/planted.py", "import migrate_plugins.columns.ddl"),
    Planted("contribs-apart", "contrib_views/migrate_views/planted.py", "import migrate_sequences"),
    Planted("pure-model", f"{KERNEL}/model/planted.py", "import sqlalchemy"),
    Planted("pure-model", f"{KERNEL}/model/planted.py", "import subprocess"),
    Planted("click-owner", f"{KERNEL}/command/planted.py", "import click"),
    Planted("mako-owner", f"{KERNEL}/runtime/planted.py", "import mako"),
    Planted("pluggy-owner", f"{KERNEL}/script/planted.py", TYPING + "import pluggy"),
    Planted("sqlalchemy-owners", f"{KERNEL}/config/planted.py", "import sqlalchemy"),
    Planted("acyclic", f"{KERNEL}/plugin/registry.py", "import migrate.kernel.plugin.active"),
    Planted("acyclic", "plugins/migrate_plugins/dialects/impl.py", "import migrate_plugins.dialects.sqlite.impl"),
]


def test_the_contracts_hold() -> None:
    """The code as it is keeps every contract."""
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("planted", VIOLATIONS, ids=lambda planted: f"{planted.contract}-{planted.line[-20:]}")
def test_a_planted_violation_is_caught(tree: Path, planted: Planted) -> None:
    """Each contract, given something that breaks it, is reported as broken."""
    path = tree / planted.file
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{planted.line}\n")
    try:
        done = lint(tree, planted.contract)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before)
        if path.name == "__init__.py" and before is None:
            path.parent.rmdir()
    assert done.returncode == 1, done.stdout + done.stderr
