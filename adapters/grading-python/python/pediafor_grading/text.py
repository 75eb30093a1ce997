"""The same operations from JSON texts to a JSON text."""

from . import _native

__all__ = ["lint", "mark", "mark_tries", "to_paper", "total"]


def mark(item: str, response: str = "null") -> str:
    return _native.mark(item, response)


def mark_tries(item: str, behaviour: str, tries: str) -> str:
    return _native.mark_tries(item, behaviour, tries)


def lint(item: str) -> str:
    return _native.lint(item)


def total(outcomes: str, floor: str = "null") -> str:
    return _native.total(outcomes, floor)


def to_paper(item: str) -> str:
    return _native.to_paper(item)
