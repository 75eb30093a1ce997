use std::{fmt, str::FromStr};

use lapin::uri::{AMQPAuthority, AMQPQueryString, AMQPScheme, AMQPUri, AMQPUserInfo};

/// The longest name of AMQP, in bytes.
const NAME: usize = 255;

/// How often both sides show that they live, in seconds. A peer that is silent for twice that is dead.
const HEARTBEAT: u16 = 10;

/// Where a virtual host of RabbitMQ is and who we are to it. Shows itself without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(AMQPUri);

/// Text that is no address of a virtual host. It never repeats the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an address of RabbitMQ, such as amqp://user:password@host:5672/vhost: {0}")]
pub struct InvalidAddress(&'static str);

impl Address {
    /// From its parts, taken as they are: nothing in them is escaped.
    ///
    /// # Errors
    ///
    /// [`InvalidAddress`] where a part can't stand in an address.
    pub fn of_parts(
        host: &str,
        port: u16,
        user: &str,
        password: &str,
        virtual_host: &str,
    ) -> Result<Self, InvalidAddress> {
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '@' | '?' | '#')) {
            return Err(InvalidAddress("it names no host"));
        }
        let userinfo = AMQPUserInfo { username: user.into(), password: password.into() };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Self::checked(AMQPUri {
            scheme: AMQPScheme::AMQP,
            authority: AMQPAuthority { userinfo, host, port },
            vhost: virtual_host.into(),
            query: AMQPQueryString::default(),
        })
    }

    fn checked(mut uri: AMQPUri) -> Result<Self, InvalidAddress> {
        if uri.vhost.len() > NAME {
            return Err(InvalidAddress("its virtual host has more than 255 bytes"));
        }
        uri.query.heartbeat.get_or_insert(HEARTBEAT);
        Ok(Self(uri))
    }

    pub(crate) fn uri(&self) -> AMQPUri {
        self.0.clone()
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    /// Reads `amqp://` and `amqps://` URLs, their parts percent-encoded. `amqp://host` and `amqp://host/` mean the virtual
    /// host `/`.
    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(InvalidAddress("it has no scheme"))?;
        if !matches!(scheme, "amqp" | "amqps") {
            return Err(InvalidAddress("its scheme is neither amqp nor amqps"));
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
        if place.is_empty() || place.starts_with(':') {
            return Err(InvalidAddress("it names no host"));
        }
        let mut uri: AMQPUri = text.parse().map_err(|_| InvalidAddress("it is not a URL"))?;
        // the parser knows no hosts in brackets and would go to localhost
        if let Some((host, _)) = place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            host.clone_into(&mut uri.authority.host);
        }
        if uri.vhost.is_empty() {
            uri.vhost = "/".into();
        }
        Self::checked(uri)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AMQPUri { scheme, authority, vhost, .. } = &self.0;
        write!(f, "{scheme}://{}@{}:{}/{vhost}", authority.userinfo.username, authority.host, authority.port)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> AMQPUri {
        text.parse::<Address>().unwrap().uri()
    }

    #[test]
    fn an_address_is_read_from_a_url_or_from_its_parts() {
        let whole: Address = "amqp://ada:se%2Fcret@broker.example:5673/pediafor".parse().unwrap();
        assert_eq!(whole, Address::of_parts("broker.example", 5673, "ada", "se/cret", "pediafor").unwrap());
        for slash in ["amqp://broker", "amqp://broker/", "amqp://broker/%2f"] {
            assert_eq!(uri(slash).vhost, "/");
        }
        assert_eq!(uri("amqps://broker").authority.port, 5671);
        assert_eq!(uri("amqp://127.0.0.1:1").authority.host, "127.0.0.1");
        assert_eq!(uri("amqp://u:p@[::1]:1/x").authority.host, "::1");
        assert_eq!(uri("amqp://broker").query.heartbeat, Some(10));
        assert_eq!(uri("amqp://broker?heartbeat=30").query.heartbeat, Some(30));
    }

    #[test]
    fn what_names_no_broker_is_refused_without_repeating_a_password() {
        let long = format!("amqp://u:secret@broker/{}", "x".repeat(256));
        for text in [
            "",
            "broker",
            "http://u:secret@broker",
            "amqp:u:secret@broker",
            "amqp://",
            "amqp://u:secret@",
            "amqp://u:secret@:1/",
            "amqp://u:secret@broker:port",
            &long,
        ] {
            let error = text.parse::<Address>().unwrap_err().to_string();
            assert!(!error.contains("secret"), "{text}: {error}");
        }
        assert!(Address::of_parts("", 1, "u", "p", "/").is_err());
    }

    #[test]
    fn an_address_shows_itself_without_the_password() {
        let address: Address = "amqp://ada:se%2Fcret@broker:5673/pediafor".parse().unwrap();
        assert_eq!(address.to_string(), "amqp://ada@broker:5673/pediafor");
        assert_eq!(format!("{address:?}"), "Address(amqp://ada@broker:5673/pediafor)");
    }
}
