import type { BlindGuess } from "./attempts.js";
import type { Floor, Outcome, Total } from "./answers.js";
import type { Fraction, Points } from "./items.js";

/** How the outcomes of an assessment's items become its mark. */
export interface AssessmentRules {
  /** Without any, all items are together. */
  sections?: AssessmentSection[];
  /** What the whole counts for; needed with weights. */
  maximum?: Points | null;
  formula_scoring?: boolean;
  floor?: Floor;
  attempts?: "first" | "last" | "highest" | "mean";
  late?: LatePenalty | null;
  pass?: { points: Points } | { percent: Points } | null;
  /** The best first, each with the per cent from which on it is given. */
  scale?: { grade: string; from: Points }[] | null;
}

export interface AssessmentSection {
  id: string;
  items: string[];
  /** How many of the best outcomes count. */
  best?: number | null;
  /** Either all sections have one or none. */
  weight?: number | null;
}

/** A share of the maximum, by steps or per hour begun. */
export type LatePenalty =
  | { steps: { after_seconds: number; costs: Fraction }[] }
  | { per_hour: Fraction; at_most: Fraction };

/** One attempt at an assessment. */
export interface AssessmentAttempt {
  outcomes: MarkedOutcome[];
  late_seconds?: number;
}

/** An outcome, or what an assessment looks at of one. */
export type MarkedOutcome = Pick<Outcome, "item" | "points" | "maximum" | "verdict" | "rule"> & Partial<Outcome>;

export interface AssessmentMarks {
  attempts: { sections: { id: string; total: Total }[]; total: Total; points: Points }[];
  /** What counts; nothing where there is no attempt. */
  mark: AssessmentMark | null;
}

export interface AssessmentMark {
  points: Points;
  maximum: Points;
  awaiting_human: number;
  percent: Points | null;
  /** Nothing without a pass mark, or while something waits for a person. */
  passed: boolean | null;
  /** Nothing without a scale, or while something waits for a person. */
  grade: string | null;
}

/** What a blind guess earns, of the paper and of each item. */
export interface BlindGuesses {
  paper: BlindGuess;
  items: ({ item: string } & BlindGuess)[];
}
