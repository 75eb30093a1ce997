"""What authors write: items with their keys and rules, and what `lint` finds in them."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

Points: TypeAlias = float
"""A number with at most six decimals."""
Fraction: TypeAlias = float | str
"""From -1 to 1: a number with at most six decimals, or text such as "1/3"."""
Decimal: TypeAlias = float | str
"""A number, or text with as many digits as it needs."""
DecimalMark: TypeAlias = Literal["point", "comma"]


class Entry(TypedDict):
    id: str
    text: str


class Option(Entry):
    explanation: NotRequired[str]
    """Why it is right or wrong."""


class Rule(TypedDict):
    """A rule that has nothing to state."""

    rule: Literal["exact", "standard", "right_minus_wrong", "each_pair", "absolute", "all_before_after"]


class NegativeMarking(TypedDict):
    rule: Literal["negative_marking"]
    penalty: Points


class Fractions(TypedDict):
    rule: Literal["standard"]
    fractions: dict[str, Fraction]


class OptionWeights(TypedDict):
    rule: Literal["option_weights"]
    weights: dict[str, Fraction]
    allow_negative: NotRequired[bool]


class ShareOfKeys(TypedDict):
    rule: Literal["share_of_keys"]
    full_needs_exact: NotRequired[bool]


class Tolerance(TypedDict):
    rule: Literal["absolute", "relative"]
    within: Decimal


class TextKey(TypedDict):
    text: str
    fraction: NotRequired[Fraction]
    feedback: NotRequired[str]


class NumericKey(TypedDict):
    value: Decimal
    tolerance: NotRequired[Tolerance]
    fraction: NotRequired[Fraction]
    feedback: NotRequired[str]


class Pair(TypedDict):
    source: str
    target: str


class Texts(TypedDict):
    keys: list[TextKey]
    """The first that matches decides."""
    matching: NotRequired[Literal["exact", "wildcard"]]
    case_sensitive: NotRequired[bool]


class Numbers(TypedDict):
    keys: list[NumericKey]
    """The first whose tolerance includes the answer decides."""
    unit: NotRequired[str | None]
    decimal_mark: NotRequired[DecimalMark]


class Choice(TypedDict):
    type: Literal["choice"]
    options: list[Option]
    key: str
    scoring: NotRequired[Rule | Fractions | NegativeMarking]


class MultipleChoice(TypedDict):
    type: Literal["multiple_choice"]
    options: list[Option]
    keys: list[str]
    scoring: NotRequired[Rule | OptionWeights | ShareOfKeys | NegativeMarking]


class TrueFalse(TypedDict):
    type: Literal["true_false"]
    key: bool
    scoring: NotRequired[Rule | NegativeMarking]


class ShortText(Texts):
    type: Literal["short_text"]


class Numeric(Numbers):
    type: Literal["numeric"]


class TextGap(Texts):
    type: Literal["text"]


class Dropdown(TypedDict):
    type: Literal["dropdown"]
    options: list[Entry]
    key: str


class Gap(TypedDict):
    id: str
    weight: NotRequired[float]
    """How much it counts; 1 where none is stated."""
    kind: TextGap | Numeric | Dropdown


class Cloze(TypedDict):
    type: Literal["cloze"]
    gaps: list[Gap]


class Matching(TypedDict):
    type: Literal["matching"]
    sources: list[Entry]
    targets: list[Entry]
    pairs: list[Pair]
    scoring: NotRequired[Rule]


class Ordering(TypedDict):
    type: Literal["ordering"]
    entries: list[Entry]
    """In the right order."""
    scoring: NotRequired[Rule]


class Essay(TypedDict):
    type: Literal["essay"]
    min_words: NotRequired[int | None]
    max_words: NotRequired[int | None]
    marking_guide: NotRequired[str]


class FileUpload(TypedDict):
    type: Literal["file_upload"]
    max_files: int
    max_bytes: int
    media_types: NotRequired[list[str]]
    marking_guide: NotRequired[str]


Interaction: TypeAlias = (
    Choice | MultipleChoice | TrueFalse | ShortText | Numeric | Cloze | Matching | Ordering | Essay | FileUpload
)
"""How an item is answered, with its key and its rule."""


class Feedback(TypedDict):
    correct: NotRequired[str]
    partial: NotRequired[str]
    incorrect: NotRequired[str]


class Item(TypedDict):
    """A question as its author wrote it. Texts are Markdown."""

    id: str
    title: NotRequired[str]
    body: str
    """The body of a cloze has its gaps as {{id}}."""
    points: Points
    """What a right response earns: above 0."""
    interaction: Interaction
    explanation: NotRequired[str]
    feedback: NotRequired[Feedback]
    hints: NotRequired[list[str]]
    tags: NotRequired[list[str]]
    difficulty: NotRequired[Literal["easy", "medium", "hard", "expert"]]


class Finding(TypedDict):
    """One thing that `lint` found."""

    severity: Literal["error", "warning"]
    code: str
    """To translate by, such as no_key."""
    pointer: str
    """JSON Pointer into the item."""
    detail: str
    """In English."""
