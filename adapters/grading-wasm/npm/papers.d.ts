import type { Area, Decimal, DecimalMark, Entry, Image, Label, Orientation, Place, Points } from "./items.js";

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
  | { type: "gap_match"; gaps: PaperLabelGap[]; labels: Label[] }
  | { type: "graphic_gap_match"; image: Image; gaps: PaperLabelPlace[]; labels: Label[] }
  | { type: "graphic_order"; image: Image; entries: Place[]; leave_out?: boolean }
  | { type: "hot_text"; phrases: Entry[]; most?: number }
  | { type: "hotspot"; image: Image; areas: (Entry & { area: Area })[]; most?: number }
  | { type: "select_point"; image: Image; labels?: (Entry & { uses: number })[]; most: number }
  | { type: "composite"; parts: PaperPart[] }
  | { type: "slider"; lower: Decimal; upper: Decimal; step: Decimal; reverse: boolean; orientation: Orientation }
  | { type: "likert"; statements: Entry[]; scale: Entry[] }
  | { type: "formula"; variables: string[]; decimal_mark: DecimalMark };

export interface PaperNumeric {
  unit: string | null;
  decimal_mark: DecimalMark;
}

export interface PaperLabelGap {
  id: string;
  /** It takes labels of this group alone. */
  group?: string;
}

export interface PaperLabelPlace extends PaperLabelGap {
  text: string;
  area: Area;
}
export interface PaperPart {
  id: string;
  body: string;
  /** What it can earn. */
  points: Points;
  interaction: PaperInteraction;
}

export interface PaperGap {
  id: string;
  kind: { type: "text" } | ({ type: "numeric" } & PaperNumeric) | { type: "dropdown"; options: Entry[] };
}
