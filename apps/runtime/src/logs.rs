use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

/// How logs look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    Human,
    /// A JSON object a line, for machines.
    Json,
}

/// What is logged, and how.
#[derive(Debug, Clone, Args)]
pub struct LogArgs {
    /// What to log: error, warn, info, debug, trace, or a filter such as `info,pediafor_sql=debug`
    #[arg(long, env = "LOG_LEVEL", default_value = "info", value_name = "LEVEL", global = true)]
    pub log_level: String,
    /// A line for people or a JSON object a line
    #[arg(long, env = "LOG_FORMAT", default_value = "human", value_name = "FORMAT", global = true)]
    pub log_format: LogFormat,
}

impl LogArgs {
    /// Starts logging to standard error. Once a process.
    ///
    /// # Errors
    ///
    /// Where the filter can't be read, or logging was started before.
    pub fn start(&self) -> anyhow::Result<()> {
        // SQLx and hyper say a lot that only they need to know.
        let filter = EnvFilter::try_new(format!("{},sqlx=warn,hyper=warn,h2=warn,poem=warn", self.log_level))?;
        let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        match self.log_format {
            LogFormat::Human => logs.with_target(false).try_init(),
            LogFormat::Json => logs.json().flatten_event(true).with_current_span(true).try_init(),
        }
        .map_err(|error| anyhow::anyhow!(error))
    }
}
