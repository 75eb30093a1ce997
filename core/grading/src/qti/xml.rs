//! XML as a bounded tree, without document types, entities of its own, or anything from elsewhere.
//!
//! Names are those of QTI 2.x: `qti-base-value` of QTI 3.0 is `baseValue`, `base-type` is `baseType`, prefixes are dropped.

use std::fmt;

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    error::{ParseError, ParseReason, Position},
    limits,
    value::{BaseType, Scalar, lexical},
};

/// An element of an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// All text that is directly in it.
    text: String,
    pub(super) at: Position,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&str, ParseError> {
        self.attribute(name).ok_or_else(|| self.fail(ParseReason::Missing(name)))
    }

    /// An attribute as what it should be.
    pub(super) fn read<T>(
        &self,
        name: &'static str,
        expected: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ParseError> {
        let word = self.required(name)?.trim();
        read(word).ok_or_else(|| self.fail(ParseReason::Invalid { expected, value: word.to_owned() }))
    }

    /// The same, if it is there.
    pub(super) fn optional<T>(
        &self,
        name: &'static str,
        expected: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ParseError> {
        if self.attribute(name).is_some() { self.read(name, expected, read).map(Some) } else { Ok(None) }
    }

    /// Its text as a value.
    pub(super) fn scalar(&self, base: BaseType) -> Result<Scalar, ParseError> {
        self.scalar_of(&self.text, base)
    }

    /// A text of it as a value.
    pub(super) fn scalar_of(&self, text: &str, base: BaseType) -> Result<Scalar, ParseError> {
        let empty = text.is_empty() && !matches!(base, BaseType::String | BaseType::File);
        let scalar = if empty { Some(Scalar::String(String::new())) } else { Scalar::read(text, base) };
        scalar.ok_or_else(|| {
            self.fail(ParseReason::Invalid { expected: lexical::described(base), value: text.to_owned() })
        })
    }

    /// How many elements it is, those inside included.
    pub(super) fn size(&self) -> usize {
        1 + self.children.iter().map(Self::size).sum::<usize>()
    }

    /// How many elements of a name it is, those inside included.
    pub(super) fn count_of(&self, name: &str) -> usize {
        usize::from(self.name == name) + self.children.iter().map(|child| child.count_of(name)).sum::<usize>()
    }

    pub(super) const fn fail(&self, reason: ParseReason) -> ParseError {
        ParseError { at: self.at, reason }
    }

    pub(super) fn unexpected(&self) -> ParseError {
        self.fail(ParseReason::Unexpected(self.name.clone()))
    }

    pub(super) fn lacks_expression(&self) -> ParseError {
        self.fail(ParseReason::Operands { expected: "1".to_owned(), found: 0 })
    }
}

/// Reads a document.
pub(super) fn parse(xml: &str) -> Result<Element, ParseError> {
    parse_without(xml, &[])
}

/// Reads a document but for the children of its root that have one of these names.
pub(super) fn parse_without(xml: &str, passed_over: &[&str]) -> Result<Element, ParseError> {
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let mut builder =
        Builder { place: Place::new(xml), passed_over, open: Vec::new(), skipped: 0, elements: 0, root: None };
    if xml.len() > limits::XML_BYTES {
        return Err(builder.too_much("bytes", limits::XML_BYTES));
    }
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    loop {
        builder.place.go_to(reader.buffer_position());
        match reader.read_event() {
            Err(error) => return Err(builder.malformed(&error)),
            Ok(Event::Start(start)) => builder.begin(&start)?,
            Ok(Event::End(_)) => builder.end()?,
            Ok(Event::Text(text)) => builder.text(&text.xml10_content())?,
            Ok(Event::CData(text)) => builder.text(&text.xml10_content())?,
            Ok(Event::GeneralRef(reference)) => builder.reference(&reference)?,
            Ok(Event::DocType(_)) => return Err(builder.fail(ParseReason::DocumentType)),
            Ok(Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => return builder.finish(),
        }
    }
}

/// Puts the tree together.
struct Builder<'a> {
    place: Place<'a>,
    passed_over: &'a [&'a str],
    /// Outermost first.
    open: Vec<Element>,
    /// How many open elements are passed over, inside the open ones.
    skipped: usize,
    elements: usize,
    root: Option<Element>,
}

