"""The log on the terminal."""

from __future__ import annotations

import logging
import logging.config
from pathlib import Path

import pytest

from migrate.kernel.cli.logs import shown_logs

LOG = logging.getLogger("migrate.runtime.migration")


def test_records_become_lines_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """A line has the level and the logger's name, and no password."""
    with shown_logs(None, quiet=False):
        LOG.info("Running upgrade %s -> %s, at postgresql://bob:secret@db/app", "a", "b")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "INFO  [migrate.runtime.migration] Running upgrade a -> b, at postgresql://bob:***@db/app\n"


def test_quiet_leaves_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    """With ``-q`` only what is wrong is shown."""
    with shown_logs(None, quiet=True):
        LOG.info("news")
        LOG.warning("careful")
    assert capsys.readouterr().err == "WARNING [migrate.runtime.migration] careful\n"


def test_afterwards_the_logger_is_as_before() -> None:
    """A program that calls the command line keeps its own logging."""
    logger = logging.getLogger("migrate")
    before = (list(logger.handlers), logger.level, logger.disabled)
    with shown_logs(None, quiet=False):
        pass
    assert (list(logger.handlers), logger.level, logger.disabled) == before


LOGGERS = """\
[loggers]
keys = root,tool

[handlers]
keys =

[formatters]
keys =

[logger_root]
handlers =

[logger_tool]
handlers =
qualname = {name}
"""


def test_an_ini_file_with_a_section_for_the_logger_decides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the file names the logger, env.py configures it, and nothing is shown twice."""
    ini = tmp_path / "migrate.ini"
    ini.write_text(LOGGERS.format(name="migrate"))
    with shown_logs(ini, quiet=False):
        LOG.info("news")
    assert capsys.readouterr().err == ""


def test_the_logging_of_an_old_project_does_not_silence_us(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An env.py that configures other loggers leaves ours on."""
    ini = tmp_path / "alembic.ini"
    ini.write_text(LOGGERS.format(name="alembic"))
    with shown_logs(ini, quiet=False):
        fileConfig = logging.config.fileConfig
        fileConfig(str(ini))
        LOG.info("news")
    assert capsys.readouterr().err == "INFO  [migrate.runtime.migration] news\n"
    assert not LOG.disabled
