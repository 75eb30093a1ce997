//! Where a request comes from.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use http::HeaderMap;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";
/// The most neighbours that are read; more are nobody's honest way.
const HOPS: usize = 32;

/// The address that a request comes from, as far as it can be trusted.
///
/// Its text is what limits count by: an IPv4 address, or the /64 network of an IPv6 address, which is what one
/// household or school gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Whoever talks to us, where it is no trusted proxy; else the rightmost hop of `X-Forwarded-For` that is none.
    /// Whatever stands left of that, or of something that is no address, may be invented, and is not read.
    pub fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let mut last = peer.to_canonical();
        let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
        let lines = headers.get_all(FORWARDED_FOR).iter().collect::<Vec<_>>();
        let hops = lines.into_iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        for hop in hops.take(HOPS) {
            if !is_trusted(last) {
                break;
            }
            let Some(address) = std::str::from_utf8(hop).ok().and_then(|hop| address(hop.trim())) else { break };
            last = address;
        }
        Self(last)
    }

    /// The address.
    pub fn ip(self) -> IpAddr {
        self.0
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                write!(f, "{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

/// An address with or without a port; IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(with_port).or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn seen(peer: &str, lines: &[&str], trusted: &str) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        let trusted: Vec<IpNet> = trusted.split_whitespace().map(|net| net.parse().unwrap()).collect();
        ClientAddress::of(peer.parse().unwrap(), &headers, &trusted).ip().to_string()
    }

    #[test]
    fn a_peer_that_is_no_trusted_proxy_is_the_client_whatever_it_says() {
        for trusted in ["", "10.0.0.0/8", "::/0"] {
            assert_eq!(seen("192.0.2.1", &["203.0.113.9"], trusted), "192.0.2.1", "{trusted}");
        }
        assert_eq!(seen("::ffff:192.0.2.1", &[], ""), "192.0.2.1");
    }

    #[test]
    fn of_a_trusted_proxy_the_rightmost_hop_that_is_not_trusted_is_the_client() {
        let trusted = "10.0.0.0/8 2001:db8:1::/48";
        for (lines, client) in [
            (&["203.0.113.9"][..], "203.0.113.9"),
            (&["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
            (&["1.1.1.1,203.0.113.9 ,  10.2.3.4"], "203.0.113.9"),
            (&["1.1.1.1", "203.0.113.9", "10.2.3.4,10.2.3.5"], "203.0.113.9"),
            (&["203.0.113.9:4711"], "203.0.113.9"),
            (&["[2001:db8:7::1]:4711"], "2001:db8:7::1"),
            (&["[2001:db8:7::1]"], "2001:db8:7::1"),
            (&["2001:db8:7::1, 2001:db8:1::9"], "2001:db8:7::1"),
            (&["::ffff:203.0.113.9, ::ffff:10.0.0.2"], "203.0.113.9"),
            // all of them trusted: the first
            (&["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
            (&[], "10.0.0.1"),
            (&[""], "10.0.0.1"),
            // nothing is read beyond what can't be read
            (&["203.0.113.9, unknown"], "10.0.0.1"),
            (&["203.0.113.9, nonsense, 10.0.0.2"], "10.0.0.2"),
            (&["203.0.113.9,"], "10.0.0.1"),
            (&["203.0.113.9\u{ff}"], "10.0.0.1"),
            (&["203.0.113.9 10.0.0.7"], "10.0.0.1"),
        ] {
            assert_eq!(seen("10.0.0.1", lines, trusted), client, "{lines:?}");
            assert_eq!(seen("::ffff:10.0.0.1", lines, trusted), client, "{lines:?}");
        }
    }

    #[test]
    fn a_chain_without_end_is_not_read_to_its_end() {
        let chain = vec!["10.0.0.2"; 100_000].join(",");
        assert_eq!(seen("10.0.0.1", &[&format!("203.0.113.9,{chain}")], "10.0.0.0/8"), "10.0.0.2");
    }

    #[test]
    fn limits_count_by_ipv4_address_and_by_ipv6_network() {
        let text = |text: &str| ClientAddress(text.parse().unwrap()).to_string();
        assert_eq!(text("192.0.2.1"), "192.0.2.1");
        assert_eq!(text("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(text("2001:db8:1:2::9"), text("2001:db8:1:2:3:4:5:6"));
    }
}
