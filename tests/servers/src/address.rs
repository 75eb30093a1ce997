use std::ops::Range;

/// Where host and port stand in an address such as `amqp://guest:guest@127.0.0.1:5672/%2f`.
pub(crate) fn host_and_port(url: &str) -> Range<usize> {
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[start..].find(['/', '?']).map_or(url.len(), |length| start + length);
    let start = url[start..end].rfind('@').map_or(start, |user| start + user + 1);
    start..end
}

/// Host and port; where no port is named, the one that everybody knows.
pub(crate) fn target(url: &str) -> String {
    let address = &url[host_and_port(url)];
    let named = address.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let usual = match url.split("://").next() {
        _ if named => return address.to_owned(),
        Some("postgres" | "postgresql") => 5432,
        Some("amqp") => 5672,
        Some("redis") => 6379,
        _ => 80,
    };
    format!("{address}:{usual}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_port_are_found_in_any_address() {
        let found = |url: &'static str| &url[host_and_port(url)];
        assert_eq!(found("amqp://guest:gu@est@127.0.0.1:5672/%2f"), "127.0.0.1:5672");
        assert_eq!(found("redis://there"), "there");
        assert_eq!(found("http://[::1]:80?a=@"), "[::1]:80");
        assert_eq!(found("127.0.0.1:9"), "127.0.0.1:9");
        assert_eq!(target("redis://there"), "there:6379");
        assert_eq!(target("postgres://a@there/b"), "there:5432");
        assert_eq!(target("amqp://[::1]"), "[::1]:5672");
        assert_eq!(target("there:81"), "there:81");
    }
}