impl Builder<'_> {
    fn begin(&mut self, start: &BytesStart<'_>) -> Result<(), ParseError> {
        self.elements += 1;
        if self.elements > limits::ELEMENTS {
            return Err(self.too_much("elements", limits::ELEMENTS));
        }
        if self.open.len() + self.skipped >= limits::DEPTH {
            return Err(self.too_much("elements inside one another", limits::DEPTH));
        }
        let name = qti_name(start.local_name().as_ref());
        if self.skipped > 0 || (self.open.len() == 1 && self.passed_over.contains(&name.as_str())) {
            self.skipped += 1;
            return Ok(());
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.malformed(&"a second root"));
        }
        let mut attributes = Vec::new();
        for (index, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(|error| self.malformed(&error))?;
            if index >= limits::ATTRIBUTES {
                return Err(self.too_much("attributes", limits::ATTRIBUTES));
            }
            if attribute.key.prefix().is_none() {
                let value =
                    attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| self.malformed(&error))?;
                let name = qti_name(attribute.key.as_ref());
                attributes.push((name, value.into_owned()));
            }
        }
        let element = Element { name, attributes, children: Vec::new(), text: String::new(), at: self.place.position };
        if element.name == "include" {
            let address = element.attribute("href").unwrap_or_default().to_owned();
            return Err(element.fail(ParseReason::External(address)));
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) -> Result<(), ParseError> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        let element = self.open.pop().ok_or_else(|| self.malformed(&"an end without its beginning"))?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ParseError> {
        match self.open.last_mut() {
            Some(element) if self.skipped == 0 => element.text.push_str(text),
            None if !text.trim().is_empty() => return Err(self.malformed(&"text outside the root")),
            _ => {}
        }
        Ok(())
    }

    /// `&lt;` and the other four, `&#233;`.
    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), ParseError> {
        if let Some(letter) = reference.resolve_char_ref().map_err(|error| self.malformed(&error))? {
            return self.text(letter.encode_utf8(&mut [0; 4]));
        }
        let name = reference.xml10_content();
        match resolve_xml_entity(&name) {
            Some(text) => self.text(text),
            // Bodies name letters of HTML, which nothing here depends on.
            None if self.skipped > 0 => Ok(()),
            None => Err(self.fail(ParseReason::Entity(name.into_owned()))),
        }
    }

    fn finish(self) -> Result<Element, ParseError> {
        let open = self.skipped > 0 || !self.open.is_empty();
        let error = self.malformed(&if open { "an element without its end" } else { "no element" });
        self.root.filter(|_| !open).ok_or(error)
    }

    const fn fail(&self, reason: ParseReason) -> ParseError {
        ParseError { at: self.place.position, reason }
    }

    fn too_much(&self, of: &'static str, most: usize) -> ParseError {
        self.fail(ParseReason::TooMuch { of, most })
    }

    fn malformed(&self, why: &dyn fmt::Display) -> ParseError {
        self.fail(ParseReason::Malformed(why.to_string()))
    }
}

/// A place that goes forward through a text.
struct Place<'a> {
    ahead: &'a str,
    passed: usize,
    position: Position,
}

impl<'a> Place<'a> {
    const fn new(text: &'a str) -> Self {
        Self { ahead: text, passed: 0, position: Position { line: 1, column: 1 } }
    }

    /// To this byte, which is the first of a character.
    fn go_to(&mut self, byte: u64) {
        let step = usize::try_from(byte).unwrap_or(usize::MAX).saturating_sub(self.passed);
        let Some((passed, ahead)) = self.ahead.split_at_checked(step) else { return };
        for letter in passed.chars() {
            if letter == '\n' {
                self.position = Position { line: self.position.line + 1, column: 1 };
            } else {
                self.position.column += 1;
            }
        }
        self.passed += step;
        self.ahead = ahead;
    }
}

