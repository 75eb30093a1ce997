//! A file of responses, piece by piece: a piece is what one student gave.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    vec,
};

use anyhow::{Context, bail};
use pediafor_grading::Item;
use serde_json::Value;

use super::{
    csv_rows::{Columns, Rows},
    items,
    lines::{Lines, MOST_BYTES},
    reader::{Reader, Sheet, is_sheet},
    source::{Complaints, Input, Source},
};

/// How responses are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// JSON documents, read whole
    Json,
    /// A line of JSON for each student, read line by line
    Jsonl,
    /// A column for each item, a row for each student, read row by row
    Csv,
}

/// What students gave to items, from a file or standard input.
pub(crate) struct Sheets {
    reader: Reader,
    name: String,
    size: Option<u64>,
    pieces: Pieces,
}

enum Pieces {
    Read(vec::IntoIter<Result<Sheet, Vec<String>>>),
    Lines(Lines<Box<dyn BufRead>>),
    Rows(Box<Rows>, Columns),
}

/// What is to be read as a sheet, by any thread.
pub(super) enum Piece {
    Read(Result<Sheet, Vec<String>>),
    Line { number: usize, bytes: Option<Vec<u8>> },
    Row { number: usize, record: csv::ByteRecord },
}

impl Piece {
    /// How much memory it takes, roughly.
    pub(super) fn bytes(&self) -> usize {
        match self {
            // It is there already.
            Self::Read(_) => 0,
            Self::Line { bytes, .. } => bytes.as_ref().map_or(0, Vec::len),
            Self::Row { record, .. } => record.as_slice().len(),
        }
    }
}

/// Complaints about a document that are worked out; each takes a look through all of it.
const MOST_TOLD: usize = 50;

impl Sheets {
    /// Reads the items whole, and begins with the responses; `-` is standard input.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the items, or what keeps all responses from being read.
    pub(crate) fn open(items: &Path, responses: &Path, form: Option<Form>) -> anyhow::Result<(Vec<Item>, Self)> {
        let items = items::read(&Source::read(items)?)?;
        let reader = Reader::new(&items);
        let Input { name, reader: input, size } = Input::open(responses)?;
        let mut input: Box<dyn BufRead> = Box::new(BufReader::with_capacity(1 << 16, input));
        let form = match form.or_else(|| by_name(responses)) {
            Some(form) => form,
            None => by_beginning(&mut input).with_context(|| format!("cannot read {name}"))?,
        };
        let pieces = match form {
            Form::Json => Pieces::Read(read_whole(&Source::read_from(input, name.clone())?, &reader)?.into_iter()),
            Form::Jsonl => Pieces::Lines(Lines::new(input, MOST_BYTES)),
            Form::Csv => {
                let rows = Rows::new(Box::new(input), name.clone(), &reader)?;
                let columns = rows.columns();
                Pieces::Rows(Box::new(rows), columns)
            }
        };
        Ok((items, Self { reader, name, size, pieces }))
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes or sheets there are, where that is known, in the unit of [`Self::read`].
    pub(super) fn size(&self) -> Option<u64> {
        match &self.pieces {
            Pieces::Read(sheets) => Some(sheets.len() as u64),
            Pieces::Lines(_) | Pieces::Rows(..) => self.size,
        }
    }

    /// How many bytes were read; of a document that is read whole, how many sheets are left.
    pub(super) fn read(&self) -> u64 {
        match &self.pieces {
            Pieces::Read(sheets) => sheets.len() as u64,
            Pieces::Lines(lines) => lines.read(),
            Pieces::Rows(rows, _) => rows.read(),
        }
    }

    pub(super) const fn counts_bytes(&self) -> bool {
        !matches!(self.pieces, Pieces::Read(_))
    }

    /// The next piece.
    ///
    /// # Errors
    ///
    /// Where nothing more can be read.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Piece>> {
        Ok(match &mut self.pieces {
            Pieces::Read(sheets) => sheets.next().map(Piece::Read),
            Pieces::Lines(lines) => {
                let line = lines.next().with_context(|| format!("cannot read {}", self.name))?;
                line.map(|line| Piece::Line { number: line.number, bytes: line.bytes })
            }
            Pieces::Rows(rows, _) => rows.next()?.map(|(number, record)| Piece::Row { number, record }),
        })
    }

    /// What reads pieces, from several threads.
    pub(super) fn readers(&self) -> PieceReader<'_> {
        let columns = match &self.pieces {
            Pieces::Rows(_, columns) => Some(columns.clone()),
            Pieces::Read(_) | Pieces::Lines(_) => None,
        };
        PieceReader { reader: &self.reader, name: &self.name, columns }
    }
}

/// Reads pieces as sheets.
pub(super) struct PieceReader<'a> {
    reader: &'a Reader,
    name: &'a str,
    columns: Option<Columns>,
}

