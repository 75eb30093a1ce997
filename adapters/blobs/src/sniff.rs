use pediafor_submissions::{ContentSniffer, Sniffed};

/// Tells what a file is by its bytes: text by being text throughout, everything else by its signature.
///
/// A file that would pass for two things is nothing known: an image or a PDF with a ZIP archive at its end, an image
/// with a PDF at its beginning.
#[derive(Debug, Clone, Copy, Default)]
pub struct InferSniffer;

/// Formats that are made of plain characters and still are more than plain text.
const TEXTUAL: [&str; 5] = ["application/pdf", "application/postscript", "application/rtf", "text/html", "text/xml"];

impl ContentSniffer for InferSniffer {
    fn sniff(&self, bytes: &[u8]) -> Option<Sniffed> {
        let found = infer::get(bytes);
        if is_text(bytes) {
            // Any word may begin like a picture ("BMW"): a text is a text.
            let textual = found.filter(|found| TEXTUAL.contains(&found.mime_type()));
            return Some(match textual {
                Some(found) => sniffed(found.mime_type(), found.extension()),
                None => sniffed("text/plain", "txt"),
            });
        }
        let found = found?;
        let media_type = found.mime_type();
        let genuine = match media_type {
            "image/gif" => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
            "image/png" => bytes.get(12..16) == Some(b"IHDR"),
            _ => true,
        };
        let two_faced = (!is_archive(bytes) && ends_in_archive(bytes))
            || (found.matcher_type() == infer::MatcherType::Image && begins_with_pdf(bytes));
        (genuine && !two_faced).then(|| sniffed(media_type, found.extension()))
    }
}

fn sniffed(media_type: &'static str, usual: &'static str) -> Sniffed {
    let extensions = match media_type {
        "image/jpeg" => vec!["jpg", "jpeg", "jpe"],
        "text/plain" => vec![
            "txt", "md", "csv", "tsv", "log", "tex", "json", "yaml", "yml", "toml", "c", "h", "cpp", "hpp", "cs", "go",
            "java", "js", "ts", "kt", "py", "r", "rb", "rs", "sql", "swift",
        ],
        _ => vec![usual],
    };
    Sniffed { media_type, extensions }
}

/// UTF-8 throughout, and no control characters but those of layout.
fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !"\t\n\r\u{C}\u{85}".contains(c)))
}

fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Does an archive's end-of-central-directory record close the file? Readers of ZIP look for it from the end.
fn ends_in_archive(bytes: &[u8]) -> bool {
    const RECORD: usize = 22;
    let from = bytes.len().saturating_sub(RECORD + usize::from(u16::MAX));
    let tail = &bytes[from..];
    tail.windows(RECORD).enumerate().any(|(at, record)| {
        let comment = usize::from(u16::from_le_bytes([record[20], record[21]]));
        record.starts_with(b"PK\x05\x06") && at + RECORD + comment == tail.len()
    })
}

/// Readers of PDF look for its signature anywhere in the first kibibyte.
fn begins_with_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xD9";
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";
    const EMPTY_ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    fn kind(bytes: &[u8]) -> Option<&'static str> {
        InferSniffer.sniff(bytes).map(|sniffed| sniffed.media_type)
    }

    fn zip_entry(name: &str) -> Vec<u8> {
        let mut entry = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
        entry.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        entry.extend([0, 0]);
        entry.extend(name.bytes());
        entry
    }

    #[test]
    fn a_file_is_what_its_content_is() {
        for (bytes, expected) in [
            (PNG, "image/png"),
            (JPEG, "image/jpeg"),
            (GIF, "image/gif"),
            (b"%PDF-1.7\n\xE2\xE3\xCF\xD3\n1 0 obj", "application/pdf"),
            (b"%PDF-1.4\nall of plain characters", "application/pdf"),
            (EMPTY_ZIP, "application/zip"),
            (b"Photosynthesis: H\xE2\x82\x82O and light.\r\n", "text/plain"),
            (b"\xEF\xBB\xBFwith a byte order mark", "text/plain"),
            (b"BMW and GIFs and PK", "text/plain"),
            (b"#!/bin/sh\necho hello\n", "text/plain"),
            (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
            (b"<?xml version='1.0'?><svg onload='x()'/>", "text/xml"),
        ] {
            assert_eq!(kind(bytes), Some(expected), "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_word_document_is_told_from_another_archive() {
        let mut document = zip_entry("word/document.xml");
        document.extend(EMPTY_ZIP);
        assert_eq!(kind(&document), Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"));
        let mut archive = zip_entry("notes/a.bin");
        archive.extend(EMPTY_ZIP);
        assert_eq!(kind(&archive), Some("application/zip"));
    }

    #[test]
    fn a_program_is_not_taken_for_anything_else() {
        let elf = [b"\x7FELF\x02\x01\x01".as_slice(), &[0; 60]].concat();
        assert_eq!(kind(&elf), Some("application/x-executable"));
        let mut windows = b"MZ\x90\0".to_vec();
        windows.resize(200, 0);
        assert!(!["image/png", "text/plain", "application/zip"].contains(&kind(&windows).unwrap_or("nothing known")));
    }

    #[test]
    fn what_would_pass_for_two_things_is_nothing_known() {
        for image in [PNG, JPEG, GIF, b"%PDF-1.7\n\xE2\xE3\xCF\xD3"] {
            assert!(kind(image).is_some());
            assert_eq!(kind(&[image, EMPTY_ZIP].concat()), None, "an archive behind {:?}", kind(image));
            let commented = [image, &EMPTY_ZIP[..20], b"\x05\0", b"hello"].concat();
            assert_eq!(kind(&commented), None, "an archive with a comment behind {:?}", kind(image));
        }
        assert_eq!(kind(&[GIF, b"%PDF-1.4"].concat()), None);
    }

    #[test]
    fn what_only_begins_like_something_is_nothing_known() {
        assert_eq!(kind(b"GIF\0\x01\x02"), None);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n\0\0\0\0"), None);
        assert_eq!(kind(b"text with\0a zero"), None);
        assert_eq!(kind(b"caf\xE9 in Latin-1"), None);
    }

    #[test]
    fn no_bytes_make_it_fall_over() {
        for seed in 0..2000_u64 {
            let mut x = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut bytes: Vec<u8> = std::iter::repeat_with(|| {
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                x.to_le_bytes()[0]
            })
            .take((seed % 97) as usize)
            .collect();
            for start in [b"".as_slice(), b"PK\x03\x04", PNG, JPEG, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"%PDF-"] {
                bytes.splice(..start.len().min(bytes.len()), start.iter().copied());
                InferSniffer.sniff(&bytes);
            }
        }
    }
}
