use std::{collections::BTreeMap, io::Write, net::IpAddr};

use clap::{Args, Subcommand};

use super::*;
use crate::{LogFormat, Span, TelemetryArgs, seconds};

#[derive(Debug, Parser)]
#[command(name = "service", version)]
struct Service {
    /// The port to listen on
    #[arg(long, env = "PORT", default_value_t = 4000, value_name = "PORT")]
    port: u16,
    /// The address to listen on
    #[arg(long, env = "HOST", value_name = "ADDRESS")]
    host: Option<IpAddr>,
    /// Where the database is, such as postgres://pediafor@127.0.0.1/users
    #[arg(long, env = "DATABASE_URL", value_name = "URL")]
    database_url: String,
    /// A secret
    #[arg(long, env = "SIGNING_KEY", value_name = "KEY", hide_env_values = true, value_parser = key)]
    signing_key: String,
    /// Where requests go, separated by commas
    #[arg(long, env = "UPSTREAMS", value_delimiter = ',', value_name = "URLS")]
    upstreams: Vec<String>,
    /// Try nothing for real
    #[arg(long, env = "DRY")]
    dry: bool,
    /// How long
    #[arg(long, env = "PATIENCE", default_value = "15m", value_name = "SPAN")]
    patience: Span,
    #[command(flatten)]
    telemetry: TelemetryArgs,
}

fn key(text: &str) -> Result<String, String> {
    if text.len() < 8 { Err("too short for a key".into()) } else { Ok(text.to_owned()) }
}

const GOOD: [(&str, &str); 2] = [("DATABASE_URL", "postgres://here"), ("SIGNING_KEY", "long enough")];

fn read<T: Parser>(args: &str, environment: &[(&str, &str)]) -> Result<T, Misconfigured> {
    let environment: BTreeMap<_, _> = environment.iter().copied().collect();
    let args = std::iter::once("service").chain(args.split_whitespace()).map(OsString::from);
    try_parse_from(args, |name| environment.get(name).map(OsString::from))
}

fn complaint(args: &str, environment: &[(&str, &str)]) -> String {
    read::<Service>(args, environment).unwrap_err().to_string()
}

#[test]
fn all_that_is_wrong_or_missing_is_said_at_once() {
    let environment = [
        ("PORT", "many"),
        ("SIGNING_KEY", "short"),
        ("PATIENCE", "for ever"),
        ("LOG_FORMAT", "xml"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://user:hush@collector:4318"),
    ];
    let said = complaint("--host nowhere --prot 7", &environment);
    for words in [
        "error: 8 settings are wrong or missing",
        "PORT=many (--port <PORT>): invalid digit found in string",
        "The port to listen on [default: 4000]",
        "SIGNING_KEY=… (--signing-key <KEY>): too short for a key",
        "PATIENCE=for ever (--patience <SPAN>): expected number at 0 (examples: 15m, 4h, 7d)",
        "LOG_FORMAT=xml (--log-format <FORMAT>): expected one of human, json",
        "OTEL_EXPORTER_OTLP_ENDPOINT=https://…@collector:4318",
        "--host <ADDRESS> or HOST with \"nowhere\": invalid IP address syntax",
        "--prot: no such flag; did you mean --port?",
        "--database-url <URL> or DATABASE_URL: missing",
        "such as postgres://pediafor@127.0.0.1/users",
        "try '--help'",
    ] {
        assert!(said.contains(words), "no {words:?} in\n{said}");
    }
    assert!(!said.contains("hush") && !said.contains("short\n"), "{said}");
}

#[test]
fn every_required_setting_that_is_missing_is_named() {
    let wrong = read::<Service>("", &[]).unwrap_err();
    assert_eq!(wrong.faults().len(), 2, "{wrong}");
}

#[test]
fn a_variable_is_read_like_its_flag() {
    let environment = [("PORT", "4001"), ("UPSTREAMS", "a,b"), ("DRY", "1"), ("LOG_FORMAT", "json"), ("HOST", "::1")];
    let service: Service = read("", &[&GOOD[..], &environment].concat()).unwrap();
    assert_eq!((service.port, service.upstreams, service.dry), (4001, vec!["a".into(), "b".into()], true));
    assert_eq!((service.database_url.as_str(), service.signing_key.as_str()), ("postgres://here", "long enough"));
    assert_eq!((service.patience, service.telemetry.log_format), (seconds(900), LogFormat::Json));
    assert_eq!(service.host, Some("::1".parse().unwrap()));
}

#[test]
fn a_flag_goes_before_its_variable_even_where_that_is_wrong() {
    let environment = [&GOOD[..], &[("PORT", "many"), ("UPSTREAMS", "a,b"), ("LOG_FORMAT", "xml")]].concat();
    let service: Service = read("--port 4002 --upstreams c --log-format human", &environment).unwrap();
    assert_eq!((service.port, service.upstreams), (4002, vec!["c".into()]));
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let environment = [&GOOD[..], &[("PORT", ""), ("HOST", ""), ("DRY", ""), ("UPSTREAMS", "")]].concat();
    let service: Service = read("", &environment).unwrap();
    assert_eq!((service.port, service.host, service.dry, service.upstreams.len()), (4000, None, false, 0));
    let said = complaint("", &[("DATABASE_URL", ""), GOOD[1]]);
    assert!(said.contains("DATABASE_URL: missing"), "{said}");
}

#[test]
fn a_secret_is_read_from_the_file_that_its_variable_names() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"postgres://from/a/file\n").unwrap();
    let path = file.path().to_str().unwrap();
    let service: Service = read("", &[("DATABASE_URL_FILE", path), GOOD[1]]).unwrap();
    assert_eq!(service.database_url, "postgres://from/a/file");
    // the plain variable goes first
    let service: Service = read("", &[&GOOD[..], &[("DATABASE_URL_FILE", path)]].concat()).unwrap();
    assert_eq!(service.database_url, "postgres://here");
    let said = complaint("", &[("DATABASE_URL_FILE", "/nowhere/at/all"), ("SIGNING_KEY_FILE", path)]);
    assert!(
        said.contains("DATABASE_URL_FILE=/nowhere/at/all (--database-url <URL>): the file can't be read"),
        "{said}"
    );
    assert!(said.contains("1 setting is wrong"), "{said}");
}

