//! What a student gave to one item, as a row of its own.

use pediafor_grading::Response;
use pediafor_kernel::{FileId, Timestamp};
use serde_json::{Map, Value};

/// The answer to one item of one attempt.
///
/// It is guarded by `seq`, a number the client counts up with every change: a higher one replaces a lower one, in
/// whatever order they arrive. Saving an answer raises no event and leaves the attempt's version as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The item's id on the paper.
    pub item: String,
    /// The client's count, from 1 to [`Answer::MAX_SEQ`].
    pub seq: u64,
    /// What was given.
    pub response: Response,
    /// When the server received it.
    pub received_at: Timestamp,
}

/// What became of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is stored, by this call or an earlier one with the same sequence and response.
    Stored {
        /// Its sequence.
        seq: u64,
        /// When the server first received it.
        received_at: Timestamp,
    },
    /// A later answer is stored, or another one under the same sequence.
    Stale {
        /// The sequence that is stored.
        current_seq: u64,
    },
    /// It names a file that this attempt does not hold for this item.
    UnknownFile {
        /// What it named.
        file: String,
    },
}

impl Answer {
    /// The greatest sequence: what every JSON reader can count to exactly.
    pub const MAX_SEQ: u64 = (1 << 53) - 1;

    /// What to do with this answer where `stored` is there already: `None` to write it, or what became of it.
    pub fn against(&self, stored: Option<&Answer>) -> Option<Saved> {
        let stored = stored.filter(|stored| stored.seq >= self.seq)?;
        Some(if stored.seq == self.seq && stored.response == self.response {
            Saved::Stored { seq: stored.seq, received_at: stored.received_at }
        } else {
            Saved::Stale { current_seq: stored.seq }
        })
    }

    /// What this answer becomes once it is written.
    pub fn stored(&self) -> Saved {
        Saved::Stored { seq: self.seq, received_at: self.received_at }
    }

    /// The files it names, as they were written.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        files(&self.response).into_iter()
    }

    /// Does it name `file`?
    pub fn names(&self, file: FileId) -> bool {
        self.files().any(|text| text.parse() == Ok(file))
    }

    /// The first file it names that is not among `held`.
    pub fn unknown_file(&self, held: &[FileId]) -> Option<Saved> {
        let unknown = self.files().find(|text| !text.parse().is_ok_and(|file| held.contains(&file)))?;
        Some(Saved::UnknownFile { file: unknown.to_owned() })
    }
}

/// The files that a response names, in the parts of a composite too.
fn files(response: &Response) -> Vec<&str> {
    match response {
        Response::FileUpload { files } => files.iter().map(String::as_str).collect(),
        Response::Composite { parts } => parts.values().flat_map(files).collect(),
        _ => Vec::new(),
    }
}

/// Does a text of `response` hold U+0000? No student types one, and PostgreSQL can't keep it.
pub(crate) fn holds_nul(response: &Response) -> bool {
    fn nul(text: &str) -> bool {
        text.contains('\0')
    }
    match response {
        Response::Choice { chosen } => chosen.as_deref().is_some_and(nul),
        Response::TrueFalse { .. } | Response::Slider { .. } => false,
        Response::ShortText { text }
        | Response::Essay { text }
        | Response::Numeric { text }
        | Response::Formula { text } => nul(text),
        Response::MultipleChoice { chosen: texts }
        | Response::Hotspot { chosen: texts }
        | Response::HotText { chosen: texts }
        | Response::Ordering { order: texts }
        | Response::GraphicOrder { order: texts }
        | Response::FileUpload { files: texts } => texts.iter().any(|text| nul(text)),
        Response::Cloze { gaps: texts }
        | Response::GapMatch { gaps: texts }
        | Response::GraphicGapMatch { gaps: texts }
        | Response::Likert { ratings: texts } => texts.iter().any(|(id, text)| nul(id) || nul(text)),
        Response::Matching { pairs } => pairs.iter().any(|pair| nul(&pair.source) || nul(&pair.target)),
        Response::SelectPoint { points } => points.iter().any(|point| point.label.as_deref().is_some_and(nul)),
        Response::Composite { parts } => parts.iter().any(|(part, response)| nul(part) || holds_nul(response)),
    }
}

/// The responses by item, as they travel with `submission.submitted`.
pub(crate) fn responses(answers: &[Answer]) -> Value {
    let by_item = answers.iter().map(|answer| {
        let response = serde_json::to_value(&answer.response).unwrap_or(Value::Null);
        (answer.item.clone(), response)
    });
    Value::Object(by_item.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use pediafor_grading::Pin;

    use super::*;

    fn answer(seq: u64, text: &str) -> Answer {
        Answer {
            item: "q1".into(),
            seq,
            response: Response::ShortText { text: text.into() },
            received_at: Timestamp::default(),
        }
    }

    #[test]
    fn the_higher_sequence_wins_and_a_repeat_is_no_fault() {
        assert_eq!(answer(1, "a").against(None), None);
        assert_eq!(answer(2, "b").against(Some(&answer(1, "a"))), None);
        assert_eq!(answer(2, "b").against(Some(&answer(2, "b"))), Some(answer(2, "b").stored()));
        assert_eq!(answer(2, "c").against(Some(&answer(2, "b"))), Some(Saved::Stale { current_seq: 2 }));
        assert_eq!(answer(1, "a").against(Some(&answer(2, "a"))), Some(Saved::Stale { current_seq: 2 }));
    }

    #[test]
    fn a_file_answer_names_only_files_that_are_held() {
        let held: FileId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let response = Response::FileUpload { files: vec![held.to_string(), "../etc/passwd".into()] };
        for response in [response.clone(), Response::composite([("drawing", response)])] {
            let answer = Answer { response, ..answer(1, "") };
            assert!(answer.names(held));
            assert_eq!(answer.unknown_file(&[held]), Some(Saved::UnknownFile { file: "../etc/passwd".into() }));
        }
    }

    #[test]
    fn a_nul_is_found_in_every_text_and_id_of_a_response() {
        for response in [
            Response::choice("\0"),
            Response::multiple_choice(["a", "\0"]),
            Response::short_text("a\0"),
            Response::cloze([("gap", "\0")]),
            Response::matching([("source", "\0")]),
            Response::gap_match([("\0", "label")]),
            Response::graphic_gap_match([("gap", "\0")]),
            Response::graphic_order(["\0"]),
            Response::hotspot(["\0"]),
            Response::hot_text(["\0"]),
            Response::select_point([Pin::new(1, 2), Pin::new(3, 4).labelled("\0")]),
            Response::likert([("statement", "\0")]),
            Response::formula("x\0"),
            Response::composite([("\0", Response::true_false(true))]),
            Response::composite([("part", Response::essay("\0"))]),
        ] {
            assert!(holds_nul(&response), "{response:?}");
        }
        for response in [
            Response::select_point([Pin::new(0, 0)]),
            Response::slider("0.5".parse().unwrap()),
            Response::composite([("part", Response::formula("x"))]),
        ] {
            assert!(!holds_nul(&response), "{response:?}");
        }
    }
}
