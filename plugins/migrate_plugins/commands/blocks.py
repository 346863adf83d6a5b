"""Lay differences out: a line for each, and where a project has several databases, a block for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from migrate_plugins.commands.differences import Difference, described


@dataclass(frozen=True, slots=True)
class Block:
    """What differs in one database; the only one of a project has no ``name``."""

    name: str | None
    differences: tuple[Difference, ...]

    @property
    def data(self) -> dict[str, object]:
        """The same for ``--json``."""
        told = [one.data for one in self.differences]
        return {"differences": told} if self.name is None else {"name": self.name, "differences": told}

    def lines(self) -> Iterator[str]:
        """Yield a line for each difference, below the name if there is one."""
        if self.name is None:
            yield from (one.line for one in self.differences)
        elif self.differences:
            yield f"{self.name}:"
            yield from (f"  {one.line}" for one in self.differences)
        else:
            yield f"{self.name}: no differences"


@dataclass(frozen=True, slots=True)
class Blocks:
    """What differs in all databases of a project."""

    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, databases: Sequence[Any]) -> Blocks:
        """Take what the use cases tell of each database."""
        return cls(tuple(Block(each.name, tuple(described(each.diffs))) for each in databases))

    def __len__(self) -> int:
        return sum(len(block.differences) for block in self.blocks)

    @property
    def is_one(self) -> bool:
        """Whether there is one database, of which nobody needs to say which it is."""
        return len(self.blocks) == 1

    @property
    def lines(self) -> tuple[str, ...]:
        """The blocks, one below the other."""
        return tuple(line for block in self.blocks for line in block.lines())

    @property
    def data(self) -> dict[str, object]:
        """``differences`` of the only database, or ``databases``, each with its ``name`` and its ``differences``."""
        if len(self.blocks) == 1 and self.blocks[0].name is None:
            return self.blocks[0].data
        return {"databases": [block.data for block in self.blocks]}
