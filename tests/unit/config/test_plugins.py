"""Which plugins a configuration picks, and how it sets them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.config import Config
from migrate.kernel.config.selection import plugin_options
from migrate.kernel.plugin.specs import OptionSpec
from migrate.plugin import ConfigurationError, PluginError

Make = Callable[..., Config]
SPECS = (
    OptionSpec("managed", bool, default=False, env_var="MIGRATE_TEST_MANAGED"),
    OptionSpec("limit", int, default=3),
    OptionSpec("schemas", list[str], default=()),
)


def test_all_plugins_take_part_by_default(ini: Make) -> None:
    """Without a rule every installed plugin is used."""
    assert ini("[migrate]\n").plugins.selection.rule == ("*",)


def test_the_rule_of_the_file(ini: Make, tmp_path: Path) -> None:
    """``plugins = *, ~locks`` switches one off."""
    host = ini("[migrate]\nplugins = *, ~locks\n").plugins
    assert not host.selection.allows("locks")
    assert host.selection.allows("tables")


def test_pyproject_may_hold_the_rule(toml: Make) -> None:
    """A list in pyproject.toml is a rule as well."""
    host = toml(
        '[tool.migrate]\nplugins = ["*", "~locks"]\n[tool.migrate.plugin.batch]\nhooks = "~migrate_configure"\n'
    )
    assert not host.plugins.selection.allows("locks")
    assert host.plugins.selection.hooks == {"batch": ("~migrate_configure",)}


def test_the_variable_goes_before_the_file(ini: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """$MIGRATE_PLUGINS takes the place of the rule."""
    monkeypatch.setenv("MIGRATE_PLUGINS", "*, ~batch")
    host = ini("[migrate]\nplugins = *, ~locks\n").plugins
    assert host.selection.allows("locks")
    assert not host.selection.allows("batch")


def test_the_command_line_takes_away(ini: Make) -> None:
    """``-p no:locks`` is added to whatever rule there is."""
    config = ini("[migrate]\nplugins = *, ~batch\n", cmd_opts=Namespace(plugins=["no:locks"]))
    assert not config.plugins.selection.allows("locks")
    assert not config.plugins.selection.allows("batch")


def test_single_hooks_can_be_switched_off(ini: Make) -> None:
    """``[plugin:NAME] hooks =`` picks among a plugin's hooks."""
    config = ini("[migrate]\n[plugin:commands]\nhooks = *, ~migrate_register_commands\n")
    assert config.plugins.hooks_of("commands") == ()


def test_an_unknown_plugin_is_told_with_file_and_line(ini: Make, tmp_path: Path) -> None:
    """A typing error in the rule is answered with the nearest name."""
    with pytest.raises(PluginError) as caught:
        ini("[migrate]\nplugins = *, ~tabels\n").plugins.check()
    assert str(caught.value) == "Unknown plugin 'tabels'"
    assert str(caught.value.hint).startswith("did you mean 'tables'?")
    assert str(caught.value.place) == f"{tmp_path / 'migrate.ini'}:2"


def test_options_are_typed() -> None:
    """An option has the type that the plugin declares; a missing one its default."""
    given = {"managed": "yes", "schemas": "a, b"}
    assert plugin_options(SPECS, given, lambda _: None) == {"managed": True, "limit": 3, "schemas": ["a", "b"]}


def test_the_options_variable_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment variable of an option counts."""
    monkeypatch.setenv("MIGRATE_TEST_MANAGED", "1")
    assert plugin_options(SPECS, {"managed": "no"}, lambda _: None)["managed"] is True


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ({"limit": "many"}, "'many' in the option 'limit' is no int", None),
        ({"managed": "perhaps"}, "'perhaps' in the option 'managed' is no bool", None),
        ({"limits": "1"}, "Unknown option 'limits' of a plugin", "did you mean 'limit'?"),
    ],
)
def test_wrong_options_are_told(given: dict[str, str], message: str, hint: str | None) -> None:
    """The option and its value are named."""
    with pytest.raises(ConfigurationError) as caught:
        plugin_options(SPECS, given, lambda _: None)
    assert str(caught.value) == message
    assert caught.value.hint == hint


def test_the_options_of_a_plugin_without_any_are_none(ini: Make) -> None:
    """A plugin that declares nothing has no options, and a section for it may hold none."""
    config = ini("[migrate]\n[plugin:tables]\nx = 1\n")
    with pytest.raises(ConfigurationError, match="Unknown option 'x'"):
        config.plugin_options("tables")
