//! Makes of a WebAssembly module the JavaScript that loads it, by wasm-bindgen of the very version that made the module.
//!
//! `cargo run -p pediafor-grading-wasm --example glue -- <module.wasm> <folder>`

use std::{env, path::PathBuf};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder] = &*paths else { anyhow::bail!("usage: glue <module.wasm> <folder>") };
    Bindgen::new()
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .omit_default_module_path(true)
        .input_path(module)
        .out_name("native")
        .generate(folder)
        .with_context(|| format!("no glue for {}", module.display()))
}
