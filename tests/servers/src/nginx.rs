use crate::{Missing, Private, process};

/// An nginx, as it may stand before the platform.
#[derive(Debug)]
pub struct Nginx {
    url: String,
}

impl Nginx {
    /// Starts one. `http` is given a free port and returns what stands in the `http` block, with a `server` that listens
    /// on `127.0.0.1:<port>`.
    ///
    /// # Errors
    ///
    /// [`Missing`] where none is installed or it refuses its configuration, with its words.
    pub async fn start(http: impl FnOnce(u16) -> String) -> Result<Private<Self>, Missing> {
        let missing = |why| Missing { server: "nginx", package: "nginx", variable: "a PATH on which it lies", why };
        let (url, process) = process::nginx::start(http).await.map_err(missing)?;
        Ok(Private::new(Self { url }, "nginx", process))
    }

    /// Where it listens, such as `http://127.0.0.1:20001`.
    pub fn url(&self) -> &str {
        &self.url
    }
}
