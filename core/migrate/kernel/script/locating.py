"""Find the folder of migrations that a configuration names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migrate.kernel.errors import CommandError, ConfigurationError, Place

KEY = "script_location"
_ADVICE = "run `migrate init` to start a project, or name the configuration with -c"


@dataclass(frozen=True, slots=True)
class Location:
    """A folder, and where it was configured."""

    folder: str
    place: Place | None

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Add the place to an error about the folder."""
        try:
            yield
        except CommandError as error:
            error.place = error.place or self.place
            raise


def locate(config: Any) -> Location:
    """Return the folder that ``script_location`` names: a path, or ``package:folder`` inside a package.

    Raises ``ConfigurationError`` that says what was looked for, and where.
    """
    value = config.get_alembic_option(KEY)
    if not value:
        raise _missing(config)
    location = Location("", config.place_of(config.config_ini_section, KEY))
    with location.explained():
        return replace(location, folder=folder_of(str(value)))


def folder_of(name: str) -> str:
    """Return the folder of a name: a path, or ``package:folder`` inside a package.

    Raises ``ConfigurationError`` for a package that cannot be imported.
    """
    package, colon, inner = name.partition(":")
    if not colon or os.path.isabs(name) or len(package) == 1:  # one letter and a colon begin a Windows path
        return name
    from importlib.resources import files

    try:
        return str(files(package).joinpath(inner))
    except ImportError as cause:
        raise ConfigurationError(
            f"The package {package!r} of {name!r} cannot be imported: {cause}",
            hint="install it, or add its folder to prepend_sys_path",
        ) from cause


def _missing(config: Any) -> ConfigurationError:
    sentence = f"No '{KEY}' key found in configuration."
    ini, toml = config.config_file_name, config.toml_file_name
    existing = [name for name in (ini, toml) if name is not None and Path(name).exists()]
    named = [name for name in getattr(config.cmd_opts, "config", None) or () if not Path(name).exists()]
    if named:
        return ConfigurationError(
            f"{sentence} There is no file {os.path.abspath(named[0])!r}, which -c names.",
            hint="correct -c, or run `migrate init` to start a project",
        )
    if not existing:
        looked = " nor ".join(repr(os.path.abspath(name)) for name in (ini, toml) if name is not None)
        detail = f" There is no {looked}." if looked else ""
        return ConfigurationError(f"{sentence}{detail}", hint=_ADVICE)
    chosen = getattr(config.cmd_opts, "name", None)
    sections = "[migrate] or [alembic]" if ini in existing else "[tool.migrate] or [tool.alembic]"
    sections = f"[{chosen}]" if chosen else sections
    return ConfigurationError(
        f"{sentence} {os.path.basename(existing[0])} has no section {sections} with that key.",
        hint=f"add {KEY} = <folder> there, choose the section with -n, or run `migrate init`",
        place=Place(os.path.abspath(existing[0])),
    )
