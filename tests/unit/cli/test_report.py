"""What is said about an error."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from migrate.kernel.cli.report import INTERRUPTED, UNEXPECTED, report
from migrate.plugin import ConfigurationError, Place


def run_file(path: Path, source: str) -> BaseException:
    """Run a user's file, and return the error that comes of it."""
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    try:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    except Exception as error:
        own_frame = error.__traceback__
        assert own_frame is not None
        return error.with_traceback(own_frame.tb_next)
    raise AssertionError("the file runs")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_known_error_is_a_sentence_a_place_and_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    """The source line is shown with a caret under the column."""
    place = Place("migrate.ini", 4, 18, "sqlalchemy.url = postgres://bob:secret@db/app\n")
    error = ConfigurationError("There is no dialect 'postgres'", hint="did you mean 'postgresql'?", place=place)
    assert report(error) == 3
    assert capsys.readouterr().err == (
        "Error: There is no dialect 'postgres'.\n"
        "  at migrate.ini:4\n"
        "    sqlalchemy.url = postgres://bob:***@db/app\n"
        "                     ^\n"
        "Hint: did you mean 'postgresql'?\n"
    )


def test_a_mistake_in_the_users_code_is_shown_where_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The frames of the user's own files are named, and nearest names are asked for."""
    error = run_file(folder / "env.py", "target_metadata = 1\n\ndef run():\n    print(target_metdata)\n\nrun()\n")
    assert report(error) == 3
    assert capsys.readouterr().err == (
        "Error: NameError: name 'target_metdata' is not defined.\n"
        "  at env.py:6\n"
        "    run()\n"
        "    ^\n"
        "  at env.py:4\n"
        "    print(target_metdata)\n"
        "          ^\n"
        "Hint: did you mean 'target_metadata'?\n"
    )


def test_a_long_way_to_the_mistake_is_cut_short(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a thousand frames, the innermost ones are shown."""
    report(run_file(folder / "env.py", "def again():\n    again()\n\nagain()\n"))
    shown = capsys.readouterr().err.splitlines()
    assert shown[0] == "Error: RecursionError: maximum recursion depth exceeded."
    assert len(shown) < 20


def test_a_mistake_in_a_revision_has_the_exit_code_of_revisions(folder: Path) -> None:
    """A file with ``down_revision`` is a revision."""
    assert report(run_file(folder / "ab12.py", "down_revision = None\n1 / 0\n")) == 4


def test_a_syntax_error_is_shown_with_its_caret(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The place is the one that Python tells."""
    assert report(run_file(folder / "env.py", "x = 1\ny = = 2\n")) == 3
    assert capsys.readouterr().err == (
        "Error: SyntaxError: invalid syntax.\n"
        "  at env.py:2\n"
        "    y = = 2\n"
        "        ^\n"
        "Hint: run it again with --raiseerr for the whole traceback.\n"
    )


def test_notes_on_an_error_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the runtime adds about the state of the database is not lost."""
    error = run_file(folder / "ab12.py", "down_revision = None\n1 / 0\n")
    error.add_note("While running ab12: everything was rolled back")
    report(error)
    assert "While running ab12: everything was rolled back.\n" in capsys.readouterr().err


def test_a_fault_of_our_own_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An error without a frame of the user's code asks for --raiseerr."""
    assert report(RuntimeError("cannot connect to postgresql://bob:secret@db/app")) == UNEXPECTED
    assert capsys.readouterr().err == (
        "Error: RuntimeError: cannot connect to postgresql://bob:***@db/app.\n"
        "Hint: run it again with --raiseerr for the whole traceback.\n"
    )


def test_an_interruption_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with the shell's own exit code."""
    assert report(KeyboardInterrupt()) == INTERRUPTED
    assert capsys.readouterr().err == "Interrupted.\n"
