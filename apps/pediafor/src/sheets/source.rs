//! A JSON file that can say where in it something stands.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, anyhow, bail};
use serde_json::{Deserializer, Value};

/// What is read from, a file or standard input for `-`, under the name that complaints give it.
pub(super) struct Input {
    pub(super) name: String,
    pub(super) reader: Box<dyn Read>,
    /// In bytes, where it is known.
    pub(super) size: Option<u64>,
}

impl Input {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        if path == Path::new("-") {
            return Ok(Self { name: "standard input".to_owned(), reader: Box::new(io::stdin()), size: None });
        }
        let name = path.display().to_string();
        let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
        let about = file.metadata().with_context(|| format!("cannot read {name}"))?;
        Ok(Self { name, reader: Box::new(file), size: about.is_file().then_some(about.len()) })
    }
}

/// The text of a file, under the name that complaints give it.
#[derive(Debug)]
pub(super) struct Source {
    name: String,
    text: String,
    /// The number of its first line.
    first: usize,
}

impl Source {
    /// Reads a file, or standard input for `-`.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let input = Input::open(path)?;
        Self::read_from(input.reader, input.name)
    }

    /// Reads to the end.
    pub(super) fn read_from(mut reader: impl Read, name: String) -> anyhow::Result<Self> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            anyhow!("{name}: line {}: not UTF-8 text", lines(before) + 1)
        })?;
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
        Ok(Self { name, text, first: 1 })
    }

    /// One line of a file.
    pub(super) const fn line(name: String, text: String, number: usize) -> Self {
        Self { name, text, first: number }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The JSON documents of the file, one after another, each with its place.
    pub(super) fn documents(&self) -> anyhow::Result<Vec<(Place, Value)>> {
        let mut documents = Vec::new();
        let mut stream = Deserializer::from_str(&self.text).into_iter::<Value>();
        loop {
            let start = stream.byte_offset();
            match stream.next() {
                None => break,
                Some(Ok(value)) => documents.push((Place { start, pointer: String::new() }, value)),
                Some(Err(error)) => {
                    let line = self.first + error.line().max(1) - 1;
                    bail!("{}: line {line}: {}", self.name, without_line(&error));
                }
            }
        }
        if documents.is_empty() {
            bail!("{}: the file is empty", self.name);
        }
        Ok(documents)
    }

    /// The line on which a place begins, or the closest thing around it that is there; counted from 1.
    fn line_of(&self, place: &Place) -> usize {
        let offset = Scanner { text: self.text.as_bytes(), at: place.start }.find(&place.pointer);
        lines(&self.text.as_bytes()[..offset.min(self.text.len())]) + self.first
    }
}

fn lines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
}

/// The complaint of an error that would say its line a second time.
fn without_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// Where something stands: in the document that starts at a byte, at a JSON Pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    start: usize,
    pointer: String,
}

impl Place {
    /// At a pointer further inside.
    pub(super) fn inside(&self, pointer: &str) -> Self {
        Self { pointer: format!("{}{pointer}", self.pointer), ..*self }
    }

    /// At a field.
    pub(super) fn field(&self, name: &str) -> Self {
        self.inside(&format!("/{}", name.replace('~', "~0").replace('/', "~1")))
    }

    /// Each entry of the list here.
    pub(super) fn entries<'a>(&self, list: &'a [Value]) -> impl Iterator<Item = (Self, &'a Value)> + use<'a> {
        let here = self.clone();
        list.iter().enumerate().map(move |(index, value)| (here.inside(&format!("/{index}")), value))
    }
}

/// What is wrong with a file, told all at once.
#[derive(Debug)]
pub(super) struct Complaints<'a> {
    source: &'a Source,
    told: Vec<String>,
    untold: usize,
    most: usize,
}

impl<'a> Complaints<'a> {
    /// More than anybody reads at a time.
    const MOST: usize = 50;

    pub(super) const fn new(source: &'a Source) -> Self {
        Self { source, told: Vec::new(), untold: 0, most: Self::MOST }
    }

    /// Only counts them.
    pub(super) const fn untold(source: &'a Source) -> Self {
        Self { source, told: Vec::new(), untold: 0, most: 0 }
    }

