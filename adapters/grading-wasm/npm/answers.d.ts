import type { Decimal, Pair, Points, Fraction } from "./items.js";

/** What a student gave to one item. */
export type Response =
  | { type: "choice"; chosen?: string | null }
  | { type: "multiple_choice"; chosen?: string[] }
  | { type: "true_false"; value?: boolean | null }
  | { type: "short_text"; text?: string }
  | { type: "numeric"; text?: string }
  | { type: "cloze"; gaps?: Record<string, string> }
  | { type: "matching"; pairs?: Pair[] }
  | { type: "ordering"; order?: string[] }
  | { type: "essay"; text?: string }
  | { type: "file_upload"; files?: string[] }
  | { type: "gap_match" | "graphic_gap_match"; gaps?: Record<string, string> }
  | { type: "graphic_order"; order?: string[] }
  | { type: "hot_text"; chosen?: string[] }
  | { type: "hotspot"; chosen?: string[] }
  | { type: "select_point"; points?: Pin[] }
  | { type: "composite"; parts?: Record<string, Response> }
  | { type: "slider"; value?: Decimal | null }
  | { type: "likert"; ratings?: Record<string, string> }
  | { type: "formula"; text?: string };

/** A point set on a picture, in the picture's own pixels, which are whole numbers. */
export interface Pin {
  x: number;
  y: number;
  label?: string | null;
}

/** What marking made of one response. */
export interface Outcome {
  item: string;
  points: Points;
  maximum: Points;
  verdict: Verdict;
  rule: string;
  parts: Part[];
  feedback: string;
  /** Only with the verdict `invalid_response`. */
  invalid?: ResponseError;
}

export type Verdict =
  | "correct"
  | "partial"
  | "incorrect"
  | "unanswered"
  | "needs_human"
  | "invalid_response"
  | "not_marked";

/** One part: an option, a source, a position, a gap, an area, a composite's part. The whole response, and a point in no area, have no name. */
export interface Part {
  part: string;
  given: string | null;
  /** For those who may see keys. */
  expected: string | null;
  /** Nothing where the rule judges the whole. */
  points: Points | null;
  /** Nothing where it is neither. */
  correct: boolean | null;
  note?: Note;
  feedback?: string;
  /** Those of a composite's part. */
  parts?: Part[];
}

export type Note =
  | { code: "not_a_number" | "missing_unit" | "wrong_unit" }
  | { code: "read_as"; value: string }
  | { code: "keywords_found"; found: number; of: number }
  | { code: "too_few_words"; words: number; least: number }
  | { code: "too_many_words"; words: number; most: number }
  | { code: "not_an_expression"; error: ExpressionError }
  | { code: "undefined" }
  | { code: "forbidden_function" | "missing_function"; function: string };

/** Why a text is no formula. */
export interface ExpressionError {
  /** To translate by, such as `missing_closing`. */
  code: string;
  /** The character it is about, counted from 1. */
  at: number;
  /** In English. */
  detail: string;
}

export type ResponseError =
  /** Of the whole response where there is no pointer. */
  | { code: "wrong_type"; expected: string; given: string; pointer?: string }
  | { code: "unknown_id" | "repeated_id" | "wrong_group" | "out_of_range" | "off_step"; pointer: string }
  | { code: "too_long" | "too_many" | "used_too_often"; pointer: string; most: number };

/** What several tries earn together. */
export type Behaviour =
  | { behaviour: "deferred" }
  | { behaviour: "immediate" }
  | { behaviour: "adaptive"; penalty: Fraction }
  | { behaviour: "interactive"; penalty?: Fraction; tries?: number; count_back?: boolean }
  | { behaviour: "certainty"; at_once?: boolean }
  | { behaviour: "points_list"; values: Fraction[] };

export interface Try {
  response: Response;
  certainty?: "low" | "medium" | "high" | null;
}

export interface Tried {
  /** Of the try that decided, with the points of all together. */
  outcome: Outcome;
  /** Which try decided, counted from 0. */
  deciding: number | null;
  /** How many tries counted. */
  used: number;
}

export interface Total {
  points: Points;
  maximum: Points;
  /** How many outcomes wait for a person. */
  awaiting_human: number;
}

/** How low a total may go. */
export type Floor = "none" | "zero";
