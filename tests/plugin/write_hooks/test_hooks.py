"""Post-write hooks: how tools are run, what is said when one fails, and what becomes of the file (F1, F4)."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from migrate.environment import EnvironmentContext
from migrate.plugin import CommandError
from migrate.script import write_hooks
from support.projects import Project, names

TOOL = """\
import pathlib, sys
path = pathlib.Path(sys.argv[1])
path.write_text(path.read_text() + "# " + " ".join(sys.argv[2:]) + "\\n")
print("done with", path.name)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with a tool in its folder, which writes its arguments at the end of a file."""
    (tmp_path / "tool.py").write_text(TOOL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return Project.create(tmp_path)


def written(project: Project, *hook: str, **more: str) -> str:
    """Make a revision with a hook of the given options, and return the file's text."""
    lines = [f"hooks = {', '.join(['own', *more])}", *(f"own.{line}" for line in hook), *more.values()]
    project.options = ["[post_write_hooks]", *lines]
    script = project.scripts().generate_revision("a", "first")
    assert script is not None
    return Path(script.path).read_text()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_module_gets_the_file_and_its_options(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """The file comes first, then the options; what the tool prints is logged."""
    caplog.set_level(logging.INFO)
    assert written(project, "type = module", "module = tool", "options = -l '7 9'").endswith("# -l 7 9\n")
    assert [record.getMessage() for record in caplog.records] == [
        "Running post write hook 'own' ...",
        "done with a_first.py",
    ]


def test_the_file_may_stand_among_the_options(project: Project) -> None:
    """REVISION_SCRIPT_FILENAME says where, and may be part of a word."""
    options = "options = REVISION_SCRIPT_FILENAME --file=REVISION_SCRIPT_FILENAME"
    text = written(project, "type = module", "module = tool", options)
    assert text.endswith(f"# --file={project.versions / 'a_first.py'}\n")


def test_an_executable_and_its_folder(project: Project) -> None:
    """``%(here)s`` is the folder of the ini file, and ``cwd`` where the tool runs."""
    (project.folder / "inner").mkdir()
    program = project.folder / "program"
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\nopen(sys.argv[1], 'a').write('# ' + os.getcwd() + '\\n')\n"
    )
    program.chmod(0o755)
    text = written(project, "type = exec", "executable = %(here)s/program", "cwd = %(here)s/inner")
    assert text.endswith(f"# {project.folder / 'inner'}\n")


def test_a_console_script(project: Project) -> None:
    """What a distribution announces is run by this interpreter."""
    pytest.importorskip("black")
    assert 'revision = "a"' in written(project, "type = console_scripts", "entrypoint = black", "options = -q")


def test_hooks_run_in_their_order(project: Project) -> None:
    """The next hook sees what the one before has made of the file."""
    second = "two.type = module\ntwo.module = tool\ntwo.options = second"
    text = written(project, "type = module", "module = tool", "options = first", two=second)
    assert text.endswith("# first\n# second\n")


def test_a_function_of_env_py(project: Project) -> None:
    """A function that env.py registers is known when the file is written, and not in the next environment."""
    (project.home / "env.py").write_text(
        "from migrate.script import write_hooks\n\n"
        "@write_hooks.register('mine')\n"
        "def mine(path, options):\n"
        "    with open(path, 'a') as file:\n"
        "        file.write('# ' + options['word'] + '\\n')\n"
    )
    project.options = ["[post_write_hooks]", "hooks = own", "own.type = mine", "own.word = hello"]
    scripts = project.scripts()
    with EnvironmentContext(scripts.config, scripts):
        scripts.run_env()
    script = scripts.generate_revision("a", "first")
    assert script is not None
    assert Path(script.path).read_text().endswith("# hello\n")
    with pytest.raises(CommandError, match="No writer with name 'mine' registered"):
        project.scripts().generate_revision("b", "second")


def test_the_functions_in_the_box_have_names_in_python() -> None:
    """``migrate.script.write_hooks.exec_`` and the others are there for functions of one's own to call."""
    for name in ("console_scripts", "exec_", "module"):
        assert callable(getattr(write_hooks, name))
    with pytest.raises(AttributeError):
        _ = write_hooks.nothing


# What goes wrong -----------------------------------------------------------------------------------------------------


