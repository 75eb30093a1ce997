use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::RequestBuilder;
use tokio::time::{Instant, sleep_until};

use super::Figures;
use crate::{Answer, Client};

/// How long an answer is waited for: longer than the gateway waits for anybody.
const PATIENCE: Duration = Duration::from_secs(45);

/// Sends requests when they are due, and notes what came of each.
#[derive(Debug, Clone, Default)]
pub struct Clockwork(Arc<Mutex<Figures>>);

impl Clockwork {
    /// Sends `request` by `client` at `due`; gives the answer where one came. The time it took counts from `due`.
    pub async fn send(
        &self,
        what: &'static str,
        due: Instant,
        client: &Client,
        request: RequestBuilder,
    ) -> Option<Answer> {
        sleep_until(due).await;
        let late = due.elapsed();
        let outcome = client.try_send(request.timeout(PATIENCE)).await;
        let took = due.elapsed();
        let mut figures = self.0.lock().expect("figures");
        figures.late(late);
        match outcome {
            Ok(answer) => {
                figures.answered(what, took, &answer);
                Some(answer)
            }
            Err(error) => {
                figures.failed(what, took, &error);
                None
            }
        }
    }

    /// What came of everything so far.
    pub fn figures(&self) -> Figures {
        self.0.lock().expect("figures").clone()
    }
}
