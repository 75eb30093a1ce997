// The marking of ../marking/main.rs in plain TypeScript: the same rules over the same items and attempts, as one would
// write them for a web service. Fractions are doubles and rounded once; numbers are compared exactly, as whole numbers of
// their smallest decimal, because -11.7 ± 0.02 must include -11.72.
//
// Started by the benchmark, with the files of the items and of the attempts. For each line on the standard input it
// answers one line: the seconds that marking all parsed attempts took, the seconds from their JSON, and the sum of the
// points, as JSON.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

interface Entry {
  id: string;
}

interface TextKey {
  text: string;
  fraction?: number;
}

interface NumberKey {
  value: number;
  tolerance: { rule: "absolute"; within: number } | { rule: "relative"; within: number };
  fraction?: number;
}

interface Gap {
  id: string;
  weight?: number;
  kind: { type: "text"; keys: TextKey[] } | { type: "dropdown"; options: Entry[]; key: string };
}

type Interaction =
  | { type: "choice"; options: Entry[]; key: string; scoring?: { rule: "negative_marking"; penalty: number } }
  | { type: "multiple_choice"; options: Entry[]; keys: string[]; scoring: MultipleChoiceRule }
  | { type: "true_false"; key: boolean }
  | { type: "numeric"; keys: NumberKey[] }
  | { type: "matching"; sources: Entry[]; targets: Entry[]; pairs: Pair[] }
  | { type: "ordering"; entries: Entry[]; scoring: { rule: "absolute" | "all_before_after" | "longest_subsequence" } }
  | { type: "short_text"; keys: TextKey[] }
  | { type: "cloze"; gaps: Gap[] };

type MultipleChoiceRule =
  | { rule: "exact" | "right_minus_wrong" | "each_option" | "morgan" }
  | { rule: "option_weights"; weights: Record<string, number> };

interface Pair {
  source: string;
  target: string;
}

interface Item {
  id: string;
  points: number;
  interaction: Interaction;
}

type Verdict = "correct" | "partial" | "incorrect" | "unanswered" | "invalid_response";

interface Mark {
  points: number;
  maximum: number;
  verdict: Verdict;
}

interface Response {
  type: string;
  chosen?: string | string[] | null;
  value?: boolean | null;
  text?: string;
  pairs?: Pair[];
  order?: string[];
  gaps?: Record<string, string>;
}

const INVALID = Symbol("invalid");
const BLANK = Symbol("blank");
type Earned = number | typeof INVALID | typeof BLANK;

export function mark(item: Item, response: Response | undefined): Mark {
  const maximum = item.points;
  if (response === undefined) {
    return { points: 0, maximum, verdict: "unanswered" };
  }
  const earned = response.type === item.interaction.type ? earn(item, response) : INVALID;
  if (earned === BLANK) {
    return { points: 0, maximum, verdict: "unanswered" };
  }
  if (earned === INVALID) {
    return { points: 0, maximum, verdict: "invalid_response" };
  }
  const points = Math.round(earned * maximum * 1e6) / 1e6;
  return { points, maximum, verdict: earned >= 1 ? "correct" : earned > 0 ? "partial" : "incorrect" };
}

function earn(item: Item, response: Response): Earned {
  const question = item.interaction;
  switch (question.type) {
    case "choice":
      return choice(question, response.chosen as string | null | undefined, item.points);
    case "multiple_choice":
      return multipleChoice(question, (response.chosen ?? []) as string[]);
    case "true_false":
      return response.value == null ? BLANK : response.value === question.key ? 1 : 0;
    case "numeric":
      return typed(response.text, (text) => numeric(question.keys, text));
    case "matching":
      return matching(question, response.pairs ?? []);
    case "ordering":
      return ordering(question, response.order ?? []);
    case "short_text":
      return typed(response.text, (text) => shortText(question.keys, text));
    case "cloze":
      return cloze(question.gaps, response.gaps ?? {});
  }
}

function choice(
  question: Extract<Interaction, { type: "choice" }>,
  chosen: string | null | undefined,
  points: number,
): Earned {
  if (!chosen) {
    return BLANK;
  }
  if (!question.options.some((option) => option.id === chosen)) {
    return INVALID;
  }
  if (chosen === question.key) {
    return 1;
  }
  return question.scoring ? -question.scoring.penalty / points : 0;
}

function multipleChoice(question: Extract<Interaction, { type: "multiple_choice" }>, chosen: string[]): Earned {
  if (chosen.length === 0) {
    return BLANK;
  }
  const options = new Set(question.options.map((option) => option.id));
  if (chosen.length > 200 || !chosen.every((id) => options.has(id))) {
    return INVALID;
  }
  const keys = new Set(question.keys);
  const ticked = new Set(chosen);
  const n = options.size;
  const c = keys.size;
  const t = [...ticked].filter((id) => keys.has(id)).length;
  const f = ticked.size - t;
  const rule = question.scoring;
  switch (rule.rule) {
    case "exact":
      return t === c && f === 0 ? 1 : 0;
    case "right_minus_wrong":
      return Math.max(0, (t - f) / c);
    case "each_option":
      return 1 - (f + c - t) / n;
    case "morgan":
      return Math.max(0, t / c - f / Math.max(1, n - c));
    case "option_weights":
      return Math.min(1, Math.max(0, [...ticked].reduce((sum, id) => sum + (rule.weights[id] ?? 0), 0)));
  }
}

