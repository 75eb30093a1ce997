//! A table with a row for each student and a column for each item.

use std::{
    cell::Cell,
    collections::{BTreeMap, HashSet},
    io::{self, Read},
    rc::Rc,
};

use anyhow::{anyhow, bail};
use csv::ByteRecord;

use super::{lines::MOST_BYTES, reader::Reader, reader::Sheet};

/// The column of students' names.
const STUDENT: &str = "student";

/// Rows below a header.
pub(super) struct Rows {
    csv: csv::Reader<Bounded>,
    read: Rc<Cell<u64>>,
    name: String,
    columns: Vec<String>,
}

impl Rows {
    /// Reads the header.
    ///
    /// # Errors
    ///
    /// Where there is none, a column is neither `student` nor an item, or stands there twice.
    pub(super) fn new(reader: Box<dyn Read>, name: String, items: &Reader) -> anyhow::Result<Self> {
        let (read, since) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let bounded = Bounded { reader, read: Rc::clone(&read), since };
        // With CR and LF as one end, the lines of rows would be counted one too low.
        let mut csv =
            csv::ReaderBuilder::new().flexible(true).terminator(csv::Terminator::Any(b'\n')).from_reader(bounded);
        let header = csv.byte_headers().map_err(|error| anyhow!("{name}: {error}"))?.clone();
        csv.get_ref().since.set(0);
        let mut columns = Vec::new();
        let mut seen = HashSet::new();
        for (index, cell) in header.iter().enumerate() {
            let cell = std::str::from_utf8(cell).map_err(|_| anyhow!("{name}: line 1: not UTF-8 text"))?;
            let column = if index == 0 { cell.strip_prefix('\u{feff}').unwrap_or(cell) } else { cell }.trim();
            if column != STUDENT && !items.has(column) {
                bail!("{name}: line 1: column {}: there is no item {column:?}", index + 1);
            }
            if !seen.insert(column.to_owned()) {
                bail!("{name}: line 1: column {}: there are two columns {column:?}", index + 1);
            }
            columns.push(column.to_owned());
        }
        if columns.is_empty() {
            bail!("{name}: the file is empty");
        }
        Ok(Self { csv, read, name, columns })
    }

    pub(super) fn read(&self) -> u64 {
        self.read.get()
    }

    /// The next row, with the number of its first line.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<(usize, ByteRecord)>> {
        let mut record = ByteRecord::new();
        loop {
            let more = self.csv.read_byte_record(&mut record).map_err(|error| anyhow!("{}: {error}", self.name))?;
            self.csv.get_ref().since.set(0);
            if !more {
                return Ok(None);
            }
            if record.len() > 1 || record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                let line = record.position().map_or(0, csv::Position::line);
                return Ok(Some((usize::try_from(line).unwrap_or_default(), record)));
            }
        }
    }

    pub(super) fn columns(&self) -> Columns {
        Columns { name: self.name.clone(), columns: self.columns.clone() }
    }
}

/// What a row's cells are of.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    name: String,
    columns: Vec<String>,
}

impl Columns {
    /// A row as a sheet, or everything that is wrong with it.
    pub(super) fn sheet(&self, line: usize, record: &ByteRecord, reader: &Reader) -> Result<Sheet, Vec<String>> {
        let complaint = |detail: String| format!("{}: line {line}: {detail}", self.name);
        if record.len() != self.columns.len() {
            let (cells, columns) = (record.len(), self.columns.len());
            return Err(vec![complaint(format!("the row has {cells} cells, the header {columns}"))]);
        }
        let mut sheet = Sheet { student: None, responses: BTreeMap::new() };
        let mut complaints = Vec::new();
        for (index, (column, cell)) in self.columns.iter().zip(record).enumerate() {
            // The carriage return before the line's end.
            let is_last = index + 1 == record.len();
            let cell = cell.strip_suffix(b"\r").filter(|_| is_last).unwrap_or(cell);
            let Ok(text) = std::str::from_utf8(cell) else {
                complaints.push(complaint(format!("{column}: not UTF-8 text")));
                continue;
            };
            if column == STUDENT {
                sheet.student = Some(text.trim().to_owned()).filter(|name| !name.is_empty());
                continue;
            }
            match reader.cell(column, text) {
                Ok(response) => {
                    response.into_iter().for_each(|response| drop(sheet.responses.insert(column.clone(), response)));
                }
                Err(detail) => complaints.push(complaint(format!("{column}: {detail}"))),
            }
        }
        if complaints.is_empty() { Ok(sheet) } else { Err(complaints) }
    }
}

/// Counts, and stops where a row does not end: a quotation mark that is never closed would take all memory.
struct Bounded {
    reader: Box<dyn Read>,
    read: Rc<Cell<u64>>,
    since: Rc<Cell<u64>>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > MOST_BYTES as u64 {
            return Err(io::Error::other("a row is too long: is a quotation mark not closed?"));
        }
        let count = self.reader.read(buffer)?;
        self.read.set(self.read.get() + count as u64);
        self.since.set(self.since.get() + count as u64);
        Ok(count)
    }
}
