"""The database's URL: where it may come from, and what may be wrong with it."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from typing import Any, NamedTuple

from migrate.kernel.errors import ConfigurationError, Place
from migrate.kernel.text import did_you_mean, listed, mask_passwords

KEY = "sqlalchemy.url"
VARIABLE = "DATABASE_URL"
URL_OPTION = "--url"
PLACEHOLDER = "driver://user:password@localhost/name"
_FORM = re.compile(r"^(?P<backend>[A-Za-z]\w*)(\+\w+)?:(?://)?")
_SPELLINGS = {"postgres": "postgresql", "psql": "postgresql", "pg": "postgresql", "sqlite3": "sqlite"}
_KNOWN = ("postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle")
# Each driver's module, and a URL for it, in the order of preference.
_DRIVERS = (
    ("psycopg", "postgresql+psycopg://user@localhost/app"),
    ("psycopg2", "postgresql://user@localhost/app"),
    ("asyncpg", "postgresql+asyncpg://user@localhost/app"),
    ("pymysql", "mysql+pymysql://user@localhost/app"),
    ("MySQLdb", "mysql://user@localhost/app"),
    ("oracledb", "oracle+oracledb://user@localhost/app"),
    ("pyodbc", "mssql+pyodbc://user@localhost/app?driver=ODBC+Driver+18+for+SQL+Server"),
)


class GivenUrl(NamedTuple):
    """A URL that goes before the file's, and where it was given."""

    url: str
    source: str


def given_url(cmd_opts: Any) -> GivenUrl | None:
    """Return the URL of ``--url``, else of ``$DATABASE_URL``, else None."""
    option = getattr(cmd_opts, "url", None)
    if isinstance(option, str) and option:
        return GivenUrl(option, URL_OPTION)
    variable = os.environ.get(VARIABLE)
    return GivenUrl(variable, f"${VARIABLE}") if variable else None


def checked(url: str | None, place: Place | None, *, source: str) -> str:
    """Return the URL if it has the form of one.

    Raises ``ConfigurationError`` that says where it stands, what is wrong, and where a URL can come from.
    """
    if not url or url == PLACEHOLDER:
        raise ConfigurationError(
            "There is no database URL",
            hint=f"set {KEY} in the configuration, or ${VARIABLE}, or give --url; for example {_examples()}",
            place=place,
        )
    found = _FORM.match(url)
    if found is None or not found[0].endswith("//"):
        raise ConfigurationError(
            f"{_shown(url)!r} (from {source}) is no database URL",
            hint=f"it has the form dialect://user:password@host/name, for example {_examples()}",
            place=place,
        )
    backend = found["backend"].lower()
    if backend in _SPELLINGS:
        raise ConfigurationError(
            f"The database URL (from {source}) begins with {backend!r}, which SQLAlchemy does not know",
            hint=did_you_mean(_SPELLINGS[backend], _KNOWN),
            place=place,
        )
    return url


def _shown(text: str) -> str:
    """Return a text that was meant as a URL without what may be its password."""
    return re.sub(r":[^@]*@", ":***@", mask_passwords(text))


def _examples() -> str:
    """Return a URL of SQLite, and one for a driver that is installed."""
    installed = next((example for module, example in _DRIVERS if find_spec(module) is not None), None)
    return listed(filter(None, ["sqlite:///app.db", installed]), last="or")
