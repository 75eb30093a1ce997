//! What the documents say is so, where a machine can tell: links lead somewhere, names are the program's, and the API's
//! documents are what the code serves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process,
};

use clap::{Command, CommandFactory};
use pediafor::cli::Cli;
use pediafor_http::openapi;

mod pages;

use pages::{code, page, root, rows};

const COMPATIBILITY: &str = "docs/compatibility.md";
/// The programs of the distributed platform.
const SERVICES: [&str; 6] = [
    env!("CARGO_BIN_EXE_pediafor-gateway-under-test"),
    env!("CARGO_BIN_EXE_pediafor-users-under-test"),
    env!("CARGO_BIN_EXE_pediafor-assessments-under-test"),
    env!("CARGO_BIN_EXE_pediafor-submissions-under-test"),
    env!("CARGO_BIN_EXE_pediafor-grading-under-test"),
    env!("CARGO_BIN_EXE_pediafor-notifications-under-test"),
];

/// Every Markdown page of the repository.
fn all_pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || matches!(name.as_str(), "target" | "node_modules") {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if name.ends_with(".md") {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

/// The page's prose: without fenced blocks and code spans, in which nothing is a link or a heading.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let mut prose = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let outside = line.split('`').step_by(2).collect::<Vec<_>>().join("``");
            prose.push_str(&outside);
            prose.push('\n');
        }
    }
    prose
}

/// Where the page's links lead: `[text](target)` and `[name]: target`.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let inline = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    let named = prose.lines().filter(|line| line.starts_with('[')).filter_map(|line| line.split_once("]: "));
    let targets = inline.chain(named.map(|(_, target)| target));
    targets.filter_map(|target| target.split_whitespace().next()).map(str::to_owned).collect()
}

/// The names by which the headings of a page are linked to, as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let headings = text.lines().filter(|line| {
        fenced ^= line.trim_start().starts_with("```");
        !fenced && line.starts_with('#')
    });
    let slug = |heading: &str| {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(slug).collect()
}

/// Why the link does not lead anywhere.
fn broken(from: &Path, link: &str) -> Option<String> {
    let elsewhere = ["http://", "https://", "mailto:"];
    if elsewhere.iter().any(|scheme| link.starts_with(scheme)) {
        return None;
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let target = if path.is_empty() { from.to_owned() } else { from.parent()?.join(path) };
    let Ok(target) = target.canonicalize() else { return Some("there is no such file".to_owned()) };
    if !target.starts_with(root()) {
        return Some("it leads out of the repository".to_owned());
    }
    let anchor = anchor?;
    let known = fs::read_to_string(&target).map(|text| anchors(&text)).unwrap_or_default();
    (!known.contains(anchor)).then(|| format!("there is no heading for it among {known:?}"))
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let pages = all_pages();
    for wanted in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", COMPATIBILITY, "migrations/README.md"] {
        assert!(pages.contains(&root().join(wanted)), "{wanted} is missing");
    }
    let broken: Vec<String> = pages
        .iter()
        .flat_map(|page| links(&fs::read_to_string(page).unwrap()).into_iter().map(move |link| (page, link)))
        .filter_map(|(page, link)| broken(page, &link).map(|why| format!("{}: {link}: {why}", page.display())))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let text = "[a](missing.md) `[b](code.md)` [c](documents.rs \"title\")\n```\n[d](fenced.md)\n```\n[e]: named.md";
    assert_eq!(links(text), ["missing.md", "documents.rs", "named.md"]);
    assert_eq!(
        anchors("# One: *two* `three`\n```\n# not\n```\n## Four-five_6"),
        ["four-five_6", "one-two-three"].map(str::to_owned).into()
    );
    let here = root().join("tests/tests/documents.rs");
    for link in ["missing.md", "../../../outside", "../../ARCHITECTURE.md#no-such-heading", "/etc/hosts"] {
        assert!(broken(&here, link).is_some(), "{link}");
    }
    for link in ["documents.rs", "..", "../../ARCHITECTURE.md", "../../ARCHITECTURE.md#floors", "https://example.org/x"]
    {
        assert_eq!(broken(&here, link), None, "{link}");
    }
}

/// The environment variables that any command of the program reads.
fn variables(command: &Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(|argument| argument.get_env());
    let own = own.map(|name| name.to_string_lossy().into_owned());
    own.chain(command.get_subcommands().flat_map(variables)).collect()
}

/// Those that the help of each service's own program names.
fn variables_of_services() -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for program in SERVICES {
        let help = process::Command::new(program).arg("--help").output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let own: BTreeSet<_> =
            help.split("[env: ").skip(1).filter_map(|rest| rest.split(['=', ']']).next().map(str::to_owned)).collect();
        assert!(own.contains("PORT") || own.contains("GATEWAY_PORT"), "{program} does not tell what it reads: {help}");
        named.extend(own);
    }
    named
}

