"""What is done with likely pairs: asked about, remarked on, or refused with the flags that settle them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from migrate.plugin import ConfigurationError
from migrate_plugins.renames.flags import COLUMN, TABLE, written
from migrate_plugins.renames.pairs import Pair


@dataclass(frozen=True, slots=True)
class Likely:
    """A likely pair in its place: ``table`` is None for a pair of tables."""

    schema: str | None
    table: str | None
    pair: Pair

    @property
    def described(self) -> str:
        """``column customer.mail -> email``."""
        path = ".".join(part for part in (self.schema, self.table, self.pair.old) if part)
        return f"{'column' if self.table else 'table'} {path} -> {self.pair.new}"

    def flag(self, *, renamed: bool) -> str:
        """Return the flag that says so, as it can be typed."""
        kind = COLUMN if self.table else TABLE
        return written(kind, (self.schema, self.table, self.pair.old), self.pair.new if renamed else "")

    @property
    def question(self) -> str:
        """What is asked on a terminal."""
        return f"{self.described} ({self.pair.why}): is it a rename?"

    @property
    def remark(self) -> str:
        """A line below the differences that ``migrate check`` shows."""
        return f"? {self.described} looks like a rename ({self.pair.why}); if it is one: {self.flag(renamed=True)}"


def asked(pairs: Sequence[Likely], ask: Callable[[str], bool]) -> dict[str, str]:
    """Ask about each pair whose names are still free, and return the old names with their new ones."""
    renamed: dict[str, str] = {}
    for likely in pairs:
        pair = likely.pair
        if pair.old not in renamed and pair.new not in renamed.values() and ask(likely.question):
            renamed[pair.old] = pair.new
    return renamed


class AmbiguousRename(ConfigurationError):
    """Something is gone and something is new that look like one thing renamed, and nobody has said what it is."""


def refusal(pairs: Iterable[Likely]) -> AmbiguousRename:
    """Return the error that shows all pairs, with the flags that say what they are."""
    lines = []
    for likely in pairs:
        lines += [
            f"  {likely.described} ({likely.pair.why})",
            f"    if it was renamed:  {likely.flag(renamed=True)}",
            f"    if it is dropped:   {likely.flag(renamed=False)}",
        ]
    error = AmbiguousRename(
        "What is dropped and what is new look like renames; dropping would lose the data",
        hint="give one flag for each, or renamed_from in the info of the model; to drop whatever is not named so: "
        "on_ambiguous_rename = drop",
    )
    error.add_note("\n".join(lines))
    return error
