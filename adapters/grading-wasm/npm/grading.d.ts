/** The scoring library of Pediafor. Shapes are those of `core/grading/docs/format.md` and `core/grading/docs/operations.md`. */

export * from "./items.js";
export * from "./answers.js";
export * from "./papers.js";
export * from "./marks.js";
export * from "./attempts.js";
export * from "./curves.js";
export * from "./qti.js";

import type { Item, Finding } from "./items.js";
import type { Behaviour, Floor, Outcome, Response, Total, Tried, Try } from "./answers.js";
import type { PaperItem } from "./papers.js";
import type { AssessmentAttempt, AssessmentMarks, AssessmentRules, BlindGuesses } from "./marks.js";
import type { Attempt, Differential, Figure, Reading, Report, Tally, TallyChange } from "./attempts.js";
import type {
  Ability,
  AdaptiveRules,
  AdaptiveStep,
  AskedItem,
  Calibrated,
  Calibration,
  CalibrationSettings,
  ItemFit,
  PatternCounts,
  PoolItem,
  Scale,
} from "./curves.js";
import type { QtiOptions, QtiOutcomes, QtiVariables } from "./qti.js";

/** What a response earns, and why; none, or a blank one, earns nothing. Throws where an argument is not what it should be. */
export function mark(item: Item, response?: Response | null): Outcome;

/** What several tries at an item earn together, in the order in which they were given. */
export function markTries(item: Item, behaviour: Behaviour, tries: readonly Try[]): Tried;

/** What is wrong with an item, or worth a look; without errors it can be marked. */
export function lint(item: Item): Finding[];

/** The exact sum of outcomes. */
export function total(outcomes: readonly Outcome[], floor?: Floor | null): Total;

/** The item as a student sees it, without its key. */
export function toPaper(item: Item): PaperItem;

/** From the outcomes of attempts, in the order in which they were taken, to a mark. Formula scoring asks for the items. */
export function assessment(
  rules: AssessmentRules,
  attempts: readonly AssessmentAttempt[],
  items?: readonly Item[] | null,
): AssessmentMarks;

/** What somebody earns on average who knows nothing and guesses. */
export function blindGuess(items: readonly Item[]): BlindGuesses;

/** What attempts of many at one paper say of the test and its items. */
export function statistics(attempts: readonly Attempt[], reading?: Reading | null): Report;

/** A tally after attempts were taken back and counted; `null` for none yet. */
export function tally(tally: Tally | null, change: TallyChange): Tally;

/** What a tally says, of everyone or of one group. */
export function report(tally: Tally, reading?: Reading | null, group?: string | null): Report;

/** By item, how it treats the focal group beside the reference group. */
export function differentials(
  tally: Tally,
  groups: { reference: string; focal: string },
): Record<string, Figure<Differential>>;

/** From the answers of many to the curves of items. */
export function calibrate(responses: PatternCounts, settings: CalibrationSettings): Calibrated;

/** How well each curve describes the answers; nothing for an item that was left out. */
export function itemFit(calibration: Calibration, responses: PatternCounts): (ItemFit | null)[];

/** The abilities behind answers, each a word of `1`, `0` and `-`. */
export function abilities(scale: Scale, answers: readonly string[]): Ability[];

/** The next step of an adaptive test. */
export function nextItem(
  pool: readonly PoolItem[],
  given: readonly AskedItem[],
  rules: AdaptiveRules,
  seed: number,
): AdaptiveStep;

/** What a QTI item, its XML, makes of responses. */
export function processQti(item: string, responses?: QtiVariables | null, options?: QtiOptions | null): QtiOutcomes;

/** The version of the engine, to be kept with outcomes: `pediafor-grading/0.1.0`. */
export function engine(): string;

/** The same operations from JSON texts to a JSON text. */
export const json: {
  mark(item: string, response?: string): string;
  markTries(item: string, behaviour: string, tries: string): string;
  lint(item: string): string;
  total(outcomes: string, floor?: string): string;
  toPaper(item: string): string;
  assessment(rules: string, attempts: string, items?: string): string;
  blindGuess(items: string): string;
  statistics(attempts: string, reading?: string): string;
  tally(tally: string, change: string): string;
  report(tally: string, reading?: string, group?: string): string;
  differentials(tally: string, groups: string): string;
  calibrate(responses: string, settings: string): string;
  itemFit(calibration: string, responses: string): string;
  abilities(scale: string, answers: string): string;
  nextItem(pool: string, given: string, rules: string, seed: string): string;
  /** The item is a JSON string with its XML. */
  processQti(item: string, responses?: string, options?: string): string;
};
