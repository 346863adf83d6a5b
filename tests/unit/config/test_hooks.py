"""The post-write hooks of a configuration."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.config import Config
from migrate.plugin import ConfigurationError

Make = Callable[..., Config]


def test_ini_hooks_have_their_own_options(ini: Make) -> None:
    """Each hook takes the options that begin with its name, in the order of ``hooks``."""
    config = ini("[post_write_hooks]\nhooks = b, a\na.type = exec\nb.type = module\nb.options = -l 79\nab.type = x\n")
    assert config.get_hooks_list() == [
        {"type": "module", "options": "-l 79", "_hook_name": "b"},
        {"type": "exec", "_hook_name": "a"},
    ]


def test_no_hooks(ini: Make) -> None:
    """An empty ``hooks =``, as in a new file, means none."""
    assert ini("[post_write_hooks]\nhooks =\n").get_hooks_list() == []
    assert ini("[migrate]\n").get_hooks_list() == []


def test_toml_hooks_are_tables(toml: Make) -> None:
    """Each table is a hook."""
    config = toml('[[tool.migrate.post_write_hooks]]\nname = "a"\ntype = "exec"\n')
    assert config.get_hooks_list() == [{"type": "exec", "_hook_name": "a"}]


def test_a_table_without_a_name_is_refused(toml: Make) -> None:
    """The file is named."""
    with pytest.raises(ConfigurationError, match="A table of post_write_hooks has no name"):
        toml('[[tool.migrate.post_write_hooks]]\ntype = "exec"\n').get_hooks_list()
