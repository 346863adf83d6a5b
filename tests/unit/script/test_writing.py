"""Files are written whole or not at all, and never over another (T24, T27, E20)."""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from migrate.config import Config
from migrate.kernel.script.writing import one_writer, replace_file, write_new
from migrate.plugin import CommandError
from migrate.script import ScriptDirectory
from support.projects import Project, names

EIGHT = 8


def test_a_new_file_has_its_content_at_once(tmp_path: Path) -> None:
    """Folders on the way are made; nothing else is left."""
    write_new(tmp_path / "a" / "b.py", b"x")
    assert (tmp_path / "a" / "b.py").read_bytes() == b"x"
    assert names(tmp_path / "a") == ["b.py"]


def test_another_file_is_not_touched(tmp_path: Path) -> None:
    """The name being taken is an error."""
    (tmp_path / "a").write_text("mine")
    with pytest.raises(CommandError, match="The file exists already"):
        write_new(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_text() == "mine"
    assert names(tmp_path) == ["a"]


def test_a_file_is_replaced_with_its_permissions(tmp_path: Path) -> None:
    """The new content takes the old one's place."""
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o640)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["a"]


def test_what_the_system_refuses_is_told(tmp_path: Path) -> None:
    """E20: the path and the cause."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="The folder cannot be made: File exists") as caught:
        write_new(tmp_path / "file" / "a.py", b"x")
    assert str(caught.value.place) == str(tmp_path / "file")
    with pytest.raises(CommandError, match="The folder cannot be made"), one_writer(tmp_path / "file"):
        pass
    with pytest.raises(CommandError, match="The file cannot be written: File name too long") as caught:
        write_new(tmp_path / ("x" * 300), b"x")
    assert names(tmp_path) == ["file"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """T27: a revision that could not be written whole is not there at all."""
    code = """
import resource, sys
from pathlib import Path
from migrate.config import Config
from migrate.kernel.script.writing import write_new, replace_file
from migrate.plugin import CommandError
from migrate.script import ScriptDirectory
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
for write in (write_new, replace_file):
    try:
        write(Path(sys.argv[1]) / f"{write.__name__}.py", b"x" * 1000)
    except CommandError as error:
        print(error)
"""
    (tmp_path / "replace_file.py").write_text("old")
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "The file cannot be written: File too large\n" * 2
    assert names(tmp_path) == ["replace_file.py"]
    assert (tmp_path / "replace_file.py").read_text() == "old"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100


def test_without_links_the_name_is_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File systems without hard links keep the promise as well."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    write_new(tmp_path / "a", b"x")
    with pytest.raises(CommandError, match="The file exists already"):
        write_new(tmp_path / "a", b"y")
    assert (tmp_path / "a").read_bytes() == b"x"
    assert names(tmp_path) == ["a"]


def make(project: Project, rev_id: str) -> None:
    scripts = ScriptDirectory.from_config(Config(project.folder / "migrate.ini"))
    scripts.generate_revision(rev_id, "at once")


def test_eight_processes_at_once_make_one_line(project: Project) -> None:
    """T24: each new revision follows the one before; no second head, and no file lost."""
    project.revision("base0")
    project.config()
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=make, args=(project, f"r{number}")) for number in range(EIGHT)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * EIGHT
    assert len(list(project.scripts().walk_revisions())) == EIGHT + 1
    assert len(project.scripts().get_heads()) == 1


def test_two_threads_at_once_make_one_line(project: Project) -> None:
    """T24: in one process too."""
    project.config()
    threads = [threading.Thread(target=make, args=(project, f"r{number}")) for number in range(EIGHT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(project.scripts().walk_revisions())) == EIGHT
    assert len(project.scripts().get_heads()) == 1


def test_operations_are_not_put_on_top_of_a_stranger(project: Project) -> None:
    """T24: what autogenerate found may be what the other revision does, so that nothing is written."""
    scripts = project.scripts()
    scripts.get_heads()
    make(project, "other")
    with pytest.raises(CommandError) as caught:
        scripts.generate_revision("mine", "generated", upgrades="op.drop_table('t')")
    assert str(caught.value) == "Another revision was made meanwhile: other; nothing was written"
    assert caught.value.hint == "upgrade the database to it, and run the command again"
    assert names(project.versions) == ["other_at_once.py"]


def test_an_empty_revision_follows_the_stranger(project: Project) -> None:
    """T24: a revision that holds nothing yet takes its place at the end of the line."""
    scripts = project.scripts()
    scripts.get_heads()
    make(project, "other")
    made = scripts.generate_revision("mine", "mine", upgrades="pass")
    assert made is not None
    assert made.down_revision == "other"
