"""What is said to the one who forgot to name the models."""

from __future__ import annotations

from types import ModuleType

from sqlalchemy.orm import DeclarativeBase, declarative_base

from migrate.kernel.autogenerate.models import declarative_bases, hint_for_models


def test_bases_of_both_kinds_are_found() -> None:
    """The class and the function; models themselves are none."""
    shop = ModuleType("shop_models")
    base = type("Base", (DeclarativeBase,), {"__module__": "shop_models"})
    old = declarative_base(name="Old")
    old.__module__ = "shop_models"
    vars(shop).update(Base=base, Old=old, Other=int)
    assert declarative_bases([shop, None]) == ["shop_models.Base", "shop_models.Old"]


def test_the_hint_names_what_to_import() -> None:
    """Ready to be copied, with what else there is."""
    assert hint_for_models(["shop.models.Base", "shop.old.Base"]) == (
        "write in env.py: from shop.models import Base, and context.configure(..., target_metadata=Base.metadata) "
        "(also imported: shop.old.Base)"
    )


def test_without_a_base_the_hint_says_so() -> None:
    """Perhaps the models are not imported at all."""
    assert hint_for_models([]) == (
        "import the models in env.py and name their metadata: context.configure(..., target_metadata=Base.metadata); "
        "no module with a declarative base has been imported so far"
    )
