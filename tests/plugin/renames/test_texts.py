"""Expressions of the database, with other names of columns."""

from __future__ import annotations

import pytest
from sqlalchemy.dialects import mysql, postgresql

from migrate_plugins.dialects.renaming import renamed

PREPARERS = {'"': postgresql.dialect().identifier_preparer, "`": mysql.dialect().identifier_preparer}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("mail <> ''::text", "email <> ''::text"),
        ("MAIL <> 'mail'", "email <> 'mail'"),
        ("mail(mail) > mailer", "mail(email) > mailer"),
        ("x::mail = mail", "x::mail = email"),
        ("\"mail\" = 'it''s mail'", "\"email\" = 'it''s mail'"),
        ("`mail` is not null", "`email` is not null"),
        ("mail.mail > 1", "mail.email > 1"),
        ("a + b", "b + a"),
        ("size > 0", '"the ""size""" > 0'),
        ("`size`", '`the "size"`'),
    ],
)
def test_columns_get_their_new_names_and_nothing_else_does(told: str, expected: str) -> None:
    """Names in quotes or not; two that are exchanged; never a string, a function, a type or a table."""
    names = {"mail": "email", "a": "b", "b": "a", "size": 'the "size"'}
    assert renamed(told, names, PREPARERS['"'].quote) == expected
