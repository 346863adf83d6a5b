"""Files of a project are executed as modules of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migrate.kernel.plugin.declarations import EPHEMERAL
from migrate.kernel.script.loading import load_file
from migrate.plugin import CommandError


def test_the_module_has_what_the_file_assigns(tmp_path: Path) -> None:
    """Two files of one name are two modules."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.py").write_text(f"x = {folder!r}\n")
    one, two = (load_file(tmp_path / folder / "a.py") for folder in ("one", "two"))
    assert (one.x, two.x) == ("one", "two")
    assert one.__name__.startswith(EPHEMERAL)
    assert one.__name__ != two.__name__


def test_dataclasses_find_their_module(tmp_path: Path) -> None:
    """Annotations are looked up in ``sys.modules``."""
    path = tmp_path / "a.py"
    path.write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n"
    )
    assert load_file(path).A(1).x == 1


def test_a_file_that_fails_leaves_no_module(tmp_path: Path) -> None:
    """Its own error comes through."""
    path = tmp_path / "a.py"
    path.write_text("1 / 0\n")
    before = set(sys.modules)
    with pytest.raises(ZeroDivisionError):
        load_file(path)
    assert {name for name in set(sys.modules) - before if name.startswith(EPHEMERAL)} == set()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """E20: its path and the cause."""
    with pytest.raises(CommandError, match=r"a\.py cannot be read: No such file or directory"):
        load_file(tmp_path / "a.py")


def test_a_missing_file_of_the_files_own_is_its_own_error(tmp_path: Path) -> None:
    """An error inside of the file is not taken for one about the file."""
    path = tmp_path / "a.py"
    path.write_text(f"open({str(tmp_path / 'data')!r})\n")
    with pytest.raises(FileNotFoundError):
        load_file(path)
