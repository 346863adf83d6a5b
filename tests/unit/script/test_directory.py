"""`ScriptDirectory`: where it is found, and what it answers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migrate.config import Config
from migrate.plugin import CommandError, ConfigurationError
from migrate.script import ScriptDirectory
from support.projects import Project


@pytest.fixture(autouse=True)
def _own_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))


def branches(project: Project) -> ScriptDirectory:
    """Write a base, two branches of it, and a second base."""
    for rev_id, down in (("a", None), ("b", "a"), ("c", "a"), ("z", None)):
        project.revision(rev_id, down)
    return project.scripts()


# Where it is ---------------------------------------------------------------------------------------------------------


def test_a_folder_inside_of_a_package(tmp_path: Path) -> None:
    """``package:folder``, the package being found through ``prepend_sys_path``."""
    (tmp_path / "lib" / "own_package").mkdir(parents=True)
    (tmp_path / "lib" / "own_package" / "__init__.py").touch()
    project = Project.create(tmp_path / "lib" / "own_package")
    project.revision("a")
    (tmp_path / "migrate.ini").write_text(
        "[migrate]\nscript_location = own_package:migrations\nversion_locations = own_package:migrations/versions\n"
        "path_separator = newline\nprepend_sys_path = %(here)s/lib\n"
    )
    assert ScriptDirectory.from_config(Config(tmp_path / "migrate.ini")).get_heads() == ["a"]


def test_a_package_that_is_not_there(tmp_path: Path) -> None:
    """E4: the key's line, and what to do."""
    (tmp_path / "migrate.ini").write_text("[migrate]\nscript_location = no_package:migrations\n")
    with pytest.raises(ConfigurationError) as caught:
        ScriptDirectory.from_config(Config(tmp_path / "migrate.ini"))
    assert str(caught.value) == (
        "The package 'no_package' of 'no_package:migrations' cannot be imported: No module named 'no_package'"
    )
    assert caught.value.hint == "install it, or add its folder to prepend_sys_path"
    assert str(caught.value.place) == f"{tmp_path / 'migrate.ini'}:2"


def test_a_folder_that_is_not_there(project: Project) -> None:
    """E4: the key's line, and the absolute path that was tried."""
    config = project.config()
    config.set_main_option("script_location", str(project.folder / "elsewhere"))
    with pytest.raises(ConfigurationError) as caught:
        ScriptDirectory.from_config(config)
    assert str(caught.value) == (
        f"Path doesn't exist: {project.folder / 'elsewhere'}.  Please use the 'init' command to create a new scripts "
        "folder."
    )
    assert str(caught.value.place) == f"{project.folder / 'migrate.ini'}:2"


def test_no_configuration_at_all(tmp_path: Path) -> None:
    """E3: what was looked for, and where."""
    with pytest.raises(ConfigurationError) as caught:
        ScriptDirectory.from_config(Config(tmp_path / "migrate.ini", tmp_path / "pyproject.toml"))
    assert str(caught.value) == (
        f"No 'script_location' key found in configuration. There is no '{tmp_path / 'migrate.ini'}' nor "
        f"'{tmp_path / 'pyproject.toml'}'."
    )
    assert caught.value.hint == "run `migrate init` to start a project, or name the configuration with -c"


def test_paths_are_prepended_once(project: Project) -> None:
    """Opening a project again does not make ``sys.path`` longer."""
    project.options = ["prepend_sys_path = %(here)s/one:%(here)s/two"]
    for _ in range(3):
        project.scripts()
    here = project.folder.as_posix()
    assert sys.path[:2] == [f"{here}/one", f"{here}/two"]
    assert sys.path.count(f"{here}/one") == 1


def test_env_py_is_executed(project: Project) -> None:
    """It is a module that no import statement finds; without one there is an error."""
    (project.home / "env.py").write_text("import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n")
    before = set(sys.modules)
    project.scripts().run_env()
    assert (project.home / "ran").exists()
    assert "env" not in set(sys.modules) - before
    (project.home / "env.py").unlink()
    with pytest.raises(ConfigurationError, match=r"There is no env\.py in"):
        project.scripts().run_env()


# What it answers -----------------------------------------------------------------------------------------------------


