"""Items as students see them, without their keys."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from .items import Area, Decimal, DecimalMark, Entry, Image, Label, Orientation, Place, Points


class PaperOptions(TypedDict):
    type: Literal["choice", "dropdown"]
    options: list[Entry]


class PaperMultipleChoice(TypedDict):
    type: Literal["multiple_choice"]
    options: list[Entry]
    none_apply: NotRequired[Entry]


class PaperEmpty(TypedDict):
    """What has nothing to show but the body."""

    type: Literal["true_false", "short_text", "text"]


class PaperNumeric(TypedDict):
    type: Literal["numeric"]
    unit: str | None
    decimal_mark: DecimalMark


class PaperGap(TypedDict):
    id: str
    kind: PaperEmpty | PaperNumeric | PaperOptions


class PaperCloze(TypedDict):
    type: Literal["cloze"]
    gaps: list[PaperGap]


class PaperMatching(TypedDict):
    type: Literal["matching"]
    sources: list[Entry]
    targets: list[Entry]


class PaperOrdering(TypedDict):
    type: Literal["ordering"]
    entries: list[Entry]
    leave_out: NotRequired[bool]


class PaperEssay(TypedDict):
    type: Literal["essay"]
    min_words: int | None
    max_words: int | None


class PaperFileUpload(TypedDict):
    type: Literal["file_upload"]
    max_files: int
    max_bytes: int
    media_types: list[str]


class PaperLabelGap(TypedDict):
    id: str
    group: NotRequired[str]
    """It takes labels of this group alone."""


class PaperLabelPlace(PaperLabelGap):
    text: str
    area: Area


class PaperGapMatch(TypedDict):
    type: Literal["gap_match"]
    gaps: list[PaperLabelGap]
    labels: list[Label]


class PaperGraphicGapMatch(TypedDict):
    type: Literal["graphic_gap_match"]
    image: Image
    gaps: list[PaperLabelPlace]
    labels: list[Label]


class PaperGraphicOrder(TypedDict):
    type: Literal["graphic_order"]
    image: Image
    entries: list[Place]
    leave_out: NotRequired[bool]
class PaperHotArea(Entry):
    area: Area


class PaperHotText(TypedDict):
    type: Literal["hot_text"]
    phrases: list[Entry]
    most: NotRequired[int]


class PaperHotspot(TypedDict):
    type: Literal["hotspot"]
    image: Image
    areas: list[PaperHotArea]
    most: NotRequired[int]


class PaperPointLabel(Entry):
    uses: int


class PaperSelectPoint(TypedDict):
    type: Literal["select_point"]
    image: Image
    labels: NotRequired[list[PaperPointLabel]]
    most: int
class PaperPart(TypedDict):
    id: str
    body: str
    points: Points
    """What it can earn."""
    interaction: "PaperInteraction"


class PaperComposite(TypedDict):
    type: Literal["composite"]
    parts: list[PaperPart]


class PaperSlider(TypedDict):
    type: Literal["slider"]
    lower: Decimal
    upper: Decimal
    step: Decimal
    reverse: bool
    orientation: Orientation


class PaperLikert(TypedDict):
    type: Literal["likert"]
    statements: list[Entry]
    scale: list[Entry]
class PaperFormula(TypedDict):
    type: Literal["formula"]
    variables: list[str]
    decimal_mark: DecimalMark


PaperInteraction: TypeAlias = (
    PaperOptions
    | PaperMultipleChoice
    | PaperEmpty
    | PaperNumeric
    | PaperCloze
    | PaperMatching
    | PaperOrdering
    | PaperEssay
    | PaperFileUpload
    | PaperGapMatch
    | PaperGraphicGapMatch
    | PaperGraphicOrder
    | PaperHotText
    | PaperHotspot
    | PaperSelectPoint
    | PaperComposite
    | PaperSlider
    | PaperLikert
    | PaperFormula
)


class PaperItem(TypedDict):
    """An item as a student sees it."""

    id: str
    title: str
    body: str
    points: Points
    wrong_costs: bool
    """Whether a wrong answer can cost points."""
    interaction: PaperInteraction
    hints: list[str]
