use serde::{Deserialize, Serialize};

use crate::{
    FindingCode, Note, PartOutcome, limits,
    lint::{self, Report},
    mark::Assessed,
    text,
};

/// A longer text, for a person to mark.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Essay {
    /// The fewest words asked for. Advice to the student and a note to the marker; it changes no mark.
    pub min_words: Option<u32>,
    /// The most words asked for, in the same way.
    pub max_words: Option<u32>,
    /// What the marker goes by, in Markdown; no student sees it.
    pub marking_guide: String,
}

/// An [`Essay`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperEssay {
    /// The fewest words asked for.
    #[serde(default)]
    pub min_words: Option<u32>,
    /// The most words asked for.
    #[serde(default)]
    pub max_words: Option<u32>,
}

impl Essay {
    pub(crate) fn to_paper(&self) -> PaperEssay {
        PaperEssay { min_words: self.min_words, max_words: self.max_words }
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        let bounds = [("min_words", self.min_words), ("max_words", self.max_words)];
        for (field, words) in bounds {
            if words.is_some_and(|words| words == 0 || words > limits::ESSAY_WORDS) {
                let most = limits::ESSAY_WORDS;
                report.error_at(field, FindingCode::OutOfRange, format!("from 1 to {most} words can be asked for"));
            }
        }
        if let (Some(min), Some(max)) = (self.min_words, self.max_words)
            && min > max
        {
            report.error_at("max_words", FindingCode::OutOfRange, "the most words are fewer than the fewest");
        }
        report.within("marking_guide", |report| lint::short(&self.marking_guide, limits::TEXT_CHARS, report));
    }

    pub(crate) fn assess(&self, text: &str) -> Assessed {
        let words = text::words(text) as u64;
        let note = match (self.min_words, self.max_words) {
            (Some(least), _) if words < least.into() => Some(Note::TooFewWords { words, least }),
            (_, Some(most)) if words > most.into() => Some(Note::TooManyWords { words, most }),
            _ => None,
        };
        let given = (!text::is_blank(text)).then_some(text);
        let part = PartOutcome::new("", given, None).judged(None).noting(note.filter(|_| given.is_some()));
        Assessed::by_a_person(vec![part])
    }
}
