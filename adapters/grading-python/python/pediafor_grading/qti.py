"""Items of QTI 2.x and 3.0."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

Single: TypeAlias = str | float | bool | None
Variables: TypeAlias = dict[str, Single | list[Single] | dict[str, Single]]
"""By identifier: texts as QTI writes them, numbers, booleans, lists for containers."""


class Options(TypedDict):
    mode: NotRequired[Literal["repaired", "strict"]]
    seed: NotRequired[int]
    previous: NotRequired[Variables]
    """The outcomes of the last processing, for an adaptive item."""


class Outcomes(TypedDict):
    score: float | None
    """The number in SCORE."""
    maximum: float | None
    values: Variables
    """Every outcome variable."""
    templates: NotRequired[Variables]
    """Every template variable, where there are some."""
    unread: NotRequired[list[str]]
    """The responses that could not be read, where there are some."""
