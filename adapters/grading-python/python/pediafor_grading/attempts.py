"""What attempts of many say of a test and its items."""

from typing import Any, Generic, Literal, NotRequired, TypeAlias, TypedDict, TypeVar

from .items import Points


class Answered(TypedDict):
    answered: list[str]
    """The ids of the options chosen."""


Given: TypeAlias = Answered | Literal["omitted", "not_reached"]


class Answer(TypedDict):
    item: str
    points: Points
    maximum: Points
    given: Given


class Attempt(TypedDict):
    """One finished attempt: an answer for each slot of the paper."""

    group: NotRequired[str | None]
    answers: list[Answer]


class Tally(TypedDict):
    """What attempts are counted in: to be kept as it is."""

    slots: int
    groups: list[list[Any]]


class Change(TypedDict):
    """What is done to a tally, in this order."""

    remove: NotRequired[list[Attempt]]
    unmerge: NotRequired[list[Tally]]
    add: NotRequired[list[Attempt]]
    merge: NotRequired[list[Tally]]


class BlindGuess(TypedDict):
    """What is earned on average, as a share of the points."""

    share: float
    margin: float


class ItemFacts(TypedDict):
    blind_guess: NotRequired[BlindGuess | None]
    options: NotRequired[list[str]]


class Reading(TypedDict):
    """How a report is read."""

    confidence: NotRequired[float]
    score_groups: NotRequired[Literal["thirds", "quintiles"]]
    items: NotRequired[dict[str, ItemFacts]]


T = TypeVar("T")


class Value(TypedDict, Generic[T]):
    value: T


class TooFew(TypedDict):
    why: Literal["attempts", "slots"]
    needed: int
    counted: int


class NoVariance(TypedDict):
    why: Literal["no_variance"]
    of: Literal["marks", "totals", "rests", "choices"]


class DrawnItems(TypedDict):
    why: Literal["drawn_items"]
    slot: int


class Impossible(TypedDict):
    why: Literal["perfect_correlation", "negative_covariance", "no_maximum", "nothing_to_compare"]


class Insufficient(TypedDict):
    """Why there is too little to tell."""

    insufficient: TooFew | NoVariance | DrawnItems | Impossible


Number: TypeAlias = Value[float] | Insufficient


class Interval(TypedDict):
    low: float
    high: float


class Correlation(TypedDict):
    r: float
    interval: Value[Interval] | Insufficient


class TestReport(TypedDict):
    attempts: int
    mean: Number
    median: Number
    standard_deviation: Number
    skewness: Number
    kurtosis: Number
    alpha: Number
    """Cronbach's."""
    alpha_interval: Value[Interval] | Insufficient
    error_ratio: Number
    standard_error: Number


class SlotReport(TypedDict):
    items: list[str]
    intended_weight: Number
    effective_weight: Number
    alpha_without: Number


class ScoreGroup(TypedDict):
    attempts: int
    totals: list[Points] | None
    """The lowest and the highest."""


class Option(TypedDict):
    option: str


class OptionRow(TypedDict):
    chosen: Option | Literal["omitted", "not_reached"]
    attempts: int
    by_group: list[int]
    point_biserial: Number


class OptionTable(TypedDict):
    groups: list[ScoreGroup]
    """From the lowest totals to the highest."""
    rows: list[OptionRow]


class ItemReport(TypedDict):
    attempts: int
    omitted: int
    not_reached: int
    facility: Number
    blind_guess: BlindGuess | None
    standard_deviation: Number
    discrimination: Number
    """In per cent, as is efficiency."""
    efficiency: Number
    point_biserial: Value[Correlation] | Insufficient
    options: OptionTable


class Report(TypedDict):
    """What attempts say of a test and its items."""

    test: TestReport
    slots: list[SlotReport]
    items: dict[str, ItemReport]


class Groups(TypedDict):
    reference: str
    focal: str


Differential = TypedDict(
    "Differential",
    {
        "odds_ratio": float,
        "delta": float,
        "standard_error": float,
        "chi_squared": float,
        "class": Literal["A", "B", "C"],
        "compared": int,
    },
)
"""How an item treats the focal group."""

Differentials: TypeAlias = dict[str, Value[Differential] | Insufficient]
