"""`Script`: a revision with its file."""

from __future__ import annotations

from pathlib import Path

from migrate.script import Script
from support.projects import Project

DOC = """change the shop

Revision ID: b
Revises: a
Create Date: 2026-01-01 00:00:00

"""


def graph(project: Project) -> None:
    project.revision("a", doc="first")
    project.revision("b", "a", doc=DOC)
    project.revision("c", "a", more="branch_labels = 'x'")
    project.revision("d", ("b", "c"))
    project.revision("e", "d", more="depends_on = 'f'")
    project.revision("f", None)


def test_the_first_paragraph_is_the_message(project: Project) -> None:
    """``doc`` is the message, ``longdoc`` all of the docstring."""
    graph(project)
    script = project.scripts().get_revision("b")
    assert script.doc == "change the shop"
    assert script.longdoc == DOC.strip()


def test_a_file_without_docstring_has_no_message(project: Project) -> None:
    """It is empty then."""
    project.write("a.py", "revision = 'a'\ndown_revision = None\n")
    assert project.scripts().get_revision("a").doc == ""


def test_the_file_is_executed_when_it_is_needed(project: Project, tmp_path: Path) -> None:
    """Listing revisions runs nothing; ``module`` runs the file once."""
    ran = tmp_path / "ran"
    project.revision("a", more=f"with open({str(ran)!r}, 'a') as file:\n    file.write('x')")
    script = project.scripts().get_revision("a")
    assert not script.is_loaded
    assert not ran.exists()
    assert script.module.revision == "a"
    assert script.module is script.module
    assert ran.read_text() == "x"


def test_one_line(project: Project) -> None:
    """What commands print of a revision on one line."""
    graph(project)
    scripts = project.scripts()

    def line(rev: str, **options: bool) -> str:
        return scripts.get_revision(rev).cmd_format(verbose=False, **options)

    assert line("a") == "a (branchpoint)"
    assert line("a", include_parents=True, include_doc=True) == "<base> -> a (branchpoint), first"
    assert line("c", include_branches=True) == "c (x)"
    assert line("d", include_parents=True) == "b, c -> d (mergepoint)"
    assert line("e", include_parents=True) == "d (f) -> e (head)"
    assert line("f", tree_indicators=False) == "f (effective head)"
    assert str(scripts.get_revision("b")) == "a -> b, change the shop"


def test_all_of_it(project: Project) -> None:
    """What commands print of a revision with ``--verbose``."""
    graph(project)
    scripts = project.scripts()
    assert scripts.get_revision("b").log_entry == (
        f"Rev: b\nParent: a\nPath: {project.versions / 'b_.py'}\n\n    change the shop\n    \n"
        "    Revision ID: b\n    Revises: a\n    Create Date: 2026-01-01 00:00:00\n"
    )
    assert scripts.get_revision("a").log_entry.startswith("Rev: a (branchpoint)\nParent: <base>\nBranches into: b, c\n")
    assert "Merges: b, c\n" in scripts.get_revision("d").log_entry
    assert "Also depends on: f\n" in scripts.get_revision("e").log_entry
    assert "Branch names: x\n" in scripts.get_revision("c").log_entry


def test_current_is_marked(project: Project) -> None:
    """Whoever has asked the database says which revision it is at."""
    project.revision("a")
    script = project.scripts().get_revision("a")
    script.is_current = True
    assert script.cmd_format(verbose=False) == "a (head) (current)"


def test_a_script_of_a_module(project: Project) -> None:
    """A module that was imported otherwise makes a script too."""
    module = project.scripts().get_revision(_only(project)).module
    script = Script(module, "a", "a.py")
    assert (script.revision, script.down_revision, script.doc) == ("a", None, "a")
    assert script.module is module


def _only(project: Project) -> str:
    project.revision("a")
    return "a"
