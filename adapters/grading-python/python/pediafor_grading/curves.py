"""Item response theory: curves from the answers of many, abilities from curves, adaptive tests."""

from typing import Literal, NotRequired, TypeAlias, TypedDict


class Responses(TypedDict):
    """By pattern, a word of 1, 0 and -, how many persons gave it."""

    items: int
    patterns: dict[str, int]


class EquallySpaced(TypedDict):
    rule: Literal["equally_spaced"]
    nodes: int
    reach: float


class GaussHermite(TypedDict):
    rule: Literal["gauss_hermite"]
    nodes: int


Quadrature: TypeAlias = EquallySpaced | GaussHermite
Model: TypeAlias = Literal["rasch", "unit_rasch", "two_parameter"]


class Settings(TypedDict):
    model: Model
    least_answers: int
    quadrature: NotRequired[Quadrature]
    tolerance: NotRequired[float]
    most_iterations: NotRequired[int]


class ByIntercept(TypedDict):
    discrimination: float
    intercept: float


class ByDifficulty(TypedDict):
    discrimination: float
    difficulty: float


Curve: TypeAlias = ByIntercept | ByDifficulty
"""1/(1 + e^−(discrimination · θ + intercept)); the difficulty is −intercept/discrimination."""


class StandardErrors(TypedDict):
    discrimination: float | None
    intercept: float
    difficulty: float | None


class Estimated(TypedDict):
    outcome: Literal["estimated"]
    curve: Curve
    standard_errors: StandardErrors | None


class LeftOut(TypedDict):
    outcome: Literal["left_out"]
    reason: Literal["too_few_answers", "all_right", "all_wrong", "diverges"]


class Calibration(TypedDict):
    model: Model
    quadrature: Quadrature
    items: list[Estimated | LeftOut]
    persons: int
    parameters: int
    log_likelihood: float
    iterations: int


class Scale(TypedDict):
    curves: list[Curve]
    quadrature: NotRequired[Quadrature]


class RaschScale(TypedDict):
    variance: float
    difficulties: list[float | None]


class Calibrated(TypedDict):
    aic: float
    bic: float
    rasch_scale: RaschScale | None
    """Nothing where each item has its own discrimination."""
    scale: Scale
    calibration: Calibration


class MeanSquares(TypedDict):
    infit: float
    outfit: float


class ChiSquare(TypedDict):
    value: float
    degrees: int
    p: float
    persons: int


class ItemFit(TypedDict):
    mean_squares: MeanSquares
    s_x2: ChiSquare | None


class Ability(TypedDict):
    estimate: float
    standard_error: float


class PoolItem(TypedDict):
    """A calibrated item that an adaptive test may ask."""

    id: str
    area: NotRequired[str]
    curve: Curve


class Asked(TypedDict):
    item: str
    answer: Literal["right", "wrong", "not_presented"]


class Start(TypedDict):
    ability: float
    items: int


class Stop(TypedDict):
    most_items: int
    least_items: NotRequired[int]
    standard_error: NotRequired[float | None]


class AdaptiveRules(TypedDict):
    stop: Stop
    start: NotRequired[Start]
    targets: NotRequired[dict[str, int]]
    randomesque: NotRequired[int]
    quadrature: NotRequired[Quadrature]


class Ask(TypedDict):
    step: Literal["ask"]
    item: str
    ability: Ability


class End(TypedDict):
    step: Literal["end"]
    reason: Literal["precise", "long", "exhausted"]
    ability: Ability


Step: TypeAlias = Ask | End
