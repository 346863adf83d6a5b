"""`Config`: what a project has configured, and what a call has asked for."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from configparser import ConfigParser, InterpolationError
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

from migrate.kernel.config import url
from migrate.kernel.config.hooks import SECTION as HOOKS_SECTION
from migrate.kernel.config.hooks import ini_hooks, toml_hooks
from migrate.kernel.config.ini import ini_place, put_option, read_ini
from migrate.kernel.config.mistakes import NotANumber, UnknownSeparator
from migrate.kernel.config.selection import SECTION, plugin_options, selection_of
from migrate.kernel.config.separators import split_paths
from migrate.kernel.config.toml import TomlTable, read_toml, toml_place
from migrate.kernel.config.watched import Watched
from migrate.kernel.errors import CommandError, ConfigurationError, Place
from migrate.kernel.plugin.host import PluginHost, load_host

log = logging.getLogger("migrate.config")

SECTIONS = ("migrate", "alembic")


class Config:
    """The configuration of a project: an ini file, a pyproject.toml, both or neither, and values set by code.

    ``attributes`` is a dictionary for whatever env.py is to be given; ``cmd_opts`` are the options of the command line.
    ``ask`` puts a question to whoever sits at the terminal, if there is somebody, and returns whether it was a yes.
    The section is ``[migrate]`` or ``[alembic]``, whichever the file has, unless ``ini_section`` names it.
    """

    def __init__(
        self,
        file_: str | os.PathLike[str] | None = None,
        toml_file: str | os.PathLike[str] | None = None,
        ini_section: str | None = None,
        output_buffer: TextIO | None = None,
        stdout: TextIO = sys.stdout,
        cmd_opts: Any = None,
        config_args: Mapping[str, Any] | None = None,
        attributes: dict[str, Any] | None = None,
    ) -> None:
        self.config_file_name = file_
        self.toml_file_name = toml_file
        self.output_buffer = output_buffer
        self.stdout = stdout
        self.cmd_opts = cmd_opts
        self.ask: Callable[[str], bool] | None = None
        # `config_args` also has `here` once the ini file was read; what was given counts for both files.
        self._names_given: dict[str, Any] = dict(config_args or {})
        self.config_args: dict[str, Any] = dict(self._names_given)
        self.attributes: dict[str, Any] = dict(attributes or {})
        self._section = ini_section
        self._ini = Watched(self._read_ini)
        self._toml = Watched(self._read_toml)
        # What code has set, with None for what it has removed; it outlives a reading of the file.
        self._given: dict[tuple[str, str], str | None] = {}

    # Files --------------------------------------------------------------------------------------------------------

    @property
    def _config_file_path(self) -> Path | None:
        return None if self.config_file_name is None else Path(self.config_file_name)

    @property
    def _toml_file_path(self) -> Path | None:
        return None if self.toml_file_name is None else Path(self.toml_file_name)

    @property
    def file_config(self) -> ConfigParser:
        """The parsed ini file; read again when it appears or changes."""
        return self._ini.of(self._config_file_path)

    @property
    def toml_alembic_config(self) -> Mapping[str, Any]:
        """The table of pyproject.toml, interpolated; read again when the file appears or changes."""
        return self._toml.of(self._toml_file_path).options

    def _read_ini(self, path: Path | None) -> ConfigParser:
        if getattr(self.cmd_opts, "verbose", False):
            log.info("No config file provided" if path is None else f"Loading config from file: {path}")
        self.config_args = self._names(path)
        parser = read_ini(path, self.config_args)
        for (section, name), value in self._given.items():
            put_option(parser, section, name, value)
        return parser

    def _read_toml(self, path: Path | None) -> TomlTable:
        return read_toml(path, self._names(path))

    def _names(self, path: Path | None) -> dict[str, Any]:
        """Return the names that values of a file may refer to, as ``%(here)s``."""
        here = path.absolute().parent if path is not None else Path.cwd()
        return {"here": here.as_posix(), **self._names_given}

    @property
    def config_ini_section(self) -> str:
        """The name of the main section: the one there is, else what the names of the files suggest."""
        if self._section is not None:
            return self._section
        found = next((section for section in SECTIONS if self.file_config.has_section(section)), None)
        path = self._config_file_path
        fallback = "migrate" if path is None or "migrate" in path.name else "alembic"
        return found or self._toml.of(self._toml_file_path).name or fallback

    @config_ini_section.setter
    def config_ini_section(self, name: str) -> None:
        self._section = name

    def place_of(self, section: str, key: str) -> Place | None:
        """Return where a key stands, or the place in a file that should have it, or None without a file."""
        ini, toml = self._config_file_path, self._toml_file_path
        if ini is not None and ini.exists() and (self.file_config.has_option(section, key) or toml is None):
            return ini_place(ini, section, key)
        if toml is not None and toml.exists():
            return toml_place(toml, key)
        return ini_place(ini, section, key) if ini is not None and ini.exists() else None

    # Options ------------------------------------------------------------------------------------------------------

    def get_main_option(self, name: str, default: str | None = None) -> str | None:
        """Return an option of the main section of the ini file.

        Raises ``CommandError`` where a file was named but has no such section.
        """
        return self.get_section_option(self.config_ini_section, name, default)

    def set_main_option(self, name: str, value: str) -> None:
        """Set an option of the main section, for this object only."""
        self.set_section_option(self.config_ini_section, name, value)

    def remove_main_option(self, name: str) -> None:
        """Remove an option of the main section, for this object only."""
        self._give(self.config_ini_section, name, None)

    def get_section_option(self, section: str, name: str, default: str | None = None) -> str | None:
        """Return an option of a section of the ini file."""
        if section == self.config_ini_section and name == url.KEY and (given := self._given_url):
            return given.url
        if not self.file_config.has_section(section):
            self._require_section(section)
        return self._value(section, name) if self.file_config.has_option(section, name) else default

    def set_section_option(self, section: str, name: str, value: str) -> None:
        """Set an option of a section, for this object only; ``%`` is doubled in values, but not in URLs."""
        self._give(section, name, value)

    def _give(self, section: str, name: str, value: str | None) -> None:
        put_option(self.file_config, section, name, value)
        self._given[section, name] = value

    def with_options(self, options: Mapping[tuple[str, str], str]) -> Config:
        """Return a configuration that has these options, by section and name, as if set by code; this one stays."""
        other = copy(self)
        other.attributes = dict(self.attributes)
        other._given = {**self._given, **options}
        other._ini = Watched(other._read_ini)
        return other

    def get_section(self, name: str, default: Mapping[str, str] | None = None) -> Any:
        """Return all options of a section as a dictionary, or the default where there is no such section."""
        if not self.file_config.has_section(name):
            if default is None:
                return {}
            return default
        options = {option: self._value(name, option) for option in self.file_config.options(name)}
        if name == self.config_ini_section and (given := self._given_url):
            options[url.KEY] = given.url
        return options

    def _value(self, section: str, name: str) -> str:
        """Return an option that is there, with its references filled in."""
        try:
            return self.file_config.get(section, name)
        except InterpolationError as cause:
            raise ConfigurationError(
                f"The option {name!r} holds a % that refers to nothing",
                hint="write %% for a percent sign, and %(here)s for the folder of the file",
                place=self.place_of(section, name),
            ) from cause

    def get_alembic_option(self, name: str, default: Any = None) -> Any:
        """Return an option of the project: from the ini file, else from pyproject.toml."""
        section = self.config_ini_section
        if self.file_config.has_option(section, name):
            return self._value(section, name)
        return self.toml_alembic_config.get(name, default)

    get_project_option = get_alembic_option
    """Our own name for it."""

    def get_alembic_boolean_option(self, name: str) -> bool:
        """Return whether an option of the project is true.

        Raises ``CommandError`` for a TOML value that is no boolean.
        """
        section = self.config_ini_section
        if self.file_config.has_option(section, name):
            return self._value(section, name).strip().lower() == "true"
        value = self.toml_alembic_config.get(name, False)
        if not isinstance(value, bool):
            raise CommandError(
                f"boolean value expected for TOML parameter {name!r}", place=self.place_of(section, name)
            )
        return value

    def get_number_option(self, name: str) -> int | None:
        """Return an option of the project that is a number, or None.

        Raises ``NotANumber``.
        """
        value = self.get_alembic_option(name)
        try:
            return None if value is None else int(value)
        except (ValueError, TypeError) as cause:
            raise NotANumber(str(cause), place=self.place_of(self.config_ini_section, name)) from cause

    def _require_section(self, section: str) -> None:
        if self.config_file_name is not None and section == self.config_ini_section:
            raise ConfigurationError(
                f"No config file {os.fspath(self.config_file_name)!r} found, or file has no '[{section}]' section",
                hint="run `migrate init` to start a project, or name the file with -c",
            )

    # Lists, paths, the URL ----------------------------------------------------------------------------------------

    def get_version_locations_list(self) -> list[str] | None:
        """Return the folders of ``version_locations``, or None."""
        return self._paths("version_locations")

    def get_prepend_sys_paths_list(self) -> list[str] | None:
        """Return the folders of ``prepend_sys_path``, or None."""
        return self._paths("prepend_sys_path")

    def _paths(self, option: str) -> list[str] | None:
        value = self.get_alembic_option(option)
        if not isinstance(value, str):
            return None if value is None else [str(path) for path in value]
        separator = self.get_alembic_option("path_separator")
        try:
            return split_paths(option, value, separator, self.get_alembic_option("version_path_separator"))
        except UnknownSeparator as error:
            error.place = self.place_of(self.config_ini_section, "path_separator")
            raise

    @property
    def _given_url(self) -> url.GivenUrl | None:
        """The URL of ``--url`` or ``$DATABASE_URL``; what code has set goes before both."""
        return None if self._given.get((self.config_ini_section, url.KEY)) else url.given_url(self.cmd_opts)

    def database_url(self, name: str | None = None) -> str:
        """Return the database's URL: ``--url``, else ``$DATABASE_URL``, else the file's; ``name`` is a section.

        Raises ``ConfigurationError`` where there is none, or it is no URL.
        """
        section = name or self.config_ini_section
        given = self._given_url if name is None else None
        if given is not None:
            return url.checked(given.url, None, source=given.source)
        own = self.file_config.has_option(section, url.KEY)
        elsewhere = self.toml_alembic_config.get(url.KEY) if name is None else None
        found = self._value(section, url.KEY) if own else elsewhere
        return url.checked(found, self.place_of(section, url.KEY), source="the configuration")

    def get_hooks_list(self) -> list[dict[str, str]]:
        """Return the post-write hooks, each with its options and its name under ``_hook_name``.

        Raises ``ConfigurationError`` for a table of pyproject.toml without a name.
        """
        if self.file_config.has_section(HOOKS_SECTION):
            return ini_hooks(self.get_section(HOOKS_SECTION))
        return toml_hooks(self.toml_alembic_config.get(HOOKS_SECTION, []), self._toml_file_path)

    def get_template_directory(self) -> str:
        """Return the folder that holds the templates of the box."""
        from importlib.resources import files

        generic = self.plugins.registry.templates["generic"]
        return str(files(generic.package) / Path(generic.folder).parent)

    # Plugins ------------------------------------------------------------------------------------------------------

    @cached_property
    def plugins(self) -> PluginHost:
        """The project's plugins."""
        return load_host(selection_of(self))

    def plugin_sections(self) -> dict[str, dict[str, Any]]:
        """Return the options of all plugins, by ``plugin:NAME``."""
        own = {name for name in self.file_config.sections() if name.startswith(SECTION)}
        sections = {name: self._own_options(name) for name in own}
        for name, options in self.toml_alembic_config.get("plugin", {}).items():
            sections.setdefault(f"{SECTION}{name}", {}).update(options)
        return sections

    def plugin_options(self, name: str) -> dict[str, Any]:
        """Return a plugin's options, typed as the plugin declares them.

        Raises ``ConfigurationError`` for an unknown option, or a value of the wrong type.
        """
        section = f"{SECTION}{name}"
        specs = [entry.spec for entry in self.plugins.registry.entries("options") if entry.plugin == name]
        given = self.plugin_sections().get(section, {})
        return plugin_options(specs, given, lambda key: self.place_of(section, key))

    def _own_options(self, section: str) -> dict[str, Any]:
        inherited = self.file_config.defaults()
        return {key: value for key, value in self.file_config.items(section) if key not in inherited}

    # Output -------------------------------------------------------------------------------------------------------

    @property
    def messaging_opts(self) -> dict[str, bool]:
        """What the printing of messages is to keep to."""
        return {"quiet": bool(getattr(self.cmd_opts, "quiet", False))}

    def print_stdout(self, text: str, *arg: Any) -> None:
        """Print a line; characters that the stream cannot show become question marks."""
        line = str(text) % arg if arg else str(text)
        encoding = getattr(self.stdout, "encoding", None) or "ascii"
        self.stdout.write(line.encode(encoding, "replace").decode(encoding))
        self.stdout.write("\n")
