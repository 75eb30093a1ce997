"""Scoring for assessments: what a response to an item earns, exactly, and why.

Shapes are those of the library's format, `core/grading/docs/format.md`; `items`, `answers` and `papers` have them as types.
What cannot be read is a `ValueError` that names the argument and the field in it.
"""

from collections.abc import Sequence
from json import dumps, loads

from . import text
from ._native import ENGINE, __version__
from .answers import Behaviour, Floor, Outcome, Response, Total, Tried, Try
from .items import Finding, Item
from .papers import PaperItem

__all__ = ["ENGINE", "__version__", "lint", "mark", "mark_tries", "text", "to_paper", "total"]


def mark(item: Item, response: Response | None = None) -> Outcome:
    """What a response earns, and why; none, or a blank one, earns nothing."""
    return loads(text.mark(dumps(item), dumps(response)))


def mark_tries(item: Item, behaviour: Behaviour, tries: Sequence[Try]) -> Tried:
    """What several tries at an item earn together, in the order in which they were given."""
    return loads(text.mark_tries(dumps(item), dumps(behaviour), dumps(tries)))


def lint(item: Item) -> list[Finding]:
    """What is wrong with an item, or worth a look; without errors it can be marked."""
    return loads(text.lint(dumps(item)))


def total(outcomes: Sequence[Outcome], floor: Floor | None = None) -> Total:
    """The exact sum of outcomes."""
    return loads(text.total(dumps(outcomes), dumps(floor)))


def to_paper(item: Item) -> PaperItem:
    """The item as a student sees it, without its key."""
    return loads(text.to_paper(dumps(item)))
