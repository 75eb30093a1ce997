/** The answers of many: by pattern, a word of `1`, `0` and `-`, how many persons gave it. */
export interface PatternCounts {
  items: number;
  patterns: Record<string, number>;
}

export type Quadrature =
  | { rule: "equally_spaced"; nodes: number; reach: number }
  | { rule: "gauss_hermite"; nodes: number };

export type Model = "rasch" | "unit_rasch" | "two_parameter";

export interface CalibrationSettings {
  model: Model;
  least_answers: number;
  quadrature?: Quadrature;
  tolerance?: number;
  most_iterations?: number;
}

/** 1/(1 + e^−(discrimination · θ + intercept)); the difficulty is −intercept/discrimination. */
export type Curve = { discrimination: number; intercept: number } | { discrimination: number; difficulty: number };

export interface Calibrated {
  aic: number;
  bic: number;
  /** Nothing where each item has its own discrimination. */
  rasch_scale: { variance: number; difficulties: (number | null)[] } | null;
  scale: Scale;
  calibration: Calibration;
}

export interface Scale {
  curves: Curve[];
  quadrature?: Quadrature;
}

export interface Calibration {
  model: Model;
  quadrature: Quadrature;
  items: ItemEstimate[];
  persons: number;
  parameters: number;
  log_likelihood: number;
  iterations: number;
}

export type ItemEstimate =
  | {
      outcome: "estimated";
      curve: Curve;
      standard_errors: { discrimination: number | null; intercept: number; difficulty: number | null } | null;
    }
  | { outcome: "left_out"; reason: "too_few_answers" | "all_right" | "all_wrong" | "diverges" };

export interface ItemFit {
  mean_squares: { infit: number; outfit: number };
  s_x2: { value: number; degrees: number; p: number; persons: number } | null;
}

export interface Ability {
  estimate: number;
  standard_error: number;
}

/** A calibrated item that an adaptive test may ask. */
export interface PoolItem {
  id: string;
  area?: string;
  curve: Curve;
}

export interface AskedItem {
  item: string;
  answer: "right" | "wrong" | "not_presented";
}

export interface AdaptiveRules {
  stop: { most_items: number; least_items?: number; standard_error?: number | null };
  start?: { ability: number; items: number };
  targets?: Record<string, number>;
  randomesque?: number;
  quadrature?: Quadrature;
}

export type AdaptiveStep =
  | { step: "ask"; item: string; ability: Ability }
  | { step: "end"; reason: "precise" | "long" | "exhausted"; ability: Ability };
