"""What authors write: items with their keys and rules, and what `lint` finds in them."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

Points: TypeAlias = float
"""A number with at most six decimals."""
Fraction: TypeAlias = float | str
"""From -1 to 1: a number with at most six decimals, or text such as "1/3"."""
Decimal: TypeAlias = float | str
"""A number, or text with as many digits as it needs."""
Quotient: TypeAlias = Decimal
"""A decimal, or text with two of them such as "1/60"."""
DecimalMark: TypeAlias = Literal["point", "comma"]
Orientation: TypeAlias = Literal["horizontal", "vertical"]


class Entry(TypedDict):
    id: str
    text: str


class Option(Entry):
    explanation: NotRequired[str]
    """Why it is right or wrong."""


class NegativeMarking(TypedDict):
    rule: Literal["negative_marking"]
    penalty: Points
    """What a wrong answer costs."""


class Fractions(TypedDict):
    rule: Literal["standard"]
    fractions: NotRequired[dict[str, Fraction]]


class OptionsRule(TypedDict):
    rule: Literal["exact", "right_minus_wrong", "each_option", "coverage", "halves"]


class OptionWeights(TypedDict):
    rule: Literal["option_weights"]
    weights: dict[str, Fraction]
    allow_negative: NotRequired[bool]


class ShareOfKeys(TypedDict):
    rule: Literal["share_of_keys"]
    full_needs_exact: NotRequired[bool]


class Penalised(TypedDict):
    rule: Literal["penalised"]
    penalty: Fraction
    floor: NotRequired[Fraction]


class Morgan(TypedDict):
    rule: Literal["morgan"]
    allow_negative: NotRequired[bool]


class States(TypedDict):
    """What an option earns by its state."""

    checked: NotRequired[Points]
    unchecked: NotRequired[Points]


class CheckedUnchecked(TypedDict):
    rule: Literal["checked_unchecked"]
    states: dict[str, States]
    allow_negative: NotRequired[bool]


class WrongEarns(TypedDict):
    rule: Literal["standard"]
    wrong: NotRequired[Fraction]


class Within(TypedDict):
    rule: Literal["absolute", "relative", "geometric"]
    within: Decimal


class Relabs(TypedDict):
    rule: Literal["relabs"]
    absolute: NotRequired[Decimal]
    relative: NotRequired[Decimal]


Range = TypedDict("Range", {"rule": Literal["range"], "from": Decimal, "to": Decimal})


class SignificantFigures(TypedDict):
    rule: Literal["significant_figures"]
    figures: int


class DecimalPlaces(TypedDict):
    rule: Literal["decimal_places"]
    places: int


class StrictQti(TypedDict):
    rule: Literal["strict_qti"]
    below: Decimal
    above: NotRequired[Decimal | None]


Tolerance: TypeAlias = Within | Relabs | Range | SignificantFigures | DecimalPlaces | StrictQti


class UnitCost(TypedDict):
    rule: Literal["required", "free"]


class UnitShare(TypedDict):
    rule: Literal["share_of_mark", "share_of_points"]
    share: Fraction


class Unit(TypedDict):
    name: str
    factor: NotRequired[Quotient]


class Units(TypedDict):
    accepted: list[Unit]
    missing: NotRequired[UnitCost | UnitShare]
    wrong: NotRequired[UnitCost | UnitShare]


class AllPairs(TypedDict):
    rule: Literal["exact"]


class EachPair(TypedDict):
    rule: Literal["each_pair"]
    weights: NotRequired[dict[str, float]]
    penalty: NotRequired[Fraction]
    floor: NotRequired[Fraction]


class OrderingRule(TypedDict):
    rule: Literal[
        "exact",
        "absolute",
        "relative_next",
        "relative_next_and_last",
        "neighbours",
        "all_before_after",
        "longest_subsequence",
        "longest_run",
        "displacement",
        "edit_distance",
    ]


class Graph(TypedDict):
    """A partial order that is right."""

    entries: NotRequired[list[str]]
    """Those that it is about; all where none are stated."""
    depends: NotRequired[dict[str, list[str]]]
    """By entry, or group: what must come before."""
    groups: NotRequired[dict[str, list[str]]]
    """By name: entries that must stand together."""


class TextKey(TypedDict):
    text: str
    edits: NotRequired[int | None]
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
    matching: NotRequired[Literal["exact", "wildcard", "regex", "edit_distance", "keywords"]]
    case_sensitive: NotRequired[bool]


class Numbers(TypedDict):
    keys: list[NumericKey]
    """The first whose tolerance includes the answer decides."""
    unit: NotRequired[str | None]
    units: NotRequired[Units | None]
    decimal_mark: NotRequired[DecimalMark]


class FormulaKey(TypedDict):
    expression: str
    fraction: NotRequired[Fraction]
    feedback: NotRequired[str]


Domain = TypedDict("Domain", {"from": Decimal, "to": Decimal})


class FormulaVariable(TypedDict):
    name: str
    domain: Domain
    exclude: NotRequired[list[Decimal]]
    integer: NotRequired[bool]


class FormulaTolerance(TypedDict):
    absolute: NotRequired[Decimal]
    relative: NotRequired[Decimal]


class Form(TypedDict):
    """Functions by name, such as "tan"."""

    forbidden: NotRequired[list[str]]
    required: NotRequired[list[str]]


class Choice(TypedDict):
    type: Literal["choice"]
    options: list[Option]
    key: str
    scoring: NotRequired[Fractions | NegativeMarking]


class MultipleChoice(TypedDict):
    type: Literal["multiple_choice"]
    options: list[Option]
    keys: list[str]
    none_apply: NotRequired[Option | None]
    """Chosen alone, it says that none of the options is right."""
    scoring: NotRequired[
        OptionsRule | OptionWeights | ShareOfKeys | Penalised | Morgan | CheckedUnchecked | NegativeMarking
    ]


class TrueFalse(TypedDict):
    type: Literal["true_false"]
    key: bool
    scoring: NotRequired[WrongEarns | NegativeMarking]


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
    scoring: NotRequired[AllPairs | EachPair]


class Ordering(TypedDict):
    type: Literal["ordering"]
    entries: list[Entry]
    """In the right order, where no graphs say others."""
    distractors: NotRequired[list[Entry]]
    graphs: NotRequired[list[Graph]]
    scoring: NotRequired[OrderingRule]


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


class Image(TypedDict):
    """A picture that is answered on; its own pixels are the coordinates of all that is on it."""

    source: str
    """An address, or the id of a stored file."""
    width: int
    height: int
    text: str
    """What it shows, for those who do not see it."""


class Spot(TypedDict):
    """In pixels, from the upper left corner."""

    x: int
    y: int


class Circle(TypedDict):
    shape: Literal["circle"]
    center: Spot
    radius: int


class Ellipse(TypedDict):
    shape: Literal["ellipse"]
    center: Spot
    across: int
    down: int


Rectangle = TypedDict("Rectangle", {"shape": Literal["rectangle"], "from": Spot, "to": Spot})


class Polygon(TypedDict):
    shape: Literal["polygon"]
    corners: list[Spot]


Area: TypeAlias = Circle | Ellipse | Rectangle | Polygon


class Label(TypedDict):
    """Something to put into gaps."""

    id: str
    text: NotRequired[str]
    image: NotRequired[Image | None]
    uses: NotRequired[int]
    """How many gaps it may be put into: 0 is any number; 1 where none is stated."""
    group: NotRequired[str | None]
    """It goes into gaps of this group alone."""


class LabelGap(TypedDict):
    id: str
    keys: NotRequired[list[str]]
    """The labels each of which is right."""
    group: NotRequired[str | None]


class LabelPlace(LabelGap):
    text: NotRequired[str]
    area: Area


class GapMatch(TypedDict):
    type: Literal["gap_match"]
    gaps: list[LabelGap]
    labels: list[Label]
    scoring: NotRequired[AllPairs | EachPair]
    """With gaps for sources."""


class GraphicGapMatch(TypedDict):
    type: Literal["graphic_gap_match"]
    image: Image
    gaps: list[LabelPlace]
    labels: list[Label]
    scoring: NotRequired[AllPairs | EachPair]


class Place(Entry):
    area: Area


class GraphicOrder(TypedDict):
    type: Literal["graphic_order"]
    image: Image
    entries: list[Place]
    """In the right order, where no graphs say others."""
    distractors: NotRequired[list[Place]]
    graphs: NotRequired[list[Graph]]
    scoring: NotRequired[OrderingRule]
"""A region of a picture, its edge included."""


class HotArea(Option):
    area: Area


class HotText(TypedDict):
    """Phrases that stand in the body as `{{id}}`."""

    type: Literal["hot_text"]
    phrases: list[Option]
    keys: list[str]
    """The right phrases' ids."""
    most: NotRequired[int | None]
    """How many may be chosen."""
    scoring: NotRequired[
        OptionsRule | OptionWeights | ShareOfKeys | Penalised | Morgan | CheckedUnchecked | NegativeMarking
    ]