    pub(super) fn add(&mut self, place: &Place, detail: &str) {
        if self.told.len() >= self.most {
            self.untold += 1;
            return;
        }
        let (name, line) = (&self.source.name, self.source.line_of(place));
        let pointer = if place.pointer.is_empty() { String::new() } else { format!(" {}:", place.pointer) };
        self.told.push(format!("{name}: line {line}:{pointer} {detail}"));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty() && self.untold == 0
    }

    pub(super) fn into_result(self) -> anyhow::Result<()> {
        let told = self.into_told();
        if told.is_empty() { Ok(()) } else { Err(anyhow!(told.join("\n"))) }
    }

    pub(super) fn into_told(mut self) -> Vec<String> {
        if self.untold > 0 {
            self.told.push(format!("and {} more", self.untold));
        }
        self.told
    }
}

/// Walks through a document that is known to be JSON.
struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    /// The byte at which what the pointer names begins, or what is closest around it.
    fn find(mut self, pointer: &str) -> usize {
        self.skip_blanks();
        let mut found = self.at;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let entered = match self.peek() {
                Some(b'{') => self.enter_field(&token),
                Some(b'[') => self.enter_entry(&token),
                _ => None,
            };
            match entered {
                Some(start) => found = start,
                None => break,
            }
        }
        found
    }

    /// Goes to the value of a field, and says where the field's name begins.
    fn enter_field(&mut self, name: &str) -> Option<usize> {
        self.at += 1;
        loop {
            self.skip_blanks();
            let start = self.at;
            if self.peek()? != b'"' {
                return None;
            }
            self.skip_string();
            let found = serde_json::from_slice::<String>(&self.text[start..self.at]).is_ok_and(|found| found == name);
            self.skip_blanks();
            self.at += 1;
            self.skip_blanks();
            if found {
                return Some(start);
            }
            self.skip_value();
            self.skip_comma()?;
        }
    }

    /// Goes to an entry of a list, and says where it begins.
    fn enter_entry(&mut self, index: &str) -> Option<usize> {
        self.at += 1;
        let index: usize = index.parse().ok()?;
        for _ in 0..index {
            self.skip_blanks();
            self.skip_value();
            self.skip_comma()?;
        }
        self.skip_blanks();
        (self.peek()? != b']').then_some(self.at)
    }

    fn skip_comma(&mut self) -> Option<()> {
        self.skip_blanks();
        (self.peek()? == b',').then(|| self.at += 1)
    }

    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.skip_string(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source { name: "file".into(), text: text.into(), first: 1 }
    }

    #[test]
    fn a_place_knows_its_line() {
        let text = "\n{\n  \"a\": [1, {\"x\": 2},\n    {\"b\\\"/c\": \"}],\\\"\",\n     \"d\": []}],\n  \"e\": {}\n}\n{\"f\":\n3}";
        let source = source(text);
        let documents = source.documents().unwrap();
        for (document, pointer, line) in [
            (0, "", 2),
            (0, "/a", 3),
            (0, "/a/1/x", 3),
            (0, "/a/2", 4),
            (0, "/a/2/b\"~1c", 4),
            (0, "/a/2/d", 5),
            (0, "/a/2/d/0", 5),
            (0, "/a/7", 3),
            (0, "/e/f", 6),
            (0, "/nothing", 2),
            (1, "", 8),
            (1, "/f", 8),
            (1, "/f/g", 8),
        ] {
            assert_eq!(source.line_of(&documents[document].0.inside(pointer)), line, "{pointer} of {document}");
        }
    }

    #[test]
    fn broken_json_is_told_with_its_line_once() {
        for (text, expected) in [
            ("[1,\n2,,]", "file: line 2: expected value"),
            ("{\"a\": 1}\n{\"a\": ", "file: line 2: EOF while parsing a value"),
            (" \n", "file: the file is empty"),
        ] {
            assert_eq!(source(text).documents().unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn complaints_are_told_all_at_once_within_reason() {
        let source = source("[1]");
        let place = source.documents().unwrap()[0].0.clone();
        let mut complaints = Complaints::new(&source);
        assert!(complaints.is_empty());
        for index in 0..53 {
            complaints.add(&place.inside(&format!("/{index}")), "wrong");
        }
        let text = complaints.into_result().unwrap_err().to_string();
        assert_eq!(text.lines().count(), 51);
        assert!(text.starts_with("file: line 1: /0: wrong\n") && text.ends_with("\nand 3 more"), "{text}");
        assert!(Complaints::new(&source).into_result().is_ok());
    }
}
