"""Let the command line show what happens: log records of ``migrate`` as lines on stderr.

Only the command line does so; a program that calls ``migrate.command`` decides for itself.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps
from os import PathLike
from pathlib import Path
from typing import Any

from migrate.kernel.text import mask_passwords

_FORMAT = "%(levelname)-5s [%(name)s] %(message)s"
_OWN_LOGGER = re.compile(r"(?m)^\s*qualname\s*[=:]\s*migrate(?:\.\S*)?\s*$")


class _Masked(logging.Formatter):
    """Write a record without passwords."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_passwords(super().format(record))


@contextmanager
def shown_logs(ini_file: str | PathLike[str] | None, *, quiet: bool) -> Iterator[None]:
    """Show the records of ``migrate`` inside the ``with`` block, unless the ini file says how to show them."""
    text = _text(ini_file)
    # What fileConfig() in env.py reads.
    configures = "[loggers]" in text
    if configures and _OWN_LOGGER.search(text):
        yield
        return
    with _handler(quiet=quiet), _other_loggers_kept() if configures else nullcontext():
        yield


@contextmanager
def _handler(*, quiet: bool) -> Iterator[None]:
    logger = logging.getLogger("migrate")
    handler = logging.StreamHandler()
    handler.setFormatter(_Masked(_FORMAT))
    before = (logger.level, logger.propagate)
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING if quiet else logging.INFO)
    logger.propagate = False  # else a root logger that env.py configures would show the records once more
    try:
        yield
    finally:
        logger.removeHandler(handler)
        level, logger.propagate = before
        logger.setLevel(level)


@contextmanager
def _other_loggers_kept() -> Iterator[None]:
    """Keep env.py's ``fileConfig()`` from switching loggers off, as it does with all that it does not name."""
    import logging.config

    configure = logging.config.fileConfig

    @wraps(configure)
    def keeping(fname: Any, defaults: Any = None, disable_existing_loggers: bool = False, **kw: Any) -> None:
        configure(fname, defaults, disable_existing_loggers, **kw)

    logging.config.fileConfig = keeping  # type: ignore[assignment]  # same call, another default
    try:
        yield
    finally:
        logging.config.fileConfig = configure


def _text(ini_file: str | PathLike[str] | None) -> str:
    try:
        return Path(ini_file).read_text(encoding="utf-8", errors="replace") if ini_file is not None else ""
    except OSError:
        return ""
