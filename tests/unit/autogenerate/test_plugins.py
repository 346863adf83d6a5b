"""Which comparators take part."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from migrate.kernel.autogenerate.dispatch import PriorityDispatcher
from migrate.kernel.autogenerate.plugins import ALL, Plugin, populate
from migrate.kernel.plugin.declarations import LIBRARIES
from migrate.kernel.plugin.registry import Registry
from migrate.plugin import CommandError, ComparatorSpec
from migrate.runtime.plugins import Plugin as PublicPlugin
from support.registries import environment, registry_of


def names(registry: Registry, *patterns: str) -> set[str]:
    dispatcher = PriorityDispatcher()
    populate(dispatcher, registry, patterns or ALL)
    return {handler.function.__name__ for target in ("table", "schema") for handler in dispatcher.handlers(target)}


def compare_tables() -> None: ...


def compare_views() -> None: ...


def compare_checks() -> None: ...


@pytest.fixture
def registry() -> Registry:
    return registry_of(
        tables=(ComparatorSpec("table", compare_tables),),
        views=(ComparatorSpec("schema", compare_views, element="views"),),
        constraints=(ComparatorSpec("table", compare_checks, group="migrate.ext.checks"),),
    )


def test_all_take_part_but_those_that_have_to_be_asked_for(registry: Registry) -> None:
    """A comparator whose group is a whole name of its own waits to be named."""
    assert names(registry) == {"compare_tables", "compare_views"}


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (("migrate.autogenerate.*", "~migrate.autogenerate.views"), {"compare_tables"}),
        (("migrate.autogenerate.*", "~views"), {"compare_tables"}),
        (("alembic.autogenerate.tables",), {"compare_tables"}),
        (("migrate.autogenerate.tables", "migrate.ext.checks"), {"compare_tables", "compare_checks"}),
        (("~views", "*.autogenerate.*"), {"compare_tables"}),
    ],
)
def test_patterns_choose(registry: Registry, patterns: tuple[str, ...], expected: set[str]) -> None:
    """Stars fit anything, a tilde takes away wherever it stands, and Alembic's names mean the same."""
    assert names(registry, *patterns) == expected


def test_a_pattern_that_fits_nothing_is_an_error(registry: Registry) -> None:
    """It is shown as it was written, with the nearest name."""
    with pytest.raises(CommandError, match=r"Did not locate plugins: alembic\.autogenerate\.tabels") as caught:
        names(registry, "alembic.autogenerate.tabels")
    assert caught.value.hint == "autogenerate_plugins: did you mean 'migrate.autogenerate.tables'?"


@pytest.fixture
def by_hand() -> Iterator[Plugin]:
    plugin = PublicPlugin("shop.reports")
    yield plugin
    plugin.remove()


def test_a_plugin_by_hand_takes_part_where_it_is_named(by_hand: Plugin) -> None:
    """And not otherwise."""
    by_hand.add_autogenerate_comparator(compare_views, "schema", "views")
    with_it, without = PriorityDispatcher(), PriorityDispatcher()
    Plugin.populate_autogenerate_priority_dispatch(with_it, ["migrate.autogenerate.*", "shop.*"])
    Plugin.populate_autogenerate_priority_dispatch(without, ["migrate.autogenerate.*"])
    assert compare_views in [handler.function for handler in with_it.handlers("schema")]
    assert compare_views not in [handler.function for handler in without.handlers("schema")]


def test_a_plugins_name_is_its_own(by_hand: Plugin) -> None:
    """A second one of the same name is refused."""
    with pytest.raises(ValueError, match=r"A plugin named shop\.reports is already registered"):
        Plugin("shop.reports")


def test_a_librarys_comparator_is_called_once_however_often_env_py_registers_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library stays, and so does what each environment of the process has declared of it."""
    library = ModuleType("library_with_comparators")
    exec("def compare_of_library(): ...", library.__dict__)
    monkeypatch.setitem(sys.modules, library.__name__, library)
    source = (
        "import library_with_comparators as library\n"
        "from migrate.autogenerate import comparators\n"
        "comparators.dispatch_for('table')(library.compare_of_library)\n"
    )
    for _ in range(3):
        with environment(source) as registry:
            dispatcher = PriorityDispatcher()
            populate(dispatcher, registry, ALL)
            called = [handler.function for handler in dispatcher.handlers("table")]
            assert called.count(library.compare_of_library) == 1
            declared = [spec for spec in registry.declared("comparators") if spec.function in called]
    LIBRARIES.remove_all(declared)


def test_what_env_py_declares_ends_with_it() -> None:
    """A plugin and a comparator of one environment are unknown to the next."""
    source = (
        "from migrate.autogenerate import comparators\n"
        "from migrate.runtime.plugins import Plugin\n"
        "Plugin('shop.once')\n"
        "@comparators.dispatch_for('table')\n"
        "def own(): ...\n"
    )
    for _ in range(2):
        with environment(source) as registry:
            assert "own" in names(registry)
            assert [plugin.name for plugin in registry.declared("autogenerate_plugins")] == ["shop.once"]
