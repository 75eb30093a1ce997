import * as native from "./native/native.js";

const text = (value) => JSON.stringify(value) ?? "null";

export const mark = (item, response) => JSON.parse(native.mark(text(item), text(response)));
export const markTries = (item, behaviour, tries) =>
  JSON.parse(native.markTries(text(item), text(behaviour), text(tries)));
export const lint = (item) => JSON.parse(native.lint(text(item)));
export const total = (outcomes, floor) => JSON.parse(native.total(text(outcomes), text(floor)));
export const toPaper = (item) => JSON.parse(native.toPaper(text(item)));

export const json = {
  mark: (item, response = "null") => native.mark(item, response),
  markTries: (item, behaviour, tries) => native.markTries(item, behaviour, tries),
  lint: (item) => native.lint(item),
  total: (outcomes, floor = "null") => native.total(outcomes, floor),
  toPaper: (item) => native.toPaper(item),
};

export const engine = () => native.engine();
