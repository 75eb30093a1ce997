"""What students give, and what it earns: responses, outcomes, several tries, totals."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from .items import Decimal, Fraction, Pair, Points


class ChoiceResponse(TypedDict):
    type: Literal["choice"]
    chosen: NotRequired[str | None]


class MultipleChoiceResponse(TypedDict):
    type: Literal["multiple_choice"]
    chosen: NotRequired[list[str]]


class TrueFalseResponse(TypedDict):
    type: Literal["true_false"]
    value: NotRequired[bool | None]


class TypedResponse(TypedDict):
    type: Literal["short_text", "numeric", "essay", "formula"]
    text: NotRequired[str]


class ClozeResponse(TypedDict):
    type: Literal["cloze"]
    gaps: NotRequired[dict[str, str]]


class MatchingResponse(TypedDict):
    type: Literal["matching"]
    pairs: NotRequired[list[Pair]]


class OrderingResponse(TypedDict):
    type: Literal["ordering"]
    order: NotRequired[list[str]]


class FileUploadResponse(TypedDict):
    type: Literal["file_upload"]
    files: NotRequired[list[str]]


class LabelsResponse(TypedDict):
    type: Literal["gap_match", "graphic_gap_match"]
    gaps: NotRequired[dict[str, str]]


class GraphicOrderResponse(TypedDict):
    type: Literal["graphic_order"]
    order: NotRequired[list[str]]
class HotTextResponse(TypedDict):
    type: Literal["hot_text"]
    chosen: NotRequired[list[str]]


class HotspotResponse(TypedDict):
    type: Literal["hotspot"]
    chosen: NotRequired[list[str]]


class Pin(TypedDict):
    """A point set on a picture, in the picture's own pixels."""

    x: int
    y: int
    label: NotRequired[str | None]


class SelectPointResponse(TypedDict):
    type: Literal["select_point"]
    points: NotRequired[list[Pin]]
class CompositeResponse(TypedDict):
    type: Literal["composite"]
    parts: NotRequired[dict[str, "Response"]]


class SliderResponse(TypedDict):
    type: Literal["slider"]
    value: NotRequired[Decimal | None]


class LikertResponse(TypedDict):
    type: Literal["likert"]
    ratings: NotRequired[dict[str, str]]


Response: TypeAlias = (
    ChoiceResponse
    | MultipleChoiceResponse
    | TrueFalseResponse
    | TypedResponse
    | ClozeResponse
    | MatchingResponse
    | OrderingResponse
    | FileUploadResponse
    | LabelsResponse
    | GraphicOrderResponse
    | HotTextResponse
    | HotspotResponse
    | SelectPointResponse
    | CompositeResponse
    | SliderResponse
    | LikertResponse
)
"""What a student gave to one item."""


class Remark(TypedDict):
    code: Literal["not_a_number", "missing_unit", "wrong_unit", "undefined"]


class ReadAs(TypedDict):
    code: Literal["read_as"]
    value: str


class KeywordsFound(TypedDict):
    code: Literal["keywords_found"]
    found: int
    of: int


class TooFewWords(TypedDict):
    code: Literal["too_few_words"]
    words: int
    least: int


class TooManyWords(TypedDict):
    code: Literal["too_many_words"]
    words: int
    most: int


class ExpressionError(TypedDict):
    """Why a text is no formula."""

    code: str
    """To translate by, such as missing_closing."""
    at: int
    """The character it is about, counted from 1."""
    detail: str
    """In English."""


class NotAnExpression(TypedDict):
    code: Literal["not_an_expression"]
    error: ExpressionError


class OfAFunction(TypedDict):
    code: Literal["forbidden_function", "missing_function"]
    function: str


class Part(TypedDict):
    """One part: an option, a source, a position, a gap, an area, a composite's part. The whole response, and a point in no
    area, have no name."""

    part: str
    given: str | None
    expected: str | None
    """For those who may see keys."""
    points: Points | None
    """Nothing where the rule judges the whole."""
    correct: bool | None
    """Nothing where it is neither."""
    note: NotRequired[
        Remark | ReadAs | KeywordsFound | TooFewWords | TooManyWords | NotAnExpression | OfAFunction
    ]
    feedback: NotRequired[str]
    parts: NotRequired[list["Part"]]
    """Those of a composite's part."""


class WrongType(TypedDict):
    code: Literal["wrong_type"]
    expected: str
    given: str
    pointer: NotRequired[str]
    """Left away where it is the whole response."""


class WrongId(TypedDict):
    code: Literal["unknown_id", "repeated_id", "wrong_group", "out_of_range", "off_step"]
    pointer: str


class TooMuch(TypedDict):
    code: Literal["too_long", "too_many", "used_too_often"]
    pointer: str
    most: int


class Outcome(TypedDict):
    """What marking made of one response."""

    item: str
    points: Points
    maximum: Points
    verdict: Literal[
        "correct", "partial", "incorrect", "unanswered", "needs_human", "invalid_response", "not_marked"
    ]
    rule: str
    parts: list[Part]
    feedback: str
    invalid: NotRequired[WrongType | WrongId | TooMuch]
    """Only with the verdict invalid_response."""


class WithoutPenalty(TypedDict):
    behaviour: Literal["deferred", "immediate"]


class Adaptive(TypedDict):
    behaviour: Literal["adaptive"]
    penalty: Fraction


class Interactive(TypedDict):
    behaviour: Literal["interactive"]
    penalty: NotRequired[Fraction]
    tries: NotRequired[int]
    count_back: NotRequired[bool]


class CertaintyBased(TypedDict):
    behaviour: Literal["certainty"]
    at_once: NotRequired[bool]


class PointsList(TypedDict):
    behaviour: Literal["points_list"]
    values: list[Fraction]


Behaviour: TypeAlias = WithoutPenalty | Adaptive | Interactive | CertaintyBased | PointsList
"""What several tries earn together."""


class Try(TypedDict):
    response: Response
    certainty: NotRequired[Literal["low", "medium", "high"] | None]


class Tried(TypedDict):
    outcome: Outcome
    """Of the try that decided, with the points of all together."""
    deciding: int | None
    """Which try decided, counted from 0."""
    used: int
    """How many tries counted."""


class Total(TypedDict):
    points: Points
    maximum: Points
    awaiting_human: int
    """How many outcomes wait for a person."""


Floor: TypeAlias = Literal["none", "zero"]
"""How low a total may go."""
