/** A number with at most six decimals. */
export type Points = number;
/** From -1 to 1: a number with at most six decimals, or text such as "1/3". */
export type Fraction = number | string;
/** A number, or text with as many digits as it needs. */
export type Decimal = number | string;
/** A decimal, or text with two of them such as "1/60". */
export type Quotient = Decimal;

/** A question as its author wrote it. */
export interface Item {
  id: string;
  title?: string;
  /** Markdown, as all texts. The body of a cloze or a gap match has its gaps as `{{id}}`. */
  body: string;
  /** What a right response earns: above 0, or 0 where it is never marked. */
  points: Points;
  interaction: Interaction;
  explanation?: string;
  feedback?: { correct?: string; partial?: string; incorrect?: string };
  hints?: string[];
  tags?: string[];
  difficulty?: "easy" | "medium" | "hard" | "expert";
}

/** How an item is answered, with its key and its rule. */
export type Interaction =
  | ({ type: "choice" } & SingleChoice)
  | ({ type: "multiple_choice" } & MultipleChoice)
  | ({ type: "true_false" } & TrueFalse)
  | ({ type: "short_text" } & ShortText)
  | ({ type: "numeric" } & Numeric)
  | ({ type: "cloze" } & Cloze)
  | ({ type: "matching" } & Matching)
  | ({ type: "ordering" } & Ordering)
  | ({ type: "essay" } & Essay)
  | ({ type: "file_upload" } & FileUpload)
  | ({ type: "gap_match" } & GapMatch)
  | ({ type: "graphic_gap_match" } & GraphicGapMatch)
  | ({ type: "graphic_order" } & GraphicOrder)
  | ({ type: "hot_text" } & HotText)
  | ({ type: "hotspot" } & Hotspot)
  | ({ type: "select_point" } & SelectPoint)
  | ({ type: "composite" } & Composite)
  | ({ type: "slider" } & Slider)
  | ({ type: "likert" } & Likert)
  | ({ type: "formula" } & Formula);

export interface Entry {
  id: string;
  text: string;
}

export interface Option extends Entry {
  /** Why it is right or wrong. */
  explanation?: string;
}

export interface NegativeMarking {
  rule: "negative_marking";
  /** What a wrong answer costs. */
  penalty: Points;
}

export interface SingleChoice {
  options: Option[];
  /** The right option's id. */
  key: string;
  scoring?: { rule: "standard"; fractions?: Record<string, Fraction> } | NegativeMarking;
}

export interface MultipleChoice {
  options: Option[];
  /** The right options' ids. */
  keys: string[];
  /** Chosen alone, it says that none of the options is right. */
  none_apply?: Option | null;
  scoring?: MultipleChoiceRule;
}

export type MultipleChoiceRule =
  | { rule: "exact" | "right_minus_wrong" | "each_option" | "coverage" | "halves" }
  | { rule: "option_weights"; weights: Record<string, Fraction>; allow_negative?: boolean }
  | { rule: "share_of_keys"; full_needs_exact?: boolean }
  | { rule: "penalised"; penalty: Fraction; floor?: Fraction }
  | { rule: "morgan"; allow_negative?: boolean }
  | { rule: "checked_unchecked"; states: Record<string, States>; allow_negative?: boolean }
  | NegativeMarking;

/** What an option earns by its state. */
export interface States {
  checked?: Points;
  unchecked?: Points;
}

export interface TrueFalse {
  key: boolean;
  scoring?: { rule: "standard"; wrong?: Fraction } | NegativeMarking;
}

export interface ShortText {
  /** The first that matches decides. */
  keys: { text: string; edits?: number | null; fraction?: Fraction; feedback?: string }[];
  matching?: "exact" | "wildcard" | "regex" | "edit_distance" | "keywords";
  case_sensitive?: boolean;
}

export interface Numeric {
  /** The first whose tolerance includes the answer decides. */
  keys: NumericKey[];
  unit?: string | null;
  units?: Units | null;
  decimal_mark?: DecimalMark;
}

export interface NumericKey {
  value: Decimal;
  tolerance?: Tolerance;
  fraction?: Fraction;
  feedback?: string;
}

export type Tolerance =
  | { rule: "absolute" | "relative" | "geometric"; within: Decimal }
  | { rule: "relabs"; absolute?: Decimal; relative?: Decimal }
  | { rule: "range"; from: Decimal; to: Decimal }
  | { rule: "significant_figures"; figures: number }
  | { rule: "decimal_places"; places: number }
  | { rule: "strict_qti"; below: Decimal; above?: Decimal | null };

export interface Units {
  accepted: { name: string; factor?: Quotient }[];
  missing?: UnitRule;
  wrong?: UnitRule;
}

/** What a missing or a wrong unit costs. */
export type UnitRule = { rule: "required" | "free" } | { rule: "share_of_mark" | "share_of_points"; share: Fraction };

export type DecimalMark = "point" | "comma";

export interface Cloze {
  gaps: Gap[];
}

export interface Gap {
  id: string;
  /** How much it counts; 1 where none is stated. */
  weight?: number;
  kind:
    | ({ type: "text" } & ShortText)
    | ({ type: "numeric" } & Numeric)
    | { type: "dropdown"; options: Entry[]; key: string };
}

export interface Pair {
  source: string;
  target: string;
}

export interface Matching {
  sources: Entry[];
  targets: Entry[];
  pairs: Pair[];
  scoring?: MatchingRule;
}

export type MatchingRule =
  | { rule: "each_pair"; weights?: Record<string, number>; penalty?: Fraction; floor?: Fraction }
  | { rule: "exact" };

