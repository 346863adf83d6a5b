"""The files that may be revisions."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrate.kernel.script.listing import list_files
from migrate.plugin import CommandError


def listed(*folders: Path, recursive: bool = False, sourceless: bool = False) -> list[str]:
    listings = list_files([str(folder) for folder in folders], recursive=recursive, sourceless=sourceless)
    return [os.path.relpath(path, folders[0]) for listing in listings for path in listing.paths()]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    """The order does not depend on the file system."""
    touch(tmp_path, "b.py", "a.py", "c.py")
    assert listed(tmp_path) == ["a.py", "b.py", "c.py"]


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    """Editors' files, packages' files, other kinds of files and folders are no revisions."""
    touch(tmp_path, "a.py", "__init__.py", ".#a.py", "._a.py", "a.py~", "README", "a.pyc", "inner.py/x.py", "b.txt")
    assert listed(tmp_path) == ["a.py"]


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """A version control system keeps no empty folders."""
    assert listed(tmp_path / "versions") == []


def test_folders_inside_are_read_if_asked_for(tmp_path: Path) -> None:
    """``recursive_version_locations`` goes all the way down, but not into bytecode."""
    touch(tmp_path, "b.py", "a/y.py", "a/deep/z.py", "__pycache__/no.py")
    assert listed(tmp_path) == ["b.py"]
    assert listed(tmp_path, recursive=True) == ["b.py", "a/y.py", "a/deep/z.py"]


def test_a_loop_of_links_comes_to_an_end(tmp_path: Path) -> None:
    """A link to a folder above is followed once at the most."""
    touch(tmp_path, "a/x.py")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "a")
    assert listed(tmp_path, recursive=True) == ["a/x.py"]


def test_a_file_in_two_locations_is_read_once_and_told(tmp_path: Path) -> None:
    """Two names for one folder, or a link to a file, do not make a revision twice."""
    touch(tmp_path, "one/a.py")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "b.py").symlink_to(tmp_path / "one" / "a.py")
    real = os.path.realpath(tmp_path / "one" / "a.py")
    with pytest.warns(UserWarning, match="loaded twice! ignoring") as warned:
        assert listed(tmp_path / "one", tmp_path / "two") == ["a.py"]
    assert real in str(warned[0].message)
    with pytest.warns(UserWarning, match="loaded twice! ignoring"):
        assert listed(tmp_path / "one", tmp_path / "one") == ["a.py"]


def test_compiled_files_stand_in_for_missing_sources(tmp_path: Path) -> None:
    """``sourceless`` reads bytecode, wherever it lies, unless the source is there."""
    touch(tmp_path, "a.py", "a.pyc", "b.pyc", "__pycache__/a.cpython-311.pyc", "__pycache__/c.cpython-311.pyc")
    touch(tmp_path, ".#d.pyc", "__init__.pyc")
    assert listed(tmp_path, sourceless=True) == ["__pycache__/c.cpython-311.pyc", "a.py", "b.pyc"]


def test_a_link_to_nowhere_is_told(tmp_path: Path) -> None:
    """E20: the file that cannot be read is named."""
    (tmp_path / "a.py").symlink_to(tmp_path / "gone")
    with pytest.raises(CommandError, match="The file cannot be read: No such file or directory") as caught:
        listed(tmp_path)
    assert str(caught.value.place) == str(tmp_path / "a.py")
