// The way of browsers to the module: by fetch, from beside the package's own files.
//   PEDIAFOR_PACKAGE=<folder of build.sh> node --test adapters/grading-wasm/tests/*.test.js

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

test("the module is fetched from beside the package, once", async ({ mock }) => {
  const answer = (url) => new Response(readFileSync(url), { headers: { "content-type": "application/wasm" } });
  const fetched = mock.method(globalThis, "fetch", async (url) => answer(url));
  const folder = pathToFileURL(resolve(process.env.PEDIAFOR_PACKAGE));
  const { mark } = await import(`${folder}/browser.js`);
  assert.deepEqual(fetched.mock.calls.map((call) => `${call.arguments[0]}`), [`${folder}/native/native_bg.wasm`]);

  const item = { id: "q", body: "?", points: 1, interaction: { type: "true_false", key: true } };
  assert.equal(mark(item, { type: "true_false", value: true }).points, 1);
});
