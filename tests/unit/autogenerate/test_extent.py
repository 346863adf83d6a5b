"""How much is compared: the option ``compare``."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import MetaData

from migrate.autogenerate.api import AutogenContext
from migrate.config import Config
from migrate.migration import MigrationContext
from migrate.plugin import ConfigurationError


class Environment:
    """Stand for an environment, of which no more than the configuration matters here."""

    def __init__(self, config: Config) -> None:
        self.config = config


def context(folder: Path, line: str = "", **opts: object) -> AutogenContext:
    file = folder / "migrate.ini"
    file.write_text(f"[migrate]\nscript_location = migrations\n{line}\n")
    environment = Environment(Config(str(file)))
    made = MigrationContext.configure(dialect_name="sqlite", opts=opts, environment_context=environment)  # type: ignore[arg-type]
    return AutogenContext(made, MetaData())


def test_all_is_compared_unless_the_reference_is_asked_for(tmp_path: Path) -> None:
    """In the configuration, or by env.py, which is heard first."""
    assert context(tmp_path).compares_all
    assert context(tmp_path, "compare = full").compares_all
    assert not context(tmp_path, "compare = reference").compares_all
    assert not context(tmp_path, compare="reference").compares_all
    assert context(tmp_path, "compare = reference", compare="full").compares_all


def test_the_environment_goes_before_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But not before env.py."""
    monkeypatch.setenv("MIGRATE_COMPARE", "reference")
    assert not context(tmp_path, "compare = full").compares_all
    assert context(tmp_path, compare="full").compares_all


def test_another_word_is_refused(tmp_path: Path) -> None:
    """With its place, where it stands in a file."""
    with pytest.raises(ConfigurationError) as caught:
        _ = context(tmp_path, "compare = referense").compares_all
    assert str(caught.value) == "There is no extent of comparison named 'referense'"
    assert caught.value.hint == (
        "use 'full' for all that the database can tell, or 'reference' for what Alembic compares by default"
    )
    assert caught.value.place is not None
    assert (Path(caught.value.place.path).name, caught.value.place.line) == ("migrate.ini", 3)
    with pytest.raises(ConfigurationError) as caught:
        _ = context(tmp_path, compare="all").compares_all
    assert caught.value.place is None
