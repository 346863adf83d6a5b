"""What files say is kept beside their bytecode, and is only ever a speed-up."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.kernel.script import cache
from migrate.kernel.script.listing import Listing, list_files
from migrate.kernel.script.reading import read_scripts
from support.projects import Project

pytestmark = pytest.mark.usefixtures("caching")


def stored(project: Project) -> Path:
    return project.versions / "__pycache__" / cache.FILE


def found(project: Project) -> list[tuple[str, object, str]]:
    return [(script.revision, script.down_revision, script.doc) for script in project.scripts().walk_revisions()]


def warm(project: Project) -> None:
    project.settle()
    found(project)
    assert stored(project).exists()


def test_a_warm_cache_says_what_the_files_say(project: Project) -> None:
    """The second reading gives what the first gave."""
    project.revision("a", doc="one")
    project.revision("b", "a", more="branch_labels = ('x',)\ndepends_on = []")
    cold = found(project)
    warm(project)
    assert found(project) == cold == [("b", "a", "b"), ("a", None, "one")]
    assert project.scripts().get_revision("b").branch_labels == {"x"}


def test_unchanged_files_are_not_read(project: Project) -> None:
    """What the cache knows is believed: a file's text is not looked at again."""
    project.revision("a")
    warm(project)
    stored(project).write_text(stored(project).read_text().replace('["a", null', '["kept", null'))
    assert found(project)[0][0] == "kept"


def test_a_changed_file_is_read_again(project: Project) -> None:
    """Any change of a file is seen, one of the same length and with its old time included."""
    path = project.revision("a", doc="one")
    warm(project)
    before = path.stat()
    project.revision("a", doc="two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert found(project) == [("a", None, "two")]


def test_new_and_removed_files_are_seen(project: Project) -> None:
    """The cache holds files and not the folder."""
    project.revision("a")
    project.revision("b", "a")
    warm(project)
    (project.versions / "b_.py").unlink()
    project.revision("c", "a")
    assert [rev for rev, *_ in found(project)] == ["c", "a"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 2}', '{"version": 2, "columns": 3, "rows": []}', "null"]
)
def test_a_damaged_cache_is_ignored(project: Project, content: str) -> None:
    """Whatever stands in the cache, the revisions are right."""
    project.revision("a")
    warm(project)
    stored(project).write_text(content)
    assert found(project) == [("a", None, "a")]


def test_a_cache_that_cannot_be_written_is_done_without(project: Project) -> None:
    """A file where the folder should be stands in the way as a read-only folder does."""
    project.revision("a")
    (project.versions / "__pycache__").write_text("")
    project.settle()
    assert found(project) == [("a", None, "a")]


def test_no_cache_where_python_leaves_no_bytecode(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wants no bytecode wants no cache beside it."""
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    project.revision("a")
    project.settle()
    found(project)
    assert not stored(project).parent.exists()


def test_a_file_that_has_to_be_executed_is_executed_each_time(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Identifiers that code computes are never taken from the cache."""
    project.write("a.py", "import os\nrevision = os.environ['MIGRATE_TEST_ID']\ndown_revision = None\n")
    monkeypatch.setenv("MIGRATE_TEST_ID", "one")
    warm(project)
    monkeypatch.setenv("MIGRATE_TEST_ID", "two")
    assert found(project)[0][0] == "two"


def test_a_file_written_this_moment_is_not_kept(tmp_path: Path) -> None:
    """It could be written again within one tick of the clock, and nobody could tell."""
    (tmp_path / "a.py").write_text("revision = 'a'\n")
    [listing] = list_files([str(tmp_path)], recursive=False, sourceless=False)
    list(read_scripts([listing]))
    assert not (tmp_path / "__pycache__").exists()


def test_whole_seconds_take_longer_to_settle() -> None:
    """Some file systems know no fractions of seconds, so that more can happen within one tick."""
    second = 1_000_000_000
    recent = (time.time_ns() // second - 1) * second
    assert not Listing("", ["a"], [1], [recent], [recent]).is_settled()
    assert Listing("", ["a"], [1], [recent + 1], [recent + 1]).is_settled()


Edits = st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=5)


@settings(max_examples=8, deadline=None)
@given(Edits)
def test_whatever_happens_the_cache_agrees_with_the_files(edits: list[tuple[str, bool]]) -> None:
    """After any sequence of changes, the cached reading gives what the files say."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, (stem, written) in enumerate(edits):
            path = folder / f"{stem}.py"
            if written:
                path.write_text(f"revision = '{stem}{number}'\n")
            else:
                path.unlink(missing_ok=True)
            time.sleep(0.06)
            assert ids(folder) == ids(folder) == sorted(each.read_text()[12:-2] for each in folder.glob("*.py"))


def ids(folder: Path) -> list[str]:
    listings = list_files([str(folder)], recursive=False, sourceless=False)
    return sorted(script.revision for script in read_scripts(listings))
