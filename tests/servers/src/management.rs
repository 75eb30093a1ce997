use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use serde_json::{Value, json};

/// The management of a RabbitMQ server, over HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Management {
    url: String,
}

impl Management {
    pub(crate) fn new(url: String) -> Self {
        Self { url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Whether it answers within this time.
    pub(crate) async fn answers(&self, within: Duration) -> bool {
        let Ok(request) = self.request(Method::GET, &["overview"]) else { return false };
        matches!(request.timeout(within).send().await, Ok(answer) if answer.status() == StatusCode::OK)
    }

    /// A virtual host that its user may do everything on.
    pub(crate) async fn create_vhost(&self, name: &str) -> Result<(), String> {
        done(self.request(Method::PUT, &["vhosts", name])?.json(&json!({}))).await?;
        let user = self.parsed()?.username().to_owned();
        let everything = json!({ "configure": ".*", "write": ".*", "read": ".*" });
        done(self.request(Method::PUT, &["permissions", name, &user])?.json(&everything)).await
    }

    pub(crate) async fn delete_vhost(&self, name: &str) -> Result<(), String> {
        done(self.request(Method::DELETE, &["vhosts", name])?).await
    }

    /// The names of the virtual hosts there are.
    pub(crate) async fn vhosts(&self) -> Result<Vec<String>, String> {
        let answer = self.request(Method::GET, &["vhosts"])?.send().await.map_err(|error| error.to_string())?;
        let vhosts: Vec<Value> = answer.json().await.map_err(|error| error.to_string())?;
        Ok(vhosts.iter().filter_map(|vhost| Some(vhost["name"].as_str()?.to_owned())).collect())
    }

    fn parsed(&self) -> Result<Url, String> {
        Url::parse(&self.url).map_err(|error| format!("the address of the management: {error}"))
    }

    fn request(&self, method: Method, path: &[&str]) -> Result<RequestBuilder, String> {
        let mut url = self.parsed()?;
        let mut segments = url.path_segments_mut().map_err(|()| "the address of the management has no path")?;
        segments.pop_if_empty().push("api").extend(path);
        drop(segments);
        Ok(Client::new().request(method, url).timeout(Duration::from_secs(30)))
    }
}

async fn done(request: RequestBuilder) -> Result<(), String> {
    let answer = request.send().await.map_err(|error| error.to_string())?;
    if answer.status().is_success() {
        return Ok(());
    }
    let status = answer.status();
    Err(format!("the management says {status}: {}", answer.text().await.unwrap_or_default()))
}
