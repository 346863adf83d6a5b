"""Choose the configuration files that the command line means."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate.kernel.cli.invocation import Invocation, Options
from migrate.kernel.errors import UsageError

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config

ENVIRONMENT = ("MIGRATE_CONFIG", "ALEMBIC_CONFIG")
INI_FILES = ("migrate.ini", "alembic.ini")
TOML_FILE = "pyproject.toml"


def config_of(common: Mapping[str, Any], cmd_opts: Options) -> Config:
    """Return the ``Config`` for the common options; nothing is read yet.

    Raises ``UsageError`` where two files of one kind are given, or ``-p`` is not followed by ``no:NAME``.
    """
    from migrate.kernel.config.config import Config

    toml_file, ini_file = chosen_files(common.get("config") or ())
    for word in common.get("plugins") or ():
        if not word.startswith("no:"):
            raise UsageError(f"-p {word} means nothing", hint=f"to switch the plugin off: -p no:{word}")
    return Config(ini_file, toml_file, common.get("name"), stdout=sys.stdout, cmd_opts=cmd_opts)


def config_for(invocation: Invocation) -> Config:
    """Return the ``Config`` for a command."""
    return config_of(invocation.common, invocation.options())


def chosen_files(given: Sequence[str]) -> tuple[str, str]:
    """Return the paths of the pyproject.toml and of the ini file, whether they exist or not.

    Raises ``UsageError`` where two files of one kind are given.
    """
    names = [os.fspath(name) for name in given] or _from_environment()
    toml_files = [name for name in names if Path(name).name == TOML_FILE]
    ini_files = [name for name in names if name not in toml_files]
    if len(toml_files) > 1:
        raise UsageError("pyproject.toml indicated more than once", hint="give -c once for each kind of file")
    if len(ini_files) > 1:
        raise UsageError("only one ini file may be indicated", hint="give -c once for each kind of file")
    return (toml_files or [TOML_FILE])[0], (ini_files or [_default_ini()])[0]


def _from_environment() -> list[str]:
    return [os.environ[name] for name in ENVIRONMENT if os.environ.get(name)][:1]


def _default_ini() -> str:
    return next((name for name in INI_FILES if Path(name).exists()), INI_FILES[0])
