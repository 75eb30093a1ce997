//! `pediafor events dead-letters`: what consumers could not take.

use anyhow::bail;
use clap::{Args, Subcommand};
use comfy_table::{Table, presets::NOTHING};
use pediafor_kernel::EventId;
use pediafor_rabbitmq::{DeadLetter, DeadLetters, Which};
use pediafor_service::{BrokerArgs, CONSUMERS};
use serde_json::{Value, json};

use crate::say::say;

/// How much of a reason the table shows, in characters.
const REASON: usize = 80;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what waits for a person to look at it, a line each
    List(List),
    /// Show one, whole
    Show(Show),
    /// Put some, or all, into the queue of their consumer again, and of no other
    Redrive(Redrive),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Only this consumer's, such as grading.mark
    #[arg(long, value_name = "NAME")]
    consumer: Option<String>,
    /// At most so many of each consumer
    #[arg(long, default_value_t = 50, value_name = "NUMBER")]
    limit: usize,
    /// As JSON, for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    broker: BrokerArgs,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// The event's id, as `list` shows it
    #[arg(value_name = "EVENT")]
    id: EventId,
    /// Only this consumer's, such as grading.mark
    #[arg(long, value_name = "NAME")]
    consumer: Option<String>,
    /// As JSON, for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    broker: BrokerArgs,
}

#[derive(Debug, Args)]
pub(super) struct Redrive {
    /// Whose, such as grading.mark
    #[arg(value_name = "CONSUMER")]
    consumer: String,
    /// The events' ids, as `list` shows them
    #[arg(value_name = "EVENT", required_unless_present = "all", conflicts_with = "all")]
    ids: Vec<EventId>,
    /// All that are there now
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    broker: BrokerArgs,
}

pub(super) async fn run(command: Command) -> anyhow::Result<()> {
    let (Command::List(List { broker, .. })
    | Command::Show(Show { broker, .. })
    | Command::Redrive(Redrive { broker, .. })) = &command;
    let dead = DeadLetters::open(&broker.address()?).await?;
    let done = match &command {
        Command::List(args) => list(&dead, args).await,
        Command::Show(args) => show(&dead, args).await,
        Command::Redrive(args) => redrive(&dead, args).await,
    };
    dead.close().await;
    done
}

/// Whose dead letters to look at.
fn whose(consumer: Option<&String>) -> Vec<&str> {
    consumer.map_or(CONSUMERS.to_vec(), |one| vec![one.as_str()])
}

async fn list(dead: &DeadLetters, args: &List) -> anyhow::Result<()> {
    let (mut letters, mut unseen, mut known) = (Vec::new(), 0, false);
    for consumer in whose(args.consumer.as_ref()) {
        let Some(count) = dead.count(consumer).await? else { continue };
        known = true;
        let seen = dead.list(consumer, args.limit).await?;
        unseen += usize::try_from(count)?.saturating_sub(seen.len());
        letters.extend(seen);
    }
    if let (Some(consumer), false) = (&args.consumer, known) {
        bail!("there is no consumer called {consumer}");
    }
    if args.json {
        say(serde_json::to_string_pretty(&letters.iter().map(document).collect::<Vec<_>>())?)?;
        return Ok(());
    }
    if letters.is_empty() {
        say("no dead letters")?;
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["CONSUMER", "EVENT", "KIND", "SUBJECT", "TRIES", "FIRST FAILED", "REASON"]);
    for letter in &letters {
        let event = letter.event.as_ref().ok();
        table.add_row([
            letter.consumer.clone(),
            letter.id.map_or("-".into(), |id| id.to_string()),
            event.map_or(letter.routing_key.clone(), |event| event.kind.clone()),
            event.map_or("-".into(), |event| event.subject.clone()),
            letter.tries.to_string(),
            letter.first_failure.map_or("-".into(), |at| at.to_string()),
            begins(&letter.reason),
        ]);
    }
    say(table)?;
    if unseen > 0 {
        say(format_args!("and {unseen} more"))?;
    }
    Ok(())
}

async fn show(dead: &DeadLetters, args: &Show) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for consumer in whose(args.consumer.as_ref()) {
        found.extend(dead.show(consumer, args.id).await?);
    }
    if found.is_empty() {
        bail!("there is no dead letter of event {}", args.id);
    }
    if args.json {
        say(serde_json::to_string_pretty(&found.iter().map(document).collect::<Vec<_>>())?)?;
        return Ok(());
    }
    for letter in &found {
        let mut table = Table::new();
        table.load_style(NOTHING);
        table.add_row(["consumer", &letter.consumer]);
        table.add_row(["reason", &letter.reason]);
        table.add_row(["tries", &letter.tries.to_string()]);
        table.add_row(["first failed", &letter.first_failure.map_or("-".into(), |at| at.to_string())]);
        table.add_row(["routing key", &letter.routing_key]);
        say(table)?;
        match &letter.event {
            Ok(event) => say(serde_json::to_string_pretty(event)?)?,
            Err(text) => say(text)?,
        }
    }
    Ok(())
}

async fn redrive(dead: &DeadLetters, args: &Redrive) -> anyhow::Result<()> {
    if dead.count(&args.consumer).await?.is_none() {
        bail!("there is no consumer called {}", args.consumer);
    }
    let which = if args.all { Which::All } else { Which::Of(args.ids.clone()) };
    let done = dead.redrive(&args.consumer, &which).await?;
    say(format_args!("{} in the queue of {} again", done.sent, args.consumer))?;
    if !done.missing.is_empty() {
        let missing: Vec<_> = done.missing.iter().map(ToString::to_string).collect();
        bail!("not among its dead letters: {}", missing.join(", "));
    }
    Ok(())
}

fn document(letter: &DeadLetter) -> Value {
    let (event, text) = match &letter.event {
        Ok(event) => (json!(event), Value::Null),
        Err(text) => (Value::Null, json!(text)),
    };
    json!({
        "consumer": letter.consumer,
        "id": letter.id,
        "reason": letter.reason,
        "tries": letter.tries,
        "first_failure": letter.first_failure,
        "routing_key": letter.routing_key,
        "event": event,
        "text": text,
    })
}

/// The first line of a reason, or its beginning.
fn begins(reason: &str) -> String {
    let line = reason.lines().next().unwrap_or_default();
    let mut begins: String = line.chars().take(REASON).collect();
    if begins.len() < reason.len() {
        begins.push('…');
    }
    begins
}
