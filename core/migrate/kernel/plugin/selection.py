"""Which plugins of those installed a project uses: ``plugins = *``, a list, ``*, ~name``; and which hooks of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from migrate.kernel.errors import Place, PluginError
from migrate.kernel.text import did_you_mean


@dataclass(frozen=True, slots=True)
class Selection:
    """A rule that picks names, and where it was written.

    ``rule`` holds patterns in order; ``~`` before a pattern takes away; the last pattern that fits a name decides.
    A name that no pattern fits is left out.  ``hooks`` holds such a rule per plugin for its hooks.
    """

    rule: tuple[str, ...] = ("*",)
    hooks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Place | None = None

    def allows(self, plugin: str) -> bool:
        """Return whether the plugin of this name takes part."""
        return _decide(self.rule, plugin)

    def allows_hook(self, plugin: str, hook: str) -> bool:
        """Return whether this hook of the plugin takes part."""
        return _decide(self.hooks.get(plugin, ("*",)), hook)

    def position(self, plugin: str) -> int:
        """Return the place of the pattern that names the plugin, so that a list also gives the order."""
        named = [number for number, pattern in enumerate(self.rule) if fnmatchcase(plugin, pattern)]
        return named[-1] if named else len(self.rule)

    def without(self, names: Collection[str]) -> Selection:
        """Return the rule with the given names switched off, as by ``-p no:NAME``."""
        return Selection((*self.rule, *(f"~{name}" for name in names)), self.hooks, self.place)

    def check(self, known: Collection[str], hooks: Collection[str]) -> None:
        """Raise ``PluginError`` for a name that is no installed plugin, or no hook."""
        for pattern in self.rule:
            self._check_one(pattern.removeprefix("~"), known, "plugin", "see `migrate plugins`")
        for plugin, rule in self.hooks.items():
            self._check_one(plugin, known, "plugin", "see `migrate plugins`")
            for pattern in rule:
                self._check_one(pattern.removeprefix("~"), hooks, "hook", "see the hook reference")

    def _check_one(self, name: str, known: Collection[str], kind: str, where: str) -> None:
        if any(fnmatchcase(one, name) for one in known) or name == "*":
            return
        hint = did_you_mean(name, known) or f"known are {', '.join(sorted(known))}"
        raise PluginError(f"Unknown {kind} {name!r}", hint=f"{hint} ({where})", place=self.place)


def parse_rule(text: str) -> tuple[str, ...]:
    """Split ``*, ~views`` into its patterns; commas, blanks and newlines separate."""
    return tuple(text.replace(",", " ").split()) or ("*",)


def _decide(rule: tuple[str, ...], name: str) -> bool:
    allowed = False
    for pattern in rule:
        if fnmatchcase(name, pattern.removeprefix("~")):
            allowed = not pattern.startswith("~")
    return allowed
