//! Items and students' responses to them, from files: what is marked and analysed without any server.
//!
//! Items are read whole. Responses are read sheet by sheet, one for each student: from lines and from CSV in memory that does
//! not grow with the file, from a JSON document whole. What is wrong with a sheet is told with its line, and the next is
//! read.

mod batch;
mod csv_rows;
mod items;
mod lines;
mod marking;
mod pieces;
mod progress;
mod reader;
mod source;

pub(crate) use batch::Work;
pub(crate) use marking::Marker;
pub(crate) use pieces::{Form, Sheets};
pub(crate) use reader::Sheet;

/// The format number of items' files, and of the documents that are written.
pub(crate) const FORMAT: u64 = 1;