export interface Ordering {
  /** In the right order, where no graphs say others. */
  entries: Entry[];
  distractors?: Entry[];
  graphs?: Graph[];
  scoring?: { rule: OrderingRule };
}

export type OrderingRule =
  | "exact"
  | "absolute"
  | "relative_next"
  | "relative_next_and_last"
  | "neighbours"
  | "all_before_after"
  | "longest_subsequence"
  | "longest_run"
  | "displacement"
  | "edit_distance";

/** A partial order that is right. */
export interface Graph {
  /** Those that it is about; all where none are stated. */
  entries?: string[];
  /** By entry, or group: what must come before. */
  depends?: Record<string, string[]>;
  /** By name: entries that must stand together. */
  groups?: Record<string, string[]>;
}

export interface Essay {
  min_words?: number | null;
  max_words?: number | null;
  marking_guide?: string;
}

export interface FileUpload {
  max_files: number;
  max_bytes: number;
  media_types?: string[];
  marking_guide?: string;
}

/** A picture that is answered on; its own pixels are the coordinates of all that is on it. */
export interface Image {
  /** An address, or the id of a stored file. */
  source: string;
  width: number;
  height: number;
  /** What it shows, for those who do not see it. */
  text: string;
}

/** In whole pixels, from the upper left corner. */
export interface Spot {
  x: number;
  y: number;
}

/** A region of a picture, its edge included. */
export type Area =
  | { shape: "circle"; center: Spot; radius: number }
  | { shape: "ellipse"; center: Spot; across: number; down: number }
  | { shape: "rectangle"; from: Spot; to: Spot }
  | { shape: "polygon"; corners: Spot[] };

/** Something to put into gaps. */
export interface Label {
  id: string;
  text?: string;
  image?: Image | null;
  /** How many gaps it may be put into: 0 is any number; 1 where none is stated. */
  uses?: number;
  /** It goes into gaps of this group alone. */
  group?: string | null;
}

export interface LabelGap {
  id: string;
  /** The labels each of which is right. */
  keys?: string[];
  group?: string | null;
}

export interface LabelPlace extends LabelGap {
  text?: string;
  area: Area;
}

export interface GapMatch {
  gaps: LabelGap[];
  labels: Label[];
  /** With gaps for sources. */
  scoring?: MatchingRule;
}

export interface GraphicGapMatch {
  image: Image;
  gaps: LabelPlace[];
  labels: Label[];
  scoring?: MatchingRule;
}

export interface Place extends Entry {
  area: Area;
}

export interface GraphicOrder {
  image: Image;
  /** In the right order, where no graphs say others. */
  entries: Place[];
  distractors?: Place[];
  graphs?: Graph[];
  scoring?: { rule: OrderingRule };
}
/** Phrases that stand in the body as `{{id}}`. */
export interface HotText {
  phrases: Option[];
  /** The right phrases' ids. */
  keys: string[];
  /** How many may be chosen. */
  most?: number | null;
  scoring?: MultipleChoiceRule;
}

export interface Hotspot {
  image: Image;
  areas: (Option & { area: Area })[];
  /** The right areas' ids. */
  keys: string[];
  /** How many may be chosen. */
  most?: number | null;
  scoring?: MultipleChoiceRule;
}

export interface SelectPoint {
  image: Image;
  /** The key. An area that states a label takes points with this label alone. */
  areas: { id: string; area: Area; label?: string | null; explanation?: string }[];
  labels?: (Entry & { uses?: number })[];
  /** How many points may be set. */
  most: number;
  scoring?:
    | { rule: "each_area"; weights?: Record<string, number>; penalty?: Fraction; floor?: Fraction }
    | { rule: "per_point" | "exact" };
}

export interface Composite {
  parts: CompositePart[];
}

export interface CompositePart {
  id: string;
  /** The body of a cloze has its gaps here. */
  body?: string;
  /** How much it counts; 1 where none is stated. */
  weight?: number;
  /** Of any kind but composite. */
  interaction: Interaction;
}

export interface Slider {
  lower: Decimal;
  upper: Decimal;
  /** From one position to the next. */
  step: Decimal;
  /** Whether the lower bound is at the right, or at the top. */
  reverse?: boolean;
  orientation?: Orientation;
  /** The first whose tolerance includes the position decides. */
  keys: NumericKey[];
}

export type Orientation = "horizontal" | "vertical";

/** Never marked: an item of it has 0 points. */
export interface Likert {
  statements: Entry[];
  scale: Entry[];
}

export interface Formula {
  /** What it may use; none where it is a number. */
  variables?: FormulaVariable[];
  /** The first that is equal decides. */
  keys: { expression: string; fraction?: Fraction; feedback?: string }[];
  /** 0 and 1e-9 where nothing is stated. */
  tolerance?: { absolute?: Decimal; relative?: Decimal };
  /** Functions by name, such as "tan". */
  form?: { forbidden?: string[]; required?: string[] };
  /** At how many points it is compared: 20 where nothing is stated, at most 100. */
  samples?: number;
  /** Which points they are. */
  seed?: number;
  decimal_mark?: DecimalMark;
}

export interface FormulaVariable {
  name: string;
  domain: { from: Decimal; to: Decimal };
  exclude?: Decimal[];
  integer?: boolean;
}

/** One thing that `lint` found. */
export interface Finding {
  severity: "error" | "warning";
  /** To translate by, such as `no_key`. */
  code: string;
  /** JSON Pointer into the item. */
  pointer: string;
  /** In English. */
  detail: string;
}
