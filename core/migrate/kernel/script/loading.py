"""Run a Python file of the project: a revision, or env.py."""

from __future__ import annotations

import re
import sys
import zlib
from importlib.machinery import SourceFileLoader, SourcelessFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from migrate.kernel.errors import Place, RevisionFileError
from migrate.kernel.plugin.declarations import EPHEMERAL

_WORDS = re.compile(r"\W+")


def load_file(path: Path) -> ModuleType:
    """Execute a file as a module of its own, and return it.

    The module is known to Python under a name that no import statement uses, because annotations of classes are
    looked up there.  Raises ``RevisionFileError`` if the file cannot be read, and whatever the file raises.
    """
    name = _module_name(path)
    loader = SourcelessFileLoader if path.suffix in (".pyc", ".pyo") else SourceFileLoader
    spec = spec_from_file_location(name, path, loader=loader(name, str(path)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as cause:
        sys.modules.pop(name, None)
        if isinstance(cause, OSError) and cause.filename == str(path):
            raise RevisionFileError(f"{path.name} cannot be read: {cause.strerror}", place=Place(str(path))) from cause
        raise
    return module


def _module_name(path: Path) -> str:
    told_apart = zlib.crc32(str(path.absolute()).encode("utf-8", "surrogateescape"))
    return f"{EPHEMERAL}{told_apart:08x}_{_WORDS.sub('_', path.stem)}"
