"""A message may hold anything; it stays text, and nothing of it runs (T20)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrate.plugin import CommandError
from support.projects import TEMPLATE, Project, names

NASTY = [
    '"""\nimport os; os.system("touch ran")\n"""',
    "'''\nx = 1\n'''",
    "${open('ran', 'w')}",
    "<% open('ran', 'w') %>",
    "% for x in y:",
    "## comment",
    "ends with a backslash \\",
    'ends with a quote "',
    'ends with quotes """',
    '"starts with a quote',
    "\\x41 \\N{DASH} \\u0041 \\",
    "line\nafter\nline",
    "cr\rlf\r\nnel\x85ff\x0c",
    "../../etc/passwd",
    "{braces} %(percent)s %d",
    "\ufeff\u2028 emoji 🎉",
    "\x0c",
]


def with_examples(test):  # type: ignore[no-untyped-def]  # a decorator of a test
    for message in NASTY:
        test = example(message=message)(test)
    return test


@with_examples
@settings(max_examples=40, deadline=None)
@given(message=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_message_is_text(message: str) -> None:
    """The file is importable, holds the message as its docstring, and defines what the template says and no more."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder))
        made = project.scripts().generate_revision("a", message)
        assert made is not None
        read = project.scripts().get_revision("a")
        kept = message.strip() or "empty message"
        assert read.longdoc.startswith(kept.replace("\r\n", "\n") if "\r" not in message else "")
        module = read.module
        wanted = {"revision", "down_revision", "branch_labels", "depends_on", "upgrade", "downgrade"}
        assert {name for name in vars(module) if not name.startswith("__")} == wanted
        assert Path(made.path).parent == project.versions
        assert len(names(project.versions)) == 1


@pytest.mark.parametrize("message", ["x\nimport os", "x'; y = '"])
def test_a_template_that_would_run_it_is_refused(project: Project, message: str) -> None:
    """A template of one's own may put the message where text does not stay text."""
    (project.home / "script.py.mako").write_text(f"# ${{message}}\nnote = '${{message}}'\n{TEMPLATE}")
    with pytest.raises(CommandError) as caught:
        project.scripts().generate_revision("a", message)
    assert str(caught.value) in (
        "The message would become code in the new revision; nothing was written",
        *[text for text in [str(caught.value)] if text.startswith("The new revision would be no valid Python")],
    )
    assert names(project.versions) == []


def test_a_comment_of_one_line_is_fine(project: Project) -> None:
    """The same template takes a message that stays text there."""
    (project.home / "script.py.mako").write_text(f"# ${{message}}\n{TEMPLATE}")
    assert project.scripts().generate_revision("a", "it's done, at last!") is not None


def test_a_null_character_is_refused(project: Project) -> None:
    """No Python source can hold one."""
    with pytest.raises(CommandError, match="A message cannot hold a NUL character"):
        project.scripts().generate_revision("a", "x\0y")
    assert names(project.versions) == []


def test_no_message(project: Project) -> None:
    """A revision without a message says so."""
    made = project.scripts().generate_revision("a", None)
    assert made is not None
    assert made.doc == "empty message"
    assert Path(made.path).name == "a_.py"
