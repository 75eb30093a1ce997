use std::{error::Error, ffi::OsStr, fmt, process};

use clap::{
    Arg, Command, Id,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// The most of a value that is repeated.
const LONGEST: usize = 60;

/// A setting that is wrong or missing.
#[derive(Debug, Clone)]
pub struct Fault {
    pub(super) id: Option<Id>,
    pub(super) of_variable: bool,
    /// The setting and what it was said to be.
    setting: String,
    /// What is wrong with it.
    wrong: String,
    /// What it is for.
    hint: Option<String>,
}

impl Fault {
    pub(super) fn missing(arg: &Arg) -> Self {
        Self::new(arg, names(arg), "missing".into())
    }

    /// A variable that says what can't be read.
    pub(super) fn of_variable(arg: &Arg, variable: &str, said: &OsStr, why: &str) -> Self {
        // a file's name is no secret
        let secret = arg.is_hide_env_values_set() && arg.get_env().is_some_and(|own| own == variable);
        let setting =
            format!("{variable}={} ({})", if secret { "…".into() } else { shown(&said.to_string_lossy()) }, flag(arg));
        Self { of_variable: true, ..Self::new(arg, setting, why.to_owned()) }
    }

    /// A flag given with a value that can't be read.
    pub(super) fn given(arg: &Arg, error: &clap::Error) -> Self {
        let value = match error.get(ContextKind::InvalidValue) {
            Some(ContextValue::String(value)) if !arg.is_hide_env_values_set() => format!(" with {:?}", shown(value)),
            _ => String::new(),
        };
        Self::new(arg, format!("{}{value}", names(arg)), reason(error))
    }

    /// A flag that does not exist.
    pub(super) fn unknown(name: &str, error: &clap::Error) -> Self {
        let wrong = match error.get(ContextKind::SuggestedArg) {
            Some(ContextValue::String(other)) => format!("no such flag; did you mean {other}?"),
            _ => "no such flag".to_owned(),
        };
        Self { id: None, of_variable: false, setting: name.to_owned(), wrong, hint: None }
    }

    fn new(arg: &Arg, setting: String, wrong: String) -> Self {
        let default =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(",");
        let help = arg.get_help().map(ToString::to_string);
        let hint = match (help, default.is_empty()) {
            (help, true) => help,
            (None, false) => Some(format!("[default: {default}]")),
            (Some(help), false) => Some(format!("{help} [default: {default}]")),
        };
        Self { id: Some(arg.get_id().clone()), of_variable: false, setting, wrong, hint }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {}: {}", self.setting, self.wrong)?;
        match &self.hint {
            Some(hint) => write!(f, "\n      {hint}"),
            None => Ok(()),
        }
    }
}

/// The flag and the variable of `arg`.
fn names(arg: &Arg) -> String {
    match arg.get_env() {
        Some(variable) => format!("{} or {}", flag(arg), variable.to_string_lossy()),
        None => flag(arg),
    }
}

/// The flag of `arg`, as it stands in the help.
fn flag(arg: &Arg) -> String {
    let mut built = Command::new("").disable_help_flag(true).arg(arg.clone());
    built.build();
    built.get_arguments().next().map(ToString::to_string).unwrap_or_default()
}

/// `text`, shortened, and without a password in it.
fn shown(text: &str) -> String {
    let mut text = match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &text[..scheme], &text[at..]),
        _ => text.to_owned(),
    };
    if let Some((cut, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(cut);
        text.push('…');
    }
    text
}

/// Why a value was refused.
pub(super) fn reason(error: &clap::Error) -> String {
    if let Some(ContextValue::Strings(allowed)) = error.get(ContextKind::ValidValue)
        && !allowed.is_empty()
    {
        return format!("expected one of {}", allowed.join(", "));
    }
    match (error.kind(), error.source()) {
        (_, Some(source)) => source.to_string(),
        (ErrorKind::InvalidUtf8, None) => "expected UTF-8".to_owned(),
        (kind, None) => kind.as_str().unwrap_or("not valid").to_owned(),
    }
}

/// Why a program can't be started as it was told, all of it; or what its user asked for instead of starting it.
#[derive(Debug)]
pub struct Misconfigured {
    faults: Vec<Fault>,
    usage: Option<clap::Error>,
}

impl Misconfigured {
    pub(super) fn new(faults: Vec<Fault>, usage: clap::Error) -> Self {
        Self { faults, usage: Some(usage) }
    }

    /// Every setting that is wrong or missing.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Says so and ends the process: with code 0 where the user asked for help, else with 2.
    pub fn exit(&self) -> ! {
        if self.faults.is_empty()
            && let Some(usage) = &self.usage
        {
            usage.exit();
        }
        complain(self);
        process::exit(2)
    }
}

#[expect(clippy::print_stderr, reason = "a program that can't start has no log yet")]
fn complain(wrong: &Misconfigured) {
    eprintln!("{wrong}");
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(usage) = &self.usage {
            write!(f, "{}", usage.to_string().trim_end())?;
        }
        if self.faults.is_empty() {
            return Ok(());
        }
        if self.usage.is_some() {
            f.write_str("\n\n")?;
        }
        let count = self.faults.len();
        let settings = if count == 1 { "setting is" } else { "settings are" };
        writeln!(f, "error: {count} {settings} wrong or missing\n")?;
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        write!(f, "\nFor more information, try '--help'.")
    }
}

impl Error for Misconfigured {}

impl From<Vec<Fault>> for Misconfigured {
    fn from(faults: Vec<Fault>) -> Self {
        Self { faults, usage: None }
    }
}

impl From<clap::Error> for Misconfigured {
    fn from(usage: clap::Error) -> Self {
        Self { faults: Vec::new(), usage: Some(usage) }
    }
}
