//! Where a service's replicas are.

use std::{fmt, str::FromStr};

use http::uri::Authority;

/// The replicas of one service: hosts and ports that were given at start. Nothing a client sends can add one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses(Vec<Authority>);

/// Text that does not say where a service is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a service's address such as http://users:4000, or several of them separated by commas")]
pub struct InvalidAddresses(String);

impl Addresses {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Authority> {
        self.0.iter()
    }
}

impl FromStr for Addresses {
    type Err = InvalidAddresses;

    /// Reads `http://host:port`, one or several separated by commas; each once.
    fn from_str(text: &str) -> Result<Self, InvalidAddresses> {
        let invalid = || InvalidAddresses(text.to_owned());
        let mut found: Vec<Authority> = Vec::new();
        for one in text.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            let authority = authority(one).ok_or_else(invalid)?;
            if !found.contains(&authority) {
                found.push(authority);
            }
        }
        if found.is_empty() { Err(invalid()) } else { Ok(Self(found)) }
    }
}

fn authority(text: &str) -> Option<Authority> {
    let rest = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://")).and_then(|_| text.get(7..))?;
    let authority: Authority = rest.strip_suffix('/').unwrap_or(rest).parse().ok()?;
    let host = authority.host();
    let port_holds = match authority.as_str().rsplit_once(':') {
        Some((_, port)) if !authority.as_str().ends_with(']') => port.parse::<u16>().is_ok_and(|port| port > 0),
        _ => true,
    };
    (!host.is_empty() && !authority.as_str().contains('@') && port_holds).then_some(authority)
}

impl fmt::Display for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, authority) in self.0.iter().enumerate() {
            write!(f, "{}http://{authority}", if at == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_several_replicas_are_read_each_once() {
        for (text, read) in [
            ("http://users:4000", "http://users:4000"),
            (" HTTP://users:4000/ , http://10.0.0.2:4000,", "http://users:4000,http://10.0.0.2:4000"),
            ("http://a:1,http://a:1", "http://a:1"),
            ("http://[::1]:4000", "http://[::1]:4000"),
            ("http://users", "http://users"),
        ] {
            assert_eq!(text.parse::<Addresses>().unwrap().to_string(), read, "{text}");
        }
    }

    #[test]
    fn what_is_not_plainly_a_host_and_a_port_is_refused() {
        for text in [
            "",
            ",",
            "users:4000",
            "https://users:4000",
            "http://",
            "http://users:4000/path",
            "http://u:p@users:4000",
            "http://users:0",
            "http://users:70000",
            "http://users:",
            "http://users:4000?x",
            "http://a:1,nonsense",
        ] {
            assert!(text.parse::<Addresses>().is_err(), "{text}");
        }
    }
}
