//! Addresses that mean one thing to every server they pass through.

use http::{StatusCode, Uri};

use crate::problem::Refusal;

/// Refuses addresses that one server could read differently from the next: empty segments, dots, escaped dots and
/// slashes, backslashes, control characters, broken escapes.
pub(crate) fn refusal(uri: &Uri) -> Option<Refusal> {
    let detail = "the address is not in its plain form";
    (!sound(uri)).then(|| Refusal::new(StatusCode::BAD_REQUEST, "ambiguous_path", detail))
}

fn sound(uri: &Uri) -> bool {
    let path = uri.path();
    let Some(rest) = path.strip_prefix('/') else { return false };
    let segments_hold = rest.is_empty() || rest.trim_end_matches('/').split('/').all(sound_segment);
    let one_slash_at_the_end = !path.ends_with("//");
    segments_hold
        && one_slash_at_the_end
        && uri.query().is_none_or(|query| escapes(query).all(|byte| byte.is_some_and(|b| b != 0)))
}

fn sound_segment(segment: &str) -> bool {
    let plain = segment.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let escapes_hold = escapes(segment)
        .all(|byte| byte.is_some_and(|b| !matches!(b, b'.' | b'/' | b'\\' | b'%') && !b.is_ascii_control()));
    plain && escapes_hold && !matches!(segment, "" | "." | "..")
}

/// The bytes that are percent-encoded in `text`; `None` for a broken escape.
fn escapes(text: &str) -> impl Iterator<Item = Option<u8>> {
    text.split('%').skip(1).map(|rest| {
        let digits = rest.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u8::from_str_radix(digits, 16).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_are_sound() {
        for address in [
            "/",
            "/api/users/01890a5d-ac96-774b-bcce-b302099a8057",
            "/api/users/",
            "/api/users?search=a%20b%2Fc&x=%C3%A9",
            "/api/users/ada%40example.org",
            "/a.b/c..d",
            "http://elsewhere.example/api/users",
        ] {
            assert!(sound(&address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn what_another_server_could_read_otherwise_is_not() {
        for address in [
            "//api/users",
            "/api//users",
            "/api/users//",
            "/api/./users",
            "/api/../users",
            "/api/users/..",
            "/api/%2e%2e/users",
            "/api/.%2E/users",
            "/api%2fusers",
            "/api/%5cusers",
            "/api/users/%00",
            "/api/users/%0a",
            "/api/users/%zz",
            "/api/users/%4",
            "/api/users/%252e",
            "/api/users?x=%00",
            "/api/users?x=%",
            "*",
        ] {
            assert!(!sound(&address.parse().unwrap()), "{address}");
        }
    }
}
