use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::Value;

/// Somebody who speaks to the platform over HTTP: a student, a teacher, an admin, or nobody.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    /// The account, where somebody is signed in.
    pub user: Option<String>,
}

/// What the platform answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked, for messages.
    pub asked: String,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub text: String,
    /// The body as JSON; null where it is none.
    pub body: Value,
}

impl Client {
    /// Nobody yet, at `base`, such as `http://127.0.0.1:3000`.
    pub fn new(base: impl Into<String>) -> Self {
        Self { http: reqwest::Client::new(), base: base.into(), token: None, user: None }
    }

    /// Where the platform is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The same connection with another token.
    #[must_use]
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), user: None, ..self.clone() }
    }

    /// The same somebody, speaking to the platform at `base`.
    #[must_use]
    pub fn at(&self, base: impl Into<String>) -> Self {
        Self { base: base.into(), ..self.clone() }
    }

    /// The access token, where somebody is signed in.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Signs in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Self {
        let credentials = serde_json::json!({ "email": email, "password": password });
        let answer = self.post("/api/auth/login", credentials).await.expect_status(200);
        let user = answer.body["user"]["id"].as_str().expect("a login tells who signed in").to_owned();
        let token = answer.body["access_token"].as_str().expect("a login gives a token");
        Self { user: Some(user), ..self.with_token(token) }
    }

    /// The account's id.
    pub fn id(&self) -> &str {
        self.user.as_deref().expect("somebody is signed in")
    }

    /// A request with the token on it.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends it and reads the whole answer.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.try_send(request).await.unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// Sends it and reads the whole answer, where there is one: a server that dies gives none.
    ///
    /// # Errors
    ///
    /// What happened instead. Whether the request had its effect is then unknown.
    pub async fn try_send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
        let request = request.build().expect("a request that can be sent");
        let asked = format!("{} {}", request.method(), request.url().path());
        let response = self.http.execute(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or_default();
        Ok(Answer { asked, status, headers, text, body })
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// `POST path` with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    /// `POST path` with a JSON body, to be done once under `key`.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).header("idempotency-key", key).json(&body)).await
    }

    /// `POST path` without a body, to be done once under `key`.
    pub async fn post_empty_once(&self, path: &str, key: &str) -> Answer {
        self.send(self.request(Method::POST, path).header("idempotency-key", key)).await
    }

    /// `POST path` without a body.
    pub async fn post_empty(&self, path: &str) -> Answer {
        self.send(self.request(Method::POST, path)).await
    }

    /// `PUT path` with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    /// `DELETE path`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }
}

impl Answer {
    /// The same answer, where its status is `status`.
    ///
    /// # Panics
    ///
    /// Where it is another; the message shows the body.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text);
        self
    }

    /// The same answer, where it is a problem with this status and code.
    ///
    /// # Panics
    ///
    /// Where it is not.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect_status(status);
        assert_eq!(answer.content_type(), "application/problem+json", "{}: {}", answer.asked, answer.text);
        assert_eq!(answer.body["code"], code, "{}: {}", answer.asked, answer.text);
        answer
    }

    /// The media type without parameters.
    pub fn content_type(&self) -> &str {
        let value = self.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim()
    }

    /// A header as text; empty where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The text at `pointer` in the body.
    ///
    /// # Panics
    ///
    /// Where there is none.
    #[track_caller]
    pub fn text_at(&self, pointer: &str) -> String {
        let value = self.body.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("{}: no text at {pointer} in {}", self.asked, self.text)).to_owned()
    }
}
