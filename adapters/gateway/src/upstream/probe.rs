//! Looking at replicas: is each ready for requests?

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use async_trait::async_trait;
use futures_util::future::join_all;
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use http_body_util::{BodyExt, Limited};
use metrics::gauge;
use tokio::time::{Instant, sleep, timeout};

use super::{
    body::Kept,
    http::{Replicas, addressed},
    replica::{Look, Replica},
};
use crate::health::{Health, HealthCheck};

/// How long a look may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// However often somebody asks for a look, there is a pause between two.
const PAUSE: Duration = Duration::from_millis(50);
/// The longest answer that is read to its end, so that its connection can be kept.
const LONGEST: usize = 16 << 10;

/// Looks at `replicas` again and again, until nobody else has them.
pub(super) fn watch(replicas: &Arc<Replicas>) {
    let watched = Arc::downgrade(replicas);
    tokio::spawn(async move { while look(&watched).await.is_some() {} });
}

async fn look(watched: &Weak<Replicas>) -> Option<()> {
    let replicas = watched.upgrade()?;
    replicas.look_at_all().await;
    tokio::select! {
        () = sleep(replicas.config.look_every) => {}
        () = replicas.look.notified() => {
            drop(replicas);
            sleep(PAUSE).await;
        }
    }
    Some(())
}

impl Replicas {
    async fn look_at_all(&self) -> Vec<Look> {
        let looks = join_all(self.all.iter().map(|replica| async move {
            let seen = self.look_at(replica).await;
            replica.seen(seen, Instant::now());
            seen
        }))
        .await;
        for look in Look::ALL {
            let many = looks.iter().filter(|seen| **seen == look).count();
            gauge!("pediafor_gateway_upstream_replicas", "service" => self.name, "state" => look.as_str())
                .set(many as f64);
        }
        let open = self.all.iter().filter(|replica| replica.is_open()).count();
        gauge!("pediafor_gateway_circuits_open", "service" => self.name).set(open as f64);
        looks
    }

    async fn look_at(&self, replica: &Replica) -> Look {
        let mut question = http::Request::new(());
        *question.method_mut() = Method::GET;
        *question.uri_mut() = Uri::from_static("/ready");
        question.headers_mut().extend(HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("*/*"))]));
        let Some(question) = addressed(&question.into_parts().0, Kept::empty(), replica) else { return Look::Gone };
        let asked = async {
            let response = self.client.request(question).await.ok()?;
            let look = if response.status().is_success() { Look::Ready } else { Look::NotReady };
            let _ = Limited::new(response.into_body(), LONGEST).collect().await;
            Some(look)
        };
        timeout(PATIENCE, asked).await.ok().flatten().unwrap_or(Look::Gone)
    }
}

#[async_trait]
impl HealthCheck for Replicas {
    async fn check(&self) -> Health {
        if self.look_at_all().await.contains(&Look::Ready) { Health::Healthy } else { Health::Unhealthy }
    }
}
