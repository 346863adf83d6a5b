"""The two markers of pluggy, for this project's name."""

from __future__ import annotations

import pluggy

PROJECT_NAME = "migrate"

hookspec = pluggy.HookspecMarker(PROJECT_NAME)
"""Mark a function as the specification of a hook."""

hookimpl = pluggy.HookimplMarker(PROJECT_NAME)
"""Mark a function as the implementation of a hook."""
