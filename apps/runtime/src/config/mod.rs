//! What a program is told: flags, the environment, and files named by the environment.

use std::{collections::HashSet, ffi::OsString};

use clap::{
    ArgMatches, Command, Id, Parser,
    builder::OsStringValueParser,
    error::{ContextKind, ContextValue, ErrorKind},
    parser::ValueSource,
};

mod environment;
mod fault;
#[cfg(test)]
mod tests;

pub use fault::{Fault, Misconfigured};

/// More faults than this are not looked for.
const MOST: usize = 100;

/// Reads the process' flags and environment; where something is wrong says all of it at once, on standard error, and
/// ends the process with code 2.
///
/// A flag goes before its variable. An empty variable counts as unset. Where `NAME` is unset and `NAME_FILE` is set, the
/// value is what that file holds, without the line's end: so secrets are mounted.
pub fn parse<T: Parser>() -> T {
    #[expect(clippy::disallowed_methods, reason = "this is where configuration is read")]
    let read = try_parse_from(std::env::args_os(), |name| std::env::var_os(name));
    read.unwrap_or_else(|wrong| wrong.exit())
}

/// The same of any flags and any environment.
///
/// # Errors
///
/// Everything that is wrong or missing; or what the user asked for instead, such as `--help`.
pub fn try_parse_from<T: Parser>(
    args: impl IntoIterator<Item = OsString>,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<T, Misconfigured> {
    let mut reading = Reading::new(T::command(), args.into_iter().collect(), &environment);
    for _ in 0..MOST {
        let error = match reading.command.clone().try_get_matches_from(&reading.args) {
            Ok(mut matches) => {
                reading.forget_overridden(&matches);
                return if reading.faults.is_empty() {
                    T::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut T::command()).into())
                } else {
                    Err(reading.faults.into())
                };
            }
            Err(error) => error,
        };
        match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                return Err(asked(T::command(), reading.args, error));
            }
            ErrorKind::MissingRequiredArgument if reading.missing(&error) => {}
            ErrorKind::ValueValidation | ErrorKind::InvalidValue if reading.invalid(&error) => {}
            ErrorKind::UnknownArgument if reading.unknown(&error) => {}
            _ => return Err(Misconfigured::new(reading.faults, error)),
        }
    }
    Err(reading.faults.into())
}

/// What the user asked for, in the words of the program itself: without values from the environment, which may be secret.
fn asked(command: Command, args: Vec<OsString>, otherwise: clap::Error) -> Misconfigured {
    fn discreet(command: Command) -> Command {
        command.mut_args(|arg| arg.hide_env_values(true)).mut_subcommands(discreet)
    }
    discreet(command).try_get_matches_from(args).err().unwrap_or(otherwise).into()
}

/// Reads again and again, taking one fault out of the way each time, until nothing else is wrong.
struct Reading {
    /// As the program says it, with everything in its place.
    built: Command,
    /// As it is read: with variables' values, without what is wrong already.
    command: Command,
    args: Vec<OsString>,
    /// The subcommands asked for.
    path: Vec<String>,
    faults: Vec<Fault>,
    /// What was taken out of the way.
    excused: HashSet<Id>,
}

impl Reading {
    fn new(command: Command, args: Vec<OsString>, environment: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let path = path(&command, &args);
        let mut faults = Vec::new();
        let mut built = command.clone();
        built.build();
        let command = environment::settle(command, &path, environment, &mut faults);
        Self { built, command, args, path, faults, excused: HashSet::new() }
    }

    /// Takes note of what is missing.
    fn missing(&mut self, error: &clap::Error) -> bool {
        let Some(ContextValue::Strings(names)) = error.get(ContextKind::InvalidArg) else { return false };
        let names = names.clone();
        let found: Vec<_> = names.iter().filter_map(|name| self.find(name)).collect();
        let news = found.len() == names.len() && found.iter().all(|arg| self.excused.insert(arg.get_id().clone()));
        for arg in found {
            self.change(arg.get_id(), |arg| arg.required(false));
            self.faults.push(Fault::missing(&arg));
        }
        news
    }

    /// Takes note of a flag's value that can't be read.
    fn invalid(&mut self, error: &clap::Error) -> bool {
        let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidArg) else { return false };
        let Some(arg) = self.find(name) else { return false };
        if !self.excused.insert(arg.get_id().clone()) {
            return false;
        }
        self.change(arg.get_id(), |arg| arg.value_parser(OsStringValueParser::new()));
        self.faults.push(Fault::given(&arg, error));
        true
    }

    /// Takes note of a flag that does not exist, and forgets it and its value.
    fn unknown(&mut self, error: &clap::Error) -> bool {
        let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidArg) else { return false };
        let with_value = format!("{name}=");
        let is_it = |arg: &OsString| arg.to_str().is_some_and(|arg| arg == name || arg.starts_with(&with_value));
        let Some(at) = self.args.iter().skip(1).position(is_it).map(|at| at + 1) else { return false };
        let removed = self.args.remove(at);
        let value = self.args.get(at).and_then(|arg| arg.to_str()).is_some_and(|arg| !arg.starts_with('-'));
        if name.starts_with('-') && removed == name.as_str() && value {
            self.args.remove(at);
        }
        self.faults.push(Fault::unknown(name, error));
        true
    }

    /// The argument that clap calls `name`.
    fn find(&self, name: &str) -> Option<clap::Arg> {
        let mut level = Some(&self.built);
        let mut names = self.path.iter();
        while let Some(command) = level {
            if let Some(arg) = command.get_arguments().find(|arg| arg.to_string() == name) {
                return Some(arg.clone());
            }
            level = names.next().and_then(|name| command.find_subcommand(name));
        }
        None
    }

    fn change(&mut self, id: &Id, change: impl Fn(clap::Arg) -> clap::Arg) {
        fn along(command: Command, path: &[String], change: &mut dyn FnMut(clap::Arg) -> clap::Arg) -> Command {
            let command = command.mut_args(&mut *change);
            match path.split_first() {
                Some((name, rest)) => command.mut_subcommand(name, |command| along(command, rest, change)),
                None => command,
            }
        }
        let command = std::mem::take(&mut self.command);
        let mut change = |arg: clap::Arg| if arg.get_id() == id { change(arg) } else { arg };
        self.command = along(command, &self.path, &mut change);
    }

    /// A flag goes before its variable: what a variable says wrong does not matter where the flag is given.
    fn forget_overridden(&mut self, matches: &ArgMatches) {
        let mut levels = vec![matches];
        while let Some((_, next)) = levels.last().and_then(|last| last.subcommand()) {
            levels.push(next);
        }
        let given = |id: &Id| {
            levels.iter().any(|level| {
                level.try_contains_id(id.as_str()).unwrap_or(false)
                    && level.value_source(id.as_str()) == Some(ValueSource::CommandLine)
            })
        };
        self.faults.retain(|fault| !fault.of_variable || !fault.id.as_ref().is_some_and(given));
    }
}

/// The subcommands that `args` ask for.
fn path(command: &Command, args: &[OsString]) -> Vec<String> {
    let (mut path, mut level) = (Vec::new(), command);
    for arg in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(next) = level.find_subcommand(arg) {
            path.push(next.get_name().to_owned());
            level = next;
        }
    }
    path
}
