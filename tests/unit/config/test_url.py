"""A database's URL is taken as it is written, and a wrong one is told (T10, T25, E1)."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.config import Config
from migrate.kernel.config.url import PLACEHOLDER
from migrate.plugin import ConfigurationError

Make = Callable[..., Config]
PERCENT = "postgresql://u:p%40ss%zz@host/db"


def test_percent_signs_are_the_urls_own(ini: Make) -> None:
    """A percent-encoded password needs no doubling, and doubled signs of older files are read as one."""
    assert ini(f"[migrate]\nsqlalchemy.url = {PERCENT}\n").database_url() == PERCENT
    assert ini("[migrate]\nsqlalchemy.url = sqlite:///a%%20b\n").database_url() == "sqlite:///a%20b"


def test_here_is_filled_in(ini: Make, tmp_path: Path) -> None:
    """``%(here)s`` works in a URL too."""
    config = ini("[migrate]\nsqlalchemy.url = sqlite:///%(here)s/app.db\n")
    assert config.database_url() == f"sqlite:///{tmp_path.as_posix()}/app.db"


@given(st.text(st.characters(codec="ascii", exclude_characters="\n\r\0 "), min_size=1).filter(lambda s: "%%" not in s))
def test_a_url_that_code_sets_comes_back(password: str) -> None:
    """Whatever a password holds, what is set is what is read."""
    url = f"postgresql://u:{password}@host/db"
    config = Config()
    config.set_main_option("sqlalchemy.url", url)
    assert config.get_main_option("sqlalchemy.url") == url
    assert config.database_url() == url


def test_the_command_line_goes_before_the_environment_and_the_file(ini: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """--url, then $DATABASE_URL, then the file; every way of asking gives the same answer."""
    config = ini("[migrate]\nsqlalchemy.url = sqlite:///file\n")
    assert config.database_url() == "sqlite:///file"
    monkeypatch.setenv("DATABASE_URL", "sqlite:///variable")
    assert config.database_url() == config.get_main_option("sqlalchemy.url") == "sqlite:///variable"
    config.cmd_opts = Namespace(url="sqlite:///option")
    assert config.database_url() == config.get_section("migrate")["sqlalchemy.url"] == "sqlite:///option"


def test_code_goes_before_all(ini: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that sets a URL means it."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:///variable")
    config = ini("[migrate]\nsqlalchemy.url = sqlite:///file\n")
    config.set_main_option("sqlalchemy.url", "sqlite:///code")
    assert config.database_url() == "sqlite:///code"


def test_a_named_database_has_a_section_of_its_own(ini: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """$DATABASE_URL does not stand for one of several databases."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:///variable")
    config = ini("[migrate]\ndatabases = a\n[a]\nsqlalchemy.url = sqlite:///a\n")
    assert config.database_url("a") == "sqlite:///a"


def test_pyproject_may_hold_it(toml: Make) -> None:
    """The URL may stand in pyproject.toml."""
    assert toml('[tool.migrate]\n"sqlalchemy.url" = "sqlite:///t"\n').database_url() == "sqlite:///t"


@pytest.mark.parametrize("line", ["", f"sqlalchemy.url = {PLACEHOLDER}", "sqlalchemy.url ="])
def test_no_url(ini: Make, tmp_path: Path, line: str) -> None:
    """E1: without a URL, all places are named from which one can come, and a URL that would work here."""
    with pytest.raises(ConfigurationError) as caught:
        ini(f"[migrate]\n{line}\n").database_url()
    assert str(caught.value) == "There is no database URL"
    assert str(caught.value.hint).startswith(
        "set sqlalchemy.url in the configuration, or $DATABASE_URL, or give --url; for example sqlite:///app.db"
    )
    assert str(caught.value.place) == f"{tmp_path / 'migrate.ini'}:{2 if line else 1}"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("app.db", "app.db"),
        ("localhost:5432/app", "localhost:5432/app"),
        ("postgresql:/u:secret@h/db", "postgresql:***@h/db"),
        ("u:se:cret@h/db", "u:***@h/db"),
    ],
)
def test_no_url_at_all(ini: Make, tmp_path: Path, url: str, shown: str) -> None:
    """E1: what is no URL is shown without its password."""
    with pytest.raises(ConfigurationError) as caught:
        ini(f"[migrate]\nsqlalchemy.url = {url}\n").database_url()
    assert str(caught.value) == f"{shown!r} (from the configuration) is no database URL"
    assert str(caught.value.hint).startswith("it has the form dialect://user:password@host/name, for example sqlite")
    assert str(caught.value.place) == f"{tmp_path / 'migrate.ini'}:2"


def test_an_old_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """E1: Heroku's ``postgres://`` is answered with SQLAlchemy's name."""
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@h/db")
    with pytest.raises(ConfigurationError) as caught:
        Config().database_url()
    assert str(caught.value) == (
        "The database URL (from $DATABASE_URL) begins with 'postgres', which SQLAlchemy does not know"
    )
    assert caught.value.hint == "did you mean 'postgresql'?"