impl PieceReader<'_> {
    /// A sheet, or everything that is wrong with it.
    pub(super) fn sheet(&self, piece: Piece) -> Result<Sheet, Vec<String>> {
        match piece {
            Piece::Read(sheet) => sheet,
            Piece::Line { number, bytes } => self.line(number, bytes),
            Piece::Row { number, record } => match &self.columns {
                Some(columns) => columns.sheet(number, &record, self.reader),
                None => Err(Vec::new()),
            },
        }
    }

    fn line(&self, number: usize, bytes: Option<Vec<u8>>) -> Result<Sheet, Vec<String>> {
        let complaint = |detail: &str| vec![format!("{}: line {number}: {detail}", self.name)];
        let Some(bytes) = bytes else {
            return Err(complaint(&format!("the line is longer than {} MiB", MOST_BYTES >> 20)));
        };
        let text = String::from_utf8(bytes).map_err(|_| complaint("not UTF-8 text"))?;
        let source = Source::line(self.name.to_owned(), text, number);
        let documents = source.documents().map_err(|error| vec![error.to_string()])?;
        let [(place, value)] = documents.as_slice() else {
            return Err(complaint("one JSON object is expected on a line"));
        };
        let mut complaints = Complaints::new(&source);
        let sheet = self.reader.either(place, value, &mut complaints);
        finished(sheet, complaints)
    }
}

fn finished(sheet: Option<Sheet>, complaints: Complaints<'_>) -> Result<Sheet, Vec<String>> {
    match sheet {
        Some(sheet) if complaints.is_empty() => Ok(sheet),
        _ => Err(complaints.into_told()),
    }
}

/// Every sheet of JSON documents.
fn read_whole(source: &Source, reader: &Reader) -> anyhow::Result<Vec<Result<Sheet, Vec<String>>>> {
    let documents = source.documents()?;
    let mut sheets = Vec::new();
    let mut told = 0;
    let mut keep = |sheet: Option<Sheet>, complaints: Complaints<'_>| {
        let sheet = finished(sheet, complaints);
        told += sheet.as_ref().err().map_or(0, Vec::len);
        sheets.push(sheet);
        told >= MOST_TOLD
    };
    let mut untold = false;
    for (place, document) in &documents {
        let listed = match document {
            Value::Array(list) => place.entries(list).map(|(place, value)| (place, value, true)).collect(),
            value => vec![(place.clone(), value, false)],
        };
        for (place, value, in_list) in listed {
            let mut complaints = if untold { Complaints::untold(source) } else { Complaints::new(source) };
            let sheet = if in_list {
                reader.sheet(&place, value, &mut complaints)
            } else {
                reader.either(&place, value, &mut complaints)
            };
            untold = keep(sheet, complaints);
        }
    }
    if sheets.is_empty() {
        bail!("{}: there are no responses", source.name());
    }
    Ok(sheets)
}

fn by_name(path: &Path) -> Option<Form> {
    match path.extension()?.to_str()?.to_lowercase().as_str() {
        "json" => Some(Form::Json),
        "jsonl" | "ndjson" => Some(Form::Jsonl),
        "csv" => Some(Form::Csv),
        _ => None,
    }
}

/// By the first line, as far as it is there: a whole sheet, or the header of a table.
fn by_beginning(input: &mut Box<dyn BufRead>) -> std::io::Result<Form> {
    const MOST: u64 = 1 << 20;
    let mut beginning = Vec::new();
    while beginning.trim_ascii().is_empty() {
        let left = MOST.saturating_sub(beginning.len() as u64);
        if (&mut *input).take(left).read_until(b'\n', &mut beginning)? == 0 {
            break;
        }
    }
    let text = beginning.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&beginning).trim_ascii();
    let form = match serde_json::from_slice::<Value>(text) {
        Ok(Value::Object(fields)) if is_sheet(&fields) => Form::Jsonl,
        Err(_) if is_header(text) => Form::Csv,
        _ => Form::Json,
    };
    let rest = std::mem::replace(input, Box::new(std::io::empty()));
    *input = Box::new(BufReader::new(std::io::Cursor::new(beginning).chain(rest)));
    Ok(form)
}

fn is_header(line: &[u8]) -> bool {
    let first = line.split(|byte| *byte == b',').next().unwrap_or_default();
    matches!(first, b"student" | b"\"student\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_told_by_the_name_or_the_beginning_and_nothing_is_lost() {
        for (name, form) in
            [("a.JSON", Some(Form::Json)), ("a.ndjson", Some(Form::Jsonl)), ("a.csv", Some(Form::Csv)), ("-", None)]
        {
            assert_eq!(by_name(Path::new(name)), form, "{name}");
        }
        for (text, form) in [
            ("{\"responses\": {}}\n{}", Form::Jsonl),
            ("\u{feff}student,q1\n", Form::Csv),
            ("{\"q1\": null}\n", Form::Json),
            ("[\n{\"responses\": {}}]", Form::Json),
            ("7", Form::Json),
            ("", Form::Json),
        ] {
            let mut input: Box<dyn BufRead> = Box::new(text.as_bytes());
            let found = by_beginning(&mut input).unwrap();
            let mut whole = String::new();
            input.read_to_string(&mut whole).unwrap();
            assert_eq!((found, whole.as_str()), (form, text));
        }
    }
}
