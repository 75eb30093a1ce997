/** A number with at most six decimals. */
export type Points = number;
/** From -1 to 1: a number with at most six decimals, or text such as "1/3". */
export type Fraction = number | string;
/** A number, or text with as many digits as it needs. */
export type Decimal = number | string;

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
  | ({ type: "file_upload" } & FileUpload);

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
  scoring?:
    | { rule: "exact" }
    | { rule: "option_weights"; weights: Record<string, Fraction>; allow_negative?: boolean }
    | { rule: "right_minus_wrong" }
    | { rule: "share_of_keys"; full_needs_exact?: boolean }
    | NegativeMarking;
}

export interface TrueFalse {
  key: boolean;
  scoring?: { rule: "standard" } | NegativeMarking;
}

export interface ShortText {
  /** The first that matches decides. */
  keys: { text: string; fraction?: Fraction; feedback?: string }[];
  matching?: "exact" | "wildcard";
  case_sensitive?: boolean;
}

export interface Numeric {
  /** The first whose tolerance includes the answer decides. */
  keys: { value: Decimal; tolerance?: Tolerance; fraction?: Fraction; feedback?: string }[];
  unit?: string | null;
  decimal_mark?: DecimalMark;
}

export type Tolerance = { rule: "absolute"; within: Decimal } | { rule: "relative"; within: Decimal };
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
  scoring?: { rule: "each_pair" } | { rule: "exact" };
}

export interface Ordering {
  /** In the right order. */
  entries: Entry[];
  scoring?: { rule: "exact" } | { rule: "absolute" } | { rule: "all_before_after" };
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
