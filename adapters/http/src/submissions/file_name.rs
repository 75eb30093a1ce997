//! A file's name in a header.

use std::fmt::Write;

/// `Content-Disposition` for saving a file as `name` (RFC 6266): in ASCII for readers that know no better, and in full
/// (RFC 8187) for all others.
pub(super) fn attachment(name: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ';
    let fallback: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut header = format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            header.push(char::from(byte));
        } else {
            // Writing to a text never fails.
            let _ = write!(header, "%{byte:02X}");
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_in_ascii_and_in_full() {
        assert_eq!(attachment("essay 1.pdf"), "attachment; filename=\"essay 1.pdf\"; filename*=UTF-8''essay%201.pdf");
        assert_eq!(
            attachment("résumé.txt"),
            "attachment; filename=\"r_sum_.txt\"; filename*=UTF-8''r%C3%A9sum%C3%A9.txt"
        );
    }

    #[test]
    fn nothing_in_a_name_breaks_out_of_the_header() {
        for name in ["a\"; filename=\"b.exe", "a\r\nSet-Cookie: b", "a\\\"b", "a%22b", "a\0b", "\u{202E}gpj.exe"] {
            let header = attachment(name);
            assert_eq!(header.matches('"').count(), 2, "{header}");
            assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header:?}");
            assert!(!header.contains('\\'), "{header}");
        }
    }
}
