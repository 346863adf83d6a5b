"""Options that hold several folders."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.config import Config
from migrate.plugin import ConfigurationError

Make = Callable[..., Config]


@pytest.mark.parametrize(
    ("separator", "text"),
    [("os", os.pathsep.join(["a b", "c"])), (":", "a b:c"), (";", "a b ; c"), ("newline", "a b\n  c")],
)
def test_folders_are_separated_as_the_rule_says(ini: Make, separator: str, text: str) -> None:
    """Blanks around a folder do not count, blanks inside do."""
    config = ini(f"[migrate]\npath_separator = {separator}\nversion_locations = {text}\nprepend_sys_path = {text}\n")
    assert config.get_version_locations_list() == ["a b", "c"]
    assert config.get_prepend_sys_paths_list() == ["a b", "c"]


def test_blanks_may_separate(ini: Make) -> None:
    """``path_separator = space``."""
    config = ini("[migrate]\npath_separator = space\nversion_locations = a  b\n")
    assert config.get_version_locations_list() == ["a", "b"]


def test_an_unknown_rule_is_refused(ini: Make, tmp_path: Path) -> None:
    """The known rules are named, and the line of the wrong one."""
    config = ini("[migrate]\npath_separator = |\nversion_locations = a\n")
    with pytest.raises(ConfigurationError) as caught:
        config.get_version_locations_list()
    assert str(caught.value) == (
        "'|' is not a valid value for path_separator; expected 'space', 'newline', 'os', ':', ';'"
    )
    assert str(caught.value.place) == f"{tmp_path / 'migrate.ini'}:2"


def test_without_a_rule_the_old_ways_warn(ini: Make) -> None:
    """Files from before path_separator work, and say what to add."""
    config = ini("[migrate]\nversion_locations = a, b c\nprepend_sys_path = a:b, c\n")
    with pytest.warns(DeprecationWarning, match="No path_separator found"):
        assert config.get_version_locations_list() == ["a", "b", "c"]
    with pytest.warns(DeprecationWarning, match="No path_separator found"):
        assert config.get_prepend_sys_paths_list() == ["a", "b", "c"]


def test_no_option_is_none(ini: Make) -> None:
    """A missing option is told apart from an empty one."""
    assert ini("[migrate]\n").get_version_locations_list() is None


def test_toml_has_lists(toml: Make) -> None:
    """pyproject.toml needs no rule."""
    assert toml('[tool.migrate]\nversion_locations = ["a", "b"]\n').get_version_locations_list() == ["a", "b"]
