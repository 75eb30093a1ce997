import type { DecimalMark, Entry, Points } from "./items.js";

/** An item as a student sees it. */
export interface PaperItem {
  id: string;
  title: string;
  body: string;
  points: Points;
  /** Whether a wrong answer can cost points. */
  wrong_costs: boolean;
  interaction: PaperInteraction;
  hints: string[];
}

export type PaperInteraction =
  | { type: "choice"; options: Entry[] }
  | { type: "multiple_choice"; options: Entry[]; none_apply?: Entry }
  | { type: "true_false" }
  | { type: "short_text" }
  | ({ type: "numeric" } & PaperNumeric)
  | { type: "cloze"; gaps: PaperGap[] }
  | { type: "matching"; sources: Entry[]; targets: Entry[] }
  | { type: "ordering"; entries: Entry[]; leave_out?: boolean }
  | { type: "essay"; min_words: number | null; max_words: number | null }
  | { type: "file_upload"; max_files: number; max_bytes: number; media_types: string[] }
  | { type: "formula"; variables: string[]; decimal_mark: DecimalMark };

export interface PaperNumeric {
  unit: string | null;
  decimal_mark: DecimalMark;
}

export interface PaperGap {
  id: string;
  kind: { type: "text" } | ({ type: "numeric" } & PaperNumeric) | { type: "dropdown"; options: Entry[] };
}
