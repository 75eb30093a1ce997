//! The story as single steps, each at its time.

mod chapter;

use std::collections::BTreeMap;

use anyhow::Context;
use pediafor_grading::Response;

use super::{
    data::{Demo, Level, Student},
    writing::{File, HandMark},
};

/// One sitting of one student.
#[derive(Debug)]
pub(crate) struct Sitting<'d> {
    /// Which chapter.
    pub(crate) chapter: usize,
    pub(crate) student: &'d Student,
    /// Which sitting of this student, from 1.
    pub(crate) number: u32,
    /// How good each piece of work is that is marked by hand, by item.
    works: BTreeMap<&'d str, Level>,
}

/// What is saved for one item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) item: String,
    pub(crate) seq: u64,
    pub(crate) given: Given,
}

/// What a student gives: a response, or a file that is still to be uploaded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given {
    Response(Response),
    File(File),
}

/// Something that somebody does. Chapters and sittings go by their index.
#[derive(Debug, PartialEq)]
pub(crate) enum Action {
    Create {
        chapter: usize,
    },
    Publish {
        chapter: usize,
    },
    Start {
        sitting: usize,
    },
    Save {
        sitting: usize,
        pieces: Vec<Piece>,
    },
    HandIn {
        sitting: usize,
    },
    GiveUp {
        sitting: usize,
    },
    /// The server closes what is past its deadline.
    Sweep,
    /// A teacher marks what waits; with a reason, a teacher changes an automatic mark.
    Mark {
        sitting: usize,
        item: String,
        mark: HandMark,
        reason: Option<String>,
    },
    /// A teacher says something to the whole.
    Feedback {
        sitting: usize,
    },
    Release {
        sitting: usize,
    },
    ReleaseAll {
        chapter: usize,
    },
    Close {
        chapter: usize,
    },
}

/// An action and its time, in seconds before (below zero) the moment the demo is made.
#[derive(Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) at: i64,
    pub(crate) action: Action,
}

/// Everything that happens, in the order in which it does.
#[derive(Debug)]
pub(crate) struct Script<'d> {
    pub(crate) sittings: Vec<Sitting<'d>>,
    pub(crate) steps: Vec<Step>,
}

impl<'d> Script<'d> {
    /// The script of the whole demo: the same each time.
    pub(crate) fn of(demo: &'d Demo) -> anyhow::Result<Self> {
        let mut script = Self { sittings: Vec::new(), steps: Vec::new() };
        for (number, chapter) in demo.chapters.iter().enumerate() {
            chapter::write(demo, number, &mut script).with_context(|| format!("the story of {}", chapter.name))?;
        }
        script.steps.sort_by_key(|step| step.at);
        Ok(script)
    }
}
