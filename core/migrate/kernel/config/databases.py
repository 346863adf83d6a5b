"""Projects with several databases: their names, and which of them ``--url`` stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.kernel.config.url import KEY, URL_OPTION, given_url
from migrate.kernel.errors import UsageError
from migrate.kernel.text import listed

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config

_SEPARATOR = re.compile(r"[,\s]+")


def database_names(config: Config) -> tuple[str, ...]:
    """Return the names of a project's databases, by its option ``databases``; none where it has only one."""
    given = config.get_project_option("databases") or ()
    names = _SEPARATOR.split(given) if isinstance(given, str) else given
    return tuple(name for name in names if config.get_section(name).get(KEY))


def only_database(config: Config, name: str | None) -> Config:
    """Return the configuration with this one of its databases alone, at ``--url`` if given; as it is without a name.

    Raises ``UsageError`` where there is none of this name.
    """
    if name is None:
        return config
    names = database_names(config)
    if name not in names:
        known = f"the option databases names {listed(names)}"
        hint = known if names else "the project has only one, which has no name"
        raise UsageError(f"There is no database named {name!r}", hint=hint)
    url = _url_option(config)
    urls = {} if url is None else {(name, KEY): url}
    return config.with_options({(config.config_ini_section, "databases"): name, **urls})


def refuse_unclear_url(config: Config) -> None:
    """Raise ``UsageError`` for a ``--url`` that would be passed over, since each of several databases has its own."""
    names = database_names(config)
    if len(names) < 2 or _url_option(config) is None or config.file_config.has_option(config.config_ini_section, KEY):
        return
    sections = listed(f"[{name}]" for name in names)
    where = f"set {KEY} in {sections}"
    raise UsageError(
        f"{URL_OPTION} stands for one database, and the project has {listed(names)}",
        hint=f"say which with --database, or {where}" if hasattr(config.cmd_opts, "database") else where,
    )


def _url_option(config: Config) -> str | None:
    given = given_url(config.cmd_opts)
    return given.url if given is not None and given.source == URL_OPTION else None
