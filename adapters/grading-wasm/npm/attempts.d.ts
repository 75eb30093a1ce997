import type { Points } from "./items.js";

/** One finished attempt: an answer for each slot of the paper. */
export interface Attempt {
  group?: string | null;
  answers: { item: string; points: Points; maximum: Points; given: Given }[];
}

/** What was given, with the ids of the options chosen. */
export type Given = { answered: string[] } | "omitted" | "not_reached";

/** What attempts are counted in: to be kept as it is. */
export interface Tally {
  slots: number;
  groups: [string | null, { totals: [Points, number][]; slots: [TallyItem, [TallyCell, number][]][][] }][];
}

export interface TallyItem {
  item: string;
  maximum: Points;
}

export interface TallyCell {
  mark: Points;
  total: Points;
  given: Given;
}

/** What is done to a tally, in this order. */
export interface TallyChange {
  remove?: Attempt[];
  unmerge?: Tally[];
  add?: Attempt[];
  merge?: Tally[];
}

/** What is earned on average, as a share of the points. */
export interface BlindGuess {
  share: number;
  margin: number;
}

/** How a report is read. */
export interface Reading {
  confidence?: number;
  score_groups?: "thirds" | "quintiles";
  items?: Record<string, { blind_guess?: BlindGuess | null; options?: string[] }>;
}

/** A figure, or why there is too little to tell. */
export type Figure<T = number> = { value: T } | { insufficient: Insufficient };

export type Insufficient =
  | { why: "attempts" | "slots"; needed: number; counted: number }
  | { why: "no_variance"; of: "marks" | "totals" | "rests" | "choices" }
  | { why: "drawn_items"; slot: number }
  | { why: "perfect_correlation" | "negative_covariance" | "no_maximum" | "nothing_to_compare" };

export interface Interval {
  low: number;
  high: number;
}

/** What attempts say of a test and its items. */
export interface Report {
  test: {
    attempts: number;
    mean: Figure;
    median: Figure;
    standard_deviation: Figure;
    skewness: Figure;
    kurtosis: Figure;
    /** Cronbach's. */
    alpha: Figure;
    alpha_interval: Figure<Interval>;
    error_ratio: Figure;
    standard_error: Figure;
  };
  slots: { items: string[]; intended_weight: Figure; effective_weight: Figure; alpha_without: Figure }[];
  items: Record<string, ItemReport>;
}

export interface ItemReport {
  attempts: number;
  omitted: number;
  not_reached: number;
  facility: Figure;
  blind_guess: BlindGuess | null;
  standard_deviation: Figure;
  /** In per cent, as is efficiency. */
  discrimination: Figure;
  efficiency: Figure;
  point_biserial: Figure<{ r: number; interval: Figure<Interval> }>;
  options: {
    /** From the lowest totals to the highest. */
    groups: { attempts: number; totals: [Points, Points] | null }[];
    rows: {
      chosen: { option: string } | "omitted" | "not_reached";
      attempts: number;
      by_group: number[];
      point_biserial: Figure;
    }[];
  };
}

/** How an item treats the focal group. */
export interface Differential {
  odds_ratio: number;
  delta: number;
  standard_error: number;
  chi_squared: number;
  class: "A" | "B" | "C";
  compared: number;
}
