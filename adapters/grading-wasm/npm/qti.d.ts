/** By identifier: texts as QTI writes them, numbers, booleans, lists for containers. */
export type QtiVariables = Record<string, QtiValue>;

export type QtiValue = QtiSingle | QtiSingle[] | { [field: string]: QtiSingle };

export type QtiSingle = string | number | boolean | null;

export interface QtiOptions {
  mode?: "repaired" | "strict";
  seed?: number;
  /** The outcomes of the last processing, for an adaptive item. */
  previous?: QtiVariables;
}

export interface QtiOutcomes {
  /** The number in SCORE. */
  score: number | null;
  maximum: number | null;
  /** Every outcome variable. */
  values: QtiVariables;
  /** Every template variable, where there are some. */
  templates?: QtiVariables;
  /** The responses that could not be read, where there are some. */
  unread?: string[];
}
