/** The scoring library of Pediafor. Shapes are those of its format: `core/grading/docs/format.md`. */

export * from "./items.js";
export * from "./answers.js";
export * from "./papers.js";

import type { Item, Finding } from "./items.js";
import type { Behaviour, Floor, Outcome, Response, Total, Tried, Try } from "./answers.js";
import type { PaperItem } from "./papers.js";

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

/** The version of the engine, to be kept with outcomes: `pediafor-grading/0.1.0`. */
export function engine(): string;

/** The same operations from JSON texts to a JSON text. */
export const json: {
  mark(item: string, response?: string): string;
  markTries(item: string, behaviour: string, tries: string): string;
  lint(item: string): string;
  total(outcomes: string, floor?: string): string;
  toPaper(item: string): string;
};
