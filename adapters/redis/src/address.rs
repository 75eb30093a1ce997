use std::fmt;

/// Where Redis is: one server, or some servers of a cluster.
#[derive(Clone)]
pub(crate) struct Address {
    /// One URL a server.
    pub(crate) servers: Vec<redis::ConnectionInfo>,
    pub(crate) cluster: bool,
}

/// Text that does not say where Redis is. It does not repeat the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an address of Redis ({0}): write redis://host:6379, or several of them with commas between for a cluster")]
pub struct InvalidAddress(String);

impl Address {
    /// `redis://host`, `rediss://host` (TLS), and several servers with commas between, or `redis-cluster://` and
    /// `rediss-cluster://`, for a cluster. Later servers take scheme, user and password from the first.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidAddress> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or_else(|| InvalidAddress("no scheme".into()))?;
        let (scheme, named) = match scheme {
            "redis-cluster" => ("redis", true),
            "rediss-cluster" => ("rediss", true),
            other => (other, false),
        };
        let mut login = "";
        let mut servers = Vec::new();
        for part in rest.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (_, part) = part.split_once("://").unwrap_or(("", part));
            let host = match part.rsplit_once('@') {
                Some((own, host)) => {
                    login = own;
                    host
                }
                None => part,
            };
            let at = if login.is_empty() { "" } else { "@" };
            let url = format!("{scheme}://{login}{at}{host}");
            let server = redis::IntoConnectionInfo::into_connection_info(url.as_str());
            servers.push(server.map_err(|error| InvalidAddress(error.category().to_owned()))?);
        }
        if servers.is_empty() {
            return Err(InvalidAddress("no server".into()));
        }
        Ok(Self { cluster: named || servers.len() > 1, servers })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers: Vec<_> = self.servers.iter().map(|server| server.addr().to_string()).collect();
        f.debug_struct("Address").field("servers", &servers).field("cluster", &self.cluster).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (bool, Vec<String>) {
        let address = Address::parse(text).unwrap();
        (address.cluster, address.servers.iter().map(|server| server.addr().to_string()).collect())
    }

    #[test]
    fn one_server_and_a_cluster_are_told_apart() {
        assert_eq!(read("redis://localhost"), (false, vec!["localhost:6379".into()]));
        let three = vec!["a:1".into(), "b:2".into(), "c:6379".into()];
        assert_eq!(read("redis://a:1,b:2,redis://c"), (true, three.clone()));
        assert_eq!(read("redis-cluster://a:1,b:2,c"), (true, three));
        assert_eq!(read("redis-cluster://a:1"), (true, vec!["a:1".into()]));
    }

    #[test]
    fn every_server_of_a_cluster_gets_the_password_and_nobody_else_does() {
        let address = Address::parse("redis://user:s3cret@a:1,b:2").unwrap();
        for server in &address.servers {
            assert_eq!(server.redis_settings().password(), Some("s3cret"));
        }
        assert!(!format!("{address:?}").contains("s3cret"));
        let error = Address::parse("http://user:s3cret@a:1").unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "localhost:6379", "redis://", "redis://,", "http://localhost", "redis://host:port"] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
