"""The parts of a definition as a database tells it."""

from __future__ import annotations

from collections.abc import Iterator

from migrate_plugins.dialects.tokens import pieces


def elements_of(definition: str) -> list[str]:
    """Return the elements in the first parentheses, names without the quotes that they need.

    >>> elements_of('USING gist ("Room" gist_text_ops, f(a, b)) WHERE (a > 0)')
    ['"Room" gist_text_ops', 'f(a, b)']
    """
    opening, closing = parentheses(definition)
    return [unquoted(part) for part in parts_of(definition[opening + 1 : closing])]


def parentheses(text: str, start: int = 0) -> tuple[int, int]:
    """Return where the first opening parenthesis from ``start`` is, and its partner."""
    depth, opening = 0, -1
    for match in pieces(text):
        if match.start() < start:
            continue
        if match.group() == "(":
            opening = match.start() if depth == 0 else opening
            depth += 1
        elif match.group() == ")":
            depth -= 1
            if depth == 0:
                return opening, match.start()
    raise ValueError(f"no parentheses in {text!r}")


def parts_of(text: str) -> Iterator[str]:
    """Yield what stands between commas outside of parentheses and brackets."""
    depth = start = 0
    for match in pieces(text):
        depth += (match.group() in ("(", "[")) - (match.group() in (")", "]"))
        if match.group() == "," and depth == 0:
            yield text[start : match.start()].strip()
            start = match.end()
    yield text[start:].strip()


def unquoted(element: str) -> str:
    """Return an element that is only a name without the quotes that it needs; others as they are."""
    tokens = list(pieces(element))
    is_name = len(tokens) == 1 and tokens[0].lastgroup == "quoted"
    return element[1:-1].replace(element[0] * 2, element[0]) if is_name else element
