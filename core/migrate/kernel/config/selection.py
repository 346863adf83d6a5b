"""Which plugins the project uses, and how they are set."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from migrate.kernel.errors import ConfigurationError, Place
from migrate.kernel.plugin.selection import Selection, parse_rule
from migrate.kernel.plugin.specs import OptionSpec
from migrate.kernel.text import did_you_mean

VARIABLE = "MIGRATE_PLUGINS"
SECTION = "plugin:"
HOOKS = "hooks"
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


def selection_of(config: Any) -> Selection:
    """Return what ``plugins =``, ``[plugin:NAME] hooks =``, the variable and ``-p no:NAME`` pick."""
    rule = os.environ.get(VARIABLE) or config.get_alembic_option("plugins") or "*"
    patterns = parse_rule(rule) if isinstance(rule, str) else tuple(rule)
    hooks = {
        section.removeprefix(SECTION): parse_rule(options[HOOKS])
        for section, options in config.plugin_sections().items()
        if HOOKS in options
    }
    place = None if os.environ.get(VARIABLE) else config.place_of(config.config_ini_section, "plugins")
    return Selection(patterns, hooks, place).without(_switched_off(config))


def _switched_off(config: Any) -> list[str]:
    given: Iterable[str] = getattr(config.cmd_opts, "plugins", None) or ()
    return [name.removeprefix("no:") for name in given if isinstance(name, str)]


def plugin_options(
    specs: Iterable[OptionSpec], given: Mapping[str, Any], place_of: Callable[[str], Place | None]
) -> dict[str, Any]:
    """Return a plugin's options: the environment's value, else the file's, else the default.

    Raises ``ConfigurationError`` for an option that the plugin does not know, and for a value of the wrong type.
    """
    known = {spec.key: spec for spec in specs}
    for key in given:
        if key not in known and key != HOOKS:
            hint = did_you_mean(key, known) or f"known are {', '.join(sorted(known)) or 'none'}"
            raise ConfigurationError(f"Unknown option {key!r} of a plugin", hint=hint, place=place_of(key))
    return {key: _value(spec, given.get(key), place_of) for key, spec in known.items()}


def _value(spec: OptionSpec, given: Any, place_of: Callable[[str], Place | None]) -> Any:
    variable = os.environ.get(spec.env_var) if spec.env_var else None
    raw = variable if variable is not None else given
    if raw is None:
        return spec.default
    try:
        return _converted(spec, raw)
    except ValueError as cause:
        source = f"${spec.env_var}" if variable is not None else f"the option {spec.key!r}"
        kind = getattr(spec.type, "__name__", str(spec.type))
        raise ConfigurationError(f"{raw!r} in {source} is no {kind}", place=place_of(spec.key)) from cause


def _converted(spec: OptionSpec, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    if spec.type is bool:
        if raw.lower() not in _TRUE | _FALSE:
            raise ValueError(raw)
        return raw.lower() in _TRUE
    if spec.type in (str, int, float):
        return spec.type(raw)
    return raw.replace(",", " ").split()
