// Replays the cases of `core/grading/examples/conformance` on the built package:
//   PEDIAFOR_PACKAGE=<folder of build.sh> PEDIAFOR_CONFORMANCE=<file> node --test adapters/grading-wasm/tests/*.test.js

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const folder = resolve(process.env.PEDIAFOR_PACKAGE);
const { json, ...operations } = await import(pathToFileURL(resolve(folder, "node.js")));
const cases = readFileSync(process.env.PEDIAFOR_CONFORMANCE, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const readable = cases.filter((it) => it.output !== undefined);
const broken = cases.filter((it) => it.error !== undefined);

test("texts come out as they do natively, to the last digit", () => {
  assert.ok(readable.length > 1000, `only ${readable.length} cases`);
  for (const { operation, arguments: given, output } of readable) {
    assert.equal(json[camel(operation)](...given), output, `${operation} of ${given.join(" and ")}`);
  }
});

test("plain objects come out as the same objects", () => {
  for (const { operation, arguments: given, output } of readable) {
    const values = given.map((text) => JSON.parse(text));
    assert.deepEqual(operations[camel(operation)](...values), JSON.parse(output), `${operation} of ${given.join(" and ")}`);
  }
});

test("what cannot be read is thrown, and the message names the field", () => {
  assert.ok(broken.length > 10, `only ${broken.length} cases`);
  for (const { operation, arguments: given, error } of broken) {
    assert.throws(() => json[camel(operation)](...given), { name: "Error", message: error });
  }
});

test("every operation of the package has cases", () => {
  const replayed = new Set(cases.map((it) => camel(it.operation)));
  assert.deepEqual([...replayed].sort(), Object.keys(json).sort());
  assert.deepEqual([...replayed, "engine"].sort(), Object.keys(operations).sort());
});

test("what may be left away may be left away", () => {
  const item = { id: "q", body: "?", points: 1, interaction: { type: "true_false", key: true } };
  assert.equal(operations.mark(item).verdict, "unanswered");
  assert.equal(JSON.parse(json.mark(JSON.stringify(item))).verdict, "unanswered");
  assert.deepEqual(operations.total([]), { points: 0, maximum: 0, awaiting_human: 0 });
  assert.throws(() => operations.mark(), /^Error: item: /);
});

test("package and engine are of one version", () => {
  const { name, version } = JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8"));
  assert.equal(operations.engine(), `${name}/${version}`);
});
