//! How the edge is set up.

use std::time::Duration;

use http::HeaderValue;
use ipnet::IpNet;

/// From which pages a browser may call the API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origins {
    /// From the platform's own pages alone.
    #[default]
    Own,
    /// From any page; without cookies.
    Any,
    /// From these.
    Listed(Vec<HeaderValue>),
}

/// Text that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an origin such as https://exams.example.org")]
pub struct InvalidOrigin(String);

impl Origins {
    /// Reads origins separated by commas, such as `https://a.example,http://localhost:3001`; `*` for any; empty for none.
    ///
    /// # Errors
    ///
    /// [`InvalidOrigin`] where one has a path, no scheme, or is not an address at all.
    pub fn parse(text: &str) -> Result<Self, InvalidOrigin> {
        let texts: Vec<_> = text.split(',').map(str::trim).filter(|text| !text.is_empty()).collect();
        match texts[..] {
            [] => Ok(Self::Own),
            ["*"] => Ok(Self::Any),
            _ => texts.into_iter().map(origin).collect::<Result<_, _>>().map(Self::Listed),
        }
    }
}

fn origin(text: &str) -> Result<HeaderValue, InvalidOrigin> {
    let invalid = || InvalidOrigin(text.to_owned());
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(invalid)?;
    let authority: http::uri::Authority = host.parse().map_err(|_| invalid())?;
    if authority.as_str() != host || host.contains('@') {
        return Err(invalid());
    }
    text.to_ascii_lowercase().parse().map_err(|_| invalid())
}

/// How the edge is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// From which pages a browser may call.
    pub origins: Origins,
    /// May those pages send cookies? Never where any page may call.
    pub credentials: bool,
    /// The most bytes of a body, uploads aside.
    pub body_limit: usize,
    /// The most bytes of a `multipart/form-data` body, framing included.
    pub upload_limit: usize,
    /// How long a service in this process may take to begin its answer.
    pub timeout: Duration,
    /// The proxies before us that are believed where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
}

impl Default for Config {
    /// Own pages, cookies allowed, 1 MiB, 11 MiB for uploads, 30 seconds, no proxy is believed.
    fn default() -> Self {
        Self {
            origins: Origins::Own,
            credentials: true,
            body_limit: 1 << 20,
            upload_limit: 11 << 20,
            timeout: Duration::from_secs(30),
            trusted_proxies: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_from_a_list() {
        assert_eq!(Origins::parse(""), Ok(Origins::Own));
        assert_eq!(Origins::parse(" * "), Ok(Origins::Any));
        assert_eq!(
            Origins::parse("https://A.example, http://localhost:3001"),
            Ok(Origins::Listed(vec![
                HeaderValue::from_static("https://a.example"),
                HeaderValue::from_static("http://localhost:3001"),
            ]))
        );
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "a.example",
            "https://a.example/",
            "https://a.example/x",
            "https://u@a.example",
            "ftp://a",
            "https://",
            "*, https://a.example",
            "null",
        ] {
            assert!(Origins::parse(text).is_err(), "{text}");
        }
    }
}
