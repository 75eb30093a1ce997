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
  /** Markdown, as all texts. The body of a cloze has its gaps as `{{id}}`. */
  body: string;
  /** What a right response earns: above 0. */
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
  scoring?:
    | { rule: "exact" | "right_minus_wrong" | "each_option" | "coverage" | "halves" }
    | { rule: "option_weights"; weights: Record<string, Fraction>; allow_negative?: boolean }
    | { rule: "share_of_keys"; full_needs_exact?: boolean }
    | { rule: "penalised"; penalty: Fraction; floor?: Fraction }
    | { rule: "morgan"; allow_negative?: boolean }
    | { rule: "checked_unchecked"; states: Record<string, States>; allow_negative?: boolean }
    | NegativeMarking;
}

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
  keys: { value: Decimal; tolerance?: Tolerance; fraction?: Fraction; feedback?: string }[];
  unit?: string | null;
  units?: Units | null;
  decimal_mark?: DecimalMark;
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
  scoring?:
    | { rule: "each_pair"; weights?: Record<string, number>; penalty?: Fraction; floor?: Fraction }
    | { rule: "exact" };
}

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
