//! Many sheets, some at a time, on several threads, in the order in which they came.

use std::{
    num::NonZeroUsize,
    panic::resume_unwind,
    process::ExitCode,
    thread::{self, available_parallelism},
};

use anyhow::bail;

use super::{
    pieces::{Piece, PieceReader, Sheets},
    progress::Progress,
    reader::Sheet,
};

/// How sheets are worked through.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    /// How many threads; without a number as many as the machine has.
    pub(crate) threads: Option<NonZeroUsize>,
    /// Whether what comes out is shown while the work goes on.
    pub(crate) shows_meanwhile: bool,
}

/// How many sheets there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) done: usize,
    /// Those with something wrong, which was told.
    pub(crate) failed: usize,
}

impl Summary {
    /// Whether everything went well.
    pub(crate) fn code(self) -> ExitCode {
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Sheets of a thread at a time.
const AT_A_TIME: usize = 64;
/// Bytes that are waiting at a time: whole essays may be among them.
const MOST_BYTES: usize = 32 << 20;
/// Complaints that anybody reads.
const MOST_TOLD: usize = 50;

impl Work {
    /// Works on each sheet, on several threads, and hands what came out on, in order. What is wrong with a sheet is told on
    /// standard error, and the next one is taken; at the end, how many were wrong.
    ///
    /// # Errors
    ///
    /// Where there is nothing, nothing more can be read, or handing on fails.
    pub(crate) fn each<T: Send>(
        self,
        sheets: &mut Sheets,
        work: impl Fn(Sheet) -> T + Sync,
        mut hand_on: impl FnMut(T) -> anyhow::Result<()>,
    ) -> anyhow::Result<Summary> {
        let threads = self.threads.or_else(|| available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        let progress = Progress::new(sheets.size(), sheets.counts_bytes(), self.shows_meanwhile);
        let whole = sheets.read();
        let (mut summary, mut told) = (Summary::default(), 0);
        loop {
            let (pieces, ended) = some(sheets, threads * AT_A_TIME);
            if pieces.is_empty() {
                ended?;
                break;
            }
            for done in in_threads(pieces, threads, &sheets.readers(), &work) {
                match done {
                    Ok(done) => {
                        summary.done += 1;
                        hand_on(done)?;
                    }
                    Err(complaints) => {
                        summary.failed += 1;
                        for complaint in complaints.iter().take(MOST_TOLD.saturating_sub(told)) {
                            progress.complain(complaint);
                        }
                        told += complaints.len();
                    }
                }
            }
            let position = if sheets.counts_bytes() { sheets.read() } else { whole - sheets.read() };
            progress.at(position, summary.done + summary.failed);
            // What came before it is done.
            ended?;
        }
        if summary == Summary::default() {
            bail!("{}: there are no responses", sheets.name());
        }
        if summary.failed > 0 {
            let (failed, all) = (summary.failed, summary.done + summary.failed);
            progress.complain(&format!("{failed} of {all} could not be read and are left out"));
        }
        Ok(summary)
    }
}

/// The next pieces, and why there are no more.
fn some(sheets: &mut Sheets, most: usize) -> (Vec<Piece>, anyhow::Result<()>) {
    let (mut pieces, mut bytes) = (Vec::new(), 0);
    while pieces.len() < most && bytes < MOST_BYTES {
        match sheets.next() {
            Ok(Some(piece)) => {
                bytes += piece.bytes();
                pieces.push(piece);
            }
            Ok(None) => break,
            Err(error) => return (pieces, Err(error)),
        }
    }
    (pieces, Ok(()))
}

/// Reads and works on each piece; a thread takes its part of the list.
fn in_threads<T: Send>(
    pieces: Vec<Piece>,
    threads: usize,
    reader: &PieceReader<'_>,
    work: &(impl Fn(Sheet) -> T + Sync),
) -> Vec<Result<T, Vec<String>>> {
    let each =
        |pieces: Vec<Piece>| -> Vec<_> { pieces.into_iter().map(|piece| reader.sheet(piece).map(work)).collect() };
    let part = pieces.len().div_ceil(threads.max(1)).max(1);
    if part == pieces.len() {
        return each(pieces);
    }
    let mut left = pieces.into_iter();
    thread::scope(|scope| {
        let parts =
            std::iter::from_fn(|| Some(left.by_ref().take(part).collect::<Vec<_>>()).filter(|part| !part.is_empty()));
        let working: Vec<_> = parts.map(|part| scope.spawn(|| each(part))).collect();
        working.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