class Hotspot(TypedDict):
    type: Literal["hotspot"]
    image: Image
    areas: list[HotArea]
    keys: list[str]
    """The right areas' ids."""
    most: NotRequired[int | None]
    """How many may be chosen."""
    scoring: NotRequired[
        OptionsRule | OptionWeights | ShareOfKeys | Penalised | Morgan | CheckedUnchecked | NegativeMarking
    ]


class PointArea(TypedDict):
    id: str
    area: Area
    label: NotRequired[str | None]
    """A point in it must carry this label."""
    explanation: NotRequired[str]


class PointLabel(Entry):
    uses: NotRequired[int]
    """How many points may carry it; 1 where none is stated."""


class EachArea(TypedDict):
    rule: Literal["each_area"]
    weights: NotRequired[dict[str, float]]
    penalty: NotRequired[Fraction]
    floor: NotRequired[Fraction]


class PointsRule(TypedDict):
    rule: Literal["per_point", "exact"]


class SelectPoint(TypedDict):
    type: Literal["select_point"]
    image: Image
    areas: list[PointArea]
    """The key."""
    labels: NotRequired[list[PointLabel]]
    most: int
    """How many points may be set."""
    scoring: NotRequired[EachArea | PointsRule]
class CompositePart(TypedDict):
    id: str
    body: NotRequired[str]
    """The body of a cloze has its gaps here."""
    weight: NotRequired[float]
    """How much it counts; 1 where none is stated."""
    interaction: "Interaction"
    """Of any kind but composite."""


