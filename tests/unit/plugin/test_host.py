"""The plugin host: what takes part, in which order, and who is named when something fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from migrate.kernel.errors import CommandError, PluginError
from migrate.kernel.plugin.discovery import Found
from migrate.kernel.plugin.host import PluginHost
from migrate.kernel.plugin.selection import Selection, parse_rule
from migrate.plugin import CommandSpec, WriteHookSpec, hookimpl

Make = Callable[..., Found]


@hookimpl
def migrate_register_write_hooks() -> tuple[WriteHookSpec, ...]:
    return (WriteHookSpec("tidy", lambda path, options: None),)


@hookimpl
def migrate_make_revision_id(config: Any) -> str:
    raise RuntimeError("no clock")


@hookimpl
def migrate_after_run(context: Any, plan: Any) -> None:
    raise RuntimeError("chat is down")


@hookimpl
def migrate_no_such_hook() -> None: ...


def test_a_list_of_names_picks_and_orders_the_plugins(plugin: Make) -> None:
    """``plugins = b, a`` takes b before a, and leaves c out."""

    def hook(name: str) -> Callable[..., Any]:
        @hookimpl
        def migrate_register_commands() -> tuple[CommandSpec, ...]:
            return (CommandSpec(name, "x:y", "help"),)

        return migrate_register_commands

    found = [plugin(name, hook(name)) for name in "abc"]
    host = PluginHost(found, Selection(parse_rule("b, a")))
    assert list(host.registry.commands) == ["b", "a"]


def test_a_tilde_takes_a_plugin_away(plugin: Make) -> None:
    """``plugins = *, ~a`` uses all plugins but a."""
    host = PluginHost([plugin("a", migrate_register_write_hooks)], Selection(parse_rule("*, ~a")))
    assert dict(host.registry.write_hooks) == {}


def test_a_hook_can_be_switched_off_alone(plugin: Make) -> None:
    """``hooks = *, ~migrate_make_revision_id`` keeps the plugin's other hooks."""
    rule = {"a": parse_rule("*, ~migrate_make_revision_id")}
    host = PluginHost([plugin("a", migrate_register_write_hooks, migrate_make_revision_id)], Selection(hooks=rule))
    assert host.call("migrate_make_revision_id", config=None) is None
    assert "tidy" in host.registry.write_hooks


def test_an_unknown_plugin_name_is_an_error_with_the_nearest_name(plugin: Make) -> None:
    """A misspelt name in the rule is told, with what was probably meant."""
    host = PluginHost([plugin("views", migrate_register_write_hooks)], Selection(parse_rule("*, ~view")))
    with pytest.raises(PluginError) as caught:
        host.check()
    assert str(caught.value) == "Unknown plugin 'view'"
    assert caught.value.hint == "did you mean 'views'? (see `migrate plugins`)"


def test_an_unknown_hook_disables_its_plugin_and_names_it(plugin: Make) -> None:
    """A plugin that implements a hook without a spec is reported, and does not disturb the others."""
    host = PluginHost([plugin("odd", migrate_no_such_hook), plugin("fine", migrate_register_write_hooks)])
    assert str(host.failures["odd"]) == (
        "The plugin 'odd' (dist-odd 1.0, stranger_odd) implements the unknown hook 'migrate_no_such_hook'"
    )
    assert "tidy" in host.registry.write_hooks


def test_a_wrong_argument_name_is_reported_with_its_plugin(plugin: Make) -> None:
    """A hook implementation that asks for an argument the spec lacks is a failure of its plugin."""

    @hookimpl
    def migrate_make_revision_id(configuration: Any) -> str:
        return "x"

    host = PluginHost([plugin("odd", migrate_make_revision_id)])
    assert "'odd' (dist-odd 1.0, stranger_odd) failed in registration" in str(host.failures["odd"])


def test_two_plugins_of_one_name_are_both_named(plugin: Make) -> None:
    """The second plugin of a name is refused, and the error names both distributions."""
    host = PluginHost([plugin("views", migrate_register_write_hooks), plugin("views", migrate_register_write_hooks)])
    assert str(host.failures["views"]) == (
        "Two plugins are called 'views': 'views' (dist-views 1.0, stranger_views) and "
        "'views' (dist-views 1.0, stranger_views)"
    )


