//! Lines of a file, in memory that does not grow with it.

use std::io::{self, BufRead, Read};

/// A line longer than this is none that a student wrote: the largest paper with the longest essays is smaller.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// Lines with their numbers, and how many bytes were read.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    number: usize,
    read: u64,
    most: usize,
}

/// A line, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: usize,
    /// Without its end; nothing where it is too long.
    pub(super) bytes: Option<Vec<u8>>,
}

impl<R: BufRead> Lines<R> {
    /// None longer than so many bytes.
    pub(super) const fn new(reader: R, most: usize) -> Self {
        Self { reader, number: 0, read: 0, most }
    }

    pub(super) const fn read(&self) -> u64 {
        self.read
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            let mut bytes = Vec::new();
            let read = (&mut self.reader).take(self.most as u64 + 1).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.read += read as u64;
            if bytes.last() != Some(&b'\n') && read > self.most {
                self.skip_line()?;
                return Ok(Some(Line { number: self.number, bytes: None }));
            }
            if self.number == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(..3);
            }
            if !bytes.trim_ascii().is_empty() {
                return Ok(Some(Line { number: self.number, bytes: Some(bytes.trim_ascii_end().to_vec()) }));
            }
        }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let ahead = self.reader.fill_buf()?;
            let end = ahead.iter().position(|byte| *byte == b'\n');
            let (length, ended) = (end.map_or(ahead.len(), |end| end + 1), end.is_some() || ahead.is_empty());
            self.reader.consume(length);
            self.read += length as u64;
            if ended {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> (Vec<(usize, Option<String>)>, u64) {
        let mut lines = Lines::new(io::BufReader::with_capacity(16, bytes), 100);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push((line.number, line.bytes.map(|bytes| String::from_utf8(bytes).unwrap())));
        }
        (found, lines.read())
    }

    #[test]
    fn lines_keep_their_numbers_and_blank_ones_are_passed_over() {
        let (found, read) = lines("\u{feff}{}\r\n\n  \n[1]\n3".as_bytes());
        let expected = [(1, "{}"), (4, "[1]"), (5, "3")].map(|(number, text)| (number, Some(text.to_owned())));
        assert_eq!((found, read), (expected.into(), 16));
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_to_its_end() {
        let mut text = vec![b'x'; 140];
        text.extend(b"\n{}\n");
        let (found, read) = lines(&text);
        assert_eq!(found, [(1, None), (2, Some("{}".to_owned()))]);
        assert_eq!(read, text.len() as u64);
    }
}