class Composite(TypedDict):
    type: Literal["composite"]
    parts: list[CompositePart]


class Slider(TypedDict):
    type: Literal["slider"]
    lower: Decimal
    upper: Decimal
    step: Decimal
    """From one position to the next."""
    reverse: NotRequired[bool]
    """Whether the lower bound is at the right, or at the top."""
    orientation: NotRequired[Orientation]
    keys: list[NumericKey]
    """The first whose tolerance includes the position decides."""


class Likert(TypedDict):
    """Never marked: an item of it has 0 points."""

    type: Literal["likert"]
    statements: list[Entry]
    scale: list[Entry]
class Formula(TypedDict):
    type: Literal["formula"]
    variables: NotRequired[list[FormulaVariable]]
    """What it may use; none where it is a number."""
    keys: list[FormulaKey]
    """The first that is equal decides."""
    tolerance: NotRequired[FormulaTolerance]
    """0 and 1e-9 where nothing is stated."""
    form: NotRequired[Form]
    samples: NotRequired[int]
    """At how many points it is compared: 20 where nothing is stated, at most 100."""
    seed: NotRequired[int]
    """Which points they are."""
    decimal_mark: NotRequired[DecimalMark]


Interaction: TypeAlias = (
    Choice
    | MultipleChoice
    | TrueFalse
    | ShortText
    | Numeric
    | Cloze
    | Matching
    | Ordering
    | Essay
    | FileUpload
    | GapMatch
    | GraphicGapMatch
    | GraphicOrder
    | HotText
    | Hotspot
    | SelectPoint
    | Composite
    | Slider
    | Likert
    | Formula
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
    """The body of a cloze or a gap match has its gaps as {{id}}."""
    points: Points
    """What a right response earns: above 0, or 0 where it is never marked."""
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
