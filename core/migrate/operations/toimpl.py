"""The functions that carry operations out in the box, for an implementation that adds to one of them."""

from migrate.kernel.operate.lookup import implementation_name as __getattr__
from migrate.kernel.operate.lookup import implementation_names as __dir__

__all__ = ["__dir__", "__getattr__"]
