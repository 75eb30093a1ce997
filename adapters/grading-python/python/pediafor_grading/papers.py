"""Items as students see them, without their keys."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from .items import DecimalMark, Entry, Points


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
