"""The heads of unchanged files are kept, so that nothing has to be read."""

from __future__ import annotations

import os
import shutil

import pytest

from migrate.kernel.script import head_cache
from migrate.script import Script
from support.projects import Project

pytestmark = pytest.mark.usefixtures("caching")


def told(scripts: tuple[Script, ...]) -> list[str]:
    return [script.cmd_format(verbose=False, include_branches=True, include_doc=True) for script in scripts]


def kept(project: Project) -> bool:
    return (project.versions / "__pycache__" / head_cache.FILE).exists()


def branches(project: Project) -> None:
    """Write a graph in which a head is labelled, and another is what the first depends on."""
    project.revision("a")
    project.revision("b", "a", more="branch_labels = ['x']\ndepends_on = 'c'")
    project.revision("c", "a")
    project.settle()


def test_kept_heads_are_told_as_read_ones(project: Project) -> None:
    """Labels, marks and messages are the same, whether the graph was read or not."""
    branches(project)
    read = told(project.scripts().head_scripts())
    assert kept(project)
    assert told(project.scripts().head_scripts()) == read == ["b (x) (head), b", "c (effective head), c"]
    assert told(project.scripts().head_scripts(consider_depends_on=True)) == ["b (x) (head), b"]


def test_kept_heads_agree_with_the_graph(project: Project) -> None:
    """All ways of asking for heads give the same ids in the same order."""
    branches(project)
    for _ in ("read", "kept"):
        scripts = project.scripts()
        assert [script.revision for script in scripts.head_scripts()] == scripts.get_heads()
        effective = scripts.head_scripts(consider_depends_on=True)
        assert [script.revision for script in effective] == scripts.get_heads(consider_depends_on=True)


def test_any_change_of_a_file_is_seen(project: Project) -> None:
    """A file more, a file less, or another text, and the graph is read again."""
    branches(project)
    project.scripts().head_scripts()
    project.revision("d", "b")
    assert [script.revision for script in project.scripts().head_scripts()] == ["c", "d"]
    (project.versions / "d_.py").unlink()
    project.revision("c", "b")
    (project.versions / "b_.py").write_text("revision = 'b'\ndown_revision = 'a'\n")
    assert [script.revision for script in project.scripts().head_scripts()] == ["c"]


def test_a_file_more_in_another_location_is_seen(project: Project) -> None:
    """All version locations count."""
    project.options = [f"version_locations = {os.pathsep.join([str(project.versions), str(project.home / 'more')])}"]
    branches(project)
    project.scripts().head_scripts()
    project.write("../more/d.py", "revision = 'd'\ndown_revision = None\n")
    assert [script.revision for script in project.scripts().head_scripts()] == ["b", "c", "d"]


def test_heads_of_executed_files_are_not_kept(project: Project) -> None:
    """What code computes may be another thing next time."""
    project.write("a.py", "import os\nrevision = os.path.basename('x/a')\ndown_revision = None\n")
    project.settle()
    project.scripts().head_scripts()
    assert not kept(project)


@pytest.mark.parametrize("content", ["", "[]", '{"version": 1, "files": []}', '{"version": 1, "heads": 1}'])
def test_a_damaged_file_is_ignored(project: Project, content: str) -> None:
    """It is only ever a speed-up."""
    branches(project)
    project.scripts().head_scripts()
    (project.versions / "__pycache__" / head_cache.FILE).write_text(content)
    assert [script.revision for script in project.scripts().head_scripts()] == ["b", "c"]


def test_a_broken_graph_is_told_each_time(project: Project) -> None:
    """An error is never kept."""
    project.revision("b", "gone")
    project.settle()
    for _ in range(2):
        with pytest.raises(KeyError, match="gone"):
            project.scripts().head_scripts()


def test_no_revisions_no_heads(project: Project) -> None:
    """A new project has neither."""
    assert project.scripts().head_scripts() == ()
    shutil.rmtree(project.versions)
    assert project.scripts().head_scripts() == ()
