"""The options of all commands."""

from __future__ import annotations

from migrate.kernel.cli.common import COMMON, beside, merged
from migrate.plugin import Parameter


def test_a_commands_own_flag_goes_before_a_common_one() -> None:
    """``current -c`` is --check-heads, while --config stays."""
    own = Parameter("check_heads", flags=("-c", "--check-heads"), is_flag=True)
    config = next(one for one in beside([own]) if one.name == "config")
    assert config.flags == ("--config",)


def test_an_option_of_the_same_name_replaces_the_common_one() -> None:
    """``init --url`` is init's own."""
    names = [one.name for one in beside([Parameter("url", flags=("--url",))])]
    assert names == [one.name for one in COMMON if one.name != "url"]


def test_options_before_and_after_the_command_are_merged() -> None:
    """Several values add up; of single ones the later counts."""
    found = merged({"x": ["a=1"], "url": "sqlite://", "quiet": False}, {"x": ["b=2"], "url": None, "quiet": True})
    assert (found["x"], found["url"], found["quiet"], found["name"]) == (["a=1", "b=2"], "sqlite://", True, None)
