// Writes TypeScript that is right only where the package's types are: every case that can be read, as a typed call or value.
//   node adapters/grading-wasm/tests/write_typed.js <conformance file> <folder>

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const [file, folder] = process.argv.slice(2);
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const lines = ['import * as grading from "pediafor-grading";', ""];
for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) {
  const { operation, arguments: given, output } = JSON.parse(line);
  if (output === undefined) continue;
  const name = camel(operation);
  lines.push(`grading.${name}(${given.join(", ")});`, `(${output}) satisfies ReturnType<typeof grading.${name}>;`);
}
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, "cases.ts"), lines.join("\n"));
writeFileSync(
  resolve(folder, "wrong.ts"),
  `import * as grading from "pediafor-grading";
const item = { id: "q", body: "?", points: 1 };
// @ts-expect-error: an unknown kind
grading.mark({ ...item, interaction: { type: "coice", key: true } });
// @ts-expect-error: no key
grading.mark({ ...item, interaction: { type: "true_false" } });
// @ts-expect-error: a rule of another kind
grading.mark({ ...item, interaction: { type: "true_false", key: true, scoring: { rule: "absolute" } } });
// @ts-expect-error: a text is chosen
grading.mark({ ...item, interaction: { type: "true_false", key: true } }, { type: "choice", chosen: 1 });
// @ts-expect-error: no such floor
grading.total([], "ground");
// @ts-expect-error: no such floor
grading.assessment({ floor: "cellar" }, []);
// @ts-expect-error: a model alone is no settings
grading.calibrate({ items: 1, patterns: {} }, { model: "rasch" });
// @ts-expect-error: a figure may be missing
const median: number = grading.statistics([]).test.median.value;
// @ts-expect-error: a verdict is no number
const verdict: number = grading.mark({ ...item, interaction: { type: "true_false", key: true } }).verdict;
`,
);
writeFileSync(
  resolve(folder, "tsconfig.json"),
  JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, module: "nodenext", target: "es2022", types: [] },
    files: ["cases.ts", "wrong.ts"],
  }),
);
