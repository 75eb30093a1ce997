import * as native from "./native/native.js";

const text = (value) => JSON.stringify(value) ?? "null";

export const mark = (item, response) => JSON.parse(native.mark(text(item), text(response)));
export const markTries = (item, behaviour, tries) =>
  JSON.parse(native.markTries(text(item), text(behaviour), text(tries)));
export const lint = (item) => JSON.parse(native.lint(text(item)));
export const total = (outcomes, floor) => JSON.parse(native.total(text(outcomes), text(floor)));
export const toPaper = (item) => JSON.parse(native.toPaper(text(item)));
export const assessment = (rules, attempts, items) =>
  JSON.parse(native.assessment(text(rules), text(attempts), text(items)));
export const blindGuess = (items) => JSON.parse(native.blindGuess(text(items)));
export const statistics = (attempts, reading) => JSON.parse(native.statistics(text(attempts), text(reading)));
export const tally = (tally, change) => JSON.parse(native.tally(text(tally), text(change)));
export const report = (tally, reading, group) => JSON.parse(native.report(text(tally), text(reading), text(group)));
export const differentials = (tally, groups) => JSON.parse(native.differentials(text(tally), text(groups)));
export const calibrate = (responses, settings) => JSON.parse(native.calibrate(text(responses), text(settings)));
export const itemFit = (calibration, responses) => JSON.parse(native.itemFit(text(calibration), text(responses)));
export const abilities = (scale, answers) => JSON.parse(native.abilities(text(scale), text(answers)));
export const nextItem = (pool, given, rules, seed) =>
  JSON.parse(native.nextItem(text(pool), text(given), text(rules), text(seed)));
export const processQti = (item, responses, options) =>
  JSON.parse(native.processQti(text(item), text(responses), text(options)));

export const json = {
  mark: (item, response = "null") => native.mark(item, response),
  markTries: (item, behaviour, tries) => native.markTries(item, behaviour, tries),
  lint: (item) => native.lint(item),
  total: (outcomes, floor = "null") => native.total(outcomes, floor),
  toPaper: (item) => native.toPaper(item),
  assessment: (rules, attempts, items = "null") => native.assessment(rules, attempts, items),
  blindGuess: (items) => native.blindGuess(items),
  statistics: (attempts, reading = "null") => native.statistics(attempts, reading),
  tally: (tally, change) => native.tally(tally, change),
  report: (tally, reading = "null", group = "null") => native.report(tally, reading, group),
  differentials: (tally, groups) => native.differentials(tally, groups),
  calibrate: (responses, settings) => native.calibrate(responses, settings),
  itemFit: (calibration, responses) => native.itemFit(calibration, responses),
  abilities: (scale, answers) => native.abilities(scale, answers),
  nextItem: (pool, given, rules, seed) => native.nextItem(pool, given, rules, seed),
  processQti: (item, responses = "null", options = "null") => native.processQti(item, responses, options),
};

export const engine = () => native.engine();
