//! The floors hold: an arrow goes down only, and core knows no technology.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// What a crate of core may use from outside the workspace: plain data, plain arithmetic, the shape of streams, and macros.
const PLAIN: &[&str] = &[
    "async-trait",
    "base64",
    "bytes",
    "chrono",
    "futures-util",
    "hex",
    "libm",
    "mockall",
    "quick-xml",
    "rand_chacha",
    "rayon",
    "regex",
    "serde",
    "serde_json",
    "sha2",
    "smallvec",
    "thiserror",
    "unicode-normalization",
    "uuid",
];

/// Features that would let a crate of core read the clock or roll dice by itself.
const WORLDLY: &[(&str, &str)] = &[("chrono", "clock"), ("chrono", "now"), ("uuid", "v4"), ("rand_chacha", "os_rng")];

fn workspace() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}

/// `core/kernel`, `adapters/sql`, `apps/web`, `tests`.
fn room(metadata: &Metadata, package: &Package) -> String {
    let folder = package.manifest_path.parent().unwrap();
    folder.strip_prefix(&metadata.workspace_root).unwrap().to_string()
}

/// Everything a room uses when it is built, as other rooms and as outside crates.
fn uses(metadata: &Metadata) -> BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> {
    let rooms: BTreeMap<String, String> =
        metadata.packages.iter().map(|package| (package.name.to_string(), room(metadata, package))).collect();
    metadata
        .packages
        .iter()
        .map(|package| {
            let (mut inside, mut outside) = (BTreeSet::new(), BTreeSet::new());
            for dependency in package.dependencies.iter().filter(|it| it.kind != DependencyKind::Development) {
                match rooms.get(&dependency.name) {
                    Some(room) => inside.insert(room.clone()),
                    None => outside.insert(dependency.name.clone()),
                };
            }
            (room(metadata, package), (inside, outside))
        })
        .collect()
}

fn may_use(from: &str, to: &str) -> bool {
    let floor = |room: &str| room.split('/').next().unwrap_or_default().to_owned();
    match (from, floor(from).as_str()) {
        ("core/kernel" | "core/grading", _) => false,
        ("core/users" | "core/notifications", _) => to == "core/kernel",
        ("adapters/grading-python" | "adapters/grading-wasm", _) => to == "core/grading",
        (_, "core") => matches!(to, "core/kernel" | "core/grading"),
        (_, "adapters") => floor(to) == "core",
        ("apps/runtime", _) => floor(to) == "core",
        ("apps/xtask", _) => to == "tests/servers",
        ("apps/service", "apps") => matches!(floor(to).as_str(), "core" | "adapters") || to == "apps/runtime",
        ("apps/pediafor", "apps") => floor(to) != "tests" && to != "apps/xtask",
        (_, "apps") => {
            matches!(floor(to).as_str(), "core" | "adapters") || matches!(to, "apps/runtime" | "apps/service")
        }
        ("tests/servers", _) => false,
        (_, "tests") => to != "apps/xtask",
        _ => false,
    }
}

#[test]
fn no_arrow_goes_up_or_sideways() {
    let metadata = workspace();
    let forbidden: Vec<String> = uses(&metadata)
        .iter()
        .flat_map(|(from, (inside, _))| inside.iter().map(move |to| (from, to)))
        .filter(|(from, to)| !may_use(from, to))
        .map(|(from, to)| format!("{from} -> {to}"))
        .collect();
    assert!(forbidden.is_empty(), "forbidden edges between rooms: {forbidden:#?}");
}

#[test]
fn core_knows_no_runtime_no_database_no_http_no_clock_and_no_environment() {
    let metadata = workspace();
    let strangers: Vec<String> = uses(&metadata)
        .iter()
        .filter(|(from, _)| from.starts_with("core/"))
        .flat_map(|(from, (_, outside))| outside.iter().map(move |crate_name| (from, crate_name)))
        .filter(|(_, crate_name)| !PLAIN.contains(&crate_name.as_str()))
        .map(|(from, crate_name)| format!("{from} -> {crate_name}"))
        .collect();
    assert!(strangers.is_empty(), "core uses what it must not know: {strangers:#?}");

    let worldly: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| room(&metadata, package).starts_with("core/"))
        .flat_map(|package| package.dependencies.iter().map(move |dependency| (package, dependency)))
        .filter(|(_, dependency)| dependency.kind != DependencyKind::Development)
        .flat_map(|(package, dependency)| dependency.features.iter().map(move |f| (package, &dependency.name, f)))
        .filter(|(_, name, feature)| WORLDLY.contains(&(name.as_str(), feature.as_str())))
        .map(|(package, name, feature)| format!("{}: {name}/{feature}", package.name))
        .collect();
    assert!(worldly.is_empty(), "core asks for features that touch the world: {worldly:#?}");
}

#[test]
fn the_rule_itself_refuses_what_it_should() {
    for (from, to) in [
        ("core/kernel", "core/grading"),
        ("core/grading", "core/kernel"),
        ("core/users", "core/grading"),
        ("core/submissions", "core/assessments"),
        ("core/users", "adapters/sql"),
        ("adapters/http", "adapters/sql"),
        ("adapters/grading-wasm", "adapters/grading-python"),
        ("adapters/grading-wasm", "core/kernel"),
        ("adapters/sql", "apps/runtime"),
        ("apps/runtime", "adapters/http"),
        ("apps/pediafor", "apps/xtask"),
    ] {
        assert!(!may_use(from, to), "{from} -> {to} should be refused");
    }
}