#[test]
fn help_and_version_go_before_faults_and_repeat_no_values() {
    let help = complaint("--help", &[("PORT", "many"), ("DATABASE_URL", "postgres://me:hush@here")]);
    assert!(help.contains("[env: DATABASE_URL]") && help.contains("[default: 4000]"), "{help}");
    assert!(!help.contains("hush") && !help.contains("many"), "{help}");
    assert_eq!(complaint("--version", &[]), format!("service {}", env!("CARGO_PKG_VERSION")));
}

#[derive(Debug, Parser)]
struct Program {
    #[command(flatten)]
    telemetry: TelemetryArgs,
    #[command(subcommand)]
    command: Job,
}

#[derive(Debug, Subcommand)]
enum Job {
    Serve(Serve),
    Count {
        #[arg(long, env = "COUNT_TO")]
        to: u8,
    },
}

#[derive(Debug, Args)]
struct Serve {
    #[arg(long, env = "PORT")]
    port: u16,
}

#[test]
fn a_command_cares_for_its_own_variables_alone() {
    let program: Program = read("count", &[("PORT", "many"), ("COUNT_TO", "9"), ("LOG_LEVEL", "debug")]).unwrap();
    assert!(matches!(program.command, Job::Count { to: 9 }), "{program:?}");
    assert_eq!(program.telemetry.log_level, "debug".parse().unwrap());
    let program: Program = read("--log-level warn serve --port 7", &[("LOG_LEVEL", "debug")]).unwrap();
    assert!(matches!(program.command, Job::Serve(Serve { port: 7 })), "{program:?}");
    assert_eq!(program.telemetry.log_level, "warn".parse().unwrap());
    let program: Program = read("serve --port 7 --log-level warn", &[]).unwrap();
    assert_eq!(program.telemetry.log_level, "warn".parse().unwrap());

    let wrong = read::<Program>("serve", &[("PORT", "many"), ("COUNT_TO", "no"), ("LOG_FORMAT", "xml")]).unwrap_err();
    assert_eq!(wrong.faults().len(), 2, "{wrong}");
    let wrong = read::<Program>("sreve", &[]).unwrap_err().to_string();
    assert!(wrong.contains("unrecognized subcommand 'sreve'") && wrong.contains("serve"), "{wrong}");
    let wrong = read::<Program>("serve --port", &[]).unwrap_err().to_string();
    assert!(wrong.contains("a value is required for '--port <PORT>'"), "{wrong}");
}
