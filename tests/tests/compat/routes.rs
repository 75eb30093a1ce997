//! The route tables of `docs/compatibility.md`.

use reqwest::Method;

use crate::pages::{Row, code, rows};

/// What became of a route of the older platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same,
    /// It answers; these are the proper method and path.
    Alias(Method, String),
    /// It does not; these do what it did.
    Changed(Method, String),
    Later,
    Dropped,
}

/// A route of the older platform.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) line: usize,
    pub(crate) method: Method,
    /// With ids in braces; with a port in front where it was not reachable through the gateway.
    pub(crate) path: String,
    pub(crate) verdict: Verdict,
    pub(crate) status: u16,
}

impl Route {
    /// The method and path to ask today.
    pub(crate) fn proper(&self) -> (&Method, &str) {
        match &self.verdict {
            Verdict::Alias(method, path) | Verdict::Changed(method, path) => (method, path),
            Verdict::Same | Verdict::Later | Verdict::Dropped => (&self.method, &self.path),
        }
    }

    fn read(row: Row<6>) -> Self {
        let Row { line, cells: [method, path, verdict, proper, status, differs] } = row;
        let heir = || {
            let (method, _) = proper.split_once(' ').unwrap_or_else(|| panic!("line {line} names no other route"));
            (read_method(line, method), read_path(line, &proper))
        };
        let verdict = match verdict.as_str() {
            "same" => Verdict::Same,
            "alias" => heir_of(Verdict::Alias, heir()),
            "changed" => heir_of(Verdict::Changed, heir()),
            "later" => Verdict::Later,
            "dropped" => Verdict::Dropped,
            verdict => panic!("line {line}: {verdict:?} is no verdict"),
        };
        if matches!(verdict, Verdict::Same | Verdict::Later | Verdict::Dropped) {
            assert!(proper.is_empty(), "line {line}: {proper} has no place here");
        }
        if matches!(verdict, Verdict::Later | Verdict::Dropped) {
            assert!(!differs.is_empty(), "line {line} gives no reason");
        }
        let status = status.parse().unwrap_or_else(|_| panic!("line {line}: {status:?} is no status"));
        Self { line, method: read_method(line, &method), path: read_path(line, &path), verdict, status }
    }
}

fn heir_of(verdict: fn(Method, String) -> Verdict, (method, path): (Method, String)) -> Verdict {
    verdict(method, path)
}

fn read_method(line: usize, text: &str) -> Method {
    let known = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
    known
        .into_iter()
        .find(|method| method.as_str() == text)
        .unwrap_or_else(|| panic!("line {line}: {text:?} is no method"))
}

fn read_path(line: usize, cell: &str) -> String {
    code(cell).unwrap_or_else(|| panic!("line {line}: {cell:?} has no path")).to_owned()
}

/// Every route that the page tells of.
pub(crate) fn routes(page: &str) -> Vec<Route> {
    let rows = rows(page, ["Method", "Path there", "Verdict", "In Pediafor", "Status", "What differs"]);
    rows.into_iter().map(Route::read).collect()
}

/// Under which prefixes the same routes answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prefixes {
    /// The other prefix, and the proper one.
    aliases: Vec<(String, String)>,
    /// Those that nothing answers under.
    pub(crate) gone: Vec<String>,
}

impl Prefixes {
    /// `path` and the same behind every other prefix that stands for its own.
    pub(crate) fn all(&self, path: &str) -> impl Iterator<Item = String> {
        let others = self.aliases.iter().filter_map(|(alias, proper)| {
            let rest = path.strip_prefix(proper.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| format!("{alias}{rest}"))
        });
        std::iter::once(path.to_owned()).chain(others)
    }
}

/// The prefixes that the page tells of.
pub(crate) fn prefixes(page: &str) -> Prefixes {
    let mut prefixes = Prefixes::default();
    for Row { line, cells: [there, verdict, proper, _] } in
        rows(page, ["Prefix there", "Verdict", "In Pediafor", "What differs"])
    {
        let there = read_path(line, &there);
        match verdict.as_str() {
            "same" => {}
            "alias" => prefixes.aliases.push((there, read_path(line, &proper))),
            "later" | "dropped" => prefixes.gone.push(there),
            verdict => panic!("line {line}: {verdict:?} is no verdict"),
        }
    }
    assert!(!prefixes.aliases.is_empty() && !prefixes.gone.is_empty(), "{prefixes:?}");
    prefixes
}
