import init from "./native/native.js";

await init({ module_or_path: new URL("./native/native_bg.wasm", import.meta.url) });

export * from "./grading.js";