def test_a_failing_tool_is_reported_with_its_output(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """F1: exit code and output are told; the file is kept, and the next hook runs."""
    (project.folder / "tool.py").write_text("import sys\nprint('line 1 is ugly')\nsys.exit(3)\n")
    (project.folder / "next.py").write_text(TOOL)
    text = written(project, "type = module", "module = tool", two="two.type = module\ntwo.module = next")
    assert text.endswith("# \n")
    [warning] = warnings(caplog)
    path = project.versions / "a_first.py"
    assert warning == (
        f"The post write hook 'own' failed: {sys.executable} -m tool {path} exited with 3\nline 1 is ugly"
    )


def test_a_required_hook_that_fails_is_an_error(project: Project) -> None:
    """F1: ``required = true``; the file is kept all the same."""
    (project.folder / "tool.py").write_text("import sys\nsys.exit(1)\n")
    with pytest.raises(CommandError, match="The post write hook 'own' failed") as caught:
        written(project, "type = module", "module = tool", "required = true")
    assert caught.value.hint == "the revision file is there; the hook is set as required"
    assert (project.versions / "a_first.py").exists()


def test_a_tool_that_is_not_there(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """F1: no traceback."""
    written(project, "type = exec", "executable = /no/such/tool")
    assert warnings(caplog) == [
        "The post write hook 'own' failed: /no/such/tool cannot be run: No such file or directory"
    ]


def test_a_tool_that_hangs_is_ended(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """F1: ``timeout`` says after how many seconds."""
    (project.folder / "tool.py").write_text("import time\ntime.sleep(60)\n")
    written(project, "type = module", "module = tool", "timeout = 0.3")
    assert warnings(caplog) == ["The post write hook 'own' failed: it did not end within 0.3 seconds"]


def test_a_tool_that_asks_gets_no_answer(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """F1: nobody is there to answer, so that it ends at once."""
    (project.folder / "tool.py").write_text("input()\n")
    written(project, "type = module", "module = tool")
    assert "EOFError" in warnings(caplog)[0]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("path.write_text('def f(:')", "it broke the file (The revision file has a syntax error: invalid syntax)"),
        ("path.write_text(path.read_text().replace(\"'a'\", \"'b'\"))", "it changed revision"),
        ("path.write_text('x = 1')", "it changed revision"),
        ("path.unlink()", "it removed the file"),
        ("path.write_text('('); sys.exit(1)", "exited with 1"),
    ],
)
def test_a_harmed_file_is_restored(project: Project, caplog: pytest.LogCaptureFixture, code: str, told: str) -> None:
    """F4: a revision that a hook breaks, removes or gives another id is as it was before that hook."""
    (project.folder / "tool.py").write_text(f"import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n{code}\n")
    text = written(project, "type = module", "module = tool")
    assert "revision = 'a'" in text
    assert "def upgrade" in text
    [warning] = warnings(caplog)
    assert told in warning
    assert warning.endswith("; the file was restored")


def test_a_function_that_fails_is_reported(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """An error of a stranger's function does not lose the revision."""
    (project.home / "env.py").write_text(
        "from migrate.script import write_hooks\n\n"
        "@write_hooks.register('broken')\ndef broken(path, options):\n    raise ZeroDivisionError('oh')\n"
    )
    project.options = ["[post_write_hooks]", "hooks = own", "own.type = broken"]
    scripts = project.scripts()
    with EnvironmentContext(scripts.config, scripts):
        scripts.run_env()
    assert scripts.generate_revision("a", "first") is not None
    assert warnings(caplog) == ["The post write hook 'own' failed: ZeroDivisionError: oh"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "Key 'own.type' (or 'type' in toml) is required for post write hook 'own'"),
        (["type = modul"], "No writer with name 'modul' registered"),
        (["type = module"], "Key own.module is required for post write hook 'own'"),
        (["type = exec"], "Key own.executable is required for post write hook 'own'"),
        (["type = console_scripts"], "Key own.entrypoint is required for post write hook 'own'"),
        (["type = module", "module = no_such_tool"], "Could not find module no_such_tool"),
        (["type = console_scripts", "entrypoint = none"], "Could not find entrypoint console_scripts.none"),
    ],
)
def test_hooks_that_are_set_up_wrongly_are_told(project: Project, lines: list[str], message: str) -> None:
    """Each mistake in the section names the hook and the key."""
    with pytest.raises(CommandError) as caught:
        written(project, *lines)
    assert str(caught.value) == message


def test_nothing_is_written_where_a_hook_has_no_type(project: Project) -> None:
    """The section is checked as a whole, and before anything is done."""
    with pytest.raises(CommandError, match="Key 'two\\.type'"):
        written(project, "type = module", "module = tool", two="two.x = 1")
    assert names(project.versions) == []