function matching(question: Extract<Interaction, { type: "matching" }>, pairs: Pair[]): Earned {
  if (pairs.length === 0) {
    return BLANK;
  }
  const sources = new Set(question.sources.map((source) => source.id));
  const targets = new Set(question.targets.map((target) => target.id));
  const keys = new Map(question.pairs.map((pair) => [pair.source, pair.target]));
  const seen = new Set<string>();
  let right = 0;
  for (const { source, target } of pairs) {
    if (!sources.has(source) || !targets.has(target) || seen.has(source)) {
      return INVALID;
    }
    seen.add(source);
    right += keys.get(source) === target ? 1 : 0;
  }
  return right / keys.size;
}

function ordering(question: Extract<Interaction, { type: "ordering" }>, order: string[]): Earned {
  if (order.length === 0) {
    return BLANK;
  }
  const places = new Map(question.entries.map((entry, place) => [entry.id, place]));
  const given = order.map((id) => places.get(id));
  if (given.includes(undefined) || new Set(order).size !== order.length) {
    return INVALID;
  }
  const right = given as number[];
  const n = question.entries.length;
  switch (question.scoring.rule) {
    case "absolute":
      return right.filter((place, position) => place === position).length / n;
    case "all_before_after": {
      let pairs = 0;
      for (let later = 1; later < right.length; later++) {
        for (let earlier = 0; earlier < later; earlier++) {
          pairs += right[earlier]! < right[later]! ? 1 : 0;
        }
      }
      return pairs / ((n * (n - 1)) / 2);
    }
    case "longest_subsequence": {
      const ends: number[] = [];
      for (const place of right) {
        const shorter = ends.findIndex((end) => end >= place);
        ends[shorter < 0 ? ends.length : shorter] = place;
      }
      return ends.length > 1 ? ends.length / n : 0;
    }
  }
}

function typed(text: string | undefined, earned: (text: string) => number): Earned {
  if (text === undefined || text.trim() === "") {
    return BLANK;
  }
  return text.length > 2000 ? INVALID : earned(text);
}

const fold = (text: string) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();

function shortText(keys: TextKey[], text: string): number {
  const given = fold(text);
  const key = keys.find((key) => fold(key.text) === given);
  return key === undefined ? 0 : (key.fraction ?? 1);
}

function cloze(gaps: Gap[], filled: Record<string, string>): Earned {
  const texts = Object.values(filled);
  if (texts.every((text) => text.trim() === "")) {
    return BLANK;
  }
  const ids = new Set(gaps.map((gap) => gap.id));
  if (!Object.keys(filled).every((id) => ids.has(id)) || texts.some((text) => text.length > 2000)) {
    return INVALID;
  }
  let earned = 0;
  let weights = 0;
  for (const gap of gaps) {
    const text = filled[gap.id] ?? "";
    const weight = gap.weight ?? 1;
    weights += weight;
    if (gap.kind.type === "text") {
      earned += text.trim() === "" ? 0 : weight * shortText(gap.kind.keys, text);
    } else {
      if (text !== "" && !gap.kind.options.some((option) => option.id === text)) {
        return INVALID;
      }
      earned += text === gap.kind.key ? weight : 0;
    }
  }
  return earned / weights;
}

/** A decimal, as a whole number of the powers of ten. */
interface Decimal {
  digits: bigint;
  power: number;
}

function decimal(text: string): Decimal | undefined {
  const match = /^\s*([-+]?)(\d*)(?:[.,](\d*))?(?:[eE]([-+]?\d{1,3}))?\s*$/.exec(text);
  if (match === null || (!match[2] && !match[3])) {
    return undefined;
  }
  const decimals = match[3] ?? "";
  const digits = BigInt((match[2] ?? "") + decimals);
  return { digits: match[1] === "-" ? -digits : digits, power: Number(match[4] ?? 0) - decimals.length };
}

const at = (number: Decimal, power: number) => number.digits * 10n ** BigInt(number.power - power);

function numeric(keys: NumberKey[], text: string): number {
  const given = decimal(text);
  if (given === undefined) {
    return 0;
  }
  for (const key of keys) {
    const value = decimal(String(key.value))!;
    const within = decimal(String(key.tolerance.within))!;
    const reach: Decimal =
      key.tolerance.rule === "absolute"
        ? within
        : { digits: (value.digits < 0n ? -value.digits : value.digits) * within.digits, power: value.power + within.power };
    const power = Math.min(given.power, value.power, reach.power);
    const off = at(given, power) - at(value, power);
    if ((off < 0n ? -off : off) <= at(reach, power)) {
      return key.fraction ?? 1;
    }
  }
  return 0;
}

function markAll(items: Item[], attempts: Record<string, Response>[]): number {
  let sum = 0;
  for (const attempt of attempts) {
    for (const item of items) {
      sum += Math.round(mark(item, attempt[item.id]).points * 1e6);
    }
  }
  return sum;
}

const [itemsFile, attemptsFile] = process.argv.slice(2);
const items: Item[] = JSON.parse(readFileSync(itemsFile!, "utf8"));
const lines = readFileSync(attemptsFile!, "utf8").split("\n").filter(Boolean);
const attempts: Record<string, Response>[] = lines.map((line) => JSON.parse(line));

for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const sum = markAll(items, attempts);
  const marked = performance.now();
  let again = 0;
  for (const line of lines) {
    again += markAll(items, [JSON.parse(line)]);
  }
  const parsed = performance.now();
  if (again !== sum) {
    throw new Error(`${again} is not ${sum}`);
  }
  console.log(JSON.stringify({ marked: (marked - start) / 1e3, fromJson: (parsed - marked) / 1e3, millionths: sum }));
}
