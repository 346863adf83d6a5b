"""Pages of the documentation, taken apart into the blocks that tests run."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from support.environments import ROOT
from support.scenarios import run

_BLOCK = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CONFIGURE = re.compile(r"^context\.configure\(\.\.\., (.*)\)\n", re.MULTILINE)
_GIVEN = re.compile(r"target_metadata=target_metadata.*,\n")


class Block(NamedTuple):
    """A block between fences: its language, what stands behind that, and what it holds."""

    language: str
    options: str
    text: str

    @property
    def file(self) -> str | None:
        """The name in ``file=name``."""
        return self.options.partition("file=")[2].strip() or None


class Page:
    """A page of ``docs``, by its name there, or a section of it."""

    def __init__(self, name: str, text: str | None = None) -> None:
        self.name = name
        self.text = (ROOT / "docs" / name).read_text(encoding="utf-8") if text is None else text

    @property
    def prose(self) -> str:
        """The text in one line, so that it does not matter where its lines end."""
        return " ".join(self.text.split())

    def section(self, title: str) -> Page:
        """Return the part under a heading of the second level."""
        [text] = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", self.text, flags=re.MULTILINE | re.DOTALL)
        return Page(self.name, text)

    @property
    def all_blocks(self) -> list[Block]:
        """The blocks in their order."""
        return [Block(*found) for found in _BLOCK.findall(self.text)]

    def blocks(self, language: str) -> list[str]:
        """Return the blocks of a language that are no files."""
        return [block.text for block in self.all_blocks if block.language == language and block.file is None]

    def scenario(self) -> str:
        """Return the page's files and commands as a scenario, in their order."""
        parts = []
        for block in self.all_blocks:
            if block.file is not None:
                parts.append(f"--- {block.file}\n{block.text}---\n")
            elif block.language == "console":
                parts.append(block.text)
        return "\n".join(parts)

    def write_files(self, folder: Path) -> None:
        """Write the files that the page shows."""
        for block in self.all_blocks:
            if block.file is not None:
                path = folder / block.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")


def succeed(folder: Path, *words: str) -> list[str]:
    """Run ``migrate`` in a folder without its log, and return what it prints, in which is no warning and no error."""
    printed = run(folder, "migrate", "-q", *words)
    assert not any(line.startswith(("! ", "[exit")) for line in printed), "\n".join(printed)
    return printed


def put_into_env(folder: Path, code: str) -> None:
    """Put an example into a project's env.py, as its reader would: functions on top, options into each ``configure()``.

    The options are those of ``context.configure(..., option=value)`` in it.
    """
    path = folder / "migrations" / "env.py"
    head, _, rest = path.read_text(encoding="utf-8").partition("\ndef run_migrations_offline")
    options = "".join(f"{option},\n" for option in _CONFIGURE.findall(code))
    rest = _GIVEN.sub(lambda given: given[0] + options, rest)
    path.write_text(f"{head}\n{_CONFIGURE.sub('', code)}\n\ndef run_migrations_offline{rest}", encoding="utf-8")


def example(*blocks: str, **names: Any) -> dict[str, Any]:
    """Run examples as an env.py would, and return their names; what they give to ``configure()`` is under that name."""
    given: dict[str, Any] = {}
    names["context"] = SimpleNamespace(configure=lambda **options: given.update(options))
    for block in blocks:
        exec(block.replace("configure(..., ", "configure("), names)
    return {**names, "configure": given}