/// `qti-base-value` → `baseValue`, `base-type` → `baseType`, `baseValue` → `baseValue`.
fn qti_name(name: &str) -> String {
    let mut words = name.strip_prefix("qti-").unwrap_or(name).split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(xml: &str) -> String {
        parse_without(xml, &["itemBody"]).unwrap_err().to_string()
    }

    #[test]
    fn both_spellings_give_one_tree() {
        let new = parse(r#"<qti-a-b xmlns="x" base-type="i" xml:lang="de"><qti-value>1 &lt; 2&#33;<![CDATA[ & 3]]></qti-value></qti-a-b>"#).unwrap();
        let old = parse(r#"<q:aB xmlns:q="x" baseType="i"><q:value>1 &lt; 2! &amp; 3</q:value></q:aB>"#).unwrap();
        assert_eq!((&new.name, new.attribute("baseType"), new.attribute("lang")), (&"aB".to_owned(), Some("i"), None));
        assert_eq!((old.name, old.attributes.len()), (new.name, 1));
        assert_eq!(new.children[0].text, "1 < 2! & 3");
        assert_eq!(old.children[0].text, new.children[0].text);
    }

    #[test]
    fn positions_are_lines_and_columns() {
        let root = parse("\u{feff}<?xml version='1.0'?>\n<!-- é -->\n <a>\n é<b/></a>").unwrap();
        assert_eq!((root.at, root.children[0].at), (Position { line: 3, column: 2 }, Position { line: 4, column: 3 }));
        assert!(
            error("<a>\n  <b></a>").starts_with("line 2, column 6: not well-formed"),
            "{}",
            error("<a>\n  <b></a>")
        );
    }

    #[test]
    fn a_body_is_passed_over_and_yet_must_end() {
        let root = parse_without("<a><itemBody>&nbsp;<a><b/></a></itemBody><c/></a>", &["itemBody"]).unwrap();
        assert_eq!(root.children.iter().map(|child| child.name.as_str()).collect::<Vec<_>>(), ["c"]);
        assert!(error("<a><itemBody>").contains("without its end"));
        assert!(parse_without("<a><itemBody><b></itemBody></a>", &["itemBody"]).is_err());
    }

    #[test]
    fn nothing_is_declared_nor_fetched_nor_without_end() {
        for (xml, why) in [
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "document type"),
            ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "document type"),
            ("<a>&x;</a>", "unknown entity \"x\""),
            ("<a b='&x;'/>", "not well-formed"),
            ("<a>&#0;</a>", "not well-formed"),
            ("<a><xi:include href='b.xml'/></a>", "nothing is fetched"),
            ("<a/><b/>", "second root"),
            ("<a/>b", "outside the root"),
            ("", "no element"),
            ("<a", "not well-formed"),
            ("<a b='1' b='2'/>", "not well-formed"),
            ("</a>", "not well-formed"),
        ] {
            assert!(error(xml).contains(why), "{xml}: {}", error(xml));
        }
        let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        assert!(parse(&deep(limits::DEPTH)).is_ok());
        assert!(error(&deep(limits::DEPTH + 1)).contains("inside one another"));
        assert!(error(&format!("<a><itemBody>{}", "<b>".repeat(limits::DEPTH))).contains("inside one another"));
        assert!(error(&format!("<a>{}</a>", "<b/>".repeat(limits::ELEMENTS))).contains("elements"));
        assert!(error(&" ".repeat(limits::XML_BYTES + 1)).contains("bytes"));
        let attributes: String = (0..=limits::ATTRIBUTES).map(|n| format!(" x:a{n}=''")).collect();
        assert!(error(&format!("<a{attributes}/>")).contains("attributes"));
    }
}
