//! Values from the environment, put in the place of defaults.

use std::{
    ffi::{OsStr, OsString},
    fs,
};

use clap::{
    Arg, ArgAction, Command,
    builder::{OsStr as Leaked, Resettable},
};

use super::fault::{Fault, reason};

/// A value, and where it was found.
struct Found {
    /// `NAME` or `NAME_FILE`.
    variable: String,
    /// What the variable says.
    said: OsString,
    /// What that stands for, or why it can't be known.
    value: Result<OsString, String>,
}

/// Gives every argument along `path` that has a variable the variable's value as its default. A value that can't be
/// read becomes a fault.
pub(super) fn settle(
    command: Command,
    path: &[String],
    environment: &dyn Fn(&str) -> Option<OsString>,
    faults: &mut Vec<Fault>,
) -> Command {
    let command = command.mut_args(|arg| argument(arg, environment, faults));
    match path.split_first() {
        Some((name, rest)) => command.mut_subcommand(name, |command| settle(command, rest, environment, faults)),
        None => command,
    }
}

fn argument(arg: Arg, environment: &dyn Fn(&str) -> Option<OsString>, faults: &mut Vec<Fault>) -> Arg {
    let Some(name) = arg.get_env().and_then(OsStr::to_str).map(str::to_owned) else { return arg };
    let bare = arg.clone().env(Resettable::Reset);
    let Some(found) = find(&name, environment) else { return bare };
    match found.value.and_then(|value| check(&arg, value)) {
        Ok(value) => {
            // configuration lives as long as the process
            let value: &'static OsStr = Box::leak(value.into_boxed_os_str());
            bare.required(false).default_value(Leaked::from(value))
        }
        Err(why) => {
            faults.push(Fault::of_variable(&arg, &found.variable, &found.said, &why));
            bare.required(false)
        }
    }
}

fn find(name: &str, environment: &dyn Fn(&str) -> Option<OsString>) -> Option<Found> {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    if let Some(value) = set(name) {
        return Some(Found { variable: name.to_owned(), said: value.clone(), value: Ok(value) });
    }
    let variable = format!("{name}_FILE");
    let said = set(&variable)?;
    let value = match fs::read_to_string(&said) {
        Ok(text) if text.trim().is_empty() => Err("the file is empty".to_owned()),
        Ok(text) => Ok(text.trim_end_matches(['\r', '\n']).into()),
        Err(error) => Err(format!("the file can't be read: {error}")),
    };
    Some(Found { variable, said, value })
}

/// Reads `value` as `arg` alone would.
fn check(arg: &Arg, value: OsString) -> Result<OsString, String> {
    if matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::SetFalse) {
        return match value.to_str().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "1" | "yes" | "on") => Ok("true".into()),
            Some("false" | "0" | "no" | "off") => Ok("false".into()),
            _ => Err("expected true or false".into()),
        };
    }
    let mut alone = Arg::new("value").long("value").action(ArgAction::Set).value_parser(arg.get_value_parser().clone());
    if let Some(delimiter) = arg.get_value_delimiter() {
        alone = alone.value_delimiter(delimiter).num_args(0..);
    }
    let mut flag = OsString::from("--value=");
    flag.push(&value);
    let read =
        Command::new("value").no_binary_name(true).disable_help_flag(true).arg(alone).try_get_matches_from([flag]);
    read.map(|_| value).map_err(|error| reason(&error))
}
