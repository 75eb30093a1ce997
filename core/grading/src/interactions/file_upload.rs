use serde::{Deserialize, Serialize};

use crate::{
    FindingCode, PartOutcome, limits,
    lint::{self, Report},
    mark::Assessed,
};

/// Files, for a person to mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileUpload {
    /// The most files; at least one.
    pub max_files: u32,
    /// The most bytes of each.
    pub max_bytes: u64,
    /// What may be uploaded, such as `application/pdf` or `image/*`; empty allows whatever the platform does.
    #[serde(default)]
    pub media_types: Vec<String>,
    /// What the marker goes by, in Markdown; no student sees it.
    #[serde(default)]
    pub marking_guide: String,
}

/// A [`FileUpload`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperFileUpload {
    /// The most files.
    pub max_files: u32,
    /// The most bytes of each.
    pub max_bytes: u64,
    /// What may be uploaded; empty allows whatever the platform does.
    #[serde(default)]
    pub media_types: Vec<String>,
}

impl FileUpload {
    pub(crate) fn to_paper(&self) -> PaperFileUpload {
        PaperFileUpload { max_files: self.max_files, max_bytes: self.max_bytes, media_types: self.media_types.clone() }
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        if !(1..=limits::FILES).contains(&self.max_files) {
            let most = limits::FILES;
            report.error_at("max_files", FindingCode::OutOfRange, format!("from 1 to {most} files can be asked for"));
        }
        if !(1..=limits::FILE_BYTES).contains(&self.max_bytes) {
            let most = limits::FILE_BYTES;
            report.error_at("max_bytes", FindingCode::OutOfRange, format!("a file has from 1 to {most} bytes"));
        }
        report.within("media_types", |report| {
            lint::at_most(&self.media_types, limits::MEDIA_TYPES, report);
            for (index, media_type) in self.media_types.iter().enumerate().take(limits::MEDIA_TYPES) {
                if !is_media_type(media_type) {
                    report.error_at(index, FindingCode::OutOfRange, "not a media type such as image/png or image/*");
                }
            }
        });
        report.within("marking_guide", |report| lint::short(&self.marking_guide, limits::TEXT_CHARS, report));
    }

    pub(crate) fn assess(&self, files: &[String]) -> Assessed {
        let parts = files.iter().map(|file| PartOutcome::new(file, Some(file), None).judged(None));
        Assessed::by_a_person(parts.collect())
    }
}

/// A type, a stroke, and a subtype or a star (RFC 6838).
fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        (1..=127).contains(&name.len()) && name.bytes().all(allowed)
    };
    text.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && (subtype == "*" || is_name(subtype)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_has_a_type_and_a_subtype_or_a_star() {
        for (text, expected) in [
            ("image/png", true),
            ("image/*", true),
            ("application/vnd.oasis.opendocument.text", true),
            ("image/svg+xml", true),
            ("image", false),
            ("*/*", false),
            ("image/", false),
            ("/png", false),
            ("image/png/x", false),
            ("text/plain; charset=utf-8", false),
            ("", false),
        ] {
            assert_eq!(is_media_type(text), expected, "{text}");
        }
    }
}
