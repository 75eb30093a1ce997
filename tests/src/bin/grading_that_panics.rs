//! The grading service, with a consumer that panics over the submissions of some students while a file names them: what a
//! fault in the program would look like.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use async_trait::async_trait;
use axum::Router;
use clap::Parser;
use pediafor_grading_app::GradingService;
use pediafor_http::base::Edge;
use pediafor_kernel::{Event, EventHandler, HandleError};
use pediafor_runtime::Background;
use pediafor_service::{Host, Hosted, KeyArgs, ServiceArgs, ended};
use pediafor_sql::Service;

/// The grading service, panicking at times.
#[derive(Debug, Parser)]
struct Args {
    /// The port to listen on
    #[arg(long, env = "PORT")]
    port: u16,
    /// The students over whose submissions it panics
    #[arg(long, env = "PANIC_FILE")]
    panic_file: PathBuf,
    #[command(flatten)]
    service: ServiceArgs,
    #[command(flatten)]
    keys: KeyArgs,
}

/// A consumer that panics over some.
struct Panicking {
    consumer: Arc<dyn EventHandler>,
    file: PathBuf,
}

#[async_trait]
impl EventHandler for Panicking {
    fn name(&self) -> &'static str {
        self.consumer.name()
    }

    fn listens_to(&self) -> &'static [&'static str] {
        self.consumer.listens_to()
    }

    #[expect(clippy::panic, reason = "it is what it is for")]
    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let named = tokio::fs::read_to_string(&self.file).await.unwrap_or_default();
        if event.data["student"].as_str().is_some_and(|student| named.contains(student)) {
            panic!("the submission of {} is too much for me", event.data["student"]);
        }
        self.consumer.handle(event).await
    }

    async fn given_up(&self, event: &Event, why: &str) -> Result<(), HandleError> {
        self.consumer.given_up(event, why).await
    }
}

/// The grading service with such a consumer.
struct PanickingService {
    service: GradingService,
    file: PathBuf,
}

impl Hosted for PanickingService {
    fn consumers(&self) -> Vec<Arc<dyn EventHandler>> {
        let panicking = |consumer: Arc<dyn EventHandler>| -> Arc<dyn EventHandler> {
            match consumer.name() {
                "grading.mark" => Arc::new(Panicking { consumer, file: self.file.clone() }),
                _ => consumer,
            }
        };
        self.service.consumers().into_iter().map(panicking).collect()
    }

    fn router(&self, edge: &Edge) -> Router {
        self.service.router(edge)
    }

    fn work(&self, background: &Background) {
        self.service.work(background);
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    ended(run(pediafor_runtime::parse()).await)
}

async fn run(args: Args) -> anyhow::Result<()> {
    let file = args.panic_file;
    let host = Host::new(Service::Grading, args.port, args.service, args.keys.accepted.to_vec());
    host.run(|ground| Ok(PanickingService { service: GradingService::new(ground), file })).await
}