#[test]
fn every_variable_is_read_or_not_read_as_the_page_says() {
    let mut read = variables(&Cli::command());
    read.extend(variables_of_services());
    let named = rows(&page(COMPATIBILITY), ["Variable", "Verdict", "In Pediafor"]);
    assert!(named.len() > 60, "the page names only {} variables", named.len());
    let mut told = BTreeMap::new();
    for row in &named {
        let [variable, verdict, here] = &row.cells;
        let name = code(variable).unwrap_or_else(|| panic!("line {} names no variable", row.line));
        let is_read = match verdict.as_str() {
            "kept" | "new" => true,
            "later" | "dropped" => false,
            "changed" => {
                let heir = code(here).unwrap_or_else(|| panic!("line {}: {name} has no other name", row.line));
                assert!(read.contains(heir), "line {}: nothing reads {heir}", row.line);
                false
            }
            verdict => panic!("line {}: {verdict:?} is no verdict", row.line),
        };
        assert_eq!(read.contains(name), is_read, "line {}: {name} is {verdict} on the page", row.line);
        assert!(told.insert(name, row.line).is_none(), "line {}: {name} is told twice", row.line);
    }
    let untold: Vec<_> = read.iter().filter(|name| !told.contains_key(name.as_str())).collect();
    assert!(untold.is_empty(), "the program reads variables that {COMPATIBILITY} does not name: {untold:?}");
}

/// Does the program have this command line, as far as its sub-commands and flags go? `a|b` stands for both.
fn exists(line: &str) -> bool {
    let mut command = Cli::command();
    command.build();
    for word in line.split_whitespace().skip(1) {
        if matches!(word, "|" | ">" | ">>" | "&" | "&&" | ";" | "#") {
            break;
        }
        if let Some(flag) = word.strip_prefix("--") {
            let flag = flag.split('=').next();
            if !command.get_arguments().any(|argument| argument.get_long() == flag) {
                return false;
            }
        } else if command.has_subcommands() {
            let mut found = word.split('|').map(|name| command.find_subcommand(name));
            let Some(Some(first)) = found.next() else { return false };
            if !found.all(|other| other.is_some()) {
                return false;
            }
            command = first.clone();
        }
    }
    true
}

/// The program's command lines that a page shows, in blocks and in its text.
fn commands(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut shown = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            shown.push(line.trim().trim_start_matches("$ "));
        } else {
            shown.extend(line.split('`').skip(1).step_by(2));
        }
    }
    let own = shown.into_iter().map(|line| line.replace("cargo run -p pediafor -- ", "pediafor "));
    own.filter(|line| line.starts_with("pediafor ")).collect()
}

#[test]
fn a_command_that_is_not_there_is_found() {
    let text =
        "`pediafor fly` and\n```sh\n$ pediafor swim\ncargo run -p pediafor -- crawl # slowly\n```\n`pediafor-grading`";
    assert_eq!(commands(text), ["pediafor fly", "pediafor swim", "pediafor crawl # slowly"]);
    for line in
        ["pediafor migrate up --service users", "pediafor serve --demo", "pediafor serve|seed", "pediafor serve # x"]
    {
        assert!(exists(line), "{line}");
    }
    for line in ["pediafor migrate sideways", "pediafor serve --no-such-flag", "pediafor fly", "pediafor serve|fly"] {
        assert!(!exists(line), "{line}");
    }
}

#[test]
fn every_command_that_a_page_shows_exists() {
    let shown = all_pages().into_iter().flat_map(|path| {
        let lines = commands(&fs::read_to_string(&path).unwrap());
        lines.into_iter().map(move |line| (path.clone(), line))
    });
    let missing: Vec<_> = shown.filter(|(_, line)| !exists(line)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_command_of_the_guide_has_an_heir_or_a_subject_it_comes_with() {
    let named = rows(&page(COMPATIBILITY), ["Command there", "Verdict", "In Pediafor"]);
    assert!(named.len() >= 10, "the page names only {} commands", named.len());
    for row in named {
        let [_, verdict, here] = &row.cells;
        match verdict.as_str() {
            "changed" => {
                let line = code(here).unwrap_or_else(|| panic!("line {} names no command", row.line));
                assert!(line.starts_with("pediafor ") && exists(line), "line {}: there is no `{line}`", row.line);
            }
            "later" => assert!(!here.is_empty(), "line {} names no subject", row.line),
            verdict => panic!("line {}: {verdict:?} is no verdict", row.line),
        }
    }
}

#[test]
fn the_api_documents_on_disk_are_what_the_code_serves() {
    let documents: BTreeMap<String, String> = openapi::documents().unwrap().into_iter().collect();
    let folder = root().join("openapi");
    let on_disk = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let on_disk: BTreeSet<String> = on_disk.filter(|name| name.ends_with(".json")).collect();
    assert_eq!(on_disk, documents.keys().cloned().collect(), "run `cargo run -p pediafor -- openapi`");
    for (name, text) in &documents {
        let stale = fs::read_to_string(folder.join(name)).unwrap() != *text;
        assert!(!stale, "openapi/{name} is stale: run `cargo run -p pediafor -- openapi`");
    }
}

#[test]
fn every_operation_has_a_name_a_description_a_tag_and_an_answer_that_says_yes() {
    let document = openapi::merged().unwrap();
    let text = |value: &serde_json::Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    let mut faults = Vec::new();
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations += 1;
            let mut missing = Vec::new();
            if !text(&operation["operationId"]) {
                missing.push("an operationId");
            }
            if !text(&operation["summary"]) && !text(&operation["description"]) {
                missing.push("a summary");
            }
            if !operation["tags"].as_array().is_some_and(|tags| !tags.is_empty() && tags.iter().all(text)) {
                missing.push("a tag");
            }
            if !operation["responses"].as_object().is_some_and(|all| all.keys().any(|status| status.starts_with('2'))) {
                missing.push("a 2xx response");
            }
            if !missing.is_empty() {
                faults.push(format!("{} {path} lacks {}", method.to_uppercase(), missing.join(", ")));
            }
        }
    }
    assert!(operations >= 50, "the document tells of only {operations} operations");
    assert!(faults.is_empty(), "{faults:#?}");
}