def test_a_failing_hook_is_attributed_to_its_plugin(plugin: Make) -> None:
    """An error inside a hook names plugin, distribution, version, hook, cause and the way to switch it off."""
    host = PluginHost([plugin("clock", migrate_make_revision_id)])
    with pytest.raises(PluginError) as caught:
        host.call("migrate_make_revision_id", config=None)
    assert str(caught.value) == (
        "The plugin 'clock' (dist-clock 1.0, stranger_clock) failed in migrate_make_revision_id: RuntimeError: no clock"
    )
    assert caught.value.hint == "repair or update it, or switch it off with -p no:clock"
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_a_failing_registration_is_attributed_to_its_plugin(plugin: Make) -> None:
    """An error while a table is collected names the plugin that gave nothing."""

    @hookimpl
    def migrate_register_commands() -> tuple[CommandSpec, ...]:
        raise ImportError("no module named 'gone'")

    host = PluginHost([plugin("broken", migrate_register_commands)])
    with pytest.raises(PluginError, match=r"'broken' .* failed in migrate_register_commands: ImportError"):
        _ = host.registry.commands


def test_a_veto_keeps_the_plugins_own_words(plugin: Make) -> None:
    """A CommandError raised by a hook on purpose reaches the user as it is."""

    @hookimpl
    def migrate_before_run(context: Any, plan: Any) -> None:
        raise CommandError("more than 50 revisions at once")

    host = PluginHost([plugin("careful", migrate_before_run)])
    with pytest.raises(CommandError, match=r"^more than 50 revisions at once$"):
        host.call("migrate_before_run", context=None, plan=None)


def test_a_safe_hook_that_fails_is_logged_and_the_others_still_run(
    plugin: Make, caplog: pytest.LogCaptureFixture
) -> None:
    """An observer's error changes nothing but the log."""
    seen = []

    @hookimpl(trylast=True)
    def migrate_after_run_well(context: Any, plan: Any) -> None:
        seen.append(plan)

    migrate_after_run_well.__name__ = "migrate_after_run"
    host = PluginHost([plugin("quiet", migrate_after_run_well), plugin("chat", migrate_after_run)])
    with caplog.at_level(logging.WARNING, "migrate.plugin"):
        host.call_safely("migrate_after_run", context=None, plan="the plan")
    assert seen == ["the plan"]
    assert "'chat' (dist-chat 1.0, stranger_chat) failed in migrate_after_run: RuntimeError" in caplog.text


def test_two_plugins_that_register_one_name_are_both_named(plugin: Make) -> None:
    """A clash in a table is an error that names both plugins."""
    host = PluginHost([plugin("a", migrate_register_write_hooks), plugin("b", migrate_register_write_hooks)])
    with pytest.raises(PluginError) as caught:
        _ = host.registry.write_hooks
    assert str(caught.value) == "The plugins 'a' and 'b' both register the write hook 'tidy'"
    assert caught.value.hint == "switch one off with -p no:b, or let it say replace=True"


def test_replace_settles_a_clash(plugin: Make) -> None:
    """A spec that says ``replace=True`` takes the place of an earlier one."""

    @hookimpl
    def migrate_register_write_hooks_again() -> tuple[WriteHookSpec, ...]:
        return (WriteHookSpec("tidy", "other:tidy", replace=True),)

    migrate_register_write_hooks_again.__name__ = "migrate_register_write_hooks"
    host = PluginHost([plugin("a", migrate_register_write_hooks), plugin("b", migrate_register_write_hooks_again)])
    assert host.registry.write_hooks["tidy"].function == "other:tidy"


def test_a_plugin_may_wrap_what_the_kernel_does(plugin: Make) -> None:
    """The kernel's own answer to a protocol comes last, inside every wrapper."""
    order = []

    @hookimpl(wrapper=True)
    def migrate_run_plan(context: Any, plan: Any, proceed: Any) -> Any:
        order.append("before")
        result = yield
        order.append("after")
        return result

    host = PluginHost([plugin("tracer", migrate_run_plan)])
    result = host.call("migrate_run_plan", context=None, plan=None, proceed=lambda: order.append("run") or "done")
    assert (result, order) == ("done", ["before", "run", "after"])


def test_the_trace_prints_each_call(
    plugin: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``MIGRATE_TRACE=1`` tells hook, plugins, arguments and result on stderr."""
    monkeypatch.setenv("MIGRATE_TRACE", "1")

    @hookimpl
    def migrate_make_revision_id(config: Any) -> str:
        return "ab12"

    PluginHost([plugin("clock", migrate_make_revision_id)]).call("migrate_make_revision_id", config=None)
    assert capsys.readouterr().err == (
        "migrate: hook migrate_make_revision_id [clock] config\nmigrate: hook migrate_make_revision_id -> 'ab12'\n"
    )
