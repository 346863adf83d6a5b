"""Turn the descriptions of commands into click's objects."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

import click
from click.shell_completion import CompletionItem

from migrate.kernel.cli.common import beside
from migrate.kernel.cli.invocation import Invocation
from migrate.kernel.plugin.specs import CommandSpec, Parameter

# `-1` and `-2:current` are revisions, not options; a mark in front of them tells click.
_RELATIVE = re.compile(r"-\d")
CONTEXT_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 120}
_AnyType: TypeAlias = "click.ParamType[Any]"
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class _Unmarked(click.ParamType):  # type: ignore[type-arg]  # generic in click's later versions only
    """Take the mark off again, then convert as another type does."""

    def __init__(self, wrapped: _AnyType) -> None:
        self.wrapped = wrapped
        self.name = wrapped.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self.wrapped(value.removeprefix(_MARK) if isinstance(value, str) else value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return self.wrapped.get_metavar(param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return self.wrapped.shell_complete(ctx, param, incomplete)


class CommandOfSpec(click.Command):
    """A command that a plugin describes; invoking it returns an ``Invocation`` and runs nothing."""

    def __init__(self, spec: CommandSpec) -> None:
        self.spec = spec
        self.common = beside(spec.parameters)
        super().__init__(
            spec.name,
            params=[click_parameter(one) for one in (*spec.parameters, *self.common)],
            help=spec.help,
            short_help=first_sentence(spec.help),
            epilog=spec.epilog,
            context_settings=CONTEXT_SETTINGS,
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [_MARK + arg if _RELATIVE.match(arg) else arg for arg in args])

    def invoke(self, ctx: click.Context) -> Invocation:
        values = {name: _listed(value) for name, value in ctx.params.items()}
        before = ctx.parent.params if ctx.parent else {}
        common = {parameter.name: values.pop(parameter.name) for parameter in self.common}
        return Invocation(self.spec, values, before, common)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options, then the common ones in a section of their own."""
        shared = {parameter.name for parameter in self.common}
        with_help = ((one, one.get_help_record(ctx)) for one in self.get_params(ctx))
        records = [(one.name in shared, record) for one, record in with_help if record is not None]
        for title, is_shared in (("Options", False), ("Options of all commands", True)):
            rows = [record for common, record in records if common is is_shared]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def click_parameter(parameter: Parameter) -> click.Parameter:
    """Return the click argument or option that a parameter describes."""
    return _option(parameter) if parameter.flags else _argument(parameter)


def click_parameters(parameters: Iterable[Parameter]) -> list[click.Parameter]:
    """Return the click arguments and options that parameters describe."""
    return [click_parameter(parameter) for parameter in parameters]


def unmarked(text: str) -> str:
    """Return the text as the user typed it."""
    return text.replace(_MARK, "")


def first_sentence(text: str) -> str:
    """Return the text up to its first full stop, on one line."""
    return re.split(r"(?<=[.])\s", " ".join(text.split()), maxsplit=1)[0]


def _argument(parameter: Parameter) -> click.Argument:
    return click.Argument(
        [parameter.name],
        type=_type(parameter),
        nargs=-1 if parameter.many else 1,
        required=parameter.required,
        metavar=parameter.metavar,
        **_default(parameter),
    )


def _option(parameter: Parameter) -> click.Option:
    flag: dict[str, Any] = {"is_flag": True, "default": bool(parameter.default)}
    valued: dict[str, Any] = {"type": _type(parameter), **_default(parameter)}
    return click.Option(
        [*parameter.flags, parameter.name],
        multiple=parameter.many,
        required=parameter.required,
        help=parameter.help,
        metavar=parameter.metavar,
        hidden=parameter.hidden,
        **(flag if parameter.is_flag else valued),
    )


def _default(parameter: Parameter) -> dict[str, Any]:
    # To click, a default of None is a default, and then nothing is required any more.
    return {} if parameter.default is None else {"default": parameter.default}


def _type(parameter: Parameter) -> _AnyType:
    wrapped = click.Choice(parameter.choices) if parameter.choices else click.types.convert_type(parameter.type)
    return _Unmarked(wrapped)


def _listed(value: Any) -> Any:
    """Return click's tuples as lists, and an empty one as None, as Alembic's functions take them."""
    return (list(value) or None) if isinstance(value, tuple) else value
