//! How often somebody may ask. The defaults stand here, and in words in `docs/limits.md`.

use std::{fmt, num::NonZeroU32, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use metrics::counter;
use pediafor_kernel::{
    UserId,
    limits::{Quota, RateLimiter, Standing},
};

use crate::{class::Class, client::ClientAddress, problem::Refusal};

pub(crate) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub(crate) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// How long a limiter is waited for: after that the request passes.
const PATIENCE: Duration = Duration::from_secs(1);

const fn quota(name: &'static str, requests: u32, window_millis: u32, burst: u32) -> Quota {
    const fn some(number: u32) -> NonZeroU32 {
        match NonZeroU32::new(number) {
            Some(number) => number,
            None => NonZeroU32::MIN,
        }
    }
    Quota { name, requests: some(requests), window_millis: some(window_millis), burst: some(burst) }
}

const MINUTE: u32 = 60_000;

/// How often, in each class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// What needs no token, by address: 100 in 15 minutes. Signing in and renewing count where they fail.
    pub anonymous: Quota,
    /// Tokens that are none of ours, by address: 1,200 a minute. An expired one does not count.
    pub bad_tokens: Quota,
    /// Saving answers, by user: 600 a minute, 20 at once.
    pub saves: Quota,
    /// Submitting, by user: 60 a minute, 10 at once.
    pub submits: Quota,
    /// Reading, the paper too, by user: 1,200 a minute, 300 at once.
    pub reads: Quota,
    /// Any other change, by user: 300 a minute, 100 at once.
    pub writes: Quota,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            anonymous: quota("anonymous", 100, 15 * MINUTE, 100),
            bad_tokens: quota("bad-tokens", 1_200, MINUTE, 1_200),
            saves: quota("saves", 600, MINUTE, 20),
            submits: quota("submits", 60, MINUTE, 10),
            reads: quota("reads", 1_200, MINUTE, 300),
            writes: quota("writes", 300, MINUTE, 100),
        }
    }
}

impl Quotas {
    /// The defaults, but `requests` in `window_millis` without a token.
    #[must_use]
    pub fn with_anonymous(self, requests: NonZeroU32, window_millis: NonZeroU32) -> Self {
        let anonymous = Quota { requests, window_millis, burst: requests, ..self.anonymous };
        Self { anonymous, ..self }
    }

    fn of(&self, class: Class) -> &Quota {
        match class {
            Class::SignIn | Class::Anonymous => &self.anonymous,
            Class::Paper | Class::Read => &self.reads,
            Class::Save => &self.saves,
            Class::Submit => &self.submits,
            Class::Start | Class::Write => &self.writes,
        }
    }
}

/// Limits, and who counts.
#[derive(Clone, Default)]
pub struct Limits {
    /// Who counts; without one nothing is limited.
    pub limiter: Option<Arc<dyn RateLimiter>>,
    /// How often.
    pub quotas: Quotas,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("quotas", &self.quotas).finish_non_exhaustive()
    }
}

/// What was asked for, and how its asker stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    quota: &'a Quota,
    standing: Standing,
}

impl Limits {
    /// A user asks for something of `class`.
    pub(crate) async fn user(&self, user: UserId, class: Class) -> Option<Asked<'_>> {
        self.ask("user", &user, self.quotas.of(class), 1).await
    }

    /// Somebody without a token asks for something of `class`.
    pub(crate) async fn anybody(&self, address: ClientAddress, class: Class) -> Option<Asked<'_>> {
        // signing in only looks: whether it counts is known afterwards
        let cost = u32::from(class != Class::SignIn);
        self.ask("address", &address, self.quotas.of(class), cost).await
    }

    /// Signing in failed.
    pub(crate) async fn sign_in_failed(&self, address: ClientAddress) -> Option<Asked<'_>> {
        self.ask("address", &address, &self.quotas.anonymous, 1).await
    }

    /// A token was none of ours.
    pub(crate) async fn bad_token(&self, address: ClientAddress) -> Option<Asked<'_>> {
        self.ask("address", &address, &self.quotas.bad_tokens, 1).await
    }

    /// `None` where nobody counts or it can't be known: then the request passes.
    async fn ask<'a>(
        &'a self,
        kind: &str,
        who: &(dyn fmt::Display + Sync),
        quota: &'a Quota,
        cost: u32,
    ) -> Option<Asked<'a>> {
        let limiter = self.limiter.as_ref()?;
        let key = format!("{kind}:{who}");
        match tokio::time::timeout(PATIENCE, limiter.ask(&key, quota, cost)).await {
            Ok(Ok(standing)) => return Some(Asked { quota, standing }),
            Ok(Err(error)) => tracing::warn!(%error, quota = quota.name, "a limit could not be asked for"),
            Err(_) => tracing::warn!(quota = quota.name, "a limit was not told in time"),
        }
        counter!("pediafor_gateway_limiter_errors_total").increment(1);
        None
    }
}

impl Asked<'_> {
    /// Says *no* where it was too often.
    pub(crate) fn verdict(&self) -> Result<(), Refusal> {
        if self.standing.allowed {
            return Ok(());
        }
        counter!("pediafor_gateway_limited_total", "quota" => self.quota.name).increment(1);
        let seconds = seconds(self.standing.retry_after_millis).max(1);
        let detail = format!("too many requests; the next may come in {seconds} s");
        let mut refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from(seconds));
        for (name, value) in self.headers().into_iter().flatten() {
            refusal = refusal.with_header(name, value);
        }
        Err(refusal)
    }

    /// Tells how things stand.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        for (name, value) in self.headers().into_iter().flatten() {
            headers.insert(name, value);
        }
    }

    fn headers(&self) -> [Option<(HeaderName, HeaderValue)>; 2] {
        let Quota { name, requests, window_millis, .. } = self.quota;
        let window = window_millis.get().div_ceil(1000);
        let Standing { remaining, reset_after_millis, .. } = self.standing;
        let reset = seconds(reset_after_millis);
        let of = |name, text: String| HeaderValue::try_from(text).ok().map(|value| (name, value));
        [
            of(RATE_LIMIT_POLICY, format!("\"{name}\";q={requests};w={window}")),
            of(RATE_LIMIT, format!("\"{name}\";r={remaining};t={reset}")),
        ]
    }
}

fn seconds(millis: u64) -> u64 {
    millis.div_ceil(1000)
}