def test_heads_and_bases(project: Project) -> None:
    """All of them, or the only one, or an error where one is asked for and there are several."""
    scripts = branches(project)
    assert scripts.get_heads() == ["b", "c", "z"]
    assert scripts.get_bases() == ["a", "z"]
    assert scripts.as_revision_number("heads") == ("b", "c", "z")
    with pytest.raises(CommandError, match="The script directory has multiple bases"):
        scripts.get_base()
    with pytest.raises(CommandError, match="The script directory has multiple heads"):
        scripts.get_current_head()


def test_a_new_project_has_none(project: Project) -> None:
    """Nothing is an answer too."""
    scripts = project.scripts()
    assert scripts.get_base() is None
    assert scripts.get_current_head() is None
    assert list(scripts.walk_revisions()) == []


def test_revisions_by_their_beginnings(project: Project) -> None:
    """An id may be shortened as long as it means one revision."""
    project.revision("abc1")
    project.revision("abc2", "abc1")
    scripts = project.scripts()
    assert scripts.get_revision("abc2").revision == "abc2"
    assert [each.revision for each in scripts.get_revisions(["abc1", "head"])] == ["abc1", "abc2"]
    with pytest.raises(CommandError) as caught:
        scripts.get_revision("abc")
    assert caught.value.hint == "it is the beginning of abc1 and abc2"


def test_ranges(project: Project) -> None:
    """From the upper end to the lower, both included in a walk."""
    scripts = branches(project)
    assert [each.revision for each in scripts.walk_revisions("a", "b")] == ["b", "a"]
    assert [each.revision for each in scripts.iterate_revisions("b", "a")] == ["b"]
    with pytest.raises(CommandError, match="Revision c is not an ancestor of revision b"):
        list(scripts.walk_revisions("c", "b"))


def test_plans(project: Project) -> None:
    """The plans of upgrade, downgrade and stamp, with errors that say what to do."""
    scripts = branches(project)
    assert [step.revision.revision for step in scripts.upgrade_plan((), "b")] == ["a", "b"]
    assert [step.revision.revision for step in scripts.downgrade_plan(("b",), "base")] == ["b", "a"]
    assert scripts.stamp_plan((), "c").heads_after == ("c",)
    with pytest.raises(CommandError) as caught:
        scripts.upgrade_plan((), "head")
    assert "'heads' for all heads" in str(caught.value)


def test_new_ids_are_free(project: Project) -> None:
    """A random id of twelve hexadecimal digits."""
    made = project.scripts().new_revision_id()
    assert len(made) == 12
    assert int(made, 16) >= 0


def test_very_old_revisions_have_their_id_in_the_files_name(project: Project) -> None:
    """Files without ``revision`` are known by a name of hexadecimal digits."""
    project.write("ab12.py", "down_revision = None\n")
    assert project.scripts().get_heads() == ["ab12"]


def test_a_file_that_is_no_revision(project: Project) -> None:
    """E8: a module in the folder of revisions is named."""
    path = project.write("helpers.py", "x = 1\n")
    with pytest.raises(CommandError, match=r"Could not determine revision id from filename helpers\.py") as caught:
        project.scripts().get_heads()
    assert str(caught.value.place) == str(path)


def test_two_files_with_one_id(project: Project) -> None:
    """E8, T14: both files are named."""
    one, two = (project.write(name, "revision = 'a'\ndown_revision = None\n") for name in ("one.py", "two.py"))
    with pytest.raises(CommandError) as caught:
        project.scripts().get_heads()
    assert str(caught.value) == "Revision a is present more than once"
    assert caught.value.hint == f"the files are {one} and {two}; give one of them another id"


def test_a_parent_that_is_not_there(project: Project) -> None:
    """E8: the line that names it, and the nearest id."""
    project.revision("abc123")
    path = project.revision("b", "abd123")
    with pytest.raises(CommandError) as caught:
        project.scripts().get_heads()
    assert str(caught.value) == "Revision abd123 referenced from b is not present"
    assert str(caught.value.place) == f"{path}:3"
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("did you mean 'abc123'? There are 2 revisions in ")


def test_a_cycle(project: Project) -> None:
    """E8: the path of the cycle."""
    for rev_id, down in (("a", "c"), ("b", "a"), ("c", "b"), ("d", None)):
        project.revision(rev_id, down)
    with pytest.raises(CommandError) as caught:
        project.scripts().get_heads()
    assert str(caught.value) == "Cycle is detected in revisions (a, b, c)"
    assert caught.value.hint in {
        "the cycle is a -> c -> b -> a",
        "the cycle is b -> a -> c -> b",
        "the cycle is c -> b -> a -> c",
    }
