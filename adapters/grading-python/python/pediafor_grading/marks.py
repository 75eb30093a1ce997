"""From outcomes to the mark of an assessment, and what guessing earns."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from .answers import Floor, Part, Total, TooMuch, WrongId, WrongType
from .attempts import BlindGuess
from .items import Fraction, Points


class Section(TypedDict):
    id: str
    items: list[str]
    best: NotRequired[int | None]
    """How many of the best outcomes count."""
    weight: NotRequired[int | None]
    """Either all sections have one or none."""


class LateStep(TypedDict):
    after_seconds: int
    costs: Fraction


class LateSteps(TypedDict):
    steps: list[LateStep]


class LatePerHour(TypedDict):
    per_hour: Fraction
    at_most: Fraction


LatePenalty: TypeAlias = LateSteps | LatePerHour
"""A share of the maximum, by steps or per hour begun."""


class PassPoints(TypedDict):
    points: Points


class PassPercent(TypedDict):
    percent: Points


Grade = TypedDict("Grade", {"grade": str, "from": Points})


Passing = TypedDict("Passing", {"pass": NotRequired[PassPoints | PassPercent | None]})


class Rules(Passing):
    """How the outcomes of an assessment's items become its mark."""

    sections: NotRequired[list[Section]]
    """Without any, all items are together."""
    maximum: NotRequired[Points | None]
    """What the whole counts for; needed with weights."""
    formula_scoring: NotRequired[bool]
    floor: NotRequired[Floor]
    attempts: NotRequired[Literal["first", "last", "highest", "mean"]]
    late: NotRequired[LatePenalty | None]
    scale: NotRequired[list[Grade] | None]
    """The best first, each with the per cent from which on it is given."""


class MarkedOutcome(TypedDict):
    """An outcome, or what an assessment looks at of one."""

    item: str
    points: Points
    maximum: Points
    verdict: Literal[
        "correct", "partial", "incorrect", "unanswered", "needs_human", "invalid_response", "not_marked"
    ]
    rule: str
    parts: NotRequired[list[Part]]
    feedback: NotRequired[str]
    invalid: NotRequired[WrongType | WrongId | TooMuch]


class Attempt(TypedDict):
    """One attempt at an assessment."""

    outcomes: list[MarkedOutcome]
    late_seconds: NotRequired[int]


class SectionMark(TypedDict):
    id: str
    total: Total


class AttemptMark(TypedDict):
    sections: list[SectionMark]
    total: Total
    """Before anything is taken off for being late."""
    points: Points


class Mark(TypedDict):
    points: Points
    maximum: Points
    awaiting_human: int
    percent: Points | None
    passed: bool | None
    """Nothing without a pass mark, or while something waits for a person."""
    grade: str | None
    """Nothing without a scale, or while something waits for a person."""


class Marks(TypedDict):
    attempts: list[AttemptMark]
    mark: Mark | None
    """What counts; nothing where there is no attempt."""


class ItemGuess(BlindGuess):
    item: str


class BlindGuesses(TypedDict):
    """What a blind guess earns, of the paper and of each item."""

    paper: BlindGuess
    items: list[ItemGuess]
