import { readFileSync } from "node:fs";
import { initSync } from "./native/native.js";

initSync({ module: readFileSync(new URL("./native/native_bg.wasm", import.meta.url)) });

export * from "./grading.js";
