"""The order in which the functions of a target are called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.kernel.autogenerate.dispatch import DispatchPriority, Handler, PriorityDispatcher, PriorityDispatchResult
from migrate.plugin import PluginError


def noting(calls: list[str], name: str, result: PriorityDispatchResult | None = None) -> Callable[[], object]:
    def function() -> PriorityDispatchResult | None:
        calls.append(name)
        return result

    return function


def test_higher_priority_comes_first() -> None:
    """Whatever the order of registration."""
    calls: list[str] = []
    dispatcher = PriorityDispatcher()
    dispatcher.dispatch_for("table", priority=DispatchPriority.LAST)(noting(calls, "last"))
    dispatcher.dispatch_for("table")(noting(calls, "middle"))
    dispatcher.dispatch_for("table", priority=DispatchPriority.FIRST)(noting(calls, "first"))
    dispatcher.dispatch("table")()
    assert calls == ["first", "middle", "last"]


def test_stop_holds_back_only_its_own_subgroup() -> None:
    """Functions of other subgroups are still called, and the caller hears of the stop."""
    calls: list[str] = []
    dispatcher = PriorityDispatcher()
    dispatcher.dispatch_for("t", subgroup="a")(noting(calls, "a1", PriorityDispatchResult.STOP))
    dispatcher.dispatch_for("t", subgroup="a")(noting(calls, "a2"))
    dispatcher.dispatch_for("t", subgroup="b")(noting(calls, "b1"))
    assert dispatcher.dispatch("t")() is PriorityDispatchResult.STOP
    assert calls == ["a1", "b1"]


def test_several_qualifiers_are_served_from_the_nearest_on() -> None:
    """MariaDB's own function first, then MySQL's, then everyone's."""
    calls: list[str] = []
    dispatcher = PriorityDispatcher()
    for qualifier in ("default", "mysql", "oracle", "mariadb"):
        dispatcher.dispatch_for("t", qualifier=qualifier)(noting(calls, qualifier))
    dispatcher.dispatch("t", qualifier=("mariadb", "mysql"))()
    assert calls == ["mariadb", "mysql", "default"]


def test_before_and_after_move_a_function_next_to_its_neighbours() -> None:
    """They count more than the order of registration."""
    calls: list[str] = []
    dispatcher = PriorityDispatcher()
    dispatcher.add(Handler("t", noting(calls, "views"), names=("views",), after=("tables",)))
    dispatcher.add(Handler("t", noting(calls, "tables"), names=("tables",)))
    dispatcher.add(Handler("t", noting(calls, "sequences"), names=("sequences",), before=("tables",)))
    dispatcher.dispatch("t")()
    assert calls.index("sequences") < calls.index("tables") < calls.index("views")


def test_functions_that_wait_for_each_other_are_named() -> None:
    """The error says which, and what to change."""
    dispatcher = PriorityDispatcher()
    dispatcher.add(Handler("t", print, names=("one",), before=("two",)))
    dispatcher.add(Handler("t", print, names=("two",), before=("one",)))
    with pytest.raises(PluginError, match="The comparators one, two all ask to run before one another"):
        dispatcher.dispatch("t")


def test_the_same_function_in_the_same_place_is_called_once() -> None:
    """Whoever registers it again, such as env.py in each environment, means the same."""
    calls: list[str] = []
    dispatcher = PriorityDispatcher()
    function = noting(calls, "once")
    for _ in range(2):
        dispatcher.dispatch_for("table")(function)
    dispatcher.populate_with(dispatcher.branch())
    dispatcher.dispatch("table")()
    assert calls == ["once"]


def test_functions_that_only_look_alike_are_all_called() -> None:
    """Two closures of one factory, two lambdas of one line, and one function in two places."""
    calls: list[str] = []
    dispatcher = PriorityDispatcher()
    for name in ("a", "b"):
        dispatcher.dispatch_for("table")(noting(calls, name))
        dispatcher.dispatch_for("table")(lambda name=name: calls.append(f"lambda {name}"))
    twice = noting(calls, "c")
    dispatcher.dispatch_for("table", subgroup="first")(twice)
    dispatcher.dispatch_for("table", subgroup="second")(twice)
    dispatcher.dispatch("table")()
    assert calls == ["a", "lambda a", "b", "lambda b", "c", "c"]


def test_a_branch_grows_on_its_own() -> None:
    """What is added to the copy is not in the original."""
    calls: list[str] = []
    dispatcher = PriorityDispatcher()
    dispatcher.branch().dispatch_for("t")(noting(calls, "copy"))
    dispatcher.dispatch("t")()
    assert calls == []
